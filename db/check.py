"""Answers the first question of state staff: is this credential asked for, here, now?"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import us
from sqlalchemy import Connection, Engine, Select, case, exists, func, select

from db import schema as t
from db.demand import UNKNOWN_CLUSTER
from db.jobs import ASKED
from taxonomy.model import CROSS_CUTTING, Credential

WINDOW = timedelta(days=365)
EVIDENCE = 5
SMALL = 10
"""A figure below this is called small wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a verdict; shares are fractions of the relevant jobs."""

    least_relevant_jobs: int
    least_relevant_employers: int
    least_employers_at_all: int
    often: float
    sometimes: float


@cache
def thresholds(path: Path = Path(__file__).parent / "thresholds.toml") -> Thresholds:
    """The thresholds of the settings file that ships with Sought."""
    data = tomllib.loads(path.read_text("utf-8"))
    return Thresholds(**data["data"], **data["verdict"])


def check(
    engine: Engine,
    credential: Credential,
    state: str,
    today: date,
    cluster_of: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answer for one credential and one state (or ``US``), as the design's JSON names it.

    The window is the twelve months to ``today``; a job counts when it was new in it. ``cluster_of``
    gives the Career Cluster of each SOC code where another framework than 2024's ranks it.
    """
    since = today - WINDOW
    with engine.connect() as connection:
        totals = _totals(connection, credential.id, state, since, today)
        pairs = relevant_jobs(connection, credential, state, since, today)
        answer: dict[str, Any] = {
            "credential": {"id": credential.id, "name": credential.name},
            "state": state,
            "since": since.isoformat(),
            "until": today.isoformat(),
            **totals,
            **interval_share(pairs),
            "rank": _rank(connection, credential, state, since, today, cluster_of),
            "trend": _trend(connection, credential, state, since, today),
            "evidence": evidence_sentences(connection, credential.id, state, since, today),
            "candidates": [],
        }
    answer["verdict"] = verdict(answer)
    answer["answer"] = sentence(answer, by_occupation=bool(credential.socs))
    return answer


def verdict(figures: dict[str, Any], limits: Thresholds | None = None) -> str:
    """``often``, ``sometimes``, ``rarely`` or ``not enough data``, by the thresholds.

    Too few relevant jobs or employers is "not enough data" unless what there is already shows, at
    the lower end of its interval, that the credential is asked for. One or two employers never
    make a verdict.
    """
    limits = limits or thresholds()
    few = (
        figures["relevant_jobs"] < limits.least_relevant_jobs
        or figures["relevant_employers"] < limits.least_relevant_employers
    )
    if figures["relevant_employers"] < limits.least_employers_at_all:
        return "not enough data"
    if few and (figures["share_low"] or 0.0) < limits.sometimes:
        return "not enough data"
    share = figures["share"] or 0.0
    if share >= limits.often:
        return "often"
    if share >= limits.sometimes:
        return "sometimes"
    if (figures["share_high"] or 0.0) >= limits.often:
        return "not enough data"
    return "rarely"


def place_name(state: str) -> str:
    """How a state's code, ``US`` or ``remote`` is said in a sentence."""
    if state == "US":
        return "the United States"
    if state == "remote":
        return "remote work"
    found = us.states.lookup(state, field="abbr")
    return str(found.name) if found else state


def sentence(figures: dict[str, Any], *, by_occupation: bool = True) -> str:
    """The answer in one or two plain sentences."""
    name, place = figures["credential"]["name"], place_name(figures["state"])
    jobs, who = _number(figures["jobs"], "job"), _number(figures["employers"], "employer")
    counted = f"{jobs} from {who} asked for it in the twelve months to {figures['until']}"
    whose = "the occupations it is for" if by_occupation else "all occupations"
    relevant = f"{_number(figures['relevant_jobs'], 'job')} in {whose}"
    if figures["verdict"] == "not enough data":
        return (
            f"There is not enough data to say whether employers ask for {name} in {place}: {counted}, "
            f"and our sources hold only {relevant}, from {_number(figures['relevant_employers'], 'employer')}."
        )
    how = {"often": "often", "sometimes": "sometimes", "rarely": "rarely"}[figures["verdict"]]
    # Jobs of other occupations ask for it too, so the share is not of the jobs counted before it.
    did = f"{figures['share']:.1%} of the {relevant} did"
    return (
        f"Employers in {place} {how} ask for {name}: {counted}; {did}."
        if figures["state"] not in ("US", "remote")
        else f"Employers {how} ask for {name} (in {place}): {counted}; {did}."
    )


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _in_window(state: str, since: date, today: date, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(t.job_areas, t.job_areas.c.job_id == t.jobs.c.id)
        .where(t.job_areas.c.state == state, t.jobs.c.new_on > since, t.jobs.c.new_on <= today)
    )


def _totals(
    connection: Connection, credential: str, state: str, since: date, today: date
) -> dict[str, Any]:
    jc = t.job_credentials
    query = (
        _in_window(
            state, since, today,
            jc.c.requirement, jc.c.alone, jc.c.postings, t.jobs.c.employer_key,
        )
        .join(jc, jc.c.job_id == t.jobs.c.id)
        .where(jc.c.credential_id == credential)
    )  # fmt: skip
    rows = connection.execute(query).all()
    asked = [row for row in rows if row.requirement in ASKED]
    employers: dict[str, int] = {}
    for row in asked:
        if row.employer_key:
            employers[row.employer_key] = employers.get(row.employer_key, 0) + 1
    return {
        "jobs": len(asked),
        "employers": len(employers),
        "required": sum(row.requirement == "required" for row in rows),
        "preferred": sum(row.requirement == "preferred" for row in rows),
        "after_hire": sum(row.requirement == "after_hire" for row in rows),
        "alone": sum(bool(row.alone) for row in asked),
        "postings": sum(row.postings for row in asked),
        "largest_employer_share": round(max(employers.values()) / len(asked), 4)
        if employers
        else None,
    }


def _asks(credential: str) -> Any:
    jc = t.job_credentials
    return exists().where(
        jc.c.job_id == t.jobs.c.id, jc.c.credential_id == credential, jc.c.requirement.in_(ASKED)
    )


def relevant_jobs(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[tuple[int, int]]:
    """For each employer, how many relevant jobs it has and how many of them ask."""
    employer = func.coalesce(t.jobs.c.employer_key, "")
    query = _in_window(
        state, since, today,
        func.count(), func.sum(case((_asks(credential.id), 1), else_=0)),
    ).group_by(employer)  # fmt: skip
    if credential.socs:
        query = query.where(t.jobs.c.soc.in_(credential.socs))
    return [
        (int(total), int(asked)) for total, asked in connection.execute(query.order_by(employer))
    ]


def interval_share(pairs: list[tuple[int, int]], draws: int = 1000) -> dict[str, Any]:
    """The share of relevant jobs that ask, with a 95% interval by bootstrap over employers.

    Jobs of one employer are alike, so employers are drawn, not jobs. Where none or all ask, a
    bootstrap has no width: the exact binomial bound over employers stands in. One employer alone
    has no interval: it could be anything.
    """
    jobs, employers = sum(total for total, _ in pairs), len(pairs)
    out: dict[str, Any] = {"relevant_jobs": jobs, "relevant_employers": employers}
    if not jobs:
        return out | {"share": None, "share_low": None, "share_high": None}
    table = np.array(pairs, dtype=float)
    picks = np.random.default_rng(20260101).multinomial(
        employers, np.full(employers, 1 / employers), size=draws
    )
    sums = picks @ table
    low, high = np.percentile(sums[:, 1] / np.maximum(sums[:, 0], 1), [2.5, 97.5])
    asked = int(table[:, 1].sum())
    bound = 1 - 0.025 ** (1 / employers)
    if employers == 1:
        low, high = 0.0, 1.0
    elif asked == 0:
        high = bound
    elif asked == jobs:
        low = 1 - bound
    return out | {
        "share": round(asked / jobs, 4),
        "share_low": round(float(low), 4),
        "share_high": round(float(high), 4),
    }


def _rank(
    connection: Connection,
    credential: Credential,
    state: str,
    since: date,
    today: date,
    cluster_of: Mapping[str, str] | None,
) -> dict[str, int]:
    """Its place among the credentials asked for in each Career Cluster whose jobs ask for it."""
    jc = t.job_credentials
    whose = t.jobs.c.career_cluster if cluster_of is None else t.jobs.c.soc
    query = (
        _in_window(state, since, today, whose, jc.c.credential_id, func.count().label("n"))
        .join(jc, jc.c.job_id == t.jobs.c.id)
        .where(jc.c.requirement.in_(ASKED))
        .group_by(whose, jc.c.credential_id)
    )
    counts: dict[str, Counter[str]] = {}
    for own, other, n in connection.execute(query):
        cluster = own if cluster_of is None else cluster_of.get(own)
        counts.setdefault(cluster or UNKNOWN_CLUSTER, Counter())[other] += n
    wanted = [c for c in credential.career_clusters if c != CROSS_CUTTING] or sorted(counts)
    return {
        cluster: 1 + sum(n > counts[cluster][credential.id] for n in counts[cluster].values())
        for cluster in wanted
        if credential.id in counts.get(cluster, {})
    }


def _trend(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[dict[str, Any]]:
    asked = _asks(credential.id)
    rows = connection.execute(
        _in_window(
            state,
            since,
            today,
            t.jobs.c.new_on,
            t.jobs.c.soc,
            case((asked, 1), else_=0).label("asks"),
        )
    )
    months: dict[str, list[int]] = {}
    for new_on, soc, asks in rows:
        month = months.setdefault(f"{new_on:%Y-%m}", [0, 0, 0])
        relevant = not credential.socs or soc in credential.socs
        month[0] += asks
        month[1] += relevant
        month[2] += relevant and asks
    return [
        {"month": month, "jobs": jobs, "share": round(inside / relevant, 4) if relevant else None}
        for month, (jobs, relevant, inside) in sorted(months.items())
    ]


def evidence_sentences(
    connection: Connection, credential: str, state: str, since: date, today: date
) -> list[dict[str, Any]]:
    """Sentences of different employers first, then what is required, then the newest."""
    m, p = t.mentions, t.postings
    query = (
        _in_window(
            state, since, today,
            m.c.start_char, m.c.end_char, m.c.sentence_start, m.c.sentence_end, m.c.requirement,
            p.c.employer, p.c.title, p.c.location, p.c.posted_on, p.c.first_seen, p.c.url, p.c.id,
            t.jobs.c.id.label("job"), t.jobs.c.employer_key,
            func.substr(p.c.text, m.c.sentence_start + 1, m.c.sentence_end - m.c.sentence_start).label("said"),
        )
        .join(p, p.c.job_id == t.jobs.c.id)
        .join(m, m.c.posting_id == p.c.id)
        .where(m.c.credential_id == credential, m.c.requirement.in_(ASKED))
        .order_by(
            (m.c.requirement != "required"),
            # A bare list item says less than a sentence.
            (m.c.sentence_end - m.c.sentence_start < 40),
            t.jobs.c.new_on.desc(), p.c.id, m.c.start_char)
        .limit(400)
    )  # fmt: skip
    rows = connection.execute(query).all()
    chosen: list[Any] = []
    jobs: set[int] = set()
    employers: set[str | None] = set()
    for fresh_employer in (True, False):
        for row in rows:
            if len(chosen) == EVIDENCE or row.job in jobs:
                continue
            if fresh_employer and row.employer_key in employers:
                continue
            jobs.add(row.job)
            employers.add(row.employer_key)
            chosen.append(row)
    return [
        {
            "sentence": row.said,
            "start": row.start_char - row.sentence_start,
            "end": row.end_char - row.sentence_start,
            "requirement": row.requirement,
            "employer": row.employer,
            "title": row.title,
            "place": row.location,
            "date": (row.posted_on or row.first_seen.date()).isoformat(),
            "url": row.url,
        }
        for row in chosen
    ]
