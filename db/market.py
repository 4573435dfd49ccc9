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
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from db import schema as t
from db.check import WINDOW
from db.demand import UNKNOWN_CLUSTER
from db.employers import EmployerKind
from db.frames import read
from db.jobs import ASKED
from db.panel import Panel, panel, watches

NATION = "US"
PERIODS = {3: 91, 6: 182, 12: WINDOW.days, 24: 730}
"""The periods that can be asked for: months, and the days back from today that they are."""
REQUIREMENTS = (*ASKED, "after_hire")
REQUIRED, PREFERRED, AFTER_HIRE = range(3)

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

    A job is its place in the arrays. ``age`` is in days before today; ``employer``, ``soc`` and
    ``cluster`` are places in the lists of their names, -1 for none (``cluster`` has a name for that).
    """

    today: date
    constant: Panel
    ids: Ints
    age: Ints
    month: Ints
    employer: Ints
    written: Ints  # how the posting writes its employer, a place in `names`
    staffing: Flags
    soc: Ints
    cluster: Ints
    entry: Ints  # 1 yes, 0 no, -1 not stated
    pay: NDArray[np.float32]  # dollars a year, NaN where not advertised
    censored: Flags
    in_panel: Flags
    employers: list[str]
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
        if cluster_of is None:
            return self.cluster, self.clusters
        names = [*sorted(set(cluster_of.values())), UNKNOWN_CLUSTER]
        place = {name: n for n, name in enumerate(names)}
        unknown = len(names) - 1
        code = np.array(
            [place[cluster_of[soc]] if soc in cluster_of else unknown for soc in self.socs]
            + [unknown],
            dtype=np.int16,
        )
        return code[self.soc], names


def read_market(connection: Connection, today: date) -> Market:
    """Everything that is needed, in three queries over all jobs."""
    all_watches = watches(connection, today)
    constant = panel(connection, today, all_watches)
    j = t.jobs.c
    oldest = date.fromordinal(today.toordinal() - PERIODS[24])
    in_nation = select(t.job_areas.c.job_id).where(t.job_areas.c.state == NATION)
    jobs = read(
        connection,
        select(
            j.id, j.new_on, j.employer_key, j.employer, j.employer_kind, j.soc, j.career_cluster, j.entry_level, j.annual_pay,
            j.left_censored, j.source, j.postings,
        ).where(j.new_on > oldest, j.new_on <= today, j.id.in_(in_nation)).order_by(j.id),
        codes=("new_on", "employer_key", "employer", "employer_kind", "soc", "career_cluster", "source"),
    )  # fmt: skip
    ids = jobs["id"].to_numpy(dtype=np.int64)
    days = np.array([day.toordinal() for day in jobs["new_on"].cat.categories] or [0])
    months = np.array([d.year * 12 + d.month - 1 for d in jobs["new_on"].cat.categories] or [0])
    new_on = jobs["new_on"].cat.codes.to_numpy()
    clusters = [*jobs["career_cluster"].cat.categories, UNKNOWN_CLUSTER]
    cluster = jobs["career_cluster"].cat.codes.to_numpy().astype(np.int16)
    month = months[new_on].astype(np.int32)
    censored = jobs["left_censored"].astype(bool).to_numpy()
    areas, area_starts, area = _areas(connection, ids)
    credentials, asks, ask_starts = _asks(connection, ids)
    return Market(
        today=today,
        constant=constant,
        ids=ids,
        age=(today.toordinal() - days[new_on]).astype(np.int16),
        month=month,
        employer=jobs["employer_key"].cat.codes.to_numpy().astype(np.int32),
        written=jobs["employer"].cat.codes.to_numpy().astype(np.int32),
        staffing=(jobs["employer_kind"] == EmployerKind.STAFFING).to_numpy(dtype=bool),
        soc=jobs["soc"].cat.codes.to_numpy().astype(np.int16),
        cluster=np.where(cluster < 0, len(clusters) - 1, cluster).astype(np.int16),
        entry=np.asarray(jobs["entry_level"].astype("Float32").fillna(-1), dtype=np.int8),
        pay=pd.to_numeric(jobs["annual_pay"]).to_numpy(dtype=np.float32, na_value=np.nan),
        censored=censored,
        in_panel=_in_panel(connection, jobs, ids, constant) & ~censored & (month >= _first(constant)),
        employers=list(jobs["employer_key"].cat.categories),
        names=list(jobs["employer"].cat.categories),
        socs=list(jobs["soc"].cat.categories),
        clusters=clusters,
        areas=areas,
        area_starts=area_starts,
        area=area,
        credentials=credentials,
        asks_=asks,
        ask_starts=ask_starts,
    )  # fmt: skip


def _first(constant: Panel) -> int:
    """The panel's first month counted from year 0; a month that never comes where there is none."""
    if constant.since is None:
        return 1 << 30
    return int(constant.since[:4]) * 12 + int(constant.since[5:]) - 1


def _in_panel(connection: Connection, jobs: pd.DataFrame, ids: Ints, constant: Panel) -> Flags:
    """Whether any of a job's postings stood at a source of the constant panel."""
    known = [source in constant.sources for source in jobs["source"].cat.categories]
    out = np.array([*known, False])[jobs["source"].cat.codes.to_numpy()]
    if constant.sources and (jobs["postings"] > 1).any():
        p = t.postings.c
        more = connection.scalars(
            select(p.job_id)
            .join(t.jobs, t.jobs.c.id == p.job_id)
            .where(t.jobs.c.postings > 1, p.source.in_(sorted(constant.sources)))
            .distinct()
        )
        place = _places(ids, np.fromiter(more, dtype=np.int64))
        out[place[place >= 0]] = True
    return out.astype(bool)


def _places(ids: Ints, wanted: Ints) -> Ints:
    """The place of each wanted id in the sorted ids; -1 where it is not there."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int32)
    place = np.searchsorted(ids, wanted)
    place[place == len(ids)] = 0
    return np.where(ids[place] == wanted, place, -1).astype(np.int32)


def _areas(connection: Connection, ids: Ints) -> tuple[list[str], Ints, Ints]:
    """Names of the areas, where each job's begin, and the area of each row."""
    a = t.job_areas.c
    rows = read(connection, select(a.job_id, a.state), codes=("state",))
    place = _places(ids, rows["job_id"].to_numpy(dtype=np.int64))
    code = rows["state"].cat.codes.to_numpy().astype(np.int16)
    keep = place >= 0
    place, code = place[keep], code[keep]
    order = np.lexsort((code, place))
    starts = np.searchsorted(place[order], np.arange(len(ids) + 1)).astype(np.int64)
    return list(rows["state"].cat.categories), starts, code[order]


def _asks(connection: Connection, ids: Ints) -> tuple[list[str], Asks, Ints]:
    """Credentials, all asks sorted by credential and job, and where each credential's begin."""
    jc = t.job_credentials.c
    rows = read(
        connection,
        select(jc.job_id, jc.credential_id, jc.requirement, jc.alone, jc.postings).where(
            jc.requirement.in_(REQUIREMENTS)
        ),
        codes=("credential_id", "requirement"),
    )
    credentials = list(rows["credential_id"].cat.categories)
    place = _places(ids, rows["job_id"].to_numpy(dtype=np.int64))
    credential = rows["credential_id"].cat.codes.to_numpy().astype(np.int32)
    kinds = [REQUIREMENTS.index(name) for name in rows["requirement"].cat.categories]
    requirement = np.array([*kinds, 0], dtype=np.int8)[rows["requirement"].cat.codes.to_numpy()]
    order = np.lexsort((place, credential))
    order = order[place[order] >= 0]
    starts = np.searchsorted(credential[order], np.arange(len(credentials) + 1)).astype(np.int64)
    asks = Asks(
        job=place[order],
        requirement=requirement[order],
        alone=rows["alone"].to_numpy().astype(bool)[order],
        postings=rows["postings"].to_numpy(dtype=np.int32)[order],
    )
    return credentials, asks, starts


def distinct(values: Ints) -> int:
    """How many distinct values there are, -1 (none) left out."""
    return len(np.unique(values[values >= 0]))


def union_of_jobs(market: Market, credentials: Iterable[str]) -> int:
    """Jobs of the last twelve months that ask for any of the credentials, each once."""
    parts = []
    for credential in credentials:
        asks = market.asks(credential)
        parts.append(asks.job[asks.asked])
    return len(np.unique(np.concatenate(parts))) if parts else 0
