"""The share of relevant jobs that ask, with what chance and the extractor's errors may have done to it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from db.packed import Ints

SEED = 20260101
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Counts over labelled postings: asked-for found ``right`` and ``wrong``; truly asked-for
    ``found`` and ``missed``; ``measured`` says when and on what."""

    right: int
    wrong: int
    found: int
    missed: int
    measured: str


@cache
def accuracy(path: Path = Path(__file__).parent / "accuracy.toml") -> Accuracy:
    """The extractor's measured accuracy, from the file that ships with Sought."""
    return Accuracy(**tomllib.loads(path.read_text("utf-8"))["asked_for"])


def interval_share(
    pairs: Sequence[tuple[int, int]] | Ints, draws: int = DRAWS, errors: Accuracy | None = None
) -> dict[str, Any]:
    """The share of relevant jobs that ask, with a 95% interval by bootstrap over employers.

    ``pairs`` are, for each employer, its relevant jobs and how many of them ask. Jobs of one
    employer are alike, so employers are drawn, not jobs (a cluster bootstrap: Field and Welsh 2007,
    J. R. Statist. Soc. B 69). Where none or all ask, a bootstrap has no width: the exact binomial
    bound over employers stands in. One employer alone has no interval: it could be anything. With
    ``errors`` each draw is multiplied by precision over recall, drawn from their posteriors (the
    estimator of Rogan and Gladen 1978 with no false positives beyond those of the precision); the
    interval always holds the share that was counted.
    """
    rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    jobs, employers = int(rows[:, 0].sum()), len(rows)
    out: dict[str, Any] = {"relevant_jobs": jobs, "relevant_employers": employers}
    if not jobs:
        return out | {"share": None, "share_low": None, "share_high": None}
    # Employers with the same figures are drawn together: the same draw, and a thousandth of the work.
    base = int(rows.max()) + 1
    packed, counts = np.unique(rows[:, 0] * base + rows[:, 1], return_counts=True)
    kinds = np.stack([packed // base, packed % base], axis=1)
    random = np.random.default_rng(SEED)
    picks = random.multinomial(employers, counts / counts.sum(), size=draws)
    sums = picks @ kinds
    shares = sums[:, 1] / np.maximum(sums[:, 0], 1)
    asked = int(kinds[:, 1] @ counts)
    share = asked / jobs
    if errors:
        precision = random.beta(errors.right + 1, errors.wrong + 1, size=draws)
        recall = random.beta(errors.found + 1, errors.missed + 1, size=draws)
        shares = np.minimum(shares * precision / recall, 1.0)
    low, high = (float(value) for value in np.percentile(shares, [2.5, 97.5]))
    bound = 1 - 0.025 ** (1 / employers)
    if employers == 1:
        low, high = 0.0, 1.0
    elif asked == 0:
        high = bound
    elif asked == jobs:
        low = min(low, 1 - bound)
    return out | {
        "share": round(share, 4),
        "share_low": round(min(low, share), 4),
        "share_high": round(max(high, share), 4),
    }
