"""Spans around trigger words that look like a credential's name but are none of the taxonomy's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from extraction.linking import GENERIC
from extraction.states import ABBREVIATIONS

_NAME = r"(?:[A-Z][\w&+./'’-]*)"
_ENDING = r"(?i:certifi(?:cation|cations|cate|ed)|licen[sc]e|licensure|registration|endorsement|credential)"
_BEFORE = re.compile(rf"({_NAME}(?:\s+(?:of|in|and|&|the|for)?\s*{_NAME}){{0,5}})\s+{_ENDING}\b")
# The first letter comes first: most of a text is passed over by that alone.
_AFTER = re.compile(
    rf"([CRLcl](?<!\w.)(?:(?<=[CRL])(?:ertified|egistered|icensed)|(?<=[cl])(?:ertified in|ertification in|icense in|icensed as an?|ertified as an?))\s+{_NAME}(?:\s+(?:of|in|and|&)?\s*{_NAME}){{0,4}})"
)
# `Certified Company`, `Certification Council`: an employer's own, or who gives one.
_OF_ANOTHER = re.compile(
    r"[ ](?:compan(?:y|ies)|agency|partners?|organization|firm|facilit(?:y|ies)|hospital|school|employer|business|council|consortium"
    r"|board|commission|evaluat\w+|trade partners|home builder)\b",
    re.IGNORECASE,
)
_ENDS_BEFORE = re.compile(rf"{_NAME}\s+{_ENDING}\b")
_STOP = frozenset(
    """the a an all any current valid active state your our this that other must have has required preferred
    minimum professional relevant applicable appropriate and or of in for with is are be not no if as to
    requirements qualifications education experience training skills birth gift iso business employee company
    tax drivers driver criminal background united states licenses certifications licensed certified
    additional special equal occupational vehicle marriage hunting fishing software liquor new industry
    ged high school diploma trade college one-year selective specific technical security clinical medical hr
    medicare medicaid commission joint suspended revoked probationary election elections voter voters
    administers issues issue prepares processes manages maintain maintains obtain obtains pursue assists
    completes provides process servers partner team assistant nurse""".split()
)
"""Words that name no credential by themselves: of these alone no span is made, nor does one begin with them."""
_STATES = frozenset(
    word for name, letters in ABBREVIATIONS.items() for word in f"{name} {letters}".lower().split()
)


class Names:
    """The spans of one text that look like names of credentials; each sentence is read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def apart(self, low: int, high: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those between two offsets that touch nothing taken, nor each other.

        ``taken`` is sorted and its spans do not overlap.
        """
        spans = self._known.get((low, high))
        if spans is None:
            spans = self._known[low, high] = list(_spans(self._text, low, high))
        if not spans:
            return []
        first = max(0, bisect_left(taken, (low, low)) - 1)
        near = taken[first : bisect_left(taken, (high, high))]
        out: list[tuple[int, int]] = []
        for start, end in spans:
            if not any(start < e and s < end for s, e in [*near, *out]):
                out.append((start, end))
        return out


def _spans(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    # Most sentences hold no name before such a word: a look at the last of its words is quicker.
    named = _ENDS_BEFORE.search(text, low, high) is not None
    for pattern in (_BEFORE, _AFTER) if named else (_AFTER,):
        for match in pattern.finditer(text, low, high):
            start, end = match.span() if pattern is _BEFORE else match.span(1)
            words = [w.strip(".,'’").lower() for w in text[start:end].split()]
            while words and words[0] in _STOP:
                start = text.index(text[start:end].split()[1], start + 1) if len(words) > 1 else end
                words = words[1:]
            own = [
                word
                for part in words
                for word in part.replace("-", "/").split("/")
                if word not in GENERIC and word not in _STOP and word not in _STATES
            ]
            if not any(own) or end - start > 80 or _OF_ANOTHER.match(text, end):
                continue
            if "\n" not in text[start:end]:
                yield start, end
