"""How long the site takes to build and to open, over a generated market on SQLite.

`python -m scripts.bench.site [--postings 1000000] [--folder DIR]`. The market is the one of
`scripts.bench.demand`: made, merged and counted once, then kept in the folder. The build runs in a process
of its own, so that its memory is its own. Where a Chromium is installed, the home page is opened with the
processor slowed four times over a line of 1.6 Mbit/s, and searched.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from sqlalchemy import func, select

from db import schema as t
from db.demand import count_demand
from db.engine import connect, open_database
from db.jobs import merge_jobs
from scripts import common
from scripts.bench.market import TODAY, market_file
from scripts.site import build
from taxonomy.load import load

SLOWED, BYTES_A_SECOND, LATENCY = 4, 200_000, 150
"""The processor's slowdown; 1.6 Mbit/s; milliseconds to the server: the slow 4G of web tests."""
TYPED = ("cdl", "servsafe maneger", "registerd nurse", "osha 10", "comptia securty")


def measure(
    postings: Annotated[int, typer.Option(help="Postings of the market.")] = 1_000_000,
    folder: Annotated[Path, typer.Option(help="Where market and site lie.")] = Path("bench"),
    step: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Prints the seconds and memory of the build, the weight of the home page, and how fast it opens."""
    path, out = market_file(folder, postings), folder / "site"
    if step:
        sys.stdout.write(json.dumps(_build(path, out)) + "\n")
        return
    built = build_apart(folder, postings)
    for name, value in (built | _weights(out) | _opened(out)).items():
        common.out.print(f"{name:<52} {value}")


def build_apart(folder: Path, postings: int) -> dict[str, str]:
    """Builds the site of a market in a process of its own, counted first where it is not; gives what it took."""
    _count(market_file(folder, postings))
    run = subprocess.run(
        [sys.executable, "-m", "scripts.bench.site", "--postings", str(postings), "--folder", str(folder), "--step"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise common.fail(f"the build failed:\n{run.stderr}")
    took: dict[str, str] = json.loads(run.stdout)
    return took


def _count(path: Path) -> None:
    engine = open_database(f"sqlite:///{path}")
    with engine.connect() as connection:
        counted = connection.scalar(select(func.count()).select_from(t.counted_columns))
    if not counted:
        common.err.print("Merging and counting")
        merge_jobs(engine, TODAY)
        count_demand(engine, TODAY)


def _build(path: Path, out: Path) -> dict[str, str]:
    start, own = perf_counter(), process_time()
    with _most_memory() as memory:
        pages = build(connect(f"sqlite:///{path}"), load(), out, datetime.combine(TODAY, time(2)))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = process_time() - own + children.ru_utime + children.ru_stime
    return {
        "pages": f"{pages:,}",
        "seconds by the clock": f"{perf_counter() - start:.1f}",
        "seconds of the processor": f"{seconds:.1f}",
        "memory of all its processes, MB at most": f"{max(memory):,.0f}",
    }


@contextmanager
def _most_memory() -> Iterator[list[float]]:
    """Megabytes that this process and its children hold, looked at often; what they share counts once."""
    seen, end = [0.0], threading.Event()

    def look() -> None:
        while not end.wait(0.3):
            own = os.getpid()
            children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
            kilobytes = 0
            for process in (own, *children):
                with suppress(OSError):
                    rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
                    kilobytes += int(rolled.partition("Pss:")[2].split()[0])
            seen.append(kilobytes / 1024)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield seen
    end.set()
    watcher.join()


def _weights(out: Path) -> dict[str, str]:
    home = [out / name for name in ("index.html", "site.css", "search.js")]
    index = (out / "search-index.js").read_bytes()
    files = [path for path in out.rglob("*") if path.is_file()]
    return {
        "home page with all it loads, bytes": f"{sum(path.stat().st_size for path in home):,}",
        "search index, bytes (and as servers compress it)": f"{len(index):,} ({len(gzip.compress(index)):,})",
        "largest file of a view, bytes": f"{max(p.stat().st_size for p in (out / 'data').rglob('*.js')):,}",
        "the whole site, MB in files": f"{sum(path.stat().st_size for path in files) / 1e6:,.0f} in {len(files):,}",
    }  # fmt: skip


class _Compressing(SimpleHTTPRequestHandler):
    """Serves a folder, compressed as web servers do."""

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _opened(out: Path) -> dict[str, str]:
    browser = os.environ.get("SOUGHT_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if not browser:
        return {"opened in a browser": "not measured: no Chromium is installed"}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Compressing, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = opened.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND,
        })  # fmt: skip
        usable = []
        for _ in range(5):
            session.send("Network.clearBrowserCache")
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            usable.append(
                page.evaluate(
                    "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
                )
            )
        start = perf_counter()
        page.focus("#q")
        page.fill("#q", TYPED[0])
        page.wait_for_selector("#found li", timeout=60_000)
        first = perf_counter() - start
        slowest = []
        for typed in TYPED:
            page.fill("#q", "")
            # The input's listener runs to its end within the event, so its time is the search's.
            slowest.append(
                page.evaluate(
                    "typed => { const q = document.getElementById('q'); q.value = typed; const start = performance.now();"
                    " q.dispatchEvent(new Event('input')); return performance.now() - start; }",
                    typed,
                )
            )
        opened.close()
    server.shutdown()
    return {
        "home usable, milliseconds (median of 5, slowed)": f"{statistics.median(usable):.0f}",
        "first result after the box is used, seconds (slowed)": f"{first:.2f}",
        "a search, milliseconds (slowest of 5, slowed)": f"{max(slowest):.0f}",
    }


if __name__ == "__main__":
    typer.run(measure)
