"""Answers the first question of state staff: is this credential asked for, here, now?"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from db.asking import SHOWN, Place, relevant_jobs
from db.columns import Columns
from db.coverage import coverage_words
from db.evidence import LOOKED_AT, evidence_sentences, quoted
from db.interval import accuracy, interval_share
from db.panel import read_panel, watches
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
    columns: Columns | None = None,
) -> dict[str, Any]:
    """The answer for one credential and one state (or ``US``), as the design's JSON names it.

    The window is the twelve months to ``today``; a job counts when it was new in it. ``cluster_of``
    gives the Career Cluster of each SOC code where another framework than 2024's ranks it,
    ``oews_groups`` the code under which the wage survey publishes an occupation where it is another.
    The jobs, the constant panel and the nights missed are those of the last count; ``columns`` are
    its jobs where the caller holds them already.
    """
    since = today - WINDOW
    with engine.connect() if isinstance(engine, Engine) else nullcontext(engine) as connection:
        place = Place(connection, credential, state, since, today, columns)
        all_watches = watches(connection, today)
        constant = read_panel(connection)
        trend, basis = trend_of(place, constant)
        answer: dict[str, Any] = {
            "credential": {"id": credential.id, "name": credential.name},
            "state": state,
            "since": since.isoformat(),
            "until": today.isoformat(),
            **place.totals(),
            **interval_share(place.relevant(), errors=accuracy()),
            "rank": place.rank(cluster_of),
            "trend": trend,
            "trend_basis": basis,
            "trend_in_words": trend_in_words(trend, constant.since is not None),
            "who_asks": place.who_asks(cluster_of),
            "pay": place.pay(),
            "wages": wages_of(connection, credential.socs[:SHOWN], state if state != "remote" else "US", dict(oews_groups or {})),
            "neighbors": place.neighbors(),
            "family_jobs": place.family_jobs(),
            **place.imputed(),
            "evidence": quoted(connection, credential.id, place.to_quote(LOOKED_AT)),
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
