"""A small web server for the spiders' tests, and crawls of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from db.records import Known, Posting
from spiders.base import BoardSpider
from spiders.config import Source
from tests.spiders.worker import Crawled, ListSink, Order, crawl_alone, crawl_in_turn

__all__ = ["Crawled", "ListSink"]

NOW = datetime(2026, 11, 23, 3, 0)


@dataclass
class Seen:
    """One request as the server saw it."""

    path: str
    target: str
    time: float
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address."""
        return dict(parse_qsl(urlsplit(self.target).query))


@dataclass
class Reply:
    """What the server answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_to: int | None = None
    endless: float | None = None
    """Seconds between two pieces of a body that has no end."""


class Site:
    """A web server on this machine whose pages a test puts there."""

    def __init__(self) -> None:
        self.log: list[Seen] = []
        self.replies: dict[str, list[Reply] | Callable[[Seen], Reply]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Headers and body go out apart; else the body waits 40 ms for the headers' receipt.
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                seen = Seen(
                    urlsplit(self.path).path,
                    self.path,
                    time.monotonic(),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.command,
                    self.rfile.read(length),
                )
                site.log.append(seen)
                self.send(site.reply(seen))

            def send(self, reply: Reply) -> None:
                if reply.endless is not None:
                    self.send_endless(reply, reply.endless)
                    return
                self.send_response(reply.status)
                headers = {"Content-Type": "text/html"} | reply.headers
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                if reply.status != 304:
                    self.wfile.write(reply.body[: reply.cut_to])
                if reply.cut_to is not None:
                    self.close_connection = True

            def send_endless(self, reply: Reply, pause: float) -> None:
                self.close_connection = True
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                piece = reply.body * (1 if pause else 10_000)
                for _ in range(100_000):
                    try:
                        self.wfile.write(piece)
                    except OSError:
                        return
                    time.sleep(pause)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def put(
        self,
        path: str,
        body: str | bytes = b"",
        status: int = 200,
        content_type: str = "application/json",
        cut_to: int | None = None,
        **headers: str,
    ) -> None:
        """Answers a path; several for the same path come one after another, the last one stays."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        reply = Reply(raw, status, {"Content-Type": content_type, **named}, cut_to)
        replies = self.replies.setdefault(path, [])
        assert isinstance(replies, list)
        replies.append(reply)

    def answer(self, path: str, function: Callable[[Seen], Reply]) -> None:
        """Answers a path by a function of the request; ``/a/*`` is all below ``/a/``, ``*`` is all."""
        self.replies[path] = function

    def reply(self, seen: Seen) -> Reply:
        """The reply to a request; a validator that fits gives 304."""
        replies = self.replies.get(seen.path)
        if replies is None:
            parents = (f"{seen.path.rpartition('/')[0]}/*", "*")
            replies = next((self.replies[p] for p in parents if p in self.replies), None)
        if replies is None:
            return Reply(b"not found", 404)
        if callable(replies):
            return _checked(seen, replies(seen))
        return _checked(seen, replies.pop(0) if len(replies) > 1 else replies[0])

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [seen.path for seen in self.log]


def _checked(seen: Seen, reply: Reply) -> Reply:
    """The reply, or 304 where the validator of the request is the reply's."""
    for asked, given in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
        value = reply.headers.get(given)
        if value and seen.headers.get(asked) == value:
            return Reply(b"", 304, {given: value})
    return reply


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with an empty robots.txt answer of 404, which allows all."""
    site = Site()
    site.thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()


class BrokenSink(ListSink):
    """Cannot save."""

    def save(self, postings: list[Posting]) -> None:
        raise OSError("no space left")


def run_crawl(
    source: Source,
    *,
    known: Known | None = None,
    environment: dict[str, str] | None = None,
    sink: ListSink | None = None,
    spider: type[BoardSpider] | None = None,
    alone: bool = False,
    **settings: Any,
) -> Crawled:
    """One crawl, not in the test's own process: ``alone`` in one that ends with it.

    The port of the source's own address is allowed, waits before repetitions are short. ``spider``
    takes the place of the kind's own.
    """
    port = urlsplit(source.url or "").port
    environment = {"SOUGHT_ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{port}"} | (environment or {})
    settings = {"SOUGHT_BACKOFF_SECONDS": 0.05, "DOWNLOAD_TIMEOUT": 20} | settings
    order = Order(source, known or Known(), environment, settings, NOW, sink or ListSink(), spider)
    return crawl_alone(order) if alone else crawl_in_turn(order)


def source_at(kind: str, url: str, **more: Any) -> Source:
    """A source of a kind at an address, without pauses."""
    values: dict[str, Any] = {"kind": kind, "board": "acme", "employer": "Acme Health", "url": url}
    return Source(**(values | {"delay_seconds": 0.0} | more))
