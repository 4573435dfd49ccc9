"""Opening a database and moving its tables from version to version."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect, text

from db import schema as t
from db.engine import DatabaseError, connect, downgrade, newest, open_database, revision, upgrade
from tests.conftest import sqlite_url

# One row of each table that others hang from, as the tables of revision 0001 hold them.
ROWS_OF_0001 = (
    "INSERT INTO sources (key, kind, board, cadence_hours) VALUES ('greenhouse/acme', 'greenhouse', 'acme', 24)",
    "INSERT INTO crawls (source, started, status, whole, pages, postings_seen, postings_new,"
    " postings_changed, postings_closed, errors)"
    " VALUES ('greenhouse/acme', '2026-01-05 03:00:00', 'ok', true, 1, 1, 1, 0, 0, '{}')",
    "INSERT INTO postings (id, source, external_id, title, posted_is_first, first_seen, last_seen,"
    " missed_lists, text, content_hash, job_key) VALUES (9007199254740993, 'greenhouse/acme', '1', 'Nurse',"
    " false, '2026-01-05 03:00:00', '2026-01-06 03:00:00', 0, 'RN – required', 'c', 'j')",
    "INSERT INTO posting_places (posting_id, n, state) VALUES (9007199254740993, 0, 'OH')",
    "INSERT INTO mentions (posting_id, start_char, credential_id, end_char, text, requirement, confidence,"
    " sentence_start, sentence_end, extractor_version, taxonomy_version)"
    " VALUES (9007199254740993, 0, 'rn', 2, 'RN', 'required', 0.9, 0, 13, '1', '1')",
)


@pytest.fixture
def empty(empty_url: str) -> Any:
    """An engine for a database without tables."""
    engine = connect(empty_url)
    yield engine
    engine.dispose()


def test_from_empty_to_head_to_base_to_head(empty: Engine) -> None:
    assert revision(empty) is None
    upgrade(empty)
    assert revision(empty) == newest()
    assert set(inspect(empty).get_table_names()) == {*t.metadata.tables, "alembic_version"}
    downgrade(empty, "base")
    assert revision(empty) is None
    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    upgrade(empty)
    assert revision(empty) == newest()


def test_the_migrations_make_the_tables_that_the_code_is_written_for(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []


def test_data_of_revision_0001_survives_the_way_to_head(empty: Engine) -> None:
    upgrade(empty, "0001")
    with empty.begin() as connection:
        for statement in ROWS_OF_0001:
            connection.execute(text(statement))
    upgrade(empty)
    assert revision(empty) == newest()
    with empty.connect() as connection:
        posting = connection.execute(t.postings.select()).mappings().one()
        mention = connection.execute(t.mentions.select()).mappings().one()
        crawl = connection.execute(t.crawls.select()).mappings().one()
        place = connection.execute(t.posting_places.select()).mappings().one()
    assert (posting["id"], posting["text"]) == (9007199254740993, "RN – required")
    assert posting["first_seen"].isoformat() == "2026-01-05T03:00:00"
    assert (mention["text"], mention["requirement"]) == ("RN", "required")
    assert (crawl["whole"], crawl["errors"]) == (True, {})
    assert place["state"] == "OH"


def test_audits_of_revision_0001_keep_their_decisions_up_and_down_and_up(empty: Engine) -> None:
    upgrade(empty, "0001")
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audits (id, state, list_name, as_of, taxonomy_version)"
                " VALUES (7, 'OH', 'approved', '2026-01-05 03:00:00', '1')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO audit_rows (audit_id, row, listed_name, status, answer, decision)"
                " VALUES (7, 2, 'RN', 'exact', '{\"jobs_state\": 3}', 'keep')"
            )
        )
    rows = []
    for to in ("head", "0001", "head"):
        (upgrade if to == "head" else downgrade)(empty, to)
        with empty.connect() as connection:
            rows.append(
                connection.execute(
                    text("SELECT audit_id, row, listed_name, decision, answer FROM audit_rows")
                ).one()
            )
    assert rows[0] == rows[1] == rows[2]
    with empty.connect() as connection:
        kept = connection.execute(t.audit_rows.select()).mappings().one()
    assert (kept["sheet"], kept["n"], kept["answer"]) == ("", 2, {"jobs_state": 3})


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table that is there, whatever its columns.

    But for the key by which a posting's text is compared, which the next count makes of the text.
    """
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(
                repr(
                    {key: value for key, value in row.items() if key not in ("job_key", "text_key")}
                )
                for row in connection.execute(table.select()).mappings()
            )
            for name, table in found.tables.items()
        }


def test_data_of_revision_0001_equals_itself_up_and_down_and_up(empty: Engine) -> None:
    upgrade(empty, "0001")
    with empty.begin() as connection:
        for statement in ROWS_OF_0001:
            connection.execute(text(statement))
    first = everything(empty)
    assert sum(map(len, first.values())) == len(ROWS_OF_0001) + 1
    upgrade(empty)
    newest_rows = everything(empty)
    downgrade(empty, "0001")
    assert everything(empty) == first
    upgrade(empty)
    assert everything(empty) == newest_rows


def test_a_migration_that_is_cut_off_leaves_nothing_behind(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_table, made = op.create_table, []

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        if len(made) == 4:
            raise KeyboardInterrupt
        made.append(args[0])
        return create_table(*args, **kwargs)

    monkeypatch.setattr(op, "create_table", cut_off)
    with pytest.raises(KeyboardInterrupt):
        upgrade(empty)
    monkeypatch.undo()
    assert made
    assert inspect(empty).get_table_names() == []
    upgrade(empty)
    assert revision(empty) == newest()


# Opening


def test_opening_an_empty_database_makes_its_tables(empty_url: str) -> None:
    engine = open_database(empty_url)
    assert revision(engine) == newest()
    engine.dispose()


def test_opening_it_again_keeps_what_is_there(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "a.db")
    first = open_database(url)
    with first.begin() as connection:
        connection.execute(text(ROWS_OF_0001[0]))
    first.dispose()
    second = open_database(url)
    with second.connect() as connection:
        assert connection.scalar(text("SELECT key FROM sources")) == "greenhouse/acme"
    second.dispose()


def test_sqlite_waits_for_others_and_keeps_its_references(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "a.db"))
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 60000}
    engine.dispose()


def test_a_database_of_someone_else_is_refused_and_left_alone(
    empty: Engine, empty_url: str
) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE postings (id INTEGER)"))
    with pytest.raises(DatabaseError, match="was not made by Sought"):
        open_database(empty_url)
    assert inspect(empty).get_table_names() == ["postings"]


def test_an_older_version_is_refused_with_the_command_that_mends_it(
    empty: Engine, empty_url: str
) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    with pytest.raises(DatabaseError, match="run: sought db upgrade"):
        open_database(empty_url)
    upgrade(empty)
    open_database(empty_url).dispose()


def test_a_newer_version_is_refused_with_what_mends_it(empty: Engine, empty_url: str) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"version 9999.*install a newer Sought"):
        open_database(empty_url)


@pytest.mark.parametrize("url", ["no url", "nosuchkind://x/y", ""])
def test_what_is_no_url_is_said_to_be_none(url: str) -> None:
    with pytest.raises(DatabaseError, match="SOUGHT_DATABASE_URL is no database URL"):
        open_database(url)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="does not answer: unable to open database file"):
        open_database(sqlite_url(tmp_path / "none" / "a.db"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("These are the notes of a meeting, and no database at all. " * 20)
    with pytest.raises(DatabaseError, match="does not answer: file is not a database"):
        open_database(sqlite_url(path))
    assert path.read_text().startswith("These are")


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(DatabaseError, match="does not answer"):
        open_database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")


def test_two_that_open_a_new_database_at_once_both_get_it(tmp_path: Path) -> None:
    url, errors, gate = sqlite_url(tmp_path / "a.db"), [], threading.Barrier(2)

    def open_it() -> None:
        gate.wait()
        try:
            open_database(url).dispose()
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_sqlite_copy_can_be_read_by_sqlite_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_database(sqlite_url(path)).dispose()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
