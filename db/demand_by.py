"""Recounts demand by any columns: distinct jobs and employers do not add up over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Text, case, column, distinct, func, select, values

from db import schema as t
from db.demand import UNKNOWN_CLUSTER
from db.jobs import ASKED

BY = ("credential", "career_cluster", "state", "metro", "soc", "month", "employer", "source_kind")


def demand_by(
    engine: Engine,
    by: Sequence[str],
    *,
    state: str = "US",
    cluster: str | None = None,
    since: date | None = None,
    cluster_of: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A row for each combination of the columns ``by`` (of :data:`BY`), the most jobs first.

    Counts jobs (required or preferred), employers, required, preferred, after_hire and alone, each
    distinct. ``state`` limits to one area (``US`` for the nation) unless ``state`` is among ``by``:
    then every state has its row and ``US`` does not. ``cluster`` is the job's own; ``since`` the
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
        "metro": t.posting_places.c.metro,
        "soc": j.c.soc,
        "month": month,
        "employer": j.c.employer_key,
        "source_kind": t.sources.c.kind,
    }
    # An employer is one under all the ways it writes its name; the first of them is shown.
    shown = {"employer": func.min(j.c.employer)}
    keys = [shown.get(name, columns[name]).label(name) for name in by]
    asked = jc.c.requirement.in_(ASKED)

    def jobs_where(condition: Any) -> Any:
        return func.count(distinct(case((condition, j.c.id))))

    query = (
        select(
            *keys,
            jobs_where(asked).label("jobs"),
            func.count(distinct(case((asked, j.c.employer_key)))).label("employers"),
            jobs_where(jc.c.requirement == "required").label("required"),
            jobs_where(jc.c.requirement == "preferred").label("preferred"),
            jobs_where(jc.c.requirement == "after_hire").label("after_hire"),
            jobs_where(asked & jc.c.alone).label("alone"),
        )
        .select_from(jc)
        .join(j, j.c.id == jc.c.job_id)
        .join(a, a.c.job_id == j.c.id)
        .where(jc.c.requirement.in_((*ASKED, "after_hire")))
        .group_by(*(columns[name] for name in by))
    )
    if cluster_of is not None:
        query = query.outerjoin(others, others.c.soc == j.c.soc)
    if "state" in by:
        query = query.where(a.c.state != "US")
        if state != "US":
            query = query.where(a.c.state == state)
    else:
        query = query.where(a.c.state == state)
    if "source_kind" in by or "metro" in by:
        query = query.join(t.postings, t.postings.c.job_id == j.c.id)
    if "source_kind" in by:
        query = query.join(t.sources, t.sources.c.key == t.postings.c.source)
    if "metro" in by:
        place = t.posting_places.c
        here = a.c.state.in_(("US", "remote")) | (place.state == a.c.state)
        query = query.join(t.posting_places, (place.posting_id == t.postings.c.id) & here)
    if cluster:
        query = query.where(own_cluster == cluster)
    if since:
        query = query.where(j.c.new_on >= since)
    with engine.connect() as connection:
        rows = pd.DataFrame(connection.execute(query).mappings().all(), columns=[*by, *MEASURES])
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
    return rows.sort_values(["jobs", *by], ascending=[False] + [True] * len(by)).reset_index(
        drop=True
    )


MEASURES = ["jobs", "employers", "required", "preferred", "after_hire", "alone"]


def _text_of(engine: Engine, column: Any) -> Any:
    return (
        func.to_char(column, "YYYY-MM-DD")
        if engine.dialect.name == "postgresql"
        else column.cast(Text)
    )
