"""Teamtailor: a careers site's own feed of its jobs, a hundred a page.

GET {base}/jobs.rss?per_page=100&offset=N, RSS with places of the namespace ``tt``. A ``url`` that ends in
``.json`` names the site's JSON feed instead, whose items carry schema.org fields. ``board`` is the
site's name at teamtailor.com; a site with a host of its own gives ``url``.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.answers import Unreadable, read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.places import locate
from spiders.cleaning.titles import clean_line
from spiders.fields import posting_from_fields
from spiders.jobposting import identifier, lower_keys
from spiders.markup import elements, fields, read_xml

LIMIT = 100
REMOTE = {"fully": True, "none": False, "hybrid": False, "temporary": False}
_NUMBER = re.compile(r"/jobs/(\d+)")


class TeamtailorSpider(BoardSpider):
    """Reads page after page until one is not full."""

    name = "teamtailor"
    base_url = "https://{board}.teamtailor.com"
    board_form = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
    addresses = (re.compile(r"//(?P<board>(?!www\.|api\.|app\.)[a-z0-9.-]+)\.teamtailor\.com"),)

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the feed."""
        if self.base.endswith(".json"):
            yield self.ask(self.base, self.read_json_feed, validate=False)
        else:
            yield self._ask(0)

    def _ask(self, offset: int) -> Request:
        url = f"{self.base.removesuffix('/jobs.rss')}/jobs.rss?per_page={LIMIT}&offset={offset}"

        def read(response: Response) -> Output:
            yield from self.read_list(response, url, offset)

        def same(page: Page) -> Output:
            if len(page.external_ids) >= LIMIT:
                yield self._ask(offset + LIMIT)

        return self.ask(url, read, wants="xml", on_same=same)

    def read_list(self, response: Response, url: str, offset: int) -> Output:
        """One page of the RSS feed."""
        items = list(elements(read_xml(response, "rss"), "item"))
        bad, before = self.bad_postings, set(self.listed)
        ids = [_id(fields(item)) for item in items]
        for external_id, item in zip(ids, items, strict=True):
            yield from self.read_one(external_id, self.read_item, item, external_id or "")
        complete = bad == self.bad_postings
        yield self.page(response, url, [each for each in ids if each], complete=complete)
        if len(items) >= LIMIT:
            if not self.listed - before:
                raise Unreadable(f"{url} repeats the jobs of the pages before", "paging")
            yield self._ask(offset + LIMIT)

    def read_item(self, item: etree._Element, external_id: str) -> Posting:
        """One item of the RSS feed, its description HTML once the XML is read."""
        own = fields(item)
        where = [fields(each) for each in elements(item, "location")]
        places, line = locate(
            (at.get("city") or at.get("name"), None, at.get("country")) for at in where
        )
        return build_posting(
            self.source,
            external_id=external_id,
            title=own.get("title"),
            text=to_text(own.get("description", "")),
            url=own.get("link"),
            location=line,
            places=places,
            remote=REMOTE.get(own.get("remotestatus", "").lower()),
            posted_on=parse_date(own.get("pubdate"), now=self.now),
        )

    def read_json_feed(self, response: Response) -> Output:
        """One page of the JSON feed, and the next one."""
        document = read_json(response)
        for item in rows_in(response, document, "items"):
            own = lower_keys(item.get("_jobposting") or {})
            external_id = identifier(own) or clean_line(item.get("id"), 100)
            yield from self.read_one(external_id, self.read_json_item, item, own, external_id)
        following = document.get("next_url")
        if isinstance(following, str) and following:
            url = urljoin(response.url, following)
            if urlsplit(url).netloc != urlsplit(response.url).netloc or url == response.url:
                raise Unreadable(f"{response.url} leads astray for its next page", "paging")
            yield self.ask(url, self.read_json_feed, validate=False)

    def read_json_item(self, item: dict[str, Any], own: Any, external_id: str | None) -> Posting:
        """One item of the JSON feed."""
        own = {
            "title": item.get("title"),
            "dateposted": item.get("date_published"),
            "description": item.get("content_html"),
        } | own
        return posting_from_fields(
            self.source, own, external_id=external_id or "", url=item.get("url") or "", now=self.now
        )


def _id(own: dict[str, str]) -> str | None:
    """The job's number in its address, which the JSON feed names too; else the item's guid."""
    match = _NUMBER.search(own.get("link", ""))
    return match[1] if match else clean_line(own.get("guid") or own.get("link"), 200)
