"""What the demand table says of every credential in the nation's last twelve months."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from db import schema as t
from db.check import months_between
from db.demand import UNKNOWN_CLUSTER
from db.market import NATION, Market


def missed_nights(connection: Connection) -> dict[str, int]:
    """For each month counted, the nights on which nothing was read."""
    rows = connection.execute(select(t.months.c.month, t.months.c.missed_nights))
    return {month: nights for month, nights in rows}


def ranks(connection: Connection, market: Market) -> dict[str, dict[str, int]]:
    """For each credential its rank among those asked for in each Career Cluster, as ``check`` has it."""
    d = t.demand.c
    months = (f"{market.since:%Y-%m}", *months_between(market.since, market.today))
    rows = connection.execute(
        select(d.career_cluster, d.credential_id, func.sum(d.jobs))
        .where(d.state == NATION, d.month.in_(months))
        .group_by(d.career_cluster, d.credential_id)
    )
    return ranked((cluster, credential, int(n)) for cluster, credential, n in rows)


def ranked(counts: Any) -> dict[str, dict[str, int]]:
    """Ranks by (Career Cluster, credential, jobs); equals share a rank."""
    by_cluster: dict[str, dict[str, int]] = {}
    for cluster, credential, n in counts:
        if n:
            by_cluster.setdefault(cluster or UNKNOWN_CLUSTER, {})[credential] = n
    out: dict[str, dict[str, int]] = {}
    for cluster, jobs in by_cluster.items():
        values = np.sort(np.fromiter(jobs.values(), dtype=np.int64))
        for credential, n in jobs.items():
            above = len(values) - int(np.searchsorted(values, n, side="right"))
            out.setdefault(credential, {})[cluster] = 1 + above
    return out


def imputed(connection: Connection, market: Market) -> dict[str, tuple[int | None, int | None]]:
    """For each credential the nation's ``licensed_jobs`` and ``software_jobs``; None: not known."""
    d = t.demand.c
    rows = connection.execute(
        select(d.credential_id, func.sum(d.licensed_jobs), func.sum(d.software_jobs))
        .where(d.state == NATION, d.month.in_(months_between(market.since, market.today)))
        .group_by(d.credential_id)
    )
    return {
        credential: (
            None if licensed is None else int(licensed),
            None if software is None else int(software),
        )
        for credential, licensed, software in rows
    }
