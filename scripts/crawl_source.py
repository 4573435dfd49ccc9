"""The crawl of one source: `sought crawl` runs this file as a process for each, and it starts fast."""

from __future__ import annotations

import os
import time
from datetime import datetime
from threading import Thread

import typer
from sqlalchemy import Engine

from db.known import known
from db.opt_outs import opt_outs
from db.records import CrawlResult, Page, Posting
from db.store import Saved, finish_crawl, save_pages, save_postings, start_crawl
from scripts import common
from scripts.crawl import SOURCES_FILE, SourcesOption, choose, read_sources
from scripts.samples import keep_sample


def crawl_source(key: str, sources: SourcesOption = SOURCES_FILE) -> None:
    """Crawls one source and stores what it gives."""
    from spiders.run import crawl as run_spider  # installs a reactor: only in a process of its own

    _end_with_parent()
    (source,) = choose(read_sources(sources), [key])
    engine = common.database()
    now = common.now()
    crawl_id = start_crawl(engine, source.key, now)
    sink = Sink(engine, source.key, now)
    with common.database_errors():
        held = {"SOUGHT_OPT_OUT_HOSTS": sorted(opt_outs(engine).hosts)}
        result = run_spider(source, known(engine, source.key, now), sink, now=now, settings=held)
        if result.sample and (path := keep_sample(source.key, result.sample)):
            result.reason += f"; what it answered: {path}"
        finish_crawl(engine, crawl_id, source.key, result, sink.saved, now)


def _end_with_parent() -> None:
    """Ends this process when the command that started it is gone: nobody would wait for it.

    What it had stored stays; the next run goes on from there.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(common.COULD_NOT_RUN)

    Thread(target=watch, daemon=True).start()


class Sink:
    """Where the spiders hand over what they found: the database of this process."""

    def __init__(self, engine: Engine, source: str, now: datetime) -> None:
        self._engine, self._source, self._now = engine, source, now
        self.saved = Saved()
        self.result: CrawlResult | None = None

    def save(self, postings: list[Posting]) -> None:
        """Stores postings in one transaction."""
        saved = save_postings(self._engine, postings, self._now)
        self.saved.new += saved.new
        self.saved.changed += saved.changed
        self.saved.seen += saved.seen

    def save_pages(self, pages: list[Page]) -> None:
        """Remembers how addresses answered, after their postings are stored."""
        save_pages(self._engine, self._source, pages)

    def finish(self, result: CrawlResult) -> None:
        """Keeps what the crawl came to; the caller writes it."""
        self.result = result


if __name__ == "__main__":
    typer.run(crawl_source)
