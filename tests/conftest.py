"""What every room's tests share: an empty database with the newest tables, of either kind.

``SOUGHT_TEST_POSTGRES`` (a SQLAlchemy URL) names a PostgreSQL in which the tests make schemas of
their own. Without it they start one (``scripts/bench/postgres.py``); where there is none to start, that leg is
skipped, loudly, and ``SOUGHT_REQUIRE=postgres`` turns the skip into a failure.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from db.engine import connect, open_database
from db.schema import metadata
from scripts.bench import postgres

SERVER = "SOUGHT_TEST_POSTGRES_FOLDER"
"""Names the folder of the tests' own server to the worker processes of pytest-xdist."""
MISSING = "PostgreSQL was not tested: there is none to start, and SOUGHT_TEST_POSTGRES names none"


def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder in which the first test that needs PostgreSQL starts it."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="sought-"))
        folder.chmod(0o755)
        os.environ[SERVER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops PostgreSQL where a test started it."""
    if not hasattr(config, "workerinput"):
        postgres.stop(Path(os.environ.pop(SERVER)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says aloud that half of the database tests did not run, where they did not."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(MISSING in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} tests skipped: {MISSING}", red=True, bold=True)


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{path}"


def postgres_or_skip() -> str:
    """The URL of the PostgreSQL for tests; skips the test, or fails it, where there is none."""
    url = os.environ.get("SOUGHT_TEST_POSTGRES") or postgres.url(Path(os.environ[SERVER]))
    if url:
        return url
    if "postgres" in os.environ.get("SOUGHT_REQUIRE", "").split(","):
        pytest.fail(f"{MISSING}, and SOUGHT_REQUIRE asks for it")
    pytest.skip(MISSING)


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
