"""All sample job boards on one loopback port, over real HTTP, well or badly behaved as a test asks.

``python -m scripts.sample_boards.server --port 8731`` serves them for use by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from scripts.sample_boards import careersite, greenhouse, usajobs
from scripts.sample_boards.answers import (
    TEXT,
    Answer,
    Request,
    html_answer,
    json_answer,
    not_found,
)
from scripts.sample_boards.faults import Fault, Faults, hidden_ids, replaced
from scripts.sample_boards.postings import Board, Posting, PostingError, load_boards
from scripts.sample_boards.wire import CONTROL, Record, Server

POSTINGS = Path(__file__).parent / "boards"
FEDERAL_EMPLOYER = "US federal government"
RULES = "User-agent: *\nDisallow: /private/\n"


class Robots(StrEnum):
    """What ``/robots.txt`` answers."""

    RULES = "rules"
    MISSING = "missing"
    UNAVAILABLE = "unavailable"
    HTML = "html"


class SampleBoards:
    """The boards of a directory of postings, as seen on ``today``, served from ``start`` to ``stop``.

    ``port`` 0 takes any free one, and keeps it over a stop and a new start. ``usajobs_page_size``
    is the number of announcements on a page where the query names none. ``log_path`` gets every
    request as a JSON line. ``control`` opens ``/control/`` to set faults over HTTP.
    """

    def __init__(
        self,
        postings_dir: Path = POSTINGS,
        *,
        today: date,
        port: int = 0,
        usajobs_page_size: int = 25,
        log_path: Path | None = None,
        control: bool = False,
    ) -> None:
        if not 1 <= usajobs_page_size <= 1000:
            raise ValueError("usajobs_page_size must be from 1 to 1000")
        self.today = today
        self.faults = Faults()
        self.robots: Robots | str = Robots.RULES
        self.control = control
        self.stopping = threading.Event()
        self._boards = {board.board: board for board in load_boards(postings_dir)}
        self._port = port
        self._page_size = usajobs_page_size
        self._log_path = log_path
        self._log_file: IO[str] | None = None
        self._log: list[Record] = []
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    # --- life

    def start(self) -> Self:
        """Binds the port and serves in threads of its own."""
        if self._server is not None:
            raise RuntimeError("the sample boards are already being served")
        self._server = Server(self, self._port)
        self._port = self._server.server_address[1]
        if self._log_path is not None:
            self._log_file = self._log_path.open("a", encoding="utf-8")
        self.stopping.clear()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sample-boards", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops serving and breaks off the connections that are open. Harmless when not serving."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        self._server = self._thread = None
        self.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
        server.drop_connections()
        with self._lock:
            if self._log_file is not None:
                self._log_file.close()
                self._log_file = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, without a closing slash."""
        return f"http://{self.host}"

    @property
    def host(self) -> str:
        """``127.0.0.1:PORT``, as a list of allowed private hosts names it."""
        if self._port == 0:
            raise RuntimeError("the sample boards have no port before they are started")
        return f"127.0.0.1:{self._port}"

    # --- what they hold

    @property
    def boards(self) -> list[Board]:
        """All boards, in order of their names."""
        with self._lock:
            return [self._boards[name] for name in sorted(self._boards)]

    @property
    def postings(self) -> list[Posting]:
        """The postings of all boards."""
        return [posting for board in self.boards for posting in board.postings]

    def put(self, posting: Posting) -> None:
        """Adds a posting to its board, or puts it in place of the one with the same id."""
        with self._lock:
            board = self._boards[posting.board]
            ids = [each.id for each in board.postings]
            postings = list(board.postings)
            if posting.id in ids:
                at = ids.index(posting.id)
                postings[at] = replace(posting, index=postings[at].index)
            else:
                postings.append(replace(posting, index=len(postings)))
            self._boards[posting.board] = replace(board, postings=tuple(postings))

    def write_sources_toml(self, path: Path) -> None:
        """Writes the ``sources.toml`` that names every board of this server."""
        rows: list[tuple[str, str, str, str]] = []
        boards = self.boards
        for board in boards:
            if board.kind == "greenhouse":
                rows.append((board.kind, board.board, board.employer, f"{self.url}/greenhouse"))
            elif board.kind == "careersite":
                url = f"{self.url}{careersite.PREFIX}{board.board}"
                rows.append((board.kind, board.board, board.employer, url))
        if any(board.kind == "usajobs" for board in boards):
            rows.append(("usajobs", "all", FEDERAL_EMPLOYER, f"{self.url}/usajobs"))
        tables = []
        for row in rows:
            pairs = zip(("kind", "board", "employer", "url"), row, strict=True)
            # A JSON string is a TOML basic string, but for DEL, which no name holds.
            lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in pairs]
            lines += ["cadence_hours = 0", "delay_seconds = 0"]
            tables.append("\n".join(["[[source]]", *lines]))
        path.write_text("\n\n".join(tables) + "\n", encoding="utf-8")

    # --- misbehavior

    def misbehave(self, path_prefix: str, fault: Fault) -> None:
        """Sets a fault for every request whose path, ``?`` and query begin with ``path_prefix``.

        Federal announcements at the root (``/api/...``) go by their path under ``/usajobs``.
        ``/usajobs/api/historicjoa?`` is that endpoint alone, without ``.../announcementtext``.
        """
        self.faults.add(path_prefix, fault)

    def behave(self, path_prefix: str | None = None) -> None:
        """Takes back the faults of a prefix, or all of them and what ``/robots.txt`` answers."""
        self.faults.clear(path_prefix)
        if path_prefix is None:
            self.robots = Robots.RULES

    # --- the log

    @property
    def log(self) -> list[Record]:
        """All requests so far, in order of their answers; those to ``/control/`` are left out."""
        with self._lock:
            return list(self._log)

    def clear_log(self) -> None:
        """Forgets the requests so far (not those written to the file)."""
        with self._lock:
            self._log.clear()

    def note(self, record: Record) -> None:
        """Adds a request to the log."""
        with self._lock:
            self._log.append(record)
            if self._log_file is not None:
                self._log_file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
                self._log_file.flush()

    # --- answers

    def answer(self, request: Request, faults: Sequence[Fault]) -> Answer:
        """The answer to a request, with the faults that change it whole."""
        answer = replaced(faults)
        if answer is not None:
            return answer
        hidden = hidden_ids(faults)
        path = request.path
        if path == "/robots.txt":
            return self._robots()
        if path.startswith(greenhouse.PREFIX):
            return greenhouse.answer(request, self._of_kind("greenhouse"), hidden, self.today)
        if path.startswith(careersite.PREFIX):
            return careersite.answer(request, self._of_kind("careersite"), hidden, self.today)
        if path.startswith(usajobs.PREFIX):
            request = replace(request, path=path[len(usajobs.PREFIX) - 1 :])
            boards = self._of_kind("usajobs").values()
            federal = [posting for board in boards for posting in board.postings]
            return usajobs.answer(request, federal, hidden, self.today, self._page_size)
        if path == "/":
            return self._front_page()
        if path.startswith("/private/"):
            return html_answer("<!DOCTYPE html>\n<title>Private</title><p>Not for robots.</p>\n")
        return not_found()

    def _of_kind(self, kind: str) -> dict[str, Board]:
        return {board.board: board for board in self.boards if board.kind == kind}

    def _robots(self) -> Answer:
        match self.robots:
            case Robots.RULES:
                return Answer(RULES.encode(), TEXT)
            case Robots.MISSING:
                return not_found()
            case Robots.UNAVAILABLE:
                return html_answer("<h1>503 Service Unavailable</h1>\n", 503)
            case Robots.HTML:
                return html_answer("<!DOCTYPE html>\n<title>Welcome</title><h1>Welcome</h1>\n")
            case text:
                return Answer(text.encode(), TEXT)

    def _front_page(self) -> Answer:
        lines = [f"<li>{board.kind}: {board.board}</li>" for board in self.boards]
        return html_answer(
            "<!DOCTYPE html>\n<title>Sample job boards</title>\n<h1>Sample job boards</h1>\n"
            "<p>Invented employers and postings.</p>\n<ul>" + "\n".join(lines) + "</ul>\n"
        )

    def control_answer(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request under ``/control/``.

        ``POST faults`` with ``{"prefix", "kind", ...}`` sets a fault, ``POST robots`` with
        ``{"answer"}`` what robots.txt answers, ``DELETE faults`` takes all back, ``GET log`` gives
        the log.
        """
        try:
            match method, path.removeprefix(CONTROL):
                case "POST", "faults":
                    data = json.loads(body)
                    prefix = str(data.pop("prefix"))
                    self.misbehave(prefix, Fault.from_json(data))
                case "POST", "robots":
                    wanted = str(json.loads(body)["answer"])
                    self.robots = Robots(wanted) if wanted in set(Robots) else wanted
                case "DELETE", "faults":
                    self.behave()
                case "GET", "log":
                    return json_answer([asdict(record) for record in self.log])
                case _:
                    return not_found()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return json_answer({"error": f"not understood: {error}"}, 400)
        return json_answer({"done": True})


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves the sample boards until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.sample_boards.server", description=__doc__
    )
    parser.add_argument("--port", type=int, default=8731, help="0 takes any free one")
    parser.add_argument("--postings", type=Path, default=POSTINGS, help="directory of TOML files")
    parser.add_argument("--today", type=date.fromisoformat, help="the boards' day, YYYY-MM-DD")
    parser.add_argument("--log", type=Path, help="every request as a JSON line in this file")
    parser.add_argument("--sources", type=Path, help="write the sources.toml of the boards here")
    parser.add_argument("--control", action="store_true", help="let /control/ set faults")
    options = parser.parse_args(arguments)
    try:
        boards = SampleBoards(
            options.postings,
            today=options.today or _today(),
            port=options.port,
            log_path=options.log,
            control=options.control,
        ).start()
    except (PostingError, OSError, OverflowError) as error:
        sys.stderr.write(f"The sample boards cannot be served: {error}\n")
        return 3
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    if options.sources:
        boards.write_sources_toml(options.sources)
    served = f"{len(boards.postings)} postings of {len(boards.boards)} boards"
    sys.stdout.write(f"Serving {served} at {boards.url}\n")
    sys.stdout.flush()
    ended.wait()
    boards.stop()
    return 0


def _today() -> date:
    now = os.environ.get("SOUGHT_NOW")
    return datetime.fromisoformat(now).date() if now else datetime.now().astimezone().date()


if __name__ == "__main__":
    raise SystemExit(main())
