"""One crawl of one source, from beginning to end, in a process of its own."""

from __future__ import annotations

import logging
import os
from datetime import datetime
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings
from twisted.python.failure import Failure

from db.records import CrawlResult, Known, Outcome
from spiders.base import BoardSpider
from spiders.config import Source, on_this_machine
from spiders.kinds import spider_class
from spiders.pipelines import Delivery, Sink
from spiders.settings import user_agent

_UNHURRIED = {
    "SOUGHT_BACKOFF_SECONDS": 0.2,
    "AUTOTHROTTLE_ENABLED": False,
    # Without any delay Scrapy 2.19 sends all that waits for a host at once, whatever its limit.
    "DOWNLOAD_DELAY": 0.001,
}
"""Settings for this machine where no pauses are asked for: nobody is spared by waiting."""


def crawl(
    source: Source,
    known: Known,
    sink: Sink,
    *,
    now: datetime,
    settings: dict[str, Any] | None = None,
    spider: type[BoardSpider] | None = None,
) -> CrawlResult:
    """Crawls a source, gives its postings, pages and at last the result to ``sink``, returns the result.

    To be called once in a process: Twisted's reactor cannot be started again. Whatever goes wrong in
    the crawl is in the result; only an error of ``sink.finish`` itself is raised. ``settings`` go
    before those of ``spiders.settings``; ``spider`` takes the place of the kind's own.
    """
    delivery = Delivery(sink)
    failures: list[Failure] = []
    failure: BaseException | None = None
    try:
        spider = spider or spider_class(source.kind)
        process = CrawlerProcess(settings_of(source, delivery, spider, settings))
        for name in ("scrapy", "twisted", "asyncio"):
            logging.getLogger(name).setLevel(logging.WARNING)
        crawling = process.crawl(spider, source=source, known=known, now=now)
        crawling.addErrback(failures.append)
        process.start()
        failure = failures[0].value if failures else None
    except Exception as error:  # noqa: BLE001
        failure = error
    return result_of(delivery, failure, now)


def result_of(delivery: Delivery, failure: BaseException | None, now: datetime) -> CrawlResult:
    """What a crawl that has ended came to; one that broke off is a failed one, which the sink is told."""
    if delivery.result is not None:
        return delivery.result
    if delivery.error is not None:
        raise delivery.error
    reason = f"{type(failure).__name__}: {failure}" if failure else "no reason is known"
    result = CrawlResult(Outcome.FAILED, f"the crawl broke off ({reason})"[:500], finished=now)
    delivery.finish(result)
    return result


def settings_of(
    source: Source,
    delivery: Delivery,
    spider: type[BoardSpider],
    extra: dict[str, Any] | None = None,
) -> Settings:
    """Scrapy's settings for one source: the project's, the environment's, its own and ``extra``."""
    delay = spider.delay_of(source)
    contact = os.environ.get("SOUGHT_CONTACT", "").strip() or None
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.update(
        {
            "USER_AGENT": user_agent(contact),
            "SOUGHT_CONTACT": contact,
            "SOUGHT_ALLOW_PRIVATE_HOSTS": os.environ.get("SOUGHT_ALLOW_PRIVATE_HOSTS"),
            "SOUGHT_USAJOBS_KEY": os.environ.get("SOUGHT_USAJOBS_KEY"),
            "SOUGHT_USAJOBS_EMAIL": os.environ.get("SOUGHT_USAJOBS_EMAIL"),
            "SOUGHT_ROBOTS_FOLDER": os.environ.get("SOUGHT_ROBOTS_FOLDER"),
            "SOUGHT_SINK": delivery,
            "SOUGHT_MAX_REQUESTS": source.max_requests,
            "SOUGHT_MAX_MEGABYTES": source.max_megabytes,
            "DOWNLOAD_DELAY": delay,
            # The first requests, one for robots.txt and one for the list, are already spaced.
            "AUTOTHROTTLE_START_DELAY": delay,
            **(_UNHURRIED if on_this_machine(source) and not delay else {}),
            **(extra or {}),
        },
        priority="cmdline",
    )
    return settings
