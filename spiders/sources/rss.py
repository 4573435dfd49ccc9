"""An RSS 2.0 feed of jobs, with Google's job fields where it has them (SuccessFactors' feeds do).

``url`` is the feed's address, ``board`` any name. An item without a text leads to its page, which is read
for a schema.org JobPosting. A feed shows the newest items and never says what has closed, so nothing
closes for being gone from it; a job unseen for weeks does.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import CrawlResult, Outcome, Page, Posting
from spiders.base import BoardSpider, Output
from spiders.build import BadPosting, build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.places import parse_location
from spiders.cleaning.titles import clean_line
from spiders.fields import posting_from_fields
from spiders.jobposting import own_posting
from spiders.markup import Fields, elements, fields, read_xml

_PLACE = re.compile(
    r"^(?P<title>.+?)\s*\((?P<place>[^()]+,\s*[A-Z]{2})(?:,\s*\d{5}(?:-\d{4})?)?\)$"
)
"""The place that SuccessFactors writes behind the title: "Nurse (Tampa, FL, US, 33602)"."""


class RssSpider(BoardSpider):
    """Reads a feed, and the pages of items that have no text."""

    name = "rss"
    closes_after_days = 45

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of a feed."""
        yield self.ask(self.base, self.read_feed, wants="xml")

    def read_feed(self, response: Response) -> Output:
        """All items of the feed."""
        full: list[str] = []
        for item in elements(read_xml(response, "rss", "rdf"), "item"):
            own = fields(item)
            link = urljoin(response.url, own.get("link", ""))
            external_id = clean_line(own.get("id") or own.get("guid") or own.get("link"), 200)
            if external_id and not _body(own) and own.get("link"):
                yield from self.ask_posting(
                    external_id, link, self.read_page, own, stamp=own, wants="html"
                )
                continue
            yield from self.read_one(external_id, self.read_item, own, external_id or "", link)
            full.append(external_id or "")
        if len(full) == len(self.listed):
            # Validators would hide the items whose pages must be looked at.
            yield self.page(response, self.base, self.listed, complete=not self.errors)

    def read_item(self, item: Fields, external_id: str, link: str) -> Posting:
        """One item with its text in it."""
        body = _body(item)
        if "<" not in body and "&lt;" in body:
            body = html.unescape(body)
        title, location = item.get("title", ""), item.get("location")
        if match := _PLACE.match(title):
            title, location = match["title"], location or match["place"]
        return build_posting(
            self.source,
            external_id=external_id,
            title=title,
            text=to_text(body),
            url=link,
            employer=item.get("employer"),
            location=location,
            places=parse_location(location).places,
            posted_on=parse_date(item.get("pubdate") or item.get("date"), now=self.now),
            valid_through=parse_date(item.get("expiration_date"), now=self.now),
        )

    def read_page(self, item: Fields, response: Response) -> Posting:
        """One item without a text, from the page that it leads to."""
        found = own_posting(response) if isinstance(response, TextResponse) else None
        if found is None:
            raise BadPosting(f"neither the feed nor {response.url} has its text")
        found.setdefault("title", item.get("title"))
        external_id = clean_line(item.get("id") or item.get("guid") or item.get("link"), 200) or ""
        return posting_from_fields(
            self.source, found, external_id=external_id, url=response.url, now=self.now
        )

    def outcome(self, stopped: str | None = None) -> CrawlResult:
        """As for every source, but that the list is never taken for the whole one."""
        result = super().outcome(stopped)
        if result.outcome is Outcome.OK:
            result.listed_ids = None
        return result


def _body(item: Fields) -> str:
    """The item's text: of ``description``, often a teaser, and ``content:encoded`` the longer one."""
    return max(item.get("description", ""), item.get("encoded", ""), key=len)
