"""Spans of a text, sorted and apart from each other, asked for those at a place in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol


class Span(Protocol):
    """Anything that stands between two offsets of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_START, _END = attrgetter("start"), attrgetter("end")


def overlapping(spans: Sequence[Span], start: int, end: int) -> slice:
    """Where in ``spans`` those stand that share a character with ``start`` to ``end``.

    ``spans`` are sorted and none overlaps another. An empty slice is the place to put a new one.
    """
    low = bisect_right(spans, start, key=_END)
    return slice(low, max(low, bisect_left(spans, end, key=_START)))


def beginning(spans: Sequence[Span], start: int, end: int) -> slice:
    """Where in ``spans``, sorted by their start, those stand that begin from ``start`` to before ``end``."""
    low = bisect_left(spans, start, key=_START)
    return slice(low, bisect_left(spans, end, lo=low, key=_START))
