"""A copy of the database in one file, taken while others write, and its way back.

The copy is a SQLite file whatever the database is, so that it can be looked into, kept for years, and
brought back into either kind. A SQLite database is copied by SQLite itself (sqlite.org/backup.html), a
PostgreSQL one row by row out of one snapshot.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from db import schema as t
from db.bulk import insert_rows
from db.engine import (
    DatabaseError,
    connect,
    newest,
    open_database,
    revision,
    revisions,
    snapshot,
    upgrade,
)

ROWS = 2000
"""Rows held at once."""


def backup(engine: Engine, path: Path) -> int:
    """Copies the database into a file, which stands in its place only when it is whole.

    Gives the number of postings in the copy. Raises :class:`DatabaseError` where the copy is not
    sound, or would be written over the database itself; OSError where it cannot be written.
    """
    own = engine.url.database
    if engine.dialect.name == "sqlite" and own and Path(own).resolve() == path.resolve():
        raise DatabaseError(f"{path} is the database itself; give another file")
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch()
        if engine.dialect.name == "sqlite":
            _copy_sqlite(Path(str(own)), part)
        else:
            copy = connect(f"sqlite:///{part}")
            upgrade(copy)
            with snapshot(engine) as source:
                _copy_rows(source, copy)
            copy.dispose()
        count = _sound(part)
        part.replace(path)
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
    return count


def restore(path: Path, url: str) -> int:
    """Brings a copy back into an empty database, whole or not at all; gives the number of postings.

    A copy of an earlier version is brought up to this one's. Raises :class:`DatabaseError` where
    the copy is none or is newer, or the database is not empty.
    """
    if not path.is_file():
        raise DatabaseError(f"{path}: there is no such file")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".restore-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        source = _opened(copy, path)
        target = open_database(url)
        filled = [table.name for table in t.metadata.sorted_tables if _filled(target, table)]
        if filled:
            target.dispose()
            raise DatabaseError(
                f"the database is not empty ({', '.join(filled[:3])} have rows); a copy is brought back "
                "into an empty one: name it in SOUGHT_DATABASE_URL"
            )
        with snapshot(source) as rows:
            _copy_rows(rows, target)
        source.dispose()
        with target.connect() as connection:
            count = connection.scalar(select(func.count()).select_from(t.postings)) or 0
        target.dispose()
    return count


def _copy_sqlite(database: Path, to: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        # The copy is one file, with no journal beside it.
        target.execute("PRAGMA journal_mode=DELETE")


def _sound(path: Path) -> int:
    """The number of postings in a copy; raises where it is damaged. Leaves one file."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise DatabaseError(f"the copy is damaged ({said}); is the disk sound?")
        return int(copy.execute("SELECT count(*) FROM postings").fetchone()[0])


def _opened(copy: Path, path: Path) -> Engine:
    """A copy, at this version; ``path`` is what messages call it."""
    try:
        engine = connect(f"sqlite:///{copy}")
        version = revision(engine)
    except DatabaseError as error:
        raise DatabaseError(f"{path}: {error}") from None
    if version is None:
        raise DatabaseError(f"{path} is no copy of a Sought database")
    if version not in revisions():
        raise DatabaseError(f"{path} has version {version}, which is newer; install a newer Sought")
    if version != newest():
        upgrade(engine)
    return engine


def _filled(engine: Engine, table: Table) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(table).limit(1)).first() is not None


def _copy_rows(source: Connection, target: Engine) -> None:
    """All rows of all tables, parents before children, in one transaction."""
    with target.begin() as connection:
        for table in t.metadata.sorted_tables:
            for rows in _parts(source, table):
                insert_rows(connection, table, rows)
            if connection.dialect.name == "postgresql":
                _number_on(connection, table)


def _parts(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = source.execute(select(table), execution_options={"yield_per": ROWS})
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _number_on(connection: Connection, table: Table) -> None:
    """Lets a table that numbers its rows go on after the last, which came with its number."""
    column = table.autoincrement_column
    if column is None:
        return
    last = connection.scalar(select(func.max(column)))
    if last is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :column), :last)"),
            {"name": table.name, "column": column.name, "last": last},
        )
