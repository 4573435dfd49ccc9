"""Writes what a crawl or an import brings: sources, crawls, postings and their life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from db import schema as t
from db.bulk import among, insert_rows, upsert
from db.names import digest, posting_id
from db.nights import night_began
from db.opt_outs import load as load_opt_outs
from db.records import CrawlResult, Outcome, Page, Posting

MISSES_TO_CLOSE = 2
"""A posting is closed when so many whole lists in a row did not name it."""
BULK = 5000
"""Postings in one transaction where many are brought at once."""
CHUNK = 400
"""Ids in one statement; SQLite takes 999 parameters in its oldest supported versions."""


@dataclass(slots=True)
class Saved:
    """What became of some postings: how many were new, changed, or just seen again."""

    new: int = 0
    changed: int = 0
    seen: int = 0


def save_source(
    engine: Engine,
    key: str,
    *,
    employer: str | None = None,
    url: str | None = None,
    state: str | None = None,
    cadence_hours: float = 24.0,
) -> None:
    """Makes the row of a source, or brings what its configuration says up to date."""
    kind, _, board = key.partition("/")
    row = {
        "key": key,
        "kind": kind,
        "board": board,
        "employer": employer,
        "url": url,
        "state": state,
        "cadence_hours": cadence_hours,
    }
    with engine.begin() as connection:
        upsert(connection, t.sources, [row])


def start_crawl(engine: Engine, source: str, now: datetime) -> int:
    """Opens the row of a crawl and gives its id; one that a killed run left open is ended."""
    with engine.begin() as connection:
        connection.execute(
            update(t.crawls)
            .where(t.crawls.c.source == source, t.crawls.c.status == "running")
            .values(status=str(Outcome.FAILED), reason="the run was killed", finished=now)
        )
        result = connection.execute(
            insert(t.crawls).values(source=source, started=now, status="running", errors={})
        )
        (crawl_id,) = result.inserted_primary_key or (0,)
        return int(crawl_id)


def interrupt_crawl(engine: Engine, source: str, reason: str, now: datetime) -> None:
    """Ends the crawl of a source that is still open, as failed; nothing where none is."""
    with engine.begin() as connection:
        ended = connection.execute(
            update(t.crawls)
            .where(t.crawls.c.source == source, t.crawls.c.status == "running")
            .values(status=str(Outcome.FAILED), reason=reason, finished=now)
        ).rowcount
        if ended:
            connection.execute(
                update(t.sources)
                .where(t.sources.c.key == source)
                .values(last_crawl=now, last_status=str(Outcome.FAILED), last_reason=reason)
            )


def save_postings(
    engine: Engine,
    postings: Iterable[Posting],
    now: datetime,
    *,
    observed: bool = True,
    also: Callable[[Connection, Saved], None] | None = None,
) -> Saved:
    """Stores postings in one transaction; a posting that is known is brought up to date.

    ``first_seen`` is never changed, a closed posting that is seen again is open again. With
    ``observed`` False the postings come from an archive: they were seen when they were posted,
    where that is known, and are not open now. ``also`` is called at the end of the transaction, for
    what must be kept with the postings or not at all.
    """
    rows: dict[int, dict[str, Any]] = {}
    places: dict[int, list[dict[str, Any]]] = {}
    for posting in postings:
        row = _row(posting, now, observed)
        rows[row["id"]] = row
        places[row["id"]] = [
            {
                "posting_id": row["id"], "n": n, "city": place.city, "county": place.county,
                "metro": place.metro, "state": place.state, "country": place.country,
            }
            for n, place in enumerate(posting.places)
        ]  # fmt: skip
    with engine.begin() as connection:
        asked = load_opt_outs(connection)
        for key, row in list(rows.items()):
            if asked.covers(employer=row["employer"], url=row["url"]):
                del rows[key]
        known: dict[int, tuple[str, datetime, datetime]] = {}
        p = t.postings.c
        query = select(p.id, p.content_hash, p.first_seen, p.last_seen)
        for key, content, first, last in connection.execute(
            query.where(among(connection, p.id, list(rows)))
        ):
            known[key] = content, first, last
        new, changed, seen = [], [], []
        for key, row in rows.items():
            if key not in known:
                new.append(row)
                continue
            content, first, last = known[key]
            row["first_seen"] = first
            row["last_seen"] = max(last, row["last_seen"])
            if content == row["content_hash"]:
                seen.append(key)
            else:
                changed.append(row)
        _keep_texts(connection, [row["id"] for row in changed], now)
        insert_rows(connection, t.postings, new)
        upsert(connection, t.postings, changed)
        again = [row["id"] for row in changed]
        connection.execute(
            delete(t.posting_places).where(among(connection, t.posting_places.c.posting_id, again))
        )
        insert_rows(
            connection,
            t.posting_places,
            (place for row in (*new, *changed) for place in places[row["id"]]),
        )
        if observed:
            _touch(connection, seen, now)
        saved = Saved(len(new), len(changed), len(seen))
        if also is not None:
            also(connection, saved)
    return saved


def _keep_texts(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Puts what postings say aside before it is overwritten; a text that comes back is kept once."""
    p = t.postings.c
    for chunk in _batched(ids, CHUNK):
        rows = connection.execute(
            select(p.id, p.content_hash, p.title, p.text).where(p.id.in_(chunk))
        ).all()
        upsert(
            connection,
            t.posting_texts,
            [
                {"posting_id": row.id, "content_hash": row.content_hash, "until": now,
                 "title": row.title, "text": row.text}
                for row in rows
            ],
        )  # fmt: skip


def save_pages(engine: Engine, source: str, pages: Iterable[Page]) -> None:
    """Remembers how addresses answered, so that they are asked politely the next time."""
    rows = {
        page.url: {
            "source": source,
            "url": page.url,
            "etag": page.validators.etag,
            "last_modified": page.validators.last_modified,
            "lastmod": page.lastmod,
            "external_ids": list(page.external_ids),
        }
        for page in pages
    }
    with engine.begin() as connection:
        upsert(connection, t.pages, list(rows.values()))


def count_postings(engine: Engine) -> int:
    """How many postings the database holds."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(t.postings)) or 0


def finish_crawl(
    engine: Engine, crawl_id: int, source: str, result: CrawlResult, saved: Saved, now: datetime
) -> int:
    """Ends a crawl in one transaction: sightings, closings, the row. Gives the number closed.

    Nothing is closed for not being listed unless the whole list was seen, and was not empty, or was so
    for so long that the spider believes it; then a
    posting closes when it was missing from ``MISSES_TO_CLOSE`` whole lists in a row. What answered
    404 or 410 and what its own closing date has passed closes at once.
    """
    whole = result.outcome is Outcome.OK and result.listed_ids is not None
    with engine.begin() as connection:
        closed = _close(
            connection,
            [posting_id(source, e) for e in result.gone_ids],
            now.date(),
            "the page is gone (404 or 410)",
        )
        # A stale list may still name a page that is gone.
        empty = result.outcome is Outcome.EMPTY and result.believed_empty
        if (whole and result.listed_ids) or empty:
            listed = (result.listed_ids or frozenset()) - result.gone_ids
            again = _compared_before(connection, crawl_id, source, now)
            closed += _compare_with_list(connection, source, listed, now, count=not again)
        else:
            named = [posting_id(source, e) for e in result.seen_ids - result.gone_ids]
            _touch(connection, named, now)
        if result.outcome is Outcome.OK and result.closes_after_days is not None:
            closed += _close_unseen(connection, source, now, result.closes_after_days)
        closed += _close_past(connection, source, now.date())
        connection.execute(
            update(t.crawls)
            .where(t.crawls.c.id == crawl_id)
            .values(
                finished=now,
                status=str(result.outcome),
                reason=result.reason,
                whole=whole,
                pages=result.pages,
                postings_seen=len(result.listed_ids or result.seen_ids)
                or saved.new + saved.changed + saved.seen,
                postings_new=saved.new,
                postings_changed=saved.changed,
                postings_closed=closed,
                errors=result.errors,
                shape=result.shape or None,
            )
        )
        values: dict[str, Any] = {
            "last_crawl": now,
            "last_status": str(result.outcome),
            "last_reason": result.reason,
        }
        if whole:
            values["first_whole_crawl"] = func.coalesce(t.sources.c.first_whole_crawl, now)
        connection.execute(update(t.sources).where(t.sources.c.key == source).values(**values))
    return closed


def _batched(items: Iterable[int], size: int) -> Iterator[list[int]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _row(posting: Posting, now: datetime, observed: bool) -> dict[str, Any]:
    primary = next(
        (p for p in posting.places if p.state), posting.places[0] if posting.places else None
    )
    seen = now
    if not observed and posting.posted_on:
        seen = datetime.combine(posting.posted_on, datetime.min.time())
    return {
        "id": posting_id(posting.source, posting.external_id),
        "source": posting.source,
        "external_id": posting.external_id,
        "url": posting.url,
        "title": posting.title,
        "employer": posting.employer,
        "location": posting.location,
        "state": primary.state if primary else None,
        "county": primary.county if primary else None,
        "metro": primary.metro if primary else None,
        "country": primary.country if primary else None,
        "remote": posting.remote,
        "posted_on": posting.posted_on,
        "posted_is_first": posting.posted_is_first,
        "valid_through": posting.valid_through,
        "first_seen": seen,
        "last_seen": seen,
        "closed_on": None if observed else seen.date(),
        "closed_reason": None if observed else "from an archive",
        "missed_lists": 0,
        "employment_type": posting.employment_type,
        "pay_low": posting.pay_low,
        "pay_high": posting.pay_high,
        "pay_period": str(posting.pay_period) if posting.pay_period else None,
        "education": posting.education,
        "experience_years": posting.experience_years,
        "openings": posting.openings,
        "text": posting.text,
        "content_hash": digest(
            posting.title, posting.employer, posting.location, posting.text, posting.posted_on,
            posting.valid_through, posting.pay_low, posting.pay_high, posting.pay_period,
            posting.employment_type, posting.remote, posting.url, posting.places,
        ),
        "text_key": "",
    }  # fmt: skip


def _touch(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Marks postings seen, and open again but for those whose own closing date has passed."""
    p = t.postings.c
    past = p.valid_through < now.date()
    for chunk in _batched(ids, CHUNK):
        connection.execute(
            update(t.postings)
            .where(p.id.in_(chunk))
            .values(
                last_seen=now,
                closed_on=case((past, p.closed_on), else_=None),
                closed_reason=case((past, p.closed_reason), else_=None),
                missed_lists=0,
            )
        )


def _close(connection: Connection, ids: Sequence[int], on: date, reason: str) -> int:
    count = 0
    for chunk in _batched(ids, CHUNK):
        count += connection.execute(
            update(t.postings)
            .where(t.postings.c.id.in_(chunk), t.postings.c.closed_on.is_(None))
            .values(closed_on=on, closed_reason=reason)
        ).rowcount
    return count


def _compare_with_list(
    connection: Connection, source: str, listed: frozenset[str], now: datetime, *, count: bool
) -> int:
    """Marks what the list names as seen, counts a miss for the rest, closes what missed enough."""
    wanted = {posting_id(source, external_id) for external_id in listed}
    rows = connection.execute(
        select(t.postings.c.id, t.postings.c.closed_on, t.postings.c.missed_lists).where(
            t.postings.c.source == source
        )
    ).all()
    _touch(connection, [row.id for row in rows if row.id in wanted], now)
    if not count:
        return 0
    missing = [row for row in rows if row.id not in wanted and row.closed_on is None]
    for chunk in _batched([row.id for row in missing], CHUNK):
        connection.execute(
            update(t.postings)
            .where(t.postings.c.id.in_(chunk))
            .values(missed_lists=t.postings.c.missed_lists + 1)
        )
    gone = [row.id for row in missing if row.missed_lists + 1 >= MISSES_TO_CLOSE]
    return _close(connection, gone, now.date(), f"gone from {MISSES_TO_CLOSE} whole lists in a row")


def _compared_before(connection: Connection, crawl_id: int, source: str, now: datetime) -> bool:
    """Whether a list of this very night was compared already, before the run was killed.

    The same list twice is no second piece of evidence.
    """
    c = t.crawls.c
    found = select(c.id).where(
        c.source == source,
        c.id != crawl_id,
        c.started >= night_began(connection, source, now),
        c.finished.is_not(None),
        c.whole | (c.status == str(Outcome.EMPTY)),
    )
    return connection.execute(found.limit(1)).first() is not None


def _close_unseen(connection: Connection, source: str, now: datetime, days: int) -> int:
    """Closes what a source that never says what has closed has not shown for so many days."""
    return connection.execute(
        update(t.postings)
        .where(
            t.postings.c.source == source,
            t.postings.c.closed_on.is_(None),
            t.postings.c.last_seen < now - timedelta(days=days),
        )
        .values(closed_on=now.date(), closed_reason=f"not seen for {days} days")
    ).rowcount


def _close_past(connection: Connection, source: str, today: date) -> int:
    return connection.execute(
        update(t.postings)
        .where(
            t.postings.c.source == source,
            t.postings.c.closed_on.is_(None),
            t.postings.c.valid_through < today,
        )
        .values(closed_on=t.postings.c.valid_through, closed_reason="its closing date has passed")
    ).rowcount
