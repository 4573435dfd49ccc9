"""The figures of what jobs ask for, over arrays: the same for one credential, an area's, or all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.jobs import ASKED
from db.packed import Ints
from db.world import UNKNOWN_CLUSTER

Codes = NDArray[np.integer[Any]]
KINDS = (*ASKED, "after_hire")
"""Requirements by their code; those below ``len(ASKED)`` ask."""
REQUIRED, PREFERRED, AFTER_HIRE = range(3)


def totals(
    kind: Codes,
    job: Codes,
    alone: NDArray[np.bool_],
    postings: Codes,
    employer: Codes,
    entry: Codes,
    censored: NDArray[np.bool_],
) -> dict[str, Any]:
    """The figures of a credential, named as in ``check``, from a row for each job that names it.

    ``kind`` to ``postings`` are of the rows: the requirement's code in :data:`KINDS`, the job's place,
    whether it names no alternative, its postings. ``employer`` (-1: none is named), ``entry`` (1 yes,
    0 no, -1 not stated) and ``censored`` are of all jobs.
    """
    asking = kind < AFTER_HIRE
    asked = job[asking]
    named = employer[asked]
    named = named[named >= 0]
    of_each = np.bincount(named)
    levels = entry[asked]
    return {
        "jobs": len(asked),
        "employers": int((of_each > 0).sum()),
        "jobs_without_employer": len(asked) - len(named),
        "required": int((kind == REQUIRED).sum()),
        "preferred": int((kind == PREFERRED).sum()),
        "after_hire": int((kind == AFTER_HIRE).sum()),
        "alone": int(alone[asking].sum()),
        "postings": int(postings[asking].sum()),
        "largest_employer_share": round(int(of_each.max()) / len(asked), 4) if len(named) else None,
        "entry_level": {
            "yes": int((levels == 1).sum()),
            "no": int((levels == 0).sum()),
            "unstated": int((levels < 0).sum()),
        },
        "left_censored": int(censored[asked].sum()),
    }


def pairs(relevant: Codes, asking: Codes) -> Ints:
    """For each employer a row: how many relevant jobs it has, and how many of them ask.

    Both are the employers of jobs, -1 for those that name none, which count as one employer's.
    """
    all_ = np.bincount(relevant.astype(np.int64) + 1)
    some = np.bincount(asking.astype(np.int64) + 1, minlength=len(all_))
    return np.stack([all_, some], axis=1)[all_ > 0]


def together(jobs: Iterable[Codes]) -> int:
    """How many jobs stand in any of several lists of them, each once."""
    parts = list(jobs)
    return len(np.unique(np.concatenate(parts))) if parts else 0


def named_clusters(
    cluster: Codes,
    clusters: Sequence[str],
    soc: Codes,
    socs: Sequence[str],
    cluster_of: Mapping[str, str] | None,
) -> tuple[Codes, list[str]]:
    """Each job's Career Cluster as a place in a list, and the list.

    Without ``cluster_of`` these are the stored ones (2024); with it, those that it gives the jobs' SOC
    codes (``soc``: places in ``socs``, -1 unknown).
    """
    if cluster_of is None:
        return cluster, list(clusters)
    names = [*sorted(set(cluster_of.values())), UNKNOWN_CLUSTER]
    place = {name: n for n, name in enumerate(names)}
    unknown = len(names) - 1
    code = [place[cluster_of[each]] if each in cluster_of else unknown for each in socs]
    return np.array([*code, unknown], dtype=np.int16)[soc], names
