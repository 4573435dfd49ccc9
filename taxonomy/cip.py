"""From a program's CIP code to Career Clusters, by Advance CTE's crosswalk of 2024.

CIP is the Classification of Instructional Programs 2020 of the National Center for Education
Statistics; ``data/cip_to_cluster.csv`` gives the clusters of each of its codes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from taxonomy.load import DATA, many, rows

FILE = "cip_to_cluster.csv"
_CODE = re.compile(r"(?<![\d.])(?:(\d{1,2})\.(\d{1,4})|(\d{6}))(?!\.?\d)")
_SERIES = re.compile(r"\s*(\d{1,2})\s*")


def cip_codes(cell: str) -> list[str]:
    """The CIP codes in a cell, in their order, each once, as ``01.0101``; shorter ones stay short.

    Takes what spreadsheets make of them: a lost zero before or after, no point, several in a cell.

    >>> cip_codes("1.0101; 51.38 (Nursing), 510801"), cip_codes("none")
    (['01.0101', '51.38', '51.0801'], [])
    """
    if alone := _SERIES.fullmatch(cell):
        return [alone[1].zfill(2)]
    found = []
    for series, rest, joined in _CODE.findall(cell):
        if joined:
            series, rest = joined[:2], joined[2:]
        # Three digits after the point have lost a zero at their end, as has one.
        rest += "0" * (len(rest) % 2)
        found.append(f"{series.zfill(2)}.{rest}")
    return list(dict.fromkeys(found))


@cache
def _crosswalk(directory: Path) -> dict[str, tuple[str, ...]]:
    table = {
        row["cip"]: many(row["career_clusters"])
        for _, row in rows(directory / FILE, ("cip", "career_clusters"))
    }
    # A code that is shorter than six digits stands for those under it: the clusters of most of them.
    under: dict[str, list[tuple[str, ...]]] = {}
    for cip, clusters in table.items():
        for short in (cip[:2], cip[:5]):
            under.setdefault(short, []).append(clusters)
    for short, each in under.items():
        counts = Counter(cluster for clusters in each for cluster in clusters)
        table[short] = tuple(c for c, n in counts.most_common() if 2 * n > len(each))
    return table


def clusters_of_cip(cip: str, directory: Path = DATA) -> tuple[str, ...]:
    """The Career Clusters of 2024 of a CIP code; none where the crosswalk does not know it.

    A code of two or four digits has the clusters of more than half of the codes under it. Raises
    :class:`taxonomy.load.TaxonomyError` where the crosswalk cannot be read.
    """
    table = _crosswalk(directory)
    return table.get(cip, table.get(cip[:5], ()) if cip.endswith("00") and len(cip) == 7 else ())
