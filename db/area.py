"""The figures of :mod:`db.check` for many credentials at once: a few grouped queries, not one each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from db import schema as t
from db.check import WINDOW
from db.evidence import SHORT
from db.interval import accuracy, interval_share
from db.jobs import ASKED
from db.panel import months_after
from db.verdict import verdict
from db.world import UNKNOWN_CLUSTER
from taxonomy.model import Credential

CHUNK = 500
"""Ids in one query."""
_ORDER = {"required": 0, "preferred": 1}


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
    best: tuple[Any, ...] | None = None


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
        self._tallies = self._read()
        self._relevant = self._read_relevant()
        self._shares: dict[tuple[Any, ...], dict[str, Any]] = {}

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

    def _window(self, *columns: Any) -> Select[Any]:
        j, a = t.jobs.c, t.job_areas.c
        return (
            select(*columns)
            .select_from(t.job_areas.join(t.jobs, a.job_id == j.id))
            .where(a.state == self.state, j.new_on > self.since, j.new_on <= self.today)
        )

    def _read(self) -> dict[str, _Tally]:
        j, jc = t.jobs.c, t.job_credentials.c
        query = (
            self._window(
                jc.credential_id, jc.requirement, jc.alone, jc.postings, j.id, j.employer_key, j.soc,
                j.career_cluster, j.entry_level, j.new_on,
            )
            .join(t.job_credentials, jc.job_id == j.id)
            .where(jc.requirement.in_((*ASKED, "after_hire")))
        )  # fmt: skip
        tallies: dict[str, _Tally] = {}
        for own, requirement, alone, postings, job, employer, soc, cluster, entry, new_on in (
            self.connection.execute(query)
        ):  # fmt: skip
            tally = tallies.get(own)
            if tally is None:
                tally = tallies[own] = _Tally()
            tally.requirements[requirement] += 1
            if requirement not in ASKED:
                continue
            tally.jobs.add(job)
            if employer:
                tally.employers[employer] += 1
            tally.asking[soc, employer or ""] += 1
            tally.entry_level[entry] += 1
            tally.alone += bool(alone)
            tally.postings += postings
            if self._cluster_of is not None:
                cluster = self._cluster_of.get(soc)
            tally.clusters[cluster or UNKNOWN_CLUSTER] += 1
            rank = (_ORDER[requirement], -new_on.toordinal(), job)
            if tally.best is None or rank < tally.best:
                tally.best = rank
        return tallies

    def _read_relevant(self) -> dict[str | None, dict[str, int]]:
        """By occupation: the jobs of each employer; those that name none are one."""
        employer = func.coalesce(t.jobs.c.employer_key, "")
        found: dict[str | None, dict[str, int]] = {}
        for soc, key, n in self.connection.execute(
            self._window(t.jobs.c.soc, employer, func.count()).group_by(t.jobs.c.soc, employer)
        ):
            found.setdefault(soc, {})[key] = int(n)
        return found

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
            own: tally.best[2]
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


def nation(connection: Connection, credentials: Iterable[str], today: date) -> dict[str, Any]:
    """For each credential that jobs anywhere in the nation ask for: ``(jobs, employers)``."""
    j, a, jc = t.jobs.c, t.job_areas.c, t.job_credentials.c
    out: dict[str, tuple[int, int]] = {}
    for ids in _chunks(credentials):
        query = (
            select(jc.credential_id, func.count(), func.count(j.employer_key.distinct()))
            .select_from(
                t.job_credentials.join(t.jobs, j.id == jc.job_id).join(
                    t.job_areas, a.job_id == jc.job_id
                )
            )
            .where(
                jc.credential_id.in_(ids), jc.requirement.in_(ASKED), a.state == "US",
                j.new_on > today - WINDOW, j.new_on <= today,
            )
            .group_by(jc.credential_id)
        )  # fmt: skip
        for own, jobs, employers in connection.execute(query):
            out[own] = (int(jobs), int(employers))
    return out


def _chunks(ids: Iterable[str] | Iterable[int]) -> list[Sequence[Any]]:
    every = list(dict.fromkeys(ids))
    return [every[n : n + CHUNK] for n in range(0, len(every), CHUNK)]
