"""The jobs of the last count in columns, and what they ask for: what an answer is worked out from.

A credential that a hundred thousand jobs ask for would be a hundred thousand rows to fetch for each
answer. The count therefore leaves the jobs as arrays in the database, in the same transaction; they are
read in a few hundredths of a second. Where nothing was counted since jobs were merged, they are read
from the tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, case, cast, delete, func, insert, select

from db import schema as t
from db.employers import EmployerKind
from db.figures import KINDS, Codes, named_clusters
from db.frames import read
from db.packed import Ints
from db.panel import read_panel
from db.world import World

_DTYPES = {
    "ids": "<i8", "day": "<i4", "employer": "<i4", "soc": "<i2", "cluster": "<i2", "entry": "i1",
    "pay": "<f8", "staffing": "?", "censored": "?", "in_panel": "?", "areas": "<u8", "ask_job": "<i4",
    "ask_credential": "<i4", "ask_kind": "i1", "ask_alone": "?", "ask_postings": "<i4",
}  # fmt: skip
_NAMES = ("socs", "clusters", "states", "credentials")


@dataclass(frozen=True, slots=True)
class Columns:
    """A job is its place in the arrays of jobs, which are in the order of ids.

    ``day`` is the ordinal of the date it was new on; ``employer`` and ``soc`` are -1 where unknown;
    ``entry`` is 1 yes, 0 no, -1 not stated; ``pay`` is NaN where none is given; ``areas`` has the
    bit of each of ``states`` that it counts in. The asks are sorted by credential, then job.
    """

    ids: Ints
    day: Ints
    employer: Ints
    soc: Ints
    cluster: Ints
    entry: Ints
    pay: NDArray[np.float64]
    staffing: NDArray[np.bool_]
    censored: NDArray[np.bool_]
    in_panel: NDArray[np.bool_]
    areas: NDArray[np.uint64]
    ask_job: Ints
    ask_credential: Ints
    ask_kind: Ints
    ask_alone: NDArray[np.bool_]
    ask_postings: Ints
    socs: list[str]
    clusters: list[str]
    states: list[str]
    credentials: list[str]

    def in_window(self, state: str, since: date, until: date) -> NDArray[np.bool_]:
        """For each job, whether it counts in the area and was new after ``since`` to ``until``."""
        if state not in self.states:
            return np.zeros(len(self.ids), dtype=bool)
        bit = np.uint64(1 << self.states.index(state))
        after, last = since.toordinal(), until.toordinal()
        found: NDArray[np.bool_] = (
            ((self.areas & bit) != 0) & (self.day > after) & (self.day <= last)
        )
        return found

    def clusters_by(self, cluster_of: Mapping[str, str] | None) -> tuple[Codes, list[str]]:
        """:func:`db.figures.named_clusters` of the jobs."""
        return named_clusters(self.cluster, self.clusters, self.soc, self.socs, cluster_of)

    def asks_of(self, credential: str) -> slice:
        """Where the asks for a credential stand."""
        if credential not in self.credentials:
            return slice(0, 0)
        code = self.credentials.index(credential)
        low, high = np.searchsorted(self.ask_credential, [code, code + 1])
        return slice(int(low), int(high))


def read_asks(connection: Connection, world: World) -> pd.DataFrame:
    """What jobs require, prefer or want after hire: job (its place), credential, kind, alone, postings."""
    jc = t.job_credentials.c
    # One number for three columns: of millions of rows each cell is an object at first.
    kind = case({name: n for n, name in enumerate(KINDS)}, value=jc.requirement)
    packed = (kind + 4 * cast(jc.alone, Integer) + 8 * jc.postings).label("packed")
    asks = read(
        connection,
        select(jc.job_id, jc.credential_id, packed).where(jc.requirement.in_(KINDS)),
        codes=("credential_id",),
    )
    job = world.ids.get_indexer(pd.Index(asks["job_id"].astype("int64"))).astype(np.int64)
    numbers = asks["packed"].astype("int64").to_numpy()
    return pd.DataFrame(
        {
            "job": job,
            "credential": asks["credential_id"],
            "kind": numbers & 3,
            "alone": (numbers & 4) > 0,
            "postings": numbers >> 3,
        }
    )[job >= 0]


def make_columns(world: World, asks: pd.DataFrame) -> Columns:
    """The columns of a world and of what its jobs ask for."""
    code = asks["credential"].cat.codes.to_numpy()
    job = asks["job"].to_numpy()
    order = np.lexsort((job, code))
    areas = np.zeros(len(world.ids), dtype=np.uint64)
    np.bitwise_or.at(areas, world.area_job, np.uint64(1) << world.area_state.astype(np.uint64))
    arrays: dict[str, Any] = {
        "ids": world.ids.to_numpy(),
        "day": world.day,
        "employer": world.employer,
        "soc": world.soc,
        "cluster": world.cluster,
        "entry": world.entry,
        "pay": world.pay,
        "staffing": world.kind == EmployerKind.STAFFING,
        "censored": world.censored,
        "in_panel": world.in_panel,
        "areas": areas,
        "ask_job": job[order],
        "ask_credential": code[order],
        "ask_kind": asks["kind"].to_numpy()[order],
        "ask_alone": asks["alone"].to_numpy()[order],
        "ask_postings": asks["postings"].to_numpy()[order],
    }
    return Columns(
        **{name: arrays[name].astype(dtype, copy=False) for name, dtype in _DTYPES.items()},
        socs=world.socs,
        clusters=world.clusters,
        states=world.states,
        credentials=list(asks["credential"].cat.categories),
    )


def save_columns(connection: Connection, columns: Columns) -> None:
    """Puts the columns in the place of those before them."""
    connection.execute(delete(t.counted_columns))
    rows = [{"name": name, "data": getattr(columns, name).tobytes()} for name in _DTYPES]
    rows += [{"name": name, "data": json.dumps(getattr(columns, name)).encode()} for name in _NAMES]
    connection.execute(insert(t.counted_columns), rows)


def read_columns(connection: Connection, today: date) -> Columns:
    """The columns of the last count; from the tables where jobs were merged and not yet counted."""
    if not connection.scalar(select(func.count()).select_from(t.counted_columns)):
        constant = read_panel(connection)
        world = World.read(connection, today, constant.since, constant.sources)
        return make_columns(world, read_asks(connection, world))
    c = t.counted_columns.c
    data = {name: blob for name, blob in connection.execute(select(c.name, c.data))}
    arrays: dict[str, Any] = {
        name: np.frombuffer(data[name], dtype=dtype) for name, dtype in _DTYPES.items()
    }
    return Columns(**arrays, **{name: json.loads(data[name]) for name in _NAMES})
