"""How well each month was watched: the constant panel of sources, nights missed, sources that died.

More boards are not more demand, so a trend is made over sources that were read from its first month
to its last. The nights on which nobody looked are named, since what came and went in them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import ceil

from sqlalchemy import Connection, func, or_, select

from db import schema as t

LEAST_SHARE = 0.5
"""A panel must hold this share of the jobs that are open today; younger panels may hold more."""
LEAST_SILENCE = 7
"""A source not read whole for so many days, and for three of its rounds, is dead."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Watch:
    """When one source was read whole: the first and last date, and whether it is dead."""

    key: str
    kind: str
    cadence_hours: float
    first: date | None
    last: date | None
    dead: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The sources that were read whole from before the month ``since`` until now.

    ``since`` is None where no set of sources that holds enough of the jobs is that old: then there
    is no trend. ``shares`` are what each source holds of the jobs that are open now.
    """

    since: str | None = None
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """The keys of its sources."""
        return frozenset(self.shares)

    @property
    def share(self) -> float:
        """What all of its sources hold of the jobs that are open now."""
        return round(sum(self.shares.values()), 4)


def watches(connection: Connection, today: date) -> list[Watch]:
    """All crawled sources, in the order of their keys, as they stood at the end of ``today``."""
    c, s = t.crawls.c, t.sources.c
    whole = (c.source == s.key) & c.whole & (c.started < _end(today))
    # A seek in the index for each source; grouping would read every night of every one.
    first_seen = select(func.min(c.started)).where(whole).scalar_subquery()
    last_seen = select(func.max(c.started)).where(whole).scalar_subquery()
    out = []
    for key, kind, cadence, known, low, high in connection.execute(
        select(s.key, s.kind, s.cadence_hours, s.first_whole_crawl, first_seen, last_seen).order_by(
            s.key
        )
    ):
        if kind == "archive":
            continue
        first, last = (None if seen is None else _date(seen) for seen in (low, high))
        if known is not None and known < _end(today):
            first = min(first or known.date(), known.date())
        last = last or first
        silence = max(LEAST_SILENCE, 3 * cadence / 24)
        dead = last is None or (today - last).days > silence
        out.append(Watch(key, kind, cadence, first, last, dead))
    return out


def missed_by_source(
    connection: Connection, today: date, all_watches: Iterable[Watch]
) -> dict[str, tuple[date, ...]]:
    """The nights on which each source was due and was not read; of a dead one until it died."""
    c = t.crawls.c
    day = func.date(c.started)
    nights: dict[str, set[date]] = {}
    for source, night in connection.execute(
        select(c.source, day).where(c.whole, c.started < _end(today)).distinct()
    ):
        nights.setdefault(source, set()).add(_date(night))
    out = {}
    for watch in all_watches:
        seen = nights.get(watch.key, set()) | ({watch.first} if watch.first else set())
        end = [] if watch.dead else [today + timedelta(days=1)]
        out[watch.key] = missed_nights([*sorted(seen), *end], watch.cadence_hours)
    return out


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min)


def _date(value: date | datetime | str) -> date:
    """A day as SQLite (text) or PostgreSQL gives it."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value


def missed_nights(seen: Sequence[date], cadence_hours: float = 24.0) -> tuple[date, ...]:
    """The nights on which a source was due between two readings and was not read.

    >>> from datetime import date as d
    >>> [f"{night:%d}" for night in missed_nights([d(2026, 1, 1), d(2026, 1, 4), d(2026, 1, 5)])]
    ['02', '03']
    """
    step = max(1, ceil(cadence_hours / 24))
    out = []
    for before, after in pairwise(seen):
        night = before + timedelta(days=step)
        while night < after:
            out.append(night)
            night += timedelta(days=step)
    return tuple(out)


def outages(all_watches: Iterable[Watch], connection: Connection, today: date) -> tuple[date, ...]:
    """The nights on which no source was read whole, between the first such night and today."""
    c = t.crawls.c
    day = func.date(c.started)
    seen = {
        _date(night)
        for (night,) in connection.execute(
            select(day).where(c.whole, c.started < _end(today)).distinct()
        )
    }
    nights = sorted(seen | {watch.first for watch in all_watches if watch.first})
    if not nights:
        return ()
    shortest = min(watch.cadence_hours for watch in all_watches)
    return missed_nights([*nights, today + timedelta(days=1)], shortest)


def read_outages(connection: Connection, since: date, until: date) -> list[date]:
    """The nights after ``since`` to ``until`` on which no source was read, as of the last count."""
    night = t.missed_nights.c.night
    return list(
        connection.scalars(select(night).where(night > since, night <= until).order_by(night))
    )


def find_panel(connection: Connection, today: date, all_watches: Sequence[Watch]) -> Panel:
    """The oldest panel of the last twelve months that holds ``LEAST_SHARE`` of today's open jobs."""
    j = t.jobs.c
    open_jobs = {
        source: n
        for source, n in connection.execute(
            select(j.source, func.count())
            .where(j.new_on <= today, or_(j.closed_on.is_(None), j.closed_on > today))
            .group_by(j.source)
        )
    }
    everything = sum(open_jobs.values())
    alive = [watch for watch in all_watches if watch.first and not watch.dead]
    month = next_month(today - YEAR)
    while month <= today:
        shares = {
            w.key: open_jobs.get(w.key, 0) / everything
            for w in alive
            if everything and w.first and w.first < month
        }
        if sum(shares.values()) >= LEAST_SHARE:
            return Panel(f"{month:%Y-%m}", shares)
        month = next_month(month)
    return Panel()


def read_panel(connection: Connection) -> Panel:
    """The constant panel of the last count."""
    p = t.panel_sources.c
    rows = connection.execute(select(p.source, p.since, p.share_of_open_jobs)).all()
    return Panel(rows[0].since, {key: share for key, _, share in rows}) if rows else Panel()


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_after(day: date, until: date) -> tuple[str, ...]:
    """The calendar months (YYYY-MM) that begin after a day, up to the one of ``until``."""
    out, month = [], next_month(day)
    while month <= until:
        out.append(f"{month:%Y-%m}")
        month = next_month(month)
    return tuple(out)
