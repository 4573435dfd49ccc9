"""``sought import``: files of postings into the database, as a source of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import TaskID
from sqlalchemy import Connection, Engine

from db.records import Posting
from db.store import BULK, Saved, save_postings, save_source
from db.wages import WageFileError, import_wages
from extraction.rows import FileError, Row, read_rows
from scripts import common
from scripts.archives import FIELDS, Layout, LayoutName, NoColumnError, layout_for
from scripts.rejects import Rejects, rejected_rows
from scripts.resuming import Run, begin, fingerprint
from spiders.build import BadPosting
from spiders.config import Source

LOOKED_AT = 100
"""Rows whose columns tell an archive's layout."""


class Format(StrEnum):
    """What a file is; ``auto`` tells it by its ending."""

    AUTO = "auto"
    WARC = "warc"


def import_file(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Postings as .jsonl, .csv (both also .gz, .zst), .parquet or .warc.gz; or the word `oews` "
            "and files of the OEWS survey (.xlsx or .csv), for wages and employment.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", help="What the source is called; the file's name by default."),
    ] = None,
    layout: Annotated[
        LayoutName,
        typer.Option(
            "--layout", help="Whose column names it has; nlx are the NLx Research Hub's reports."
        ),
    ] = LayoutName.AUTO,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help=f"Which column a field is taken from; fields: {', '.join(FIELDS)}. May be repeated.",
        ),
    ] = None,
    kind: Annotated[
        Format, typer.Option("--format", help="warc where the ending does not say so.")
    ] = Format.AUTO,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Where rows that cannot be taken go, with the reason."),
    ] = None,
) -> None:
    """Takes archives of postings into the database, in constant memory.

    What our columns are called: id and text must be there; title, employer (or company), location,
    state, date may be. Other names: --layout and --map. An import that was cut off goes on where it
    stopped when the same command is run again; importing the same file again adds nothing twice.
    Exit code 1: some rows were rejected.

    Example: `sought import nlx-2024-*.csv.gz --layout nlx --name nlx`
    """
    if str(files[0]) == "oews" and len(files) > 1:
        for table in files[1:]:
            _import_wages(table)
        return
    columns = _mapping(mapping or [])
    reject_path = rejects or files[0].with_name(f"{files[0].name.split('.')[0]}.rejects.jsonl")
    engine = common.database()
    try:
        layouts = [_layout(path, kind, layout, columns) for path in files]
        key = fingerprint(files, name, layout, sorted(columns.items()))
        with common.alone(engine), common.database_errors():
            run = begin(engine, key, common.now(), common.versions())
            if run.resumed and run.progress.rows:
                common.err.print(f"Going on after {run.progress.rows:,} rows.")
            with rejected_rows(reject_path, run) as file:
                for n, path in enumerate(files[run.progress.files_done :], run.progress.files_done):
                    source = Source("archive", _board(name or path.name.split(".")[0]), "")
                    save_source(engine, source.key)
                    _Import(engine, run, path, kind, layouts[n], source, file).go()
            run.finish(engine, common.now())
    except FileError as error:
        raise common.fail(str(error)) from None
    except NoColumnError as error:
        raise common.fail(str(error), common.WRONG_USAGE) from None
    except OSError as error:
        raise common.fail(f"{error.filename or reject_path}: {error.strerror}") from None
    done = run.progress
    common.out.print(
        f"{done.rows:,} rows: {done.new:,} postings new, {done.changed:,} changed, {done.seen:,} known, "
        f"{done.rejected:,} rejected. Run `sought extract` to find what they ask for."
    )
    if done.rejected:
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


class _Import:
    """The import of one file: batches, each kept with how far it brings the run."""

    def __init__(
        self,
        engine: Engine,
        run: Run,
        path: Path,
        kind: Format,
        layout: Layout,
        source: Source,
        rejects: Rejects,
    ) -> None:
        self._engine, self._run, self._path, self._kind = engine, run, path, kind
        self._layout, self._source, self._rejects = layout, source, rejects
        self._batch: dict[str, Posting] = {}
        self._rows = self._last = 0

    def go(self) -> None:
        """Reads the file from where the run is to its end."""
        with common.progress() as bar:
            task = bar.add_task(f"Importing {self._path.name}", total=100)
            for row in _read(
                self._path,
                self._kind,
                self._run.progress.row,
                lambda part: self._show(bar, task, part),
            ):
                posting = self._posting(row, self._run.started)
                # Of one id in a batch only the last would be kept; each is to count in its turn.
                if posting and posting.external_id in self._batch:
                    self._save()
                if posting:
                    self._batch[posting.external_id] = posting
                self._rows += 1
                self._last = row.number
                if self._rows == BULK:
                    self._save()
            self._save(whole=True)

    def _show(self, bar: Any, task: TaskID, part: float) -> None:
        rows = self._run.progress.rows + self._rows
        bar.update(
            task,
            completed=round(100 * part),
            description=f"Importing {self._path.name}: {rows:,} rows",
        )

    def _posting(self, row: Row, now: datetime) -> Posting | None:
        reason = row.error
        if reason is None:
            try:
                return self._layout.posting(row.cells, self._source, now)
            except BadPosting as error:
                reason = str(error)
            except Exception as error:  # noqa: BLE001 - one row that is stumbled over ends no import
                reason = f"it could not be read: {type(error).__name__}: {error}"
        self._rejects.add(self._path, row, self._layout, reason)
        return None

    def _save(self, whole: bool = False) -> None:
        progress = self._run.progress
        progress.rows += self._rows
        progress.row = 0 if whole else self._last
        progress.files_done += whole
        progress.rejected, progress.rejects_size = self._rejects.flush()
        self._rows = 0

        def keep(connection: Connection, saved: Saved) -> None:
            progress.new += saved.new
            progress.changed += saved.changed
            progress.seen += saved.seen
            self._run.keep(connection)

        batch, self._batch = list(self._batch.values()), {}
        save_postings(self._engine, batch, self._run.started, observed=False, also=keep)


def _read(path: Path, kind: Format, after: int, share: Any) -> Iterator[Row]:
    if kind is Format.WARC or ".warc" in path.suffixes:
        from scripts.warc import read_warc

        return read_warc(path, after=after, share=share)
    return read_rows(path, after=after, share=share)


def _layout(path: Path, kind: Format, layout: LayoutName, columns: dict[str, str]) -> Layout:
    """The layout of a file, told by its first rows."""
    cells: dict[str, Any] = {}
    if kind is Format.WARC or ".warc" in path.suffixes:
        return Layout(LayoutName.SCHEMA_ORG, {})
    for row in islice(read_rows(path), LOOKED_AT):
        if row.error is None:
            cells |= {key: value for key, value in row.cells.items() if not cells.get(key)}
    if not cells:
        return Layout(LayoutName.SOUGHT, {})
    try:
        return layout_for(layout, columns, cells)
    except NoColumnError as error:
        raise NoColumnError(f"{path}: {error}") from None


def _mapping(given: list[str]) -> dict[str, str]:
    columns = {}
    for each in given:
        field, equals, column = each.partition("=")
        if field not in FIELDS or not equals or not column:
            raise common.fail(
                f"--map takes FIELD=COLUMN, not {each!r}; fields are {', '.join(FIELDS)}",
                common.WRONG_USAGE,
            )
        columns[field] = column
    return columns


def _board(name: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-") or "archive"
