"""An employer's own careers site: its sitemap, and schema.org JobPostings in its pages.

``url`` is the site, its sitemap where that has an unusual address, or its page of jobs where it has no
sitemap: that is followed to its last page. Pages whose lastmod has not
changed since they were read are not asked for again and keep their postings listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, Unreadable, reserved
from spiders.base import BoardSpider, Output
from spiders.fields import posting_from_fields
from spiders.jobposting import Object, identifier, page_postings
from spiders.listings import links
from spiders.robots import RobotsMiddleware
from spiders.sitemaps import BadSitemap, job_pages, read_sitemap

MAX_PAGES = 5_000
"""Pages read in one night at most; two hours at the usual pace."""

MAX_SITEMAPS = 200


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
        self._listings_open = 0
        self._may_list = not urls
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
        found = [] if reserved(response) else page_postings(response)
        if not jobs and not found and not self._found and response.url.startswith(self.base):
            self._no_posting += 1
        for posting in found:
            yield from self._named(posting, response.url, alone=False)[1]
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
            yield from self._ask_pages(self._found)

    def _sitemap_done(self) -> Output:
        self._sitemaps_open -= 1
        if not self._sitemaps_open:
            yield from self._ask_pages(job_pages(self._found, self.base))

    def _ask_pages(self, pages: dict[str, str | None]) -> Output:
        """The requests for the pages that are new or changed."""
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
        found: list[Object] = []
        if isinstance(response, TextResponse) and not reserved(response):
            found = page_postings(response)
        if not found:
            self._no_posting += 1
            self.errors["no_posting"] += 1
            yield Page(url=url, lastmod=lastmod)
            return
        ids: list[str] = []
        bad = self.bad_postings
        for posting in found:
            external_id, postings = self._named(posting, url, alone=len(found) == 1)
            ids.append(external_id)
            yield from postings
        complete = self.bad_postings == bad
        page = self.page(response, url, ids, complete=complete)
        # Without a lastmod a page that could not be read is asked for again.
        page.lastmod = lastmod if complete else None
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
