"""Which postings are one job, where it counts, and what it asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.jobs import merge_jobs
from db.names import posting_id
from db.records import Place
from tests.db.make import (
    CANADA,
    CLEVELAND,
    OHIO,
    SOURCE,
    TEXAS,
    Said,
    crawl,
    mention,
    occupation,
    posting,
    row_of,
    rows_of,
    save,
)

JOB_TABLES = (t.jobs, t.job_areas, t.job_credentials)


def areas(engine: Engine) -> list[str]:
    """The areas of all jobs."""
    return sorted(row["state"] for row in rows_of(engine, t.job_areas))


def test_no_postings_no_jobs(engine: Engine) -> None:
    assert merge_jobs(engine) == 0


# Merging


def test_a_repost_within_60_days_of_the_last_sight_is_the_same_job(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"))
    save(engine, "2026-01-10", posting("1"))
    save(engine, "2026-03-11", posting("2"))  # 60 days after 10 January
    assert merge_jobs(engine) == 1
    (job,) = rows_of(engine, t.jobs)
    assert job["id"] == posting_id(SOURCE, "1"), "the job has the id of its first posting"
    assert job["postings"] == 2
    assert row_of(engine, "1")["job_id"] == row_of(engine, "2")["job_id"] == job["id"]


def test_a_repost_after_60_days_is_another_job(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"))
    save(engine, "2026-01-10", posting("1"))
    save(engine, "2026-03-12", posting("2"))  # 61 days after 10 January
    assert merge_jobs(engine) == 2


def test_each_repost_lengthens_the_chain(engine: Engine) -> None:
    for n, day in enumerate(("2026-01-01", "2026-02-20", "2026-04-10", "2026-06-01")):
        save(engine, day, posting(str(n)))
    assert merge_jobs(engine) == 1


def test_a_long_lived_posting_covers_the_reposts_beside_it(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("long"))
    save(engine, "2026-01-02", posting("short"))
    save(engine, "2026-06-01", posting("long"))
    save(engine, "2026-07-01", posting("late"))  # 30 days after the long one, 180 after the short
    assert merge_jobs(engine) == 1


def test_the_same_ad_for_two_cities_is_two_jobs(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"), posting("2", places=(CLEVELAND,)))
    assert merge_jobs(engine) == 2


def test_the_order_of_the_places_does_not_matter(engine: Engine) -> None:
    save(
        engine, "2026-01-01", posting("1", places=(OHIO, TEXAS)), posting("2", places=(TEXAS, OHIO))
    )
    assert merge_jobs(engine) == 1


def test_where_no_place_is_known_the_location_as_written_tells_jobs_apart(engine: Engine) -> None:
    save(
        engine, "2026-01-01",
        posting("1", places=(), location="Main campus"),
        posting("2", places=(), location="North campus"),
        posting("3", places=(), location="Main campus"),
    )  # fmt: skip
    assert merge_jobs(engine) == 2


@pytest.mark.parametrize(
    ("change", "jobs"),
    [
        ({"employer": "ACME HEALTH LLC"}, 1),
        ({"employer": "Apex Health"}, 2),
        ({"title": "REGISTERED NURSE."}, 1),
        ({"title": "Registered Nurse II"}, 2),
        ({"text": "We need a nurse.\n\n  RN required.  APPLY now."}, 1),
        ({"text": "We need a nurse. RN preferred. Apply now."}, 2),
        ({"remote": True}, 2),
        ({"remote": False}, 1),
        ({"url": "https://elsewhere.example/7"}, 1),
        ({"pay_low": 30.0}, 1),
        ({"location": "Columbus, Ohio, United States"}, 1),
    ],
    ids=lambda value: str(value),
)
def test_what_makes_two_postings_one_job(engine: Engine, change: dict[str, Any], jobs: int) -> None:
    save(engine, "2026-01-01", posting("1"), posting("2", **change))
    assert merge_jobs(engine) == jobs


def test_cross_posts_over_sources_are_one_job(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"))
    save(engine, "2026-01-02", posting("x", source="usajobs/all"))
    assert merge_jobs(engine) == 1
    assert rows_of(engine, t.jobs)[0]["postings"] == 2


def test_without_an_employer_only_postings_of_one_source_are_one_job(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1", employer=None), posting("2", employer=None))
    assert merge_jobs(engine) == 1
    save(engine, "2026-01-01", posting("1", employer=None, source="usajobs/all"))
    assert merge_jobs(engine) == 2


def test_a_recount_gives_the_same_rows_whatever_the_order_of_arrival(engine: Engine) -> None:
    ads = [
        posting("1"), posting("2"), posting("3", places=(OHIO, TEXAS)), posting("4", remote=True),
        posting("5", employer="Apex"),
    ]  # fmt: skip
    save(engine, "2026-01-01", *ads)
    mention(engine, ads[0], Said("RN"), Said("nurse", "cna", "preferred"))
    mention(engine, ads[1], Said("RN", requirement="preferred"))
    merge_jobs(engine)
    first = [rows_of(engine, table) for table in (*JOB_TABLES, t.postings)]
    merge_jobs(engine)
    assert [rows_of(engine, table) for table in (*JOB_TABLES, t.postings)] == first
    save(engine, "2026-01-01", *reversed(ads))
    merge_jobs(engine)
    assert [rows_of(engine, table) for table in (*JOB_TABLES, t.postings)] == first


def test_a_posting_whose_text_changed_leaves_its_old_job(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"))
    save(engine, "2026-01-02", posting("2"))
    merge_jobs(engine)
    save(engine, "2026-01-03", posting("2", text="Another job altogether."))
    assert merge_jobs(engine) == 2
    assert row_of(engine, "2")["job_id"] == posting_id(SOURCE, "2")


# What a job says of itself


def test_a_job_is_new_when_its_first_posting_was_first_seen(engine: Engine) -> None:
    save(engine, "2026-01-05", posting(posted_on=date(2025, 11, 1)))
    merge_jobs(engine)
    assert rows_of(engine, t.jobs)[0]["new_on"] == date(2026, 1, 5), "that date moves with edits"


def test_a_date_known_to_be_the_first_publication_is_when_it_was_new(engine: Engine) -> None:
    save(engine, "2026-01-05", posting(posted_on=date(2025, 11, 1), posted_is_first=True))
    merge_jobs(engine)
    assert rows_of(engine, t.jobs)[0]["new_on"] == date(2025, 11, 1)


def test_a_job_closes_when_the_last_of_its_postings_does(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"), posting("3", title="Other"))
    crawl(engine, "2026-01-06", posting("2"), posting("3", title="Other"), gone={"1"})
    merge_jobs(engine)
    assert rows_of(engine, t.jobs)[0]["closed_on"] is None
    crawl(engine, "2026-01-09", posting("3", title="Other"), gone={"2"})
    merge_jobs(engine)
    jobs = {row["title"]: row for row in rows_of(engine, t.jobs)}
    assert jobs["Registered Nurse"]["closed_on"] == date(2026, 1, 9)
    assert jobs["Registered Nurse"]["postings"] == 2


def test_a_job_has_the_occupation_of_its_first_posting(engine: Engine) -> None:
    save(engine, "2026-01-01", posting("1"))
    save(engine, "2026-01-02", posting("2"))
    occupation(engine, posting("1"), "29-1141", "Healthcare & Human Services")
    merge_jobs(engine)
    (job,) = rows_of(engine, t.jobs)
    assert (job["soc"], job["career_cluster"]) == ("29-1141", "Healthcare & Human Services")
    assert (job["employer"], job["employer_key"]) == ("Acme Health, Inc.", "acme health")


# Where it counts


@pytest.mark.parametrize(
    ("places", "remote", "expected"),
    [
        ((OHIO,), None, ["OH", "US"]),
        ((OHIO, TEXAS), None, ["OH", "TX", "US"]),
        ((OHIO, CLEVELAND), None, ["OH", "US"]),
        ((OHIO,), True, ["OH", "US", "remote"]),
        ((), None, ["US"]),
        ((), True, ["US", "remote"]),
        ((Place(country="US"),), None, ["US"]),
        ((Place(city="Springfield"),), None, ["US"]),
        ((CANADA,), None, []),
        ((CANADA,), True, []),
        ((Place(country="EU"),), True, []),
        ((Place(country="ZZ"), Place(country="US")), True, ["US", "remote"]),
        ((CANADA, OHIO), None, ["OH", "US"]),
        ((CANADA, Place(country="US")), None, ["US"]),
        ((Place(city="San Juan", state="PR", country="US"),), None, ["PR", "US"]),
    ],
)
def test_areas(
    engine: Engine, places: tuple[Place, ...], remote: bool | None, expected: list[str]
) -> None:
    save(engine, "2026-01-01", posting(places=places, remote=remote))
    merge_jobs(engine)
    assert areas(engine) == expected


# What it asks for


def asked(engine: Engine) -> list[tuple[str, str, bool, int]]:
    """Credential, requirement, alone and postings of each job."""
    return [
        (row["credential_id"], row["requirement"], row["alone"], row["postings"])
        for row in rows_of(engine, t.job_credentials)
    ]


def test_the_strongest_requirement_of_all_mentions_holds(engine: Engine) -> None:
    one, two = posting("1"), posting("2")
    save(engine, "2026-01-01", one, two)
    mention(
        engine, one, Said("nurse", requirement="mentioned"), Said("RN", requirement="after_hire")
    )
    mention(
        engine, two, Said("RN", requirement="preferred"), Said("Apply", requirement="not_required")
    )
    merge_jobs(engine)
    assert asked(engine) == [("rn", "preferred", True, 1)]


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("not_required", "mentioned"),
        ("mentioned", "after_hire"),
        ("after_hire", "preferred"),
        ("preferred", "required"),
    ],
)
@pytest.mark.parametrize("weaker_first", [True, False])
def test_the_order_of_strength(
    engine: Engine, weaker: str, stronger: str, weaker_first: bool
) -> None:
    first, second = (weaker, stronger) if weaker_first else (stronger, weaker)
    save(engine, "2026-01-01", posting())
    mention(engine, posting(), Said("nurse", requirement=first), Said("RN", requirement=second))
    merge_jobs(engine)
    assert [row[1] for row in asked(engine)] == [stronger]


def test_alternatives_count_each_member_and_none_is_alone(engine: Engine) -> None:
    ad = posting(text="RN or LPN required. BLS required.")
    save(engine, "2026-01-01", ad)
    mention(engine, ad, Said("RN", alternatives=1), Said("LPN", "lpn", alternatives=1))
    mention(engine, ad, Said("BLS", "bls"))
    merge_jobs(engine)
    assert asked(engine) == [
        ("bls", "required", True, 1),
        ("lpn", "required", False, 1),
        ("rn", "required", False, 1),
    ]


def test_a_credential_asked_for_once_alone_is_alone(engine: Engine) -> None:
    ad = posting(text="RN or LPN preferred. You hold an RN license.")
    save(engine, "2026-01-01", ad)
    mention(engine, ad, Said("RN", requirement="preferred", alternatives=1), Said("RN license"))
    merge_jobs(engine)
    assert asked(engine) == [("rn", "required", True, 1)]


def test_a_mention_that_asks_for_nothing_makes_none_alone(engine: Engine) -> None:
    save(engine, "2026-01-01", posting())
    mention(engine, posting(), Said("nurse", requirement="mentioned"), Said("RN", alternatives=1))
    merge_jobs(engine)
    assert asked(engine) == [("rn", "required", False, 1)]


def test_postings_are_those_of_the_job_that_ask(engine: Engine) -> None:
    ads = [posting(str(n)) for n in range(4)]
    save(engine, "2026-01-01", *ads)
    mention(engine, ads[0], Said("RN"), Said("nurse"))
    mention(engine, ads[1], Said("RN", requirement="preferred"))
    mention(engine, ads[2], Said("RN", requirement="after_hire"))
    assert merge_jobs(engine) == 1
    assert asked(engine) == [("rn", "required", True, 2)]
