"""Pages a second of a whole crawl, stored, against a bare Scrapy spider that makes the same fetches.

`python -m scripts.bench.crawl [--postings N] [--rounds N] [--profile]`. A board of invented postings
is served on loopback: a sitemap and a page of about 25 kB for each posting, with its schema.org
JobPosting. Each round crawls it anew, bare and whole in turn, each in a process of its own. The bare
spider fetches the sitemap and the pages and gives nothing; one has our limit of one request at a time,
one Scrapy's own settings. Memory is the most that the process of the crawl held.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from rich.table import Table

from scripts import common

NOW = datetime(2026, 11, 23, 3)
PAGE_BYTES = 25_000
PARAGRAPH = (
    "<p>You care for patients of all ages in our clinic in Columbus, and keep records of it.</p>"
    "<h3>Qualifications</h3><ul><li>Registered Nurse (RN) license in Ohio</li><li>BLS within 30"
    " days of hire</li><li>High school diploma or GED, and 2 years of experience</li></ul>"
    "<h3>Pay</h3><p>$31.50 to $44.00 an hour, questions to nurse.jobs@example.org.</p>"
)
MEASURES = ("whole", "whole, second night", "bare, one at a time", "bare, Scrapy's settings")


def page_of(number: int) -> bytes:
    """The page of a posting, of about ``PAGE_BYTES`` bytes."""
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "value": f"R{number}"},
        "title": f"Registered Nurse {number}",
        "description": PARAGRAPH * 6 + f"<p>Requisition {number}.</p>",
        "datePosted": "2026-11-02",
        "validThrough": "2027-01-31",
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": "Acme Health"},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "addressLocality": "Columbus",
                "addressRegion": "OH",
                "addressCountry": "US",
            },
        },
    }
    head = f"<!DOCTYPE html><html><head><title>Nurse {number}</title>"
    data = f'<script type="application/ld+json">{json.dumps(posting)}</script></head><body>'
    row = f"<div class='row'><a href='/about/{number}'>About us</a> <span>Care, every day.</span></div>"
    filling = row * max(0, (PAGE_BYTES - len(head) - len(data)) // len(row))
    return f"{head}{data}{filling}</body></html>".encode()


def serve(pipe: Connection, postings: int) -> None:
    """Serves a board until its process is ended; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body go out apart; else the body waits 40 ms for the headers' receipt.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            kind, body = pages.get(self.path, ("text/plain", None))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = f"http://127.0.0.1:{server.server_address[1]}"
    names = [f"/jobs/{number}" for number in range(postings)]
    locs = "".join(f"<url><loc>{site}{name}</loc></url>" for name in names)
    pages: dict[str, tuple[str, bytes | None]] = {
        "/sitemap.xml": ("application/xml", f"<urlset>{locs}</urlset>".encode())
    }
    pages |= {
        name: ("text/html; charset=utf-8", page_of(number)) for number, name in enumerate(names)
    }
    pipe.send(site)
    server.serve_forever()


def whole(pipe: Connection, site: str, database: str, profile: str | None) -> None:
    """The crawl as the command makes it, into a database."""
    from db.engine import open_database
    from db.known import known
    from db.store import finish_crawl, save_source, start_crawl
    from scripts.crawl_source import Sink
    from spiders.config import Source
    from spiders.run import crawl

    source = Source(kind="careersite", board="acme", employer="Acme", url=site, delay_seconds=0.0)
    engine = open_database(database)
    save_source(engine, source.key)

    def work() -> int:
        crawl_id = start_crawl(engine, source.key, NOW)
        sink = Sink(engine, source.key, NOW)
        result = crawl(source, known(engine, source.key, NOW), sink, now=NOW)
        finish_crawl(engine, crawl_id, source.key, result, sink.saved, NOW)
        assert result.listed_ids is not None, result.reason
        return result.pages

    pipe.send(measured(work, profile))


def bare(pipe: Connection, site: str, settings: dict[str, Any]) -> None:
    """A spider that fetches the sitemap and its pages and gives nothing."""
    import re

    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [f"{site}/sitemap.xml"]  # noqa: RUF012
        read = 0

        def parse(self, response: Any) -> Iterator[Any]:
            Bare.read += 1
            for url in re.findall(r"<loc>(.*?)</loc>", response.text):
                yield scrapy.Request(url, self.parse_page)

        def parse_page(self, response: Any) -> None:
            Bare.read += 1

    def work() -> int:
        process = CrawlerProcess(
            {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False} | settings
        )
        process.crawl(Bare)
        process.start()
        return Bare.read

    pipe.send(measured(work, None))


def measured(work: Callable[[], int], profile: str | None) -> tuple[int, float, float, float]:
    """Pages read, seconds, seconds of processor, and MiB that the process held at most."""
    profiler = None
    if profile:
        import cProfile

        profiler = cProfile.Profile()
        profiler.enable()
    began, busy = perf_counter(), process_time()
    pages = work()
    took, busy = perf_counter() - began, process_time() - busy
    if profiler and profile:
        profiler.disable()
        profiler.dump_stats(profile)
    return pages, took, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(target: Callable[..., None], *args: Any) -> Any:
    """What a function sends from a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *args))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        raise common.fail("a crawl of the benchmark ended without a result") from None
    finally:
        process.join()


@contextmanager
def board(postings: int) -> Iterator[str]:
    """The address of a board that is served in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, postings), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def measure(
    postings: Annotated[int, typer.Option(help="Postings of the board.")] = 2_000,
    rounds: Annotated[int, typer.Option(help="How often each is measured; medians count.")] = 3,
    profile: Annotated[Path | None, typer.Option(help="Where to write a profile to.")] = None,
    json_out: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Prints pages a second and memory of each, and the whole crawl's share of the bare ones."""
    one = {"CONCURRENT_REQUESTS": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0}
    speed: dict[str, list[float]] = {name: [] for name in MEASURES}
    cost: dict[str, list[float]] = {name: [] for name in MEASURES}
    memory: dict[str, float] = dict.fromkeys(MEASURES, 0.0)
    with board(postings) as site, tempfile.TemporaryDirectory() as folder:
        import os

        os.environ["SOUGHT_ALLOW_PRIVATE_HOSTS"] = site.removeprefix("http://")
        for number in range(rounds):
            database = f"sqlite:///{folder}/{number}.db"
            held = str(profile) if profile and number == rounds - 1 else None
            for name, (pages, took, busy, peak) in (
                (MEASURES[0], apart(whole, site, database, None)),
                (MEASURES[1], apart(whole, site, database, held)),
                (MEASURES[2], apart(bare, site, one)),
                (MEASURES[3], apart(bare, site, {"DOWNLOAD_DELAY": 0})),
            ):
                assert pages == postings + 1, (name, pages)
                speed[name].append(pages / took)
                cost[name].append(1000 * busy / pages)
                memory[name] = max(memory[name], peak)
    middle = {name: statistics.median(each) for name, each in speed.items()}
    rows = [
        {"crawl": name, "pages_per_second": round(middle[name], 1),
         "processor_ms_a_page": round(statistics.median(cost[name]), 2), "mib": round(memory[name]),
         "share_of_bare_one_at_a_time": round(middle[name] / middle[MEASURES[2]], 2),
         "share_of_bare_scrapy": round(middle[name] / middle[MEASURES[3]], 2)}
        for name in MEASURES
    ]  # fmt: skip
    if json_out:
        common.print_json(rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in rows[0]:
        table.add_column(column.replace("_", " "), justify="left" if column == "crawl" else "right")
    for row in rows:
        table.add_row(*map(str, row.values()))
    common.out.print(table)


if __name__ == "__main__":
    typer.run(measure)
