"""The answer to: is this credential asked for, here, now?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.check import Thresholds, check, interval_share, place_name, sentence, thresholds, verdict
from db.interval import Accuracy
from db.jobs import merge_jobs
from db.names import posting_id
from db.records import Posting
from db.verdict import flips
from taxonomy.load import load
from taxonomy.model import CROSS_CUTTING, Credential
from tests.db.make import (
    HEALTH,
    MANAGEMENT,
    MANAGER,
    NURSE,
    OHIO,
    TODAY,
    Said,
    mention,
    occupation,
    posting,
    save,
)
from tests.db.market import A, B

RN = replace(load().credentials["rn"], socs=(NURSE,), career_clusters=(HEALTH,))
COOK = "35-2014"
SERVSAFE = replace(
    RN,
    id="servsafe",
    name="ServSafe",
    socs=(COOK,),
    career_clusters=("Hospitality, Events, & Tourism",),
)
LIMITS = Thresholds(
    least_relevant_jobs=30,
    least_relevant_employers=5,
    least_employers_at_all=3,
    often=0.10,
    sometimes=0.02,
)


def ohio(engine: Engine, credential: Credential = RN, state: str = "OH") -> dict[str, Any]:
    return check(engine, credential, state, TODAY)


def fill(engine: Engine, jobs: int, employers: int, asking: int, soc: str = NURSE) -> None:
    """Jobs in Ohio, spread over employers; the first ``asking`` of them require a nurse's license."""
    ads = [
        posting(str(n), employer=f"Employer {n % employers}", text=f"Opening {n}. RN here.")
        for n in range(jobs)
    ]
    save(engine, "2026-02-01", *ads)
    for n, ad in enumerate(ads):
        occupation(engine, ad, soc, HEALTH)
        if n < asking:
            mention(engine, ad, Said("RN"))
    merge_jobs(engine)


# Figures, of the market counted by hand


def test_the_keys_of_the_design_are_there(market: Engine) -> None:
    assert set(ohio(market)) >= {
        "credential", "state", "since", "until", "verdict", "answer", "jobs", "employers", "required",
        "preferred", "after_hire", "alone", "postings", "relevant_jobs", "relevant_employers", "share",
        "share_low", "share_high", "largest_employer_share", "rank", "trend", "evidence", "candidates",
    }  # fmt: skip


def test_totals_of_a_state(market: Engine) -> None:
    answer = ohio(market)
    assert answer["credential"] == {"id": "rn", "name": RN.name}
    assert (answer["state"], answer["since"], answer["until"]) == ("OH", "2025-03-31", "2026-03-31")
    # 1, 3, 4, 5, 8, 11 and 14; 3 prefers; 7 after hire; 4 has an alternative; 2 is 1 again.
    assert (answer["jobs"], answer["required"], answer["preferred"]) == (7, 6, 1)
    assert (answer["after_hire"], answer["alone"], answer["postings"]) == (1, 6, 8)
    # Acme 1, 3, 11, 14; Best Care 4, 5; 8 names none.
    assert (answer["employers"], answer["largest_employer_share"]) == (2, round(4 / 7, 4))


def test_totals_of_the_nation_and_of_remote_work(market: Engine) -> None:
    assert ohio(market, state="US")["jobs"] == 9  # and 9 in Texas and 12 in no known state
    assert ohio(market, state="remote")["jobs"] == 1
    assert ohio(market, state="TX")["jobs"] == 2


def test_the_share_is_of_the_jobs_in_its_occupations(market: Engine) -> None:
    answer = ohio(market)
    # Nurses in Ohio: 1, 3, 4, 5, 6, 7, 8, 11; six ask. 14 asks, but its occupation is not known.
    assert (answer["relevant_jobs"], answer["share"]) == (8, 0.75)
    assert answer["relevant_employers"] == 4, (
        "Acme, Best Care, City Hospital, and the one not named"
    )
    assert answer["share_low"] <= answer["share"] <= answer["share_high"]


def test_a_credential_for_no_occupation_is_set_against_all_jobs(market: Engine) -> None:
    answer = ohio(market, replace(RN, socs=()))
    assert answer["relevant_jobs"] == 10  # the eight, 13 and 14
    assert answer["share"] == 0.7


def test_rank_is_among_the_credentials_of_its_career_cluster(market: Engine) -> None:
    bls = replace(RN, id="bls")
    lpn = replace(RN, id="lpn")
    # In Ohio's health jobs: rn 6, bls 2, lpn 1.
    assert ohio(market)["rank"] == {HEALTH: 1}
    assert ohio(market, bls)["rank"] == {HEALTH: 2}
    assert ohio(market, lpn)["rank"] == {HEALTH: 3}
    assert ohio(market, replace(RN, id="mba", career_clusters=(MANAGEMENT,)))["rank"] == {}
    everywhere = replace(RN, career_clusters=("Cross-cutting",))
    assert ohio(market, everywhere, "US")["rank"] == {HEALTH: 1, MANAGEMENT: 1, "Not known": 1}


def test_rank_in_another_framework_goes_by_its_clusters(market: Engine) -> None:
    everywhere = replace(RN, socs=(), career_clusters=(CROSS_CUTTING,))
    clusters = {NURSE: "Health Science", MANAGER: "Health Science"}
    answer = check(market, everywhere, "US", TODAY, clusters)
    assert answer["rank"] == {"Health Science": 1, "Not known": 1}


def test_trend_by_month(market: Engine) -> None:
    answer = ohio(market)
    assert [(row["month"], row["jobs"], row["share"]) for row in answer["trend"]] == [
        ("2026-01", 4, 0.75),  # 1, 3, 4 and 14; of 1, 3, 4, 6
        ("2026-02", 1, 1.0),  # 5
        ("2026-03", 2, round(2 / 3, 4)),  # 8, 11; of 7, 8, 11
    ]
    # The source was first read whole on 18 February: what was there then are survivors.
    assert [row["left_censored"] for row in answer["trend"]] == [4, 1, 0]
    assert [row["partial"] for row in answer["trend"]] == [False, False, True]
    # It was last read on 20 February, so it is dead on 31 March and no panel.
    assert answer["trend_in_words"].startswith("No trend")
    assert answer["trend_basis"].startswith("all sources")


def test_who_asks_and_what_else(market: Engine) -> None:
    answer = ohio(market)
    # Acme 1, 3, 11, 14; Best Care 4, 5.
    assert answer["who_asks"]["employers"] == [
        {"employer": A, "kind": "employer", "jobs": 4},
        {"employer": B, "kind": "employer", "jobs": 2},
    ]
    assert answer["who_asks"]["occupations"] == [{"soc": NURSE, "jobs": 6}]
    assert answer["who_asks"]["career_clusters"] == {HEALTH: 6, "Not known": 1}
    assert answer["neighbors"] == [
        {"id": "bls", "name": "Name of bls", "jobs": 1},  # 5
        {"id": "lpn", "name": "Name of lpn", "jobs": 1},  # 4
    ]
    assert answer["family_jobs"] == 7
    # Nurses new in Ohio since April 2025: 1, 3, 4, 6; 5; 7, 8, 11. All need a license by law.
    assert answer["licensed_jobs"] == 8
    assert answer["software_jobs"] is None
    assert answer["entry_level"] == {"yes": 0, "no": 0, "unstated": 7}
    assert "57% of these jobs are of one employer, Acme Health, Inc." in answer["answer"]


def test_pay_is_advertised_pay_with_how_many_give_it(engine: Engine) -> None:
    # 41,600 from 20 an hour, 60,000 the middle of a range, 24,000 from 2,000 a month; one gives none.
    pays = [
        (20.0, None, "hour"),
        (50_000.0, 70_000.0, "year"),
        (2_000.0, None, "month"),
        (None, None, None),
    ]
    for n, (low, high, period) in enumerate(pays):
        ad = posting(
            str(n), text=f"Opening {n}. RN here.", pay_low=low, pay_high=high, pay_period=period
        )
        save(engine, "2026-02-01", ad)
        mention(engine, ad, Said("RN"))
    merge_jobs(engine)
    assert ohio(engine)["pay"] == {
        "pay_jobs": 3, "pay_q1": 32_800, "pay_median": 41_600, "pay_q3": 50_800,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "jobs"), [(-1, 0), (0, 1), (364, 1), (365, 0)])
def test_the_window_is_the_twelve_months_to_today(engine: Engine, days: int, jobs: int) -> None:
    save(engine, "2025-01-10", posting())
    mention(engine, posting(), Said("RN"))
    merge_jobs(engine)
    assert check(engine, RN, "OH", date(2025, 1, 10) + timedelta(days))["jobs"] == jobs


def test_an_empty_database_has_not_enough_data(engine: Engine) -> None:
    answer = ohio(engine)
    assert answer["verdict"] == "not enough data"
    assert (answer["jobs"], answer["share"], answer["evidence"]) == (0, None, [])


# Verdicts


@pytest.mark.parametrize(
    ("jobs", "employers", "asking", "expected"),
    [
        (60, 20, 30, "often"),
        (400, 100, 20, "sometimes"),
        (400, 100, 2, "rarely"),
        (400, 100, 0, "rarely"),
        (12, 3, 0, "not enough data"),
        (60, 4, 0, "not enough data"),  # many jobs, few employers
        (60, 20, 0, "not enough data"),  # a share of a tenth is not excluded by 20 employers
        (12, 3, 12, "often"),  # few, but what there is shows that it is asked for
    ],
)
def test_verdicts(engine: Engine, jobs: int, employers: int, asking: int, expected: str) -> None:
    fill(engine, jobs, employers, asking)
    answer = ohio(engine)
    assert (answer["relevant_jobs"], answer["relevant_employers"]) == (jobs, employers)
    assert answer["verdict"] == expected


def test_hospital_jobs_say_nothing_of_a_cook_s_credential(engine: Engine) -> None:
    fill(engine, 400, 100, 300)
    answer = ohio(engine, SERVSAFE)
    assert (answer["jobs"], answer["relevant_jobs"], answer["share"]) == (0, 0, None)
    assert answer["verdict"] == "not enough data"
    assert "not enough data" in answer["answer"]
    assert "0 jobs" in answer["answer"]


def figures(**changes: Any) -> dict[str, Any]:
    return {
        "relevant_jobs": 500, "relevant_employers": 100, "share": 0.05, "share_low": 0.03, "share_high": 0.07,
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "sometimes"),
        ({"share": 0.10}, "often"),
        # It rests on so few employers that it could be next to nothing.
        ({"share": 0.50, "share_low": 0.0199}, "not enough data"),
        ({"share": 0.05, "share_low": 0.0}, "not enough data"),
        ({"share": 0.0999}, "sometimes"),
        ({"share": 0.02}, "sometimes"),
        ({"share": 0.0199, "share_low": 0.01}, "rarely"),
        ({"share": 0.01, "share_high": 0.10}, "not enough data"),
        ({"relevant_jobs": 29}, "sometimes"),
        ({"relevant_jobs": 29, "share_low": 0.0199}, "not enough data"),
        ({"relevant_employers": 4, "share_low": 0.0}, "not enough data"),
        ({"relevant_jobs": 30, "relevant_employers": 5, "share_low": 0.001}, "sometimes"),
        (
            dict.fromkeys(("share", "share_low", "share_high")) | {"relevant_jobs": 0},
            "not enough data",
        ),
    ],
)
def test_where_the_verdicts_meet(changes: dict[str, Any], expected: str) -> None:
    assert verdict(figures(**changes), LIMITS) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Far from every line.
        ({"share": 0.05}, set()),
        # 0.09 is above three quarters of 0.10.
        ({"share": 0.09}, {("often", 0.075, "often")}),
        # 0.11 is below five quarters of 0.10.
        ({"share": 0.11}, {("often", 0.125, "sometimes")}),
        (
            {"share": 0.017, "share_low": 0.01, "share_high": 0.03},
            {("sometimes", 0.015, "sometimes")},
        ),
        # 24 jobs would do if 22 were enough.
        ({"relevant_jobs": 24, "share_low": 0.001}, {("least_relevant_jobs", 22, "sometimes")}),
        (
            {"relevant_jobs": 35, "share_low": 0.001},
            {("least_relevant_jobs", 38, "not enough data")},
        ),
    ],
)
def test_whether_a_verdict_would_flip(changes: dict[str, Any], expected: set[Any]) -> None:
    found = flips(figures(**changes), LIMITS)
    assert {(f["threshold"], f["to"], f["verdict"]) for f in found} == expected


def test_the_shipped_thresholds_are_in_order() -> None:
    limits = thresholds()
    assert 0 < limits.sometimes < limits.often < 1
    assert limits.least_relevant_jobs > 0
    assert limits.least_relevant_employers > 0


# The interval


EMPLOYERS = st.lists(
    st.integers(1, 30).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total))),
    min_size=1,
    max_size=40,
)


@given(EMPLOYERS)
def test_the_interval_holds_the_share(pairs: list[tuple[int, int]]) -> None:
    out = interval_share(pairs, draws=100)
    assert 0 <= out["share_low"] <= out["share"] <= out["share_high"] <= 1
    assert out["relevant_jobs"] == sum(total for total, _ in pairs)
    assert out["share"] == round(sum(asked for _, asked in pairs) / out["relevant_jobs"], 4)
    assert interval_share(pairs, draws=100) == out, "the same data give the same interval"


def test_employers_are_drawn_not_jobs() -> None:
    one_asks = interval_share([(50, 50), *[(50, 0)] * 9])
    all_ask_a_little = interval_share([(50, 5)] * 10)
    assert one_asks["share"] == all_ask_a_little["share"] == 0.1
    assert one_asks["share_high"] - one_asks["share_low"] > 0.2
    assert all_ask_a_little["share_high"] == all_ask_a_little["share_low"] == 0.1


def test_none_of_few_employers_excludes_little_none_of_many_excludes_much() -> None:
    assert interval_share([(100, 0)] * 3)["share_high"] == round(1 - 0.025 ** (1 / 3), 4)
    assert interval_share([(1, 0)] * 300)["share_high"] < 0.02
    assert interval_share([(100, 100)] * 3)["share_low"] == round(0.025 ** (1 / 3), 4)


def test_the_extractor_s_error_widens_the_interval() -> None:
    pairs = [(20, n % 5) for n in range(60)]
    plain = interval_share(pairs)
    measured = interval_share(pairs, errors=Accuracy(90, 10, 80, 20, "a test"))
    assert measured["share"] == plain["share"]
    assert measured["share_low"] <= plain["share"]
    # Precision 0.9 over recall 0.8: the truth lies above what was counted.
    assert measured["share_high"] > plain["share_high"]
    wide = measured["share_high"] - measured["share_low"]
    assert wide > plain["share_high"] - plain["share_low"]
    assert interval_share(pairs, errors=Accuracy(90, 10, 80, 20, "a test")) == measured


def test_no_jobs_have_no_share() -> None:
    assert interval_share([])["share"] is None


# Evidence


def test_evidence_is_the_sentence_with_the_words_marked(engine: Engine) -> None:
    ad = posting(
        text="About us: we care. You hold an RN license – “active” – in Ohio 👩‍⚕️. Apply.",
        posted_on=date(2026, 1, 2),
    )
    save(engine, "2026-01-05", ad)
    mention(engine, ad, Said("RN license"))
    merge_jobs(engine)
    (found,) = ohio(engine)["evidence"]
    assert found == {
        "sentence": "You hold an RN license – “active” – in Ohio 👩‍⚕️.",
        "start": 12,
        "end": 22,
        "requirement": "required",
        "employer": "Acme Health, Inc.",
        "title": "Registered Nurse",
        "place": "Columbus, OH",
        "date": "2026-01-02",
        "url": "https://boards.example/acme/1",
        "posting": str(posting_id(ad.source, ad.external_id)),
        "at": 31,
    }
    assert found["sentence"][found["start"] : found["end"]] == "RN license"


def say(engine: Engine, day: str, number: int, employer: str, requirement: str) -> Posting:
    ad = posting(str(number), employer=employer, text=f"Opening {number}. RN here.")
    save(engine, day, ad)
    mention(engine, ad, Said("RN", requirement=requirement))
    return ad


def test_evidence_of_different_employers_comes_first(engine: Engine) -> None:
    for number in range(6):
        say(engine, "2026-03-01", number, "Acme", "required")
    say(engine, "2026-01-01", 10, "Best", "required")
    say(engine, "2026-03-02", 11, "City", "preferred")
    merge_jobs(engine)
    found = ohio(engine)["evidence"]
    assert [(e["employer"], e["requirement"]) for e in found[:3]] == [
        ("Acme", "required"),
        ("Best", "required"),
        ("City", "preferred"),
    ]
    assert [e["employer"] for e in found[3:]] == ["Acme", "Acme"]
    assert len({e["url"] for e in found}) == 5


def test_the_newest_of_an_employer_is_shown(engine: Engine) -> None:
    say(engine, "2026-01-01", 1, "Acme", "required")
    say(engine, "2026-03-01", 2, "Acme", "required")
    merge_jobs(engine)
    assert [e["date"] for e in ohio(engine)["evidence"]] == ["2026-03-01", "2026-01-01"]


def test_a_job_gives_one_sentence_however_often_it_was_posted(engine: Engine) -> None:
    for number in range(3):
        ad = posting(str(number))
        save(engine, "2026-03-01", ad)
        mention(engine, ad, Said("RN"), Said("nurse"))
    merge_jobs(engine)
    assert len(ohio(engine)["evidence"]) == 1


@pytest.mark.parametrize("requirement", ["after_hire", "mentioned", "not_required"])
def test_what_does_not_ask_is_no_evidence(engine: Engine, requirement: str) -> None:
    say(engine, "2026-03-01", 1, "Acme", requirement)
    merge_jobs(engine)
    assert ohio(engine)["evidence"] == []


# Words


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("OH", "Ohio"),
        ("US", "the United States"),
        ("remote", "remote work"),
        ("DC", "District of Columbia"),
        ("PR", "Puerto Rico"),
    ],
)
def test_places_by_name(code: str, name: str) -> None:
    assert place_name(code) == name


def said(**changes: Any) -> str:
    return sentence(
        {
            "credential": {"id": "rn", "name": "Registered Nurse"}, "state": "OH", "until": "2026-03-31",
            "verdict": "often", "jobs": 1200, "employers": 80, "relevant_jobs": 4000,
            "relevant_employers": 200, "share": 0.25, "share_low": 0.2, "share_high": 0.3,
        } | changes
    )  # fmt: skip


def test_the_answer_is_plain() -> None:
    assert said() == (
        "Employers in Ohio often ask for Registered Nurse: 1,200 jobs from 80 employers asked for it in "
        "the twelve months to 2026-03-31; 25.0% of the 4,000 jobs in the occupations it is for did."
    )
    assert said(verdict="rarely", jobs=1, employers=1).startswith(
        "Employers in Ohio rarely ask for Registered Nurse: 1 job from 1 employer asked for it"
    )
    assert "(in the United States)" in said(state="US")


def test_too_little_is_said_to_be_too_little() -> None:
    answer = said(
        verdict="not enough data", jobs=0, employers=0, relevant_jobs=1, relevant_employers=1
    )
    assert answer == (
        "There is not enough data to say whether employers ask for Registered Nurse in Ohio: 0 jobs from "
        "0 employers asked for it in the twelve months to 2026-03-31, and our sources hold only 1 job in "
        "the occupations it is for, from 1 employer."
    )


def test_it_is_never_said_that_nobody_asks() -> None:
    for outcome in ("often", "sometimes", "rarely", "not enough data"):
        answer = said(verdict=outcome, jobs=0, employers=0, share=0.0).lower()
        assert "not asked" not in answer
        assert "no employer" not in answer


def test_places_count_apart(engine: Engine) -> None:
    save(engine, "2026-03-01", posting(places=(OHIO,)))
    mention(engine, posting(), Said("RN"))
    merge_jobs(engine)
    assert ohio(engine)["jobs"] == 1
    assert ohio(engine, state="TX")["jobs"] == 0
