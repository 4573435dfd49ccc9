"""What every room's tests share: an empty database with the newest tables, of either kind.

``SOUGHT_TEST_POSTGRES`` (a SQLAlchemy URL) names a PostgreSQL in which the tests make schemas of
their own. Without it that leg is skipped; ``SOUGHT_REQUIRE=postgres`` turns the skip into a failure.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from db.engine import connect, open_database
from db.schema import metadata


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{path}"


def postgres_or_skip() -> str:
    """The URL of the PostgreSQL for tests; skips the test, or fails it, where there is none."""
    url = os.environ.get("SOUGHT_TEST_POSTGRES")
    if url:
        return url
    missing = "PostgreSQL was not tested: SOUGHT_TEST_POSTGRES names no database"
    if "postgres" in os.environ.get("SOUGHT_REQUIRE", "").split(","):
        pytest.fail(f"{missing}, and SOUGHT_REQUIRE asks for it")
    pytest.skip(missing)


@contextmanager
def own_schema(url: str) -> Iterator[str]:
    """A URL whose tables lie in a new schema of a PostgreSQL, which is dropped at the end."""
    schema = f"test_{uuid.uuid4().hex}"
    server = connect(url)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        own = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        server.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the newest tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_database(sqlite_url(path)).dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def empty_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that holds nothing, not even tables."""
    if database_kind == "sqlite":
        yield sqlite_url(tmp_path / "sought.db")
        return
    with own_schema(postgres_or_skip()) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_engine() -> Iterator[Engine]:
    """A PostgreSQL database with the newest tables, for all tests of one process."""
    with own_schema(postgres_or_skip()) as url:
        opened = open_database(url)
        yield opened
        opened.dispose()


@pytest.fixture
def engine(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An open database with the newest tables and no rows."""
    if database_kind == "sqlite":
        path = tmp_path / "sought.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        opened = open_database(sqlite_url(path))
        yield opened
        opened.dispose()
        return
    shared: Engine = request.getfixturevalue("postgres_engine")
    yield shared
    with shared.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
