"""What every command shares: settings from the environment, the clock, messages, exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Annotated, Any, TextIO

import typer
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import DEFAULT_URL, DatabaseError, open_database
from extraction.version import EXTRACTOR_VERSION
from taxonomy.frameworks import in_framework
from taxonomy.load import TaxonomyError, load
from taxonomy.model import Taxonomy

DONE, SOME_FAILED, WRONG_USAGE, COULD_NOT_RUN = 0, 1, 2, 3
CROSSWALK_VERSION = "Advance CTE 2024"

# Without a terminal (a pipe, a log) tables keep their columns whole.
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 200)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def fail(message: str, code: int = COULD_NOT_RUN) -> typer.Exit:
    """Says why a command ends, and gives the exit to raise."""
    err.print(f"sought: {message}", markup=False, style="red" if err.is_terminal else None)
    return typer.Exit(code)


def database_url() -> str:
    """The database of the settings, by default a SQLite file in the working directory."""
    return os.environ.get("SOUGHT_DATABASE_URL") or DEFAULT_URL


def database() -> Engine:
    """The database of the settings, ready; ends the command with a message where it is not."""
    try:
        return open_database(database_url())
    except DatabaseError as error:
        raise fail(str(error)) from None


def taxonomy(framework: str = "2024") -> Taxonomy:
    """The taxonomy, its Career Clusters those of a framework; ends the command where a file is broken."""
    try:
        return in_framework(load(), framework)
    except TaxonomyError as error:
        raise fail(str(error)) from None


class Framework(StrEnum):
    """The editions of the National Career Clusters Framework."""

    OF_2024 = "2024"
    OF_2002 = "2002"


FrameworkOption = Annotated[
    Framework,
    typer.Option(
        "--framework", help="The Career Clusters of 2024 (14), or those of 2002 (16) before them."
    ),
]


ColumnOption = Annotated[
    str | None, typer.Option("--column", help="The heading of the column of names.")
]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="Only this sheet of a workbook.")]


AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="As it was known at the end of this date (YYYY-MM-DD)."),
]


def date_of(option: str, given: str | None) -> date | None:
    """A date as an option gives it; ends the command where it is none."""
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise fail(f"{option} is {given!r}; write it as 2026-01-01", WRONG_USAGE) from None


def now() -> datetime:
    """The time, UTC without a zone; ``SOUGHT_NOW`` stands in for the clock where it is set."""
    given = os.environ.get("SOUGHT_NOW")
    if not given:
        return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise fail(
            f"SOUGHT_NOW is {given!r}, which is no ISO time such as 2026-11-23T02:00:00",
            WRONG_USAGE,
        ) from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def versions() -> dict[str, str]:
    """The versions that make the numbers: of the code, the extractor, the taxonomy, the crosswalk."""
    return {
        "code_version": version("sought"),
        "extractor_version": EXTRACTOR_VERSION,
        "taxonomy_version": taxonomy().version,
        "crosswalk_version": CROSSWALK_VERSION,
    }


def print_json(value: Any) -> None:
    """Writes a value as JSON to the standard output, nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that stands in its place only when all of it is written; what was there stays.

    Ends the command with a message where it cannot be written.
    """
    with whole_file_of_bytes(path) as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
        yield file
        file.detach()


@contextmanager
def whole_file_of_bytes(path: Path) -> Iterator[IO[bytes]]:
    """As :func:`whole_file`, for bytes."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise fail(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def progress() -> Progress:
    """A progress bar on the standard error, gone when it is done."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, transient=True,
    )  # fmt: skip


@contextmanager
def database_errors() -> Iterator[None]:
    """Turns what the database refuses (full disk, lost connection) into a message."""
    try:
        yield
    except DBAPIError as error:
        cause = (
            str(error.orig).strip().splitlines()[0]
            if str(error.orig).strip()
            else "no reason given"
        )
        raise fail(
            f"the database refused: {cause}; what was committed before is kept, run the same command again"
        ) from None


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Holds the database's one lock for writing runs, or ends the command where another holds it.

    The lock goes when its process ends, however it ends.
    """
    taken = "another Sought run is working on this database; this one leaves"
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            if not connection.scalar(text("select pg_try_advisory_lock(7684231)")):
                raise fail(taken)
            try:
                yield
            finally:
                connection.execute(text("select pg_advisory_unlock(7684231)"))
        return
    path = engine.url.database
    if not path or path == ":memory:":
        yield
        return
    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise fail(taken) from None
    try:
        yield
    finally:
        lock.release()
