"""Months side by side on a constant panel of sources, so that a rise is demand and no new board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from db import schema as t
from db.asking import Place
from db.panel import Panel
from db.sentences import SMALL, number

STEADY = 0.25
"""A share that moved by less than this part of itself is called steady."""
ENDS = 3
"""Months at each end of a trend that are compared."""


def trend_of(
    place: Place, asked: Sequence[Any], constant: Panel
) -> tuple[list[dict[str, Any]], str]:
    """By month: jobs and share over the constant panel, or over all sources where there is none."""
    socs = place.credential.socs
    s = t.slices.c if socs else t.totals.c
    query = select(s.month, func.sum(s.jobs), func.sum(s.panel_jobs)).where(
        s.state == place.state, s.month.in_(place.months)
    )
    if socs:
        query = query.where(t.slices.c.soc.in_(socs))
    relevant = {
        month: (int(jobs), int(panel_jobs))
        for month, jobs, panel_jobs in place.connection.execute(query.group_by(s.month))
    }
    missed = {
        month: nights
        for month, nights in place.connection.execute(
            select(t.months.c.month, t.months.c.missed_nights)
        )
    }
    in_panel = _panel_jobs(place, asked, constant)
    count: dict[str, Counter[str]] = {}
    for job in asked:
        own = count.setdefault(f"{job.new_on:%Y-%m}", Counter())
        inside = not socs or job.soc in socs
        own["all"] += 1
        own["all inside"] += inside
        own["censored"] += bool(job.left_censored)
        if job.id in in_panel:
            own["panel"] += 1
            own["panel inside"] += inside
    rows = []
    for month in place.months:
        own, (jobs, panel_jobs) = count.get(month, Counter()), relevant.get(month, (0, 0))
        if constant.since is None and not own["all"] and not jobs:
            continue
        if constant.since is not None and month < constant.since:
            continue
        everyone = round(own["all inside"] / jobs, 4) if jobs else None
        row: dict[str, Any] = {"month": month, "jobs": own["all"], "share": everyone}
        if constant.since is not None:
            share = round(own["panel inside"] / panel_jobs, 4) if panel_jobs else None
            row = {"month": month, "jobs": own["panel"], "share": share}
        rows.append(
            row
            | {
                "all_jobs": own["all"],
                "all_share": everyone,
                "left_censored": own["censored"],
                "missed_nights": missed.get(month, 0),
                "partial": month == f"{place.today:%Y-%m}",
            }
        )
    if constant.since is None:
        return rows, (
            "all sources: none of those that hold most of the jobs has been read whole for long enough "
            "to compare months, so a rise may be coverage"
        )
    n = len(constant.sources)
    return rows, (
        f"the {number(n, 'source')} read whole throughout since {constant.since}, which "
        f"{'holds' if n == 1 else 'hold'} {constant.share:.0%} of the jobs that are open"
    )


def _panel_jobs(place: Place, asked: Sequence[Any], constant: Panel) -> set[int]:
    """Those of the jobs that stood at a source of the panel and are no survivors."""
    if constant.since is None:
        return set()
    out = {job.id for job in asked if job.source in constant.sources}
    if any(job.all_postings > 1 and job.source not in constant.sources for job in asked):
        p, jc, j = t.postings.c, t.job_credentials.c, t.jobs.c
        out.update(
            place.connection.scalars(
                select(p.job_id)
                .join(t.jobs, j.id == p.job_id)
                .join(t.job_credentials, jc.job_id == j.id)
                .where(
                    jc.credential_id == place.credential.id,
                    j.postings > 1,
                    p.source.in_(sorted(constant.sources)),
                )
            )
        )
    return {
        job.id
        for job in asked
        if job.id in out and not job.left_censored and f"{job.new_on:%Y-%m}" >= constant.since
    }


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
