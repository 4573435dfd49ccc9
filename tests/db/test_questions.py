"""Five situations in which a count misleads, and what is said instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine, insert, update

from db import schema as t
from db.check import check
from db.demand import count_demand
from db.demand_by import demand_by, withheld
from db.jobs import merge_jobs
from db.records import Posting
from taxonomy.load import load
from tests.db.make import (  # fmt: skip
    HEALTH,
    NURSE,
    OHIO,
    TODAY,
    Said,
    at,
    crawl,
    mention,
    occupation,
    posting,
    row_of,
    rows_of,
    save,
)

TAXONOMY = load()
SERVSAFE = TAXONOMY.credentials["servsafe"]
RN = replace(TAXONOMY.credentials["rn"], socs=(NURSE,), career_clusters=(HEALTH,))


def count(engine: Engine, today: date = TODAY) -> None:
    """Jobs and demand, as the night does."""
    merge_jobs(engine, today)
    count_demand(engine, today)


def nurses(engine: Engine, day: str, ads: Iterable[Posting], *, asking: bool = True) -> None:
    """Saves ads as seen on a day, all of nurses."""
    ads = list(ads)
    save(engine, day, *ads)
    for ad in ads:
        occupation(engine, ad, NURSE, HEALTH)
        if asking:
            mention(engine, ad, Said("RN"))


def watch(engine: Engine, source: str, first: date, last: date) -> None:
    """Whole readings of a source, a night each."""
    with engine.begin() as connection:
        connection.execute(
            update(t.sources)
            .where(t.sources.c.key == source)
            .values(first_whole_crawl=at(first.isoformat()))
        )
        connection.execute(
            insert(t.crawls),
            [
                {
                    "source": source, "started": at((first + timedelta(days=n)).isoformat()), "status": "ok",
                    "whole": True, "pages": 1, "postings_seen": 0, "postings_new": 0, "postings_changed": 0,
                    "postings_closed": 0, "errors": {},
                }
                for n in range((last - first).days + 1)
            ],
        )  # fmt: skip


def test_servsafe_where_our_sources_are_hospitals(engine: Engine) -> None:
    hospitals = [
        posting(str(n), employer=f"Hospital {'abcdefgh'[n // 2500] * 3}", title=f"Nurse {n % 2500}", text=f"Ward {n % 2500}. RN here.", url=None)
        for n in range(20_000)
    ]  # fmt: skip
    save(engine, "2026-03-01", *hospitals)
    with engine.begin() as connection:
        connection.execute(update(t.postings).values(soc=NURSE, career_cluster=HEALTH))
    count(engine)
    answer = check(engine, SERVSAFE, "OH", TODAY)
    assert answer["verdict"] == "not enough data"
    assert (answer["jobs"], answer["relevant_jobs"], answer["relevant_employers"]) == (0, 0, 0)
    assert answer["share"] is None
    assert answer["answer"].startswith("There is not enough data to say whether employers ask for")
    assert "hold only 0 jobs in the occupations it is for, from 0 employers" in answer["answer"]
    assert "20,000 jobs" in answer["coverage"]
    assert "rarely" not in answer["answer"]


def test_sources_doubled_and_demand_unchanged(engine: Engine) -> None:
    # Sixty jobs a month at the first source; from October on the second shows sixty more.
    months = [date(2025, 4 + n, 5) for n in range(9)] + [date(2026, 1 + n, 5) for n in range(3)]
    for source, since in (("greenhouse/first", months[0]), ("usajobs/second", date(2025, 10, 1))):
        for month in months:
            if month >= since:
                nurses(
                    engine,
                    month.isoformat(),
                    [
                        posting(
                            f"{month} {n}", source=source, employer=f"{source} employer {'abcdef'[n % 6] * 2}",
                            text=f"Opening {n} of round {month.month}. RN here.",
                        )
                        for n in range(60)
                    ],
                )  # fmt: skip
    watch(engine, "greenhouse/first", date(2025, 3, 1), TODAY)
    watch(engine, "usajobs/second", date(2025, 10, 1), TODAY)
    count(engine)
    answer = check(engine, RN, "OH", TODAY)
    trend = {row["month"]: (row["jobs"], row["all_jobs"]) for row in answer["trend"]}
    assert {jobs for jobs, _ in trend.values()} == {60}
    assert (trend["2025-06"], trend["2026-02"]) == ((60, 60), (60, 120))
    assert answer["trend_in_words"].startswith("On a constant panel of sources it is steady")
    assert (
        "what differs is coverage (sources added or lost), not demand" in answer["trend_in_words"]
    )
    assert "rising" not in answer["trend_in_words"]


def test_one_employer_with_400_ads(engine: Engine) -> None:
    nurses(
        engine, "2026-03-01", [posting(str(n), text=f"Opening {n}. RN here.") for n in range(400)]
    )
    others = [
        posting(f"other {n}", employer=f"Clinic {name}", text=f"Opening of {name}. RN here.")
        for n, name in enumerate("Ash Bay Cedar Dale Elm Fir Glen Hill Isle".split())
    ]
    nurses(engine, "2026-03-01", others, asking=False)
    count(engine)
    answer = check(engine, RN, "OH", TODAY)
    # 400 of 409 jobs, but one of ten employers: drawn by employer it may be none or all.
    assert (answer["jobs"], answer["relevant_jobs"], answer["relevant_employers"]) == (400, 409, 10)
    assert answer["share_low"] == 0.0
    assert answer["share_high"] > 0.97
    assert answer["verdict"] == "not enough data"
    assert answer["largest_employer_share"] == 1.0
    assert "of one employer, Acme Health, Inc." in answer["answer"]
    shown = withheld(demand_by(engine, ["credential"], state="OH"))
    assert shown["flag"].tolist() == ["one employer"]
    assert shown["jobs"].isna().all()


def test_six_nights_missed(engine: Engine) -> None:
    ads = [posting(str(n), text=f"Opening {n}. RN here.") for n in range(12)]
    for day in ("2026-03-18", "2026-03-19", "2026-03-20"):
        crawl(engine, day, *ads)
    for ad in ads:
        occupation(engine, ad, NURSE, HEALTH)
        mention(engine, ad, Said("RN"))
    # Nobody looked from the 21st to the 26th. On the 27th one posting is off the list: once is no proof.
    crawl(engine, "2026-03-27", *ads[1:])
    count(engine, date(2026, 3, 27))
    assert [row["closed_on"] for row in rows_of(engine, t.postings)] == [None] * 12
    assert [row["closed_on"] for row in rows_of(engine, t.jobs)] == [None] * 12
    (month,) = [row for row in rows_of(engine, t.months) if row["month"] == "2026-03"]
    assert month["missed_nights"] == 6
    answer = check(engine, RN, "OH", date(2026, 3, 27))
    assert answer["jobs"] == 12
    assert "On 6 nights nothing was read; the last was 2026-03-26." in answer["coverage"]
    assert {row["month"]: row["missed_nights"] for row in answer["trend"]}["2026-03"] == 6
    # A second whole list without it is.
    crawl(engine, "2026-03-28", *ads[1:])
    assert row_of(engine, "0")["closed_on"] == date(2026, 3, 28)


def test_an_employer_that_opts_out_is_gone_by_one_line(engine: Engine) -> None:
    """The site's part of it stands in ``tests/scripts/test_site.py``."""
    shy = [
        posting(str(n), employer="Shy Clinic, Inc.", text=f"Shy opening {n}. RN here.")
        for n in (1, 2)
    ]
    other = posting("3", employer="Open Clinic", text="Opening 3. RN here.")
    nurses(engine, "2026-03-01", [*shy, other])
    count(engine)
    assert check(engine, RN, "OH", TODAY)["jobs"] == 3
    with engine.begin() as connection:
        connection.execute(
            insert(t.opt_outs).values(host_or_employer="shy clinic", kind="employer")
        )
    count(engine)
    answer = check(engine, RN, "OH", TODAY)
    assert (answer["jobs"], answer["employers"], answer["relevant_jobs"]) == (1, 1, 1)
    assert [row["employer"] for row in answer["evidence"]] == ["Open Clinic"]
    kept = [table for table in t.metadata.sorted_tables if table.name != "opt_outs"]
    for table in kept:
        assert "shy" not in repr(rows_of(engine, table)).lower(), table.name
    assert rows_of(engine, t.postings)[0]["state"] == OHIO.state
