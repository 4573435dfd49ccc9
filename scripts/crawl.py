"""``sought crawl``: one process a source, one source a host at a time, results as they come."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from sqlalchemy import Engine, select

from db import schema as t
from db.opt_outs import OptOutError, OptOuts, apply_opt_outs, opt_outs, read_opt_outs
from db.records import CrawlResult, Outcome
from db.store import (
    Saved,
    finish_crawl,
    interrupt_crawl,
    save_source,
    start_crawl,
)
from scripts import common
from spiders.config import ConfigError, Source, load_sources
from spiders.kinds import spider_class

SOURCES_FILE = Path("sources.toml")
OPT_OUTS_FILE = "opt_outs.txt"
AT_ONCE = 4
"""Sources crawled at the same time, each of another host."""
LONGEST = timedelta(hours=3)
"""A crawl that takes longer is ended and reported."""

_HAD_ENOUGH = {"http_429", "http_503", "dropped_host"}
"""Errors after which a host's other boards wait for the next night."""

SourcesOption = Annotated[Path, typer.Option("--sources", help="The file that names the boards.")]


def crawl(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="kind/board; all when none is given."),
    ] = None,
    sources: SourcesOption = SOURCES_FILE,
    json_out: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Crawls sources now, due or not, and stores their postings.

    Example: `sought crawl greenhouse/acme usajobs/all`
    """
    wanted = choose(read_sources(sources), names or [])
    engine = common.database()
    with common.alone(engine), common.database_errors():
        results = crawl_all(engine, wanted, sources)
    if json_out:
        common.print_json(results)
    else:
        show(results)
    if any(r["status"] not in ("ok", "empty") for r in results):
        raise typer.Exit(common.SOME_FAILED)


def read_sources(path: Path) -> list[Source]:
    """The boards of a file, or the end of the command with what is wrong in it."""
    try:
        return load_sources(path)
    except ConfigError as error:
        raise common.fail(str(error), common.WRONG_USAGE) from None


def choose(sources: list[Source], names: list[str]) -> list[Source]:
    """The enabled sources, or those that are named."""
    by_key = {source.key: source for source in sources}
    unknown = [name for name in names if name not in by_key]
    if unknown:
        raise common.fail(
            f"no source is called {unknown[0]!r}; `sought sources list` names them",
            common.WRONG_USAGE,
        )
    return [by_key[name] for name in names] if names else [s for s in sources if s.enabled]


def due(engine: Engine, sources: list[Source], now: datetime) -> list[Source]:
    """The sources whose last crawl lies at least their cadence back."""
    with engine.connect() as connection:
        last = {
            key: when
            for key, when in connection.execute(select(t.sources.c.key, t.sources.c.last_crawl))
        }
    return [
        s
        for s in sources
        if (when := last.get(s.key)) is None or now - when >= timedelta(hours=s.cadence_hours)
    ]


def crawl_all(engine: Engine, sources: list[Source], file: Path) -> list[dict[str, Any]]:
    """Crawls each source in a process of its own, never two of one host at a time.

    A source that fails leaves the others alone. Gives the row of each crawl, in the order given.
    """
    now = common.now()
    for source in sources:
        save_source(
            engine, source.key, employer=source.employer, url=source.url, state=source.state,
            cadence_hours=source.cadence_hours,
        )  # fmt: skip
    asked = leave_alone(engine, file, now)
    queues: dict[str, list[Source]] = {}
    for source in sources:
        address = spider_class(source.kind).address_of(source)
        if asked.covers(employer=source.employer, url=address):
            _not_asked(engine, source, Outcome.FORBIDDEN, "it asked not to be read (opt_outs)", now)
        else:
            queues.setdefault(host_of(source), []).append(source)
    with (
        tempfile.TemporaryDirectory(prefix="sought-robots-") as robots,
        common.progress() as bar,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        task = bar.add_task("Crawling sources", total=sum(map(len, queues.values())))
        running: set[str] = set()
        guard = Lock()

        def run_queue(queue: list[Source]) -> None:
            turned_away = ""
            for number, source in enumerate(queue):
                if turned_away:
                    reason = f"{host_of(source)} had enough at {turned_away}; next night"
                    _not_asked(engine, source, Outcome.BLOCKED, reason, now)
                    bar.advance(task)
                    continue
                if number:
                    time.sleep(spider_class(source.kind).delay_of(source))
                with guard:
                    running.add(source.key)
                    bar.update(task, description=f"Crawling {', '.join(sorted(running))[:50]}")
                _run(engine, source, file, now, robots)
                (row,) = last_crawls(engine, [source.key])
                if _HAD_ENOUGH & set(row["errors"] or {}):
                    turned_away = source.key
                with guard:
                    running.discard(source.key)
                    bar.advance(task)

        list(pool.map(run_queue, queues.values()))
    return last_crawls(engine, [source.key for source in sources])


def leave_alone(engine: Engine, sources: Path, now: datetime) -> OptOuts:
    """Brings what ``opt_outs.txt`` beside the file of sources says into force, and gives what holds.

    Ends the command where the file cannot be read.
    """
    try:
        apply_opt_outs(engine, read_opt_outs(sources.with_name(OPT_OUTS_FILE)), now)
    except OptOutError as error:
        raise common.fail(str(error)) from None
    return opt_outs(engine)


def _not_asked(
    engine: Engine, source: Source, outcome: Outcome, reason: str, now: datetime
) -> None:
    """The row of a crawl that was not made."""
    crawl_id = start_crawl(engine, source.key, now)
    finish_crawl(engine, crawl_id, source.key, CrawlResult(outcome, reason), Saved(), now)


def host_of(source: Source) -> str:
    """The host that a source is read from; many boards share one."""
    return urlsplit(spider_class(source.kind).address_of(source)).netloc


def _run(engine: Engine, source: Source, file: Path, now: datetime, robots: str) -> None:
    """Runs the crawl of one source in a process of its own and sees that its row is ended.

    ``robots`` is the folder in which the crawls of this run share what they read of robots.txt.
    """
    command = [sys.executable, "-m", "scripts.crawl_source", source.key, "--sources", str(file)]
    environment = {
        **os.environ,
        "SOUGHT_NOW": now.isoformat(),
        "SOUGHT_ROBOTS_FOLDER": robots,
        "SOUGHT_DATABASE_URL": engine.url.render_as_string(hide_password=False),
    }
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, errors="replace",
            timeout=LONGEST.total_seconds(), check=False,
        )  # fmt: skip
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = (
            lines[-1].removeprefix("sought: ")[:500]
            if lines
            else "the crawl's process ended without a word"
        )
    except subprocess.TimeoutExpired:
        reason = f"the crawl took longer than {LONGEST} and was ended"
    interrupt_crawl(engine, source.key, reason, now)


def last_crawls(engine: Engine, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The newest crawl of each source, as a dict of its columns."""
    return list(_last_crawls(engine, keys))


def _last_crawls(engine: Engine, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    with engine.connect() as connection:
        for key in keys:
            row = connection.execute(
                select(t.crawls)
                .where(t.crawls.c.source == key)
                .order_by(t.crawls.c.id.desc())
                .limit(1)
            ).first()
            if row:
                yield dict(row._mapping)


def show(results: list[dict[str, Any]]) -> None:
    """Prints a line a source: how its crawl ended and what it brought."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("source", "status", "seen", "new", "changed", "closed", "pages", "reason"):
        table.add_column(
            column,
            justify="right" if column in ("seen", "new", "changed", "closed", "pages") else "left",
        )
    for r in results:
        table.add_row(
            r["source"], r["status"], str(r["postings_seen"]), str(r["postings_new"]),
            str(r["postings_changed"]), str(r["postings_closed"]), str(r["pages"]), r["reason"] or "",
        )  # fmt: skip
    common.out.print(table)
