"""``sought import``: a file of postings into the database, as a source of its own."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from db.records import Posting
from db.store import Saved, save_postings, save_source
from db.wages import WageFileError, import_wages
from extraction.files import FileError, Row, checked, plain, read_rows
from scripts import common
from spiders.cleaning.dates import parse_date
from spiders.cleaning.education import lowest_education, lowest_experience
from spiders.cleaning.pay import parse_pay
from spiders.cleaning.places import parse_location, place_from_parts
from spiders.cleaning.titles import clean_line

BATCH = 500


def import_file(
    file: Annotated[
        Path, typer.Argument(help="Postings as .jsonl, .csv or .parquet; or the word `oews`.")
    ],
    table: Annotated[
        Path | None,
        typer.Argument(
            help="After `oews`: a file of the OEWS survey (.xlsx or .csv), for wages and employment."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="What the source is called; the file's name by default."),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Where rows that cannot be taken go, with the reason."),
    ] = None,
) -> None:
    """Takes an archive of postings into the database.

    Fields: id and text must be there; title, employer (or company), location, state, date may be.
    Importing the same file again adds nothing twice. Exit code 1: some rows were rejected.

    Example: `sought import archive-2024.jsonl --name archive-2024`
    """
    if str(file) == "oews" and table is not None:
        _import_wages(table)
        return
    if table is not None:
        raise common.fail(
            f"one file at a time; {table} is a second. Wages: sought import oews FILE",
            common.WRONG_USAGE,
        )
    board = (
        re.sub(r"[^a-z0-9-]+", "-", (name or file.name.split(".")[0]).lower()).strip("-")
        or "archive"
    )
    source = f"archive/{board}"
    reject_path = rejects or file.with_name(f"{file.name.split('.')[0]}.rejects.jsonl")
    engine = common.database()
    now = common.now()
    saved, rejected, rows = Saved(), [], 0
    try:
        with common.alone(engine), common.database_errors(), common.progress() as bar:
            task = bar.add_task(f"Importing {file.name}", total=None)
            save_source(engine, source)
            batch: list[Posting] = []
            for row in read_rows(file):
                rows += 1
                posting = _posting(source, row, now)
                if posting is None:
                    rejected.append(
                        {"row": row.number, "id": row.cells.get("id"), "reason": row.error}
                    )
                    continue
                batch.append(posting)
                if len(batch) == BATCH:
                    _add(saved, save_postings(engine, batch, now, observed=False))
                    batch = []
                    bar.update(task, completed=rows)
            _add(saved, save_postings(engine, batch, now, observed=False))
    except FileError as error:
        raise common.fail(str(error)) from None
    common.out.print(
        f"{rows:,} rows: {saved.new:,} postings new, {saved.changed:,} changed, {saved.seen:,} known, "
        f"{len(rejected):,} rejected. Run `sought extract` to find what they ask for."
    )
    if rejected:
        _write_rejects(reject_path, rejected)
        common.err.print(f"The rejected rows and why: {reject_path}")
        raise typer.Exit(common.SOME_FAILED)


def _import_wages(path: Path) -> None:
    engine = common.database()
    try:
        with common.alone(engine), common.database_errors():
            done = import_wages(engine, path)
    except WageFileError as error:
        raise common.fail(str(error)) from None
    common.out.print(
        f"{done['rows']:,} rows of wages and employment taken, {done['passed_over']:,} of other areas and "
        "industries passed over."
    )


def _posting(source: str, row: Row, now: datetime) -> Posting | None:
    """A row as a posting; None with the row's ``error`` set where it cannot be one."""
    if checked(row).error:
        return None
    cells = row.cells
    text, _ = plain(cells["text"])
    location = _text(cells.get("location"))
    place = parse_location(location)
    places = place.places
    state = _text(cells.get("state"))
    if state and not any(each.state for each in places):
        stated = place_from_parts(None, state, "US")
        places = (stated,) if stated and stated.state else places
    pay = parse_pay(text)
    return Posting(
        source=source,
        external_id=str(cells["id"]).strip(),
        title=clean_line(_text(cells.get("title"))) or "",
        text=text,
        url=_text(cells.get("url")),
        employer=_text(cells.get("employer")) or _text(cells.get("company")),
        location=location,
        places=places,
        remote=place.remote,
        posted_on=parse_date(_text(cells.get("date")), now=now),
        posted_is_first=True,
        pay_low=pay.low if pay else None,
        pay_high=pay.high if pay else None,
        pay_period=pay.period if pay else None,
        education=lowest_education(text),
        experience_years=lowest_experience(text),
    )


def _text(value: Any) -> str | None:
    return str(value).strip()[:2000] or None if value is not None else None


def _add(total: Saved, more: Saved) -> None:
    total.new += more.new
    total.changed += more.changed
    total.seen += more.seen


def _write_rejects(path: Path, rejected: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rejected:
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
