"""Which crawls of a source belong to the same night: what a killed run saw and its repetition sees again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from db import schema as t

LONGEST = timedelta(hours=1)
"""A crawl that is made again within this time is the same night's, and no second piece of evidence."""


def night_began(connection: Connection, source: str, now: datetime) -> datetime:
    """The time since when a crawl of the source is one of the night that ``now`` is in.

    ``LONGEST`` ago, or half of the time between two crawls where a source is read more often.
    """
    hours = connection.scalar(select(t.sources.c.cadence_hours).where(t.sources.c.key == source))
    return now - min(LONGEST, timedelta(hours=24.0 if hours is None else hours) / 2)
