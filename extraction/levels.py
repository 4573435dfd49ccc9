"""Levels that tell a family's members apart, beside its name and in runs: ``CDL (Class A)``, ``ASE A4, A5 & A6``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.candidates import Candidate, with_new
from extraction.dictionary import Dictionary, Entry
from extraction.spans import overlapping
from extraction.states import ANY_NAME
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

_LEVEL = r"(?:[A-G]|[A-Z]?\d{1,3}|I{1,3}|IV|VI{0,2}|[1-4]G)"
_JOINT = r"\s*(?:,\s*(?:and|or|&)?|/|&|\band/or\b|\band\b|\bor\b|-|–|\()\s*"
_GROUP = re.compile(rf"(?<![\w+])({_LEVEL})((?:{_JOINT}(?:[A-Z][a-z]+ |-)?{_LEVEL}(?![\w+]))+)")
# What a group begins with: a level and a joint. Most of a text is passed over by the first character.
_MAY_BE_GROUP = re.compile(r"[A-Z\d](?<![\w+].)[A-Z\d]{0,3}\s*(?:[,/&(–-]|and\b|or\b)")
_PART = re.compile(rf"(?<![\w+]){_LEVEL}(?![\w+])")
_WORD = re.compile(r"[\w+&'’-]+")
NEAR = 60
"""Characters between a run of level words and the name that it belongs to, at most."""


def expand(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds the members of lists whose head stands at another member; keeps order, no overlaps.

    For each run of level words (``A4, A5 & A6``) beside a candidate, the words around the run are
    tried with each level: what is a listed form names that level's credential.
    """
    candidates = list(candidates)
    extra: list[Candidate] = []
    # Level words are looked for only where a candidate is not far.
    matches = [
        match for low, high in _regions(candidates, 2 * NEAR) for match in _groups(text, low, high)
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
        if not members and _is_series(candidates[near]):
            members = [
                Candidate(part.start(), part.end(), entries, 0.9)
                for part in _PART.finditer(text, match.start(), match.end())
                if (entries := dictionary.sure(f"series {part.group()}"))
            ]
        if len(members) > 1:
            _take_in_family(dictionary.taxonomy, candidates, members)
        extra += members
    if not extra:
        return candidates
    # `OSHA 10/30` is found whole as OSHA 10; its other member lies outside of that span.
    return with_new(candidates, extra)


def _is_series(candidates: list[Candidate]) -> bool:
    """Whether a run of numbers stands beside an examination of FINRA's: ``Series 7 (66 or 63/65 preferred)``."""
    return any(
        entry.credential_id.startswith("series-") for each in candidates for entry in each.entries
    )


def _groups(text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The runs of level words between two offsets."""
    last = low
    for beginning in _MAY_BE_GROUP.finditer(text, low, high):
        start = beginning.start()
        match = _GROUP.match(text, start, high) if start >= last else None
        if match:
            last = match.end()
            yield match


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
                # `Class B Virginia CDL`
                re.compile(
                    rf"(?<!\w)({written})[\s,:)–-]{{1,3}}(?:(?:{ANY_NAME}) )?$", re.IGNORECASE
                ),
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
        before = text[max(0, start - 40) : start]
        left = before_it.search(before)
        if left:
            return start - (len(before) - left.start()), end, members[_bare(left.group(1))]
        return start, end, credential


def _bare(level: str) -> str:
    return " ".join(_WORD.findall(level.lower().replace("–", " ").replace("-", " ")))
