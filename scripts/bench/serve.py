"""How long readers of `sought serve` wait, many at once, over a generated market on SQLite.

`python -m scripts.bench.serve [--postings 1000000] [--folder DIR] [--readers 20] [--pause 1]`. The market and
the site are those of `scripts.bench.site`, made where they are missing. Each reader opens a page, waits
``--pause`` seconds (0: asks again at once) and opens another: of ten requests six are pages and files of
the site, two a search, two a check of any credential in any state, most of which nobody asked before. The
readers are measured alone, then beside a process that counts the whole demand table anew, as a nightly does.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Annotated
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import typer

from scripts import common
from scripts.bench.market import TODAY, market_file
from scripts.bench.site import build_apart
from scripts.serve.api import AREAS
from taxonomy.load import load

TYPED = (
    "cdl",
    "servsafe manger",
    "registerd nurse",
    "osha 10",
    "comptia securty",
    "welding",
    "cpr",
)
AT = f"{TODAY}T06:00:00"
Waits = dict[str, list[float]]
"""Seconds of each answer, by the kind of request."""


def measure(
    postings: Annotated[int, typer.Option(help="Postings of the market.")] = 1_000_000,
    folder: Annotated[Path, typer.Option(help="Where market and site lie.")] = Path("bench"),
    readers: Annotated[int, typer.Option(help="Readers at once.")] = 20,
    pause: Annotated[float, typer.Option(help="Seconds that a reader looks at a page.")] = 1.0,
    seconds: Annotated[
        float, typer.Option(help="How long they read, alone and beside a count.")
    ] = 30.0,
) -> None:
    """Prints the median, the 95th percentile and the longest wait, by kind of request."""
    path, site = market_file(folder, postings), folder / "site"
    if not (site / "index.html").is_file():
        build_apart(folder, postings)
    with _served(path, site) as address:
        read(address, site, 2, 0.0, 5.0, "first")  # what a server loads at its first requests
        _print("alone", read(address, site, readers, pause, seconds, "alone"))
        with _counting(path):
            _print("beside a count", read(address, site, readers, pause, seconds, "beside"))


def read(address: str, site: Path, readers: int, pause: float, seconds: float, draws: str) -> Waits:
    """Lets readers read for some seconds, what ``draws`` has them draw; raises where any answer is an error."""
    files = [
        p.relative_to(site).as_posix()
        for p in site.rglob("*")
        if p.suffix in (".html", ".js", ".css")
    ]
    credentials = sorted(load().credentials)
    end = perf_counter() + seconds
    waits: Waits = defaultdict(list)
    failed: list[str] = []
    lock = threading.Lock()

    def one(number: int) -> None:
        draw = random.Random(f"{draws} {number}")
        sleep(draw.random() * pause)
        while perf_counter() < end:
            kind = draw.choices(("page", "search", "check"), (6, 2, 2))[0]
            if kind == "page":
                asked = f"/{draw.choice(files)}"
            elif kind == "search":
                asked = "/api/v1/credentials?" + urlencode({"q": draw.choice(TYPED)})
            else:
                asked = "/api/v1/check?" + urlencode(
                    {"name": draw.choice(credentials), "state": draw.choice(AREAS)}
                )
            start = perf_counter()
            try:
                with urlopen(address + asked, timeout=60) as answer:  # noqa: S310 (our own address)
                    answer.read()
            except HTTPError as error:
                failed.append(f"{error.code} {asked}")
                return
            with lock:
                waits[kind].append(perf_counter() - start)
            sleep(pause)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise common.fail(f"an answer was an error: {failed[0]}")
    return waits


def _print(when: str, waits: Waits) -> None:
    every = sorted(wait for each in waits.values() for wait in each)
    line = "{:<16} {:<8} {:>8} {:>10} {:>10} {:>10}"
    common.out.print(
        line.format(when, "", "answers", "median ms", "95th ms", "longest"), style="bold"
    )
    for kind, each in (*sorted(waits.items()), ("all", every)):
        ms = [1000 * wait for wait in sorted(each)]
        high = statistics.quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0]
        common.out.print(
            line.format(
                "", kind, len(ms), f"{statistics.median(ms):.0f}", f"{high:.0f}", f"{ms[-1]:.0f}"
            )
        )


@contextmanager
def _served(path: Path, site: Path) -> Iterator[str]:
    """The address of a server over a database, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--port", "0", "--site", str(site)],
        env=os.environ | {"SOUGHT_DATABASE_URL": f"sqlite:///{path}", "SOUGHT_NOW": AT}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield next(
            word for word in process.stdout.readline().split() if word.startswith("http")
        ).rstrip("/")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _counting(path: Path) -> Iterator[None]:
    """A process that counts anew, again and again."""
    code = "from db.demand import count_demand; from db.engine import connect; import sys, datetime\nwhile True: count_demand(connect(sys.argv[1]), datetime.date.fromisoformat(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", code, f"sqlite:///{path}", str(TODAY)])
    try:
        yield
    finally:
        process.kill()
        process.wait(30)


if __name__ == "__main__":
    typer.run(measure)
