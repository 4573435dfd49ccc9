"""A posting's occupation from its title, and its Career Cluster from that."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

LEAST = 0.5
"""The least confidence at which an occupation is given at all; below, it is honestly unknown."""
EXACT = 0.95
"""The confidence of a title that stands in the table as it is, cleaned."""
ALIKE = 80
"""The least likeness (0 to 100) of two words of near titles that are not the same."""
NEAR = 80
"""The least likeness (0 to 100) to a title of the table."""

_NOISE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\$[\d,.]+k?\b.*$|#\S+|\b(?:req|requisition|job)\s*(?:id|#|no)?\s*[:#]?\s*[\w-]*\d[\w-]*"
    r"|\bjob in\b.*$|\bin [A-Z][a-z]+,? [A-Z]{2}\b.*$|!+|/\s?hr\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]{5,60})\)")
_AFTER_DASH = re.compile(r"\s+[-–—|@/]\s+|\s*[:;*]\s*|,\s+")
EMPTY_WORDS = frozenset(
    """senior sr junior jr lead i ii iii iv v 1 2 3 4 5 entry level mid full part time ft pt prn per diem
    temporary temp seasonal contract contractor permanent remote hybrid onsite on site night nights day days
    evening evenings weekend weekends shift shifts 1st 2nd 3rd first second third overnight overnights am pm
    sign bonus hiring immediate immediately now urgent urgently needed wanted experienced certified licensed
    bilingual spanish travel local regional new grad opening openings opportunity job position paid flexible
    trainee apprentice associate intern internship staff principal chief head usa us""".split()
)  # fmt: skip
"""Words of a title that say nothing of the work."""
# Short words that name an occupation wherever they stand in a title; others (don, ot) only alone.
_SHORT = frozenset(["rn", "lpn", "lvn", "cna", "emt", "slp", "pta", "crna", "cdl"])
_PLURALS = {"nurses": "nurse", "drivers": "driver", "technicians": "technician", "teachers": "teacher",
            "assistants": "assistant", "representatives": "representative", "managers": "manager",
            "engineers": "engineer", "operators": "operator", "mechanics": "mechanic"}  # fmt: skip


def clean(title: str | None) -> str:
    """A title without pay, places, requisition numbers and what stands in brackets."""
    return _NOISE.sub(" ", title or "")


class Occupations:
    """The table of titles, ready to be asked; built once from the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._titles: dict[str, str] = {}
        for soc, occupation in taxonomy.occupations.items():
            if not occupation.is_oews_group and (singular := _official(occupation.title)):
                self._titles.setdefault(singular, soc)
        self._titles |= taxonomy.titles
        # O*NET's titles are tens of thousands, many of one trade long ago: they speak for a whole title, not inside one.
        self._whole = taxonomy.onet_titles | self._titles
        self._by_last: dict[str, list[str]] = {}
        # The same, each title's words in the order of the alphabet; made when first asked for.
        self._sorted: dict[str, list[str]] = {}
        # The most words of a title that begins with a word.
        self._longest: dict[str, int] = {}
        for title in self._titles:
            words = title.split()
            self._by_last.setdefault(words[-1], []).append(title)
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def soc(self, title: str | None, cleaned: str | None = None) -> tuple[str | None, float]:
        """The SOC 2018 code of a title as an employer writes it, with a confidence of 0 to 1.

        ``cleaned`` is what :func:`clean` makes of it, where that is known already.

        Whole titles and their parts first, then the longest known title inside it (the last where two are as
        long), then a near one with the same last word. ``(None, 0.0)`` where none is sure enough.
        """
        if not title:
            return None, 0.0
        cleaned = clean(title) if cleaned is None else cleaned
        whole = _words(cleaned)
        # `IT Project Specialist (Oracle Database Administrator)`
        pieces = [*_AFTER_DASH.split(cleaned), *_BRACKETS.findall(title)]
        beside = [*map(_words, pieces)] if len(pieces) > 1 else []
        turned = _turned(beside) if beside else []
        for words in (whole, turned, *beside):
            kept = [w for w in words if w not in EMPTY_WORDS]
            for each in (words, kept, _singular(words), _singular(kept)):
                soc = self._whole.get(" ".join(each))
                if soc:
                    return soc, EXACT
        best: tuple[str, float] | None = None
        for words in (*beside[:1], whole, turned):
            found = self._inside(words) or self._inside(_singular(words))
            if found and (best is None or found[1] > best[1]):
                best = found
        if best is None:
            first = beside[0] if beside else whole
            best = self._near([w for w in first if w not in EMPTY_WORDS])
        return (best[0], best[1]) if best and best[1] >= LEAST else (None, 0.0)

    def _inside(self, words: list[str]) -> tuple[str, float] | None:
        kept = [w for w in words if w not in EMPTY_WORDS] or words
        longest = [self._longest.get(word, 0) for word in kept]
        for size in range(min(6, len(kept)), 0, -1):
            for low in range(len(kept) - size, -1, -1):
                if longest[low] < size:
                    continue
                if size == 1 and len(kept[low]) < 4 and kept[low] not in _SHORT:
                    continue
                soc = self._titles.get(" ".join(kept[low : low + size]))
                if soc:
                    at_end = low + size == len(kept)
                    return soc, (0.85 if size > 1 else 0.65) - (0.0 if at_end else 0.1)
        return None

    def _near(self, words: list[str]) -> tuple[str, float] | None:
        if len(words) < 2:
            return None
        titles = self._by_last.get(words[-1], [])
        if words[-1] not in self._sorted:
            self._sorted[words[-1]] = [" ".join(sorted(title.split())) for title in titles]
        # What rapidfuzz calls the token sort ratio; the words of a title are put in order once.
        near = process.extract(
            " ".join(sorted(words)), self._sorted[words[-1]], scorer=fuzz.ratio,
            score_cutoff=NEAR, limit=None,
        )  # fmt: skip
        score, title = max(
            ((score, titles[n]) for _, score, n in near if _same_words(words, titles[n].split())),
            default=(0.0, ""),
        )
        return (self._titles[title], round(score / 150, 3)) if title else None


def _turned(parts: list[list[str]]) -> list[str]:
    """The words of a title that names the kind behind the job: ``Engineer II - Civil`` is a civil engineer."""
    job, kind = ([word for word in part if word not in EMPTY_WORDS] for part in parts[:2])
    return [*kind, *job]


def _same_words(words: list[str], others: list[str]) -> bool:
    """Whether what differs between two titles is spelled alike: ``instrumentation`` is not ``instructional``.

    ``others`` may be broader, not narrower: a *project engineer* is no *solar project engineer*.
    """
    left = [word for word in words if word not in others]
    # Of `first officer` each word counts: without the first it would be any officer.
    empty = EMPTY_WORDS if sum(word not in EMPTY_WORDS for word in others) > 1 else ()
    right = [word for word in others if word not in words and word not in empty]
    if not right:
        return True
    return bool(left) and all(
        any(fuzz.ratio(word, other) >= ALIKE for other in right) for word in left
    )


def _words(title: str) -> list[str]:
    return [_PLURALS.get(word, word) for word in normalize(title).split()]


def _singular(words: list[str]) -> list[str]:
    """The words with the last in the singular: ``electricians`` stands as ``electrician``."""
    last = words[-1] if words else ""
    if len(last) > 4 and last[-1] == "s" and last[-2] not in "isu":
        return [*words[:-1], words[-1][:-1]]
    return words


def _official(title: str) -> str | None:
    """The singular of an official title, ``registered nurse``; None of one that names several."""
    if "," in title or " and " in title:
        return None
    words = normalize(title).split()
    last = words[-1]
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return " ".join([*words[:-1], last])
