"""Imports that are cut off go on where they stopped and leave the same tables; what is rejected is kept."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, text
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scripts import imports
from tests.scripts.test_commands import here, settings, tables

SOAK = bool(os.environ.get("SOUGHT_SOAK"))
KILLS, POSTINGS = (20, 1_000_000) if SOAK else (2, 12_000)


class Killed(BaseException):
    """What no command catches, as nothing catches a SIGKILL."""


def archive(path: Path, number: int, bad: int = 50) -> None:
    """Postings, one in ``bad`` of them without a text, some ids given twice with another text."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            row: dict[str, Any] = {
                "id": f"p{n if n % 97 else n // 2}", "title": f"Nurse {n % 40}", "employer": f"Employer {n % 30}",
                "state": ("OH", "TX")[n % 2], "text": f"RN license required. Reference {n}.",
            }  # fmt: skip
            row["date"] = f"2025-{n % 12 + 1:02d}-10" if n % 5 else None
            if n % bad == bad - 1:
                del row["text"]
            file.write(json.dumps(row) + "\n")


def whole(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of what an import writes."""
    engine = create_engine(f"sqlite:///{folder / 'sought.db'}")
    with engine.connect() as connection:
        found = {
            table: [
                tuple(row)
                for row in connection.execute(text(f"select * from {table} order by 1, 2"))
            ]
            for table in ("sources", "postings", "posting_places")
        }
    engine.dispose()
    return found


def rejected(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of rejected rows."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BULK", 40)


@pytest.mark.usefixtures("small_batches")
def test_an_import_that_is_cut_off_anywhere_goes_on_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, cut = tmp_path / "once", tmp_path / "cut"
    for folder in (once, cut):
        folder.mkdir()
        archive(folder / "a.jsonl", 500)
        archive(folder / "b.jsonl", 130)
    command = ("import", "a.jsonl", "b.jsonl", "--name", "both")
    first = here(once, *command, code=1)
    save, calls = imports.save_postings, []

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) % 4 == 3:  # before the batch is kept
            raise Killed
        saved = save(*args, **kwargs)
        if len(calls) % 4 == 0:  # after it is kept
            raise Killed
        return saved

    monkeypatch.setattr(imports, "save_postings", cut_off)
    for day in range(1, 28):  # each time later: what began on the first day goes on as of it
        try:
            last = here(cut, *command, code=1, SOUGHT_NOW=f"2026-03-31T06:00:{day:02d}")
            break
        except Killed:
            continue
    else:
        pytest.fail("it never came to its end")
    assert len(calls) > 12
    assert "Going on after" in last.stderr
    assert last.stdout == first.stdout
    later = json.dumps(whole(cut), default=str).replace("06:00:01", "06:00:00")
    assert later == json.dumps(whole(once), default=str)
    assert (cut / "a.rejects.jsonl").read_bytes() == (once / "a.rejects.jsonl").read_bytes()
    assert len(rejected(cut / "a.rejects.jsonl")) == 12


def test_killed_at_random_moments_it_leaves_the_same_tables(tmp_path: Path) -> None:
    """``make soak`` does it with a million postings and twenty kills, and watches the memory."""
    once, cut = tmp_path / "once", tmp_path / "cut"
    once.mkdir()
    cut.mkdir()
    archive(once / "a.jsonl", POSTINGS)
    os.link(once / "a.jsonl", cut / "a.jsonl")
    started = time.monotonic()
    process = started_import(once)
    memory = watched(process)
    assert process.returncode == 1
    took = time.monotonic() - started
    draw = random.Random(5)
    killed = 0
    while killed < KILLS:
        process = started_import(cut)
        try:
            process.wait(draw.uniform(1, 2 + took / KILLS))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        else:
            break  # it came to its end before the last kill
    here(cut, "import", "a.jsonl", code=1)
    assert digest_of(cut) == digest_of(once)
    assert (cut / "a.rejects.jsonl").read_bytes() == (once / "a.rejects.jsonl").read_bytes()
    sys.stderr.write(
        f"{POSTINGS:,} postings in {took:.0f} s, {killed} kills, memory in MB {memory}\n"
    )
    if SOAK:
        assert killed >= KILLS / 2
        assert memory[-1] < 1.2 * memory[len(memory) // 5], "the memory grew with the file"


def started_import(folder: Path) -> subprocess.Popen[bytes]:
    """``sought import a.jsonl`` in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SOUGHT_")}
    own = {key: value for key, value in settings(folder, {}).items() if value is not None}
    command = [sys.executable, "-m", "scripts.cli", "import", "a.jsonl"]
    return subprocess.Popen(command, cwd=folder, env=kept | own, stderr=subprocess.DEVNULL)


def watched(process: subprocess.Popen[bytes]) -> list[int]:
    """The memory of a process in MB (resident set) at ten moments from its start to its end."""
    seen: list[int] = []
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            seen.append(psutil.Process(process.pid).memory_info().rss // 2**20)
        time.sleep(0.1)
    return [max(seen[len(seen) * n // 10 : len(seen) * (n + 1) // 10] or [0]) for n in range(10)]


def digest_of(folder: Path) -> str:
    """A digest of every cell of what an import writes."""
    digest = hashlib.sha256()
    with sqlite3.connect(folder / "sought.db") as connection:
        for table in ("sources", "postings", "posting_places"):
            for row in connection.execute(f"select * from {table} order by 1, 2"):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    connection.close()
    return digest.hexdigest()


def test_rejected_rows_are_kept_with_the_reason_and_what_they_held(tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "text": "RN required."}',
        '{"id": "2", "text": 5}',
        "{no",
        '{"id": "3", "text": "x", "date": "soon"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    done = here(tmp_path, "import", "a.jsonl", "--rejects", "bad.jsonl", code=1)
    assert "3 rejected" in done.stdout
    assert "bad.jsonl" in done.stderr
    assert [(r["file"], r["row"], r["id"], r["held"]) for r in rejected(tmp_path / "bad.jsonl")] == [
        ("a.jsonl", 2, "2", {"id": "2", "text": 5}),
        ("a.jsonl", 3, None, {"line": "{no"}),
        ("a.jsonl", 4, "3", {"id": "3", "text": "x", "date": "soon"}),
    ]  # fmt: skip
    assert len(tables(tmp_path)["postings"]) == 1


@pytest.mark.usefixtures("small_batches")
def test_where_the_rejected_rows_are_gone_the_import_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path / "a.jsonl", 200)
    save, calls = imports.save_postings, []

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise Killed
        return save(*args, **kwargs)

    monkeypatch.setattr(imports, "save_postings", cut_off)
    with pytest.raises(Killed):
        here(tmp_path, "import", "a.jsonl", code=1)
    (tmp_path / "a.rejects.jsonl").unlink()
    done = here(tmp_path, "import", "a.jsonl", code=1)
    assert "begins anew" in done.stderr
    assert "200 rows" in done.stdout
    assert len(rejected(tmp_path / "a.rejects.jsonl")) == 4


def test_an_archive_with_columns_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('ref,body,day\n1,"CDL required.",2025-01-02\n')
    wrong = here(tmp_path, "import", "a.csv", code=2)
    assert "a.csv: no column can be the id" in wrong.stderr
    assert "ref, body, day" in wrong.stderr
    here(tmp_path, "import", "a.csv", "--map", "id=ref", "--map", "text=body", "--map", "date=day")
    ((_, external_id, *_, day, said),) = tables(tmp_path)["postings"]
    assert (external_id, str(day), said) == ("1", "2025-01-02", "CDL required.")
    assert (
        "fields are id, text"
        in here(tmp_path, "import", "a.csv", "--map", "idd=ref", code=2).stderr
    )


def test_a_web_archive(tmp_path: Path) -> None:
    posting = {
        "@type": "JobPosting", "title": "Welder", "description": "AWS certification required.",
        "datePosted": "2025-02-03", "hiringOrganization": {"name": "Ironworks"},
    }  # fmt: skip
    page = f'<html><script type="application/ld+json">{json.dumps(posting)}</script></html>'
    pages = {
        "https://example.org/jobs/1": (page, "text/html; charset=utf-8", "200 OK"),
        "https://example.org/about": ("<html>About us</html>", "text/html", "200 OK"),
        "https://example.org/jobs/2": (page, "text/html", "410 Gone"),
        "https://example.org/logo": ("JobPosting", "image/png", "200 OK"),
    }
    with (tmp_path / "crawl.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, (body, kind, status) in pages.items():
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            payload = io.BytesIO(body.encode())
            writer.write_record(
                writer.create_warc_record(url, "response", payload=payload, http_headers=headers)
            )
    done = here(tmp_path, "import", "crawl.warc.gz")
    assert "1 rows: 1 postings new" in done.stdout
    ((source, external_id, title, employer, *_),) = tables(tmp_path)["postings"]
    assert (source, external_id) == ("archive/crawl", "https://example.org/jobs/1")
    assert (title, employer) == ("Welder", "Ironworks")
    (tmp_path / "broken.warc").write_text("this is no web archive")
    assert "broken.warc" in here(tmp_path, "import", "broken.warc", code=3).stderr
