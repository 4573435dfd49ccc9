"""The figures of many credentials at once are those of ``check``, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from db.area import Area, nation
from db.check import check
from db.demand import count_demand
from db.jobs import merge_jobs
from taxonomy.load import load
from taxonomy.model import Credential
from tests.db.make import (
    HEALTH,
    MANAGEMENT,
    MANAGER,
    NURSE,
    OHIO,
    TEXAS,
    TODAY,
    Said,
    credentials,
    mention,
    occupation,
    posting,
    save,
)
from tests.db.market import open_market

RN = load().credentials["rn"]
KEYS = (
    "jobs", "employers", "required", "preferred", "after_hire", "alone", "postings", "share", "share_low",
    "share_high", "relevant_jobs", "relevant_employers", "largest_employer_share", "entry_level", "verdict",
    "licensed_jobs", "software_jobs",
)  # fmt: skip
"""All that ``check`` says in figures of one area, but for ranks and trends."""


def of(own: str, *socs: str) -> Credential:
    """A credential with an id, for some occupations."""
    return replace(RN, id=own, name=f"Name of {own}", socs=socs)


ALL = [of("rn", NURSE), of("lpn", NURSE), of("bls"), of("mba", MANAGER), of("none", "51-1011")]


def agree(engine: Engine, every: list[Credential], today: date) -> None:
    """Asserts that each figure is the one that ``check`` gives, in each area."""
    for state in ("OH", "TX", "US", "remote", "WY"):
        with engine.connect() as connection:
            area = Area(connection, state, today)
            imputed = area.imputed(c.id for c in every)
            nothing = {"licensed_jobs": None, "software_jobs": None}
            for each in every:
                one = check(connection, each, state, today)
                many = area.figures(each) | imputed.get(each.id, nothing)
                assert {k: many[k] for k in KEYS} == {k: one[k] for k in KEYS}, (each.id, state)


def test_every_figure_is_that_of_check(engine: Engine) -> None:
    open_market(engine)
    for today in (TODAY, TODAY - timedelta(days=30), TODAY + timedelta(days=330)):
        agree(engine, ALL, today)


def test_they_agree_on_markets_made_at_random(engine: Engine) -> None:
    draw = Random(11)
    credentials(engine, *(c.id for c in ALL))
    for n in range(120):
        ad = posting(
            str(n),
            title=draw.choice(("Nurse", "Manager", f"Clerk {n}")),
            employer=draw.choice((None, "Acme", "Best", "City", "Delta", "Eagle")),
            places=draw.choice(((OHIO,), (TEXAS,), (OHIO, TEXAS), ())),
            remote=draw.random() < 0.1,
            text=f"Opening {draw.randrange(60)}. RN or LPN, BLS and MBA stand here.",
        )
        save(engine, f"2026-0{draw.randint(1, 3)}-{draw.randint(10, 28)}", ad)
        words = draw.sample([("RN", "rn"), ("LPN", "lpn"), ("BLS", "bls"), ("MBA", "mba")], 2)
        mention(
            engine,
            ad,
            *(
                Said(word, own, draw.choice(("required", "preferred", "after_hire", "mentioned")), draw.choice((None, 1)))
                for word, own in words
            ),
        )  # fmt: skip
        soc, cluster = draw.choice(((NURSE, HEALTH), (MANAGER, MANAGEMENT), (None, None)))
        occupation(engine, ad, soc, cluster)
    merge_jobs(engine)
    count_demand(engine, TODAY)
    agree(engine, ALL, TODAY)


def test_the_nation_is_that_of_check_whenever_the_window_begins(engine: Engine) -> None:
    open_market(engine)
    for day in (TODAY, date(2026, 12, 31), date(2027, 1, 11), date(2027, 1, 31), date(2027, 2, 10)):
        merge_jobs(engine)
        count_demand(engine, day)
        with engine.connect() as connection:
            found = nation(connection, ["rn", "bls", "none"], day)
            one = {own: check(connection, of(own), "US", day)["jobs"] for own in ("rn", "bls")}
        assert found == {own: jobs for own, jobs in one.items() if jobs}


def test_clusters_and_families_count_jobs_once(engine: Engine) -> None:
    open_market(engine)
    with engine.connect() as connection:
        area = Area(connection, "OH", TODAY)
        in_2002 = Area(connection, "OH", TODAY, {NURSE: "Health Science"})
    jobs = area.asked_for()
    assert sum(area.by_cluster("rn").values()) == jobs["rn"]
    assert area.by_cluster("rn")[HEALTH] == in_2002.by_cluster("rn")["Health Science"] > 0
    # The job that takes an RN or an LPN is one.
    assert area.distinct_jobs(["rn", "lpn"]) == jobs["rn"]
    assert area.distinct_jobs(["none"]) == 0


@pytest.mark.parametrize("own", ["rn", "bls"])
def test_a_sentence_of_a_job_that_was_counted(engine: Engine, own: str) -> None:
    open_market(engine)
    with engine.connect() as connection:
        found = Area(connection, "OH", TODAY).evidence([own, "none"])
    assert set(found) == {own}
    assert "stand here" in found[own]["sentence"]
    assert found[own]["url"].startswith("https://boards.example/acme/")
