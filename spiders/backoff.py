"""Downloader middleware: waits as long as a host asks for, tries twice again, then leaves it.

Scrapy's own retry sends the request again at once. Here every request to a host waits until the time
that the host named in Retry-After, or a growing one of ours, has passed.
"""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost, DNSLookupError
from twisted.internet.error import TimeoutError as TwistedTimeoutError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

RETRIES = 2
LONGEST_WAIT = 120.0
"""Seconds a crawl waits for a host; one that asks for more is left until the next night."""

FAILURES_IN_A_ROW = 3
"""So many requests failed for good, one after another, and the host is left alone."""

ASK_LATER = frozenset({429, 503})
FAILING = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})
TEMPORARY: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    DNSLookupError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    TwistedTimeoutError,
    OSError,
)


class HostDropped(IgnoreRequest):
    """The host is not asked again in this crawl; the text says why."""


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, from seconds or an HTTP date; None if unsaid.

    ``now`` is the time in seconds since 1970.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError, TypeError):
        return None


class BackoffMiddleware:
    """Repeats what failed for the moment, after a wait that holds for the whole host."""

    def __init__(self, first_wait: float, busy_retries: int = RETRIES) -> None:
        self.first_wait = first_wait
        self.busy_retries = busy_retries
        self._not_before: dict[str, float] = {}
        self._dropped: dict[str, str] = {}
        self._failures: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackoffMiddleware:
        """Made by Scrapy, once a crawl."""
        settings = crawler.settings
        return cls(
            settings.getfloat("SOUGHT_BACKOFF_SECONDS"), settings.getint("SOUGHT_BUSY_RETRIES")
        )

    async def process_request(self, request: Request) -> None:
        """Holds a request until its host may be asked, or raises ``HostDropped``."""
        host = _host(request)
        # Another request may have moved the time on while this one waited.
        while (wait := self._not_before.get(host, 0.0) - time.monotonic()) > 0:
            if host in self._dropped:
                break
            await asyncio.sleep(wait)
        if host in self._dropped:
            raise HostDropped(self._dropped[host])

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request again where the host asked to come later or failed."""
        host = _host(request)
        if response.status in ASK_LATER:
            header = response.headers.get("Retry-After")
            asked = retry_after(header.decode("latin-1") if header else None, time.time())
            if asked is not None and asked > LONGEST_WAIT:
                self._drop(host, f"{host} asked to come again in {asked:.0f} seconds")
                return response
            if again := self._again(request, asked, self.busy_retries):
                return again
            times = int(request.meta.get("sought_repeated", 0)) + 1
            self._drop(host, f"{host} answered {response.status} at {times} requests in a row")
            return response
        if response.status in FAILING:
            if again := self._again(request, None):
                return again
            self._failed(host, f"HTTP {response.status}")
            return response
        self._failures.pop(host, None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request again where it failed for a reason that may pass."""
        if not isinstance(exception, TEMPORARY):
            return None
        if again := self._again(request, None):
            return again
        self._failed(_host(request), str(exception) or type(exception).__name__)
        return None

    def _again(
        self, request: Request, wait: float | None, retries: int = RETRIES
    ) -> Request | None:
        """A copy to send after a wait, or None where it was repeated often enough."""
        times = int(request.meta.get("sought_repeated", 0))
        if times >= retries:
            return None
        if wait is None:
            # Jitter, so that many crawlers that a host sent away do not come back at once.
            wait = min(LONGEST_WAIT, self.first_wait * 2**times * random.uniform(0.75, 1.25))
        host = _host(request)
        until = time.monotonic() + wait
        self._not_before[host] = max(self._not_before.get(host, 0.0), until)
        again: Request = request.replace(dont_filter=True)
        again.meta["sought_repeated"] = times + 1
        return again

    def _failed(self, host: str, reason: str) -> None:
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= FAILURES_IN_A_ROW:
            self._drop(host, f"{host} failed {FAILURES_IN_A_ROW} times in a row ({reason})")

    def _drop(self, host: str, reason: str) -> None:
        self._dropped.setdefault(host, reason)


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
