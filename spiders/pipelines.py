"""How postings leave the crawl: in batches, through an object that the spider knows nothing of."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from scrapy import signals

from db.records import CrawlResult, Outcome, Page, Posting

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

BATCH = 50


class Sink(Protocol):
    """What takes the postings of a crawl, in the order of the calls."""

    def save(self, postings: list[Posting]) -> None:
        """Keeps postings; they may be known already."""

    def save_pages(self, pages: list[Page]) -> None:
        """Keeps pages whose postings were saved before."""

    def finish(self, result: CrawlResult) -> None:
        """Takes the crawl's result, once, last."""


class Delivery:
    """Hands over to a sink and keeps what went wrong there; one goes through Scrapy's settings."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.result: CrawlResult | None = None
        self.error: Exception | None = None
        self._postings: list[Posting] = []
        self._pages: list[Page] = []

    def __deepcopy__(self, memo: dict[int, Any]) -> Delivery:
        # Scrapy copies its settings deeply, and a connection to a database has no copy.
        return self

    def add(self, item: Posting | Page) -> None:
        """Takes an item; a batch that is full is saved."""
        if isinstance(item, Page):
            self._pages.append(item)
        else:
            self._postings.append(item)
        if len(self._postings) >= BATCH or len(self._pages) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Saves what is held back. After a sink has failed nothing more is given to it."""
        if self.error is not None:
            return
        postings, self._postings = self._postings, []
        pages, self._pages = self._pages, []
        try:
            # A page says "read, nothing new" next time, so its postings must be safe first.
            if postings:
                self.sink.save(postings)
            if pages:
                self.sink.save_pages(pages)
        except Exception as error:  # noqa: BLE001
            self.error = error

    def finish(self, result: CrawlResult) -> None:
        """Saves the rest and gives the result; what was not stored makes the crawl a failed one."""
        self.flush()
        if self.error is not None:
            result.outcome, result.listed_ids = Outcome.FAILED, None
            result.reason = f"the postings could not be stored: {self.error}"[:500]
        self.result = result
        self.sink.finish(result)


class StorePipeline:
    """Scrapy's side of the delivery: each item, and at the end the spider's outcome."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delivery: Delivery = crawler.settings["SOUGHT_SINK"]
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Made by Scrapy, once a crawl; only at the signal is it known why the spider closed."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.spider_closed, signal=signals.spider_closed)
        return pipeline

    async def process_item(self, item: Posting | Page) -> Posting | Page:
        """Takes an item on its way; ends the crawl where it cannot be stored."""
        failed_before = self.delivery.error is not None
        self.delivery.add(item)
        if self.delivery.error is not None and not failed_before:
            assert self.crawler.engine is not None
            # Not awaited: the spider closes only once this item is through.
            closing = self.crawler.engine.close_spider_async(reason="not_stored")
            self._closing = asyncio.ensure_future(closing)
        return item

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Gives the result to the sink; an error there is kept for the caller of the crawl."""
        result = spider.outcome(None if reason == "finished" else reason)  # type: ignore[attr-defined]
        try:
            self.delivery.finish(result)
        except Exception as error:  # noqa: BLE001
            self.delivery.error = error
            self.delivery.result = None
