"""Which jobs stand as evidence for a credential, in the nation and in each area."""

from __future__ import annotations

import numpy as np

from db.figures import REQUIRED
from db.market import NATION, Ints, Market

EVIDENCE_PER_AREA = 3


def evidence_jobs(market: Market, credential: str, most: int) -> dict[str, list[int]]:
    """For the nation and each area the ids of jobs whose sentences to choose evidence from.

    In the order in which :func:`db.evidence.evidence_sentences` looks at them: an employer's first job
    before any second one, required before preferred, the newest first. ``most`` in the nation; in an
    area three times what is shown.
    """
    asks = market.asks(credential)
    asks = asks.where(asks.asked)
    order = np.lexsort((asks.job, market.age[asks.job], asks.requirement != REQUIRED))
    jobs = asks.job[order]
    out = {NATION: _spread(market, jobs, most)}
    rows, area = market.areas_of(jobs)
    for n in np.unique(area):
        name = market.areas[n]
        if name != NATION:
            out[name] = _spread(market, jobs[rows[area == n]], 3 * EVIDENCE_PER_AREA)
    return out


def _spread(market: Market, jobs: Ints, most: int) -> list[int]:
    employer = market.employer[jobs]
    # Jobs that name no employer are each their own.
    own = np.where(employer < 0, -1 - np.arange(len(jobs)), employer)
    _, first = np.unique(own, return_index=True)
    first.sort()
    rest = np.setdiff1d(np.arange(len(jobs)), first, assume_unique=True)
    return [int(n) for n in market.ids[jobs[np.concatenate((first, rest))[:most]]]]
