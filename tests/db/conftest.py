"""The market of ``market.py`` in a database, made once for SQLite and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import open_database
from tests.conftest import sqlite_url
from tests.db.market import open_market


@pytest.fixture(scope="session")
def market_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that holds the market, counted."""
    path = tmp_path_factory.mktemp("market") / "market.db"
    engine = open_database(sqlite_url(path))
    open_market(engine)
    engine.dispose()
    return path


@pytest.fixture
def market(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Engine:
    """An open database that holds the market."""
    if engine.dialect.name == "sqlite":
        engine.dispose()
        shutil.copyfile(request.getfixturevalue("market_file"), tmp_path / "sought.db")
    else:
        open_market(engine)
    return engine
