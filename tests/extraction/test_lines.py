"""Lines as postings ask for credentials, of all sectors: most of what they name is found.

Each line of ``data/lines.jsonl`` holds a line of a posting, a title that its job may have, and what it
names as (surface, requirement).
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from extraction.pipeline import Extractor

FOLDER = Path(__file__).parent
FLOORS = tomllib.loads((FOLDER / "floors_lines.toml").read_text("utf-8"))
LEAD = "Requirements:\n* "


@pytest.fixture(scope="module")
def figures(extractor: Extractor) -> dict[str, float]:
    """What share of the names is found, of the found is a name, and of those is asked for rightly."""
    labelled = found = read = right = 0
    for row in (FOLDER / "data" / "lines.jsonl").read_text("utf-8").splitlines():
        posting = json.loads(row)
        text = LEAD + posting["line"]
        mentions = extractor.read(text, posting["title"]).mentions
        left = list(mentions)
        at = len(LEAD)
        for surface, requirement in posting["mentions"]:
            # Most stand in the order of the line.
            start = text.find(surface, at) if surface in text[at:] else text.index(surface)
            at = max(at, start + len(surface))
            end = start + len(surface)
            met = next((m for m in left if m.start < end and start < m.end), None)
            if met is not None:
                left.remove(met)
                found += 1
                right += met.requirement == requirement
        labelled += len(posting["mentions"])
        read += len(mentions)
    return {"found": found / labelled, "precision": found / read, "requirement": right / found}


@pytest.mark.parametrize("name", FLOORS)
def test_figure_holds_its_floor(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= FLOORS[name], figures
