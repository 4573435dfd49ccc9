"""``sought nightly``: the main job, from the boards to the published site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from db.catalog import finish_run, start_run
from scripts import common
from scripts.crawl import SOURCES_FILE, SourcesOption, crawl_all, due, read_sources, show
from scripts.reading import read_database, recount
from scripts.site import build, refuse_foreign


def nightly(
    sources: SourcesOption = SOURCES_FILE,
    site: Annotated[
        Path | None, typer.Option("--site", help="Also publish the site into this folder.")
    ] = None,
    framework: common.FrameworkOption = common.Framework.OF_2024,
    json_out: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Crawls what is due, reads what is new or changed, closes what is gone, counts, publishes.

    It may be killed at any moment and run again. Exit code 1: done, but a source failed.

    Example: `SOUGHT_CONTACT=you@example.org sought nightly --sources sources.toml --site public/`
    """
    if site is not None:
        refuse_foreign(site)
    enabled = [source for source in read_sources(sources) if source.enabled]
    engine = common.database()
    taxonomy = common.taxonomy()
    now = common.now()
    with common.alone(engine), common.database_errors():
        run = start_run(engine, "nightly", now, common.versions())
        crawls = crawl_all(engine, due(engine, enabled, now), sources)
        summary: dict[str, Any] = {
            "sources": len(enabled),
            "crawled": len(crawls),
            "failed": sum(c["status"] not in ("ok", "empty") for c in crawls),
            "postings_new": sum(c["postings_new"] for c in crawls),
            "postings_changed": sum(c["postings_changed"] for c in crawls),
            "postings_closed": sum(c["postings_closed"] for c in crawls),
            "postings_read": read_database(engine, taxonomy),
        }
        with common.err.status("Counting demand"):
            summary["jobs"], summary["demand_rows"] = recount(engine, run, now.date())
        if site is not None:
            summary["pages"] = build(engine, common.taxonomy(framework), site, now)
        finish_run(engine, run, common.now(), summary)
    if json_out:
        common.print_json({**summary, "crawls": crawls})
    else:
        show(crawls)
        common.out.print(
            f"\n{summary['crawled']} of {summary['sources']} sources were due and crawled, "
            f"{summary['failed']} of them not whole. Postings: {summary['postings_new']} new, "
            f"{summary['postings_changed']} changed, {summary['postings_closed']} closed, "
            f"{summary['postings_read']} read. {summary['jobs']} jobs in all."
        )
    if summary["failed"]:
        raise typer.Exit(common.SOME_FAILED)
