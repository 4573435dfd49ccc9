"""Counts demand: credential by Career Cluster, state and month, with the denominators beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, delete, select

from db import schema as t
from db.frames import read, write_frame
from db.jobs import ASKED
from db.licensing import STATES, save_licensing
from db.panel import outages, panel, watches
from db.software import mark_software

UNKNOWN_CLUSTER = "Not known"
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
COUNTED = (t.demand, t.slices, t.totals, t.months)

Ints = NDArray[np.int64]


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
    frames = demand_frames(engine, today)
    for table in COUNTED:
        engine.execute(delete(table))
        write_frame(engine, table, frames[table.name])
    return len(frames["demand"])


def demand_frames(connection: Connection, today: date) -> dict[str, pd.DataFrame]:
    """What ``demand``, ``slices``, ``totals`` and ``months`` must hold; nothing is written.

    A job is new in the month of its ``new_on`` and active in every month from then to the one in
    which it closed (or ``today``). ``jobs`` are those that require or prefer the credential; each
    has one requirement, its strongest, so ``jobs = required + preferred``. ``family_jobs`` ask for
    the credential or one below it. ``licensed_jobs`` are all jobs of the occupations of whom the
    state's law asks it, ``software_jobs`` entry-level jobs that ask for the product it certifies:
    both are imputed, overlap ``jobs``, and are missing where nothing is known.
    """
    all_watches = watches(connection, today)
    constant = panel(connection, today, all_watches)
    world = _World.read(connection, today, constant.since, constant.sources)
    return {
        "demand": _demand(connection, world),
        "slices": _denominators(world, by_soc=True),
        "totals": _denominators(world, by_soc=False),
        "months": _months(connection, today, world, all_watches, constant.since, constant.sources),
    }


@dataclass(slots=True)
class _World:
    """The jobs as arrays (a job is its place in them), and where each counts."""

    ids: pd.Index[Any]
    new: Ints
    end: Ints
    employer: Ints  # -1: none named
    soc: Ints  # -1: not known
    cluster: Ints
    entry: Ints  # 1 yes, 0 no, -1 not stated
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
    ) -> _World:
        """Everything that is counted but what jobs ask for."""
        j = t.jobs.c
        jobs = read(
            connection,
            select(
                j.id, j.new_on, j.closed_on, j.employer_key, j.soc, j.career_cluster, j.entry_level,
                j.left_censored, j.source, j.postings,
            ).where(j.new_on <= today).order_by(j.id),
            codes=("employer_key", "soc", "career_cluster", "source", "new_on", "closed_on"),
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
            new=new,
            end=end,
            employer=_codes(jobs["employer_key"]),
            soc=_codes(jobs["soc"]),
            cluster=np.where(cluster < 0, len(clusters) - 1, cluster),
            entry=np.asarray(entry.fillna(-1), dtype=np.int64),
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
            .where(t.jobs.c.postings > 1, p.source.in_(sorted(sources)))
            .distinct()
        )
        place = ids.get_indexer(pd.Index([job for (job,) in more], dtype="int64"))
        out[place[place >= 0]] = True
    return out.astype(bool)


class _Table:
    """Sums over groups: keys packed into one integer, counted by their place in its sorted values."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.columns: dict[str, tuple[Ints, Ints]] = {}

    def pack(self, *codes: Ints) -> Ints:
        """One integer for the codes of each row."""
        key = np.zeros(len(codes[0]), dtype=np.int64)
        for code, size in zip(codes, self.sizes, strict=True):
            key = key * size + code
        return key

    def add(self, name: str, key: Ints, weights: Ints | NDArray[np.bool_] | None = None) -> None:
        """A column: how many rows, or the sum of weights, for each key that has any."""
        if weights is not None:
            keep = weights != 0
            key, weights = key[keep], weights[keep]
        values, place = np.unique(key, return_inverse=True)
        sums = np.bincount(place, weights=weights, minlength=len(values))
        self.columns[name] = values, sums.astype(np.int64)

    def add_employers(self, key: Ints, employer: Ints, named: int) -> None:
        """``employers`` (distinct) and ``largest`` (jobs of the one with most); -1 is none."""
        keep = employer >= 0
        pairs, counts = np.unique(key[keep] * max(named, 1) + employer[keep], return_counts=True)
        groups = pairs // max(named, 1)
        values, starts, sizes = np.unique(groups, return_index=True, return_counts=True)
        self.columns["employers"] = values, sizes.astype(np.int64)
        largest = np.maximum.reduceat(counts, starts) if len(values) else counts
        self.columns["largest"] = values, largest.astype(np.int64)

    def frame(self, names: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """All columns, 0 where a key has none, under the names of the keys' codes, sorted."""
        keys = np.unique(np.concatenate([values for values, _ in self.columns.values()]))
        out: dict[str, Any] = {}
        rest = keys
        for name, size in reversed(list(zip(names, self.sizes, strict=True))):
            rest, code = rest // size, rest % size
            out[name] = np.array(names[name], dtype=object)[code] if len(names[name]) else code
        out = dict(reversed(out.items()))
        for name, (values, sums) in self.columns.items():
            column = np.zeros(len(keys), dtype=np.int64)
            column[np.searchsorted(keys, values)] = sums
            out[name] = column
        return pd.DataFrame(out)


def _open_months(new: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Each row once for every month in which its job was open: the row, the month."""
    lengths = end - new + 1
    rows = np.repeat(np.arange(len(new), dtype=np.int64), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return rows, new[rows] + np.arange(len(rows), dtype=np.int64) - starts


def _month_names(world: _World) -> list[str]:
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(world.first_month, world.first_month + world.months)]  # fmt: skip


def _demand(connection: Connection, world: _World) -> pd.DataFrame:
    jc, c = t.job_credentials.c, t.credentials.c
    asks = read(
        connection,
        select(jc.job_id, jc.credential_id, jc.requirement, jc.alone, jc.postings).where(
            jc.requirement.in_((*ASKED, "after_hire"))
        ),
        codes=("credential_id", "requirement"),
    )
    taxonomy = {
        row.id: row for row in connection.execute(select(c.id, c.parent, c.software).order_by(c.id))
    }
    names = sorted(
        {*asks["credential_id"].cat.categories, *taxonomy, *_licensed_credentials(connection)}
    )
    number = {name: n for n, name in enumerate(names)}
    job = world.ids.get_indexer(pd.Index(asks["job_id"].astype("int64"))).astype(np.int64)
    known = job >= 0
    code = np.array([number[n] for n in asks["credential_id"].cat.categories], dtype=np.int64)
    own = code[asks["credential_id"].cat.codes.to_numpy()] if len(code) else job
    kinds = np.array(list(asks["requirement"].cat.categories), dtype=object)
    kind = kinds[asks["requirement"].cat.codes.to_numpy()] if len(kinds) else np.array([])
    asks = asks[known]
    job, own, kind = job[known], own[known], kind[known]

    table = _Table([len(names), len(world.clusters), len(world.states), world.months])

    def key(rows_job: Ints, credential: Ints, state: Ints, month: Ints) -> Ints:
        return table.pack(credential, world.cluster[rows_job], state, month - world.first_month)

    rows, state = world.areas_of(job)
    at, headline = job[rows], np.isin(kind, ASKED)[rows]
    new = key(at, own[rows], state, world.new[at])
    asked, asked_at = new[headline], at[headline]
    table.add("jobs", asked)
    if len(asked):
        first, month = _open_months(world.new[asked_at], world.end[asked_at])
        active = asked[first] + month - world.new[asked_at][first]
    else:
        active = asked
    table.add("active_jobs", active)
    del active
    table.add_employers(asked, world.employer[asked_at], int(world.employer.max(initial=0)) + 1)
    for name in ("required", "preferred", "after_hire"):
        table.add(name, new[(kind == name)[rows]])
    table.add("alone", asked, asks["alone"].astype(bool).to_numpy()[rows][headline])
    table.add("postings", asked, asks["postings"].to_numpy(dtype=np.int64)[rows][headline])
    table.add("entry_jobs", asked, world.entry[asked_at] == 1)
    table.add("entry_unstated", asked, world.entry[asked_at] == -1)
    table.add("left_censored", asked, world.censored[asked_at])
    table.add("panel_jobs", asked, world.in_panel[asked_at])

    asking = np.isin(kind, ASKED)
    pairs = _with_ancestors(job[asking], own[asking], names, number, taxonomy)
    rows, state = world.areas_of(pairs[0])
    at = pairs[0][rows]
    table.add("family_jobs", key(at, pairs[1][rows], state, world.new[at]))

    licensed, license_known = _licensed(connection, world, number)
    table.add("licensed_jobs", key(licensed[0], licensed[1], licensed[2], world.new[licensed[0]]))
    wanted = {n: number[n] for n, row in taxonomy.items() if row.software}
    software = _software(connection, world, {n: str(taxonomy[n].software) for n in wanted}, number)
    rows, state = world.areas_of(software[0])
    at = software[0][rows]
    table.add("software_jobs", key(at, software[1][rows], state, world.new[at]))

    out = table.frame(
        {
            "credential_id": names,
            "career_cluster": world.clusters,
            "state": world.states,
            "month": _month_names(world),
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
    pairs = np.unique(np.concatenate(found))
    return pairs // size, pairs % size


def _licensed_credentials(connection: Connection) -> list[str]:
    return list(connection.scalars(select(t.licensing.c.credential_id).distinct()))


def _licensed(
    connection: Connection, world: _World, number: Mapping[str, int]
) -> tuple[tuple[Ints, Ints, Ints], set[tuple[str, str]]]:
    """Jobs (job, credential, area) whose occupation the law of the area asks the credential of.

    In the nation a job counts that counts in one of its states, or that names no state where all
    states have the law. The second value tells for which credential and area anything is known.
    """
    law = t.licensing.c
    states_of: dict[tuple[str, str], set[str]] = {}
    for state, soc, credential in connection.execute(select(law.state, law.soc, law.credential_id)):
        states_of.setdefault((soc, credential), set()).add(state)
    soc_code = {soc: n for n, soc in enumerate(world.socs)}
    state_code = {state: n for n, state in enumerate(world.states)}
    nation = state_code.get("US", -1)
    by_soc: dict[int, Ints] = {}
    area_soc = world.soc[world.area_job]
    order = np.argsort(area_soc, kind="stable")
    bounds = np.searchsorted(area_soc[order], np.arange(len(world.socs) + 1))
    for n in range(len(world.socs)):
        by_soc[n] = order[bounds[n] : bounds[n + 1]]
    has_state = np.zeros(len(world.ids), dtype=bool)
    real = np.array([state in STATES for state in world.states], dtype=bool)
    if len(world.area_state):
        has_state[world.area_job[real[world.area_state]]] = True
    parts: list[tuple[Ints, Ints, Ints]] = []
    known: set[tuple[str, str]] = set()
    for (soc, credential), states in sorted(states_of.items()):
        known.update((credential, state) for state in (*states, "US"))
        rows = by_soc.get(soc_code.get(soc, -1))
        if rows is None or not len(rows):
            continue
        job, area = world.area_job[rows], world.area_state[rows]
        here = np.isin(area, [state_code[s] for s in states if s in state_code])
        counted = np.zeros(len(world.ids), dtype=bool)
        counted[job[here]] = True
        in_nation = area == nation
        everywhere = in_nation & ~has_state[job] & (len(states) == len(STATES))
        keep = here | (in_nation & counted[job]) | everywhere
        own = np.full(int(keep.sum()), number[credential], dtype=np.int64)
        parts.append((job[keep], own, area[keep]))
    if not parts:
        nothing = np.array([], dtype=np.int64)
        return (nothing, nothing, nothing), known
    # Two occupations of one job cannot be; one occupation under two laws of one credential neither.
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
    ), known


def _software(
    connection: Connection, world: _World, products: Mapping[str, str], number: Mapping[str, int]
) -> tuple[Ints, Ints]:
    """Entry-level jobs (job, credential) that name a product which the credential certifies."""
    credentials: dict[str, list[int]] = {}
    for credential, named in products.items():
        for product in named.split(";"):
            credentials.setdefault(product, []).append(number[credential])
    ps, p = t.posting_software.c, t.postings.c
    pairs: set[tuple[int, int]] = set()
    for job, product in connection.execute(
        select(p.job_id, ps.software).join(t.postings, p.id == ps.posting_id).where(p.job_id.is_not(None))
    ):  # fmt: skip
        pairs.update((job, credential) for credential in credentials.get(product, ()))
    job_ids = np.array([job for job, _ in sorted(pairs)], dtype=np.int64)
    own = np.array([credential for _, credential in sorted(pairs)], dtype=np.int64)
    job = world.ids.get_indexer(pd.Index(job_ids, dtype="int64")).astype(np.int64)
    keep = job >= 0
    keep[keep] &= world.entry[job[keep]] == 1
    return job[keep], own[keep]


def _denominators(world: _World, *, by_soc: bool) -> pd.DataFrame:
    """All jobs of an area and month, by occupation (those that have one) or all together."""
    job, state = world.area_job, world.area_state
    if by_soc:
        keep = world.soc[job] >= 0
        job, state = job[keep], state[keep]
    own = world.soc[job] if by_soc else np.zeros(len(job), dtype=np.int64)
    table = _Table([max(len(world.socs), 1) if by_soc else 1, len(world.states), world.months])
    new = table.pack(own, state, world.new[job] - world.first_month)
    table.add("jobs", new)
    rows, month = _open_months(world.new[job], world.end[job])
    table.add("active_jobs", new[rows] + month - world.new[job][rows])
    table.add_employers(new, world.employer[job], int(world.employer.max(initial=0)) + 1)
    table.add("left_censored", new, world.censored[job])
    table.add("panel_jobs", new, world.in_panel[job])
    out = table.frame(
        {"soc": world.socs if by_soc else [], "state": world.states, "month": _month_names(world)}
    )
    keys = ["soc", "state", "month"] if by_soc else ["state", "month"]
    return out[[*keys, "jobs", "active_jobs", "employers", "left_censored", "panel_jobs"]]


def _months(
    connection: Connection,
    today: date,
    world: _World,
    all_watches: Sequence[Any],
    since: str | None,
    panel_sources: frozenset[str],
) -> pd.DataFrame:
    """Each month from the first job's: sources read whole by its end, the panel, nights missed."""
    nobody = Counter(f"{night:%Y-%m}" for night in outages(all_watches, connection, today))
    missed = Counter(f"{night:%Y-%m}" for watch in all_watches for night in watch.missed)
    rows = [
        (
            month,
            sum(1 for w in all_watches if w.first and f"{w.first:%Y-%m}" <= month),
            len(panel_sources) if since is not None and month >= since else 0,
            nobody[month],
            missed[month],
        )
        for month in (_month_names(world) if len(world.ids) else [])
    ]
    return pd.DataFrame(
        rows,
        columns=["month", "sources", "panel_sources", "missed_nights", "source_nights_missed"],
    )
