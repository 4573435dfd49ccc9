"""How well each month was watched: the constant panel of sources, nights missed, sources that died.

More boards are not more demand, so a trend is made over sources that were read from its first month
to its last. The nights on which nobody looked are named, since what came and went in them is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    """When one source was read whole: the first and last date, nights missed, whether it is dead."""

    key: str
    kind: str
    first: date | None
    last: date | None
    missed: tuple[date, ...]
    dead: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The sources that were read whole from before the month ``since`` until now.

    ``since`` is None where no set of sources that holds enough of the jobs is that old: then there
    is no trend. ``share`` is the panel's share of the jobs that are open now.
    """

    since: str | None
    sources: frozenset[str]
    share: float


def watches(connection: Connection, today: date) -> list[Watch]:
    """All crawled sources, in the order of their keys, as they stood at the end of ``today``."""
    c = t.crawls.c
    end = datetime.combine(today + timedelta(days=1), time.min)
    nights: dict[str, set[date]] = {}
    for source, started in connection.execute(
        select(c.source, c.started).where(c.whole, c.started < end)
    ):
        nights.setdefault(source, set()).add(started.date())
    out = []
    s = t.sources.c
    for key, kind, cadence, first in connection.execute(
        select(s.key, s.kind, s.cadence_hours, s.first_whole_crawl).order_by(s.key)
    ):
        if kind == "archive":
            continue
        seen = sorted(nights.get(key, ()))
        if first is not None and first < end and (not seen or first.date() < seen[0]):
            seen.insert(0, first.date())
        silence = max(LEAST_SILENCE, 3 * cadence / 24)
        dead = not seen or (today - seen[-1]).days > silence
        missed = missed_nights([*seen, *([] if dead else [today + timedelta(days=1)])], cadence)
        out.append(
            Watch(key, kind, seen[0] if seen else None, seen[-1] if seen else None, missed, dead)
        )
    return out


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
    end = datetime.combine(today + timedelta(days=1), time.min)
    c = t.crawls.c
    seen = {
        started.date()
        for (started,) in connection.execute(select(c.started).where(c.whole, c.started < end))
    }
    firsts = {watch.first for watch in all_watches if watch.first}
    nights = sorted(seen | firsts)
    shortest = connection.scalar(
        select(func.min(t.sources.c.cadence_hours)).where(t.sources.c.kind != "archive")
    )
    if not nights:
        return ()
    return missed_nights([*nights, today + timedelta(days=1)], shortest or 24.0)


def panel(connection: Connection, today: date, all_watches: Sequence[Watch]) -> Panel:
    """The oldest panel of the last twelve months that holds ``LEAST_SHARE`` of today's open jobs."""
    j = t.jobs.c
    open_jobs: Counter[str] = Counter(
        {
            source: n
            for source, n in connection.execute(
                select(j.source, func.count())
                .where(j.new_on <= today, or_(j.closed_on.is_(None), j.closed_on > today))
                .group_by(j.source)
            )
        }
    )
    alive = [watch for watch in all_watches if watch.first and not watch.dead]
    everything = sum(open_jobs.values())
    month = next_month(today - YEAR)
    while month <= today:
        sources = frozenset(w.key for w in alive if w.first and w.first < month)
        share = sum(open_jobs[key] for key in sources) / everything if everything else 0.0
        if sources and share >= LEAST_SHARE:
            return Panel(f"{month:%Y-%m}", sources, round(share, 4))
        month = next_month(month)
    return Panel(None, frozenset(), 0.0)


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
