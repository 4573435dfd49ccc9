"""A crawl that breaks off: the reason is said, the sink gets its result, nothing is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from scrapy import Request
from scrapy.http import Response

from db.records import CrawlResult, Outcome, Page, Posting
from spiders.base import BoardSpider, Output
from tests.spiders.conftest import ListSink, Site, run_crawl, source_at
from tests.spiders.test_greenhouse import PATH, board, job


class Unmade(BoardSpider):
    """Cannot be made."""

    name = "greenhouse"

    def __init__(self, **kwargs: object) -> None:
        raise RuntimeError("no engine")


class BreaksAtFirst(BoardSpider):
    """Fails before it asks for anything."""

    name = "greenhouse"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """Nothing."""
        raise RuntimeError("no map")
        yield


class BreaksLater(BoardSpider):
    """Fails at an answer."""

    name = "greenhouse"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """One request."""
        yield self.ask(f"{self.base}{PATH}", self.read)

    def read(self, response: Response) -> Output:
        """Lists one and fails."""
        self.listed.add("1")
        yield Page(response.url)
        raise KeyError("jobs")


class EndlessSpider(BoardSpider):
    """Never comes to an end by itself."""

    name = "greenhouse"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """One request."""
        yield self.ask(f"{self.base}{PATH}", self.read)

    def read(self, response: Response) -> Output:
        """The same again."""
        self.listed.add("1")
        yield self.ask(response.url, self.read)


class CannotFinish(ListSink):
    """Loses its database at the end."""

    def finish(self, result: CrawlResult) -> None:
        """Fails."""
        raise OSError("connection lost")


@pytest.mark.parametrize(
    ("spider", "outcome", "words"),
    [
        (Unmade, Outcome.FAILED, "RuntimeError: no engine"),
        (BreaksAtFirst, Outcome.FAILED, "RuntimeError: no map"),
        (BreaksLater, Outcome.PARTIAL, "KeyError: 'jobs'"),
    ],
)
def test_an_error_in_the_spider_is_in_the_result(
    site: Site, spider: type[BoardSpider], outcome: Outcome, words: str
) -> None:
    site.put(PATH, board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url), spider=spider, alone=True)
    assert crawled.result.outcome is outcome
    assert words in crawled.result.reason
    assert crawled.result.listed_ids is None
    assert crawled.calls[-1] == "finish"


def test_a_crawl_that_is_stopped_is_partial(site: Site) -> None:
    site.put(PATH, board())
    crawled = run_crawl(
        source_at("greenhouse", site.url), spider=EndlessSpider, alone=True, CLOSESPIDER_TIMEOUT=1
    )
    assert crawled.result.outcome is Outcome.PARTIAL
    assert "stopped" in crawled.result.reason
    assert crawled.result.listed_ids is None


def test_a_result_that_cannot_be_stored_is_raised(site: Site) -> None:
    site.put(PATH, board(job(1)))
    with pytest.raises(AssertionError, match="ended with 1"):
        run_crawl(source_at("greenhouse", site.url), sink=CannotFinish(), alone=True)
