"""Writes what a crawl or an import brings: sources, crawls, postings and their life."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db import schema as t
from db.names import digest, posting_id
from db.records import CrawlResult, Outcome, Page, Posting

MISSES_TO_CLOSE = 2
"""A posting is closed when so many whole lists in a row did not name it."""
CHUNK = 400
"""Ids in one statement; SQLite takes 999 parameters in its oldest supported versions."""


@dataclass(slots=True)
class Saved:
    """What became of some postings: how many were new, changed, or just seen again."""

    new: int = 0
    changed: int = 0
    seen: int = 0


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows, or overwrites those whose primary key is there; all columns must be given."""
    if not rows:
        return
    module = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = module.insert(table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    if changes:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys), rows)


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
    engine: Engine, postings: Iterable[Posting], now: datetime, *, observed: bool = True
) -> Saved:
    """Stores postings in one transaction; a posting that is known is brought up to date.

    ``first_seen`` is never changed, a closed posting that is seen again is open again. With
    ``observed`` False the postings come from an archive: they were seen when they were posted,
    where that is known, and are not open now.
    """
    rows: dict[int, dict[str, Any]] = {}
    places: dict[int, list[dict[str, Any]]] = {}
    for posting in postings:
        row = _row(posting, now, observed)
        rows[row["id"]] = row
        places[row["id"]] = [
            {"posting_id": row["id"], "n": n, **asdict(place)}
            for n, place in enumerate(posting.places)
        ]
    saved = Saved()
    with engine.begin() as connection:
        known: dict[int, tuple[str, datetime, datetime]] = {}
        for ids in _batched(rows, CHUNK):
            columns = (
                t.postings.c.id,
                t.postings.c.content_hash,
                t.postings.c.first_seen,
                t.postings.c.last_seen,
            )
            for key, content, first, last in connection.execute(
                select(*columns).where(t.postings.c.id.in_(ids))
            ):
                known[key] = content, first, last
        fresh, seen = [], []
        for key, row in rows.items():
            if key not in known:
                saved.new += 1
                fresh.append(row)
                continue
            content, first, last = known[key]
            row["first_seen"] = first
            row["last_seen"] = max(last, row["last_seen"])
            if content == row["content_hash"]:
                saved.seen += 1
                seen.append(key)
            else:
                saved.changed += 1
                fresh.append(row)
        upsert(connection, t.postings, fresh)
        moved = [row["id"] for row in fresh]
        for ids in _batched(moved, CHUNK):
            connection.execute(
                delete(t.posting_places).where(t.posting_places.c.posting_id.in_(ids))
            )
        all_places = [place for key in moved for place in places[key]]
        if all_places:
            connection.execute(insert(t.posting_places), all_places)
        if observed:
            _touch(connection, seen, now)
    return saved


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

    Nothing is closed for not being listed unless the whole list was seen and was not empty; then a
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
        if whole and result.listed_ids:
            # A stale list may still name a page that is gone.
            closed += _compare_with_list(
                connection, source, result.listed_ids - result.gone_ids, now
            )
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
                postings_seen=len(result.listed_ids or ())
                or saved.new + saved.changed + saved.seen,
                postings_new=saved.new,
                postings_changed=saved.changed,
                postings_closed=closed,
                errors=result.errors,
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
    connection: Connection, source: str, listed: frozenset[str], now: datetime
) -> int:
    wanted = {posting_id(source, external_id) for external_id in listed}
    rows = connection.execute(
        select(t.postings.c.id, t.postings.c.closed_on, t.postings.c.missed_lists).where(
            t.postings.c.source == source
        )
    ).all()
    _touch(connection, [row.id for row in rows if row.id in wanted], now)
    missing = [row for row in rows if row.id not in wanted and row.closed_on is None]
    for chunk in _batched([row.id for row in missing], CHUNK):
        connection.execute(
            update(t.postings)
            .where(t.postings.c.id.in_(chunk))
            .values(missed_lists=t.postings.c.missed_lists + 1)
        )
    gone = [row.id for row in missing if row.missed_lists + 1 >= MISSES_TO_CLOSE]
    return _close(connection, gone, now.date(), f"gone from {MISSES_TO_CLOSE} whole lists in a row")


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
