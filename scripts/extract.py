"""``sought extract``: mentions of credentials, for the database or for files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from db.catalog import finish_run, start_run
from extraction.files import extract_files
from extraction.pipeline import Extractor
from extraction.rows import FileError
from scripts import common
from scripts.reading import read_database, recount


def extract(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Postings as .jsonl, .csv or .parquet; the database when none is given.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where the mentions go: .jsonl or .parquet."),
    ] = None,
) -> None:
    """Finds the credentials that postings ask for.

    Without a file: for all postings of the database that are new, changed, or were read with an
    older taxonomy or extractor; then demand is counted anew.
    With files: a line of mentions for each posting, in their order, no database needed.

    Example: `sought extract postings.jsonl -o mentions.jsonl`
    """
    if files:
        _files(files, output)
        return
    if output:
        raise common.fail(
            "-o goes with files; without a file the mentions go into the database",
            common.WRONG_USAGE,
        )
    engine = common.database()
    taxonomy = common.taxonomy()
    now = common.now()
    with common.alone(engine), common.database_errors():
        run = start_run(engine, "extract", now, common.versions())
        count = read_database(engine, taxonomy)
        with common.err.status("Counting demand"):
            jobs, rows = recount(engine, run, now.date())
        finish_run(
            engine, run, common.now(), {"postings_read": count, "jobs": jobs, "demand_rows": rows}
        )
    common.out.print(f"{count:,} postings read, {jobs:,} jobs, {rows:,} rows of demand.")


def _files(files: list[Path], output: Path | None) -> None:
    if output is None:
        raise common.fail("say where the mentions go: -o mentions.jsonl", common.WRONG_USAGE)
    extractor = Extractor(common.taxonomy())
    try:
        with common.progress() as bar:
            task = bar.add_task("Reading postings", total=None)
            done, failed = extract_files(
                extractor,
                files,
                output,
                lambda count: bar.update(task, completed=count),
                lambda posting_id, error: common.err.print(
                    f"{posting_id}: {error}", markup=False, highlight=False
                ),
            )
    except FileError as error:
        raise common.fail(str(error)) from None
    common.err.print(
        f"{done:,} postings, their mentions in {output}; {failed:,} could not be read"
        + (", their lines say why." if failed else ".")
    )
    if failed:
        raise typer.Exit(common.SOME_FAILED)
