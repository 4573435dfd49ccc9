"""What several tests begin with in a database: made once for SQLite and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import open_database
from tests.conftest import sqlite_url
from tests.db.market import open_market


def made_file(folder: Path, fill: Callable[[Engine], object]) -> Path:
    """A SQLite file that ``fill`` filled."""
    path = folder / "made.db"
    engine = open_database(sqlite_url(path))
    fill(engine)
    engine.dispose()
    return path


def filled(
    engine: Engine, folder: Path, ready: Callable[[], Path], fill: Callable[[Engine], object]
) -> Engine:
    """The test's database with what ``fill`` gives: on SQLite a copy of the file that is ``ready``."""
    if engine.dialect.name == "sqlite":
        engine.dispose()
        shutil.copyfile(ready(), folder / "sought.db")
    else:
        fill(engine)
    return engine


@pytest.fixture(scope="session")
def market_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the market, counted."""
    return made_file(tmp_path_factory.mktemp("market"), open_market)


@pytest.fixture
def market(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Engine:
    """An open database that holds the market."""
    return filled(engine, tmp_path, lambda: request.getfixturevalue("market_file"), open_market)
