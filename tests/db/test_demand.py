"""Demand of a small market (``market.py``), every figure worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.demand import count_demand
from db.jobs import merge_jobs
from tests.db.make import (
    HEALTH,
    MANAGEMENT,
    MANAGER,
    NURSE,
    TODAY,
    Said,
    crawl,
    mention,
    occupation,
    posting,
    rows_of,
    save,
)

UNKNOWN = "Not known"
JAN, FEB, MAR = "2026-01", "2026-02", "2026-03"
MEASURES = (
    "jobs", "active_jobs", "employers", "required", "preferred", "after_hire", "alone", "postings",
    "largest_employer_share",
)  # fmt: skip

# credential, career_cluster, state, month:
#     jobs, active, employers, required, preferred, after_hire, alone, postings, largest share
DEMAND = {
    # New in January in Ohio: 1 (with its repost 2), 3, 4. Acme has two of the three.
    ("rn", HEALTH, "OH", JAN): (3, 3, 2, 2, 1, 0, 2, 4, 0.666667),
    # New: 5. Open: 1 (until the 20th), 3, 4, 5.
    ("rn", HEALTH, "OH", FEB): (1, 4, 1, 1, 0, 0, 1, 1, 1.0),
    # New: 8 (no employer named), 11, and 7 after hire. Open: 3, 4, 5, 8, 11.
    ("rn", HEALTH, "OH", MAR): (2, 5, 1, 2, 0, 1, 2, 2, 0.5),
    ("rn", HEALTH, "TX", FEB): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),  # 5
    ("rn", HEALTH, "TX", MAR): (1, 2, 1, 1, 0, 0, 1, 1, 1.0),  # 9; open: 5, 9
    ("rn", HEALTH, "remote", MAR): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),  # 11
    ("rn", HEALTH, "US", JAN): (3, 3, 2, 2, 1, 0, 2, 4, 0.666667),
    ("rn", HEALTH, "US", FEB): (1, 4, 1, 1, 0, 0, 1, 1, 1.0),  # 5, once
    # New: 8, 9, 11, and 7 after hire. Open: 3, 4, 5, 8, 9, 11. Not 10, which is in Canada.
    ("rn", HEALTH, "US", MAR): (3, 6, 2, 3, 0, 1, 3, 3, 0.333333),
    ("rn", MANAGEMENT, "US", MAR): (1, 1, 1, 0, 1, 0, 1, 1, 1.0),  # 12, in no known state
    # 14, whose occupation is not known: new in January, open since.
    ("rn", UNKNOWN, "OH", JAN): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),
    ("rn", UNKNOWN, "OH", FEB): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("rn", UNKNOWN, "OH", MAR): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("rn", UNKNOWN, "US", JAN): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),
    ("rn", UNKNOWN, "US", FEB): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("rn", UNKNOWN, "US", MAR): (0, 1, 0, 0, 0, 0, 0, 0, None),
    # 4, as the alternative to rn.
    ("lpn", HEALTH, "OH", JAN): (1, 1, 1, 1, 0, 0, 0, 1, 1.0),
    ("lpn", HEALTH, "OH", FEB): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("lpn", HEALTH, "OH", MAR): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("lpn", HEALTH, "US", JAN): (1, 1, 1, 1, 0, 0, 0, 1, 1.0),
    ("lpn", HEALTH, "US", FEB): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("lpn", HEALTH, "US", MAR): (0, 1, 0, 0, 0, 0, 0, 0, None),
    # 6 in January, 5 in February; both open since.
    ("bls", HEALTH, "OH", JAN): (1, 1, 1, 0, 1, 0, 1, 1, 1.0),
    ("bls", HEALTH, "OH", FEB): (1, 2, 1, 1, 0, 0, 1, 1, 1.0),
    ("bls", HEALTH, "OH", MAR): (0, 2, 0, 0, 0, 0, 0, 0, None),
    ("bls", HEALTH, "TX", FEB): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),
    ("bls", HEALTH, "TX", MAR): (0, 1, 0, 0, 0, 0, 0, 0, None),
    ("bls", HEALTH, "US", JAN): (1, 1, 1, 0, 1, 0, 1, 1, 1.0),
    ("bls", HEALTH, "US", FEB): (1, 2, 1, 1, 0, 0, 1, 1, 1.0),
    ("bls", HEALTH, "US", MAR): (0, 2, 0, 0, 0, 0, 0, 0, None),
    # 12 alone: 13 only mentions it and 15 says that it is not required.
    ("mba", MANAGEMENT, "US", MAR): (1, 1, 1, 1, 0, 0, 1, 1, 1.0),
}
# soc, state, month: jobs, active, employers
SLICES = {
    (NURSE, "OH", JAN): (4, 4, 3),  # 1, 3, 4, 6
    (NURSE, "OH", FEB): (1, 5, 1),  # 5; open: 1, 3, 4, 5, 6
    (NURSE, "OH", MAR): (3, 7, 2),  # 7, 8 (no employer named), 11; open: 3 to 8, 11
    (NURSE, "TX", FEB): (1, 1, 1),  # 5
    (NURSE, "TX", MAR): (1, 2, 1),  # 9; open: 5, 9
    (NURSE, "remote", MAR): (1, 1, 1),  # 11
    (NURSE, "US", JAN): (4, 4, 3),
    (NURSE, "US", FEB): (1, 5, 1),
    (NURSE, "US", MAR): (4, 8, 3),  # 7, 8, 9, 11; open: 3 to 9, 11
    (MANAGER, "OH", JAN): (1, 1, 1),  # 13
    (MANAGER, "OH", FEB): (0, 1, 0),
    (MANAGER, "OH", MAR): (0, 1, 0),
    (MANAGER, "TX", FEB): (1, 1, 1),  # 15, closed in the same month
    (MANAGER, "US", JAN): (1, 1, 1),
    (MANAGER, "US", FEB): (1, 2, 1),  # 15; open: 13, 15
    (MANAGER, "US", MAR): (1, 2, 1),  # 12; open: 12, 13
}


def demand_of(engine: Engine) -> dict[tuple[str, str, str, str], tuple[float | None, ...]]:
    """The table ``demand`` as a dict from keys to measures."""
    return {
        (row["credential_id"], row["career_cluster"], row["state"], row["month"]): tuple(
            row[name] for name in MEASURES
        )
        for row in rows_of(engine, t.demand)
    }


def slices_of(engine: Engine) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """The table ``slices`` as a dict from keys to measures."""
    return {
        (row["soc"], row["state"], row["month"]): (
            row["jobs"],
            row["active_jobs"],
            row["employers"],
        )
        for row in rows_of(engine, t.slices)
    }


def test_every_figure_of_demand(market: Engine) -> None:
    assert demand_of(market) == DEMAND


def test_every_figure_of_the_denominators(market: Engine) -> None:
    assert slices_of(market) == SLICES


def test_jobs_are_the_required_and_the_preferred(market: Engine) -> None:
    for row in rows_of(market, t.demand):
        assert row["jobs"] == row["required"] + row["preferred"]
        assert row["alone"] <= row["jobs"] <= row["postings"]
        assert row["employers"] <= row["jobs"] <= row["active_jobs"]


def test_states_do_not_sum_to_the_nation(market: Engine) -> None:
    demand = demand_of(market)
    ohio, texas, nation = (demand["rn", HEALTH, state, FEB][0] for state in ("OH", "TX", "US"))
    assert (ohio, texas, nation) == (1, 1, 1), "one job in two states is one job in the nation"


def test_a_recount_gives_identical_rows(market: Engine) -> None:
    before = [rows_of(market, table) for table in (t.jobs, t.job_areas, t.demand, t.slices)]
    merge_jobs(market)
    assert count_demand(market, TODAY) == len(DEMAND)
    assert [rows_of(market, table) for table in (t.jobs, t.job_areas, t.demand, t.slices)] == before


def test_an_empty_database_has_no_demand(engine: Engine) -> None:
    assert count_demand(engine, TODAY) == 0
    assert rows_of(engine, t.demand) == rows_of(engine, t.slices) == []


def test_jobs_that_ask_for_nothing_stand_in_the_denominator_alone(engine: Engine) -> None:
    save(engine, "2026-03-01", posting())
    occupation(engine, posting(), NURSE, HEALTH)
    merge_jobs(engine)
    count_demand(engine, TODAY)
    # What the law asks of a nurse is imputed, and is no demand.
    assert {key: row[:8] for key, row in demand_of(engine).items()} == {
        ("rn", HEALTH, state, MAR): (0,) * 8 for state in ("OH", "US")
    }
    assert slices_of(engine) == {
        (NURSE, "OH", MAR): (1, 1, 1),
        (NURSE, "US", MAR): (1, 1, 1),
    }


def test_where_all_is_asked_after_hire_there_are_no_jobs(engine: Engine) -> None:
    save(engine, "2026-03-01", posting())
    mention(engine, posting(), Said("RN", requirement="after_hire"))
    occupation(engine, posting(), NURSE, HEALTH)
    merge_jobs(engine)
    count_demand(engine, TODAY)
    assert demand_of(engine) == {
        ("rn", HEALTH, state, MAR): (0, 0, 0, 0, 0, 1, 0, 0, None) for state in ("OH", "US")
    }


def test_where_no_employer_is_named_none_is_the_largest(engine: Engine) -> None:
    save(engine, "2026-03-01", posting(employer=None))
    mention(engine, posting(), Said("RN"))
    merge_jobs(engine)
    count_demand(engine, TODAY)
    row = demand_of(engine)["rn", UNKNOWN, "OH", MAR]
    assert row == (1, 1, 0, 1, 0, 0, 1, 1, None)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2025, 12, 31), ["2025-12"]),
        (date(2026, 1, 1), ["2025-12", "2026-01"]),
        (date(2026, 3, 1), ["2025-12", "2026-01", "2026-02", "2026-03"]),
    ],
)
def test_an_open_job_is_active_to_this_month_over_the_turn_of_the_year(
    engine: Engine, today: date, months: list[str]
) -> None:
    save(engine, "2025-12-30", posting())
    mention(engine, posting(), Said("RN"))
    merge_jobs(engine)
    count_demand(engine, today)
    rows = [row for row in rows_of(engine, t.demand) if row["state"] == "US"]
    assert [row["month"] for row in rows] == months
    assert [row["active_jobs"] for row in rows] == [1] * len(months)
    assert [row["jobs"] for row in rows] == [1] + [0] * (len(months) - 1)


def test_a_job_closed_before_it_was_first_seen_is_active_in_its_own_month(engine: Engine) -> None:
    ended = posting(valid_through=date(2026, 1, 5))
    crawl(engine, "2026-03-01", ended)
    mention(engine, ended, Said("RN"))
    merge_jobs(engine)
    count_demand(engine, TODAY)
    assert demand_of(engine)["rn", UNKNOWN, "OH", MAR][:2] == (1, 1)


def test_what_is_no_longer_asked_for_leaves_no_row(market: Engine) -> None:
    with market.begin() as connection:
        connection.execute(t.mentions.delete().where(t.mentions.c.credential_id == "mba"))
    merge_jobs(market)
    count_demand(market, TODAY)
    assert not [key for key in demand_of(market) if key[0] == "mba"]
