"""Counts demand: credential by Career Cluster, state and month, with the denominators beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, delete, select

from db import schema as t
from db.columns import Columns, make_columns, read_asks, save_columns
from db.figures import KINDS
from db.frames import write_frame
from db.imputed import licensed_credentials, licensed_jobs, software_jobs
from db.jobs import ASKED
from db.licensing import save_licensing
from db.packed import Ints, Sums, distinct, open_months
from db.panel import (
    Panel,
    Watch,
    find_panel,
    missed_by_source,
    outages,
    watches,
)
from db.software import mark_software
from db.world import World, month_names

KEYS = ["credential_id", "career_cluster", "state", "month"]
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
PARTS = ["family_jobs", "entry_jobs", "entry_unstated", "left_censored", "panel_jobs"]
IMPUTED = ["licensed_jobs", "software_jobs"]
COUNTED = (t.demand, t.slices, t.totals, t.months, t.panel_sources, t.missed_nights)


def count_demand(engine: Engine | Connection, today: date) -> int:
    """Recounts the whole of ``demand`` and what stands beside it, in one transaction.

    Gives the rows of demand. Nothing is ever incremented: the same postings and mentions give the
    same rows. What the columns mean stands at :func:`demand_frames`.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return count_demand(connection, today)
    save_licensing(engine)
    mark_software(engine)
    frames, columns = _counted(engine, today)
    for table in COUNTED:
        engine.execute(delete(table))
        write_frame(engine, table, frames[table.name])
    save_columns(engine, columns)
    return len(frames["demand"])


def demand_frames(connection: Connection, today: date) -> dict[str, pd.DataFrame]:
    """What the tables of :data:`COUNTED` must hold, under their names; nothing is written.

    A job is new in the month of its ``new_on`` and active in every month from then to the one in
    which it closed (or ``today``). ``jobs`` are those that require or prefer the credential; each
    has one requirement, its strongest, so ``jobs = required + preferred``. ``family_jobs`` ask for
    the credential or one below it. ``licensed_jobs`` are all jobs of the occupations of whom the
    state's law asks it, ``software_jobs`` entry-level jobs that ask for the product it certifies:
    both are imputed, overlap ``jobs``, and are missing where nothing is known.
    """
    return _counted(connection, today)[0]


def _counted(connection: Connection, today: date) -> tuple[dict[str, pd.DataFrame], Columns]:
    all_watches = watches(connection, today)
    constant = find_panel(connection, today, all_watches)
    nobody = outages(all_watches, connection, today)
    world = World.read(connection, today, constant.since, constant.sources)
    asks = read_asks(connection, world)
    frames = {
        "demand": _demand(connection, world, asks),
        "slices": _denominators(world, by_soc=True),
        "totals": _denominators(world, by_soc=False),
        "months": _months(connection, today, world, all_watches, constant, nobody),
        "missed_nights": pd.DataFrame({"night": list(nobody)}, dtype=object),
        "panel_sources": pd.DataFrame(
            [(key, constant.since, constant.shares[key]) for key in sorted(constant.shares)],
            columns=["source", "since", "share_of_open_jobs"],
        ),
    }
    return frames, make_columns(world, asks)


def _demand(connection: Connection, world: World, asks: pd.DataFrame) -> pd.DataFrame:
    c = t.credentials.c
    taxonomy = {
        row.id: row for row in connection.execute(select(c.id, c.parent, c.software).order_by(c.id))
    }
    names = sorted(
        {*asks["credential"].cat.categories, *taxonomy, *licensed_credentials(connection)}
    )
    number = {name: n for n, name in enumerate(names)}
    job, kind = asks["job"].to_numpy(), asks["kind"].to_numpy()
    code = np.array([number[n] for n in asks["credential"].cat.categories], dtype=np.int64)
    own = code[asks["credential"].cat.codes.to_numpy()] if len(code) else job

    table = Sums([len(names), len(world.clusters), len(world.states), world.months])

    def key(rows_job: Ints, credential: Ints, state: Ints, month: Ints) -> Ints:
        return table.pack(credential, world.cluster[rows_job], state, month - world.first_month)

    rows, state = world.areas_of(job)
    at, headline = job[rows], (kind < len(ASKED))[rows]
    new = key(at, own[rows], state, world.new[at])
    asked, asked_at = new[headline], at[headline]
    table.add("jobs", asked)
    if len(asked):
        first, month = open_months(world.new[asked_at], world.end[asked_at])
        active = asked[first] + month - world.new[asked_at][first]
    else:
        active = asked
    table.add("active_jobs", active)
    del active
    table.add_employers(asked, world.employer[asked_at], int(world.employer.max(initial=0)) + 1)
    for n, name in enumerate(KINDS):
        table.add(name, new[(kind == n)[rows]])
    table.add_sums(
        asked,
        {
            "alone": asks["alone"].to_numpy()[rows][headline],
            "postings": asks["postings"].to_numpy()[rows][headline],
            "entry_jobs": world.entry[asked_at] == 1,
            "entry_unstated": world.entry[asked_at] == -1,
            "left_censored": world.censored[asked_at],
            "panel_jobs": world.in_panel[asked_at],
        },
    )

    asking = kind < len(ASKED)
    pairs = _with_ancestors(job[asking], own[asking], names, number, taxonomy)
    rows, state = world.areas_of(pairs[0])
    at = pairs[0][rows]
    table.add("family_jobs", key(at, pairs[1][rows], state, world.new[at]))

    licensed, license_known = licensed_jobs(connection, world, number)
    table.add("licensed_jobs", key(licensed[0], licensed[1], licensed[2], world.new[licensed[0]]))
    wanted = {n: number[n] for n, row in taxonomy.items() if row.software}
    software = software_jobs(
        connection, world, {n: str(taxonomy[n].software) for n in wanted}, number
    )
    rows, state = world.areas_of(software[0])
    at = software[0][rows]
    table.add("software_jobs", key(at, software[1][rows], state, world.new[at]))

    out = table.frame(
        {
            "credential_id": names,
            "career_cluster": world.clusters,
            "state": world.states,
            "month": month_names(world),
        }
    )
    out["largest_employer_share"] = (
        (out.pop("largest") / out["jobs"].replace(0, np.nan)).where(out["employers"] > 0).round(6)
    )
    for name, has in (
        ("licensed_jobs", pd.Series(list(zip(out["credential_id"], out["state"], strict=True)), dtype=object).isin(license_known)),
        ("software_jobs", out["credential_id"].isin(set(wanted))),
    ):  # fmt: skip
        out[name] = out[name].astype("Int64").where(has.to_numpy(dtype=bool))
    return out[[*KEYS, *MEASURES, "largest_employer_share", *PARTS, *IMPUTED]]


def _with_ancestors(
    job: Ints, own: Ints, names: list[str], number: Mapping[str, int], taxonomy: Mapping[str, Any]
) -> tuple[Ints, Ints]:
    """Distinct pairs of job and credential, those of the families above it included."""
    parent = np.full(len(names), -1, dtype=np.int64)
    for name, row in taxonomy.items():
        if row.parent in number:
            parent[number[name]] = number[row.parent]
    size = max(len(names), 1)
    found = [job * size + own]
    above = own
    for _ in range(10):  # a family is three deep at most; a circle ends here
        up = parent[above] if len(above) else above
        keep = up >= 0
        if not keep.any():
            break
        job, above = job[keep], up[keep]
        found.append(job * size + above)
    pairs = distinct(np.concatenate(found))
    return pairs // size, pairs % size


def _denominators(world: World, *, by_soc: bool) -> pd.DataFrame:
    """All jobs of an area and month, by occupation (those that have one) or all together."""
    job, state = world.area_job, world.area_state
    if by_soc:
        keep = world.soc[job] >= 0
        job, state = job[keep], state[keep]
    own = world.soc[job] if by_soc else np.zeros(len(job), dtype=np.int64)
    table = Sums([max(len(world.socs), 1) if by_soc else 1, len(world.states), world.months])
    new = table.pack(own, state, world.new[job] - world.first_month)
    table.add("jobs", new)
    rows, month = open_months(world.new[job], world.end[job])
    table.add("active_jobs", new[rows] + month - world.new[job][rows])
    table.add_employers(new, world.employer[job], int(world.employer.max(initial=0)) + 1)
    table.add_sums(new, {"left_censored": world.censored[job], "panel_jobs": world.in_panel[job]})
    out = table.frame(
        {"soc": world.socs if by_soc else [], "state": world.states, "month": month_names(world)}
    )
    keys = ["soc", "state", "month"] if by_soc else ["state", "month"]
    return out[[*keys, "jobs", "active_jobs", "employers", "left_censored", "panel_jobs"]]


def _months(
    connection: Connection,
    today: date,
    world: World,
    all_watches: Sequence[Watch],
    constant: Panel,
    nobody: Sequence[date],
) -> pd.DataFrame:
    """Each month from the first job's: sources read whole by its end, the panel, nights missed."""
    by_nobody = Counter(f"{night:%Y-%m}" for night in nobody)
    missed = Counter(
        f"{night:%Y-%m}"
        for nights in missed_by_source(connection, today, all_watches).values()
        for night in nights
    )
    rows = [
        (
            month,
            sum(1 for w in all_watches if w.first and f"{w.first:%Y-%m}" <= month),
            len(constant.sources) if constant.since and month >= constant.since else 0,
            by_nobody[month],
            missed[month],
        )
        for month in (month_names(world) if len(world.ids) else [])
    ]
    return pd.DataFrame(
        rows,
        columns=["month", "sources", "panel_sources", "missed_nights", "source_nights_missed"],
    )
