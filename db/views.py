"""Demand counted for every view that can be asked for: area, Career Cluster, period, entry level.

Distinct employers do not add up over views, so each view is counted by itself, all of them in one pass
over sorted rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from db.figures import AFTER_HIRE, PREFERRED, REQUIRED
from db.market import PERIODS, Flags, Ints, Market

ALL = ""
"""The Career Cluster of a view that takes all of them."""
COUNTS = (
    "jobs", "employers", "required", "required_employers", "preferred", "preferred_employers",
    "after_hire", "after_hire_employers",
)  # fmt: skip
"""What is counted of each credential in a view; each again with ``entry_`` before it for the jobs that
are entry level. Then ``alone``, ``postings`` and ``largest`` (jobs of the employer with the most)."""
COLUMNS = (*COUNTS, *(f"entry_{name}" for name in COUNTS), "alone", "postings", "largest")


@dataclass(frozen=True, slots=True)
class View:
    """The credentials that the jobs of an area and a Career Cluster (or all) ask for in a period."""

    area: str
    cluster: str
    months: int
    rows: pd.DataFrame
    """``credential_id``, ``credential`` (its place in the market's) and :data:`COLUMNS`; those with no job and none after hire are left out."""


def views(
    market: Market,
    months: int = 12,
    *,
    by_cluster: bool,
    cluster_of: Mapping[str, str] | None = None,
    only: str | None = None,
) -> Iterator[View]:
    """Every view of a period that holds anything: of all clusters together, or of each cluster.

    ``cluster_of`` gives the cluster of each SOC code in place of the stored ones (2024); ``only`` is
    the one area that is wanted.
    """
    asks = market.asks_
    recent = np.flatnonzero(market.age[asks.job] < PERIODS[months])
    credential = np.repeat(
        np.arange(len(market.credentials), dtype=np.int32), np.diff(market.ask_starts)
    )
    rows, area = market.areas_of(asks.job[recent])
    if only is not None:
        here = area == (market.areas.index(only) if only in market.areas else -1)
        rows, area = rows[here], area[here]
    row = recent[rows]
    del rows, recent
    job = asks.job[row]
    if by_cluster:
        clusters, names = market.clusters_by(cluster_of)
        cluster = clusters[job]
    else:
        names, cluster = [ALL], np.zeros(1, dtype=np.int16)
    people = market.people
    key = area.astype(np.int64)
    for code, size in (
        (cluster, len(names)),
        (credential[row], max(len(market.credentials), 1)),
        (market.employer[job] + 1, people),
    ):
        key *= size
        key += code
    order = np.argsort(key)
    key, row = key[order], row[order]
    del order, area, job, cluster
    table = _count(market, key, row, people)
    view, own = np.divmod(table.pop("group"), max(len(market.credentials), 1))
    names_of = np.array(market.credentials, dtype=object)
    frame = pd.DataFrame({"credential_id": names_of[own], "credential": own} | table)
    starts = np.flatnonzero(np.diff(view, prepend=-1))
    for start, end in pairwise([*starts, len(view)]):
        place, which = divmod(int(view[start]), len(names))
        yield View(
            market.areas[place], names[which], months, frame.iloc[start:end].reset_index(drop=True)
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """All jobs and employers of an area and a Career Cluster (or all) in a period; those of entry level."""

    jobs: int = 0
    employers: int = 0
    entry_jobs: int = 0
    entry_employers: int = 0


def totals(
    market: Market,
    months: int = 12,
    *,
    by_cluster: bool,
    cluster_of: Mapping[str, str] | None = None,
) -> dict[tuple[str, str], Totals]:
    """For every area and cluster (:data:`ALL` where not ``by_cluster``) with a job in the period."""
    jobs = np.flatnonzero(market.in_window(months))
    rows, area = market.areas_of(jobs)
    job = jobs[rows]
    code: Ints = np.zeros(len(market.ids), dtype=np.int16)
    names = [ALL]
    if by_cluster:
        code, names = market.clusters_by(cluster_of)
    group = area.astype(np.int64) * len(names) + code[job]
    people = market.people
    entry = market.entry[job] == 1

    def counts(keep: Flags) -> tuple[Ints, Ints]:
        size = len(market.areas) * len(names)
        employer = market.employer[job[keep]]
        named = np.unique(group[keep][employer >= 0] * people + employer[employer >= 0])
        return (
            np.bincount(group[keep], minlength=size),
            np.bincount(named // people, minlength=size),
        )

    found = (*counts(np.ones(len(job), dtype=bool)), *counts(entry))
    return {
        (market.areas[n // len(names)], names[n % len(names)]): Totals(*(int(c[n]) for c in found))
        for n in np.flatnonzero(found[0])
    }


def _count(market: Market, key: Ints, row: Ints, people: int) -> dict[str, Any]:
    """Sums over the groups of a sorted key whose last part is the employer (0 for none)."""
    if not len(key):
        return {"group": np.array([], dtype=np.int64)} | {
            name: np.array([], dtype=np.int64) for name in COLUMNS
        }
    by_employer = np.flatnonzero(np.diff(key, prepend=-1))
    named = key[by_employer] % people > 0
    group = key[by_employer] // people
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    asks = market.asks_
    requirement = asks.requirement[row]
    entry = market.entry[asks.job[row]] == 1
    out: dict[str, Any] = {"group": group[starts]}

    def per_employer(flags: Flags | Ints) -> Ints:
        return np.add.reduceat(flags, by_employer, dtype=np.int64)

    for prefix, kept in (("", None), ("entry_", entry)):
        for name, flags in (
            ("jobs", requirement < AFTER_HIRE),
            ("required", requirement == REQUIRED),
            ("preferred", requirement == PREFERRED),
            ("after_hire", requirement == AFTER_HIRE),
        ):
            counts = per_employer(flags if kept is None else flags & kept)
            employers = f"{prefix}employers" if name == "jobs" else f"{prefix}{name}_employers"
            out[f"{prefix}{name}"] = np.add.reduceat(counts, starts)
            out[employers] = np.add.reduceat((counts > 0) & named, starts, dtype=np.int64)
            if name == "jobs" and kept is None:
                out["largest"] = np.maximum.reduceat(np.where(named, counts, 0), starts)
    asked = requirement < AFTER_HIRE
    out["alone"] = np.add.reduceat(per_employer(asks.alone[row] & asked), starts)
    out["postings"] = np.add.reduceat(per_employer(np.where(asked, asks.postings[row], 0)), starts)
    return out
