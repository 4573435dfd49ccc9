"""What the demand table says of every credential in the nation's last twelve months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, func, select

from db import schema as t
from db.market import NATION, Market
from db.panel import months_after, read_outages
from db.views import View


def missed_nights(connection: Connection, market: Market) -> dict[str, int]:
    """For each month of the window the nights on which nothing was read."""
    return Counter(
        f"{night:%Y-%m}" for night in read_outages(connection, market.since, market.today)
    )


def ranked(by_cluster: Iterable[View]) -> dict[str, dict[str, int]]:
    """For each credential its rank in each Career Cluster whose jobs ask for it; equals share a rank."""
    out: dict[str, dict[str, int]] = {}
    for view in by_cluster:
        jobs = view.rows["jobs"].to_numpy()
        ordered = np.sort(jobs)
        above = len(ordered) - np.searchsorted(ordered, jobs, side="right")
        for credential, n, more in zip(view.rows["credential_id"], jobs, above, strict=True):
            if n:
                out.setdefault(credential, {})[view.cluster] = 1 + int(more)
    return out


def imputed(connection: Connection, market: Market) -> dict[str, tuple[int | None, int | None]]:
    """For each credential the nation's ``licensed_jobs`` and ``software_jobs``; None: not known."""
    d = t.demand.c
    rows = connection.execute(
        select(d.credential_id, func.sum(d.licensed_jobs), func.sum(d.software_jobs))
        .where(d.state == NATION, d.month.in_(months_after(market.since, market.today)))
        .group_by(d.credential_id)
    )
    return {
        credential: (
            None if licensed is None else int(licensed),
            None if software is None else int(software),
        )
        for credential, licensed, software in rows
    }
