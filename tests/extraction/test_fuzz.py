"""A corpus of texts made to be misread: whatever is in them, a reading holds what any reading must."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extraction.pipeline import Extractor
from extraction.text import html_to_text
from tests.extraction.checks import check_reading

CORPUS = tomllib.loads((Path(__file__).parent / "data" / "fuzz.toml").read_text("utf-8"))["text"]


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case["name"])
def test_a_text_made_to_be_misread_is_read(extractor: Extractor, case: dict[str, Any]) -> None:
    raw = case["unit"] * case["times"]
    text = html_to_text(raw) if case.get("html") else raw
    check_reading(extractor, text, raw[:300])
    # Beside what is surely there, it is found all the same.
    both = extractor.read(f"{text[:2000]}\n\nRequirements:\nForklift certification required.\n")
    assert "forklift" in {m.credential_id for m in both.mentions}
