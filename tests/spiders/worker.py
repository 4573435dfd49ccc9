"""Crawls in processes apart from the test's own: one after another in one, or each in its own."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from db.records import CrawlResult, Known, Page, Posting
from spiders import run
from spiders.base import BoardSpider
from spiders.config import Source
from spiders.kinds import spider_class
from spiders.pipelines import Delivery

LONGEST = 120
"""Seconds after which a crawl is said to hang."""


class ListSink:
    """Keeps what a crawl gives in lists."""

    def __init__(self) -> None:
        self.postings: list[Posting] = []
        self.pages: list[Page] = []
        self.calls: list[str] = []

    def save(self, postings: list[Posting]) -> None:
        self.calls.append(f"save {len(postings)}")
        self.postings += postings

    def save_pages(self, pages: list[Page]) -> None:
        self.calls.append(f"pages {len(pages)}")
        self.pages += pages

    def finish(self, result: CrawlResult) -> None:
        self.calls.append("finish")


@dataclass
class Crawled:
    """What came out of a crawl."""

    result: CrawlResult
    postings: list[Posting]
    pages: list[Page]
    calls: list[str]
    peak: int = 0
    """KiB of memory that the crawl's process held at most, of one that ran alone."""

    @property
    def by_id(self) -> dict[str, Posting]:
        """The postings by their external id."""
        return {posting.external_id: posting for posting in self.postings}


@dataclass
class Order:
    """A crawl that is to be made."""

    source: Source
    known: Known
    environment: dict[str, str]
    settings: dict[str, Any]
    now: datetime
    sink: ListSink = field(default_factory=ListSink)
    spider: type[BoardSpider] | None = None

    def enter(self) -> None:
        """Sets the process's environment to the order's."""
        for name in tuple(os.environ):
            if name.startswith("SOUGHT_"):
                del os.environ[name]
        os.environ.update(self.environment)

    def crawled(self, result: CrawlResult, peak: int = 0) -> Crawled:
        """What the sink was given."""
        return Crawled(result, self.sink.postings, self.sink.pages, self.sink.calls, peak)


def _alone(pipe: Connection) -> None:
    """One crawl as the command makes it, in a process that ends with it."""
    order: Order = pipe.recv()
    order.enter()
    result = run.crawl(
        order.source, order.known, order.sink, now=order.now, settings=order.settings,
        spider=order.spider,
    )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(order.crawled(result, peak))


def _one_after_another(pipe: Connection) -> None:
    """Crawls as they are ordered, each with a crawler of its own, in one reactor."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from scrapy.crawler import CrawlerRunner
    from twisted.internet import reactor, threads

    for name in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def begin(order: Order, delivery: Delivery) -> Any:
        spider = order.spider or spider_class(order.source.kind)
        runner = CrawlerRunner(run.settings_of(order.source, delivery, spider, order.settings))
        return runner.crawl(spider, source=order.source, known=order.known, now=order.now)

    def work() -> None:
        with contextlib.suppress(EOFError):
            while True:
                order: Order = pipe.recv()
                order.enter()
                delivery = Delivery(order.sink)
                failure: BaseException | None = None
                try:
                    threads.blockingCallFromThread(reactor, begin, order, delivery)
                except Exception as error:  # noqa: BLE001
                    failure = error
                pipe.send(order.crawled(run.result_of(delivery, failure, order.now)))
        reactor.callFromThread(reactor.stop)

    reactor.callInThread(work)
    # A test run that ends kills this process, whatever it is doing.
    reactor.run(installSignalHandlers=False)


class Worker:
    """A process that crawls to order."""

    def __init__(self, target: Callable[[Connection], None]) -> None:
        # The server of these processes has imported the spiders once; each is a quick fork of it.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.spiders.preload"])
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=target, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def crawl(self, order: Order) -> Crawled:
        """Has a crawl made; fails where its process ends before it answers, or does not answer."""
        self.pipe.send(order)
        try:
            if self.pipe.poll(LONGEST):
                crawled: Crawled = self.pipe.recv()
                return crawled
        except EOFError:
            self.process.join(30)
            code = self.process.exitcode
            raise AssertionError(f"the crawl's process ended with {code}") from None
        self.process.kill()
        raise AssertionError(f"the crawl took longer than {LONGEST} seconds")


_worker: Worker | None = None


def crawl_alone(order: Order) -> Crawled:
    """One crawl in a process of its own, as the command makes it."""
    worker = Worker(_alone)
    try:
        return worker.crawl(order)
    finally:
        worker.pipe.close()
        worker.process.join(30)


def crawl_in_turn(order: Order) -> Crawled:
    """One crawl in the process that makes all of these, which saves starting one for each."""
    global _worker
    if _worker is None or not _worker.process.is_alive():
        _worker = Worker(_one_after_another)
    return _worker.crawl(order)
