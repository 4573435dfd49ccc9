"""Which jobs of a place ask for a credential in a time, whose they are, and what they ask beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from db import schema as t
from db.employers import EmployerKind
from db.jobs import ASKED
from db.panel import next_month
from db.world import UNKNOWN_CLUSTER
from taxonomy.model import CROSS_CUTTING, Credential

SHOWN = 5
"""Employers, occupations and neighbors that are named."""


def in_window(state: str, since: date, today: date, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(t.job_areas, t.job_areas.c.job_id == t.jobs.c.id)
        .where(t.job_areas.c.state == state, t.jobs.c.new_on > since, t.jobs.c.new_on <= today)
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A credential in an area and a window, and what is asked of the database about it."""

    connection: Connection
    credential: Credential
    state: str
    since: date
    today: date

    def jobs(self) -> Sequence[Any]:
        """The jobs that require, prefer or want it after hire, in the order of their ids."""
        jc, j = t.job_credentials.c, t.jobs.c
        query = (
            in_window(
                self.state, self.since, self.today,
                j.id, jc.requirement, jc.alone, jc.postings, j.new_on, j.employer, j.employer_key,
                j.employer_kind, j.soc, j.career_cluster, j.entry_level, j.annual_pay,
                j.left_censored, j.source, j.postings.label("all_postings"),
            )
            .join(t.job_credentials, jc.job_id == j.id)
            .where(jc.credential_id == self.credential.id, jc.requirement.in_((*ASKED, "after_hire")))
            .order_by(j.id)
        )  # fmt: skip
        return self.connection.execute(query).all()

    def relevant(self, asked: Sequence[Any]) -> list[tuple[int, int]]:
        """For each employer, how many relevant jobs it has and how many of them ask."""
        socs = self.credential.socs
        asking = Counter(job.employer_key or "" for job in asked if not socs or job.soc in socs)
        return [
            (total, asking[employer])
            for employer, total in _relevant(
                self.connection, self.credential, self.state, self.since, self.today
            )
        ]

    def family_jobs(self) -> int:
        """Distinct jobs that ask for it or for a credential below it."""
        c, jc = t.credentials.c, t.job_credentials.c
        family = [self.credential.id]
        children: dict[str, list[str]] = {}
        for own, parent in self.connection.execute(
            select(c.id, c.parent).where(c.parent.is_not(None)).order_by(c.id)
        ):
            children.setdefault(parent, []).append(own)
        for each in family:
            family += [own for own in children.get(each, ()) if own not in family]
        query = (
            in_window(self.state, self.since, self.today, func.count(t.jobs.c.id.distinct()))
            .join(t.job_credentials, jc.job_id == t.jobs.c.id)
            .where(jc.credential_id.in_(family), jc.requirement.in_(ASKED))
        )
        return self.connection.scalar(query) or 0

    @property
    def months(self) -> tuple[str, ...]:
        """The calendar months of the window that began in it, today's included."""
        out, month = [], next_month(self.since)
        while month <= self.today:
            out.append(f"{month:%Y-%m}")
            month = next_month(month)
        return tuple(out)


def totals(jobs: Sequence[Any], asked: Sequence[Any]) -> dict[str, Any]:
    employers = Counter(job.employer_key for job in asked if job.employer_key)
    levels = Counter(job.entry_level for job in asked)
    return {
        "jobs": len(asked),
        "employers": len(employers),
        "required": sum(job.requirement == "required" for job in jobs),
        "preferred": sum(job.requirement == "preferred" for job in jobs),
        "after_hire": sum(job.requirement == "after_hire" for job in jobs),
        "alone": sum(bool(job.alone) for job in asked),
        "postings": sum(job.postings for job in asked),
        "largest_employer_share": round(max(employers.values()) / len(asked), 4)
        if employers
        else None,
        "entry_level": {"yes": levels[True], "no": levels[False], "unstated": levels[None]},
        "left_censored": sum(bool(job.left_censored) for job in asked),
    }


def relevant_jobs(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[tuple[int, int]]:
    """For each employer, how many relevant jobs it has and how many of them ask."""
    place = Place(connection, credential, state, since, today)
    return place.relevant([job for job in place.jobs() if job.requirement in ASKED])


def _relevant(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[tuple[str, int]]:
    employer = func.coalesce(t.jobs.c.employer_key, "")
    query = in_window(state, since, today, employer, func.count()).group_by(employer)
    if credential.socs:
        query = query.where(t.jobs.c.soc.in_(credential.socs))
    return [(key, int(total)) for key, total in connection.execute(query.order_by(employer))]


def rank(place: Place, cluster_of: Mapping[str, str] | None) -> dict[str, int]:
    """Its place among the credentials asked for in each Career Cluster whose jobs ask for it."""
    counts: dict[str, Counter[str]] = {}
    if cluster_of is None:
        d = t.demand.c
        # The months that the window touches, as they stand in the table: a whole one at its start.
        query: Select[Any] = (
            select(d.career_cluster, d.credential_id, func.sum(d.jobs))
            .where(d.state == place.state, d.month.in_((f"{place.since:%Y-%m}", *place.months)))
            .group_by(d.career_cluster, d.credential_id)
        )
    else:
        jc, j = t.job_credentials.c, t.jobs.c
        query = (
            in_window(place.state, place.since, place.today, j.soc, jc.credential_id, func.count())
            .join(t.job_credentials, jc.job_id == j.id)
            .where(jc.requirement.in_(ASKED))
            .group_by(j.soc, jc.credential_id)
        )
    for own, other, n in place.connection.execute(query):
        cluster = own if cluster_of is None else cluster_of.get(own)
        if n:
            counts.setdefault(cluster or UNKNOWN_CLUSTER, Counter())[other] += int(n)
    mine = place.credential.id
    wanted = [c for c in place.credential.career_clusters if c != CROSS_CUTTING] or sorted(counts)
    return {
        cluster: 1 + sum(n > counts[cluster][mine] for n in counts[cluster].values())
        for cluster in wanted
        if mine in counts.get(cluster, {})
    }


def who_asks(asked: Sequence[Any], cluster_of: Mapping[str, str] | None) -> dict[str, Any]:
    names: dict[str, tuple[str, str]] = {}
    for job in asked:
        if job.employer_key:
            names.setdefault(job.employer_key, (job.employer, job.employer_kind))
    employers = Counter(job.employer_key for job in asked if job.employer_key)
    socs = Counter(job.soc for job in asked if job.soc)
    clusters = Counter(
        (job.career_cluster if cluster_of is None else cluster_of.get(job.soc)) or UNKNOWN_CLUSTER
        for job in asked
    )
    return {
        "employers": [
            {"employer": names[key][0], "kind": names[key][1], "jobs": n}
            for key, n in _most(employers)[:SHOWN]
        ],
        "occupations": [{"soc": soc, "jobs": n} for soc, n in _most(socs)[:SHOWN]],
        "career_clusters": dict(_most(clusters)),
        "staffing_jobs": sum(job.employer_kind == EmployerKind.STAFFING for job in asked),
    }


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))


def neighbors(place: Place) -> list[dict[str, Any]]:
    """The credentials that the same jobs ask for, those of the most jobs first."""
    own, other = t.job_credentials.alias(), t.job_credentials.alias()
    query = (
        in_window(place.state, place.since, place.today, other.c.credential_id, func.count().label("n"))
        .join(own, own.c.job_id == t.jobs.c.id)
        .join(other, other.c.job_id == t.jobs.c.id)
        .where(
            own.c.credential_id == place.credential.id, own.c.requirement.in_(ASKED),
            other.c.credential_id != place.credential.id, other.c.requirement.in_(ASKED),
        )
        .group_by(other.c.credential_id)
        .order_by(func.count().desc(), other.c.credential_id)
        .limit(SHOWN)
    )  # fmt: skip
    rows = place.connection.execute(query).all()
    c = t.credentials.c
    names = {
        key: name
        for key, name in place.connection.execute(
            select(c.id, c.name).where(c.id.in_([key for key, _ in rows]))
        )
    }
    return [{"id": key, "name": names.get(key, key), "jobs": n} for key, n in rows]


def imputed(place: Place) -> dict[str, int | None]:
    """The two imputed columns over the whole calendar months of the window; None: not known."""
    d = t.demand.c
    row = place.connection.execute(
        select(func.sum(d.licensed_jobs), func.sum(d.software_jobs)).where(
            d.credential_id == place.credential.id,
            d.state == place.state,
            d.month.in_(place.months),
        )
    ).one()
    return {
        "licensed_jobs": None if row[0] is None else int(row[0]),
        "software_jobs": None if row[1] is None else int(row[1]),
    }
