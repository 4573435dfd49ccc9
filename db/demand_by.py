"""Recounts demand by any columns: distinct jobs and employers do not add up over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Text,
    case,
    column,
    distinct,
    func,
    select,
    values,
)

from db import schema as t
from db.jobs import ASKED
from db.pay import quartiles
from db.world import UNKNOWN_CLUSTER

BY = (
    "credential", "career_cluster", "state", "county", "metro", "soc", "month", "employer", "source_kind",
)  # fmt: skip
SMALL = 10
"""Fewer jobs than these are a small figure."""


def demand_by(
    engine: Engine | Connection,
    by: Sequence[str],
    *,
    state: str = "US",
    cluster: str | None = None,
    since: date | None = None,
    cluster_of: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A row for each combination of the columns ``by`` (of :data:`BY`), the most jobs first.

    Counts jobs (required or preferred), employers, required, preferred, after_hire and alone, each
    distinct; ``largest_employer_share``; how many of the jobs give pay and its quartiles a year.
    ``flag`` says ``small`` (fewer than ``SMALL`` jobs) or ``one employer``: see :func:`withheld`.
    ``state`` limits to one area (``US`` for the nation) unless ``state`` is among ``by``: then every
    state has its row and ``US`` does not. ``cluster`` is the job's own; ``since`` the
    first date on which a job may have been new. ``cluster_of`` gives the Career Cluster of each SOC
    code where another framework than the stored one (2024) is wanted.
    """
    jc, j, a = t.job_credentials, t.jobs, t.job_areas
    own_cluster: Any = j.c.career_cluster
    if cluster_of is not None:
        others = (
            values(column("soc", Text), column("cluster", Text), name="clusters")
            .data(sorted(cluster_of.items()))
            .cte("clusters")
        )
        own_cluster = others.c.cluster
    month = func.substr(_text_of(engine, j.c.new_on), 1, 7)
    columns: dict[str, Any] = {
        "credential": jc.c.credential_id,
        "career_cluster": func.coalesce(own_cluster, UNKNOWN_CLUSTER),
        "state": a.c.state,
        "county": t.posting_places.c.county,
        "metro": t.posting_places.c.metro,
        "soc": j.c.soc,
        "month": month,
        "employer": j.c.employer_key,
        "source_kind": t.sources.c.kind,
    }
    # An employer is one under all the ways it writes its name; the first of them is shown.
    shown = {"employer": func.min(j.c.employer)}
    asked = jc.c.requirement.in_(ASKED)
    in_places = "metro" in by or "county" in by

    def rows_of(*wanted: Any) -> Select[Any]:
        """A query over the jobs, what they ask for, and where, under the limits."""
        query = (
            select(*wanted)
            .select_from(jc)
            .join(j, j.c.id == jc.c.job_id)
            .join(a, a.c.job_id == j.c.id)
            .where(jc.c.requirement.in_((*ASKED, "after_hire")))
        )
        if cluster_of is not None:
            query = query.outerjoin(others, others.c.soc == j.c.soc)
        if "state" in by:
            query = query.where(a.c.state != "US")
        if "state" not in by or state != "US":
            query = query.where(a.c.state == state)
        if "source_kind" in by or in_places:
            query = query.join(t.postings, t.postings.c.job_id == j.c.id)
        if "source_kind" in by:
            query = query.join(t.sources, t.sources.c.key == t.postings.c.source)
        if in_places:
            place = t.posting_places.c
            here = a.c.state.in_(("US", "remote")) | (place.state == a.c.state)
            query = query.join(t.posting_places, (place.posting_id == t.postings.c.id) & here)
        if cluster:
            query = query.where(own_cluster == cluster)
        if since:
            query = query.where(j.c.new_on >= since)
        return query

    def jobs_where(condition: Any) -> Any:
        return func.count(distinct(case((condition, j.c.id))))

    keys = [columns[name].label(f"key_{n}") for n, name in enumerate(by)]
    groups = [columns[name] for name in by]
    query = rows_of(
        *keys,
        *(shown.get(name, columns[name]).label(name) for name in by),
        jobs_where(asked).label("jobs"),
        func.count(distinct(case((asked, j.c.employer_key)))).label("employers"),
        jobs_where(jc.c.requirement == "required").label("required"),
        jobs_where(jc.c.requirement == "preferred").label("preferred"),
        jobs_where(jc.c.requirement == "after_hire").label("after_hire"),
        jobs_where(asked & jc.c.alone).label("alone"),
    ).group_by(*groups)
    own_keys = [f"key_{n}" for n in range(len(by))]
    with engine.connect() if isinstance(engine, Engine) else nullcontext(engine) as connection:
        counted = connection.execute(query).all()
        largest: dict[tuple[Any, ...], int] = {}
        for *key, _, jobs in connection.execute(
            rows_of(*keys, j.c.employer_key.label("who"), func.count(distinct(j.c.id)))
            .where(asked, j.c.employer_key.is_not(None))
            .group_by(*groups, j.c.employer_key)
        ):
            largest[tuple(key)] = max(largest.get(tuple(key), 0), jobs)
        pays: dict[tuple[Any, ...], list[float]] = {}
        for *key, _, pay in connection.execute(
            rows_of(*keys, j.c.id, j.c.annual_pay)
            .where(asked, j.c.annual_pay.is_not(None))
            .distinct()
        ):
            pays.setdefault(tuple(key), []).append(pay)
        rows = pd.DataFrame(
            [_row(row, len(own_keys), largest, pays) for row in counted],
            columns=[*by, *MEASURES, *EXTRAS],
        )
        if "credential" in by:
            names = {
                key: name
                for key, name in connection.execute(
                    select(t.credentials.c.id, t.credentials.c.name)
                )
            }
            rows.insert(
                list(by).index("credential") + 1, "credential_name", rows["credential"].map(names)
            )
    for name in ("pay_q1", "pay_median", "pay_q3"):
        rows[name] = rows[name].astype("Int64")
    return rows.sort_values(["jobs", *by], ascending=[False] + [True] * len(by)).reset_index(
        drop=True
    )


def _row(
    row: Any,
    width: int,
    largest: Mapping[tuple[Any, ...], int],
    pays: Mapping[tuple[Any, ...], list[float]],
) -> tuple[Any, ...]:
    key, shown = tuple(row[:width]), tuple(row[width:])
    jobs, employers = row.jobs, row.employers
    share = round(largest[key] / jobs, 4) if jobs and key in largest else None
    flag = "one employer" if jobs and employers <= 1 else "small" if jobs < SMALL else None
    return (*shown, share, *quartiles(pays.get(key, ())).values(), flag)


def withheld(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they may be published: cells that one employer makes are empty, small ones flagged.

    One employer's cell would publish that employer's own figures; the flag says why it is empty.
    """
    out = rows.copy()
    alone = out["flag"] == "one employer"
    for name in [*MEASURES, *EXTRAS]:
        if name not in ("employers", "flag"):
            out[name] = out[name].astype(object).where(~alone, None)
    return out


MEASURES = ["jobs", "employers", "required", "preferred", "after_hire", "alone"]
EXTRAS = ["largest_employer_share", "pay_jobs", "pay_q1", "pay_median", "pay_q3", "flag"]


def _text_of(engine: Engine | Connection, column: Any) -> Any:
    return (
        func.to_char(column, "YYYY-MM-DD")
        if engine.dialect.name == "postgresql"
        else column.cast(Text)
    )
