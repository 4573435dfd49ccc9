"""Opens the database, SQLite or PostgreSQL, and brings its tables up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from tenacity import retry, retry_if_exception_message, stop_after_delay, wait_random

DEFAULT_URL = "sqlite:///sought.db"
MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says why and what to do."""


def connect(url: str = DEFAULT_URL) -> Engine:
    """An engine for a SQLAlchemy URL; SQLite in WAL mode with foreign keys on.

    Raises :class:`DatabaseError` where the URL is no database or the database does not answer.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_settings)
        with engine.connect():
            return engine
    except (ArgumentError, ModuleNotFoundError) as error:
        raise DatabaseError(f"SOUGHT_DATABASE_URL is no database URL: {error}") from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise DatabaseError(f"the database does not answer: {cause}") from None


def _sqlite_settings(connection: sqlite3.Connection, _: object) -> None:
    for pragma in ("busy_timeout=60000", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection)


# Where two connections turn a new file to WAL at once, SQLite answers one of them "locked" without
# waiting for its timeout (sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
@retry(
    retry=retry_if_exception_message(match=".*is locked"),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(60),
    reraise=True,
)
def _write_ahead(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=WAL")


def open_database(url: str = DEFAULT_URL) -> Engine:
    """Connects, and makes the tables where the database is empty.

    Raises :class:`DatabaseError` where the tables are older or newer than this version's.
    """
    engine = connect(url)
    if not inspect(engine).has_table("alembic_version"):
        if inspect(engine).get_table_names():
            raise DatabaseError("the database has tables but no version; it was not made by Sought")
        upgrade(engine)
    now, head = revision(engine), newest()
    if now != head:
        known = now is None or now in revisions()
        mend = "run: sought db upgrade" if known else "it is newer; install a newer Sought"
        raise DatabaseError(f"the database has version {now}, this Sought needs {head}; {mend}")
    return engine


def upgrade(engine: Engine, to: str = "head") -> None:
    """Runs the migrations up to a revision, in one transaction."""
    with _migrating(engine) as config:
        command.upgrade(config, to)


def downgrade(engine: Engine, to: str) -> None:
    """Runs the migrations back to a revision, in one transaction."""
    with _migrating(engine) as config:
        command.downgrade(config, to)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver opens a transaction for rows only, not for tables.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = _config()
        config.attributes["connection"] = connection
        yield config


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the tables as they are now, whatever others write meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        else:
            # Python's driver opens no transaction for a SELECT, and each would see its own moment.
            connection.exec_driver_sql("BEGIN")
        yield connection


def revision(engine: Engine) -> str | None:
    """The version of the database's tables; None where it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The version of the tables that this code is written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def revisions() -> set[str]:
    """All versions of the tables that this code knows."""
    return {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
