"""Names that share a head: ``ASE A4, A5 & A6``, ``Class A or B CDL``, ``OSHA 10/30``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.candidates import Candidate
from extraction.dictionary import Dictionary, Entry
from extraction.spans import overlapping
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

_LEVEL = r"(?:[A-F]|[A-Z]?\d{1,3}|I{1,3}|IV|VI{0,2}|[1-4]G)"
_JOINT = r"\s*(?:,\s*(?:and|or|&)?|/|&|\band/or\b|\band\b|\bor\b|-|–)\s*"
_GROUP = re.compile(rf"(?<![\w+])({_LEVEL})((?:{_JOINT}(?:[A-Z][a-z]+ )?{_LEVEL}(?![\w+]))+)")
# What a group begins with: a level and a joint. Most of a text is passed over by the first character.
_MAY_BE_GROUP = re.compile(r"[A-Z\d](?<![\w+].)[A-Z\d]{0,3}\s*(?:[,/&–-]|and\b|or\b)")
_PART = re.compile(rf"(?<![\w+]){_LEVEL}(?![\w+])")
_WORD = re.compile(r"[\w+&'’-]+")
NEAR = 60


def expand(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds the members of lists whose head stands at another member; keeps order, no overlaps.

    For each run of level words (``A4, A5 & A6``) beside a candidate, the words around the run are
    tried with each level: what is a listed form names that level's credential.
    """
    candidates = list(candidates)
    extra: list[Candidate] = []
    # Level words are looked for only where a candidate is not far.
    matches = [
        match for low, high in _regions(candidates, 3 * NEAR) for match in _groups(text, low, high)
    ]
    for match in matches:
        near = overlapping(candidates, match.start() - NEAR - 1, match.end() + NEAR + 1)
        if not candidates[near]:
            continue
        heads = [
            w.group() for w in _WORD.finditer(text, max(0, match.start() - 50), match.start())
        ][-5:]
        tails = [w.group() for w in _WORD.finditer(text, match.end(), match.end() + 50)][:4]
        members = [
            Candidate(part.start(), part.end(), entries, 0.95)
            for part in _PART.finditer(text, match.start(), match.end())
            if (entries := _longest(dictionary, heads, part.group(), tails))
        ]
        if len(members) > 1:
            _take_in_family(dictionary.taxonomy, candidates, members)
        extra += members
    if not extra:
        return candidates
    # `OSHA 10/30` is found whole as OSHA 10; its other member lies outside of that span.
    return _with_new(candidates, extra)


def _groups(text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The runs of level words between two offsets."""
    last = low
    for beginning in _MAY_BE_GROUP.finditer(text, low, high):
        start = beginning.start()
        match = _GROUP.match(text, start, high) if start >= last else None
        if match:
            last = match.end()
            yield match


def _with_new(
    candidates: list[Candidate], extra: list[Candidate], *, surer: bool = False
) -> list[Candidate]:
    """The candidates and, where none of them stands, the new ones; of two of these the first.

    ``surer`` tells that the new ones take the place of candidates that may all mean something else.
    """
    out = list(candidates)
    for new in extra:
        place = overlapping(out, new.start, new.end)
        there = [entry for other in out[place] for entry in other.entries]
        if not there or (surer and all(entry.ambiguous for entry in there)):
            out[place] = [new]
    return out


def _regions(candidates: list[Candidate], reach: int) -> list[tuple[int, int]]:
    """The parts of a text that lie within reach of a candidate, joined where they meet."""
    out: list[tuple[int, int]] = []
    for candidate in candidates:
        low, high = max(0, candidate.start - reach), candidate.end + reach
        if out and low <= out[-1][1]:
            out[-1] = out[-1][0], max(high, out[-1][1])
        else:
            out.append((low, high))
    return out


def _take_in_family(
    taxonomy: Taxonomy, candidates: list[Candidate], members: list[Candidate]
) -> None:
    """``Class A or B CDL``: the CDL right beside the levels is their head, not one more mention."""
    parents = {taxonomy.credentials[e.credential_id].parent for m in members for e in m.entries}
    kept = []
    first = at = overlapping(candidates, members[0].start - 3, members[0].start).start
    # What is taken in moves the end, and so what stands right beside it.
    while at < len(candidates) and candidates[at].start <= members[-1].end + 2:
        candidate = candidates[at]
        at += 1
        if any(e.credential_id in parents for e in candidate.entries):
            if 0 <= candidate.start - members[-1].end <= 2:
                members[-1].end = candidate.end
                continue
            if 0 <= members[0].start - candidate.end <= 2:
                members[0].start = candidate.start
                continue
        kept.append(candidate)
    candidates[first:at] = kept


def _longest(
    dictionary: Dictionary, heads: list[str], level: str, tails: list[str]
) -> list[Entry] | None:
    heads, tails = [[normalize(word) for word in words] for words in (heads, tails)]
    options = sorted(
        ((h, t) for h in range(len(heads) + 1) for t in range(len(tails) + 1) if h + t),
        # Of as many words those before the level: `UST Class A/B/C licenses` is of no other class C.
        key=lambda pair: (-(pair[0] + pair[1]), -pair[0]),
    )
    for h, t in options:
        words = [*heads[len(heads) - h :], normalize(level), *tails[:t]]
        entries = dictionary.entries.get(" ".join(filter(None, words)))
        if entries:
            return entries
    return None


def share_tail(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds names that share the closing word of the next: ``aerial lift and forklift certification``.

    The words before the joint are tried with the generic word that closes the candidate or follows
    it; and those after ``certification in X or`` with that head.
    """
    extra: list[Candidate] = []
    for candidate in candidates:
        closing = _CLOSING.search(text[candidate.start : candidate.end]) or _CLOSING_AFTER.match(
            text[candidate.end : candidate.end + 40]
        )
        slash = closing is None and text[candidate.start - 1 : candidate.start] == "/"
        if closing or slash:
            # `Physical or Occupational Therapist license` shares two words.
            shared = text[candidate.start : candidate.end].split()
            tails = [
                *([closing.group(1)] if closing else []),
                *(" ".join(shared[n:]) for n in range(1, len(shared) - (closing is not None))),
            ]
            at = candidate.start
            while _ends_in_joint(text, at) and (
                joint := _JOINT_BEFORE.search(text[max(0, at - 60) : at])
            ):
                end = max(0, at - 60) + joint.start()
                found = next(
                    filter(None, (_words_before(dictionary, text, end, t) for t in tails)), None
                )
                if found is None:
                    break
                extra.append(found)
                at = found.start
        head = _HEAD.match(text[candidate.start : candidate.end])
        follow = _JOINT_AFTER.match(text[candidate.end : candidate.end + 10]) if head else None
        if head and follow:
            start = candidate.end + follow.end()
            words = list(_WORD.finditer(text, start, start + 50))[:4]
            for count in range(len(words), 0, -1):
                end = words[count - 1].end()
                entries = _sure(dictionary, f"{head.group(1)} {text[start:end]}")
                if entries and "\n" not in text[start:end]:
                    extra.append(Candidate(start, end, entries, 0.9))
                    break
    return _with_new(candidates, extra)


_CLOSING = re.compile(
    r"\b(certifications?|certificates?|certified|cards?|licen[sc]es?|endorsements?|licensure|permits?|life support)\W*$",
    re.IGNORECASE,
)
_CLOSING_AFTER = re.compile(
    r"\s*(?:operator |safety |training |technician )?(certifications?|certificates?|cards?|licen[sc]es?|endorsements?|tickets?|credentials?)\b",
    re.IGNORECASE,
)
_JOINT_BEFORE = re.compile(
    r"\s*(?:,\s*(?:and|or|&)?|\band/or\b|\band\b|\bor\b|&|/)\s*(?:(?<=or )an?\s|valid\s|current\s)?$"
)
_JOINT_AFTER = re.compile(r"\s*(?:,|and|or|&|/|and/or)\s+")
_HEAD = re.compile(r"((?:certification|certified|license|licensed)\s+(?:in|as))\s", re.IGNORECASE)


_NEXT = re.compile(r"\s?(?:,\s?(?:and/or |and |or |& )?|/|;\s?(?:or |and )?|(?:and/or|or|and|&)\s)")
_ITEM = re.compile(r"[A-Z][\w+.’'-]*(?: (?:[A-Z][\w+.’'-]*|of|and|\d))*")
MOST_WORDS = 6


def share_head(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds what shares the first words of the name before: ``Epic Ambulatory, Willow or Beaker``.

    The words of a name, the last left out, then the last two and so on, are tried with what follows
    a joint; what is a sure name of its own is that.
    """
    extra: list[Candidate] = []
    for candidate in candidates:
        words = text[candidate.start : candidate.end].split()[:MOST_WORDS]
        # `Licensed Practical Nurse, Nursing Assistant` are two jobs.
        if len(words) < 2 or words[0].lower() in ("licensed", "certified", "registered"):
            continue
        at = candidate.end
        for _ in range(MOST_PARTS):
            joint = _NEXT.match(text, at)
            item = _ITEM.match(text, joint.end()) if joint else None
            if item is None:
                break
            found = _headed(dictionary, words, text, item)
            if found is None:
                break
            extra.append(found)
            at = found.end
    return _with_new(candidates, sorted(extra, key=lambda new: new.start), surer=True)


def _headed(
    dictionary: Dictionary, words: list[str], text: str, item: re.Match[str]
) -> Candidate | None:
    ends = [word.end() for word in _WORD.finditer(text, item.start(), item.end())][:4]
    for end in reversed(ends):
        part = text[item.start() : end]
        if not all(entry.ambiguous for entry in dictionary.entries.get(normalize(part), ())):
            return None
        for count in range(len(words) - 1, 0, -1):
            if entries := dictionary.sure(normalize(" ".join([*words[:count], part]))):
                return Candidate(item.start(), end, entries, 0.9)
    return None


# `the following endorsements is preferred: Reading, ESL, or Math`
_LEAD = re.compile(
    r"(endorsements?|certifications?|certificates?|licen[sc]es?)\b(?:\s+(?:is|are|required|preferred|desired|areas?|in|of|the|following|such|as|include|includes|including|may)\b){0,5}\s*:?\s+",
    re.IGNORECASE,
)
_HEADS_IN = re.compile(r"\b([A-Z][\w.+-]*) $")
_PARTS = re.compile(r"\s*(?:,\s*(?:and/or|and|or|&)?|;|\band/or\b|\band\b|\bor\b|&)\s*")
MOST_PARTS = 12


def share_lead(
    dictionary: Dictionary, text: str, candidates: list[Candidate], triggers: list[int]
) -> list[Candidate]:
    """Adds what a list names by the word that leads it: ``endorsements: Reading, ESL or Math``.

    ``triggers`` are the places of words such as *endorsements*.
    """
    extra: list[Candidate] = []
    for at in triggers:
        lead = _LEAD.match(text, at)
        if lead is None:
            continue
        # `Epic certification in Cadence, Prelude or Resolute`: the word before it heads each name.
        head = _HEADS_IN.search(text, max(0, at - 30), at) if " in " in lead[0] else None
        if not (head or ":" in lead[0] or "following" in text[max(0, at - 40) : at]):
            continue
        noun = lead[1].lower().rstrip("s")
        forms = ["{} " + noun] if head is None else [head[1] + " {} " + noun, head[1] + " {}"]
        end = _LIST_END.search(text, lead.end())
        start = lead.end()
        for part in _PARTS.split(text[start : end.start() if end else start + 300])[:MOST_PARTS]:
            start = text.index(part, start)
            entries = next(
                filter(None, (dictionary.sure(normalize(form.format(part))) for form in forms)), []
            )
            if entries and 2 < len(part) < 50:
                extra.append(Candidate(start, start + len(part), entries, 0.9))
            start += len(part)
    return _with_new(candidates, sorted(extra, key=lambda new: new.start))


_LIST_END = re.compile(r"[.\n:(]|$")


def _ends_in_joint(text: str, at: int) -> bool:
    """Whether a joint may stand before an offset: a quick look."""
    before = text[max(0, at - 12) : at].rstrip()
    return before.endswith((",", "/", "&", "or", "and", "a", "an", "valid", "current"))


def _words_before(dictionary: Dictionary, text: str, end: int, tail: str) -> Candidate | None:
    line = text.rfind("\n", 0, end) + 1
    words = list(_WORD.finditer(text, max(line, end - 50), end))[-4:]
    if not words or words[-1].end() != end:
        return None
    for word in words:
        entries = _sure(dictionary, f"{text[word.start() : end]} {tail}")
        if entries:
            return Candidate(word.start(), end, entries, 0.9)
    return None


def _sure(dictionary: Dictionary, phrase: str) -> list[Entry]:
    """The unambiguous entries of a phrase; ``ticket`` and ``operator card`` count as certification."""
    form = normalize(phrase)
    for each in (
        form,
        re.sub(r"\b(?:tickets?|cards?|certificates?|credentials?)$", "certification", form),
    ):
        if entries := dictionary.sure(each):
            return entries
    return []


class Levels:
    """For each family of a taxonomy, its members by the level that may stand beside its name."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        # With each family its members by their bare levels, and their levels as they are written.
        self._members: dict[str, dict[str, str]] = {}
        self._levels: dict[str, list[str]] = {}
        self._patterns: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
        for family, children in taxonomy.children.items():
            members: dict[str, tuple[str, str]] = {}
            for child in children:
                level = taxonomy.credentials[child].level
                if level and _PART.search(level):
                    members.setdefault(_bare(level), (child, level))
            if members:
                self._members[family] = {bare: child for bare, (child, _) in members.items()}
                self._levels[family] = [level for _, level in members.values()]

    def _beside(self, family: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """What a level of a family looks like after its name and before it; made when first asked for."""
        if family not in self._patterns:
            written = "|".join(
                r"[\s,:(–-]{1,4}".join(map(re.escape, level.split()))
                for level in self._levels[family]
            )
            self._patterns[family] = (
                re.compile(
                    rf"[\s,:(–-]{{1,4}}(?:with (?:a )?)?({written})(?!\w)\)?", re.IGNORECASE
                ),
                re.compile(rf"(?<!\w)({written})[\s,:)–-]{{1,3}}$", re.IGNORECASE),
            )
        return self._patterns[family]

    def refine(self, text: str, start: int, end: int, credential: str) -> tuple[int, int, str]:
        """Links a family to its member where the level stands right beside it: ``CDL (Class A)``.

        Gives the span, wider by the level, and the member's id; or what was given.
        """
        members = self._members.get(credential)
        if members is None:
            return start, end, credential
        after_it, before_it = self._beside(credential)
        right = after_it.match(text[end : end + 24])
        if right:
            return start, end + right.end(), members[_bare(right.group(1))]
        before = text[max(0, start - 24) : start]
        left = before_it.search(before)
        if left:
            return start - (len(before) - left.start()), end, members[_bare(left.group(1))]
        return start, end, credential


def _bare(level: str) -> str:
    return " ".join(_WORD.findall(level.lower().replace("–", " ").replace("-", " ")))
