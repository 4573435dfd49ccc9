"""The figures of :mod:`db.check` for many credentials of one area at once: read once, then counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, String, func, select, type_coerce

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
FETCHED = 50_000
"""Rows held as Python objects at once."""
REQUIREMENTS = (*ASKED, "after_hire")
REQUIRED, PREFERRED, AFTER_HIRE = range(3)

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Asks:
    """What jobs ask of one credential: the jobs' places, and for each how."""

    job: Ints
    requirement: Ints
    alone: Ints
    postings: Ints


class _Codes:
    """Values that repeat, as whole numbers in the order in which they came; None is -1."""

    def __init__(self) -> None:
        self.known: dict[Any, int] = {}

    def of(self, values: Sequence[Any]) -> Ints:
        """The number of each value."""
        known = self.known
        return np.fromiter(
            (-1 if v is None else known.setdefault(v, len(known)) for v in values),
            dtype=np.int32,
            count=len(values),
        )

    @property
    def values(self) -> list[Any]:
        """What each number stands for."""
        return list(self.known)


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
        self._read_jobs(cluster_of)
        self._asks = self._read_asks()
        self._nothing = _Asks(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
        self._shares: dict[frozenset[str], tuple[Flags, Ints]] = {}

    def asked_for(self) -> dict[str, int]:
        """For each credential that jobs of the area ask for, how many do."""
        counts = {own: int((a.requirement < AFTER_HIRE).sum()) for own, a in self._asks.items()}
        return {own: n for own, n in counts.items() if n}

    def by_cluster(self, credential: str) -> Counter[str]:
        """How many jobs of each Career Cluster (the jobs' primary one) ask for a credential."""
        counts = np.bincount(self._cluster[self._jobs(credential)], minlength=len(self._clusters))
        return Counter({self._clusters[n]: int(counts[n]) for n in np.flatnonzero(counts)})

    def distinct_jobs(self, credentials: Iterable[str]) -> int:
        """How many jobs ask for one or more of several credentials, each job once."""
        parts = [self._jobs(each) for each in credentials]
        return len(np.unique(np.concatenate(parts))) if parts else 0

    def figures(self, credential: Credential) -> dict[str, Any]:
        """Jobs, employers, requirements, share with its interval and verdict, named as in ``check``."""
        asks = self._asks.get(credential.id, self._nothing)
        asked = asks.requirement < AFTER_HIRE
        jobs = asks.job[asked]
        requirements = np.bincount(asks.requirement, minlength=3)
        employers = np.bincount(self._employer[jobs][self._employer[jobs] > 0])
        levels = Counter(self._entry[jobs].tolist())
        out: dict[str, Any] = {
            "jobs": len(jobs),
            "employers": int((employers > 0).sum()),
            "required": int(requirements[REQUIRED]),
            "preferred": int(requirements[PREFERRED]),
            "after_hire": int(requirements[AFTER_HIRE]),
            "alone": int(asks.alone[asked].sum()),
            "postings": int(asks.postings[asked].sum()),
            "largest_employer_share": round(int(employers.max()) / len(jobs), 4)
            if len(employers)
            else None,
            "entry_level": {"yes": levels[1], "no": levels[0], "unstated": levels[-1]},
            **interval_share(self._pairs(credential, jobs), errors=accuracy()),
        }
        return out | {"verdict": verdict(out)}

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
        best = {own: job for own in credentials if (job := self._best(own)) is not None}
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

    def _jobs(self, credential: str) -> Ints:
        asks = self._asks.get(credential, self._nothing)
        return asks.job[asks.requirement < AFTER_HIRE]

    def _best(self, credential: str) -> int | None:
        """The id of the newest job that requires a credential, or else prefers it."""
        asks = self._asks.get(credential, self._nothing)
        keep = asks.requirement < AFTER_HIRE
        if not keep.any():
            return None
        jobs, requirement = asks.job[keep], asks.requirement[keep]
        first = np.lexsort((self._ids[jobs], -self._new_on[jobs], requirement))[0]
        return int(self._ids[jobs[first]])

    def _pairs(self, credential: Credential, asking: Ints) -> list[tuple[int, int]]:
        """For each employer (those that name none are one), its relevant jobs and how many ask."""
        key = frozenset(credential.socs)
        if key not in self._shares:
            codes = [code for soc in key if (code := self._socs.get(soc)) is not None]
            all_jobs = np.ones(len(self._ids), dtype=np.bool_)
            is_for: Flags = np.isin(self._soc, codes) if key else all_jobs
            self._shares[key] = is_for, np.bincount(self._employer[is_for], minlength=self._people)
        is_for, totals = self._shares[key]
        asked = np.bincount(self._employer[asking[is_for[asking]]], minlength=self._people)
        there = totals > 0
        return list(zip(totals[there].tolist(), asked[there].tolist(), strict=True))

    def _read_jobs(self, cluster_of: Mapping[str, str] | None) -> None:
        j, a = t.jobs.c, t.job_areas.c
        # A date as the driver gives it: parsing a million of them takes longer than all the rest.
        query = (
            select(j.id, j.employer_key, j.soc, j.career_cluster, j.entry_level, type_coerce(j.new_on, String))
            .select_from(t.job_areas.join(t.jobs, a.job_id == j.id))
            .where(a.state == self.state, j.new_on > self.since, j.new_on <= self.today)
        )  # fmt: skip
        employers, socs, clusters, days = _Codes(), _Codes(), _Codes(), _Codes()
        self._ids, self._employer, self._soc, cluster, self._entry, day = _arrays(
            self.connection, query,
            (_whole, lambda names: employers.of([n or None for n in names]) + 1, socs.of, clusters.of, _yes_or_no, days.of),
        )  # fmt: skip
        order = np.argsort(self._ids)
        self._ids, self._employer, self._soc, cluster, self._entry, day = (
            each[order] for each in (self._ids, self._employer, self._soc, cluster, self._entry, day)
        )  # fmt: skip
        self._people = len(employers.known) + 1
        self._socs = socs.known
        ranks = {value: n for n, value in enumerate(sorted(days.values))}
        self._new_on = np.array([*(ranks[value] for value in days.values), 0])[day]
        if cluster_of is None:
            names = [*clusters.values, UNKNOWN_CLUSTER]
            self._cluster = cluster
        else:
            own = [cluster_of.get(soc) or UNKNOWN_CLUSTER for soc in socs.values]
            names = [*dict.fromkeys(own), UNKNOWN_CLUSTER]
            self._cluster = np.array([*(names.index(name) for name in own), -1])[self._soc]
        self._clusters = names
        self._cluster = np.where(self._cluster < 0, len(names) - 1, self._cluster)

    def _read_asks(self) -> dict[str, _Asks]:
        a, jc = t.job_areas.c, t.job_credentials.c
        query = (
            select(jc.job_id, jc.credential_id, jc.requirement, jc.alone, jc.postings)
            .select_from(t.job_areas.join(t.job_credentials, a.job_id == jc.job_id))
            .where(a.state == self.state, jc.requirement.in_(REQUIREMENTS))
        )
        credentials, requirements = _Codes(), _Codes()
        requirements.of(REQUIREMENTS)
        job, own, requirement, alone, postings = _arrays(
            self.connection, query, (_whole, credentials.of, requirements.of, _yes_or_no, _whole)
        )
        place = np.searchsorted(self._ids, job)
        place[place == len(self._ids)] = 0
        known = self._ids[place] == job if len(self._ids) else np.zeros(len(job), dtype=bool)
        order = np.flatnonzero(known)
        order = order[np.argsort(own[order], kind="stable")]
        starts = np.searchsorted(own[order], np.arange(len(credentials.known) + 1))
        out = {}
        for n, name in enumerate(credentials.values):
            rows = order[starts[n] : starts[n + 1]]
            if len(rows):
                out[name] = _Asks(place[rows], requirement[rows], alone[rows], postings[rows])
        return out


def nation(connection: Connection, credentials: Iterable[str], today: date) -> dict[str, int]:
    """For each credential that jobs of the nation ask for, how many do, as of the last count.

    Whole months are those of the table ``demand``; the jobs of the month in which the window begins
    are counted one by one.
    """
    since = today - WINDOW
    out: Counter[str] = Counter()
    wanted = set(credentials)
    d = t.demand.c
    for ids in _chunks(sorted(wanted)):
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
    out.update({own: int(n) for own, n in connection.execute(query) if own in wanted})
    return {own: n for own, n in out.items() if n}


def _whole(values: Sequence[Any]) -> Ints:
    return np.array(values, dtype=np.int64)


def _yes_or_no(values: Sequence[Any]) -> Ints:
    """1 for yes, 0 for no, -1 for neither."""
    return np.array([-1 if v is None else int(v) for v in values], dtype=np.int8)


def _arrays(
    connection: Connection, query: Select[Any], readers: Sequence[Callable[[Sequence[Any]], Ints]]
) -> list[Ints]:
    """The columns of a query, each by its reader; few of its rows are held as objects at once."""
    result = connection.execute(query, execution_options={"stream_results": True})
    parts: list[list[Ints]] = []
    while rows := result.fetchmany(FETCHED):
        columns = zip(*rows, strict=True)
        parts.append([read(values) for read, values in zip(readers, columns, strict=True)])
    if not parts:
        return [np.zeros(0, dtype=np.int64) for _ in readers]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _chunks(ids: Iterable[Any]) -> list[Sequence[Any]]:
    every = list(dict.fromkeys(ids))
    return [every[n : n + CHUNK] for n in range(0, len(every), CHUNK)]
