"""Answers for every credential at once are those of check, and views those of demand_by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.answers import Answers
from db.check import SHOWN, check
from db.counted import imputed, missed_nights, ranked
from db.demand_by import demand_by
from db.evidence import LOOKED_AT, chosen, evidence_sentences, sentences
from db.interval import accuracy, interval_share
from db.market import NATION, PERIODS, read_market
from db.shares import share_of
from db.verdict import verdict
from db.views import COLUMNS, View, views
from db.witnesses import evidence_jobs
from db.world import UNKNOWN_CLUSTER
from taxonomy.frameworks import cluster_of
from taxonomy.load import load
from tests.db.make import HEALTH, MANAGER, NURSE, TODAY

TAXONOMY = load()
RN = replace(TAXONOMY.credentials["rn"], socs=(NURSE,), career_clusters=(HEALTH,))
BLS = replace(TAXONOMY.credentials["bls"], socs=())
MBA = replace(TAXONOMY.credentials["rn"], id="mba", name="MBA", socs=(MANAGER,))


@pytest.mark.parametrize("credential", [RN, BLS, MBA], ids=lambda c: c.id)
def test_the_answer_for_the_nation_is_that_of_check(market: Engine, credential: object) -> None:
    assert isinstance(credential, type(RN))
    expected = check(market, credential, NATION, TODAY)
    with market.connect() as connection:
        read = read_market(connection, TODAY)
        answers = Answers(read, missed_nights(connection, read))
        found = answers.nation(credential)
        own_ranks = ranked(views(read, by_cluster=True, only=NATION)).get(credential.id, {})
        law = imputed(connection, read).get(credential.id, (None, None))
        jobs = evidence_jobs(read, credential.id, LOOKED_AT)[NATION]
        evidence = chosen(sentences(connection, credential.id, jobs))
    for row in found["trend"]:
        row.pop("share_low"), row.pop("share_high")
    who, expected_who = found["who_asks"], expected["who_asks"]
    assert [(e["employer"], e["jobs"]) for e in who["employers"]] == [
        (e["employer"], e["jobs"]) for e in expected_who["employers"]
    ]
    for key in ("occupations", "career_clusters", "staffing_jobs"):
        assert who[key] == expected_who[key]
    assert [(n["id"], n["jobs"]) for n in found["neighbors"]] == [
        (n["id"], n["jobs"]) for n in expected["neighbors"]
    ]
    others = ("who_asks", "neighbors")
    assert {k: v for k, v in found.items() if k not in others} == {
        k: expected[k] for k in found if k not in others
    }
    assert {c: n for c, n in own_ranks.items() if c in expected["rank"]} == expected["rank"]
    assert law == (expected["licensed_jobs"], expected["software_jobs"])
    assert evidence == expected["evidence"]


@pytest.mark.parametrize("credential", [RN, BLS], ids=lambda c: c.id)
def test_the_share_of_each_area_is_that_of_check(market: Engine, credential: object) -> None:
    assert isinstance(credential, type(RN))
    with market.connect() as connection:
        areas = Answers(read_market(connection, TODAY)).areas(credential)
    assert {"OH", "TX", "remote", NATION} <= set(areas)
    for area, share in areas.items():
        answer = check(market, credential, area, TODAY)
        assert (share.relevant_jobs, share.relevant_employers, share.share, share.verdict) == (
            answer["relevant_jobs"], answer["relevant_employers"], answer["share"], answer["verdict"],
        ), area  # fmt: skip


def test_evidence_of_an_area_is_that_of_check(market: Engine) -> None:
    with market.connect() as connection:
        read = read_market(connection, TODAY)
        jobs = evidence_jobs(read, "rn", LOOKED_AT)
        for area in ("OH", "TX"):
            found = chosen(sentences(connection, "rn", jobs[area]), 3)
            since = TODAY - timedelta(days=365)
            assert found == evidence_sentences(connection, "rn", area, since, TODAY)[:3]


@pytest.mark.parametrize("months", PERIODS)
def test_views_are_those_of_demand_by(market: Engine, months: int) -> None:
    since = TODAY - timedelta(days=PERIODS[months] - 1)
    with market.connect() as connection:
        read = read_market(connection, TODAY)
    found = list(views(read, months, by_cluster=False))
    assert {view.area for view in found} == {"US", "OH", "TX", "remote"}
    for view in found:
        _same(view, market, since)


def test_views_by_cluster_of_either_framework(market: Engine) -> None:
    since = TODAY - timedelta(days=364)
    other = cluster_of(TAXONOMY) | {NURSE: "Elsewhere"}
    with market.connect() as connection:
        read = read_market(connection, TODAY)
    for clusters in (None, other):
        found = list(views(read, by_cluster=True, cluster_of=clusters))
        assert len({view.cluster for view in found}) > 1
        for view in found:
            if view.cluster != UNKNOWN_CLUSTER:  # demand_by cannot be asked for those
                _same(view, market, since, clusters)


def _same(view: View, market: Engine, since: object, clusters: object = None) -> None:
    rows = demand_by(
        market, ["credential"], state=view.area, cluster=view.cluster or None,
        since=since, cluster_of=clusters,  # type: ignore[arg-type]
    ).set_index("credential")  # fmt: skip
    own = view.rows.set_index("credential_id").drop(columns="credential")
    assert set(own.index) == set(rows.index)
    for name in ("jobs", "employers", "required", "preferred", "after_hire", "alone"):
        assert own[name].to_dict() == rows[name].to_dict(), (view.area, view.cluster, name)
    assert (own["entry_jobs"] <= own["jobs"]).all()
    assert (own["required_employers"] <= own["employers"]).all()
    assert set(own.columns) == set(COLUMNS)


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 40)).map(lambda p: (p[0], min(p))),
        min_size=1,
        max_size=60,
    )
)
def test_a_verdict_without_its_interval_is_the_same(pairs: list[tuple[int, int]]) -> None:
    whole = interval_share(pairs, errors=accuracy())
    short = share_of(np.array(pairs))
    assert short.verdict == verdict(whole)
    assert (short.relevant_jobs, short.relevant_employers, short.share) == (
        whole["relevant_jobs"], whole["relevant_employers"], whole["share"],
    )  # fmt: skip


def test_an_empty_database_has_no_views(engine: Engine) -> None:
    with engine.connect() as connection:
        read = read_market(connection, TODAY)
    assert list(views(read, by_cluster=True)) == []
    answer = Answers(read).nation(RN)
    assert (answer["jobs"], answer["verdict"]) == (0, "not enough data")
    assert len(answer["neighbors"]) <= SHOWN
    assert Answers(read).areas(RN) == {}
