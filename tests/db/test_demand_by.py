"""Demand by any columns: distinct jobs and employers, counted anew for each."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Engine

from db.demand_by import BY, EXTRAS, MEASURES, demand_by, withheld
from db.jobs import merge_jobs
from db.world import UNKNOWN_CLUSTER
from tests.db.make import (
    CLEVELAND,
    HEALTH,
    MANAGEMENT,
    MANAGER,
    NURSE,
    OHIO,
    TEXAS,
    Said,
    credentials,
    mention,
    posting,
    save,
)


def table(engine: Engine, *by: str, **limits: Any) -> dict[Any, list[int]]:
    """Jobs, employers, required, preferred, after_hire, alone for each combination of ``by``."""
    frame = demand_by(engine, by, **limits)
    return {
        tuple(None if key != key else key for key in (row[name] for name in by)): [
            int(row[name]) for name in MEASURES
        ]
        for row in frame.to_dict("records")
    }


def test_by_credential_in_the_nation(market: Engine) -> None:
    assert table(market, "credential") == {
        # 1, 3, 4, 5, 8, 9, 11, 12, 14; employers a, b, c; 3 and 12 prefer; 7 after hire; 4 or lpn.
        ("rn",): [9, 3, 7, 2, 1, 8],
        ("bls",): [2, 2, 1, 1, 0, 2],
        ("lpn",): [1, 1, 1, 0, 0, 0],
        ("mba",): [1, 1, 1, 0, 0, 1],
    }


def test_by_credential_gives_its_name_and_the_most_jobs_first(market: Engine) -> None:
    frame = demand_by(market, ["credential"])
    assert list(frame.columns) == ["credential", "credential_name", *MEASURES, *EXTRAS]
    assert list(frame["credential"]) == ["rn", "bls", "lpn", "mba"]
    assert frame["credential_name"][0] == "Name of rn"


def test_by_nothing_is_one_row_of_distinct_jobs(market: Engine) -> None:
    # Nine that ask for rn, and 6 for bls; 4, 5 and 12 ask for two and count once.
    assert table(market)[()][:2] == [10, 3]


def test_by_career_cluster(market: Engine) -> None:
    assert table(market, "career_cluster") == {
        (HEALTH,): [8, 3, 6, 2, 1, 7],  # 1, 3, 4, 5, 6, 8, 9, 11; 3 and 6 prefer; 4 has only "or"
        (MANAGEMENT,): [1, 1, 1, 1, 0, 1],  # 12 requires one and prefers another
        (UNKNOWN_CLUSTER,): [1, 1, 1, 0, 0, 1],  # 14
    }


def test_by_the_career_clusters_of_another_framework(market: Engine) -> None:
    clusters = {NURSE: "Health Science", MANAGER: "Health Science"}
    # The eight of nursing and the manager's, which counts for the same cluster here.
    assert table(market, "career_cluster", cluster_of=clusters) == {
        ("Health Science",): [9, 3, 7, 3, 1, 8],
        (UNKNOWN_CLUSTER,): [1, 1, 1, 0, 0, 1],
    }
    assert set(table(market, "soc", cluster="Health Science", cluster_of=clusters)) == {
        (NURSE,),
        (MANAGER,),
    }


def test_by_state_has_no_row_of_the_nation(market: Engine) -> None:
    assert table(market, "state") == {
        ("OH",): [8, 3, 6, 2, 1, 7],  # 1, 3, 4, 5, 6, 8, 11, 14; employers a, b, c; 7 after hire
        ("TX",): [2, 1, 2, 0, 0, 2],  # 5, 9
        ("remote",): [1, 1, 1, 0, 0, 1],  # 11
    }
    assert set(table(market, "state", state="TX")) == {("TX",)}


def test_by_soc(market: Engine) -> None:
    jobs = {key: row[0] for key, row in table(market, "soc").items()}
    assert jobs == {(NURSE,): 8, (MANAGER,): 1, (None,): 1}


def test_by_month(market: Engine) -> None:
    jobs = {key: row[0] for key, row in table(market, "month").items()}
    assert jobs == {("2026-01",): 5, ("2026-02",): 1, ("2026-03",): 4}


def test_by_employer(market: Engine) -> None:
    rows = table(market, "employer")
    assert rows["Best Care",][:2] == [3, 1]  # 4, 5, 9
    assert rows["City Hospital",][:2] == [2, 1]  # 6, 12
    assert rows[None,][:2] == [1, 0]  # 8


def test_by_source_kind_counts_a_cross_post_once_in_each(engine: Engine) -> None:
    one, other = posting("1"), posting("2", source="usajobs/all")
    save(engine, "2026-01-01", one, other)
    credentials(engine, "rn")
    mention(engine, one, Said("RN"))
    merge_jobs(engine)
    assert {key: row[0] for key, row in table(engine, "source_kind").items()} == {
        ("greenhouse",): 1,
        ("usajobs",): 1,
    }


def test_by_metro_counts_a_job_once_in_each_metro(engine: Engine) -> None:
    ad = posting(places=(OHIO, CLEVELAND, OHIO))
    save(engine, "2026-01-01", ad)
    mention(engine, ad, Said("RN"))
    merge_jobs(engine)
    assert {key: row[0] for key, row in table(engine, "metro").items()} == {
        ("Columbus, OH",): 1,
        ("Cleveland, OH",): 1,
    }


def test_metros_are_those_of_the_area(engine: Engine) -> None:
    ad = posting(places=(OHIO, TEXAS))
    save(engine, "2026-01-01", ad)
    mention(engine, ad, Said("RN"))
    merge_jobs(engine)
    assert set(table(engine, "metro")) == {("Columbus, OH",), ("Austin, TX",)}
    assert set(table(engine, "metro", state="OH")) == {("Columbus, OH",)}
    assert set(table(engine, "state", "metro")) == {("OH", "Columbus, OH"), ("TX", "Austin, TX")}


def test_limits(market: Engine) -> None:
    assert table(market, "credential", state="TX") == {
        ("rn",): [2, 1, 2, 0, 0, 2],
        ("bls",): [1, 1, 1, 0, 0, 1],
    }
    assert set(table(market, "credential", cluster=MANAGEMENT)) == {("rn",), ("mba",)}
    assert table(market, "credential", since=date(2026, 3, 9)) == {
        ("rn",): [3, 3, 2, 1, 0, 3],  # 9, 11, 12
        ("mba",): [1, 1, 1, 0, 0, 1],
    }
    assert table(market, "credential", state="AK") == {}


def test_employers_of_months_do_not_add_up(market: Engine) -> None:
    months = table(market, "month")
    assert sum(row[1] for row in months.values()) > table(market)[()][1]


@pytest.mark.parametrize("by", [*combinations(BY, 2), BY], ids=",".join)
def test_every_pair_of_columns_can_be_asked_for(engine: Engine, by: tuple[str, ...]) -> None:
    frame = demand_by(engine, by)
    assert [name for name in frame.columns if name != "credential_name"] == [
        *by,
        *MEASURES,
        *EXTRAS,
    ]


def test_the_same_question_has_the_same_answer(market: Engine) -> None:
    first, second = (demand_by(market, ["credential", "state", "month"]) for _ in range(2))
    assert first.equals(second)


def test_counties_pay_and_the_largest_employer(engine: Engine) -> None:
    # Acme 20 and 30 dollars an hour (41,600 and 62,400 a year), Best 50,000 a year, City none.
    pays = [
        ("Acme", 20.0, "hour"),
        ("Acme", 30.0, "hour"),
        ("Best", 50_000.0, "year"),
        ("City", None, None),
    ]
    for n, (employer, low, period) in enumerate(pays):
        ad = posting(
            str(n), employer=employer, text=f"Opening {n}. RN here.", pay_low=low, pay_period=period
        )
        save(engine, "2026-01-01", ad)
        mention(engine, ad, Said("RN"))
    merge_jobs(engine)
    (row,) = demand_by(engine, ["county"]).to_dict("records")
    assert (row["county"], row["jobs"], row["largest_employer_share"]) == (
        "Franklin County",
        4,
        0.5,
    )
    # Quartiles of 41,600, 50,000 and 62,400.
    assert [row[name] for name in EXTRAS[1:]] == [3, 45_800, 50_000, 56_200, "small"]


def test_what_one_employer_makes_is_withheld(market: Engine) -> None:
    shown = withheld(demand_by(market, ["credential"])).set_index("credential")
    assert shown.loc["rn", "jobs"] == 9
    assert shown.loc["rn", "flag"] == "small"
    for credential in ("lpn", "mba"):
        assert shown.loc[credential, "flag"] == "one employer"
        assert shown.loc[credential, "employers"] == 1
        assert shown.loc[credential].drop(["credential_name", "employers", "flag"]).isna().all()
