"""iCIMS: the pages of a careers portal, a list in pages and a page with a JobPosting for each job.

GET {base}/jobs/search?ss=1&pr=N&in_iframe=1, then the jobs' own pages. ``board`` is the portal's host
name before ``.icims.com``: ``careers-acme``. Read only where robots.txt and the row's ``terms_checked``
allow. A closed job's page answers 200 and says so in words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import Page, Posting
from spiders.answers import Unreadable
from spiders.base import BoardSpider, Output
from spiders.build import BadPosting
from spiders.cleaning.places import parse_location
from spiders.cleaning.titles import clean_line
from spiders.fields import posting_from_fields
from spiders.jobposting import own_posting

MAX_PAGES = 500
CLOSED = re.compile(
    r"job could not be found|no longer (?:available|accepting|posted)", re.IGNORECASE
)
_JOB = re.compile(r"/jobs/(\d+)/")
_PAGES = re.compile(r"Page\s+\d+\s+of\s+(\d+)", re.IGNORECASE)
_NO_JOBS = re.compile(r"no jobs? (?:were )?found|currently no|0 jobs", re.IGNORECASE)


class IcimsSpider(BoardSpider):
    """Reads the list page after page, and then the jobs that are new or changed."""

    name = "icims"
    base_url = "https://{board}.icims.com"
    board_form = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
    addresses = (re.compile(r"//(?P<board>(?!www\.|login\.)[a-z0-9-]+)\.icims\.com"),)
    gated = True

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the list."""
        self.rows: dict[str, dict[str, str | None]] = {}
        yield self._ask(0)

    def _ask(self, number: int) -> Request:
        url = f"{self.base}/jobs/search?ss=1&pr={number}&in_iframe=1"

        def read(response: Response) -> Output:
            yield from self.read_list(response, number)

        return self.ask(url, read, wants="html", validate=False)

    def read_list(self, response: Response, number: int) -> Output:
        """One page of the list; behind the last one the pages of the jobs."""
        assert isinstance(response, TextResponse)
        if "</html>" not in response.text[-2_000:].lower():
            raise Unreadable(f"{response.url} is cut off", "cut_off")
        before = len(self.rows)
        for link in response.xpath(
            "//a[contains(@class, 'iCIMS_Anchor')][contains(@href, '/jobs/')]"
        ):
            address = urljoin(response.url, link.attrib["href"])
            match = _JOB.search(address)
            if match is None or urlsplit(address).netloc != urlsplit(self.base).netloc:
                continue
            card = link.xpath("./ancestor::li[1]")
            self.rows.setdefault(
                match[1],
                {
                    "url": _page_of(address),
                    "title": clean_line(" ".join(link.xpath(".//h3//text() | .//h2//text()").getall())),
                    "location": clean_line(
                        " ".join(card.xpath(".//*[contains(@class, 'left')]//span[not("
                                            "contains(@class, 'sr-only'))]//text()").getall())
                    ),
                },
            )  # fmt: skip
        if not self.rows and not _NO_JOBS.search(response.text):
            raise Unreadable(f"{response.url} lists no jobs and does not say that there are none")
        pages = _PAGES.search(" ".join(response.xpath("//text()").getall()))
        if len(self.rows) > before and pages and number + 1 < min(int(pages[1]), MAX_PAGES):
            yield self._ask(number + 1)
            return
        if pages and number + 1 < int(pages[1]):
            raise Unreadable(
                f"{response.url} repeats what came before, of {pages[1]} pages", "paging"
            )
        for key, row in self.rows.items():
            read = functools.partial(self.read_job, key)
            yield from self.ask_posting(key, str(row["url"]), read, row, stamp=row, wants="html")

    def read_job(self, key: str, row: dict[str, str | None], response: Response) -> Posting | None:
        """One job's page; None for one that says that it is closed."""
        found = own_posting(response) if isinstance(response, TextResponse) else None
        if found is None:
            if isinstance(response, TextResponse) and CLOSED.search(response.text):
                return None
            raise BadPosting("the job's page holds no JobPosting")
        found.setdefault("title", row["title"])
        url = str(row["url"]).partition("?")[0]
        posting = posting_from_fields(self.source, found, external_id=key, url=url, now=self.now)
        listed = parse_location(row["location"]).places
        known = posting.location and any(place.city or place.state for place in posting.places)
        if listed and not known:
            # "US-CA-Monrovia | US-TX-Austin" in the list, no more than the country on the page.
            posting.location, posting.places = row["location"], listed
        return posting


def _page_of(address: str) -> str:
    """The address of a job's page without the frame around it."""
    return f"{address.partition('?')[0]}?in_iframe=1"
