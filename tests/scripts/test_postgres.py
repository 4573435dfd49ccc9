"""The tests' own PostgreSQL: it answers, and where there is none that is never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import connect
from scripts.bench import postgres
from tests.conftest import MISSING, SERVER, postgres_or_skip


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PostgreSQL."""
    monkeypatch.delenv("SOUGHT_TEST_POSTGRES", raising=False)
    monkeypatch.delenv("SOUGHT_REQUIRE", raising=False)
    monkeypatch.setenv(SERVER, str(tmp_path))
    monkeypatch.setattr(postgres, "programs", lambda: None)


def test_it_is_one_that_we_support() -> None:
    engine = connect(postgres_or_skip())
    with engine.connect() as connection:
        version = connection.scalar(text("SHOW server_version_num"))
    engine.dispose()
    assert int(version or 0) >= postgres.OLDEST * 10_000


@pytest.mark.usefixtures("nowhere")
def test_without_one_the_tests_are_skipped_and_say_so() -> None:
    with pytest.raises(pytest.skip.Exception, match=MISSING):
        postgres_or_skip()


@pytest.mark.usefixtures("nowhere")
def test_where_one_is_required_they_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUGHT_REQUIRE", "browser,postgres")
    with pytest.raises(pytest.fail.Exception, match="SOUGHT_REQUIRE asks for it"):
        postgres_or_skip()
