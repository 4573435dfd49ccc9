"""What stands at a place of a text, found by halving, is what looking at every span finds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from extraction.spans import beginning, overlapping


@dataclass(frozen=True)
class At:
    start: int
    end: int


def _apart(steps: list[tuple[int, int]]) -> list[At]:
    """Spans from pairs of (characters since the last one, length)."""
    ends = list(accumulate(gap + length for gap, length in steps))
    return [At(end - length, end) for end, (_, length) in zip(ends, steps, strict=True)]


APART = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=12).map(_apart)
PLACE = st.tuples(st.integers(0, 60), st.integers(1, 12))


@given(APART, PLACE)
def test_overlapping_is_all_that_share_a_character(spans: list[At], place: tuple[int, int]) -> None:
    start, end = place[0], place[0] + place[1]
    found = spans[overlapping(spans, start, end)]
    assert found == [s for s in spans if s.start < end and start < s.end]


@given(APART, PLACE)
def test_what_is_put_where_nothing_stands_keeps_the_order(
    spans: list[At], place: tuple[int, int]
) -> None:
    new = At(place[0], place[0] + place[1])
    at = overlapping(spans, new.start, new.end)
    if not spans[at]:
        spans[at] = [new]
        assert spans == sorted(spans, key=lambda s: s.start)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=12), PLACE)
def test_beginning_may_overlap(pairs: list[tuple[int, int]], place: tuple[int, int]) -> None:
    spans = sorted((At(a, a + n) for a, n in pairs), key=lambda s: s.start)
    start, end = place[0], place[0] + place[1]
    found = spans[beginning(spans, start, end)]
    assert found == [s for s in spans if start <= s.start < end]
