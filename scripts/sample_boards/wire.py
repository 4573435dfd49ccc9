"""The boards' HTTP: connections, requests into the log, answers out, faults of the wire among them."""

from __future__ import annotations

import re
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from scripts.sample_boards.answers import Answer, Request, html_answer, not_modified
from scripts.sample_boards.faults import Fault, FaultKind, Faults

CONTROL = "/control/"

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
_IDLE_SECONDS = 30
_MOST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One request and what it was answered; ``time`` is its arrival in seconds since the epoch.

    ``seconds`` is how long it took until the answer was ready to be sent.
    """

    host: str
    method: str
    path: str
    query: str
    time: float
    seconds: float
    user_agent: str | None
    if_none_match: str | None
    if_modified_since: str | None
    status: int


class Boards(Protocol):
    """What the server asks of the boards that it serves."""

    faults: Faults
    stopping: threading.Event
    control: bool

    @property
    def url(self) -> str:
        """The address of the server."""

    def answer(self, request: Request, faults: Sequence[Fault]) -> Answer:
        """The answer to a request."""

    def control_answer(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request under ``/control/``."""

    def note(self, record: Record) -> None:
        """Adds a request to the log."""


class Server(ThreadingHTTPServer):
    """The listening socket, on loopback only, with the connections that are open."""

    daemon_threads = True

    def __init__(self, boards: Boards, port: int) -> None:
        self.boards = boards
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def opened(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.discard(connection)

    def drop_connections(self) -> None:
        """Breaks off the connections that clients keep alive."""
        with self._open_lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Clients that go away are part of the tests; anything else is shown."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection: reads requests, asks the boards, sends what they answer."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleBoards"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: requests are in the boards' own log."""

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        boards, arrived = self.server.boards, time.time()
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), _MOST_BODY)) if length.isdecimal() else b""
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if boards.control and path.startswith(CONTROL):
            self._send(boards.control_answer(self.command, path, body))
            return
        if self.command not in ("GET", "HEAD"):
            self._send(html_answer("<h1>405 Method Not Allowed</h1>\n", 405))
            return
        if path.startswith("/api/"):
            # The continuation's address is relative to the host's root, as in real life.
            path = f"/usajobs{path}"
        faults = boards.faults.strike(f"{path}?{parts.query}")
        for fault in faults:
            if fault.kind is FaultKind.DELAY:
                boards.stopping.wait(fault.seconds)
        answer = boards.answer(self._request(path, parts.query), faults)
        if answer.status == 200 and not_modified(answer, self.headers):
            answer = replace(answer, status=304, body=b"")
        boards.note(self._record(answer.status, parts.path, parts.query, arrived))
        self._send(answer, faults)

    def _request(self, path: str, query: str) -> Request:
        values: dict[str, list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            values.setdefault(name.lower(), []).append(value)
        host = self.headers.get("Host", "")
        base = f"http://{host}" if _HOST.fullmatch(host) else self.server.boards.url
        return Request(path, values, self.headers, base)

    def _record(self, status: int, path: str, query: str, arrived: float) -> Record:
        return Record(
            host=self.headers.get("Host", ""),
            method=self.command,
            path=path,
            query=query,
            time=arrived,
            seconds=round(time.time() - arrived, 6),
            user_agent=self.headers.get("User-Agent"),
            if_none_match=self.headers.get("If-None-Match"),
            if_modified_since=self.headers.get("If-Modified-Since"),
            status=status,
        )

    def _send(self, answer: Answer, faults: Sequence[Fault] = ()) -> None:
        body, headers = answer.body, answer.all_headers()
        kinds = {fault.kind: fault for fault in faults}
        if FaultKind.WRONG_TYPE in kinds:
            headers["Content-Type"] = kinds[FaultKind.WRONG_TYPE].content_type
        if FaultKind.MALFORMED in kinds:
            body = body[: len(body) // 2]
        length = len(body)
        if FaultKind.TRUNCATED in kinds:
            body = body[: len(body) // 2]
            self.close_connection = True
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
