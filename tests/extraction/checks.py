"""What holds of any reading of any text, and what a text must give."""

from __future__ import annotations

import itertools
from typing import NamedTuple, get_args

import pytest

from extraction.model import Mention, Reading, Requirement
from extraction.pipeline import Extractor


def check_reading(extractor: Extractor, text: str, title: str | None = None) -> None:
    """Asserts what holds of any reading of any text."""
    reading = extractor.read(text, title)
    assert reading.text == text
    assert 0.0 <= reading.career_cluster_confidence <= 1.0
    last = 0
    for m in reading.mentions:
        assert last <= m.start < m.end <= len(text)
        assert 0 <= m.sentence_start <= m.start
        assert m.end <= m.sentence_end <= len(text)
        assert m.credential_id in extractor.taxonomy.credentials
        assert m.requirement in get_args(Requirement)
        assert 0.0 < m.confidence <= 1.0
        last = m.end
    spans = sorted([*((m.start, m.end) for m in reading.mentions), *reading.unlinked])
    assert reading.unlinked == sorted(reading.unlinked)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), spans
    assert extractor.read(text, title) == reading


class Want(NamedTuple):
    """A mention that a text must give; its span need only overlap the surface's place."""

    surface: str
    credential: str
    requirement: str = "required"


def rows(*table: tuple[str, list[Want]]) -> pytest.MarkDecorator:
    """A parametrization of (text, wanted mentions), each named by its text."""
    return pytest.mark.parametrize(("text", "wanted"), table, ids=[text[:60] for text, _ in table])


def said(reading: Reading) -> list[tuple[str, str, str]]:
    """The mentions of a reading as (span, credential, requirement)."""
    return [
        (reading.text[m.start : m.end], m.credential_id, m.requirement) for m in reading.mentions
    ]


def hold(
    extractor: Extractor, text: str, wanted: list[Want], title: str | None = None
) -> list[Mention]:
    """Asserts that a text gives these mentions, in this order, and no others."""
    reading = extractor.read(text, title)
    got = said(reading)
    assert [row[1:] for row in got] == [(w.credential, w.requirement) for w in wanted], got
    at = 0
    for want, mention in zip(wanted, reading.mentions, strict=True):
        start = text.index(want.surface, at)
        at = start + len(want.surface)
        assert mention.start < at and start < mention.end, (want, got)
    return reading.mentions
