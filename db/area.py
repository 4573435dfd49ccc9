"""The figures of :mod:`db.check` for many credentials at once: a few grouped queries, not one each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from db import schema as t
from db.check import WINDOW
from db.evidence import SHORT
from db.interval import accuracy, interval_share
from db.jobs import ASKED
from db.panel import months_after, next_month
from db.verdict import verdict
from db.world import UNKNOWN_CLUSTER
from taxonomy.model import Credential

CHUNK = 500
"""Ids in one query."""


@dataclass(slots=True)
class _Tally:
    """What the jobs of an area come to for one credential."""

    requirements: Counter[str] = field(default_factory=Counter)
    employers: Counter[str] = field(default_factory=Counter)
    entry_level: Counter[bool | None] = field(default_factory=Counter)
    clusters: Counter[str] = field(default_factory=Counter)
    asking: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    alone: int = 0
    postings: int = 0
    jobs: set[int] = field(default_factory=set)
    best: tuple[bool, str, int] | None = None
    """Of the job whose sentence is shown: whether it requires it, when it was new, its negative id."""


class Area:
    """The jobs that were new in an area in the twelve months to ``today``, read once.

    ``cluster_of`` gives the Career Cluster of each SOC code where another framework than 2024's is
    wanted. Every figure is that of :func:`db.check.check` for the same credential, area and day.
    """

    def __init__(
        self,
        connection: Connection,
        state: str,
        today: date,
        cluster_of: Mapping[str, str] | None = None,
    ) -> None:
        self.connection = connection
        self.state = state
        self.today = today
        self.since = today - WINDOW
        self._cluster_of = cluster_of
        self._tallies: dict[str, _Tally] = {}
        # By occupation: the jobs of each employer; those that name none are one.
        self._relevant: dict[str | None, dict[str, int]] = {}
        self._shares: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._read()

    def asked_for(self) -> dict[str, int]:
        """For each credential that jobs of the area ask for, how many do."""
        return {own: len(tally.jobs) for own, tally in self._tallies.items() if tally.jobs}

    def by_cluster(self, credential: str) -> Counter[str]:
        """How many jobs of each Career Cluster (the jobs' primary one) ask for a credential."""
        tally = self._tallies.get(credential)
        return tally.clusters if tally else Counter()

    def distinct_jobs(self, credentials: Iterable[str]) -> int:
        """How many jobs ask for one or more of several credentials, each job once."""
        found: set[int] = set()
        for each in credentials:
            if tally := self._tallies.get(each):
                found |= tally.jobs
        return len(found)

    def figures(self, credential: Credential) -> dict[str, Any]:
        """Jobs, employers, requirements, share with its interval and verdict, named as in ``check``."""
        tally = self._tallies.get(credential.id) or _Tally()
        asked = len(tally.jobs)
        named = tally.employers
        out: dict[str, Any] = {
            "jobs": asked,
            "employers": len(named),
            "required": tally.requirements["required"],
            "preferred": tally.requirements["preferred"],
            "after_hire": tally.requirements["after_hire"],
            "alone": tally.alone,
            "postings": tally.postings,
            "largest_employer_share": round(max(named.values()) / asked, 4) if named else None,
            "entry_level": {
                "yes": tally.entry_level[True],
                "no": tally.entry_level[False],
                "unstated": tally.entry_level[None],
            },
            **self._share(credential, tally),
        }
        return out | {"verdict": verdict(out)}

    def _share(self, credential: Credential, tally: _Tally) -> dict[str, Any]:
        socs = set(credential.socs)
        totals: Counter[str] = Counter()
        for soc in sorted(socs) if socs else self._relevant:
            totals.update(self._relevant.get(soc, {}))
        asking: Counter[str] = Counter()
        for (soc, employer), n in tally.asking.items():
            if not socs or soc in socs:
                asking[employer] += n
        pairs = sorted((total, asking[employer]) for employer, total in totals.items())
        key = tuple(pairs)
        if key not in self._shares:
            self._shares[key] = interval_share(pairs, errors=accuracy())
        return self._shares[key]

    def _read(self) -> None:
        """Reads the jobs of the area, then what they ask for; each row of the tables once."""
        j, a, jc = t.jobs.c, t.job_areas.c, t.job_credentials.c
        # A date as the driver gives it: parsing a million of them takes longer than all the rest.
        new_on = type_coerce(j.new_on, String)
        jobs: dict[int, tuple[Any, ...]] = {}
        for job, employer, soc, cluster, entry, new in self.connection.execute(
            select(j.id, j.employer_key, j.soc, j.career_cluster, j.entry_level, new_on)
            .select_from(t.job_areas.join(t.jobs, a.job_id == j.id))
            .where(a.state == self.state, j.new_on > self.since, j.new_on <= self.today)
        ):
            if self._cluster_of is not None:
                cluster = self._cluster_of.get(soc)
            jobs[job] = employer or "", soc, cluster or UNKNOWN_CLUSTER, entry, str(new)
            relevant = self._relevant.setdefault(soc, {})
            relevant[employer or ""] = relevant.get(employer or "", 0) + 1
        asks = (
            select(jc.job_id, jc.credential_id, jc.requirement, jc.alone, jc.postings)
            .select_from(t.job_areas.join(t.job_credentials, a.job_id == jc.job_id))
            .where(a.state == self.state, jc.requirement.in_((*ASKED, "after_hire")))
        )
        for job, own, requirement, alone, postings in self.connection.execute(asks):
            if job not in jobs:
                continue
            tally = self._tallies.get(own)
            if tally is None:
                tally = self._tallies[own] = _Tally()
            tally.requirements[requirement] += 1
            if requirement not in ASKED:
                continue
            employer, soc, cluster, entry, new = jobs[job]
            tally.jobs.add(job)
            if employer:
                tally.employers[employer] += 1
            tally.asking[soc, employer] += 1
            tally.entry_level[entry] += 1
            tally.alone += bool(alone)
            tally.postings += postings
            tally.clusters[cluster] += 1
            best = tally.best
            rank = (requirement == "required", new, -job)
            if best is None or rank > best:
                tally.best = rank

    def imputed(self, credentials: Iterable[str]) -> dict[str, dict[str, int | None]]:
        """The imputed columns over the calendar months that began in the window; None: not known."""
        months = months_after(self.since, self.today)
        d = t.demand.c
        out: dict[str, dict[str, int | None]] = {}
        for ids in _chunks(credentials):
            query = (
                select(d.credential_id, func.sum(d.licensed_jobs), func.sum(d.software_jobs))
                .where(d.credential_id.in_(ids), d.state == self.state, d.month.in_(months))
                .group_by(d.credential_id)
            )
            for own, licensed, software in self.connection.execute(query):
                out[own] = {
                    "licensed_jobs": None if licensed is None else int(licensed),
                    "software_jobs": None if software is None else int(software),
                }
        return out

    def evidence(self, credentials: Iterable[str]) -> dict[str, dict[str, Any]]:
        """One sentence for each credential that is asked for: of the newest job that requires it."""
        best = {
            own: -tally.best[2]
            for own in credentials
            if (tally := self._tallies.get(own)) is not None and tally.best is not None
        }
        m, p = t.mentions.c, t.postings.c
        length = m.sentence_end - m.sentence_start
        out: dict[str, dict[str, Any]] = {}
        for ids in _chunks(sorted(set(best.values()))):
            query = (
                select(
                    m.credential_id, p.job_id, p.employer, p.url,
                    func.substr(p.text, m.sentence_start + 1, length).label("said"),
                )
                .join(t.postings, p.id == m.posting_id)
                .where(p.job_id.in_(ids), m.requirement.in_(ASKED))
                .order_by(length < SHORT, m.requirement != "required", p.id, m.start_char)
            )  # fmt: skip
            for own, job, employer, url, said in self.connection.execute(query):
                if best.get(own) == job and own not in out:
                    out[own] = {"sentence": said, "employer": employer, "url": url}
        return out


def nation(connection: Connection, credentials: Iterable[str], today: date) -> dict[str, int]:
    """For each credential that jobs of the nation ask for, how many do, as of the last count.

    Whole months are those of the table ``demand``; the jobs of the month in which the window begins
    are counted one by one.
    """
    since = today - WINDOW
    out: Counter[str] = Counter()
    wanted = list(dict.fromkeys(credentials))
    d = t.demand.c
    for ids in _chunks(wanted):
        query = (
            select(d.credential_id, func.sum(d.jobs))
            .where(d.credential_id.in_(ids), d.state == "US", d.month.in_(months_after(since, today)))
            .group_by(d.credential_id)
        )  # fmt: skip
        out.update({own: int(jobs) for own, jobs in connection.execute(query)})
    j, a, jc = t.jobs.c, t.job_areas.c, t.job_credentials.c
    query = (
        select(jc.credential_id, func.count())
        .select_from(
            t.jobs.join(t.job_areas, (a.job_id == j.id) & (a.state == "US")).join(
                t.job_credentials, jc.job_id == j.id
            )
        )
        .where(jc.requirement.in_(ASKED), j.new_on > since, j.new_on < next_month(since))
        .group_by(jc.credential_id)
    )
    known = set(wanted)
    out.update({own: int(n) for own, n in connection.execute(query) if own in known})
    return {own: n for own, n in out.items() if n}


def _chunks(ids: Iterable[str] | Iterable[int]) -> list[Sequence[Any]]:
    every = list(dict.fromkeys(ids))
    return [every[n : n + CHUNK] for n in range(0, len(every), CHUNK)]
