"""Which announcements USAJOBS is asked for in one night, divided so that each part fits in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from spiders.announcements import Row

FIRST_CRAWL_DAYS = 365
OVERLAP_DAYS = 7
"""Announcements appear some days late, so each night looks back so far."""

WINDOW_DAYS = 31
"""Days in one slice of the first crawl: the fields of a slice wait in memory for their texts."""


@dataclass(slots=True)
class Slice:
    """One query, asked of both endpoints: its parameters, and the rows that wait for their texts."""

    parameters: dict[str, str]
    waiting: dict[str, Row] = field(default_factory=dict)
    rows: int = 0
    pages: set[str] = field(default_factory=set)


def slices(agencies: str, today: date, *, first: bool) -> Iterator[Slice]:
    """What is open, and what was opened lately: in the year before a first crawl, else in a week.

    ``agencies`` are hiring agency codes with commas between, or ``all``.
    """
    codes = [""] if agencies == "all" else agencies.split(",")
    for code in codes:
        agency = {"HiringAgencyCodes": code} if code else {}
        yield Slice({**agency, "StartPositionCloseDate": today.isoformat()})
        days = FIRST_CRAWL_DAYS if first else OVERLAP_DAYS
        end = today
        while end >= today - timedelta(days=days):
            start = max(end - timedelta(days=WINDOW_DAYS - 1), today - timedelta(days=days))
            yield Slice(
                {
                    **agency,
                    "StartPositionOpenDate": start.isoformat(),
                    "EndPositionOpenDate": end.isoformat(),
                }
            )
            end = start - timedelta(days=1)
