"""Downloader middleware: robots.txt as RFC 9309 has it, read before anything else of a host.

All requests to a host wait for one fetch of its robots.txt; the crawls of one run share it. Where no rules could be read, because
the host answers with an error of its own, not at all, or with a page, nothing is fetched.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

AGENT = "sought"
"""The name that robots.txt rules may be addressed to."""

MAX_CRAWL_DELAY = 120.0
"""Seconds between requests that a crawl still waits; a host that wants more is left alone."""

_MAX_LENGTH = 1_000_000
_HTML = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|script|meta|div|p\b)", re.IGNORECASE)
# Content signals are a site's word on what its pages are used for; one that wants no machine to
# read them is left alone although counting is no model input.
_AI_INPUT_NO = re.compile(r"^\s*content-signal\s*:.*\bai-input\s*=\s*no\b", re.I | re.M)
_OWN = "sought_robots"


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt forbids the request, or could not be read; the text says which."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says. Without a parser nothing is allowed, and ``reason`` says why."""

    parser: Protego | None
    reason: str = ""

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return self.parser is not None and bool(self.parser.can_fetch(url, AGENT))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of its Sitemap lines."""
        return tuple(self.parser.sitemaps) if self.parser else ()

    @property
    def delay(self) -> float:
        """Seconds it wants between two requests; 0 where it does not say."""
        return float(self.parser.crawl_delay(AGENT) or 0) if self.parser else 0.0


def read_rules(status: int, content_type: str, body: bytes) -> Rules:
    """The rules in an answer to a request for robots.txt."""
    if 200 <= status < 300:
        if "html" in content_type.lower() or _HTML.match(body.removeprefix(b"\xef\xbb\xbf")):
            return Rules(None, "robots.txt is a web page, which gives no permission")
        text = body[:_MAX_LENGTH].decode("utf-8-sig", errors="ignore")
        if _AI_INPUT_NO.search(text):
            return Rules(None, "robots.txt asks machines not to read the site (Content-Signal)")
        rules = Rules(Protego.parse(text))
        if rules.delay > MAX_CRAWL_DELAY:
            return Rules(None, f"robots.txt asks for {rules.delay:g} seconds between requests")
        return rules
    # 429 is the host's trouble, not the absence of the file, although it is a 4xx.
    if 400 <= status < 500 and status != 429:
        return Rules(Protego.parse(""))
    return Rules(None, f"robots.txt could not be read (HTTP {status})")


class RobotsMiddleware:
    """Raises ``ForbiddenByRobots`` for what a host does not want fetched."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        folder = crawler.settings.get("SOUGHT_ROBOTS_FOLDER")
        self._folder = Path(folder) if folder else None
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Made by Scrapy, once a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Lets a request pass once the host's rules are known and allow it, or raises."""
        if request.meta.get(_OWN):
            return
        rules = await self.rules(request.url)
        if not rules.allows(request.url):
            self.crawler.stats.inc_value("robots/forbidden")
            raise ForbiddenByRobots(rules.reason or f"robots.txt forbids {request.url}")
        if rules.delay:
            self._slow_down(request, rules.delay)

    async def rules(self, url: str) -> Rules:
        """The rules of the host of an address, fetched at the first call."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin))
        # The task is shared: any number may wait for it, each gets the rules, and one that gives
        # up waiting must not cancel it for the others.
        return await asyncio.shield(self._rules[origin])

    async def _fetch(self, origin: str) -> Rules:
        request = Request(
            f"{origin}/robots.txt", callback=NO_CALLBACK, dont_filter=True, meta={_OWN: True}
        )
        assert self.crawler.engine is not None
        if held := self._held(origin):
            return held
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001
            # Whatever kept it from being read, unread rules forbid.
            reason = str(error) or type(error).__name__
            logger.info("no robots.txt from %s: %s", origin, reason)
            return Rules(None, f"robots.txt could not be read ({reason})")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        self._keep(origin, response.status, content_type, response.body)
        return read_rules(response.status, content_type, response.body)

    def _held(self, origin: str) -> Rules | None:
        """The rules that a crawl of the same run read of the same host."""
        if self._folder is None:
            return None
        try:
            held = json.loads(self._file(origin).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return read_rules(held["status"], held["type"], held["body"].encode("latin-1"))

    def _keep(self, origin: str, status: int, content_type: str, body: bytes) -> None:
        """Keeps an answer for the other boards of the host; one that may be better later is not."""
        if self._folder is None or status == 429 or not 200 <= status < 500:
            return
        text = body[: _MAX_LENGTH + 1].decode("latin-1")
        part = self._folder / f"{os.getpid()}.part"
        try:
            part.write_text(json.dumps({"status": status, "type": content_type, "body": text}))
            part.replace(self._file(origin))
        except OSError as error:
            logger.info("robots.txt of %s is not kept: %s", origin, error)

    def _file(self, origin: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"

    def _slow_down(self, request: Request, delay: float) -> None:
        """Holds the host's slot to the delay it asks for, now and if the slot is made anew."""
        assert self.crawler.engine is not None
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        delay = max(delay, self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = max(slot.delay, delay), 0
        # AutoThrottle would bring it down again as soon as the host answers quickly.
        request.meta["autothrottle_dont_adjust_delay"] = True
