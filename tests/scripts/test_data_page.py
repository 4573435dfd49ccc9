"""The code of docs/data.md does what the page says, in Python and in R."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.catalog import note_run, start_run
from db.engine import open_database
from tests.conftest import sqlite_url
from tests.db.make import TODAY, at
from tests.db.market import open_market
from tests.scripts.test_commands import here

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
BLOCK = re.compile(r"<!-- tested -->\n```(\w+)\n(.*?)```", re.DOTALL)
VERSIONS = {f"{each}_version": "1" for each in ("code", "extractor", "taxonomy", "crosswalk")}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the market's package in ``sought-data``."""
    folder = tmp_path_factory.mktemp("paper")
    engine = open_database(sqlite_url(folder / "sought.db"))
    open_market(engine)
    run = start_run(engine, "extract", at(TODAY.isoformat()), VERSIONS)
    with engine.begin() as connection:
        note_run(connection, run, {"demand_rows": 1})
    engine.dispose()
    here(folder, "export", "sought-data")
    return folder


@pytest.mark.parametrize(("language", "program"), [("python", sys.executable), ("r", "Rscript")])
def test_the_table_is_made(exported: Path, language: str, program: str) -> None:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed: the page's table was not made with it")
    (code,) = [text for name, text in BLOCK.findall(PAGE.read_text("utf-8")) if name == language]
    script = exported / f"table.{language}"
    script.write_text(code, "utf-8")
    (exported / "table1.csv").unlink(missing_ok=True)
    done = subprocess.run(
        [found, str(script)], cwd=exported, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    with (exported / "table1.csv").open(encoding="utf-8", newline="") as file:
        name, *rows = csv.reader(file)
    assert name == ["name", "jobs", "required_share", "share_of_all_jobs"]
    # Worked out by hand: the nation's rows that are of more than one employer.
    assert [(row[0], *map(float, row[1:])) for row in rows] == EXPECTED


EXPECTED = [("Name of rn", 6.0, 0.833, 0.5455)]
