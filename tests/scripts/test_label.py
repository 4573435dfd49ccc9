"""Labelling postings by hand: what was found is shown, mended, kept, and graded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.cli import app

POSTINGS = [
    {"id": "one", "title": "Nurse", "text": "RN required. BLS preferred. Knows [brackets]."},
    {"id": "two", "title": "Driver", "text": "<p>CDL A required.</p><p>CDL A again.</p>"},
    {"id": "three", "title": "Cook", "text": "ServSafe Manager required."},
]


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    path = tmp_path / "postings.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in POSTINGS), "utf-8")
    return path


def label(postings: Path, said: str) -> tuple[Result, list[dict[str, Any]]]:
    """Runs the command with these lines typed; the result and what is kept."""
    out = postings.with_name("gold.jsonl")
    result = CliRunner().invoke(app, ["label", str(postings), "-o", str(out)], input=said)
    lines = out.read_text("utf-8").splitlines() if out.exists() else []
    return result, [json.loads(line) for line in lines]


def kept(line: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(m["text"], m["names"][0], m["requirement"]) for m in line["mentions"]]


def test_what_was_found_is_kept_as_it_is(postings: Path) -> None:
    result, lines = label(postings, "\n\n\n")
    assert result.exit_code == 0, result.output
    assert [line["id"] for line in lines] == ["one", "two", "three"]
    assert kept(lines[0]) == [
        ("RN", "Registered Nurse", "required"), ("BLS", "Basic Life Support", "preferred"),
    ]  # fmt: skip
    assert "<p>" not in lines[1]["text"]


def test_corrections(postings: Path) -> None:
    result, lines = label(
        postings, "d 1\nr 1 required\na brackets = PMP\nk Education; Construction\n\nq\n"
    )
    assert result.exit_code == 0, result.output
    assert len(lines) == 1
    assert kept(lines[0]) == [
        ("BLS", "Basic Life Support", "required"),
        ("brackets", "Project Management Professional", "required"),
    ]
    assert lines[0]["career_clusters"] == ["Education", "Construction"]


def test_a_wrong_correction_is_named_and_changes_nothing(postings: Path) -> None:
    wrong = [
        "d 9",
        "r 1 maybe",
        "c 1 quux",
        "a nowhere = PMP",
        "a RN = PMP",
        "k Cookery",
        "z",
        "a RN",
    ]
    result, lines = label(postings, "\n".join([*wrong, "", "q"]) + "\n")
    assert kept(lines[0])[0] == ("RN", "Registered Nurse", "required")
    for says in ("no number of a label", "is none of", "names no one credential", "does not stand",
                 "'Cookery' is none of", "no correction", "write: a WORDS"):  # fmt: skip
        assert says in result.output, says


def test_it_goes_on_where_it_stopped(postings: Path) -> None:
    label(postings, "\nq\n")
    _, lines = label(postings, "s\nc 1 ServSafe Food Handler\n\n")
    assert [line["id"] for line in lines] == ["one", "three"]
    assert kept(lines[1])[0][1] == "ServSafe Food Handler"


def test_what_is_kept_can_be_graded(postings: Path) -> None:
    label(postings, "\n\n\n")
    gold = postings.with_name("gold.jsonl")
    figures = json.loads(CliRunner().invoke(app, ["evaluate", str(gold), "--json"]).stdout)[
        "figures"
    ]
    assert figures["link_f1"]["value"] == figures["requirement"]["value"] == 1.0


def test_a_row_without_text_is_named_and_left_out(postings: Path) -> None:
    postings.write_text('{"id": "x"}\n' + json.dumps(POSTINGS[0]) + "\n", "utf-8")
    result, lines = label(postings, "\n")
    assert "row 1: the field 'text' is missing" in result.output
    assert [line["id"] for line in lines] == ["one"]
