"""``sought sources``: the boards, how they are, what one would give, and a new one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rapidfuzz import fuzz
from rich.table import Table
from sqlalchemy import func, select

from db import schema as t
from db.names import employer_key
from db.opt_outs import OptOutError, read_opt_outs
from scripts import common
from scripts.crawl import OPT_OUTS_FILE, SOURCES_FILE, SourcesOption, choose, read_sources
from scripts.dry import Dry, coverage, dry_fetch, employers
from spiders.config import ConfigError, Source, load_sources
from spiders.kinds import spider_class
from spiders.recognizing import Board, by_address, employer_in_page, in_page
from spiders.refused import Refusal

UNKNOWN = "(unknown)"
SAME_NAME = 85
"""How near two names of an employer are, of 100, that are taken for the same."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]

app = typer.Typer(no_args_is_help=True, help="The boards of sources.toml and their health.")


@app.callback()
def group() -> None:
    """The boards of sources.toml and their health."""


@app.command("list")
def list_sources(
    sources: SourcesOption = SOURCES_FILE,
    json_out: JsonOption = False,
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


@app.command("check")
def check_source(
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="kind/board, as the row has it.")],
    sources: SourcesOption = SOURCES_FILE,
    json_out: JsonOption = False,
) -> None:
    """Fetches the beginning of one source and shows, field by field, what would be stored.

    Nothing is stored. Exit code 1: the source cannot be read as it is.

    Example: `sought sources check greenhouse/acme`
    """
    (source,) = choose(read_sources(sources), [name])
    _honor_opt_outs(source, sources)
    with common.err.status(f"Asking {source.key}"):
        dry = dry_fetch(source, common.now())
    rows = coverage(dry.postings)
    missing = [row["field"] for row in rows if not row["filled"]]
    if json_out:
        common.print_json(
            {
                "source": source.key,
                "status": "ok" if dry.limited and dry.worked else str(dry.result.outcome),
                "reason": dry.result.reason,
                "postings": len(dry.postings),
                "fields": rows,
                "missing": missing,
                "errors": dry.result.errors,
            }
        )
    else:
        _show(source, dry, rows, missing)
    if not dry.worked:
        raise typer.Exit(common.SOME_FAILED)


@app.command("add")
def add_source(
    url: Annotated[
        str, typer.Argument(help="The employer's careers page, or the board's address.")
    ],
    employer: Annotated[
        str | None, typer.Option("--employer", help="Whose board it is, where no page says so.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", help="Two letters, where postings name no place.")
    ] = None,
    country: Annotated[
        str | None,
        typer.Option("--country", help="Two letters, where places are not in the United States."),
    ] = None,
    cluster: Annotated[
        list[str] | None, typer.Option("--cluster", help="A Career Cluster of the employer.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Add it although the board names another employer.")
    ] = False,
    sources: SourcesOption = SOURCES_FILE,
) -> None:
    """Recognizes the board behind an address, sees that it is that employer's, writes its row.

    The page is fetched once, robots.txt first, and so is the beginning of the board.

    Example: `SOUGHT_CONTACT=you@example.org sought sources add https://www.acme.example/careers`
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise common.fail(f"{url} is no web address; it begins with https://", common.WRONG_USAGE)
    board, page_employer = _find(url)
    row: dict[str, Any] = {"kind": board.kind, "board": board.board}
    row["employer"] = employer or page_employer or UNKNOWN
    if board.url:
        row["url"] = board.url
    more = {"state": state, "country": country, "career_clusters": cluster}
    row |= {key: value for key, value in more.items() if value}
    gated = spider_class(board.kind).gated
    if gated:
        row["enabled"] = False
    source = _as_source(row, sources)
    _honor_opt_outs(source, sources)
    said: list[str] = []
    if not gated:
        with common.err.status(f"Asking {source.key}"):
            # Without an employer, so that none stands in for those whom the postings name.
            dry = dry_fetch(replace(source, employer=""), common.now())
        if not dry.worked:
            raise common.fail(
                f"{source.key} was recognized, but cannot be read: {dry.result.reason}",
                common.SOME_FAILED,
            )
        said = employers(dry.postings)
    wanted = employer or page_employer
    if said and wanted and not force and not any(same_employer(wanted, name) for name in said):
        raise common.fail(
            f"{source.key} is the board of {said[0]!r}, not of {wanted!r};"
            " --force adds it all the same",
            common.SOME_FAILED,
        )
    row["employer"] = employer or (said[0] if said else page_employer)
    if not row["employer"]:
        raise common.fail(
            f"{source.key} was recognized, but nothing says whose board it is; add --employer NAME",
            common.WRONG_USAGE,
        )
    _append(sources, row)
    common.out.print(f"{source.key} ({row['employer']}) was added to {sources}.", markup=False)
    if gated:
        common.out.print(
            f"It is switched off: {board.kind} is read only where its terms allow it. Read them, then"
            " write terms_checked = YYYY-MM-DD and enabled = true into the row.",
            markup=False,
        )


def same_employer(one: str, other: str) -> bool:
    """Whether two names are one employer's: equal without legal form, one inside the other, or near.

    >>> same_employer("Acme Health, Inc.", "ACME Health"), same_employer("Acme Health", "Zenith")
    (True, False)
    """
    first, second = employer_key(one) or "", employer_key(other) or ""
    if not first or not second:
        return False
    words, others = set(first.split()), set(second.split())
    return words <= others or others <= words or fuzz.token_sort_ratio(first, second) >= SAME_NAME


def _find(url: str) -> tuple[Board, str | None]:
    """The board behind an address, and whom the page there names; ends the command without one."""
    found = by_address(url)
    if isinstance(found, Refusal):
        raise common.fail(f"{found.name} is not read: {found.reason}", common.WRONG_USAGE)
    if found is not None:
        return found, None
    host = urlsplit(url).netloc
    look = Source("careersite", host or "page", UNKNOWN, url=url)
    with common.err.status(f"Looking at {url}"):
        dry = dry_fetch(look, common.now(), look=True)
    page = dry.result.sample
    if page is None or not dry.worked:
        raise common.fail(f"{url} cannot be read: {dry.result.reason}", common.SOME_FAILED)
    text = page.body.decode("utf-8", "replace")
    candidates = in_page(page.url, text)
    boards = [each for each in candidates if isinstance(each, Board)]
    if boards:
        return boards[0], employer_in_page(text)
    refusals = [each for each in candidates if isinstance(each, Refusal)]
    if refusals:
        raise common.fail(
            f"the board behind {url} is at {refusals[0].name}, which is not read:"
            f" {refusals[0].reason}",
            common.SOME_FAILED,
        )
    raise common.fail(
        f"no board of a kind that we know stands behind {url}; where its jobs' pages hold a"
        " schema.org JobPosting, write a row of the kind careersite by hand",
        common.SOME_FAILED,
    )


def _honor_opt_outs(source: Source, sources: Path) -> None:
    """Ends the command where the employer or the host asked not to be read."""
    try:
        asked = read_opt_outs(sources.with_name(OPT_OUTS_FILE))
    except OptOutError as error:
        raise common.fail(str(error)) from None
    address = spider_class(source.kind).address_of(source)
    if asked and asked.covers(employer=source.employer, url=address):
        raise common.fail(f"{source.key} asked not to be read ({OPT_OUTS_FILE})")


def _as_source(row: dict[str, Any], sources: Path) -> Source:
    """The row as the file would hold it; ends the command where it is there already or is wrong."""
    held = read_sources(sources) if sources.exists() else []
    key = f"{row['kind']}/{row['board']}"
    if any(source.key == key for source in held):
        raise common.fail(f"{key} is in {sources} already", common.SOME_FAILED)
    trial = sources.with_name(f".{sources.name}.trial")
    try:
        trial.write_text(_toml(row), encoding="utf-8")
        (source,) = load_sources(trial)
    except ConfigError as error:
        raise common.fail(str(error).partition(": ")[2], common.WRONG_USAGE) from None
    except OSError as error:
        raise common.fail(f"{sources.parent} cannot be written: {error.strerror}") from None
    finally:
        trial.unlink(missing_ok=True)
    return source


def _append(sources: Path, row: dict[str, Any]) -> None:
    """Writes the file anew with the row at its end; what stands there stays as it is."""
    before = sources.read_text("utf-8") if sources.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    with common.whole_file(sources) as file:
        file.write(f"{before}{gap}{_toml(row)}")


def _toml(row: dict[str, Any]) -> str:
    # A JSON text, list or truth value is TOML too, but for DEL, which no name holds.
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items())
    return "\n".join(["[[source]]", *pairs]) + "\n"


def _show(source: Source, dry: Dry, rows: list[dict[str, Any]], missing: list[str]) -> None:
    if dry.limited and dry.worked:
        common.out.print(f"{source.key}: ok, the first {len(dry.postings)} postings were read")
    else:
        common.out.print(f"{source.key}: {dry.result.outcome}, {dry.result.reason}", markup=False)
    if not dry.postings:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("field", "filled", "for example"):
        table.add_column(column)
    for row in rows:
        table.add_row(row["field"], f"{row['filled']} of {row['of']}", row["example"] or "")
    common.out.print(table)
    if missing:
        common.out.print(f"Missing: {', '.join(missing)}. Nothing was stored.")
