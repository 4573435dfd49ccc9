"""The jobs of two years and what they ask for, held as arrays, for whoever asks of every credential.

``sought check`` asks the database about one credential. What is published asks about all of them, in
every area: each question to the database would cost as much as all answers together. The figures are
the same (a test holds them against :func:`db.check.check`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from db import schema as t
from db.check import WINDOW
from db.columns import read_columns
from db.figures import AFTER_HIRE, named_clusters, together
from db.frames import read
from db.panel import Panel, read_panel

NATION = "US"
PERIODS = {3: 91, 6: 182, 12: WINDOW.days, 24: 730}
"""The periods that can be asked for: months, and the days back from today that they are."""

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asks:
    """What some jobs ask for, in the order of the jobs: the job's place in the arrays, and how."""

    job: Ints
    requirement: Ints
    alone: Flags
    postings: Ints

    @property
    def asked(self) -> Flags:
        """Whether it is required or preferred."""
        return self.requirement < AFTER_HIRE

    def where(self, keep: Flags) -> Asks:
        """Those of the rows."""
        return Asks(self.job[keep], self.requirement[keep], self.alone[keep], self.postings[keep])


@dataclass
class Market:
    """The jobs that count in the nation, first advertised in the longest period to ``today``.

    A job is its place in the arrays. ``age`` is in days before today, ``month`` in months from year 0;
    ``employer`` and ``soc`` are codes, -1 for none; ``cluster`` and ``soc`` have their names in lists.
    """

    today: date
    constant: Panel
    ids: Ints
    age: Ints
    month: Ints
    employer: Ints
    people: int
    """One more than the number of employers' codes."""
    written: Ints
    """How each job's posting writes its employer, a place in ``names``; -1 for not at all."""
    staffing: Flags
    soc: Ints
    cluster: Ints
    entry: Ints  # 1 yes, 0 no, -1 not stated
    pay: NDArray[np.float64]  # dollars a year, NaN where not advertised
    censored: Flags
    in_panel: Flags
    names: list[str]
    socs: list[str]
    clusters: list[str]
    areas: list[str]
    area_starts: Ints
    area: Ints
    credentials: list[str]
    asks_: Asks
    ask_starts: Ints

    @property
    def since(self) -> date:
        """The day after which the jobs of the last twelve months were first advertised."""
        return self.today - WINDOW

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each credential that any job asks for."""
        return {name: n for n, name in enumerate(self.credentials)}

    def asks(self, credential: str, months: int = 12) -> Asks:
        """What the jobs of a period ask of a credential, after hire included."""
        n = self.number.get(credential)
        if n is None:
            return self.asks_.where(np.zeros(len(self.asks_.job), dtype=bool))
        own = slice(self.ask_starts[n], self.ask_starts[n + 1])
        a = self.asks_
        asks = Asks(a.job[own], a.requirement[own], a.alone[own], a.postings[own])
        return asks.where(self.age[asks.job] < PERIODS[months])

    def in_window(self, months: int = 12) -> Flags:
        """Whether each job was first advertised in the period."""
        return np.asarray(self.age < PERIODS[months])

    def areas_of(self, jobs: Ints) -> tuple[Ints, Ints]:
        """For rows that name jobs: the row of each area that the job counts in, and the area."""
        counts = (self.area_starts[1:] - self.area_starts[:-1])[jobs]
        rows = np.repeat(np.arange(len(jobs), dtype=np.int32), counts)
        offsets = np.arange(len(rows), dtype=np.int64) - np.repeat(
            np.cumsum(counts) - counts, counts
        )
        return rows, self.area[self.area_starts[:-1][jobs][rows] + offsets]

    def clusters_by(self, cluster_of: Mapping[str, str] | None) -> tuple[Ints, list[str]]:
        """Each job's Career Cluster and their names: the stored ones (2024), or those of its SOC code."""
        return named_clusters(self.cluster, self.clusters, self.soc, self.socs, cluster_of)


def read_market(connection: Connection, today: date) -> Market:
    """The jobs of the last count, those that are older or abroad left out."""
    c = read_columns(connection, today)
    age = today.toordinal() - c.day
    in_nation = np.zeros(len(c.ids), dtype=bool)
    if NATION in c.states:
        in_nation = (c.areas & np.uint64(1 << c.states.index(NATION))) != 0
    keep = in_nation & (age >= 0) & (age < PERIODS[24])
    days = (c.day[keep].astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    area_starts, area = _areas(c.areas[keep], len(c.states))
    written, names = _written(connection, c.ids[keep])
    asked = keep[c.ask_job]
    place = np.cumsum(keep, dtype=np.int32) - 1
    return Market(
        today=today,
        constant=read_panel(connection),
        ids=c.ids[keep],
        age=age[keep].astype(np.int16),
        month=(days.astype("datetime64[M]").astype(np.int64) + 1970 * 12).astype(np.int32),
        employer=c.employer[keep],
        people=int(c.employer.max(initial=-1)) + 2,
        written=written,
        staffing=c.staffing[keep],
        soc=c.soc[keep],
        cluster=c.cluster[keep],
        entry=c.entry[keep],
        pay=c.pay[keep],
        censored=c.censored[keep],
        in_panel=c.in_panel[keep],
        names=names,
        socs=c.socs,
        clusters=c.clusters,
        areas=c.states,
        area_starts=area_starts,
        area=area,
        credentials=c.credentials,
        asks_=Asks(
            place[c.ask_job[asked]], c.ask_kind[asked], c.ask_alone[asked], c.ask_postings[asked]
        ),
        ask_starts=np.searchsorted(c.ask_credential[asked], np.arange(len(c.credentials) + 1)),
    )


def _written(connection: Connection, ids: Ints) -> tuple[Ints, list[str]]:
    """For each of the sorted ids how its employer is written, and the names."""
    rows = read(connection, select(t.jobs.c.id, t.jobs.c.employer), codes=("employer",))
    own = rows["id"].to_numpy(dtype=np.int64)
    order = np.argsort(own)
    at = np.searchsorted(own[order], ids)
    codes = rows["employer"].cat.codes.to_numpy().astype(np.int32)
    return codes[order][at], list(rows["employer"].cat.categories)


def _areas(bits: NDArray[np.uint64], areas: int) -> tuple[Ints, Ints]:
    """Where each job's areas begin, and the area of each row, from the bits of each job."""
    jobs, codes = [], []
    for code in range(areas):
        here = np.flatnonzero(bits & np.uint64(1 << code)).astype(np.int32)
        jobs.append(here)
        codes.append(np.full(len(here), code, dtype=np.int8))
    if not jobs:
        return np.zeros(len(bits) + 1, dtype=np.int64), np.zeros(0, dtype=np.int8)
    job = np.concatenate(jobs)
    order = np.argsort(job, kind="stable")
    starts = np.searchsorted(job[order], np.arange(len(bits) + 1))
    return starts, np.concatenate(codes)[order]


def union_of_jobs(market: Market, credentials: Iterable[str]) -> int:
    """Jobs of the last twelve months that ask for any of the credentials, each once."""
    found = [market.asks(credential) for credential in credentials]
    return together(asks.job[asks.asked] for asks in found)
