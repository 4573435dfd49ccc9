"""Names that share a head: ``ASE A4, A5 & A6``, ``Class A or B CDL``, ``OSHA 10/30``."""

from __future__ import annotations

import re

from extraction.candidates import Candidate
from extraction.dictionary import Dictionary
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

_LEVEL = r"(?:[A-F]|[A-Z]?\d{1,3}|I{1,3}|IV|VI{0,2}|[1-4]G)"
_JOINT = r"\s*(?:,\s*(?:and|or|&)?|/|&|\band/or\b|\band\b|\bor\b|-|–)\s*"
_GROUP = re.compile(rf"(?<![\w+])({_LEVEL})((?:{_JOINT}(?:[A-Z][a-z]+ )?{_LEVEL}(?![\w+]))+)")
_PART = re.compile(rf"(?<![\w+]){_LEVEL}(?![\w+])")
_WORD = re.compile(r"[\w+&'’-]+")
NEAR = 60


def expand(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds the members of lists whose head stands at another member; keeps order, no overlaps.

    For each run of level words (``A4, A5 & A6``) beside a candidate, the words around the run are
    tried with each level: what is a listed form names that level's credential.
    """
    extra: list[Candidate] = []
    for match in _GROUP.finditer(text):
        near = any(c.start - NEAR <= match.end() and match.start() <= c.end + NEAR for c in candidates)
        if not near:
            continue
        heads = [w.group() for w in _WORD.finditer(text, max(0, match.start() - 50), match.start())][-5:]
        tails = [w.group() for w in _WORD.finditer(text, match.end(), match.end() + 50)][:4]
        for part in _PART.finditer(text, match.start(), match.end()):
            entries = _longest(dictionary, heads, part.group(), tails)
            if entries:
                extra.append(Candidate(part.start(), part.end(), entries, 0.95))
    if not extra:
        return candidates
    out = list(candidates)
    for new in extra:
        over = [c for c in out if c.start < new.end and new.start < c.end]
        named = {e.credential_id for e in new.entries}
        if any(named & {e.credential_id for e in c.entries} for c in over):
            continue
        # `OSHA 10/30` is found whole as OSHA 10; its other member lies outside of that span.
        if not over:
            out.append(new)
    return sorted(out, key=lambda c: c.start)


def _longest(dictionary: Dictionary, heads: list[str], level: str, tails: list[str]) -> list | None:  # type: ignore[type-arg]
    options = sorted(
        ((h, t) for h in range(len(heads) + 1) for t in range(len(tails) + 1) if h + t),
        key=lambda pair: -(pair[0] + pair[1]),
    )
    for h, t in options:
        form = normalize(" ".join([*heads[len(heads) - h :], level, *tails[:t]]))
        entries = dictionary.entries.get(form)
        if entries:
            return entries
    return None


def refine_level(taxonomy: Taxonomy, text: str, start: int, end: int, credential: str) -> tuple[int, int, str]:
    """Links a family to its member where the level stands right beside it: ``CDL (Class A)``.

    Gives the span, wider by the level, and the member's id; or what was given.
    """
    children = taxonomy.children.get(credential)
    if not children:
        return start, end, credential
    after = text[end : end + 24]
    before = text[max(0, start - 24) : start]
    for child in children:
        level = taxonomy.credentials[child].level
        if not level or not _PART.search(level):
            continue
        words = r"[\s,:(–-]{1,4}".join(re.escape(word) for word in level.split())
        right = re.match(rf"[\s,:(–-]{{1,4}}(?:with (?:a )?)?(?:{words})(?!\w)\)?", after, re.IGNORECASE)
        if right:
            return start, end + right.end(), child
        left = re.search(rf"(?<!\w)(?:{words})[\s,:)–-]{{1,3}}$", before, re.IGNORECASE)
        if left:
            return start - (len(before) - left.start()), end, child
    return start, end, credential
