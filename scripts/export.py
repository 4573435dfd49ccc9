"""``sought export``: all tables for researchers, as a Frictionless Data Package."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from db.catalog import last_count
from db.coverage import coverage
from db.dictionary import dictionary
from db.engine import snapshot
from db.publish import guard, published, still_counted
from scripts import common
from scripts.package import DESCRIPTOR, Facts, Package

COVERAGE = "coverage"


def export(
    directory: Annotated[
        Path, typer.Argument(help="The folder of the package; made anew each time.")
    ],
    archives: Annotated[
        bool,
        typer.Option(
            "--with-archives",
            help="Also show the single postings of imported archives; only where who lent them lets you.",
        ),
    ] = False,
    license_id: Annotated[
        str, typer.Option("--license", help="The license of the data, as SPDX names it.")
    ] = "CC-BY-4.0",
) -> None:
    """Writes all tables as CSV and Parquet with a dictionary, method, coverage and accuracy.

    Full texts are never written, and nothing of those who opted out. The same database gives the
    same bytes.

    Example: `sought export sought-data/`
    """
    engine = common.database()
    taxonomy = common.taxonomy()
    employment = {
        soc: o.employment for soc, o in taxonomy.occupations.items() if o.employment and not o.is_oews_group
    }  # fmt: skip
    today = last_count(engine)
    if today is None:
        raise common.fail("nothing was counted yet; run `sought extract` first")
    described = dictionary()
    with (
        common.database_errors(),
        _whole_folder(directory) as fresh,
        snapshot(engine) as connection,
    ):
        kept = guard(connection, archives=archives)
        covered = coverage(connection, today, "US", employment)
        facts = Facts(today, common.versions(), covered, license_id, archives)
        package = Package(fresh, facts)
        with common.progress() as bar:
            task = bar.add_task("Writing tables", total=len(described))
            for table in described.values():
                if table.name == COVERAGE:
                    names = [column.name for column in table.columns]
                    rows = ([row[name] for name in names] for row in covered["occupations"])
                    package.add(table, rows)
                else:
                    package.add(table, published(connection, table, kept))
                bar.advance(task)
        package.finish()
        left = still_counted(connection, kept)
    common.out.print(
        f"{len(described)} tables, {package.rows:,} rows; start with {directory / 'README.md'}",
        markup=False,
    )
    if left:
        common.err.print(
            f"{left:,} jobs of those who opted out are still in the counts; run `sought extract`, then "
            "export again."
        )
        raise typer.Exit(common.SOME_FAILED)


@contextmanager
def _whole_folder(directory: Path) -> Iterator[Path]:
    """A fresh folder that takes the place of ``directory`` when it is whole.

    Ends the command where there is something else than a package, or it cannot be written.
    """
    target = directory.resolve()
    fresh, old = (target.with_name(f".{target.name}.{end}") for end in ("new", "old"))
    try:
        if old.exists() and not target.exists():  # killed between the two renames below
            old.rename(target)
        if target.exists() and not target.is_dir():
            raise common.fail(f"{directory} is a file; name a folder", common.WRONG_USAGE)
        if target.exists() and any(target.iterdir()) and not (target / DESCRIPTOR).is_file():
            raise common.fail(
                f"{directory} holds files that are no data package and would be lost; name another folder",
                common.WRONG_USAGE,
            )
        for left in (fresh, old):
            if left.exists():
                shutil.rmtree(left)
        fresh.mkdir(parents=True)
        yield fresh
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        if old.exists():
            shutil.rmtree(old)
    except OSError as error:
        raise common.fail(f"{directory} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
