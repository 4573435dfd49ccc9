"""The main job on the sample boards: the counts known from how they were written, and what it survives."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from db import schema as t
from db.demand_by import demand_by
from db.engine import open_database
from scripts.sample_boards.expected import NATION, Expected, expected
from scripts.sample_boards.faults import Fault, FaultKind
from scripts.sample_boards.server import POSTINGS, SampleBoards

NOW = "2026-11-23T02:00:00"
TODAY = date(2026, 11, 23)
SMALL_BOARDS = Path(__file__).parent / "data" / "boards"


def run_nightly(
    folder: Path, boards: SampleBoards, now: str = NOW
) -> subprocess.CompletedProcess[str]:
    """``sought nightly`` on the sample boards, database and site in ``folder``."""
    return subprocess.run(
        command(folder), env=environment(folder, boards, now), capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def command(folder: Path) -> list[str]:
    arguments = [
        "nightly",
        "--sources",
        str(folder / "sources.toml"),
        "--site",
        str(folder / "site"),
    ]
    return [sys.executable, "-m", "scripts.cli", *arguments]


def environment(folder: Path, boards: SampleBoards, now: str = NOW) -> dict[str, str]:
    return {
        **os.environ,
        "SOUGHT_DATABASE_URL": f"sqlite:///{folder / 'sought.db'}",
        "SOUGHT_ALLOW_PRIVATE_HOSTS": boards.host,
        "SOUGHT_NOW": now,
    }


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table but those that record when something ran; times of recording left out."""
    connection = sqlite3.connect(folder / "sought.db")
    names = [
        name
        for (name,) in connection.execute(
            "select name from sqlite_master where type = 'table' order by name"
        )
        if name not in ("crawls", "runs", "alembic_version")
    ]
    columns = {
        name: [row[1] for row in connection.execute(f"pragma table_info({name})")] for name in names
    }
    columns["sources"] = [c for c in columns["sources"] if not c.startswith("last_")]
    return {
        name: sorted(
            connection.execute(f"select {', '.join(columns[name])} from {name}").fetchall(),
            key=repr,
        )
        for name in names
    }


class Demo:
    """One run over all the sample boards, and a second one the same night."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with SampleBoards(POSTINGS, today=TODAY) as boards:
            boards.write_sources_toml(folder / "sources.toml")
            self.first = run_nightly(folder, boards)
            self.tables = tables(folder)
            boards.clear_log()
            self.second = run_nightly(folder, boards)
            self.log = boards.log
            self.expected: Expected = expected(boards.postings)
        self.engine: Engine = open_database(f"sqlite:///{folder / 'sought.db'}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


def test_the_main_job_runs_through(demo: Demo) -> None:
    assert (demo.first.returncode, demo.second.returncode) == (0, 0), demo.first.stderr
    assert "Traceback" not in demo.first.stderr + demo.second.stderr


def test_each_posting_is_stored_and_each_job_counted_once(demo: Demo) -> None:
    with demo.engine.connect() as connection:
        assert (
            connection.scalar(select(func.count()).select_from(t.postings))
            == demo.expected.postings
        )
        assert connection.scalar(select(func.count()).select_from(t.jobs)) == demo.expected.jobs


@pytest.mark.parametrize("state", [NATION, "OH", "MI", "TX", "remote"])
def test_demand_is_what_the_marks_of_the_sample_postings_say(demo: Demo, state: str) -> None:
    rows = demand_by(demo.engine, ["credential"], state=state)
    found = {
        row["credential"]: tuple(
            row[c] for c in ("jobs", "required", "preferred", "after_hire", "alone", "employers")
        )
        for row in rows.to_dict("records")
    }
    known = {
        credential: (d.jobs, d.required, d.preferred, d.after_hire, d.alone, d.employers)
        for credential, d in demo.expected.by_area.get(state, {}).items()
    }
    assert {k: (found.get(k), v) for k, v in known.items() if found.get(k) != v} == {}
    assert set(found) == set(known)


def test_a_second_run_adds_nothing_and_asks_politely(demo: Demo) -> None:
    assert tables(demo.folder) == demo.tables
    asked = [r for r in demo.log if r.status == 304]
    assert asked, "nothing was asked with validators"
    assert not [
        r
        for r in demo.log
        if "/jobs/" in r.path and r.path.startswith("/site/") and r.status == 200
    ], "a page that had not changed was fetched again"


def test_every_table_that_has_a_writer_holds_rows(demo: Demo) -> None:
    # Nobody asked to be left alone and no posting was changed in the demo's one night.
    without_writer = {"audits", "audit_rows", "opt_outs", "posting_texts"}
    # Nobody imported wages; no entry-level sample names software; one night is no panel and misses none.
    without_writer |= {"occupation_wages", "posting_software", "panel_sources", "missed_nights"}
    with demo.engine.connect() as connection:
        empty = {
            table.name
            for table in t.metadata.sorted_tables
            if not connection.scalar(select(func.count()).select_from(table))
        }
    assert empty == without_writer


def test_the_site_is_there(demo: Demo) -> None:
    assert (demo.folder / "site" / "index.html").exists()


def test_a_killed_run_leaves_the_tables_of_an_undisturbed_one(tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    moments = random.Random(7)
    with SampleBoards(SMALL_BOARDS, today=TODAY) as boards:
        for folder in (undisturbed, killed):
            folder.mkdir()
            boards.write_sources_toml(folder / "sources.toml")
        assert run_nightly(undisturbed, boards).returncode == 0
        for _ in range(4):
            process = subprocess.Popen(
                command(killed), env=environment(killed, boards), start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(moments.uniform(0.8, 7))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        done = run_nightly(killed, boards)
    assert done.returncode == 0, done.stderr
    assert tables(killed) == tables(undisturbed)


def test_a_source_that_fails_is_reported_closes_nothing_and_leaves_the_others_alone(
    tmp_path: Path,
) -> None:
    with SampleBoards(SMALL_BOARDS, today=TODAY) as boards:
        boards.write_sources_toml(tmp_path / "sources.toml")
        assert run_nightly(tmp_path, boards).returncode == 0
        before = tables(tmp_path)
        boards.misbehave("/greenhouse/", Fault(FaultKind.CHALLENGE))
        done = run_nightly(tmp_path, boards, "2026-11-24T02:00:00")
    assert done.returncode == 1
    engine = open_database(f"sqlite:///{tmp_path / 'sought.db'}")
    with engine.connect() as connection:
        newest = connection.execute(
            select(t.crawls.c.source, t.crawls.c.status, t.crawls.c.reason).where(
                t.crawls.c.started > date(2026, 11, 24)
            )
        ).all()
        still_open = connection.scalar(
            select(func.count()).select_from(t.postings).where(t.postings.c.closed_on.is_(None))
        )
    by_kind: dict[str, set[str]] = {}
    for source, status, reason in newest:
        by_kind.setdefault(source.split("/")[0], set()).add(status)
        assert reason
    assert by_kind["greenhouse"] == {"blocked"}
    assert by_kind["careersite"] == {"ok"}
    closed_column = [column.name for column in t.postings.columns].index("closed_on")
    assert still_open == sum(row[closed_column] is None for row in before["postings"])
