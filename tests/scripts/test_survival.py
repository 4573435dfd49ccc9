"""A crawl that is killed at random moments, and one whose boards misbehave at random.

``make soak`` kills crawls of five boards at thirty moments and lets four boards misbehave in twenty runs.
Every test run kills those of one board at three, and lets two misbehave in two runs.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from db import schema as t
from scripts.sample_boards.faults import Fault, FaultKind
from tests.spiders.conftest import Reply, Site, site
from tests.spiders.imitations import KINDS, Job, jobs

__all__ = ["site"]

SOAK = bool(os.environ.get("SOUGHT_SOAK"))
KILLS = 30 if SOAK else 3
FAULTY_RUNS = 20 if SOAK else 2
FAULTY_NIGHTS = 2 if SOAK else 1
"""Nights of a run in which the same goes wrong: what is missing from two lists in a row is closed."""

NIGHTS = 3 if SOAK else 2
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


def copy(folder: Path, database: str, to: str) -> None:
    """Copies a database that nobody has open."""
    for end in ("", "-wal", "-shm"):
        source, target = folder / f"{database}{end}", folder / f"{to}{end}"
        target.unlink(missing_ok=True)
        if source.exists():
            target.write_bytes(source.read_bytes())


def test_killed_and_run_again_is_as_if_nothing_had_happened(
    boards: dict[str, list[Job]], tmp_path: Path
) -> None:
    seed = int(os.environ.get("SOUGHT_SEED") or random.randrange(10**6))
    draw = random.Random(seed)
    crawl(tmp_path, "whole.db", NIGHTS[0])
    change(boards)
    wanted, took = [], []
    for number, night in enumerate(NIGHTS[1:]):
        copy(tmp_path, "whole.db", f"before{number}.db")
        took.append(crawl(tmp_path, "whole.db", night))
        wanted.append(tables(tmp_path, "whole.db"))
    assert any("gone from 2 whole lists" in row for row in wanted[-1]["postings"])
    struck = 0
    for attempt in range(KILLS):
        # The first night after the change misses postings, the second closes them.
        which = attempt % 2
        copy(tmp_path, f"before{which}.db", "killed.db")
        process = start(tmp_path, "killed.db", NIGHTS[1 + which])
        # The first part of the time goes to starting Python.
        time.sleep(draw.uniform(0.25, 1.0) * took[which])
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            struck += 1
        process.wait()
        crawl(tmp_path, "killed.db", NIGHTS[1 + which])
        found = tables(tmp_path, "killed.db")
        for name in KEPT:
            assert found[name] == wanted[which][name], f"{name}: attempt {attempt}, seed {seed}"
    assert struck, "no kill came in time"


def test_a_command_that_is_killed_leaves_no_crawl_behind(tmp_path: Path) -> None:
    site = Site()
    site.thread.start()
    site.answer("*", lambda seen: Reply(b"later", 503, {"Retry-After": "60"}))
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nkind = "greenhouse"\nboard = "acme"\nurl = "{site.url}"\ndelay_seconds = 0\n'
        'employer = "Acme Health"\n'
    )
    (tmp_path / "hosts").write_text(f"127.0.0.1:{site.port}")
    process = start(tmp_path, "left.db", NIGHTS[0])
    try:
        _wait(lambda: bool(site.log))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        # Its crawl is a process of the same group, which is empty when that has ended.
        _wait(lambda: not _alive(process.pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        site.server.shutdown()
        site.server.server_close()


def _wait(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


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
        file = tmp_path / "sources.toml"
        boards.write_sources_toml(file)
        if not SOAK:
            head, *rows = file.read_text().split("[[source]]")
            file.write_text("[[source]]".join([head, *rows[:2]]))
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
            copy(tmp_path, "sought.db", "faulty.db")
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
