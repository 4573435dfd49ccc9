"""``sought sources``: the boards and how they are."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import func, select

from db import schema as t
from scripts import common
from scripts.crawl import SOURCES_FILE, SourcesOption, read_sources

app = typer.Typer(no_args_is_help=True, help="The boards of sources.toml and their health.")


@app.callback()
def group() -> None:
    """The boards of sources.toml and their health."""


@app.command("list")
def list_sources(
    sources: SourcesOption = SOURCES_FILE,
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Lists the boards: when each was last crawled, how that ended, how many postings are open.

    Example: `sought sources list --sources sources.toml`
    """
    configured = read_sources(sources)
    engine = common.database()
    with engine.connect() as connection:
        known = {row.key: row for row in connection.execute(select(t.sources))}
        open_postings = {
            key: count
            for key, count in connection.execute(
                select(t.postings.c.source, func.count())
                .where(t.postings.c.closed_on.is_(None))
                .group_by(t.postings.c.source)
            )
        }
    rows = []
    for source in configured:
        seen = known.get(source.key)
        rows.append(
            {
                "source": source.key,
                "employer": source.employer,
                "enabled": source.enabled,
                "status": (seen.last_status if seen else None) or "unchecked",
                "last_crawl": seen.last_crawl.isoformat() if seen and seen.last_crawl else None,
                "open_postings": open_postings.get(source.key, 0),
                "reason": seen.last_reason if seen else None,
            }
        )
    if json_out:
        common.print_json(rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("source", "employer", "enabled", "status", "last crawl", "open", "reason"):
        table.add_column(column)
    for row in rows:
        table.add_row(
            row["source"], row["employer"], "yes" if row["enabled"] else "no", row["status"],
            row["last_crawl"] or "never", str(row["open_postings"]), row["reason"] or "",
        )  # fmt: skip
    common.out.print(table)
