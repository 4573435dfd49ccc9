"""Many rows at once come out as they went in, whatever they hold, on both databases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from db import schema as t
from db.bulk import among, insert_rows, update_rows, upsert
from tests.db.make import SOURCE, at, count, posting, rows_of, save

AWKWARD = ("", "\\N", "a\tb", "line\r\nline", "\\", '"', "naïve – 你好 🩺", "\\.")


def runs(texts: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of a table with numbers, times, JSON and texts."""
    return [
        {
            "id": n, "command": text, "started": datetime(2026, 1, 1, 2, 3, 4), "finished": None,
            "code_version": "1", "extractor_version": "1", "taxonomy_version": "1",
            "crosswalk_version": "1", "summary": {"said": text, "n": [n, None, 0.5]},
        }
        for n, text in enumerate(texts, 1)
    ]  # fmt: skip


def test_rows_come_out_as_they_went_in(engine: Engine) -> None:
    rows = runs(AWKWARD)
    with engine.begin() as connection:
        insert_rows(connection, t.runs, (row for row in rows))
    assert rows_of(engine, t.runs) == rows


def test_no_rows_are_no_work(engine: Engine) -> None:
    with engine.begin() as connection:
        insert_rows(connection, t.runs, [])
        update_rows(connection, t.runs, [])
        upsert(connection, t.runs, [])
    assert count(engine, t.runs) == 0


def test_a_key_that_is_there_refuses_all_of_them(engine: Engine) -> None:
    rows = runs(("a", "b"))
    with engine.begin() as connection:
        insert_rows(connection, t.runs, rows[:1])
    with pytest.raises(IntegrityError), engine.begin() as connection:
        insert_rows(connection, t.runs, rows)
    assert rows_of(engine, t.runs) == rows[:1]


def test_changes_reach_the_rows_that_they_name_and_no_others(engine: Engine) -> None:
    rows = runs(("a", "b", "c"))
    with engine.begin() as connection:
        insert_rows(connection, t.runs, rows)
        for said in ("x", "y"):  # twice in one transaction
            changes = [
                {"id": n, "command": said + str(n), "finished": at("2026-02-01")} for n in (1, 3, 9)
            ]
            update_rows(connection, t.runs, changes)
    changed = [(row["id"], row["command"], row["finished"]) for row in rows_of(engine, t.runs)]
    february = at("2026-02-01")
    assert changed == [(1, "y1", february), (2, "b", None), (3, "y3", february)]


def test_changes_of_a_key_of_several_columns(engine: Engine) -> None:
    key = {"soc": "29-1141", "month": "2026-01"}
    figures = {"jobs": 1, "active_jobs": 1, "employers": 1}
    with engine.begin() as connection:
        insert_rows(connection, t.slices, [{**key, "state": s, **figures} for s in ("OH", "TX")])
        update_rows(connection, t.slices, [{**key, "state": "TX", "jobs": 7}])
    assert [(row["state"], row["jobs"]) for row in rows_of(engine, t.slices)] == [
        ("OH", 1),
        ("TX", 7),
    ]


def test_among_takes_more_ids_than_a_statement_has_parameters(engine: Engine) -> None:
    save(engine, "2026-01-01", posting())
    (row,) = rows_of(engine, t.postings)
    ids = [row["id"], *range(70_000)]
    with engine.connect() as connection:
        found = select(t.postings.c.posted_on, t.postings.c.source).where(
            among(connection, t.postings.c.id, ids)
        )
        assert connection.execute(found).all() == [(None, SOURCE)]
        none = select(t.postings.c.id).where(among(connection, t.postings.c.id, []))
        assert connection.execute(none).all() == []


def test_dates_and_flags(engine: Engine) -> None:
    rows = [{"host_or_employer": name, "kind": "host", "asked_on": day}
            for name, day in (("a.example", date(2026, 1, 2)), ("b.example", None))]  # fmt: skip
    with engine.begin() as connection:
        insert_rows(connection, t.opt_outs, rows)
    assert rows_of(engine, t.opt_outs) == rows
