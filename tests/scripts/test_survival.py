"""A crawl that is killed at random moments, and one whose boards misbehave at random.

``make soak`` kills crawls of five boards at thirty moments and lets boards misbehave in twenty runs. Every
test run kills those of one board at four, and has two runs.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from db import schema as t
from scripts.sample_boards.faults import Fault, FaultKind
from tests.spiders.conftest import Site, site
from tests.spiders.imitations import KINDS, Job, jobs

__all__ = ["site"]

SOAK = bool(os.environ.get("SOUGHT_SOAK"))
ATTEMPTS = 15 if SOAK else 2
"""Each is killed in both of its nights."""
FAULTY_RUNS = 20 if SOAK else 2
FAULTY_NIGHTS = 3 if SOAK else 2
"""Nights of a run in which the same goes wrong: what is missing from two lists in a row is closed."""
NIGHTS = ("2026-11-23T03:00:00", "2026-11-24T03:00:00", "2026-11-25T03:00:00")
KEPT = ("sources", "pages", "postings", "posting_places", "posting_texts")
ALL_BOARDS = {"greenhouse": 120, "lever": 130, "workday": 25, "icims": 25, "personio": 10}
BOARDS = ALL_BOARDS if SOAK else {"workday": 65}


@pytest.fixture
def boards(site: Site, tmp_path: Path) -> Iterator[dict[str, list[Job]]]:
    """Five boards of several kinds on one server, each with a prefix of its own, and their file."""
    held = {kind: jobs(count) for kind, count in BOARDS.items()}
    rows = []
    parts: dict[str, Site] = {}
    for kind, board in held.items():
        part = Site()
        part.thread.start()
        KINDS[kind].serve(part, board)
        parts[kind] = part
        rows.append(
            f'[[source]]\nkind = "{kind}"\nboard = "{KINDS[kind].board}"\nemployer = "Acme Health"\n'
            f'url = "{part.url}"\nterms_checked = 2026-11-01\ndelay_seconds = 0\ncadence_hours = 20\n'
        )
    (tmp_path / "sources.toml").write_text("\n".join(rows))
    (tmp_path / "hosts").write_text(",".join(f"127.0.0.1:{part.port}" for part in parts.values()))
    yield held
    for part in parts.values():
        part.server.shutdown()
        part.server.server_close()


def start(folder: Path, database: str, night: str) -> subprocess.Popen[bytes]:
    """Begins a crawl of all boards, in a process group of its own."""
    environment = os.environ | {
        "SOUGHT_NOW": night,
        "SOUGHT_DATABASE_URL": f"sqlite:///{folder / database}",
        "SOUGHT_ALLOW_PRIVATE_HOSTS": (folder / "hosts").read_text(),
        "SOUGHT_SAMPLES": str(folder / "samples"),
    }
    command = [
        sys.executable,
        "-m",
        "scripts.cli",
        "crawl",
        "--sources",
        str(folder / "sources.toml"),
    ]
    return subprocess.Popen(
        command,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def crawl(folder: Path, database: str, night: str) -> float:
    """One whole crawl; gives the seconds that it took."""
    began = time.monotonic()
    assert start(folder, database, night).wait(120) == 0
    return time.monotonic() - began


def tables(folder: Path, database: str) -> dict[str, list[Any]]:
    """The rows of the tables that a crawl writes, but for those of its runs."""
    engine = create_engine(f"sqlite:///{folder / database}")
    with engine.connect() as connection:
        found = {
            name: sorted(
                repr(
                    {
                        column: value
                        for column, value in row._mapping.items()
                        # The sentence on the last run: how much that one run had to read.
                        if column != "last_reason"
                    }
                )
                for row in connection.execute(select(t.metadata.tables[name]))
            )
            for name in KEPT
        }
    engine.dispose()
    return found


def change(boards: dict[str, list[Job]]) -> None:
    """Takes jobs away, changes some, adds some."""
    for board in boards.values():
        del board[2:5]
        board[0] = Job(board[0].number, body="<p>Care for our patients. Now with CPR.</p>")
        board.append(Job(900))


def test_killed_and_run_again_is_as_if_nothing_had_happened(
    boards: dict[str, list[Job]], tmp_path: Path
) -> None:
    seed = int(os.environ.get("SOUGHT_SEED") or random.randrange(10**6))
    draw = random.Random(seed)
    crawl(tmp_path, "whole.db", NIGHTS[0])
    for attempt in range(ATTEMPTS):
        for end in ("", "-wal", "-shm"):
            source = tmp_path / f"whole.db{end}"
            target = tmp_path / f"killed{attempt}.db{end}"
            if source.exists():
                target.write_bytes(source.read_bytes())
    change(boards)
    took = 0.0
    for night in NIGHTS[1:]:
        took = max(took, crawl(tmp_path, "whole.db", night))
    wanted = tables(tmp_path, "whole.db")
    assert any("gone from 2 whole lists" in row for row in wanted["postings"])
    struck = 0
    for attempt in range(ATTEMPTS):
        database = f"killed{attempt}.db"
        for night in NIGHTS[1:]:
            process = start(tmp_path, database, night)
            # The first part of the time goes to starting Python.
            time.sleep(draw.uniform(0.25, 1.0) * took)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                struck += 1
            process.wait()
            crawl(tmp_path, database, night)
        found = tables(tmp_path, database)
        for name in KEPT:
            assert found[name] == wanted[name], f"{name} differs at attempt {attempt}, seed {seed}"
    assert struck, "no kill came in time"


FAULTS = (
    Fault(FaultKind.STATUS, status=500),
    Fault(FaultKind.STATUS, status=404, times=2),
    Fault(FaultKind.STATUS, status=403),
    Fault(FaultKind.STATUS, status=429, retry_after=1, times=1),
    Fault(FaultKind.STATUS, status=503, retry_after=600, times=1),
    Fault(FaultKind.TRUNCATED, times=2),
    Fault(FaultKind.TRUNCATED),
    Fault(FaultKind.MALFORMED),
    Fault(FaultKind.CHALLENGE),
    Fault(FaultKind.WRONG_TYPE, content_type="text/html"),
    Fault(FaultKind.REDIRECT, location="http://10.0.0.1/"),
    Fault(FaultKind.DELAY, seconds=0.3, times=3),
)


def test_boards_that_misbehave_lose_and_close_nothing(tmp_path: Path) -> None:
    from datetime import datetime, timedelta

    from scripts.sample_boards.server import SampleBoards

    data = Path(__file__).parent / "data" / "boards"
    seed = int(os.environ.get("SOUGHT_SEED") or random.randrange(10**6))
    draw = random.Random(seed)
    night = datetime(2026, 11, 23, 3)
    with SampleBoards(data, today=night.date()) as boards:
        boards.write_sources_toml(tmp_path / "sources.toml")
        (tmp_path / "hosts").write_text(boards.host)
        crawl(tmp_path, "sought.db", night.isoformat())
        wanted = _postings(tmp_path)
        assert wanted
        assert not any(closed for _, closed in wanted.values())
        prefixes = [
            "/greenhouse/",
            "/sites/",
            "/site/",
            "/usajobs/api/historicjoa",
            "/robots.txt",
            "/",
        ]
        for run in range(FAULTY_RUNS):
            night += timedelta(days=1)
            said = []
            for _ in range(draw.randint(1, 3)):
                fault, prefix = draw.choice(FAULTS), draw.choice(prefixes)
                # A page that answers 404 is gone by its server's own word; lists and robots are meant.
                if fault.status == 404 and prefix == "/":
                    continue
                said.append((prefix, fault))
                boards.misbehave(prefix, fault)
            database = tmp_path / "faulty.db"
            for end in ("", "-wal", "-shm"):
                source = tmp_path / f"sought.db{end}"
                Path(f"{database}{end}").unlink(missing_ok=True)
                if source.exists():
                    Path(f"{database}{end}").write_bytes(source.read_bytes())
            for more in range(FAULTY_NIGHTS):
                process = start(tmp_path, "faulty.db", (night + timedelta(days=more)).isoformat())
                assert process.wait(300) in (0, 1)
            where = f"run {run}, seed {seed}: {said}"
            after = _postings(tmp_path, "faulty.db")
            gone = {
                key for key, (reason, closed) in after.items() if closed and "404" not in reason
            }
            assert not gone, where
            boards.behave()
            crawl(tmp_path, "faulty.db", (night + timedelta(days=3)).isoformat())
            again = _postings(tmp_path, "faulty.db")
            assert again.keys() == wanted.keys(), where
            assert not any(closed for _, closed in again.values()), where


def _postings(folder: Path, database: str = "sought.db") -> dict[tuple[str, str], tuple[str, Any]]:
    """Each posting's reason and day of closing."""
    engine = create_engine(f"sqlite:///{folder / database}")
    p = t.postings.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(p.source, p.external_id, p.closed_reason, p.closed_on, p.valid_through)
        ).all()
    engine.dispose()
    return {
        (row.source, row.external_id): (row.closed_reason or "", row.closed_on)
        for row in rows
        # One that closes by its own date is closed rightly.
        if row.valid_through is None
    }
