"""Counts demand: credential by Career Cluster, state and month, with the denominators beside it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, insert, select

from db import schema as t
from db.jobs import ROWS

UNKNOWN_CLUSTER = "Not known"
MEASURES = [
    "jobs",
    "active_jobs",
    "employers",
    "required",
    "preferred",
    "after_hire",
    "alone",
    "postings",
]


def count_demand(engine: Engine | Connection, today: date) -> int:
    """Recounts the whole of ``demand`` and ``slices`` in one transaction; gives the rows of demand.

    A job is new in the month of its ``new_on`` and active in every month from then to the one in
    which it closed (or ``today``). ``jobs`` are those that require or prefer the credential;
    each has one requirement, its strongest, so ``jobs = required + preferred``. Nothing is ever
    incremented: the same postings and mentions give the same rows. Inside a transaction where a
    connection is given.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return count_demand(connection, today)
    demand, slices = demand_frames(engine, today)
    engine.execute(delete(t.demand))
    engine.execute(delete(t.slices))
    _insert(engine, t.demand, demand)
    _insert(engine, t.slices, slices)
    return len(demand)


def demand_frames(connection: Connection, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What ``demand`` and ``slices`` must hold, counted from the jobs; nothing is written."""
    jobs = _jobs(connection, today)
    areas = _read(connection, select(t.job_areas.c.job_id, t.job_areas.c.state))
    asks = _read(
        connection,
        select(
            t.job_credentials.c.job_id, t.job_credentials.c.credential_id,
            t.job_credentials.c.requirement, t.job_credentials.c.alone, t.job_credentials.c.postings,
        ).where(t.job_credentials.c.requirement.in_(("required", "preferred", "after_hire"))),
    )  # fmt: skip
    return _demand(jobs, areas, asks), _slices(jobs, areas)


def _read(connection: Connection, query: object) -> pd.DataFrame:
    return pd.read_sql(query, connection)  # type: ignore[call-overload,no-any-return]


def _jobs(connection: Connection, today: date) -> pd.DataFrame:
    """The jobs with ``new`` and ``end``, months counted from year 0."""
    jobs = _read(
        connection,
        select(
            t.jobs.c.id.label("job_id"), t.jobs.c.new_on, t.jobs.c.closed_on,
            t.jobs.c.employer_key, t.jobs.c.soc, t.jobs.c.career_cluster,
        ),
    )  # fmt: skip
    new = pd.to_datetime(jobs["new_on"])
    end = pd.to_datetime(jobs["closed_on"]).fillna(pd.Timestamp(today))
    jobs["new"] = new.dt.year * 12 + new.dt.month - 1
    jobs["end"] = np.maximum(end.dt.year * 12 + end.dt.month - 1, jobs["new"])
    jobs["career_cluster"] = jobs["career_cluster"].fillna(UNKNOWN_CLUSTER)
    return jobs.drop(columns=["new_on", "closed_on"])


def _demand(jobs: pd.DataFrame, areas: pd.DataFrame, asks: pd.DataFrame) -> pd.DataFrame:
    rows = asks.merge(jobs, on="job_id").merge(areas, on="job_id")
    keys = ["credential_id", "career_cluster", "state", "month"]
    if rows.empty:
        return pd.DataFrame(columns=[*keys, *MEASURES, "largest_employer_share"])
    headline = rows["requirement"].isin(("required", "preferred"))
    new = rows.assign(
        month=rows["new"],
        jobs=headline,
        required=rows["requirement"] == "required",
        preferred=rows["requirement"] == "preferred",
        after_hire=rows["requirement"] == "after_hire",
        alone=headline & rows["alone"].astype(bool),
        postings=rows["postings"].where(headline, 0),
    )
    counts = new.groupby(keys)[
        ["jobs", "required", "preferred", "after_hire", "alone", "postings"]
    ].sum()
    by_employer = (
        new[headline].dropna(subset="employer_key").groupby([*keys, "employer_key"]).size()
    )
    employers = by_employer.groupby(level=keys).agg(["size", "max"])
    active = _by_month(rows[headline]).groupby(keys).size().rename("active_jobs")
    out = counts.join(active, how="outer").join(
        employers.rename(columns={"size": "employers"}), how="left"
    )
    out["largest_employer_share"] = (out["max"] / out["jobs"]).round(6)
    out = out.drop(columns="max")
    out[MEASURES] = out[MEASURES].fillna(0).astype(int)
    return _with_month(out.reset_index())


def _slices(jobs: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    rows = jobs.dropna(subset="soc").merge(areas, on="job_id")
    keys = ["soc", "state", "month"]
    if rows.empty:
        return pd.DataFrame(columns=[*keys, "jobs", "active_jobs", "employers"])
    new = (
        rows.assign(month=rows["new"])
        .groupby(keys)
        .agg(jobs=("job_id", "size"), employers=("employer_key", "nunique"))
    )
    active = _by_month(rows).groupby(keys).size().rename("active_jobs")
    out = new.join(active, how="outer").fillna(0).astype(int)
    return _with_month(out.reset_index())


def _by_month(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row once for every month in which its job was open."""
    lengths = (rows["end"] - rows["new"] + 1).to_numpy()
    out = rows.loc[rows.index.repeat(lengths)]
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return out.assign(month=out["new"].to_numpy() + np.arange(len(out)) - starts)


def _with_month(frame: pd.DataFrame) -> pd.DataFrame:
    month = frame["month"].astype(int)
    frame["month"] = [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in month]
    return frame


def _insert(connection: Connection, table: object, frame: pd.DataFrame) -> None:
    # pandas keeps a missing number as NaN, which is not NULL.
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for start in range(0, len(rows), ROWS):
        connection.execute(insert(table), rows[start : start + ROWS])  # type: ignore[arg-type]
