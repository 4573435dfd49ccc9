"""USAJOBS: the federal announcements, from the HistoricJoa and AnnouncementText endpoints.

Neither needs a key; both take the same parameters and page by token. The first gives the fields of
an announcement, the second its text, joined on the control number. ``board`` is one or several
hiring agency codes with commas between (``VATA``), or ``all``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from db.records import Outcome, Page, Posting
from spiders.announcements import (
    Row,
    announcement,
    control_number,
    next_url,
    read_envelope,
    texts_of,
)
from spiders.answers import Trouble, Unreadable
from spiders.base import BoardSpider, Output
from spiders.cleaning.dates import parse_date
from spiders.cleaning.titles import clean_line
from spiders.slices import Slice, slices

ROUND_TOTALS = frozenset({500, 10_000})
"""Totals that are as a rule a cap and not a count."""

MAX_PAGES_OF_SLICE = 1_000
LISTING, TEXT = "/api/historicjoa", "/api/historicjoa/announcementtext"

_NOT_PUBLIC = {"internal to an agency", "career transition (ctap, ictap, rpl)"}
_INSIDE_OFFERS = {"agency employees only", "ictap only"}
_CLOSED = ("cancel", "closed")


class UsajobsSpider(BoardSpider):
    """Reads slice after slice: first all rows of a slice, then its texts, each a posting."""

    name = "usajobs"
    base_url = "https://data.usajobs.gov"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first slice; each one asks for the next when it is done."""
        self._slices = slices(self.source.board, self.now.date(), first=not self.known.whole_counts)
        self._done: set[str] = set()
        for request in self._next_slice():
            yield request

    def _next_slice(self) -> Output:
        if (part := next(self._slices, None)) is not None:
            yield self._ask(part, LISTING, f"{self.base}{LISTING}?{urlencode(part.parameters)}")

    def _ask(self, part: Slice, endpoint: str, url: str) -> Request:
        def read(response: Response) -> Output:
            yield from self._read_page(part, endpoint, response)

        def trouble(trouble: Trouble) -> Output:
            self.problem(trouble)
            yield from self._next_slice()

        part.pages.add(url)
        # A page of a slice alone tells nothing, so none is asked for only if it has changed.
        return self.ask(url, read, validate=False, on_trouble=trouble)

    def _read_page(self, part: Slice, endpoint: str, response: Response) -> Output:
        """One page of either endpoint, then the next one, the texts or the next slice."""
        rows, total, following = read_envelope(response)
        part.rows += len(rows)
        for row in rows:
            if endpoint == LISTING:
                self._wait_for_text(part, row)
            else:
                yield from self._read_text(part, row)
        if following and rows:
            url = next_url(response.url, following)
            if url in part.pages or len(part.pages) >= MAX_PAGES_OF_SLICE:
                raise Unreadable(f"{response.url} leads to pages without end", "paging")
            yield self._ask(part, endpoint, url)
            return
        if part.rows < total or total in ROUND_TOTALS:
            reason = f"{endpoint} says {total} announcements and gave {part.rows}"
            self.problem(Trouble(Outcome.PARTIAL, reason, "total"))
        if endpoint == LISTING and part.waiting:
            part.rows = 0
            part.pages.clear()
            yield self._ask(part, TEXT, f"{self.base}{TEXT}?{urlencode(part.parameters)}")
            return
        self._missing_texts(part)
        yield from self._next_slice()

    def _wait_for_text(self, part: Slice, row: Row) -> None:
        """Keeps the row of an announcement that the public may apply to, and lists it if open."""
        number = control_number(row)
        if number is None:
            self.errors["no_id"] += 1
            self.problem(Trouble(Outcome.PARTIAL, "an announcement has no control number", "no_id"))
            return
        if number in self._done:
            return
        self._done.add(number)
        paths = {path.lower() for path in texts_of(row.get("hiringpaths"), "hiringpath")}
        offer = (clean_line(row.get("appointmenttype")) or "").lower()
        # Career transition is for those whom an agency lets go: no way in for anybody else.
        if (paths and paths <= _NOT_PUBLIC) or offer in _INSIDE_OFFERS:
            self.errors["insiders_only"] += 1
            return
        status = (clean_line(row.get("positionopeningstatus")) or "").lower()
        closes = parse_date(row.get("positionclosedate"), now=self.now)
        is_open = closes is None or closes >= self.now.date()
        if is_open and not any(word in status for word in _CLOSED):
            self.listed.add(number)
        part.waiting[number] = row

    def _read_text(self, part: Slice, text: Row) -> Iterator[Posting]:
        """The posting of a text whose row came before; another text is not ours."""
        number = control_number(text)
        row = part.waiting.pop(number, None) if number else None
        if number is None or row is None:
            return
        is_open = number in self.listed
        yield from self.read_one(number, self.read_posting, number, row, text)
        if not is_open:
            self.listed.discard(number)

    def _missing_texts(self, part: Slice) -> None:
        """Announcements whose text does not stand there yet stay listed; the next night reads it."""
        if not part.waiting:
            return
        self.errors["no_text"] += len(part.waiting)
        known = self.known.open_ids
        if not any(number in known for number in part.waiting) and not self.postings_read:
            reason = f"none of {len(part.waiting)} announcements has a text"
            self.problem(Trouble(Outcome.CHANGED, reason, "no_text"))
        part.waiting.clear()

    def read_posting(self, number: str, row: Row, text: Row) -> Posting:
        """One announcement."""
        return announcement(self.source, number, row, text, now=self.now)
