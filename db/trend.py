"""Months side by side on a constant panel of sources, so that a rise is demand and no new board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from db.asking import Place
from db.packed import Ints
from db.panel import Panel, read_outages
from db.sentences import SMALL, number

STEADY = 0.25
"""A share that moved by less than this part of itself is called steady."""
ENDS = 3
"""Months at each end of a trend that are compared."""


def trend_of(place: Place, constant: Panel) -> tuple[list[dict[str, Any]], str]:
    """By month: jobs and share over the constant panel, or over all sources where there is none."""
    c, asked = place.columns, place.asked
    inside = place.in_occupations
    relevant = np.flatnonzero(place.here & inside)
    counts = {
        "all": _by_month(c.day[asked]),
        "all inside": _by_month(c.day[asked[inside[asked]]]),
        "censored": _by_month(c.day[asked[c.censored[asked]]]),
        "panel": _by_month(c.day[asked[c.in_panel[asked]]]),
        "panel inside": _by_month(c.day[asked[c.in_panel[asked] & inside[asked]]]),
        "relevant": _by_month(c.day[relevant]),
        "panel relevant": _by_month(c.day[relevant[c.in_panel[relevant]]]),
    }
    nights = Counter(
        f"{night:%Y-%m}" for night in read_outages(place.connection, place.since, place.today)
    )

    def share(of: str, whole: str, month: str) -> float | None:
        return round(counts[of][month] / counts[whole][month], 4) if counts[whole][month] else None

    rows = []
    for month in place.months:
        if constant.since is None and not counts["all"][month] and not counts["relevant"][month]:
            continue
        if constant.since is not None and month < constant.since:
            continue
        everyone = share("all inside", "relevant", month)
        row: dict[str, Any] = {"month": month, "jobs": counts["all"][month], "share": everyone}
        if constant.since is not None:
            row["jobs"] = counts["panel"][month]
            row["share"] = share("panel inside", "panel relevant", month)
        rows.append(
            row
            | {
                "all_jobs": counts["all"][month],
                "all_share": everyone,
                "left_censored": counts["censored"][month],
                "missed_nights": nights[month],
                "partial": month == f"{place.today:%Y-%m}",
            }
        )
    return rows, trend_basis(constant)


def trend_basis(constant: Panel) -> str:
    """Which sources a trend is over, in words."""
    if constant.since is None:
        return (
            "all sources: none of those that hold most of the jobs has been read whole for long enough "
            "to compare months, so a rise may be coverage"
        )
    n = len(constant.sources)
    return (
        f"the {number(n, 'source')} read whole throughout since {constant.since}, which "
        f"{'holds' if n == 1 else 'hold'} {constant.share:.0%} of the jobs that are open"
    )


def _by_month(days: Ints) -> Counter[str]:
    """How many of the ordinals of days lie in each month."""
    if not len(days):
        return Counter()
    dates = (days.astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    first = int(months.min())
    counts = np.bincount(months - first)
    return Counter(
        {
            f"{(first + n) // 12 + 1970}-{(first + n) % 12 + 1:02d}": int(m)
            for n, m in enumerate(counts)
        }
    )


def trend_in_words(trend: Sequence[dict[str, Any]], has_panel: bool) -> str:
    """A sentence on the first and the last months of a trend, and one on coverage where it moved.

    Whole months only; a trend needs twice ``ENDS`` of them.
    """
    whole = [row for row in trend if not row["partial"]]
    if not has_panel:
        return "No trend: the sources have not been watched for long enough."
    if len(whole) < 2 * ENDS:
        return f"No trend: {number(len(whole), 'whole month')} on the constant panel, {2 * ENDS} are needed."
    first, last = whole[:ENDS], whole[-ENDS:]

    def sums(name: str) -> tuple[int, int]:
        return sum(row[name] for row in first), sum(row[name] for row in last)

    before, after = sums("jobs")
    all_before, all_after = sums("all_jobs")
    how = _moved(before, after)
    words = (
        f"On a constant panel of sources it is {how}: {before:,} jobs in the first {ENDS} months, "
        f"{after:,} in the last {ENDS}."
    )
    if _moved(all_before, all_after) != how:
        words += (
            f" The raw count went from {all_before:,} to {all_after:,}; what differs is coverage "
            "(sources added or lost), not demand."
        )
    if nights := sum(row["missed_nights"] for row in trend):
        words += f" {number(nights, 'night')} without any reading {'lies' if nights == 1 else 'lie'} in it."
    return words


def _moved(before: int, after: int) -> str:
    if before + after < SMALL:
        return "too small to tell"
    # Counts of this size move by twice their root by chance alone.
    if abs(after - before) <= max(STEADY * before, 2 * (before + after) ** 0.5):
        return "steady"
    return "rising" if after > before else "falling"
