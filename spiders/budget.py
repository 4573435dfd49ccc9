"""Downloader middleware: how much one source may cost in one night, in requests and in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class BudgetSpent(IgnoreRequest):
    """The source's budget is used up; the text says which."""


class BudgetMiddleware:
    """Refuses requests once the budget is spent; what was read is kept and not read again."""

    def __init__(self, requests: int, megabytes: float) -> None:
        self.requests, self.bytes = requests, megabytes * 2**20
        self.requests_made = self.bytes_read = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        """Made by Scrapy, once a crawl."""
        settings = crawler.settings
        return cls(
            settings.getint("SOUGHT_MAX_REQUESTS"), settings.getfloat("SOUGHT_MAX_MEGABYTES")
        )

    async def process_request(self, request: Request) -> None:
        """Counts a request, repetitions and redirects too, or raises ``BudgetSpent``."""
        if self.requests_made >= self.requests:
            raise BudgetSpent(f"the budget of {self.requests} requests is spent")
        if self.bytes_read >= self.bytes:
            raise BudgetSpent(f"the budget of {self.bytes / 2**20:g} MiB is spent")
        self.requests_made += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Counts the bytes of an answer as they came, packed or not."""
        self.bytes_read += len(response.body)
        return response
