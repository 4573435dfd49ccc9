"""Whether two texts of one employer, title and place advertise one job: near-duplicates, judged.

Candidates come from MinHash (rensa, the one library call here); a pair is then judged by what
differs. A repost with new pay or a sentence more is the same job; a template filled in for another
unit, shift or store is not, however alike the texts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rensa import RMinHash

from db.names import plain_words

PERMUTATIONS = 128
SEED = 20260101
ROWS = 2
"""Rows of a band: with 64 bands of two, 99.7% of pairs at a Jaccard index of 0.3 are looked at."""
SHINGLE = 3
MOST_CANDIDATES = 50
"""Texts that one text is judged against, the most alike first: bounds the work of a huge block."""

LEAST_COVERED = 0.80
"""The share of the shorter text's words that must stand, in order, in the longer one. Set on the
labelled pairs of ``tests/db/data/pairs.toml``, between the worst repost and the best template ad."""
LEAST_WORDS = 25
"""Below so many words a shorter text says too little to be found again in a longer one."""
SWAPS = 2
"""So many stretches of a few words, each put in another's place and new to the other text, are a
template filled in for another job; an editor rewords one sentence, or adds and takes away."""
LEAST_LENGTH = 0.25
"""A text shorter than this share of the other is a snippet of it at best, and is not judged."""


@dataclass(frozen=True)
class Text:
    """A posting's text, as it is compared."""

    raw: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words without pay, dates, numbers and addresses."""
        return tuple(plain_words(self.raw))

    @cached_property
    def fields(self) -> dict[str, str]:
        """What its labelled lines say that tells jobs apart (Department, Shift, Store, ...)."""
        out: dict[str, str] = {}
        for match in _FIELD.finditer(self.raw):
            label = _SAME_LABEL.get(label := match["label"].lower(), label)
            value = " ".join(re.findall(r"[a-z0-9+]+", match["value"].lower()))
            if value:
                out.setdefault(label, value)
        return out


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two texts are of one job, how much of the shorter stands in the longer, and why."""

    same: bool
    covered: float
    reason: str


# "Unit: ICU" is a field wherever the line breaks were lost, too; the value ends with the line, the
# sentence, or the next label.
_LABELS = (
    "department|dept|unit|shift|schedule|hours|work schedule|facility|campus|school|store|site"
    "|work location|location|job location|branch|subject|grade level|grade|team|territory|route"
    "|district|floor|clinic|crew|division|level|fte|program|line|region|terminal|station|property"
)
_FIELD = re.compile(
    rf"(?:^|(?<=[\n.;|•]))\W{{0,4}}(?P<label>{_LABELS})\s*(?::|\s[-–—]\s|#)\s*"
    r"(?P<value>[^\n.;|•]{1,60})",
    re.IGNORECASE | re.MULTILINE,
)
_SAME_LABEL = {
    "dept": "department", "unit": "department", "work schedule": "schedule", "hours": "schedule",
    "work location": "location", "job location": "location", "grade level": "grade",
}  # fmt: skip

# Words of which a job has one: where two texts say different ones in the same place, they are of
# two jobs.
_CLASSES: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split())
    for line in (
        "day days night nights evening evenings overnight overnights weekend weekends morning mornings "
        "afternoon first second third 1st 2nd 3rd swing graveyard rotating am pm",
        "part full prn casual perdiem seasonal temporary permanent",
        "i ii iii iv v senior junior lead principal entry apprentice journeyman master",
        "icu micu sicu nicu picu cvicu ed er pacu telemetry tele medsurg medical surgical oncology "
        "cardiac cardiology orthopedic orthopedics pediatric pediatrics neuro neurology psych "
        "psychiatric behavioral labor postpartum maternity dialysis hospice rehab rehabilitation "
        "ambulatory perioperative endoscopy infusion wound float stepdown pcu ltac geriatric dermatology "
        "urology gastroenterology radiology emergency intensive",
        "kindergarten elementary middle high preschool prek 4th 5th 6th 7th 8th 9th 10th 11th 12th "
        "fourth fifth sixth seventh eighth",
        "math mathematics algebra geometry science biology chemistry physics english reading history "
        "social art music band choir spanish french german art physical",
        "spanish french german mandarin arabic portuguese vietnamese korean russian",
        "north south east west northeast northwest southeast southwest downtown uptown",
        "monday tuesday wednesday thursday friday saturday sunday",
        "flatbed reefer tanker van regional local otr dedicated",
        "grocery produce deli bakery meat seafood floral pharmacy electronics garden apparel",
        "residential commercial industrial",
        "frontend backend android ios java python",
        "boys girls men women mens womens",
    )
)


def judge(a: Text, b: Text) -> Judgement:
    """Whether two texts that share employer, title and place are of one job."""
    short, long = sorted((a, b), key=lambda text: (len(text.words), text.words))
    if not short.words:
        same = not long.words
        return Judgement(same, float(same), "both are empty" if same else "one is empty")
    for label in sorted(a.fields.keys() & b.fields.keys()):
        left, right = a.fields[label], b.fields[label]
        if left != right and not _alike(left, right):
            return Judgement(
                False,
                _covered(short, long),
                f"{label} is “{left}” in one and “{right}” in the other",
            )
    if short.words == long.words:
        return Judgement(True, 1.0, "the same text but for pay, dates and numbers")
    if len(short.words) < LEAST_LENGTH * len(long.words):
        return Judgement(False, 0.0, "one text is much shorter than the other")
    covered = _covered(short, long)
    if len(short.words) < LEAST_WORDS and covered < 1:
        return Judgement(False, covered, "too short to be alike by chance, and not the same")
    if covered < LEAST_COVERED:
        return Judgement(
            False, covered, f"only {covered:.0%} of the shorter text stands in the longer"
        )
    if telling := _telling(short.words, long.words):
        return Judgement(False, covered, telling)
    return Judgement(True, covered, f"{covered:.0%} of the shorter text stands in the longer")


def _alike(left: str, right: str) -> bool:
    """One says more than the other, or differs by a misspelling; a number must be the same."""
    numbers = [re.findall(r"\d+", side) for side in (left, right)]
    if numbers[0] != numbers[1]:
        return False
    if set(left.split()) <= set(right.split()) or set(right.split()) <= set(left.split()):
        return True
    return fuzz.ratio(left, right) >= 85


def _covered(short: Text, long: Text) -> float:
    """The share of the shorter text's words that stand in the longer in the same order."""
    changed = sum(
        op.src_end - op.src_start
        for op in Levenshtein.opcodes(short.words, long.words)
        if op.tag in ("replace", "delete")
    )
    return 1 - changed / len(short.words)


def _telling(short: Sequence[str], long: Sequence[str]) -> str | None:
    """What in the differences says that these are two jobs; None for nothing."""
    swapped: dict[tuple[str, str], int] = {}
    here_only, there_only = set(short) - set(long), set(long) - set(short)
    topics: list[tuple[str, str]] = []
    for op in Levenshtein.opcodes(short, long):
        if op.tag != "replace":
            continue
        left, right = short[op.src_start : op.src_end], long[op.dest_start : op.dest_end]
        if len(left) > 6 or len(right) > 6:
            continue
        for kind in _CLASSES:
            here, there = kind.intersection(left), kind.intersection(right)
            if here and there and not here & there and not _spelled_alike(here, there):
                return (
                    f"“{' '.join(left)}” in one stands where “{' '.join(right)}” does in the other"
                )
        if not _spelled_alike(set(left), set(right)) and not all(
            w.isdigit() for w in (*left, *right)
        ):
            pair = (" ".join(left), " ".join(right))
            swapped[pair] = swapped.get(pair, 0) + 1
            if _topic(left, here_only) and _topic(right, there_only):
                topics.append(pair)
    for (left_words, right_words), times in sorted(swapped.items()):
        if times >= 2:
            return f"“{left_words}” is “{right_words}” in the other, {times} times"
    if len(topics) >= SWAPS:
        return "; ".join(f"“{a}” stands where “{b}” does in the other" for a, b in topics[:SWAPS])
    return None


def _topic(words: Sequence[str], only_here: set[str]) -> bool:
    """Whether a stretch of words names something that the other text says nothing of."""
    return any(len(word) >= 4 and word.isalpha() and word in only_here for word in words)


def _spelled_alike(left: set[str] | frozenset[str], right: set[str] | frozenset[str]) -> bool:
    a, b = " ".join(sorted(left)), " ".join(sorted(right))
    return a.rstrip("s") == b.rstrip("s") or (len(a) > 4 and fuzz.ratio(a, b) >= 80)


def signature(words: Sequence[str]) -> NDArray[np.uint32]:
    """The MinHash of a text's shingles of three words."""
    shingles = [" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1))]
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(shingles)
    return np.array(sketch.digest(), dtype=np.uint32)


def candidates(texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that may be alike, by MinHash: each with those most like it, best first.

    The Jaccard index of the shingles is estimated from the signatures; what matters is how much of
    the shorter text the longer holds, which follows from it and the lengths.
    """
    if len(texts) == 2:
        yield 0, 1
        return
    signatures = np.stack([signature(text.words) for text in texts])
    lengths = np.array([len(text.words) for text in texts], dtype=float)
    near: dict[int, set[int]] = {}
    for band in range(0, PERMUTATIONS, ROWS):
        buckets: dict[bytes, list[int]] = {}
        for n in range(len(texts)):
            buckets.setdefault(signatures[n, band : band + ROWS].tobytes(), []).append(n)
        for members in buckets.values():
            for k, n in enumerate(members):
                # Of a bucket full of one template each takes its neighbors in it, not all.
                near.setdefault(n, set()).update(members[k + 1 : k + 1 + MOST_CANDIDATES])
    for n in range(len(texts)):
        others = np.array(sorted(near.get(n, ())), dtype=int)
        if not len(others):
            continue
        jaccard = (signatures[others] == signatures[n]).mean(axis=1)
        shorter = np.minimum(lengths[others], lengths[n])
        held = jaccard * (lengths[others] + lengths[n]) / ((1 + jaccard) * np.maximum(shorter, 1))
        order = np.lexsort((others, -held))[:MOST_CANDIDATES]
        yield from ((n, int(others[k])) for k in order if held[k] >= 0.4)
