"""The tables as they were on a past date, without touching those of today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, Engine

from db.demand import count_demand
from db.jobs import merge_jobs


@contextmanager
def as_of(engine: Engine, day: date) -> Iterator[Connection]:
    """A connection that sees jobs and demand counted from what was known at the end of ``day``.

    They are counted by the same code in a transaction that is rolled back at the end, so nobody
    else sees them and nothing of today is lost. Postings are known by when they were first and last
    seen and closed; their texts and mentions are those of today, as former ones are not kept.
    """
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            merge_jobs(connection, day)
            count_demand(connection, day)
            yield connection
        finally:
            transaction.rollback()
