"""The two imputed measures: jobs of whom the law asks a license, and jobs that name the software."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from db import schema as t
from db.licensing import STATES
from db.packed import Ints
from db.world import World


def licensed_credentials(connection: Connection) -> list[str]:
    """The credentials that the table of laws names."""
    return list(connection.scalars(select(t.licensing.c.credential_id).distinct()))


def licensed_jobs(
    connection: Connection, world: World, number: Mapping[str, int]
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


def software_jobs(
    connection: Connection, world: World, products: Mapping[str, str], number: Mapping[str, int]
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
