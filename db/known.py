"""The one question that the spiders ask: what is known of this source?"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from sqlalchemy import Engine, select

from db import schema as t
from db.nights import night_began
from db.records import Known, Outcome, Page, Validators


def known(engine: Engine, source: str, now: datetime) -> Known:
    """The source's open postings, the addresses read with their validators, its last list sizes.

    Crawls of the night that ``now`` is in count neither as short nor as empty ones: where it takes
    several nights to believe a list, a crawl that was killed and made again is one of them.
    """
    with engine.connect() as connection:
        night = night_began(connection, source, now)
        open_ids = frozenset(
            connection.scalars(
                select(t.postings.c.external_id).where(
                    t.postings.c.source == source, t.postings.c.closed_on.is_(None)
                )
            )
        )
        pages = {
            row.url: Page(
                row.url,
                Validators(row.etag, row.last_modified),
                row.lastmod,
                tuple(row.external_ids),
            )
            for row in connection.execute(select(t.pages).where(t.pages.c.source == source))
        }
        counts = tuple(
            connection.scalars(
                select(t.crawls.c.postings_seen)
                .where(t.crawls.c.source == source, t.crawls.c.whole)
                .order_by(t.crawls.c.started.desc())
                .limit(10)
            )
        )
        crawls = connection.execute(
            select(
                t.crawls.c.started,
                t.crawls.c.status,
                t.crawls.c.postings_seen,
                t.crawls.c.errors,
                t.crawls.c.shape,
            )
            .where(t.crawls.c.source == source, t.crawls.c.status != "running")
            .order_by(t.crawls.c.started.desc(), t.crawls.c.id.desc())
            .limit(10)
        ).all()
    earlier = [row for row in crawls if row.started < night]
    short = takewhile(lambda row: "sudden_drop" in (row.errors or {}), earlier)
    return Known(
        open_ids,
        pages,
        counts,
        tuple(row.postings_seen for row in short),
        tuple(Outcome(row.status) for row in earlier),
        tuple(row.shape for row in crawls if row.shape),
    )
