"""An employer's own careers site: its sitemap, and schema.org JobPostings in its pages.

``url`` is the site, its sitemap where that has an unusual address, or its page of jobs where it has no
sitemap: that is followed to its last page. Pages whose lastmod has not changed since they were read
are not asked for again for a month and keep their postings listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, reserved
from spiders.base import Output
from spiders.fields import posting_from_fields
from spiders.finding import SiteSpider
from spiders.jobposting import Object, identifier, page_postings
from spiders.watching import stamp_of

MAX_PAGES = 5_000
"""Pages read in one night at most; two hours at the usual pace."""


class CareersiteSpider(SiteSpider):
    """Reads the sitemaps first, all of them, and then the pages that are new or changed."""

    name = "careersite"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners: dict[str, str] = {}
        self._no_posting = 0

    def read_own(self, response: TextResponse, *, empty: bool) -> Output:
        """The postings that stand on a page of jobs itself."""
        found = [] if reserved(response) else page_postings(response)
        if empty and not found and response.url.startswith(self.base):
            self._no_posting += 1
        for posting in found:
            yield from self._named(posting, response.url, alone=False)[1]

    def read_found(self, pages: dict[str, str | None]) -> Output:
        """The requests for the pages that are new or changed."""
        for url in pages:
            if known := self.known.pages.get(url):
                self._owners.update(dict.fromkeys(known.external_ids, url))
        asked = 0
        for url, lastmod in pages.items():
            known = self.known.pages.get(url)
            # A sitemap may go on naming a page that is gone: each is read again once a month.
            stamp = stamp_of(url, lastmod, self.now) if lastmod else None
            if known and stamp and known.lastmod == stamp:
                self.listed.update(known.external_ids)
                continue
            asked += 1
            if asked > MAX_PAGES:
                reason = f"more than {MAX_PAGES} pages to read; the rest comes next time"
                self.problem(Trouble(Outcome.PARTIAL, reason, "pages"))
                break
            yield self._ask_page(url, stamp)

    def _ask_page(self, url: str, stamp: str | None) -> Request:
        def read(response: Response) -> Output:
            yield from self.read_page(response, url, stamp)

        def trouble(trouble: Trouble) -> Output:
            known = self.known.pages.get(url)
            self.no_page(known.external_ids if known else (), trouble)
            return iter(())

        return self.ask(url, read, wants="html", lastmod=stamp, on_trouble=trouble)

    def read_page(self, response: Response, url: str, stamp: str | None) -> Output:
        """One job's page; one without a posting says nothing of the postings it had before."""
        found: list[Object] = []
        if isinstance(response, TextResponse) and not reserved(response):
            found = page_postings(response)
        if not found:
            self._no_posting += 1
            self.errors["no_posting"] += 1
            yield Page(url=url, lastmod=stamp)
            return
        ids: list[str] = []
        bad = self.bad_postings
        for posting in found:
            external_id, postings = self._named(posting, url, alone=len(found) == 1)
            ids.append(external_id)
            yield from postings
        complete = self.bad_postings == bad
        page = self.page(response, url, ids, complete=complete)
        # Without a stamp a page that could not be read is asked for again.
        page.lastmod = stamp if complete else None
        yield page

    def _named(self, posting: Object, page: str, *, alone: bool) -> tuple[str, Iterator[Posting]]:
        """A posting's id, and the posting read; one of several on a page has an address of its own."""
        own = posting.get("url")
        url = urljoin(page, own) if isinstance(own, str) and own and not alone else page
        external_id = self._external_id(posting, url)
        return external_id, self.read_one(external_id, self.read_posting, posting, external_id, url)

    def read_posting(self, posting: Object, external_id: str, url: str) -> Posting:
        """The posting of a page."""
        return posting_from_fields(
            self.source, posting, external_id=external_id, url=url, now=self.now
        )

    def _external_id(self, posting: Object, url: str) -> str:
        """The site's identifier where it is this page's alone, else a hash of the path.

        A page keeps the id that it had.
        """
        known = self.known.pages.get(url)
        if known and known.external_ids:
            return known.external_ids[0]
        name = identifier(posting)
        if name and self._owners.setdefault(name, url) == url:
            return name
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return hashlib.sha256(path.encode()).hexdigest()[:20]

    def _judge(self, stopped: str | None) -> tuple[Outcome, str]:
        nothing = not (self.problems or self.listed or self.gone or self.forbidden)
        if nothing and self._no_posting:
            return Outcome.CHANGED, f"none of {self._no_posting} pages holds a JobPosting"
        return super()._judge(stopped)
