"""All jobs as arrays: when, where, whose, in which occupation; everything but what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from db import schema as t
from db.frames import read
from db.packed import Ints

UNKNOWN_CLUSTER = "Not known"


@dataclass(slots=True)
class World:
    """The jobs as arrays (a job is its place in them), and where each counts."""

    ids: pd.Index[Any]
    day: Ints  # the ordinal of the date that it was new on
    new: Ints  # the month of that, counted from year 0
    end: Ints
    employer: Ints  # -1: none named
    soc: Ints  # -1: not known
    cluster: Ints
    entry: Ints  # 1 yes, 0 no, -1 not stated
    kind: NDArray[np.object_]  # of the employer
    pay: NDArray[np.float64]  # a year's, NaN: none given
    censored: NDArray[np.bool_]
    in_panel: NDArray[np.bool_]
    socs: list[str]
    clusters: list[str]
    states: list[str]
    area_job: Ints
    area_state: Ints
    first_month: int
    months: int

    @classmethod
    def read(
        cls, connection: Connection, today: date, since: str | None, panel_sources: frozenset[str]
    ) -> World:
        """Everything that is counted but what jobs ask for."""
        j = t.jobs.c
        jobs = read(
            connection,
            select(
                j.id, j.new_on, j.closed_on, j.employer_key, j.soc, j.career_cluster, j.entry_level,
                j.left_censored, j.source, j.postings, j.employer_kind, j.annual_pay,
            ).where(j.new_on <= today).order_by(j.id),
            codes=("employer_key", "soc", "career_cluster", "source", "new_on", "closed_on", "employer_kind"),
        )  # fmt: skip
        ids = pd.Index(jobs["id"].astype("int64"))
        new, closed = _months_of(jobs["new_on"]), _months_of(jobs["closed_on"])
        this_month = today.year * 12 + today.month - 1
        end = np.maximum(np.where(closed < 0, this_month, np.minimum(closed, this_month)), new)
        clusters = [*jobs["career_cluster"].cat.categories, UNKNOWN_CLUSTER]
        cluster = _codes(jobs["career_cluster"])
        a = t.job_areas.c
        areas = read(connection, select(a.job_id, a.state), codes=("state",))
        place = ids.get_indexer(pd.Index(areas["job_id"].astype("int64"))).astype(np.int64)
        here = place >= 0
        censored = jobs["left_censored"].astype(bool).to_numpy()
        entry = jobs["entry_level"].astype("Float64")
        first_month = int(new.min()) if len(new) else this_month
        panel_months = -1 if since is None else int(since[:4]) * 12 + int(since[5:]) - 1
        return cls(
            ids=ids,
            day=np.array(
                [day.toordinal() for day in jobs["new_on"].cat.categories], dtype=np.int64
            )[jobs["new_on"].cat.codes.to_numpy()],
            new=new,
            end=end,
            employer=_codes(jobs["employer_key"]),
            soc=_codes(jobs["soc"]),
            cluster=np.where(cluster < 0, len(clusters) - 1, cluster),
            entry=np.asarray(entry.fillna(-1), dtype=np.int64),
            kind=np.array([*jobs["employer_kind"].cat.categories, None], dtype=object)[
                jobs["employer_kind"].cat.codes.to_numpy()
            ],
            pay=np.asarray(jobs["annual_pay"].astype("float64"), dtype=np.float64),
            censored=censored,
            in_panel=_of_panel(connection, ids, jobs, panel_sources)
            & ~censored
            & (panel_months >= 0)
            & (new >= panel_months),
            socs=list(jobs["soc"].cat.categories),
            clusters=clusters,
            states=list(areas["state"].cat.categories),
            area_job=place[here],
            area_state=_codes(areas["state"])[here],
            first_month=first_month,
            months=this_month - first_month + 1,
        )

    def areas_of(self, jobs: Ints) -> tuple[Ints, Ints]:
        """For rows that name jobs: the row of each area, and the area."""
        order = np.argsort(self.area_job, kind="stable")
        starts = np.searchsorted(self.area_job[order], np.arange(len(self.ids) + 1))
        counts = (starts[1:] - starts[:-1])[jobs]
        rows = np.repeat(np.arange(len(jobs), dtype=np.int64), counts)
        offsets = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return rows, self.area_state[order][starts[:-1][jobs][rows] + offsets]


def _codes(column: pd.Series[Any]) -> Ints:
    """The place of each row's category; -1 for none."""
    return np.asarray(column.cat.codes, dtype=np.int64)


def _months_of(dates: pd.Series[Any]) -> Ints:
    """Months counted from year 0 of a column of categories that are dates; -1 for none."""
    months = np.array(
        [day.year * 12 + day.month - 1 for day in dates.cat.categories] + [-1], dtype=np.int64
    )
    return months[dates.cat.codes.to_numpy()]


def _of_panel(
    connection: Connection, ids: pd.Index[Any], jobs: pd.DataFrame, sources: frozenset[str]
) -> NDArray[np.bool_]:
    """Whether any of a job's postings stood at a source of the panel."""
    known = np.array([source in sources for source in jobs["source"].cat.categories] + [False])
    out = known[jobs["source"].cat.codes.to_numpy()]
    if sources and (jobs["postings"] > 1).any():
        p = t.postings.c
        more = connection.execute(
            select(p.job_id)
            .join(t.jobs, t.jobs.c.id == p.job_id)
            # The others have one there already: their first.
            .where(
                t.jobs.c.postings > 1,
                t.jobs.c.source.not_in(sorted(sources)),
                p.source.in_(sorted(sources)),
            )
            .distinct()
        )
        place = ids.get_indexer(pd.Index([job for (job,) in more], dtype="int64"))
        out[place[place >= 0]] = True
    return out.astype(bool)


def month_names(world: World) -> list[str]:
    """The months from the first job to today, as 2026-01."""
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(world.first_month, world.first_month + world.months)]  # fmt: skip
