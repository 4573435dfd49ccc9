"""How a credential is asked for: required, preferred, after hire, mentioned, not required.

Each mention takes the cue in whose scope it stands, and the kind of its section where none reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from extraction import beside
from extraction.beside import STRONG
from extraction.cues import AFTER, MUST, NOT, PLUS, TALK, Cue, find
from extraction.headings import ABOUT, AFTER_HIRE, BENEFITS, DUTIES, NOT_REQUIRED, PREFERRED
from extraction.items import ANY
from extraction.model import Mention, Requirement
from extraction.sections import Heading, Sections
from extraction.spans import beginning
from extraction.states import ANY_NAME

_CLOSES = re.compile(r"\W*(?:is |are )?(?:strongly |highly )?$", re.IGNORECASE)
_DEADLINE = re.compile(r"within|by|during|after|inside", re.IGNORECASE)
# What parts two clauses. The first character is one of a few, so that most of a text is passed over by that
# alone; what stands before it comes only then. Of a number that begins one, only its first digit is taken.
_CLAUSE = re.compile(
    r"[\s;.|•*b\d](?:(?<=\s)[–—-]\s|(?<=[;\n|•])|(?<=\.)(?:(?<!\b[Cc]ert\.)(?<!\b[Ll]ic\.)(?<![A-Z]\.[A-Z]\.)\s|(?<=\w.)(?=[A-Z](?!\.)))|(?<=\bb)ut\b(?! not)"
    # What begins a line does so where its break was lost, too.
    r"|(?<=[a-z]{3} )(?<!and )(?<!the )(?<!our )(?<!ith )(?<!for )(?<!ous )(?<!ong )(?=(?:Experience|Must|Ability|Strong|Excellent|Knowledge"
    r"|Previous|Proficien\w+|Demonstrated|Minimum|Candidates?|Perks|Benefits|Willing\w*|Able|Open|Automobile)\b)"
    r"|(?<=\ba plus )(?=[A-Z])|(?<=[a-z)] required )(?=[A-Z][a-z])|(?<=[a-z)] preferred )(?=[A-Z][a-z])"
    r"|(?<=[a-z)]\*)\s?(?=[A-Z])|(?<=[a-z)] )\*\s?(?=[A-Z])|(?<=\w\s)\s+(?=[A-Z0-9])"
    r"|(?<=[a-z]{3}\d)(?=\d?\+? (?:years?|yrs?)\b))"
)
_BESIDE = (
    r"(?:and/or|and|or|certification|certifications|certified|license|licenses|licensure|registrations?|registry|credentials?"
    r"|designations?|cards?|endorsements?|current|valid|an?|the|your|both|either|as well as|such as|including|in|as|plus|state|with|etc\.?"
    rf"|(?-i:[A-Z]{{3,6}})(?=,|/| or\b| and\b)|(?-i:[A-Z][A-Za-z]{{2,14}})(?=,)|(?:and|or)[ ](?-i:{ANY_NAME})(?=[ ]))"
)
# What a list holds between two names: joints, common words, acronyms that name nothing known.
_LIST_GAP = re.compile(
    rf"[\s,/&()+®™]*{_BESIDE}?(?:[\s,/&()]+{_BESIDE})*[\s,/&()+]*(?:(?<=\s)-)?", re.IGNORECASE
)
_EQUIVALENT = re.compile(
    r"^[\s,()]*(?:\w+\s+){0,2}or\s+(?:an?\s+|similar\s+)?(?:equivalent|similar|comparable|other (?:similar|equivalent|recognized))",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    r"\b(?:one (?:or more )?of the following|any of the following|one of(?: these| the)?|either|at least one(?: of)?|such as|any one of)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\band\b(?!/or)|&|\bplus\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
# `Class A or B CDL with tanker endorsement`: what comes with a name is no alternative to it.
_ADDED = re.compile(
    r"\W*(?:license\s+|certification\s+)?(?:with|w/|plus|including|such as)\s", re.IGNORECASE
)
_OTHER_THING = r"(?:degree|licen[sc]e|licensure|certifications?|certificate|experience|diploma|training|permit|credential|designation|GED|equivalent)"
# A later version (`v3 or v4`) and a compact license are the same credential.
_OR_OTHER = re.compile(
    rf"[\s,()]*(?:(?:certifi\w+|licens\w+|card)\s*,?\s*)?\bor\s+(?!(?:the\s+)?(?:be\s|abil|able|will|obtain|eligib|must|v?\d|(?:an?\s+)?(?:multi-?state|compact)))(?:[\w/'’.-]+\s+){{0,4}}{_OTHER_THING}\b",
    re.IGNORECASE,
)
_OTHER_OR = re.compile(
    rf"\b{_OTHER_THING}\b(?:\s+(?:in|of)\s+[\w\s]{{1,40}})?,?\s+or\s+(?:an?\s+)?(?:valid\s+|current\s+)?$",
    re.IGNORECASE,
)
_OR_A_NAME = re.compile(r"[\s,)]*\bor\s+(?:an?\s+)?[A-Z]")
_NAME_OR = re.compile(r"[A-Z][\w+)]*\s+or\s+(?:an?\s+|any other\s+)?$")
_ONE_OF_HERE = re.compile(r"\b(?:one|any) of(?: these| the following)?\b", re.IGNORECASE)
_LIST_BELOW = re.compile(rf":[ \t]*\n\s*(?={ANY})")
_ONE_OF_LEAD = re.compile(
    r"\b(?:one (?:or more )?of|any(?: one)? of|at least one of|one current)\b[^\n:]{0,60}$",
    re.IGNORECASE,
)
_AFTER_HIRE_AT_ONCE = re.compile(
    r"\b(?:upon hire|at (?:the )?time of hire|prior to (?:hire|start|appointment|employment)|at hire|on hire|before (?:hire|start)\w*"
    r"|at the time of (?:filing|application|appointment))\b(?!,? or (?:within|prior|by|before|be|able|eligible|ability|obtain)\b)",
    re.IGNORECASE,
)

LEAD = 90
"""Characters of what leads a list, at most."""
# The end of a sentence; `a.` and `2.` count the items of a list.
_SENTENCE_BETWEEN = re.compile(r"(?<![\s(:;][a-z0-9])\.\s+[A-Z]")
AT_ONCE = 60
"""Characters from talk of later within which it may be said that it is to be had before the start."""
FAR = 60
"""Characters after a name at which talk of fees or teaching speaks of something else."""


def judge(text: str, mentions: list[Mention], sections: Sections) -> None:
    """Sets ``requirement`` and ``alternatives`` of every mention; they come in text order."""
    groups = 0
    index = 0
    while index < len(mentions):
        bounds = mentions[index].sentence_start, mentions[index].sentence_end
        same = mentions[beginning(mentions, mentions[index].start, bounds[1])]
        low = min(m.sentence_start for m in same)
        high = max(max(m.sentence_end, m.end) for m in same)
        cues = find(text[low:high], low)
        cues = [c for each in cues if (c := _outside(text, each, same))]
        # A heading speaks of what follows it.
        headings = sections.between(low, high)
        lists = _lists(text, same)
        for n, mention in enumerate(same):
            bounds = low, _next(headings, mention.end, high)
            mention.requirement = _requirement(text, same, n, cues, bounds, sections, lists[n])
        groups = _alternatives(text, same, (low, high), groups)
        index += len(same)
    one_of_lists(text, mentions)


def _outside(text: str, cue: Cue, mentions: list[Mention]) -> Cue | None:
    """What of a cue stands outside of the mentions: ``CPI training`` is a name, ``provided`` speaks of it."""
    for mention in mentions:
        # `ability to be certified as a welder`
        if cue.start < mention.start < cue.end and text.endswith(" be ", 0, mention.start):
            return Cue(cue.start, mention.start, cue.says)
        if mention.start <= cue.start < mention.end:
            return None if cue.end <= mention.end else Cue(mention.end, cue.end, cue.says)
    return cue


def _lists(text: str, mentions: list[Mention]) -> list[tuple[int, int]]:
    """For each mention where the first name of its list begins and the last one ends."""
    runs: list[list[Mention]] = []
    for mention in mentions:
        if runs and _LIST_GAP.fullmatch(text, runs[-1][-1].end, mention.start):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return [(run[0].start, run[-1].end) for run in runs for _ in run]


def _next(headings: list[Heading], at: int, high: int) -> int:
    """Where the next heading begins; a name's last word may be taken for its first."""
    return next((max(h.start, at) for h in headings if h.end > at), high)


def _requirement(
    text: str,
    mentions: list[Mention],
    n: int,
    cues: list[Cue],
    bounds: tuple[int, int],
    sections: Sections,
    listed: tuple[int, int],
) -> Requirement:
    settled = beside.settled(text, mentions[n], bounds, listed)
    if settled is not None and settled != AFTER:
        return settled
    heading = sections.heading_before(mentions[n].start)
    section = heading.kind if heading else None
    if settled is not None:
        # What is preferred, and taught where it lacks: `Nice to have: ASSE 6040 (will send you)`.
        return "preferred" if section == PREFERRED else settled
    # `and keep it current`: such a word after a name says less than what stands before it.
    firm = [c for c in cues if text[c.start : c.end].lower() not in _WEAK]
    said = _after(text, mentions, n, firm, bounds)
    if said is None or (said == MUST and _governed(text, mentions[n], cues)):
        said = _before(text, mentions, n, cues, bounds) or _after(text, mentions, n, cues, bounds)
    if (
        said == MUST
        and section in (PREFERRED, AFTER_HIRE, NOT_REQUIRED)
        # What the heading itself says is no more: `PREFERRED JOB REQUIREMENTS: * CPHQ`.
        and not _FIRM.search(text, max(bounds[0], heading.end if heading else 0), bounds[1])
    ):
        said = section
    if said == AFTER and beside.is_cost(text, mentions[n], bounds, offered=section == BENEFITS):
        return "mentioned"
    if said is not None:
        if said == MUST and section in (BENEFITS, ABOUT) and not _strong(text, bounds):
            return "mentioned"
        return said  # type: ignore[return-value]
    if section in (PREFERRED, AFTER_HIRE, NOT_REQUIRED):
        return section  # type: ignore[return-value]
    if (led := _list_lead(text, mentions[n].start)) is not None:
        return led
    if section in (BENEFITS, ABOUT):
        if _SOUGHT_WITH.search(text, max(bounds[0], mentions[n].start - 90), mentions[n].start):
            return "required"
        return "mentioned" if heading and mentions[n].start - heading.end < 1500 else "required"
    if section == DUTIES and heading and not _possession(text, mentions[n], bounds):
        return "mentioned"
    return "required"


# `Preferred: NIHSS, upon hire` is preferred all the same.
_FIRM = re.compile(r"\b(?:must|(?<!as )requir\w+|mandatory)\b", re.IGNORECASE)
# `we are looking for drivers with a Class B CDL`
_SOUGHT_WITH = re.compile(
    r"\b(?:looking for|seeking|hiring|in search of|searching for) [^.;:\n]{0,60}\b(?:with|who (?:has|have|holds?)|holding) (?:an? )?(?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
_WEAK = frozenset(
    (
        "valid", "current", "active", "maintain", "hold", "possess", "minimum", "unrestricted",
        "proof of",
    )
)  # fmt: skip
_DETERMINERS = re.compile(
    r"[\s,]*(?:(?:an?|the|your|their|and|maintain|keep|valid|current|active|appropriate|required|state|[A-Z][\w.]*)\s+){0,5}$"
)


def _governed(text: str, mention: Mention, cues: list[Cue]) -> bool:
    """Whether a cue right before the name rules it: ``able to obtain a CPR card, must lift 50 pounds``."""
    return any(
        c.says in (AFTER, PLUS)
        and c.end <= mention.start
        and mention.start - c.end < 50
        and _DETERMINERS.match(text[c.end : mention.start]) is not None
        for c in cues
    )


def _after(
    text: str, mentions: list[Mention], n: int, cues: list[Cue], bounds: tuple[int, int]
) -> str | None:
    """What stands after a mention and before the next: ``CPR required``, ``BLS within 90 days``.

    Where only a list goes on up to the next mention, what is said of that one holds here too.
    """
    mention = mentions[n]
    following = mentions[n + 1] if n + 1 < len(mentions) else None
    stop = following.start if following else bounds[1]
    clause = _CLAUSE.search(text, mention.end, stop)
    if clause and clause.start() - mention.end <= 2 and clause.group().strip() in ("-", "–", "—"):
        clause = _CLAUSE.search(text, clause.end(), stop)
    limit = clause.start() if clause else stop
    # `X required; or able to obtain`, `X preferred but not required` belong together.
    if clause and re.match(
        r"[;.]?\s*or\s+(?:be\s+)?(?:able|ability|willing|obtain|actively|currently|working|in process|enrolled)"
        r"|,?\s*but\s+(?:it\s+)?(?:can|may)\s+be\s+(?:obtained|attained|earned|acquired)",
        text[clause.start() : clause.start() + 40],
        re.IGNORECASE,
    ):
        limit = stop
    inside = [
        c
        for c in cues
        if mention.end <= c.start < limit and not _far_in_brackets(text, mention.end, c.start)
    ]
    inside = [
        c for c in inside if not (c.says == AFTER and _of_another(text, mention.end, c, bounds))
    ]
    inside = [
        c for c in inside
        if c.says != MUST
        or not (text.endswith("as ", 0, c.start) or _OF_OTHERS.search(text, mention.end, c.start))
    ]  # fmt: skip
    inside = [c for c in inside if c.says != TALK or c.start - mention.end < FAR]
    inside = [
        c for c in inside if c.says not in (PLUS, NOT) or not _of_a_skill(text, mention.end, c)
    ]
    if following:
        # `driver's license (no CDL required)`: what is said around the next name is said of it.
        inside = [c for c in inside if c.end <= following.start]
        # `CPR and preferred BLS`: a cue that something parts from this one and nothing parts from
        # the next is the next one's.
        inside = [
            c for c in inside
            if text.startswith(("or ", "Or "), c.start)
            or not re.search(r"[,;/(]|\band\b|\bor\b", text[mention.end : c.start])
            or re.search(r"[,;()]|\band\b|\bor\b", text[c.end : following.start])
            or following.start - c.end > FAR
        ]  # fmt: skip
    said = _weigh(text, _of_this_one(text, inside), mention)
    if said is not None:
        return said
    gap = text[mention.end : following.start] if following else ""
    opened = "(" in gap
    if opened and following and mention.credential_id != mentions[n + 1].credential_id:
        # `MA certification (CMA, RMA) within six months`; but `driver's license (a CDL is not required)`
        close = text.find(")", following.start, bounds[1])
        last = beginning(mentions, mention.end, close).stop - 1
        listed = _OPENS_LIST.fullmatch(gap) and "(" not in text[following.start : close]
        if listed and last > n and not text[mentions[last].end : close].strip():
            return _after(text, mentions, last, cues, bounds)
        return None
    alone = n == 0 or text[mentions[n - 1].end : mention.start].strip() != ","
    if following and alone and gap.strip() == "," and _IS_A_PLUS.match(text, following.end):
        return None  # `OSHA 10, OSHA 30 is a plus`
    # `Valid driver's license, CDL preferred`
    drives = mention.credential_id == "drivers-license"
    if following and drives and alone and gap.strip() == "," and _WISHED.match(text, following.end):
        return None
    # `CPA (Preferred), CFE, CIA (Preferred)`: where each is marked, one that is not shares no mark.
    if any(_MARK.match(text, m.end) for m in mentions[:n]):
        return None
    if following and _goes_on(text, mention.end, following.start, clause, bounds[1]):
        return _after(text, mentions, n + 1, cues, bounds)
    return None


# `HAZWOPER, and other required certifications`, `any other certifications required in the area`
_OF_OTHERS = re.compile(r"\bother (?:[\w-]+ ){0,2}$")


def _goes_on(text: str, start: int, end: int, clause: re.Match[str] | None, high: int) -> bool:
    """Whether only a list goes on between two names: ``RN or LPN``, ``a CPPO; a CPPB; or a CPM``."""
    gap = text[start:end]
    if not clause:
        return _LIST_GAP.fullmatch(gap) is not None or (
            _AND_A_NAME.fullmatch(gap) is not None
            and _ARE_WISHED.match(text, end, min(high, end + 80)) is not None
        )
    return _SEMICOLON_LIST.fullmatch(gap) is not None and (
        gap.endswith(("a ", "an ")) or _OR_LAST.search(text, max(0, end - 12), high) is not None
    )


# `a certification in X or equivalent and certification in Y are preferred`: both are.
_AND_A_NAME = re.compile(r"[\w\s/-]{0,40}\band (?:\w+ ){0,3}", re.IGNORECASE)
_ARE_WISHED = re.compile(
    r"[\w\s/()-]{0,45}\bare (?:also |both |strongly |highly )?(?:preferred|desired|desirable)\b"
)
# `MA certification (CMA, RMA)`
_OPENS_LIST = re.compile(
    r"s?\s*(?:certifications?|certificates?|certs?|licen[sc]es?|endorsements?|credentials?)?\s*\(",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*\((?:required|preferred|desired|must have)\)", re.IGNORECASE)
_IS_A_PLUS = re.compile(r"\sis (?:an? )(?:big |huge |real )?(?:plus|bonus)\b", re.IGNORECASE)
_WISHED = re.compile(
    r"(?:\s(?:license|endorsement))?\s(?:is )?(?:an? (?:big |huge )?plus|preferred|desired)\b",
    re.IGNORECASE,
)
_SEMICOLON_LIST = re.compile(r"\s*;\s*(?:or\s+)?(?:an?\s+)?", re.IGNORECASE)
_OR_LAST = re.compile(r";\s*or\s", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s+(?:an?|the|your|their|other|additional)\s+(?!same\b|required\b|above\b|license\b|certifi|credential|one\b|within\b)\w",
    re.IGNORECASE,
)


# `no more than one violation in 3 years`, `a card dated within one year of the exam`
_OF_A_RECORD = re.compile(
    r"\b(?:violations?|accidents?|points|tickets|DUIs?|convictions?|offenses?|movers)\b[^.;\n]{0,25}$|\b(?:dated|issued|taken|passed)\s$",
    re.IGNORECASE,
)
# `a clean record within the 3 year period preceding`
_OF_THE_PAST = re.compile(
    r"(?:within|in) (?:the )?(?:last|past|previous|preceding|[\w()-]+(?: \(\d+\))?[ -](?:year|month)s? (?:period )?(?:immediately )?(?:preceding|prior))",
    re.IGNORECASE,
)


_AND_TO_HAVE_OR = re.compile(
    r"\band (?:to )?(?:have|hold|possess),? (?:or (?:the |have )*)?$", re.IGNORECASE
)


def _of_another(text: str, start: int, cue: Cue, bounds: tuple[int, int]) -> bool:
    """``driver's license and ability to obtain a passport``: what is to be obtained is another thing."""
    if _OF_THE_PAST.match(text, cue.start, cue.end + 40) or _OF_A_RECORD.search(
        text, start, cue.start
    ):
        return True
    # `a driver's license and to have or the ability to obtain a CDL`
    if _AND_TO_HAVE_OR.search(text, start, cue.start):
        return True
    return (
        text[cue.start : cue.end].lower().endswith(("obtain", "get", "acquire", "earn"))
        and not text.startswith(("or ", "Or "), cue.start)
        and _OBJECT.match(text, cue.end, bounds[1]) is not None
        and re.search(r"\bor\s+(?:\w+\s+){0,2}$", text[start : cue.start], re.IGNORECASE) is None
    )


# `driver's license, bilingual preferred`
_PARTED_WORDS = re.compile(
    r"[\s)]*(?:certifi\w+|licen\w+|card|designation|registration)?(?:\s*\([^()]{1,12}\))?\s*(?:[,:]|\bwith(?= (?:an? )?(?:BSN?|MSN?|MBA)\b))\s+(?!or\b|and/or\b)(?:and\s+)?((?:[\w’'./+-]+\s+){1,6})$",
    re.IGNORECASE,
)
_OF_ANY = frozenset(
    """strongly highly very much also is are be would will being not or equivalent similar comparable the a an as
    such current valid active both either all any ideally preferably but though although while which that it
    considered and and/or eligible if possible""".split()
)
_DEGREES = frozenset("BS BA BSN MS MA MSN MBA BSW MSW PhD PharmD DPT EdD MPH MHA GED AA AS".split())
_OF_CREDENTIALS = re.compile(r"cert|licen|credential|designation|registr|endors|card", re.I)


def _of_a_skill(text: str, start: int, cue: Cue) -> bool:
    """Whether a comma parts a cue from a name, and it speaks of what stands between: a skill, a degree, experience."""
    match = _PARTED_WORDS.match(text[start : cue.start])
    if match is None or _OF_CREDENTIALS.search(match[1]):
        return False
    words = [word for word in match[1].split() if word.lower() not in _OF_ANY]
    # `CCNA, JNCIP preferred` goes on with a credential that is not listed.
    names = [word for word in words if len(word) > 1 and word.isupper() and word not in _DEGREES]
    return bool(words) and len(names) < len(words)


def _of_this_one(text: str, cues: list[Cue]) -> list[Cue]:
    """``RN required, BSN preferred``: what a comma parts from the first cue speaks of another thing.

    Unless it goes on about the same: ``required, or able to obtain within 90 days``.
    """
    kept = cues[:1]
    for cue in cues[1:]:
        gap = text[kept[-1].end : cue.start + 12]
        if "," in gap[: cue.start - kept[-1].end] and not _OF_THE_SAME.match(
            text, kept[-1].end, cue.start + 24
        ):
            break
        # `RN (required) and BSN (preferred)`
        if _OF_ANOTHER_NAME.match(gap):
            break
        # `is required and willingness to pursue others is preferred`
        if kept[-1].says == MUST and cue.says == PLUS and _ANOTHER.match(gap):
            break
        kept.append(cue)
    return kept


_OF_THE_SAME = re.compile(
    r"\s*,\s*(?:or|but|not|within|ability|able|obtain|required (?:within|by))", re.IGNORECASE
)
_OF_ANOTHER_NAME = re.compile(r"\)\s*(?:and|or|&)?\s*[A-Z]\w*\s?\(")
_ANOTHER = re.compile(r"\s+and\s+(?:an?\s+)?\w{4,}\s+\w+", re.IGNORECASE)


def _far_in_brackets(text: str, start: int, at: int) -> bool:
    """Whether a cue stands in brackets that speak of something else.

    Deep inside them, in brackets that follow another name, or after a name of its own in them:
    ``RN (BSN preferred)``.
    """
    opened = text.rfind("(", start, at)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return False
    inside = text[opened + 1 : at]
    return (
        len(inside) > 25
        or re.search(r"[a-z)]\s+[A-Z]\w+\s+(?:as|in|of)\b", text[start:opened]) is not None
        or (bool(inside.strip()) and _OF_THE_NAME.match(inside) is None)
    )


# How brackets begin that go on about the name before them: `(or able to obtain)`, `(not required)`.
_OF_THE_NAME = re.compile(
    r"\W*(?:or|and|must|is|are|can|may|will|we|well|if|not|but|within|to|training|class\w*|courses?|strongly|highly|"
    r"preferably|obtain\w*|abil\w+|able|current\w*|given|paid|provided|required|preferred|optional|unless|upon|at|by|"
    r"qualified|new|newly|you|your|company|employer|city|county|test|exam|cost|fees|free|we'll|we’ll|in|after|before|during|a|an|the|this)\b",
    re.IGNORECASE,
)


_OR_LATER = re.compile(
    r"or\s+(?:the\s+)?(?:ability|able|willing\w*|working|actively|in progress)\b|if\s|we\b|will (?:train|pay)\b",
    re.IGNORECASE,
)


_OR_WILLING = re.compile(r"or (?:be )?willing", re.IGNORECASE)


def _weigh(text: str, cues: list[Cue], mention: Mention) -> str | None:
    says = {cue.says for cue in cues}
    if not says:
        return None
    if PLUS in says and any(c.says == AFTER and _OR_LATER.match(text, c.start) for c in cues):
        return PLUS  # `preferred, or the ability to obtain one`
    if AFTER in says:
        first = min(c.start for c in cues if c.says == AFTER)
        at_once = _AFTER_HIRE_AT_ONCE.search(text, mention.end, first + AT_ONCE)
        # `or willingness to obtain prior to start`: who has none yet is taken.
        if at_once and ("." in text[first : at_once.start()] or _OR_WILLING.match(text, first)):
            at_once = None
        if not at_once:
            return AFTER
        says.discard(AFTER)
    if PLUS in says:
        return PLUS
    if NOT in says:
        return NOT
    if TALK in says and MUST not in says:
        return TALK
    return MUST


_OR_LATER_IN_BRACKETS = re.compile(
    r"\b(?:have|hold|possess|be) \(or [^()\n]{4,40}\)\s+(?:(?:an?|the|your|valid|current|[A-Z]\w+)\s+){0,4}$"
)
_CLOSED_LINE = re.compile(r":\s?(?:Required|Preferred|Desired)\s[A-Z]")
_NEW_SENTENCE = re.compile(
    r" (?:An? (?:valid|current|active)|Current|Proof|Valid|Must|Possession|Active|Ability|Able|Willing\w*|Licensed|Certified)\b"
)


def _before(
    text: str, mentions: list[Mention], n: int, cues: list[Cue], bounds: tuple[int, int]
) -> str | None:
    """The nearest thing said before a mention in its clause that no mention between took for itself."""
    mention = mentions[n]
    low = bounds[0]
    for clause in _CLAUSE.finditer(text, bounds[0], mention.start):
        low = clause.end() - clause[0].isdigit()
    reach = [c for c in cues if low <= c.start and c.end <= mention.start]
    for cue in reversed(reach):
        if ")" in text[cue.end : mention.start] and "(" not in text[cue.end : mention.start]:
            # `You must have (or be able to obtain) a CDL`
            if cue.says == AFTER and _OR_LATER_IN_BRACKETS.search(text, low, mention.start):
                return AFTER
            continue
        # `willing to obtain the required license`
        if cue.says == MUST and text.endswith(("the ", "any ", "all ", "other "), low, cue.start):
            continue
        owner = next((m for m in reversed(mentions[:n]) if m.end <= cue.start), None)
        # `A required, B`: the cue closes A. `A, preferred B`: nothing parts cue and B.
        if (
            owner is not None
            and cue.says in (MUST, PLUS, NOT)
            and _CLOSES.match(text[owner.end : cue.start])
            and text[cue.end : cue.end + 3].lstrip()[:1] in (",", ";", ".", ")")
        ):
            continue
        # `Licensure: Required CPR certification: Preferred`: a lost line break; what a colon leads closes its line.
        if cue.says in (MUST, PLUS) and _CLOSED_LINE.search(
            text, max(low, cue.start - 3), cue.end + 2
        ):
            continue
        # `experience preferred Current certification in CPR`: a lost stop; the cue closes what was before.
        if (
            cue.says in (MUST, PLUS)
            and cue.start > low
            and text[cue.start].islower()
            and cue.end + 1 < mention.start
            and _NEW_SENTENCE.match(text, cue.end)
        ):
            continue
        if cue.says == AFTER and re.match(r"(?:\w+\W+){9,}", text[cue.end : mention.start]):
            continue
        if cue.says == NOT and len(text[cue.end : mention.start]) > 40:
            continue
        if cue.says == MUST:
            if any(
                c.says == AFTER and c.end <= cue.start and _DEADLINE.match(text[c.start : c.end])
                for c in reach
            ):
                return AFTER
            earlier = [c for c in reach if c.end <= cue.start and c.says != MUST]
            if (
                earlier
                and cue.start - earlier[-1].end < (60 if earlier[-1].says == TALK else 30)
                and text[cue.start : cue.end].lower() in _WEAK
                and not _NEW_SENTENCE.match(text, earlier[-1].end)
            ):
                return earlier[-1].says
        return cue.says
    lead = _lead(text, bounds[0], mention.start, cues)
    if lead:
        return lead
    no = re.search(
        r"\b(?:no|without an?)\s+(?:\w+\s+){0,2}$",
        text[max(low, mention.start - 40) : mention.start],
        re.IGNORECASE,
    )
    return NOT if no else None


def _lead(text: str, low: int, at: int, cues: list[Cue]) -> str | None:
    """What a lead says for all that follows it up to a full stop: ``Within one year: A; B; C``."""
    for colon in reversed([m.start() for m in re.finditer(":", text[low:at])]):
        start = max(low, max(text.rfind(sign, low, low + colon) for sign in ".;\n") + 1)
        if low + colon - start > LEAD or _SENTENCE_BETWEEN.search(text, low + colon, at):
            return None
        says = [c.says for c in cues if start <= c.start and c.end <= low + colon + 1]
        if TALK in says and _SUBSTITUTED.search(text, start, low + colon):
            return TALK
        for wanted in (AFTER, PLUS, NOT, MUST):
            if wanted in says:
                return wanted
    return None


# `may be substituted for a year of the experience: a. a CPM`
_SUBSTITUTED = re.compile(r"\bbe substituted\b")
_ITEM = re.compile(rf"[ \t]*(?:{ANY}|(?:\d{{1,2}}|[a-k])[.)])[ \t]")
MOST_ITEMS = 12


def _list_lead(text: str, at: int) -> Requirement | None:
    """What the line above a list says of its items: ``is desired, but not required:``, if not that they are required.

    A short line is a heading; this one may be a sentence.
    """
    start = text.rfind("\n", 0, at) + 1
    for _ in range(MOST_ITEMS):
        if start < 2 or not _ITEM.match(text, start):
            return None
        end = start - 1
        while end > 0 and text[end - 1].isspace():
            end -= 1
        start = text.rfind("\n", 0, end) + 1
        if text[end - 1 : end] == ":":
            if _SUBSTITUTED.search(text, max(start, end - 2 * LEAD), end):
                return "mentioned"
            says = {cue.says for cue in find(text[max(start, end - LEAD) : end])}
            if PLUS in says:
                return "preferred"
            return "after_hire" if AFTER in says and NOT not in says else None
    return None


_HAVING = re.compile(
    r"\b(?:have|has|hold|possess|maintain\w*|certified|licensed|obtain)\b", re.IGNORECASE
)


# `Possession of a license to practice`: who reads it is to have it, under whatever heading.
_TO_HAVE = re.compile(r"\W*(?:Proof|Possession) of ")


def _strong(text: str, bounds: tuple[int, int]) -> bool:
    sentence = text[bounds[0] : bounds[1]]
    return STRONG.search(sentence) is not None or _TO_HAVE.match(sentence) is not None


def _possession(text: str, mention: Mention, bounds: tuple[int, int]) -> bool:
    """Whether a duty asks to have the credential, or the sentence is but its name."""
    before = text[bounds[0] : mention.start]
    return len(before) < 12 or _HAVING.search(before) is not None


def _alternatives(text: str, mentions: list[Mention], bounds: tuple[int, int], groups: int) -> int:
    """Numbers the groups of which any one will do; gives the last number used."""
    runs: list[list[Mention]] = []
    choice = _ONE_OF_HERE.search(text, bounds[0], mentions[-1].start)
    for mention in mentions:
        if (
            choice
            and runs
            and runs[-1][-1].end > choice.end()
            and ";" not in text[runs[-1][-1].end : mention.start]
        ):
            runs[-1].append(mention)
            continue
        if runs:
            gap = text[runs[-1][-1].end : mention.start]
            if _joins(gap) and not _ADDED.match(gap):
                runs[-1].append(mention)
                continue
        runs.append([mention])
    for run in chain.from_iterable(_parts(text, each) for each in runs):
        if len({m.credential_id for m in run}) == 1 and len(run) > 1:
            continue
        gaps = [text[a.end : b.start] for a, b in pairwise(run)]
        tail = text[run[-1].end : run[-1].end + 60]
        one_of: object = _ONE_OF.search(text, max(bounds[0], run[0].start - 80), run[0].start)
        joints = " ".join(gaps)
        has_or = bool(gaps) and bool(_OR.search(gaps[-1]))
        # `A, B or C` with a C that is not listed: what is left of the list is alternatives too.
        open_or = len(run) > 1 and bool(
            re.match(r"[\s,)]*\bor\s+(?!abil|able|will|be\b|equival)\w", tail, re.IGNORECASE)
        )
        no_and = not re.search(r"\band\b(?!/or)|&", joints, re.IGNORECASE)
        occupations = (
            bool(gaps)
            and all(_of_a_job(text, m) for m in run)
            and all(g.strip() == "/" for g in gaps)
        )
        # `CCNP or JNCIP`: another name that is not listed stands beside the only one that is.
        before = text[bounds[0] : run[0].start]
        other = len(run) == 1 and (
            _OR_A_NAME.match(tail) or ("or" in before and _NAME_OR.search(before))
        )
        equivalent = (
            len(run) == 1
            and (
                _EQUIVALENT.match(tail)
                or _OR_OTHER.match(tail)
                or _OTHER_OR.search(text, max(bounds[0], run[0].start - 90), run[0].start)
            )
        ) or other
        one_of = one_of or (choice and choice.end() <= run[0].start)
        if (
            len(run) > 1 and (((one_of or has_or or open_or) and no_and) or occupations)
        ) or equivalent:
            groups += 1
            for mention in run:
                mention.alternatives = groups
    return groups


def _of_a_job(text: str, mention: Mention) -> bool:
    """Whether a mention names an occupation's license: nobody is asked for two of them, ``RN/LPN license``."""
    return mention.occupation or text[mention.start : mention.end].lower().endswith(
        ("license", "licence", "licensure")
    )


def _parts(text: str, run: list[Mention]) -> Iterator[list[Mention]]:
    """``A or B and C``: what an *and* adds to alternatives is asked for beside them."""
    gaps = [text[a.end : b.start] for a, b in pairwise(run)]
    mixed = any(_AND.search(gap) for gap in gaps) and any(_OR.search(gap) for gap in gaps)
    part = [run[0]]
    for mention, gap in zip(run[1:], gaps, strict=True):
        if mixed and _AND.search(gap) and not _OR.search(gap):
            yield part
            part = []
        part.append(mention)
    yield part


def _joins(gap: str) -> bool:
    """Whether what stands between two mentions keeps them in one list."""
    if re.search(r"[;\n]|[.!?]\s", gap):
        return False
    if _LIST_GAP.fullmatch(gap):
        return len(gap) < 60
    return (
        len(gap) < 45
        and bool(_OR.search(gap))
        and not re.search(
            r"\band\b|\b(?:required|preferred|ability|able|within|plus)\b", gap, re.IGNORECASE
        )
    )


def one_of_lists(text: str, mentions: list[Mention]) -> None:
    """Numbers as one group the items of a list under ``one of the following:``."""
    if len(mentions) < 2:
        return
    used = max((m.alternatives or 0 for m in mentions), default=0)
    for lead in _LIST_BELOW.finditer(text):
        if not _ONE_OF_LEAD.search(text[max(0, lead.start() - 90) : lead.start()]):
            continue
        end = text.find("\n\n", lead.end() + 2)
        block = [m for m in mentions if lead.end() <= m.start < (end if end >= 0 else len(text))]
        if len({m.credential_id for m in block}) > 1:
            used += 1
            for mention in block:
                mention.alternatives = used
