"""Grading by hand-worked postings, and the same figures as the reference scorer where that is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extraction.evaluation import (
    Found,
    Graded,
    Grader,
    LabelError,
    by_requirement,
    figures,
    intervals,
    name_key,
    parts,
    read_labels,
)
from scripts.cli import app
from taxonomy.load import load

SHARED = Path(os.environ.get("SOUGHT_SHARED") or Path(__file__).parents[3] / "shared")
TEXT = "RN required. BLS and ACLS preferred. CPR is taught here. OSHA 10 card."


def label(
    surface: str, names: list[str], requirement: str, also: list[str] | None = None
) -> dict[str, object]:
    start = TEXT.index(surface)
    return {
        "start": start, "end": start + len(surface), "text": surface, "names": names,
        "also": also or [], "requirement": requirement,
    }  # fmt: skip


def row(posting: str = "p1", **changes: object) -> dict[str, object]:
    return {
        "id": posting,
        "title": "Nurse",
        "text": TEXT,
        "career_clusters": ["Healthcare & Human Services"],
        "mentions": [
            label("RN", ["Registered Nurse", "RN"], "required"),
            label("BLS", ["Basic Life Support", "BLS"], "preferred"),
            label("ACLS", ["Advanced Cardiovascular Life Support"], "preferred"),
            label("CPR", ["CPR"], "mentioned"),
            label("OSHA 10", ["OSHA 10-Hour Construction"], "required", ["OSHA 10"]),
        ],
    } | changes


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
    return path


def found(surface: str, credential: str, requirement: str = "required") -> Found:
    start = TEXT.index(surface)
    return Found(start, start + len(surface), credential, requirement)


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(load())


@pytest.fixture
def graded(tmp_path: Path, grader: Grader) -> list[Graded]:
    """Of five labels: RN right, BLS right but judged required, ACLS missed, CPR linked to the AED,
    OSHA 10 beside; and one mention where nothing is labelled."""
    first, second = read_labels(
        written(tmp_path / "gold.jsonl", row(), row("p2", mentions=[], career_clusters=[]))
    )
    mentions = [
        found("RN", "rn"),
        found("BLS", "bls"),
        found("CPR", "aed", "mentioned"),
        found("OSHA 10", "osha-10"),
        found("taught", "pmp"),
    ]
    return [
        grader.grade(first, mentions, "Education"),
        grader.grade(second, [], "Education"),
    ]


def test_figures_by_hand(graded: list[Graded]) -> None:
    got = figures(graded)
    assert got["mention_precision"] == pytest.approx(4 / 5)
    assert got["mention_recall"] == pytest.approx(4 / 5)
    # What is beside counts on neither side: RN and BLS of RN, BLS, AED, PMP and of four labels.
    assert got["link_precision"] == pytest.approx(2 / 4)
    assert got["link_recall"] == pytest.approx(2 / 4)
    # Asked for: RN, BLS, ACLS (OSHA 10 beside); found: RN, BLS, PMP.
    assert got["demand_precision"] == pytest.approx(2 / 3)
    assert got["demand_recall"] == pytest.approx(2 / 3)
    assert got["count_error"] == pytest.approx(2 / 3)
    assert got["requirement"] == pytest.approx(1 / 2)
    assert got["career_cluster"] == 0.0
    assert got["career_cluster_given"] == 1.0
    assert got["clean"] == 1.0
    assert by_requirement(graded) == {"required": (1, 1), "preferred": (0, 1)}


def test_errors_say_what_was_wrong(graded: list[Graded]) -> None:
    kinds = [(error.kind, error.surface) for each in graded for error in each.errors]
    assert kinds == [
        ("REQUIRED", "BLS"), ("MISSED", "ACLS"), ("WRONG", "CPR"), ("EXTRA", "taught"), ("CLUSTER", "Nurse"),
    ]  # fmt: skip


def test_parts_add_up(graded: list[Graded]) -> None:
    by_type = {part.name: part for part in parts(graded, "type")}
    assert (by_type["license"].labelled, by_type["license"].linked) == (1, 1)
    assert by_type["license"].precision == by_type["license"].recall == 1.0
    by_credential = {part.name: part for part in parts(graded, "credential")}
    assert by_credential["acls"].recall == 0.0
    assert by_credential["acls"].precision is None
    assert by_credential["pmp"].recall is None
    assert sum(part.labelled for part in by_type.values()) == 4


def test_intervals_hold_the_figure_and_repeat(graded: list[Graded]) -> None:
    many = graded * 10
    between = intervals(many, draws=200)
    assert between == intervals(many, draws=200)
    for name, value in figures(many).items():
        low, high = between[name]
        assert low <= value + 1e-9, name
        assert value <= high + 1e-9 or name == "count_error", name
    assert between["clean"] == (1.0, 1.0)


def test_a_mention_much_longer_than_its_label_is_another_thing(
    tmp_path: Path, grader: Grader
) -> None:
    (posting,) = read_labels(written(tmp_path / "gold.jsonl", row()))
    graded = grader.grade(posting, [Found(0, 50, "rn", "required")], None)
    assert graded.counts["found"] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mentions": [{"start": 0, "end": 999, "names": ["RN"], "requirement": "required"}]}, "outside the text"),
        ({"mentions": [{"start": 0, "end": 2, "text": "LP", "names": ["RN"], "requirement": "required"}]}, "stands"),
        ({"mentions": [{"start": 0, "end": 2, "names": ["RN"], "requirement": "maybe"}]}, "none of"),
        ({"mentions": [{"start": 0, "end": 2, "names": [], "requirement": "required"}]}, "no names"),
        ({"text": None}, "mend the line"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, object], says: str) -> None:
    path = written(tmp_path / "gold.jsonl", row("p0"), row("p1", **change))
    with pytest.raises(LabelError, match=r"gold.jsonl, line 2: .*" + says):
        read_labels(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{'id': 1}", "is not JSON: .* at its character 2"),
        ("[" * 100_000, "nested too deep"),
        ('["p1"]', "not a JSON object"),
    ],
)
def test_a_line_that_is_no_posting_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = written(tmp_path / "gold.jsonl", row("p0"))
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    with pytest.raises(LabelError, match="gold.jsonl, line 2: .*" + says):
        read_labels(path)


def test_two_postings_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"line 2: the id 'p1' stands twice"):
        read_labels(written(tmp_path / "gold.jsonl", row(), row()))


def test_names_are_compared_without_what_never_tells_them_apart() -> None:
    assert name_key("Driver’s License") == name_key("DRIVER LICENSE")
    assert name_key("CompTIA A+®") == "comptia a+"


def test_the_command_shows_figures_and_errors(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", row())
    shown = CliRunner().invoke(app, ["evaluate", str(gold)])
    assert shown.exit_code == 0, shown.output
    assert "link precision" in shown.output
    as_json = CliRunner().invoke(app, ["evaluate", str(gold), "--json"])
    assert set(json.loads(as_json.stdout)["figures"]["demand_f1"]) == {"value", "low", "high"}


def test_the_command_names_what_it_cannot_use(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", row())
    mentions = written(tmp_path / "mentions.jsonl", {"id": "other", "mentions": []})
    for arguments, says in (
        ([str(tmp_path / "none.jsonl")], "cannot be read"),
        ([str(gold), "--mentions", str(mentions)], "no line for the posting 'p1'"),
        (
            [str(gold), "--mentions", str(written(tmp_path / "bad.jsonl", {"mentions": 3}))],
            "line 1",
        ),
    ):
        result = CliRunner().invoke(app, ["evaluate", *arguments])
        assert result.exit_code == 3, result.output
        assert says in result.output.replace("\n", " ")


@pytest.mark.skipif(
    not (SHARED / "evaluation").is_dir(),
    reason=f"NO REFERENCE LABELS: {SHARED / 'evaluation'} is missing; set SOUGHT_SHARED",
)
def test_the_same_figures_as_the_reference_scorer(tmp_path: Path) -> None:
    gold, mentions, names = (
        SHARED / "evaluation" / "dev.jsonl", tmp_path / "mentions.jsonl", tmp_path / "names.jsonl",
    )  # fmt: skip
    run = CliRunner().invoke
    assert run(app, ["extract", str(gold), "-o", str(mentions)]).exit_code == 0
    assert run(app, ["taxonomy", "export", "-o", str(names)]).exit_code == 0
    reference = json.loads(
        subprocess.run(
            [sys.executable, SHARED / "evaluation" / "score.py", gold, mentions, names, "--json"],
            check=True, capture_output=True, text=True,
        ).stdout
    )  # fmt: skip
    ours = json.loads(
        run(app, ["evaluate", str(gold), "--mentions", str(mentions), "--json"]).stdout
    )["figures"]
    for name, key in (
        ("mention", "mention"), ("link", "link"), ("demand", "demand"),
    ):  # fmt: skip
        for side in ("precision", "recall"):
            assert ours[f"{name}_{side}"]["value"] == pytest.approx(reference[key][side]), name
    without = reference["link_without_drivers_license"]
    for side in ("precision", "recall"):
        got = ours[f"link_{side}_without_drivers_license"]["value"]
        assert got == pytest.approx(without[side])
    for name, key in (
        ("requirement", "requirement"), ("career_cluster", "cluster"),
        ("career_cluster_given", "cluster_given"), ("clean", "clean"), ("count_error", "count_error"),
    ):  # fmt: skip
        assert ours[name]["value"] == pytest.approx(reference[key]), name
