"""What employers ask for and the taxonomy lacks, with rows that can be pasted as they are."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from scripts.taxonomy_propose import COLUMNS, proposed_id
from taxonomy.load import COLUMNS as FILES
from taxonomy.load import load
from tests.scripts.test_commands import here

ASKED = "Zanzibar Kiln Master certification"
POSTINGS = [
    {"id": str(n), "title": f"Potter {n}", "employer": f"Pottery {n}", "location": "Columbus, OH",
     "text": f"Requirements:\n* {ASKED} is required.\n* RN license preferred."}
    for n in range(3)
] + [
    {"id": "x", "title": "Clerk", "employer": "Office", "location": "Dayton, OH",
     "text": "Requirements:\n* Bartholomew Filing Clerk license is required."}
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of postings that ask for what no taxonomy has."""
    folder = tmp_path_factory.mktemp("propose")
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, POSTINGS)), "utf-8")
    here(folder, "import", "in.jsonl")
    here(folder, "extract")
    return folder


def proposals(folder: Path, *options: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        here(folder, "taxonomy", "propose", "--json", *options).stdout
    )
    return rows


def test_phrases_come_with_jobs_employers_and_sentences(folder: Path) -> None:
    first, second = proposals(folder)
    assert (first["phrase"], first["jobs"], first["employers"]) == (ASKED, 3, 3)
    assert first["examples"] == [f"{ASKED} is required."] * 3
    assert second["phrase"] == "Bartholomew Filing Clerk license"
    assert list(first) == list(COLUMNS)
    assert len(proposals(folder, "--limit", "1")) == 1


def test_rows_can_be_pasted_and_hold_nothing_invented(folder: Path) -> None:
    for row, kind, category in zip(
        proposals(folder), ("certification", "license"), ("certification", "license"), strict=True
    ):
        (cells,) = csv.reader([row["credential_row"]])
        held = dict(zip(FILES["credentials.csv"], cells, strict=True))
        assert {name: cell for name, cell in held.items() if cell} == {
            "id": proposed_id(load(), row["phrase"]),
            "name": row["phrase"],
            "type": kind,
            "category": category,
        }
        if row["alias_row"]:
            (alias,) = csv.reader([row["alias_row"]])
            assert alias == [row["nearest_id"], row["phrase"], "variant", "", "", ""]


def test_an_id_is_free_short_and_of_the_names_words() -> None:
    taxonomy = load()
    assert (
        proposed_id(taxonomy, "Zanzibar C++ Card (Level 2)") == "zanzibar-c-plus-plus-card-level-2"
    )
    assert proposed_id(taxonomy, "RN") == "rn-2"
    assert len(proposed_id(taxonomy, "word " * 60)) <= 60
    assert proposed_id(taxonomy, "…") == "credential"


def test_a_table_for_a_spreadsheet_and_for_the_terminal(folder: Path) -> None:
    here(folder, "taxonomy", "propose", "-o", "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["jobs"] for row in rows] == ["3", "1"]
    assert ASKED in here(folder, "taxonomy", "propose").stdout


def test_another_database_an_empty_one_and_none(folder: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{folder / 'sought.db'}"
    assert here(tmp_path, "taxonomy", "propose", "--db", url, "--json").stdout.count(ASKED) > 1
    empty = here(tmp_path, "taxonomy", "propose", "--json")
    assert json.loads(empty.stdout) == []
    assert "No posting in this database" in empty.stderr
    here(tmp_path, "taxonomy", "propose", "--db", "nonsense://x", code=3)
    here(tmp_path, "taxonomy", "propose", "--limit", "0", code=2)
    here(tmp_path, "taxonomy", "propose", "-o", "out.txt", code=2)
