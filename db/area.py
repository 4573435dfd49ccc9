"""The figures of :mod:`db.check` for many credentials of one area, over the columns of the last count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from db import schema as t
from db.check import WINDOW
from db.columns import Columns, read_columns
from db.evidence import SHORT
from db.figures import pairs, together, totals
from db.interval import accuracy, interval_share
from db.jobs import ASKED
from db.packed import Ints
from db.panel import months_after
from db.verdict import verdict
from taxonomy.model import Credential

CHUNK = 500
"""Ids in one query."""


class Area:
    """The jobs that were new in an area in the twelve months to ``today``, and what they ask for.

    ``columns`` may be those of another area on the same day, so that they are read once;
    ``cluster_of`` gives the Career Cluster of each SOC code where another framework than 2024's is
    wanted. Every figure is that of :func:`db.check.check` for the same credential, area and day.
    """

    def __init__(
        self,
        connection: Connection,
        state: str,
        today: date,
        cluster_of: Mapping[str, str] | None = None,
        columns: Columns | None = None,
    ) -> None:
        self.connection = connection
        self.state, self.today, self.since = state, today, today - WINDOW
        self.columns = c = columns or read_columns(connection, today)
        here = c.in_window(state, self.since, today)
        # The asks of the area, sorted by credential: where each credential's begin.
        self._asks = np.flatnonzero(here[c.ask_job])
        starts = np.searchsorted(
            c.ask_credential[self._asks], np.arange(len(c.credentials) + 1)
        ).tolist()
        self._where = {own: slice(starts[n], starts[n + 1]) for n, own in enumerate(c.credentials)}
        # The area's jobs by employer and occupation; few hundred sets of occupations are asked for.
        self._employer, self._soc = c.employer[here], c.soc[here]
        self._cluster, self._clusters = c.clusters_by(cluster_of)
        self._relevant: dict[frozenset[str], tuple[NDArray[np.bool_], Ints]] = {}
        self._figures: dict[str, dict[str, Any]] = {}

    def asked_for(self) -> dict[str, int]:
        """For each credential that jobs of the area ask for, how many do."""
        c, asks = self.columns, self._asks
        asked = asks[c.ask_kind[asks] < len(ASKED)]
        counts = np.bincount(c.ask_credential[asked], minlength=len(c.credentials))
        return {c.credentials[n]: int(counts[n]) for n in np.flatnonzero(counts)}

    def by_cluster(self, credential: str) -> Counter[str]:
        """How many jobs of each Career Cluster (the jobs' primary one) ask for a credential."""
        counts = np.bincount(self._cluster[self._asking(credential)], minlength=1)
        return Counter(
            {self._clusters[n]: count for n, count in enumerate(counts.tolist()) if count}
        )

    def distinct_jobs(self, credentials: Iterable[str]) -> int:
        """How many jobs ask for one or more of several credentials, each job once."""
        return together(map(self._asking, credentials))

    def counts(self, credential: str) -> tuple[int, int]:
        """How many jobs ask for a credential, and of how many employers they are."""
        jobs = self._asking(credential)
        employers = self.columns.employer[jobs]
        return len(jobs), len(np.unique(employers[employers >= 0]))

    def figures(self, credential: Credential) -> dict[str, Any]:
        """Jobs, employers, requirements, share with its interval and verdict, named as in ``check``."""
        if credential.id not in self._figures:
            self._figures[credential.id] = self._figure(credential)
        return self._figures[credential.id]

    def _figure(self, credential: Credential) -> dict[str, Any]:
        c, asks = self.columns, self._of(credential.id)
        out = totals(
            c.ask_kind[asks], c.ask_job[asks], c.ask_alone[asks], c.ask_postings[asks],
            c.employer, c.entry, c.censored,
        )  # fmt: skip
        out |= interval_share(self._pairs(credential), errors=accuracy())
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

    def _of(self, credential: str) -> Ints:
        """The asks of the area for a credential, after hire included."""
        return self._asks[self._where.get(credential, slice(0, 0))]

    def _asking(self, credential: str) -> Ints:
        """The jobs of the area that require or prefer a credential."""
        asks = self._of(credential)
        return self.columns.ask_job[asks[self.columns.ask_kind[asks] < len(ASKED)]]

    def _best(self, credential: str) -> int | None:
        """The id of the newest job that requires a credential, or else prefers it."""
        c, asks = self.columns, self._of(credential)
        asks = asks[c.ask_kind[asks] < len(ASKED)]
        if not len(asks):
            return None
        jobs = c.ask_job[asks]
        return int(c.ids[jobs[np.lexsort((c.ids[jobs], -c.day[jobs], c.ask_kind[asks]))[0]]])

    def _pairs(self, credential: Credential) -> Ints:
        """For each employer (those that name none are one), its relevant jobs and how many ask."""
        key = frozenset(credential.socs)
        if key not in self._relevant:
            wanted = [soc in key or not key for soc in self.columns.socs]
            is_for = np.array([*wanted, not key], dtype=bool)  # the last: -1, not known
            self._relevant[key] = is_for, self._employer[is_for[self._soc]]
        is_for, employers = self._relevant[key]
        asking = self._asking(credential.id)
        return pairs(employers, self.columns.employer[asking[is_for[self.columns.soc[asking]]]])


def _chunks(ids: Iterable[Any]) -> list[Sequence[Any]]:
    every = list(dict.fromkeys(ids))
    return [every[n : n + CHUNK] for n in range(0, len(every), CHUNK)]
