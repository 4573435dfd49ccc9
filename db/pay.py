"""Advertised pay as a figure for a year, so that pay by the hour and by the month can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

PERIODS_IN_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
"""A full-time year: 52 weeks of 40 hours, as the Bureau of Labor Statistics makes annual wages of
hourly ones (OEWS technical notes: "multiplying an hourly mean wage by 2,080")."""
LEAST, MOST = 10_000.0, 1_000_000.0
"""US dollars a year; what lies outside is a misread figure or no wage (a bonus, a project's budget)."""


def annual_pay(low: float | None, high: float | None, period: str | None) -> float | None:
    """The middle of an advertised range, in US dollars for a full-time year; None where unknown.

    Part-time pay by the hour is put to a full-time year: it is a rate, not what the job pays out.

    >>> annual_pay(20, 30, "hour"), annual_pay(None, 60000, "year"), annual_pay(5, None, "year")
    (52000.0, 60000.0, None)
    """
    given = [value for value in (low, high) if value]
    if not given or period not in PERIODS_IN_A_YEAR:
        return None
    pay = sum(given) / len(given) * PERIODS_IN_A_YEAR[period]
    return round(pay, 2) if LEAST <= pay <= MOST else None


def quartiles(pays: Iterable[float]) -> dict[str, Any]:
    """``pay_jobs`` (how many give pay), ``pay_q1``, ``pay_median``, ``pay_q3`` in whole dollars."""
    values = np.array([pay for pay in pays if pay is not None and pay == pay], dtype=float)
    if not len(values):
        return {"pay_jobs": 0, "pay_q1": None, "pay_median": None, "pay_q3": None}
    first, median, third = (round(float(v)) for v in np.percentile(values, [25, 50, 75]))
    return {"pay_jobs": len(values), "pay_q1": first, "pay_median": median, "pay_q3": third}
