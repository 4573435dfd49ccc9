"""Workday facets: how a list too long to be read at once is read in parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Facets = dict[str, list[str]]

ONE_EACH = ("timetype",)
"""Facets of which a posting has one value, so that their counts add up to all postings."""


def splits(document: dict[str, Any], applied: Facets, most: int) -> list[Facets]:
    """The facets to apply, one set for each part of a list; none where no facet divides it.

    Of the facets that cover the list (their counts add up to it) the one with the smallest largest
    part is taken.
    """
    groups = dict(_groups(document.get("facets"), 0))
    total = expected(document) or most
    choices = [
        (max(values.values()), name)
        for name, values in groups.items()
        if name not in applied and len(values) > 1 and sum(values.values()) >= total
    ]
    if not choices:
        return []
    _, name = min(choices)
    return [{**applied, name: [value]} for value in groups[name]]


def expected(document: dict[str, Any]) -> int | None:
    """How many postings there are by the facets of which each has one value; None if unsaid."""
    groups = dict(_groups(document.get("facets"), 0))
    sums = [sum(values.values()) for name, values in groups.items() if name.lower() in ONE_EACH]
    return max(sums, default=None)


def _groups(facets: Any, depth: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Each facet's name with the counts of its values; groups inside groups are facets too."""
    if not isinstance(facets, list) or depth > 4:
        return
    for facet in facets:
        if not isinstance(facet, dict):
            continue
        name, values = facet.get("facetParameter"), facet.get("values")
        counts = {
            str(value["id"]): value["count"]
            for value in (values if isinstance(values, list) else [])
            if isinstance(value, dict)
            and value.get("id")
            and isinstance(value.get("count"), int)
            and value["count"] > 0
        }
        if isinstance(name, str) and counts:
            yield name, counts
        yield from _groups(values, depth + 1)
