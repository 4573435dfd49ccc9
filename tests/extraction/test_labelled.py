"""The marks of the sample postings as labels: the extractor may not fall below its floors.

These figures guard against setbacks and are no estimate of accuracy. The sample postings were written
by us, the extractor was tuned on them, and those that it misread were reworded until it read them;
their first wordings are in data/hard.toml, with floors of their own in test_hard.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from extraction.model import Mention
from extraction.pipeline import Extractor
from extraction.text import html_to_text
from scripts.sample_boards.postings import Label, labels, load_boards

BOARDS = Path(__file__).parents[2] / "scripts" / "sample_boards" / "boards"
FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text("utf-8"))
UNLISTED = "unlisted"
"""The id of a mark on a credential that the taxonomy lacks: neither a hit nor a miss."""


@dataclass(slots=True)
class Counts:
    """What came of all labels and mentions, with the wrong ones in words."""

    linked: int = 0
    missed: int = 0
    extra: int = 0
    requirement_right: int = 0
    postings: int = 0
    cluster_right: int = 0
    soc_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The shares that have a floor, each of 0 to 1."""
        return {
            "link_precision": self.linked / (self.linked + self.extra),
            "link_recall": self.linked / (self.linked + self.missed),
            "requirement_accuracy": self.requirement_right / self.linked,
            "career_cluster_accuracy": self.cluster_right / self.postings,
            "soc_accuracy": self.soc_right / self.postings,
        }


def count(counts: Counts, key: str, wanted: Iterable[Label], found: Iterable[Mention]) -> None:
    """Adds one posting: a label is linked where an overlapping mention, used once, has its id.

    A mention of another credential in its place is a miss and an extra, as is one more mention in
    the same place; mentions that touch an unlisted mark are left out.
    """
    left = list(found)
    for label in wanted:
        over = [m for m in left if m.start < label.end and label.start < m.end]
        if label.credential_id == UNLISTED:
            left = [m for m in left if m not in over]
            continue
        hit = next((m for m in over if m.credential_id == label.credential_id), None)
        if hit is None:
            counts.missed += 1
            counts.wrong.append(f"{key}: missed {label.credential_id} in {label.text!r}")
            continue
        left.remove(hit)
        counts.linked += 1
        counts.requirement_right += hit.requirement == label.requirement
        if hit.requirement != label.requirement:
            counts.wrong.append(
                f"{key}: {label.text!r} is {label.requirement}, not {hit.requirement}"
            )
    counts.extra += len(left)
    counts.wrong += [f"{key}: {m.credential_id} at {m.start} is no credential" for m in left]


@pytest.fixture(scope="module")
def counts(extractor: Extractor) -> Counts:
    """The counts over all sample postings."""
    total = Counts()
    for board in load_boards(BOARDS):
        for posting in board.postings:
            text, wanted = labels(posting, html_to_text)
            reading = extractor.read(text, posting.title)
            count(total, posting.key, wanted, reading.mentions)
            total.postings += 1
            total.cluster_right += reading.career_cluster == posting.career_cluster
            total.soc_right += reading.soc == posting.soc
    return total


def test_there_is_enough_to_measure(counts: Counts) -> None:
    assert counts.postings >= 250
    assert counts.linked + counts.missed >= 800


@pytest.mark.parametrize("name", FLOORS)
def test_figure_holds_its_floor(counts: Counts, name: str) -> None:
    figure = counts.figures()[name]
    assert figure >= FLOORS[name], f"{name} is {figure:.4f}; wrong:\n" + "\n".join(counts.wrong)


def test_each_figure_has_a_floor(counts: Counts) -> None:
    assert set(counts.figures()) == set(FLOORS)


def label(start: int, end: int, credential: str, requirement: str = "required") -> Label:
    return Label(start, end, "x" * (end - start), credential, requirement, None)  # type: ignore[arg-type]


def test_counting_by_hand() -> None:
    wanted = [
        label(0, 3, "rn"),
        label(5, 8, "bls", "preferred"),
        label(10, 13, "cpr"),
        label(20, 25, UNLISTED),
        label(30, 33, "acls"),
    ]
    found = [
        Mention(0, 11, "rn"),
        Mention(5, 8, "bls", requirement="required"),
        Mention(10, 13, "aed"),
        Mention(21, 24, "pals"),
        Mention(40, 44, "cdl"),
        Mention(41, 45, "cdl"),
    ]
    total = Counts(postings=1)
    count(total, "by hand", wanted, found)
    assert (total.linked, total.missed, total.extra, total.requirement_right) == (2, 2, 3, 1)
    assert total.figures()["link_precision"] == 2 / 5
