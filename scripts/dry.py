"""A crawl that stores nothing: what a source would give, for whoever adds or mends one."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from db.records import CrawlResult, Known, Outcome, Page, Posting
from spiders.config import Source

LIMIT = 25
"""Postings read in a dry fetch; a board with a page for each of thousands is not read for it."""

FIELDS = (
    "external_id", "title", "text", "url", "employer", "location", "places", "remote", "posted_on",
    "posted_is_first", "valid_through", "employment_type", "pay_low", "pay_high", "pay_period",
    "education", "experience_years", "openings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dry:
    """What a dry fetch gave; ``limited`` where it ended because it had seen enough."""

    result: CrawlResult
    postings: list[Posting]
    limited: bool

    @property
    def worked(self) -> bool:
        """Whether the source can be read."""
        return self.result.outcome in {Outcome.OK, Outcome.EMPTY} or (
            self.limited and bool(self.postings)
        )


class _Kept:
    """Takes the postings of a dry fetch."""

    def __init__(self) -> None:
        self.postings: list[Posting] = []

    def save(self, postings: list[Posting]) -> None:
        self.postings += postings

    def save_pages(self, pages: list[Page]) -> None:
        pass

    def finish(self, result: CrawlResult) -> None:
        pass


def dry_fetch(source: Source, now: datetime, *, look: bool = False) -> Dry:
    """Reads the beginning of a source, or with ``look`` the page at its address, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, source, now, look))
    process.start()
    theirs.close()
    try:
        dry: Dry = ours.recv()
    except EOFError:
        failed = CrawlResult(Outcome.FAILED, "the crawl's process ended without a word")
        dry = Dry(failed, [], False)
    process.join()
    return dry


def _child(pipe: Connection, source: Source, now: datetime, look: bool) -> None:
    from spiders.recognizing import LookSpider
    from spiders.run import crawl  # installs a reactor: only in a process of its own

    kept = _Kept()
    settings = {"CLOSESPIDER_ITEMCOUNT": LIMIT}
    source = replace(source, max_requests=min(source.max_requests, 3 * LIMIT))
    spider = LookSpider if look else None
    result = crawl(source, Known(), kept, now=now, settings=settings, spider=spider)
    limited = "closespider_itemcount" in result.reason
    pipe.send(Dry(result, kept.postings[:LIMIT] if limited else kept.postings, limited))


def coverage(postings: list[Posting]) -> list[dict[str, Any]]:
    """For each field of a posting: how many fill it, and what the first that does holds."""
    rows = []
    for name in FIELDS:
        values = [value for value in (getattr(p, name) for p in postings) if _filled(value)]
        rows.append(
            {
                "field": name,
                "filled": len(values),
                "of": len(postings),
                "example": _shown(name, values[0]) if values else None,
            }
        )
    return rows


def employers(postings: list[Posting]) -> list[str]:
    """Whom the postings themselves name as their employer, the most frequent first."""
    named = Counter(p.employer for p in postings if p.employer)
    return [name for name, _ in named.most_common()]


def _filled(value: Any) -> bool:
    return value is not None and value != () and value != "" and value is not False


def _shown(name: str, value: Any) -> str:
    if name == "places":
        parts = ((place.city, place.state, place.country) for place in value)
        return "; ".join(", ".join(filter(None, part)) for part in parts)[:120]
    return " ".join(str(value).split())[:120]
