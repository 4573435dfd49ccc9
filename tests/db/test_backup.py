"""A copy holds all that the database held, also when it was taken while others wrote."""

from __future__ import annotations

import random
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from db import schema as t
from db.backup import backup, restore
from db.catalog import start_run
from db.demand import count_demand
from db.engine import DatabaseError, connect, open_database
from db.integrity import integrity
from db.jobs import merge_jobs
from db.readings import Read, save_readings, waiting
from tests.conftest import own_schema, postgres_or_skip, sqlite_url
from tests.db.make import TODAY, at, count, credentials, posting, rows_of, save

VERSIONS = {f"{each}_version": "1" for each in ("code", "extractor", "taxonomy", "crosswalk")}
KINDS = ("sqlite", "postgresql")


def all_rows(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    return {table.name: rows_of(engine, table) for table in t.metadata.sorted_tables}


def sound(engine: Engine) -> list[list[str]]:
    """What does not hold, each with its examples."""
    return [each["broken"] for each in integrity(engine, TODAY) if each["broken"]]


@pytest.mark.parametrize("into", KINDS)
def test_a_copy_comes_back_into_either_kind_as_it_was(
    market: Engine, tmp_path: Path, into: str
) -> None:
    start_run(market, "extract", at("2026-03-31"), VERSIONS)
    before = all_rows(market)
    assert backup(market, tmp_path / "copy.db") == len(before["postings"]) > 0
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.db"]
    if into == "sqlite":
        again(tmp_path, sqlite_url(tmp_path / "again.db"), before)
    else:
        with own_schema(postgres_or_skip()) as url:
            again(tmp_path, url, before)


def again(folder: Path, url: str, before: dict[str, list[dict[str, object]]]) -> None:
    """Brings the copy back and compares; what is written next gets numbers of its own."""
    assert restore(folder / "copy.db", url) == len(before["postings"])
    engine = open_database(url)
    assert all_rows(engine) == before
    assert sound(engine) == []
    runs = {row["id"] for row in before["runs"]}
    assert start_run(engine, "extract", at("2026-03-31"), VERSIONS) not in runs
    engine.dispose()
    assert not [path for path in folder.iterdir() if path.name.startswith(".restore-")]


def write_on(engine: Engine, stop: threading.Event, done: list[int]) -> None:
    """What a night writes, over and over: postings new and changed, their readings, the counting."""
    draw = random.Random(3)
    while not stop.is_set():
        n = len(done)
        some = [
            posting(str(draw.randrange(200)), text=f"We need a nurse. RN required. Round {n}.")
            for _ in range(20)
        ]
        save(engine, f"2026-03-{n % 28 + 1:02d}", *some)
        for batch in waiting(engine, "1", "1"):
            mention = {
                "start_char": 17, "end_char": 19, "credential_id": "rn", "text": "RN", "requirement": "required",
                "confidence": 1.0, "alternatives": None, "sentence_start": 17, "sentence_end": 29,
            }  # fmt: skip
            phrase = {"start_char": 10, "end_char": 15, "text": "nurse"}
            readings = [Read(each, "29-1141", "Health", 1.0, [mention], [phrase]) for each in batch]
            save_readings(engine, readings, "1", "1")
        with engine.begin() as connection:
            merge_jobs(connection)
            count_demand(connection, TODAY)
        done.append(n)


def test_a_copy_taken_while_others_write_is_whole_and_sound(engine: Engine, tmp_path: Path) -> None:
    credentials(engine, "rn")
    stop, done = threading.Event(), list[int]()
    writer = threading.Thread(target=write_on, args=(engine, stop, done))
    writer.start()
    try:
        sizes = []
        for n in range(4):
            before = len(done)
            while len(done) < before + 2 and writer.is_alive():
                stop.wait(0.01)
            sizes.append(backup(engine, tmp_path / f"{n}.db"))
            assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    for n, size in enumerate(sizes):
        restore(tmp_path / f"{n}.db", sqlite_url(tmp_path / f"again{n}.db"))
        back = open_database(sqlite_url(tmp_path / f"again{n}.db"))
        assert count(back, t.postings) == size > 0
        assert sound(back) == []
        back.dispose()


def test_an_old_copy_is_brought_up_to_this_version(tmp_path: Path) -> None:
    from db.engine import upgrade
    from tests.db.test_migrations import ROWS_OF_0001

    old = connect(sqlite_url(tmp_path / "old.db"))
    upgrade(old, "0001")
    with old.begin() as connection:
        for statement in ROWS_OF_0001:
            connection.execute(text(statement))
    old.dispose()
    kept = (tmp_path / "old.db").read_bytes()
    assert restore(tmp_path / "old.db", sqlite_url(tmp_path / "new.db")) == 1
    new = open_database(sqlite_url(tmp_path / "new.db"))
    assert [row["text"] for row in rows_of(new, t.mentions)] == ["RN"]
    new.dispose()
    assert (tmp_path / "old.db").read_bytes() == kept


def test_what_cannot_be_brought_back_is_refused(engine: Engine, tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "to.db")
    with pytest.raises(DatabaseError, match="there is no such file"):
        restore(tmp_path / "none.db", url)
    (tmp_path / "notes.db").write_text("These are notes and no database. " * 50)
    with pytest.raises(DatabaseError, match=r"notes\.db: .*not a database"):
        restore(tmp_path / "notes.db", url)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE a (b)")
    with pytest.raises(DatabaseError, match="is no copy of a Sought database"):
        restore(tmp_path / "other.db", url)
    backup(engine, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="version 9999, which is newer"):
        restore(tmp_path / "copy.db", url)


def test_a_database_with_rows_in_it_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    backup(engine, tmp_path / "copy.db")
    full = open_database(sqlite_url(tmp_path / "full.db"))
    save(full, "2026-01-01", posting())
    with pytest.raises(DatabaseError, match="not empty"):
        restore(tmp_path / "copy.db", sqlite_url(tmp_path / "full.db"))
    assert count(full, t.postings) == 1
    full.dispose()


def test_a_copy_is_never_written_over_its_database(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "a.db"))
    with pytest.raises(DatabaseError, match="is the database itself"):
        backup(engine, tmp_path / "b" / ".." / "a.db")
    engine.dispose()


def test_a_copy_that_fails_leaves_the_one_before(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("yesterday's")
    with engine.begin() as connection:
        connection.execute(
            insert(t.opt_outs), {"host_or_employer": "a", "kind": "host", "asked_on": None}
        )
    with pytest.raises(OSError):
        backup(engine, tmp_path / "none" / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "yesterday's"
    backup(engine, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute(str(select(t.opt_outs.c.host_or_employer))).fetchall() == [("a",)]
