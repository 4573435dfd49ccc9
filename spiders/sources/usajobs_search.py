"""USAJOBS Search: the federal announcements that are open now, for those who have the free key.

GET {base}/api/Search with the key in a header and the e-mail address that it was given to as the user
agent. ``board`` is one or several organization codes with commas between, or ``all``. A query gives
at most 10,000 announcements; a larger one is asked for again by occupational series. The kind
``usajobs`` needs no key and knows the closed announcements too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, Unreadable, read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.cleaning.titles import clean_line
from spiders.openings import opening

PAGE_SIZE = 500
SERIES = "/api/codelist/occupationalseries"


class UsajobsSearchSpider(BoardSpider):
    """Reads query after query, each to its last page."""

    name = "usajobs_search"
    most = 10_000
    base_url = "https://data.usajobs.gov"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first query, if there is a key."""
        key = self.settings.get("SOUGHT_USAJOBS_KEY")
        mail = self.settings.get("SOUGHT_USAJOBS_EMAIL")
        if not key or not mail:
            reason = (
                "SOUGHT_USAJOBS_KEY and SOUGHT_USAJOBS_EMAIL are not set; the key is free at"
                " developer.usajobs.gov, and the kind usajobs needs none"
            )
            self.problem(Trouble(Outcome.FAILED, reason, "no_key"))
            return
        self.headers = {"Authorization-Key": key, "User-Agent": mail}
        codes = self.source.board
        self.query = {} if codes == "all" else {"Organization": codes.replace(",", ";")}
        yield self._ask(self.query, 1, 0)

    def _ask(self, query: dict[str, str], number: int, got: int) -> Request:
        # "Public" is not asked for: what only insiders may apply to is told by the hiring paths.
        paging = {"ResultsPerPage": str(PAGE_SIZE), "Page": str(number), "Fields": "Full"}
        url = f"{self.base}/api/Search?{urlencode(query | paging)}"

        def read(response: Response) -> Output:
            yield from self.read_list(response, query, number, got)

        return self.ask(url, read, validate=False, headers=self.headers)

    def read_list(self, response: Response, query: dict[str, str], number: int, got: int) -> Output:
        """One page of a query, and the next; of a query that is too large its parts."""
        document = read_json(response)
        items = rows_in(response, document, "SearchResult", "SearchResultItems")
        total = _number(document["SearchResult"].get("SearchResultCountAll"))
        if total is None:
            raise Unreadable(f"{response.url} states no total")
        if total >= self.most and "JobCategoryCode" not in query:
            yield self.ask(f"{self.base}{SERIES}", self.read_series, validate=False)
            return
        for item in items:
            yield from self.read_one(
                clean_line(item.get("MatchedObjectId"), 40), self.read_item, item
            )
        got += len(items)
        if total >= self.most:
            reason = f"a query gives {total} announcements, more than can be read"
            self.problem(Trouble(Outcome.PARTIAL, reason, "total"))
        elif items and got < total:
            yield self._ask(query, number + 1, got)
        else:
            self.whole(total, got)

    def read_series(self, response: Response) -> Output:
        """The list of occupational series: a query for each."""
        for code in _codes(response):
            yield self._ask(self.query | {"JobCategoryCode": code}, 1, 0)

    def read_item(self, item: dict[str, Any]) -> Posting | None:
        """One announcement; None for one that only insiders of an agency may apply to."""
        posting = opening(self.source, item, now=self.now)
        if posting is None:
            self.errors["insiders_only"] += 1
        return posting


def _codes(response: Response) -> Iterator[str]:
    """The codes in use."""
    for part in rows_in(response, read_json(response), "CodeList"):
        for value in rows_in(response, part, "ValidValue"):
            if (code := clean_line(value.get("Code"), 10)) and value.get("IsDisabled") != "Yes":
                yield code


def _number(value: Any) -> int | None:
    text = clean_line(value) or ""
    return int(text) if text.isascii() and text.isdigit() else None
