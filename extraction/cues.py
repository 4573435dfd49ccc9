"""Cue words and phrases that say how a credential is asked for, found in a sentence in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

AFTER, PLUS, NOT, MUST, TALK = "after_hire", "preferred", "not_required", "required", "mentioned"

_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty sixty
    ninety first second third""".split()
)

_TIMES = "days|day|months|month|weeks|week|years|year|yrs|yr|mos|mo|mths|mth|wks|wk"
# Words in lower case; ``a|b`` is either, ``#`` a number (also ``six (6)``), ``*`` any one word or none.
_CUES: dict[str, list[str]] = {
    AFTER: [
        f"within|in * # * {_TIMES}|hrs", f"within # - # / # {_TIMES}", f"w / in * # * {_TIMES}", "after # days|day|months|month|weeks|week|years|year|yrs", "in process of obtaining", "earn your", "provide|certify|train you with|as|in", "you will receive * * * training", "in the process of obtaining|getting|completing|acquiring|earning|becoming",
        "within a year", "within the first # days|months|weeks|years", "within the next|first", "prior to|before the end of", "prior to|before end of", "upon completion of", "within the|your|their|his first", "after|following|post hire|employment|hiring|training", "upon training",
        "days|day|months|month|weeks|year|years of|after|from|upon hire|employment|hiring|start|appointment",
        "ability|able|willing|willingness|eligible|eligibility|opportunity|must to obtain|get|acquire|earn|become|complete|secure|attain|achieve", "willing to pursue", "willingness to pursue :", "if hired )", "holds|hold|held or is|are eligible for|to", "is|are or is|are eligible for", "eligible for or hold|have|possess",
        "capable of obtaining|becoming|getting|earning|acquiring", "qualify for a|an", "pursue relevant|appropriate|applicable|professional certification|certifications", "within|in * * * timeframe", "within|in * * * time frame", "subsequently obtain|get|earn|acquire", "training to become|be", "once hired", "do|does not have the|needed|required * certifications|certification|licenses|license",
        "willing|able|ability to * become|get|obtain", "will|can|must|should|shall obtain|acquire|earn|complete|attain|get|become",
        "or obtain|acquire|get", "or the ability", "or ability", "or be eligible", "or eligible for|to", "or able to", "or be able|willing to", "days required", "or willing|willingness", "must|will be obtained|acquired|completed|earned",
        "we|company|employer|city|district will|can|pay|pays|provide|provides|sponsor|cover|covers|offer|train * * for|training|your", "we|company|employer|city|district pay|pays|provide|provides|sponsor|cover|covers|offer * * the", "we|company|employer|city|district will|can pay|provide|sponsor|cover|offer|give|teach|run * the",
        "training provided", "training is provided", "provided upon|after|by|at|during", "paid|free|company-paid training", "during orientation|probation|training|onboarding",
        "prior to completion", "by|before the end of", "during * probationary", "on the job", "will train", "we train", "we|well teach|train you", "will teach|train you",
        "in order to obtain", "to be obtained", "obtain|complete|earn|acquire * * * within", "work|working toward|towards", "on track", "actively|currently pursuing", "or apply|applying upon|at|after|on", "if you dont have", "and earn|obtain|attain", "in progress",
        "if not|currently * certified|licensed", "probationary period", "or|be obtainable", "obtainable within|after", "after your|their hire|employment|start", "if|while you do not|n't * have|hold|possess", "able|ability|willing to be certified|licensed|registered", "during your|the|their first",
        "become|get certified|licensed|registered", "will|can help|assist you get|obtain|earn", "must * have|hold * * * within|by", "given|taught before|in|on|at|during", "issued before|on|at|during", "while you learn|earn|study|train", "we send you", "is|are taught", "we|will pay for|your", "to obtain|acquire|earn",
        "done|completed|given|finished during|in|at training|orientation|academy", "we hold|run|teach|offer classes|class|courses", "we will|can give|provide|certify|cover|teach|send * it|you|this", "we|will give|certify|cover|teach|send * it|you|this",
        "new hires|staff|employees receive|get|complete|take", "hires may|can complete|obtain|get|earn", "hires receive", "in orientation", "on us", "company|agency|city|county|employer|parish|district * paid", "company|agency|employer * provided", "required to attain|become|obtain|earn", "paid for by", "is|are|will be provided for|by|to", "inside of # days|months", "may be finished|completed|done|taken|accomplished",
        "but|and can|may be attained|obtained|acquired|earned", "can|may be attained|obtained|acquired|earned * during|after|within|upon", "before graduation", "you will leave|finish|graduate with", "upon completion", "put you through", "complete * # * * program|course|academy|class", "get * certified|licensed on site",
    ],
    PLUS: [
        "preferred", "a +", "great|nice|better|bonus|plus|helpful if", "strong|best|top|competitive candidates|candidate|applicants", "prefered", "preffered", "prefferred", "pref", "prefd", "prefer", "prefers", "preferable", "preferably", "preference", "a plus", "plus", "desired", "desirable", "desire", "nice to have", "nice touch", "ideally", "appreciated", "valued",
        "ideal", "bonus", "advantage", "advantageous", "an asset", "asset", "helpful", "beneficial", "a benefit", "not required but", "would be great|nice",
        "highly valued", "is valued", "favorably", "encouraged", "recommended", "optional", "considered a", "possibly", "welcome", "welcomed", "extra credit", "strongly considered", "is|are great", "sets you apart", "is|are|also|even nice|better|lovely|good|useful|valued", "also good|useful|valued|nice|helpful", "nice|useful|want|wanted|extras :", "of interest", "might|may also have", "would help|delight|welcome", "plus|bonus points", "especially", "like to see", "top of the pile", "so is|are a|an|the", "adds $", "if you already|come|hold|have * already|with", "put|puts you ahead", "stand out", "front of the line", "rated|ranked|scored higher", "improve", "considered in ranking", "counts * * toward|towards", "wins|win", "moves you up", "pays|adds more", "we would love", "love to see", "pluses", "plusses", "is|are pluses|plusses", "good|great to have", "nice|good to have but not a must|requirement", "nice|good|great but not needed|required|necessary|essential", "make us happy", "desire to obtain|earn|pursue|become", "interest|interested in obtaining|earning|pursuing|becoming", "nice|good to have but not required|mandatory|necessary|needed|essential", "be|also cool", "if possible", "not mandatory but", "not essential but", "not a requirement|must * * * * but|though", "while|although|though not|n't * required|mandatory|necessary", "highly|well regarded", "not necessary but", "not needed but", "not required|necessary|needed|mandatory|essential , but|though|however",
    ],
    NOT: [
        "not required", "not req", "not currently hold|have|possess", "not needed", "not necessary", "not be required", "is|are not * required|needed|necessary|mandatory", "no * * * required|needed|necessary",
        "not require|requiring", "not need", "not need|required|necessary to have|hold|possess", "n't need|require", "do|does not|n't need|require", "no need", "don't|dont|n't need|require",  "not a requirement", "isn't|aren't required|needed|necessary",
        "is|are|was n't required|needed|necessary|mandatory", "instead of", "exempt from", "without|no need for|of", "not mandatory", "not a must", "n't * have to have|hold",
    ],
    MUST: [
        "required", "require", "requires", "requirement", "requirements", "must", "mandatory", "need", "needs", "needed", "necessary", "essential", "minimum",
        "valid", "current", "active", "possess", "possession", "hold", "holds", "unrestricted", "shall have", "have to", "at time of hire", "upon hire|employment|appointment", "prior to|at hire|start|employment", "at the time of",
        "maintain", "non-negotiable", "only candidates", "proof of", "at least",
    ],
    TALK: [
        "reimburse", "reimburses", "reimbursement", "tuition", "trains|teach|teaches|instruct|instructs|train staff|others|employees|students|participants|clients|residents|community",
        "teach", "teaches", "instruct", "reimbursed", "scholarship|scholarships", "toward|towards certification|your|a", "verify|verifies|verifying|tracks|track|monitor|monitors|ensure|ensures that|staff|drivers|employees|all",
        "pay|differential|stipend|premium|allowance|bonus for", "prepare|prepares|preparing for|students|others|staff", "maintenance fee", "cost|costs|price of obtaining|getting|earning", "reserved for", "hours logged", "receive|receives an|a * allowance|stipend|differential", "beyond the required", "sponsors|sponsor operators|staff|employees", "at our cost|expense", "holders * get|receive|earn|can", "exam fees", "incentive|incentives", "certify|certifies|certifying staff|employees|others|members|students|people", "ask us|about * about", "ask about", "records|files|logs of", "trainings|training for * staff|employees|volunteers|members", "career path", "assist|assists|assisting|help|helps|helping clients|residents|students|participants|members|families|customers|patients|veterans|youth|individuals|consumers|tenants", "employer|company * sponsored", "paid for possessing|holding|having", "fees", "dues", "renewal|renewals|renewing", "waiting|wait on|for", "awaiting", "students|graduates|residents|participants earn|earned|earns", "scope of", "who want|wants", "exam fee", "pass rate", "make|makes|making sure", "sees|see to it",
        "may apply|skip|start|test|begin|transfer|advance", "run|runs|running|deliver|delivers|delivering|conduct|conducts classes|training|courses", "goes|go toward|towards", "start|starts at step", "all our|of our", "has|have earned", "on staff", "voucher|vouchers for", "study groups|group", "may earn|take|get|be|become", "staff|employees|people earned|earn", "may be substituted", "have fees paid", "step up", "meet|meets this requirement", "form|forms|type|types * of identification|id", "identification|id such as",
    ],
}  # fmt: skip

_PLAIN_PLUS = re.compile("plus", re.IGNORECASE)
_A_PLUS = re.compile(
    r"\b(?:a|an|big|huge|strong|definite|is|are|real|major)\s+plus$", re.IGNORECASE
)
_CLOSED = re.compile(r"\s*(?:[.,;)!]|$)")
# `ability and desire to teach others`: what moves the applicant; `the state of desired employment`.
_DESIRE_TO = re.compile(
    r"desire to\b(?! obtain| get| earn| become)|desired (?:employment|location|outcome|result|goal|effect)s?\b",
    re.IGNORECASE,
)

# A word, a number or a sign; a word ends where the capital of the next is glued to it.
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+|\S")


class Cue:
    """A cue word or phrase at offsets of the text, and what it says."""

    def __init__(self, start: int, end: int, says: str) -> None:
        self.start = start
        self.end = end
        self.says = says


class _Node:
    """A step in a phrase: what may follow, and what a phrase says that ends here."""

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.says: set[str] = set()


def _phrases(phrase: str) -> Iterator[list[str]]:
    """The phrases that a pattern stands for, word by word; ``#`` and ``*`` stay as they are."""
    out: list[list[str]] = [[]]
    for word in phrase.split():
        if word == "*":
            out += [[*each, "*"] for each in out]
        elif word == "#":
            out = [[*each, *form] for each in out for form in (["#"], ["#", "(", "#", ")"])]
        else:
            out = [[*each, one] for each in out for one in word.split("|")]
    yield from out


@cache
def _trie() -> _Node:
    root = _Node()
    for says, patterns in _CUES.items():
        for pattern in patterns:
            for phrase in _phrases(pattern):
                node = root
                for word in phrase:
                    node = node.following.setdefault(word, _Node())
                node.says.add(says)
    return root


def _tokens(sentence: str) -> list[tuple[str, int, int]]:
    """Lower-case words with their offsets; ``isn't`` is two, ``is`` and ``n't``, ``we'll`` is ``we will``."""
    plain = "'" not in sentence and "\u2019" not in sentence
    out: list[tuple[str, int, int]] = []
    end = 0
    for token in _TOKEN.findall(sentence):
        # Only spaces stand between two: where one stands is sooner found than a match says it.
        start = sentence.find(token, end)
        end = start + len(token)
        word = token.lower()
        if plain:
            out.append((word, start, end))
        elif word == "t" and len(out) > 1 and out[-1][0] in "'\u2019" and out[-2][0].endswith("n"):
            (_, _, _), (stem, first, last) = out.pop(), out.pop()
            if len(stem) > 1:
                out.append((stem[:-1], first, last - 1))
            out.append(("n't", last - 1, end))
        elif word == "ll" and len(out) > 1 and out[-1][0] in "'\u2019":
            _, first, _ = out.pop()
            out.append(("will", first, end))
        else:
            out.append((word, start, end))
    return out


def _collect(
    words: list[str], first: int, at: int, node: _Node, hits: set[tuple[int, int, str]]
) -> None:
    """Adds all phrases that begin at the word ``first`` and go on at another, with what they say."""
    if at > first:
        for says in node.says:
            hits.add((first, at, says))
    if at == len(words):
        return
    word = words[at]
    following = node.following
    if word in following:
        _collect(words, first, at + 1, following[word], hits)
    if "*" in following:
        _collect(words, first, at + 1, following["*"], hits)
    if "#" in following and (word in _NUMBERS or (word.isdecimal() and len(word) < 4)):
        _collect(words, first, at + 1, following["#"], hits)


def find(sentence: str, offset: int = 0) -> list[Cue]:
    """The cues of a sentence in their order; ``offset`` is where it begins in the text.

    Of phrases that say the same the longer covers the shorter in it; one inside a phrase that says
    something stronger (``required`` in ``not required``) is not.
    """
    tokens = _tokens(sentence)
    words = [word for word, _, _ in tokens]
    root = _trie()
    all_hits: set[tuple[int, int, str]] = set()
    for at, word in enumerate(words):
        if word in root.following:
            _collect(words, at, at, root, all_hits)
    if not all_hits:
        return []
    hits = sorted(all_hits, key=lambda hit: (hit[0] - hit[1], hit[0], hit[2]))
    used: dict[str, set[int]] = {says: set() for says in _CUES}
    found: list[Cue] = []
    for first, last, says in hits:
        if not used[says].issuperset(range(first, last)):
            used[says].update(range(first, last))
            found.append(Cue(tokens[first][1], tokens[last - 1][2], says))
    found.sort(key=lambda cue: (cue.start, -cue.end, cue.says))
    out: list[Cue] = []
    covering: list[Cue] = []
    for cue in found:
        if cue.says == PLUS and (
            not _is_asset(sentence, cue)
            or _in_a_name(sentence, cue)
            or _DESIRE_TO.match(sentence, cue.start)
        ):
            continue
        # They come by their start, so one that ends later covers this one.
        if not any(cue.end <= each.end for each in covering):
            out.append(cue)
            if cue.says in (NOT, AFTER, PLUS):
                covering.append(cue)
    return [Cue(offset + cue.start, offset + cue.end, cue.says) for cue in out]


def _is_asset(sentence: str, cue: Cue) -> bool:
    """Whether ``plus`` says that something is an asset: ``a plus``, ``PMP plus.``, not ``X plus Y``."""
    return (
        not _PLAIN_PLUS.fullmatch(sentence[cue.start : cue.end])
        or _A_PLUS.search(sentence[: cue.end]) is not None
        or _CLOSED.match(sentence, cue.end) is not None
    )


def _in_a_name(sentence: str, cue: Cue) -> bool:
    """``the Kenan Advantage Group``: a capital among capitals is part of a name."""
    return (
        sentence[cue.start : cue.end]
        in ("Advantage", "Asset", "Ideal", "Bonus", "Plus", "Optional")
        and re.search(r"[A-Z][a-z]+ $", sentence[: cue.start]) is not None
        and re.match(r" [A-Z]", sentence[cue.end :]) is not None
    )
