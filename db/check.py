"""Answers the first question of state staff: is this credential asked for, here, now?"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from db.asking import SHOWN, Place, imputed, neighbors, rank, relevant_jobs, totals, who_asks
from db.coverage import coverage_words
from db.evidence import evidence_sentences
from db.interval import accuracy, interval_share
from db.jobs import ASKED
from db.panel import read_panel, watches
from db.pay import quartiles
from db.sentences import SMALL, concentration, place_name, sentence
from db.trend import trend_in_words, trend_of
from db.verdict import Thresholds, flips, thresholds, verdict
from db.wages import wages_of
from taxonomy.model import Credential

__all__ = [
    "SMALL", "WINDOW", "Thresholds", "check", "evidence_sentences", "interval_share", "place_name",
    "relevant_jobs", "sentence", "thresholds", "verdict",
]  # fmt: skip

WINDOW = timedelta(days=365)


def check(
    engine: Engine | Connection,
    credential: Credential,
    state: str,
    today: date,
    cluster_of: Mapping[str, str] | None = None,
    oews_groups: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answer for one credential and one state (or ``US``), as the design's JSON names it.

    The window is the twelve months to ``today``; a job counts when it was new in it. ``cluster_of``
    gives the Career Cluster of each SOC code where another framework than 2024's ranks it,
    ``oews_groups`` the code under which the wage survey publishes an occupation where it is another.
    Ranks, trends and denominators by month are those of the last count.
    """
    since = today - WINDOW
    with engine.connect() if isinstance(engine, Engine) else nullcontext(engine) as connection:
        place = Place(connection, credential, state, since, today)
        all_watches = watches(connection, today)
        constant = read_panel(connection)
        jobs = place.jobs()
        asked = [job for job in jobs if job.requirement in ASKED]
        trend, basis = trend_of(place, asked, constant)
        answer: dict[str, Any] = {
            "credential": {"id": credential.id, "name": credential.name},
            "state": state,
            "since": since.isoformat(),
            "until": today.isoformat(),
            **totals(jobs, asked),
            **interval_share(place.relevant(asked), errors=accuracy()),
            "rank": rank(place, cluster_of),
            "trend": trend,
            "trend_basis": basis,
            "trend_in_words": trend_in_words(trend, constant.since is not None),
            "who_asks": who_asks(asked, cluster_of),
            "pay": quartiles(job.annual_pay for job in asked),
            "wages": wages_of(connection, credential.socs[:SHOWN], state if state != "remote" else "US", dict(oews_groups or {})),
            "neighbors": neighbors(place),
            "family_jobs": place.family_jobs(),
            **imputed(place),
            "evidence": evidence_sentences(connection, credential.id, state, since, today),
            "candidates": [],
        }  # fmt: skip
        answer["coverage"] = coverage_words(
            connection, state, since, today, all_watches, answer["relevant_jobs"], credential.socs
        )
    answer["verdict"] = verdict(answer)
    answer["flips"] = flips(answer)
    answer["answer"] = " ".join(
        filter(
            None,
            (sentence(answer, by_occupation=bool(credential.socs)), concentration(answer)),
        )
    )
    return answer
