"""Every rule of counting, over the sixty postings of ``sixty.py``; each figure is worked out beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db import schema as t
from db.asof import as_of
from db.check import check
from db.coverage import coverage
from db.demand_by import demand_by, withheld
from db.names import posting_id
from taxonomy.load import load
from taxonomy.model import Credential
from tests.db.conftest import filled, made_file
from tests.db.make import HEALTH, MANAGEMENT, NURSE, TODAY, count, rows_of
from tests.db.sixty import (  # fmt: skip
    BUILDING,
    COOK,
    DRIVER,
    ELECTRICIAN,
    FOOD,
    ONE,
    ROWS,
    TRANSPORT,
    TWO,
    open_sixty,
)

UNKNOWN = "Not known"
JAN, FEB, MAR = "2026-01", "2026-02", "2026-03"
RN = replace(load().credentials["rn"], socs=(NURSE,), career_clusters=(HEALTH,))


@pytest.fixture(scope="module")
def sixty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sixty in a SQLite file, counted."""
    return made_file(tmp_path_factory.mktemp("sixty"), open_sixty)


@pytest.fixture
def sixty(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Engine:
    """An open database with the sixty, counted."""
    return filled(engine, tmp_path, lambda: request.getfixturevalue("sixty_file"), open_sixty)


def demand_of(engine: Engine, credential: str, *columns: str, area: str = "US") -> dict[Any, Any]:
    """What the table says of a credential in an area, by cluster and month."""
    return {
        (row["career_cluster"], row["month"]): tuple(row[name] for name in columns)
        for row in rows_of(engine, t.demand)
        if row["credential_id"] == credential and row["state"] == area
    }


def sums(engine: Engine, credential: str, column: str) -> dict[str, int | None]:
    """A column of a credential added up over clusters and months, by area; areas with none left out."""
    out: dict[str, int | None] = {}
    for row in rows_of(engine, t.demand):
        if row["credential_id"] == credential and (row[column] or row[column] is None):
            have = out.get(row["state"])
            out[row["state"]] = have if row[column] is None else (have or 0) + row[column]
    return out


# Jobs


def test_sixty_postings_are_55_jobs(sixty: Engine) -> None:
    # 57 opted out and is gone; 60 is of April. Of the other 58, 2 is of 1, 8 of 7, 12 of 11.
    assert len(ROWS) == 60
    assert count(sixty, t.postings) == 59
    assert count(sixty, t.jobs) == 55
    job_of = {
        (row["source"], row["external_id"]): row["job_id"] for row in rows_of(sixty, t.postings)
    }
    for other, own in (
        ((ONE, "2"), (ONE, "1")),
        ((TWO, "8"), (ONE, "7")),
        ((TWO, "12"), (ONE, "11")),
    ):
        assert job_of[other] == job_of[own] == posting_id(*own)
    assert job_of[ONE, "60"] is None


# Demand


def test_registered_nurses_in_the_nation(sixty: Engine) -> None:
    columns = (
        "jobs", "employers", "required", "preferred", "after_hire", "alone", "postings",
        "largest_employer_share", "left_censored", "panel_jobs",
    )  # fmt: skip
    found = demand_of(sixty, "rn", *columns)
    new = {key: row for key, row in found.items() if any(row)}
    assert new == {
        (HEALTH, "2025-03"): (1, 1, 1, 0, 0, 1, 1, 1.0, 0, 0),  # 33, before the panel begins
        (HEALTH, "2025-05"): (1, 1, 1, 0, 0, 1, 1, 1.0, 0, 0),  # 32
        (HEALTH, "2025-12"): (1, 1, 1, 0, 0, 1, 1, 1.0, 0, 1),  # 3
        # 1 with 2 (Acme), 30 (Best, by its date, though seen in February; not of the panel), 35 (Best).
        (HEALTH, JAN): (3, 2, 3, 0, 0, 3, 4, 0.666667, 0, 2),
        # Acme 4, 14. Best 5, 6, 7 with 8, 29, 31. City 9, 10, 11 with 12, 16, 20, 21, 24. Kelly 13.
        # Nobody named: 15. That is 2 + 5 + 7 + 1 + 1 = 16; preferred: 9 (of 7, 8 requires it).
        # After hire: 17. Not alone: 20 (or LPN), 24 (or equivalent); 21 names it a second time.
        # Postings: 16 and 8, 12. Survivors: 15, 29. Panel: all but 15, 29, 31, which stood at `two` alone.
        (HEALTH, FEB): (16, 4, 15, 1, 1, 14, 18, 0.4375, 2, 13),
        # Best 25, 26, 28, 34; Acme 58, 59. Not 27 (Toronto), 57 (opted out), 60 (of April).
        (HEALTH, MAR): (6, 2, 6, 0, 0, 6, 6, 0.666667, 0, 6),
    }


def test_active_jobs(sixty: Engine) -> None:
    found = demand_of(sixty, "rn", "active_jobs")
    assert {month: row[0] for (_, month), row in found.items()} == {
        "2025-03": 1,  # 33, of the archive: not open after its day
        "2025-05": 1,  # 32
        "2025-12": 1,  # 3
        JAN: 4,  # 3, and 1, 30, 35
        FEB: 20,  # 3, 1 (its repost is open), 30, 35 (until the 2nd), and the 16 new ones
        MAR: 25,  # 3, 1, 30, the 16, and 6 new ones
    }


def test_places_do_not_sum_to_the_nation(sixty: Engine) -> None:
    assert sums(sixty, "rn", "jobs") == {
        # 1, 3; of February all but 29 and 31; 25, 26, 58, 59: 2 + 14 + 4.
        "OH": 20,
        "TX": 8,  # 25, 29 to 35
        "remote": 1,  # 26
        # 20 + 8, less 25 that is in both, and 28 that names no state.
        "US": 28,
    }
    by_county = demand_by(sixty, ["county"]).set_index("county")
    # Counties: of Ohio's jobs that name Columbus, whatever they ask for; here of nurses alone.
    rn = demand_by(sixty, ["credential", "county"]).set_index(["credential", "county"])["jobs"]
    # All of Ohio's but 6 (Cleveland), 11 (Dayton), 58 (the state): 17.
    assert (rn["rn", "Franklin County"], rn["rn", "Travis County"]) == (17, 8)
    assert by_county.loc["Travis County", "jobs"] == 9, "eight of nurses, and 51"
    metro = demand_by(sixty, ["credential", "metro"]).set_index(["credential", "metro"])["jobs"]
    assert metro["rn", "Columbus, OH"] == 17
    assert metro["rn", "Cleveland, OH"] == 1


def test_alternatives(sixty: Engine) -> None:
    # 20 and 21 as the alternative to rn, 22 preferred by itself.
    assert demand_of(sixty, "lpn", "jobs", "required", "preferred", "alone")[HEALTH, FEB] == (
        3, 2, 1, 1,
    )  # fmt: skip


def test_the_strongest_requirement_holds(sixty: Engine) -> None:
    found = demand_of(sixty, "bls", "jobs", "required", "preferred", "after_hire")
    assert found[HEALTH, FEB] == (2, 1, 1, 0)  # 22 requires, 23 prefers and lets it wait
    assert found[UNKNOWN, MAR] == (1, 1, 0, 0)  # 56


def test_a_child_counts_for_its_family_in_a_column_of_its_own(sixty: Engine) -> None:
    assert demand_of(sixty, "cdl", "jobs", "family_jobs") == {
        (TRANSPORT, JAN): (1, 2),  # 36; and 37 by its class A
        (TRANSPORT, FEB): (0, 1),  # 38, once though it names both classes
        (TRANSPORT, MAR): (4, 4),  # 39 (which names class A too), 42, 43, 44; 41 asks after hire
    }
    assert demand_of(sixty, "cdl-a", "jobs", "family_jobs", "alone") == {
        (TRANSPORT, JAN): (1, 1, 1),  # 37
        (TRANSPORT, FEB): (1, 1, 0),  # 38
        (TRANSPORT, MAR): (1, 1, 1),  # 39
    }
    assert sums(sixty, "cdl-b", "after_hire") == {"TX": 1, "US": 1}  # 41


def test_what_the_law_asks_is_imputed_apart(sixty: Engine) -> None:
    # 29-1141 in all states: the 28 that ask in the nation, 17, 18, 19 (who do not), 22, 23.
    assert sums(sixty, "rn", "licensed_jobs")["US"] == 33
    assert sums(sixty, "cdl", "licensed_jobs") == {
        "OH": 8,
        "TX": 1,
        "US": 9,
    }  # 36 to 44; 41 in Texas
    # Electricians: Texas has a law for all, of Ohio nothing is known: no figure, and none in the nation.
    assert sums(sixty, "electrician-license", "jobs") == {"OH": 1, "US": 1}  # 49
    assert sums(sixty, "electrician-license", "licensed_jobs") == {
        "OH": None,
        "TX": 2,
        "US": 2,
    }  # 50, 51
    assert sums(sixty, "servsafe", "licensed_jobs") == {"OH": None, "US": None}
    # 49's own demand is no part of it, and the imputed is no part of demand.
    assert demand_of(sixty, "rn", "jobs")[HEALTH, FEB] == (16,)


def test_entry_level_jobs_that_ask_for_the_software(sixty: Engine) -> None:
    assert demand_of(sixty, "mos-excel", "jobs", "preferred", "software_jobs") == {
        # 45 asks for the credential; 45 and 46 are entry level and name Excel, 47 asks for a degree,
        # 48 does not say what it asks for. Open in March, with nothing new.
        (MANAGEMENT, FEB): (1, 1, 2),
        (MANAGEMENT, MAR): (0, 0, 0),
    }
    assert sums(sixty, "rn", "software_jobs") == dict.fromkeys(("OH", "TX", "US", "remote"))


def test_entry_level_is_never_guessed(sixty: Engine) -> None:
    # Yes: 42. No: 43 (five years). Not stated: 36; 39, 44 (no education given).
    found = demand_of(sixty, "cdl", "entry_jobs", "entry_unstated")
    assert found[TRANSPORT, JAN] == (0, 1)
    assert found[TRANSPORT, MAR] == (1, 2)


def test_clusters_are_those_of_the_jobs(sixty: Engine) -> None:
    assert demand_of(sixty, "osha-10", "jobs") == {
        (BUILDING, MAR): (2,),  # 49, 51
        (UNKNOWN, MAR): (1,),  # 55
    }
    by_cluster = demand_by(sixty, ["career_cluster"]).set_index("career_cluster")["jobs"]
    assert by_cluster.to_dict() == {
        # The 28, and 22, 23 for others.
        HEALTH: 30,
        TRANSPORT: 7,  # 36 to 39, 42 to 44
        MANAGEMENT: 1,  # 45
        BUILDING: 2,
        FOOD: 2,  # 52, 53
        UNKNOWN: 2,  # 55, 56
    }


# Denominators


def test_the_denominators(sixty: Engine) -> None:
    slices = {
        (row["soc"], row["state"], row["month"]): (row["jobs"], row["employers"])
        for row in rows_of(sixty, t.slices)
    }
    # The 16, and 17, 18, 19, 22, 23 (City).
    assert slices[NURSE, "US", FEB] == (21, 4)
    assert slices[NURSE, "OH", MAR] == (4, 2)  # 25, 26, 58, 59
    assert slices[DRIVER, "OH", MAR] == (5, 1)  # 39, 40, 42, 43, 44
    assert slices[ELECTRICIAN, "TX", MAR] == (2, 1)
    assert slices[COOK, "US", MAR] == (3, 1)
    totals = {
        (row["state"], row["month"]): (row["jobs"], row["left_censored"], row["panel_jobs"])
        for row in rows_of(sixty, t.totals)
    }
    # Nurses 21, drivers 1 (38), clerks 4; 15 and 29 are survivors; 31 stood at `two` alone.
    assert totals["US", FEB] == (26, 2, 23)
    # Nurses 6, drivers 6 (39 to 44), electricians 3, cooks 3, not known 2 (55, 56).
    assert totals["US", MAR] == (20, 0, 20)


def test_months_missed_nights_and_the_panel(sixty: Engine) -> None:
    months = {
        row["month"]: (row["sources"], row["panel_sources"], row["missed_nights"], row["source_nights_missed"])
        for row in rows_of(sixty, t.months)
    }  # fmt: skip
    assert months["2025-08"] == (0, 0, 0, 0)
    assert months["2025-09"] == (1, 0, 0, 0)
    assert months[JAN] == (1, 1, 0, 0)
    assert months[FEB] == (2, 1, 0, 0)
    # Nobody looked on the 10th to the 12th: twice three; and `two` not on the 20th.
    assert months[MAR] == (2, 1, 3, 7)
    (panel,) = rows_of(sixty, t.panel_sources)
    assert (panel["source"], panel["since"]) == (ONE, "2025-10")
    # Of 55 jobs 32, 33, 34, 35 are closed. Of the 51 open ones 15, 29, 30, 31 are of `two`.
    assert panel["share_of_open_jobs"] == pytest.approx(47 / 51)


# What is shown


def test_the_answer_for_ohio(sixty: Engine) -> None:
    answer = check(sixty, RN, "OH", TODAY)
    assert (answer["jobs"], answer["employers"], answer["postings"]) == (20, 4, 23)  # and 2, 8, 12
    assert (answer["required"], answer["preferred"], answer["after_hire"]) == (19, 1, 1)
    # City 7, Acme 1, 3, 4, 14, 58, 59, Best 5, 6, 7, 25, 26, Kelly 13.
    assert answer["largest_employer_share"] == 7 / 20
    assert [e["jobs"] for e in answer["who_asks"]["employers"]] == [7, 6, 5, 1]
    assert answer["who_asks"]["staffing_jobs"] == 1
    # With 17, 18, 19, 22, 23; whoever names no employer (15) counts as one.
    assert (answer["relevant_jobs"], answer["relevant_employers"]) == (25, 5)
    assert answer["share"] == 0.8
    # Few jobs, but at the lower end of the interval still more than the line.
    assert answer["share_low"] > 0.1
    assert answer["verdict"] == "often"
    assert answer["rank"] == {HEALTH: 1}
    trend = {row["month"]: (row["jobs"], row["all_jobs"]) for row in answer["trend"]}
    assert trend[FEB] == (13, 14)  # without 15, which only `two` shows
    assert min(trend) == "2025-10"
    assert {row["month"]: row["missed_nights"] for row in answer["trend"]}[MAR] == 3
    assert answer["pay"] == {"pay_jobs": 1, "pay_q1": 70_720, "pay_median": 70_720, "pay_q3": 70_720}  # 8's 34 an hour  # fmt: skip
    assert answer["licensed_jobs"] == 25
    evidence = {row["employer"] for row in answer["evidence"]}
    assert len(answer["evidence"]) == 5
    assert evidence >= {"Acme Health, Inc.", "City Hospital", "Kelly Services"}
    assert not evidence & {"Quiet Clinic"}


def test_the_window_is_twelve_months(sixty: Engine) -> None:
    # 33 is of 20 March 2025.
    assert check(sixty, RN, "TX", TODAY)["jobs"] == 7
    assert check(sixty, RN, "US", TODAY)["jobs"] == 27


def test_pay_of_the_commercial_license(sixty: Engine) -> None:
    # 48,000 (36, by the month), 52,000 (42, by the hour), 70,000 (43, the middle); 44's 5 is misread.
    rows = demand_by(sixty, ["credential"]).set_index("credential")
    assert rows.loc["cdl", ["pay_jobs", "pay_q1", "pay_median", "pay_q3"]].tolist() == [
        3, 50_000, 52_000, 61_000,
    ]  # fmt: skip


def test_small_figures_are_flagged_and_one_employer_s_withheld(sixty: Engine) -> None:
    shown = withheld(demand_by(sixty, ["credential"])).set_index("credential")
    assert shown.loc["rn", "jobs"] == 28
    assert not isinstance(shown.loc["rn", "flag"], str)
    assert shown.loc["bls", ["jobs", "flag"]].tolist() == [3, "small"]
    assert shown.loc["servsafe", "flag"] == "one employer"
    assert shown.loc["servsafe", ["jobs", "required", "largest_employer_share"]].isna().all()


def test_one_employer_alone_makes_no_verdict(sixty: Engine) -> None:
    cook: Credential = replace(RN, id="servsafe", name="ServSafe", socs=(COOK,), career_clusters=(FOOD,))  # fmt: skip
    answer = check(sixty, cook, "OH", TODAY)
    assert (answer["jobs"], answer["relevant_jobs"], answer["relevant_employers"]) == (2, 3, 1)
    assert (answer["share_low"], answer["share_high"]) == (0.0, 1.0)
    assert answer["verdict"] == "not enough data"
    assert "one employer, Golden Grill" in answer["answer"]


def test_as_of_the_end_of_february(sixty: Engine) -> None:
    before = rows_of(sixty, t.demand)
    with as_of(sixty, date(2026, 2, 28)) as connection:
        rows = demand_by(connection, ["credential"]).set_index("credential")
        # Without the six of March; 8 had not yet been seen, so 7 preferred it and gave 30 an hour.
        assert rows.loc["rn", ["jobs", "required", "preferred", "pay_median"]].tolist() == [
            22, 20, 2, 62_400,
        ]  # fmt: skip
        # 35 had closed, 34 was not yet there.
        (closed,) = connection.execute(
            select(t.jobs.c.closed_on).where(t.jobs.c.id == posting_id(ONE, "35"))
        ).one()
        assert closed == date(2026, 2, 2)
        assert connection.scalar(
            select(t.jobs.c.id).where(t.jobs.c.id == posting_id(ONE, "34"))
        ) is None  # fmt: skip
    assert rows_of(sixty, t.demand) == before


def test_whom_the_sources_represent(sixty: Engine) -> None:
    with sixty.connect() as connection:
        answer = coverage(connection, TODAY, "US", {NURSE: 3_000, DRIVER: 6_000, "11-1021": 1_000})
    # 54 jobs in the nation (27 is abroad), less 33, which is of the year before.
    assert answer["jobs"] == 53
    # Delta's 32, Acme, Best, City, Kelly, Freight, Echo, Foxtrot, Grill, Hilltop.
    assert answer["employers"] == 10
    assert answer["jobs_without_employer"] == 1
    assert answer["jobs_without_occupation"] == 2
    groups = {row["soc_group"]: row for row in answer["occupations"]}
    # Nurses: 33 less 33's own = 32 of the 51 jobs with an occupation; 30% of those employed.
    assert groups["29-0000"]["jobs"] == 32
    assert groups["29-0000"]["share_of_employment"] == 0.3
    assert groups["29-0000"]["ratio"] == round(32 / 51 / 0.3, 2)
    assert groups["11-0000"]["jobs"] == 0
    assert answer["source_kinds"] == [
        {"source_kind": "archive", "jobs": 1},
        {"source_kind": "greenhouse", "jobs": 48},
        {"source_kind": "usajobs", "jobs": 4},
    ]
    assert answer["missed_nights"] == ["2026-03-10", "2026-03-11", "2026-03-12"]
    assert {row["source"]: row["nights_missed"] for row in answer["sources"]} == {ONE: 3, TWO: 4}
    text = answer["text"]
    assert "advertised demand" in text
    assert "On 3 nights nothing was read; the last was 2026-03-12." in text
    assert "left-censored" in text
