"""Which jobs of a place ask for a credential in a time, whose they are, and what they ask beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from db import schema as t
from db.columns import Columns, read_columns
from db.figures import Codes, pairs, together, totals
from db.jobs import ASKED
from db.packed import Ints
from db.panel import months_after
from db.pay import quartiles
from taxonomy.model import CROSS_CUTTING, Credential

SHOWN = 5
"""Employers, occupations and neighbors that are named."""


class Place:
    """A credential in an area and a window (after ``since``, to ``today``), over the last count's jobs."""

    def __init__(
        self,
        connection: Connection,
        credential: Credential,
        state: str,
        since: date,
        today: date,
        columns: Columns | None = None,
    ) -> None:
        self.connection, self.credential = connection, credential
        self.state, self.since, self.today = state, since, today
        self.columns = columns or read_columns(connection, today)
        self.here = self.columns.in_window(state, since, today)
        asks = self.columns.asks_of(credential.id)
        job = self.columns.ask_job[asks]
        kept = self.here[job]
        self.job: Ints = job[kept]
        self.kind: Ints = self.columns.ask_kind[asks][kept]
        self._alone = self.columns.ask_alone[asks][kept]
        self._postings = self.columns.ask_postings[asks][kept]

    @cached_property
    def asked(self) -> Ints:
        """The jobs that require or prefer it."""
        return self.job[self.kind < len(ASKED)]

    @cached_property
    def all_asks(self) -> NDArray[np.bool_]:
        """Of the asks for all credentials, those that require or prefer, in the place and window."""
        return self.here[self.columns.ask_job] & (self.columns.ask_kind < len(ASKED))

    @cached_property
    def in_occupations(self) -> NDArray[np.bool_]:
        """For each job, whether its occupation is one that the credential is for; all where any is."""
        if not self.credential.socs:
            return np.ones(len(self.here), dtype=bool)
        wanted = [soc in self.credential.socs for soc in self.columns.socs]
        return np.array([*wanted, False], dtype=bool)[self.columns.soc]

    def totals(self) -> dict[str, Any]:
        """The figures of the jobs that ask."""
        c = self.columns
        return totals(
            self.kind, self.job, self._alone, self._postings, c.employer, c.entry, c.censored
        )

    def pay(self) -> dict[str, Any]:
        """The advertised pay of the jobs that ask, as :func:`db.pay.quartiles` gives it."""
        pay = self.columns.pay[self.asked]
        return quartiles(pay[~np.isnan(pay)])

    def relevant(self) -> Ints:
        """For each employer a row: its relevant jobs, and how many ask. Jobs that name none are one's."""
        employer = self.columns.employer
        inside = self.asked[self.in_occupations[self.asked]]
        return pairs(employer[self.here & self.in_occupations], employer[inside])

    def family_jobs(self) -> int:
        """Distinct jobs that ask for it or for a credential below it."""
        c = t.credentials.c
        family = [self.credential.id]
        children: dict[str, list[str]] = {}
        for own, parent in self.connection.execute(
            select(c.id, c.parent).where(c.parent.is_not(None)).order_by(c.id)
        ):
            children.setdefault(parent, []).append(own)
        for each in family:
            family += [own for own in children.get(each, ()) if own not in family]
        found = map(self.columns.asks_of, family)
        return together(self.columns.ask_job[asks][self.all_asks[asks]] for asks in found)

    def who_asks(self, cluster_of: Mapping[str, str] | None) -> dict[str, Any]:
        """The employers, occupations and Career Clusters of the jobs that ask, those of most first."""
        c, asked = self.columns, self.asked
        codes, counts = _counted(c.employer[asked])
        most = codes[np.argsort(-counts, kind="stable")][:SHOWN]
        socs, soc_counts = _counted(c.soc[asked])
        first = [int(c.ids[asked[np.argmax(c.employer[asked] == code)]]) for code in most]
        j = t.jobs.c
        named = {
            key: (employer, kind)
            for key, employer, kind in self.connection.execute(
                select(j.id, j.employer, j.employer_kind).where(j.id.in_(first))
            )
        }
        number = dict(zip(codes.tolist(), counts.tolist(), strict=True))
        cluster, names = c.clusters_by(cluster_of)
        clusters, cluster_counts = _counted(cluster[asked])
        return {
            "employers": [
                {"employer": named[job][0], "kind": named[job][1], "jobs": number[int(code)]}
                for job, code in zip(first, most, strict=True)
                if job in named
            ],
            "occupations": [
                {"soc": c.socs[socs[n]], "jobs": int(soc_counts[n])}
                for n in np.argsort(-soc_counts, kind="stable")[:SHOWN]
            ],
            "career_clusters": dict(
                sorted(
                    zip((names[n] for n in clusters), cluster_counts.tolist(), strict=True),
                    key=lambda pair: (-pair[1], pair[0]),
                )
            ),
            "staffing_jobs": int(c.staffing[asked].sum()),
        }

    def rank(self, cluster_of: Mapping[str, str] | None) -> dict[str, int]:
        """Its place among the credentials asked for in each Career Cluster whose jobs ask for it."""
        c = self.columns
        if self.credential.id not in c.credentials:
            return {}
        cluster, names = c.clusters_by(cluster_of)
        key = cluster[c.ask_job[self.all_asks]].astype(np.int64) * len(c.credentials)
        key += c.ask_credential[self.all_asks]
        counts = np.bincount(key, minlength=len(names) * len(c.credentials)).reshape(len(names), -1)
        mine = counts[:, c.credentials.index(self.credential.id)]
        own = [name for name in self.credential.career_clusters if name != CROSS_CUTTING]
        return {
            name: 1 + int((counts[names.index(name)] > mine[names.index(name)]).sum())
            for name in own or sorted(names)
            if name in names and mine[names.index(name)]
        }

    def neighbors(self) -> list[dict[str, Any]]:
        """The credentials that the same jobs ask for, those of the most jobs first."""
        c = self.columns
        flags = np.zeros(len(c.ids), dtype=bool)
        flags[self.asked] = True
        counts = np.bincount(
            c.ask_credential[flags[c.ask_job] & (c.ask_kind < len(ASKED))],
            minlength=len(c.credentials),
        )
        most = [
            (c.credentials[n], int(counts[n]))
            for n in np.argsort(-counts, kind="stable")[: SHOWN + 1]
            if counts[n] and c.credentials[n] != self.credential.id
        ][:SHOWN]
        names = {
            key: name
            for key, name in self.connection.execute(
                select(t.credentials.c.id, t.credentials.c.name).where(
                    t.credentials.c.id.in_([key for key, _ in most])
                )
            )
        }
        return [{"id": key, "name": names.get(key, key), "jobs": n} for key, n in most]

    def imputed(self) -> dict[str, int | None]:
        """The two imputed columns over the whole calendar months of the window; None: not known."""
        d = t.demand.c
        row = self.connection.execute(
            select(func.sum(d.licensed_jobs), func.sum(d.software_jobs)).where(
                d.credential_id == self.credential.id,
                d.state == self.state,
                d.month.in_(self.months),
            )
        ).one()
        return {
            "licensed_jobs": None if row[0] is None else int(row[0]),
            "software_jobs": None if row[1] is None else int(row[1]),
        }

    def to_quote(self, most: int) -> list[int]:
        """Ids of jobs to quote from: a job of each employer first, those that require, then the newest."""
        c, asked = self.columns, self.asked
        requires = self.kind[self.kind < len(ASKED)] == 0
        order = asked[np.lexsort((asked, -c.day[asked], ~requires))]
        employer = c.employer[order]
        _, first = np.unique(employer, return_index=True)
        fresh = np.sort(np.concatenate([first[employer[first] >= 0], np.flatnonzero(employer < 0)]))
        chosen = np.concatenate([fresh[:most], np.setdiff1d(np.arange(min(len(order), 2 * most)), fresh)])  # fmt: skip
        return [int(key) for key in c.ids[order[chosen[:most]]]]

    @property
    def months(self) -> tuple[str, ...]:
        """The calendar months of the window that began in it, today's included."""
        return months_after(self.since, self.today)


def _counted(codes: Codes) -> tuple[Codes, Ints]:
    """The distinct codes that are none of the missing (-1), and how often each is there."""
    values, counts = np.unique(codes[codes >= 0], return_counts=True)
    return values, counts


def relevant_jobs(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> Ints:
    """For each employer a row: how many relevant jobs it has and how many of them ask."""
    return Place(connection, credential, state, since, today).relevant()
