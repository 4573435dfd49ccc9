"""An employer's own careers site: its sitemap, and a schema.org JobPosting in each job's page.

``url`` is the site, or its sitemap where that has an unusual address. Pages whose lastmod has not
changed since they were read are not asked for again and keep their postings listed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, Unreadable
from spiders.base import BoardSpider, Output
from spiders.fields import posting_from_fields
from spiders.jobposting import Object, identifier, own_posting
from spiders.robots import RobotsMiddleware
from spiders.sitemaps import BadSitemap, job_pages, read_sitemap

MAX_PAGES = 5_000
"""Pages read in one night at most; two hours at the usual pace."""

MAX_SITEMAPS = 200

_NOT_FOR_USE = re.compile(r"\b(?:noindex|none|noarchive)\b", re.IGNORECASE)


class CareersiteSpider(BoardSpider):
    """Reads the sitemaps first, all of them, and then the pages that are new or changed."""

    name = "careersite"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The sitemaps that robots.txt names, else the one at the usual address."""
        self._asked: set[str] = set()
        self._sitemaps_open = 0
        self._found: dict[str, str | None] = {}
        self._owners: dict[str, str] = {}
        self._no_posting = 0
        if urlsplit(self.base).path.endswith((".xml", ".xml.gz")):
            urls: tuple[str, ...] = (self.base,)
        else:
            robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
            urls = (await robots.rules(self.base)).sitemaps if robots else ()
        for url in urls or (f"{self.base}/sitemap.xml",):
            for request in self._ask_sitemap(urljoin(self.base, url)):
                yield request

    def _ask_sitemap(self, url: str) -> list[Request]:
        if url in self._asked:
            return []
        if len(self._asked) >= MAX_SITEMAPS:
            reason = f"the site has more than {MAX_SITEMAPS} sitemaps"
            self.problem(Trouble(Outcome.PARTIAL, reason, "sitemaps"))
            return []
        self._asked.add(url)
        self._sitemaps_open += 1
        # No validators: the list is needed whole each night, and a 304 would not give it.
        return [
            self.ask(
                url, self.read_sitemap, wants="xml", validate=False, on_trouble=self._no_sitemap
            )
        ]

    def read_sitemap(self, response: Response) -> Output:
        """One sitemap; behind the last one the pages are asked for."""
        try:
            sitemap = read_sitemap(response.body)
        except BadSitemap as error:
            raise Unreadable(f"{response.url} is no sitemap: {error}", "sitemap") from None
        self._found.update(sitemap.pages)
        for url in sitemap.sitemaps:
            yield from self._ask_sitemap(urljoin(response.url, url))
        yield from self._sitemap_done()

    def _no_sitemap(self, trouble: Trouble) -> Output:
        if trouble.outcome is Outcome.GONE:
            trouble = Trouble(Outcome.CHANGED, f"no sitemap: {trouble.reason}", trouble.kind)
        self.problem(trouble)
        yield from self._sitemap_done()

    def _sitemap_done(self) -> Output:
        self._sitemaps_open -= 1
        if self._sitemaps_open:
            return
        pages = job_pages(self._found, self.base)
        for url in pages:
            if known := self.known.pages.get(url):
                self._owners.update(dict.fromkeys(known.external_ids, url))
        asked = 0
        for url, lastmod in pages.items():
            known = self.known.pages.get(url)
            if known and lastmod and known.lastmod == lastmod:
                self.listed.update(known.external_ids)
                continue
            asked += 1
            if asked > MAX_PAGES:
                reason = f"more than {MAX_PAGES} pages to read; the rest comes next time"
                self.problem(Trouble(Outcome.PARTIAL, reason, "pages"))
                break
            yield self._ask_page(url, lastmod)

    def _ask_page(self, url: str, lastmod: str | None) -> Request:
        def read(response: Response) -> Output:
            yield from self.read_page(response, url, lastmod)

        def trouble(trouble: Trouble) -> Output:
            known = self.known.pages.get(url)
            self.no_page(known.external_ids if known else (), trouble)
            return iter(())

        return self.ask(url, read, wants="html", lastmod=lastmod, on_trouble=trouble)

    def read_page(self, response: Response, url: str, lastmod: str | None) -> Output:
        """One job's page; one without a posting says nothing of the postings it had before."""
        posting = None
        if isinstance(response, TextResponse) and not _reserved(response):
            posting = own_posting(response)
        if posting is None:
            self._no_posting += 1
            self.errors["no_posting"] += 1
            yield Page(url=url, lastmod=lastmod)
            return
        external_id = self._external_id(posting, url)
        bad = self.bad_postings
        yield from self.read_one(external_id, self.read_posting, posting, external_id, url)
        complete = self.bad_postings == bad
        page = self.page(response, url, (external_id,), complete=complete)
        # Without a lastmod a page that could not be read is asked for again.
        page.lastmod = lastmod if complete else None
        yield page

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


def _reserved(response: Response) -> bool:
    """Whether a page asks not to be kept: X-Robots-Tag, or a reservation of text mining."""
    tag = (response.headers.get("X-Robots-Tag") or b"").decode("latin-1")
    return bool(_NOT_FOR_USE.search(tag)) or response.headers.get("TDM-Reservation") == b"1"
