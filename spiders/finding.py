"""A careers site's pages: found through its sitemaps, else by following its pages of jobs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, Unreadable
from spiders.base import BoardSpider, Output
from spiders.listings import links
from spiders.robots import RobotsMiddleware
from spiders.sitemaps import BadSitemap, job_pages, read_sitemap

MAX_SITEMAPS = 200
"""Sitemaps, or listing pages, that are read of one site at most."""


class SiteSpider(BoardSpider):
    """Reads all sitemaps or listing pages first; what they name is then read by the subclass."""

    @abstractmethod
    def read_found(self, pages: dict[str, str | None]) -> Output:
        """The requests for the pages that were found, each with its lastmod where that is known."""

    @abstractmethod
    def read_own(self, response: TextResponse, *, empty: bool) -> Output:
        """The postings that a listing page itself holds; ``empty`` where no job is known so far."""

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The sitemaps that robots.txt names, else the one at the usual address."""
        self._asked: set[str] = set()
        self._sitemaps_open = 0
        self._found: dict[str, str | None] = {}
        if urlsplit(self.base).path.endswith((".xml", ".xml.gz")):
            urls: tuple[str, ...] = (self.base,)
        else:
            robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
            urls = (await robots.rules(self.base)).sitemaps if robots else ()
        self._listings_open = 0
        self._may_list = not urls
        # All are counted before the first is answered, or its pages would be taken for all there are.
        requests = [
            request
            for url in urls or (f"{self.base}/sitemap.xml",)
            for request in self._ask_sitemap(urljoin(self.base, url))
        ]
        for request in requests:
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
        if trouble.outcome is Outcome.GONE and self._may_list:
            self._sitemaps_open -= 1
            yield from self._ask_listing(self.base)
            return
        if trouble.outcome is Outcome.GONE:
            trouble = Trouble(Outcome.CHANGED, f"no sitemap: {trouble.reason}", trouble.kind)
        self.problem(trouble)
        yield from self._sitemap_done()

    def _ask_listing(self, url: str) -> Output:
        if url in self._asked:
            return
        if len(self._asked) >= MAX_SITEMAPS:
            reason = f"the site lists its jobs on more than {MAX_SITEMAPS} pages"
            self.problem(Trouble(Outcome.PARTIAL, reason, "listings"))
            return
        self._asked.add(url)
        self._listings_open += 1
        yield self.ask(
            url, self.read_listing, wants="html", validate=False, on_trouble=self._no_listing
        )

    def read_listing(self, response: Response) -> Output:
        """One page of a site's jobs; behind the last one the jobs' own pages are asked for."""
        assert isinstance(response, TextResponse)
        jobs, pages = links(response)
        self._found.update(dict.fromkeys(jobs))
        yield from self.read_own(response, empty=not self._found)
        for url in pages:
            yield from self._ask_listing(url)
        yield from self._listing_done()

    def _no_listing(self, trouble: Trouble) -> Output:
        if trouble.outcome is Outcome.GONE:
            reason = f"neither a sitemap nor a page of jobs: {trouble.reason}"
            trouble = Trouble(Outcome.CHANGED, reason, trouble.kind)
        self.problem(trouble)
        yield from self._listing_done()

    def _listing_done(self) -> Output:
        self._listings_open -= 1
        if not self._listings_open:
            yield from self.read_found(self._found)

    def _sitemap_done(self) -> Output:
        self._sitemaps_open -= 1
        if not self._sitemaps_open:
            yield from self.read_found(job_pages(self._found, self.base))
