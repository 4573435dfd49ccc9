"""Which sources make the constant panel, and which nights were missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from db import schema as t
from db.jobs import merge_jobs
from db.panel import find_panel, missed_by_source, missed_nights, outages, watches
from tests.db.make import TODAY, at, posting, save


def watched(engine: Engine, source: str, days: list[date], jobs: int, cadence: float = 24) -> None:
    """A source with open jobs that was read whole on these days."""
    kind, board = source.split("/")
    with engine.begin() as connection:
        connection.execute(
            insert(t.sources).values(
                key=source, kind=kind, board=board, cadence_hours=cadence,
                first_whole_crawl=at(days[0].isoformat()) if days else None,
            )
        )  # fmt: skip
        if days:
            connection.execute(
                insert(t.crawls),
                [
                    {"source": source, "started": at(day.isoformat()), "status": "ok", "whole": True, "errors": {}}
                    for day in days
                ],
            )  # fmt: skip
    ads = [posting(f"{source} {n}", source=source, text=f"Opening {n}") for n in range(jobs)]
    if ads:
        save(engine, (days[0] if days else TODAY).isoformat(), *ads)


def nights(first: date, last: date = TODAY, step: int = 1) -> list[date]:
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]


@pytest.mark.parametrize(
    ("sources", "since", "members"),
    [
        # The old one holds half of the open jobs: twelve months.
        ({"a/old": (date(2024, 5, 1), 5), "a/new": (date(2026, 1, 15), 5)}, "2025-04", {"a/old"}),
        # It holds less: the panel begins when the other is there, in the month after its first night.
        ({"a/old": (date(2024, 5, 1), 4), "a/new": (date(2026, 1, 15), 6)}, "2026-02", {"a/old", "a/new"}),
        # A source read from the first of a month is not read from before it.
        ({"a/one": (date(2026, 3, 1), 5)}, None, set()),
        ({"a/one": (date(2026, 2, 28), 5)}, "2026-03", {"a/one"}),
        ({}, None, set()),
    ],
)  # fmt: skip
def test_the_oldest_panel_that_holds_half_of_the_open_jobs(
    engine: Engine, sources: dict[str, tuple[date, int]], since: str | None, members: set[str]
) -> None:
    for key, (first, jobs) in sources.items():
        watched(engine, key, nights(first), jobs)
    merge_jobs(engine)
    with engine.connect() as connection:
        found = find_panel(connection, TODAY, watches(connection, TODAY))
    assert (found.since, found.sources) == (since, members)


def test_a_dead_source_is_of_no_panel(engine: Engine) -> None:
    watched(engine, "a/dead", nights(date(2025, 1, 1), TODAY - timedelta(days=8)), 9)
    watched(engine, "a/alive", nights(date(2025, 1, 1), TODAY - timedelta(days=7)), 1)
    watched(engine, "a/never", [], 0)
    # Read once in ten days: silent for thirty before it is dead.
    watched(engine, "a/slow", nights(TODAY - timedelta(days=325), TODAY - timedelta(days=25), step=10), 0, cadence=240)  # fmt: skip
    merge_jobs(engine)
    with engine.connect() as connection:
        found = watches(connection, TODAY)
        assert {watch.key for watch in found if watch.dead} == {"a/dead", "a/never"}
        assert find_panel(connection, TODAY, found).since is None, "it would hold a tenth"


def test_an_archive_is_watched_by_nobody(engine: Engine) -> None:
    watched(engine, "archive/old", [], 0)
    with engine.connect() as connection:
        assert watches(connection, TODAY) == []


def test_nights_missed_by_one_source_and_by_all(engine: Engine) -> None:
    both = {date(2026, 3, 10), date(2026, 3, 11)}
    every = nights(date(2026, 3, 1))
    watched(engine, "a/one", [day for day in every if day not in both], 1)
    watched(engine, "a/two", [day for day in every if day not in both | {date(2026, 3, 20)}], 1)
    # Due every second night, and read on all of those but the 11th.
    watched(engine, "b/slow", [day for day in nights(date(2026, 3, 1), step=2) if day not in both], 0, 48)  # fmt: skip
    with engine.connect() as connection:
        found = watches(connection, TODAY)
        missed = missed_by_source(connection, TODAY, found)
        assert missed["a/one"] == tuple(sorted(both))
        assert missed["a/two"] == (*sorted(both), date(2026, 3, 20))
        assert missed["b/slow"] == (date(2026, 3, 11),)
        assert outages(found, connection, TODAY) == tuple(sorted(both))
        # As it stood at the end of the 10th.
        then = date(2026, 3, 10)
        assert outages(watches(connection, then), connection, then) == (then,)


def test_a_weekly_source_misses_no_nights_between() -> None:
    weekly = nights(date(2026, 3, 1), step=7)
    assert missed_nights(weekly, cadence_hours=168) == ()
