"""What holds of any reading of any text."""

from __future__ import annotations

import itertools
from typing import get_args

from extraction.model import Requirement
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
