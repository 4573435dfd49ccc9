"""What crosses the border into the database: one posting, and what a crawl of a source came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class PayPeriod(StrEnum):
    """What the figures of advertised pay are per."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Outcome(StrEnum):
    """How a crawl of one source ended. Only OK saw the whole list; EMPTY saw one with nothing in it."""

    OK = "ok"
    EMPTY = "empty"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of work. ``state`` is a two-letter code of a US state, DC or a territory, else None.

    ``country`` is an ISO 3166 alpha-2 code, ``EU`` for Europe at large, ``ZZ`` for another region abroad,
    or None where the posting does not tell.
    """

    city: str | None = None
    county: str | None = None
    metro: str | None = None
    state: str | None = None
    country: str | None = None


@dataclass(slots=True)
class Posting:
    """One advertisement as its source gives it, cleaned: this is what the spiders hand over.

    ``text`` is plain text, contact details masked at the same length. ``posted_is_first`` is True
    where the source's date is known to be that of the first publication (Greenhouse's
    ``first_published``), False where it moves with edits. Pay is in US dollars per ``pay_period``.
    ``education`` is the lowest level asked for: none, high school, associate, bachelor, master or
    doctor; None where the posting does not say. ``experience_years`` likewise is the lowest number.
    """

    source: str
    external_id: str
    title: str
    text: str
    url: str | None = None
    employer: str | None = None
    location: str | None = None
    places: tuple[Place, ...] = ()
    remote: bool | None = None
    posted_on: date | None = None
    posted_is_first: bool = False
    valid_through: date | None = None
    employment_type: str | None = None
    pay_low: float | None = None
    pay_high: float | None = None
    pay_period: PayPeriod | None = None
    education: str | None = None
    experience_years: float | None = None
    openings: int | None = None


@dataclass(slots=True)
class Validators:
    """What a server gave to ask again politely: sent back as If-None-Match, If-Modified-Since."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Known:
    """What the database knows of a source before it is crawled: the spiders' one question to it.

    ``open_ids`` are the external ids of its open postings. ``pages`` maps an address that was read
    to its validators and the external ids that it gave. ``whole_counts`` are the numbers of postings
    of its last whole crawls, newest first, ten at most. ``short_counts`` are those of the crawls since
    then that ended because the list was far shorter than usual, ``outcomes`` how its last crawls
    ended, ``shapes`` what their postings were made of, all newest first.
    """

    open_ids: frozenset[str] = frozenset()
    pages: dict[str, Page] = field(default_factory=dict)
    whole_counts: tuple[int, ...] = ()
    short_counts: tuple[int, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    shapes: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class Page:
    """An address as it was last read: its validators, the sitemap's lastmod, what it held."""

    url: str
    validators: Validators = field(default_factory=Validators)
    lastmod: str | None = None
    external_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer, or a posting as its source gave it, that could not be read: for the developer."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(slots=True)
class CrawlResult:
    """What a crawl came to, as the spider judges it.

    ``listed_ids`` are the external ids that the source's list named (whether or not their pages
    were read again); None where no whole list was seen. ``seen_ids`` are those that were named at
    all, which says that they are open and nothing of the rest. ``gone_ids`` answered 404 or 410.
    ``closes_after_days``: what was not seen for so long is closed (lists that never say what has).
    An empty list closes nothing but where ``believed_empty``: it was so for some crawls in a row.
    ``errors`` counts by kind, ``shape`` tells what the postings were made of, ``sample`` is the first
    answer that could not be read. ``reason`` is one sentence for the operator.
    """

    outcome: Outcome
    reason: str
    listed_ids: frozenset[str] | None = None
    seen_ids: frozenset[str] = frozenset()
    gone_ids: frozenset[str] = frozenset()
    closes_after_days: int | None = None
    believed_empty: bool = False
    pages: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    finished: datetime | None = None
    shape: dict[str, Any] = field(default_factory=dict)
    sample: Sample | None = None
