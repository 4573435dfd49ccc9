"""What the commands that show counts print and take, over the sixty postings of ``tests/db/sixty.py``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from db.engine import open_database
from tests.conftest import sqlite_url
from tests.db.sixty import open_sixty
from tests.db.test_wages import ROWS, workbook
from tests.scripts.test_commands import here


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sixty in its database."""
    folder = tmp_path_factory.mktemp("counted")
    engine = open_database(sqlite_url(folder / "sought.db"))
    open_sixty(engine)
    engine.dispose()
    return folder


@pytest.fixture
def folder(counted: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copyfile(counted / "sought.db", tmp_path / "sought.db")
    return tmp_path


def test_check_says_the_answer_first_and_then_what_it_rests_on(counted: Path) -> None:
    said = here(counted, "check", "Registered Nurse", "--state", "OH").stdout
    assert said.startswith(
        "Employers in Ohio often ask for Registered Nurse: 20 jobs from 4 employers (1 of them names no employer) asked "
        "for it in the twelve months to 2026-03-31; 80.0% of the 25 jobs in the occupations it is for did."
    )
    for line in (
        "Verdict: asked for often.",
        "at least 30 relevant jobs and 5 employers are needed",
        "1. in Healthcare & Human Services",
        "2026-02: 13",
        "(3 nights missed)",
        "Employers: City Hospital (7), Acme Health, Inc. (6), Best Care (5), Kelly Services (staffing firm) (1)",
        "Imputed: jobs of whom the law asks it",
        "1 of 20 jobs give pay. (a small figure)",
        "sought import oews FILE",
        "In employers' own words",
        "City Hospital",
        "A posting is no vacancy",
    ):
        assert line in said, said
    places = [said.index(part) for part in ("Verdict", "Jobs that ask", "Rank", "by month", "Who asks", "own words", "rests on")]  # fmt: skip
    assert places == sorted(places)


def test_check_says_whether_the_verdict_would_flip(counted: Path) -> None:
    flips = json.loads(here(counted, "check", "rn", "--state", "OH", "--json").stdout)["flips"]
    assert flips == []
    assert (
        "It would be the same with any of these thresholds moved by a quarter."
        in here(counted, "check", "rn", "--state", "OH").stdout
    )


def test_check_as_of_a_day(folder: Path) -> None:
    answer = json.loads(here(folder, "check", "rn", "--as-of", "2026-02-28", "--json").stdout)
    # The 22 of `test_sixty`: 33, of March 2025, lies in the twelve months to that day.
    assert (answer["until"], answer["jobs"], answer["preferred"]) == ("2026-02-28", 22, 2)
    assert json.loads(here(folder, "check", "rn", "--json").stdout)["jobs"] == 27
    assert "write it as" in here(folder, "check", "rn", "--as-of", "May", code=2).stderr


def test_demand_as_of_a_day_and_for_publication(folder: Path) -> None:
    rows = json.loads(here(folder, "demand", "--as-of", "2026-02-28", "--json").stdout)
    assert {row["credential"]: row["jobs"] for row in rows}["rn"] == 22
    rows = json.loads(here(folder, "demand", "--publish", "--json").stdout)
    servsafe = next(row for row in rows if row["credential"] == "servsafe")
    assert (servsafe["jobs"], servsafe["flag"]) == (None, "one employer")


def test_coverage(counted: Path) -> None:
    answer = json.loads(here(counted, "coverage", "--json").stdout)
    assert answer["jobs"] == 53
    nurses = next(row for row in answer["occupations"] if row["soc_group"] == "29-0000")
    assert nurses["jobs"] == 32
    assert nurses["employment"] > 8_000_000, "the nation's employment ships with us"
    said = here(counted, "coverage", "--state", "OH").stdout
    assert said.startswith("This is advertised demand")
    assert "employment here is not known: sought import oews FILE" in said
    assert "Constant panel: 1 sources since 2025-10" not in said
    assert "Constant panel: 1 source since 2025-10, with 92% of the open jobs." in said
    assert "2026-03-10, 2026-03-11, 2026-03-12" in said
    assert "no state" in here(counted, "coverage", "--state", "Ohia", code=2).stderr


def test_import_of_wages(folder: Path) -> None:
    workbook(folder / "all_data_M_2024.xlsx", ROWS)
    done = here(folder, "import", "oews", "all_data_M_2024.xlsx")
    assert "5 rows of wages and employment taken, 3 of other areas and industries passed over" in done.stdout  # fmt: skip
    said = here(folder, "check", "rn", "--state", "OH").stdout
    assert "Registered Nurses, all who work in it (OEWS May 2024): median $81,220" in said
    assert "129,350 people work in them there (OEWS)" in said
    coverage = json.loads(here(folder, "coverage", "--state", "OH", "--json").stdout)
    groups = {row["soc_group"]: row for row in coverage["occupations"]}
    assert groups["29-0000"]["employment"] == 400_000
    (folder / "broken.xlsx").write_text("no workbook")
    assert (
        "broken.xlsx cannot be read" in here(folder, "import", "oews", "broken.xlsx", code=3).stderr
    )
