"""Reads a list of credentials as states send it: CSV or XLSX, any headings, titles, notes, sheets."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path, PurePath
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from taxonomy.load import TaxonomyError

MOST_BYTES = 40 * 1024 * 1024
"""The most that a list may hold, unpacked; one of ten thousand rows takes a tenth of it."""
MOST_TEXT = 40_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_LETTERS = 60
"""A heading is no longer than this; a longer cell is a note."""
# What the reader of workbooks raises where a file is broken.
_UNREADABLE = (
    OSError, zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError,
    TypeError, AttributeError, IndexError, EOFError, SyntaxError, RuntimeError,
)  # fmt: skip
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_DELIMITERS = (",", ";", "\t", "|")
_CALLED = r"credentials?|certifications?|certificates?|licen[sc]es?|licensures?|ircs?|ibcs?|irbcs?|exams?|assessments?"
# A heading that names the column of names, the surest first.
_HEADINGS = (
    re.compile(rf"\b(?:{_CALLED})\b.*\b(?:name|title|description)\b", re.IGNORECASE),
    re.compile(rf"\b(?:name|title)\b.*\b(?:{_CALLED})\b", re.IGNORECASE),
    re.compile(rf"\b(?:{_CALLED})\b|\bindustry[- ]recognized\b", re.IGNORECASE),
    re.compile(r"^(?:name|title)$", re.IGNORECASE),
)
# What stands in a heading of a column about the credential that is not its name.
_NOT_NAME = re.compile(
    r"\b(?:code|id|number|no|nbr|clusters?|pathways?|type|category|level|date|year|status|issuer|issued|issuing|provider"
    r"|vendor|organi[sz]ation|agency|body|entity|cost|fee|price|url|link|website|web|count|points?|weight|tier|hours?"
    r"|contact|notes?|comments?|reported|earned|attempted|passed|students?)\b|#",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:code|id|number|no|nbr)\b|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list: sheet, row in it (from 1), code, name, and all its cells by heading.

    ``name`` is empty where the row has none: a heading of a section, a note. ``repeated`` says that
    the row repeats the table's headings.
    """

    sheet: str
    row: int
    code: str
    name: str
    cells: dict[str, str] = field(default_factory=dict)
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class StateList:
    """A list as it was read: its columns in their order, its rows, and what was passed over.

    ``skipped`` are sentences for the reader: rows above the headings, sheets without a table.
    """

    columns: tuple[str, ...]
    rows: tuple[Listed, ...]
    skipped: tuple[str, ...] = ()


Grid = list[list[str]]
Known = Callable[[str], bool]
Sheet = Any  # the types of a sheet that is only read are not published


def read_list(
    path: Path, column: str | None = None, sheet: str | None = None, known: Known | None = None
) -> StateList:
    """The list in a file, as :func:`list_of` reads it.

    Raises :class:`TaxonomyError` naming file and mend where the file cannot be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TaxonomyError(_too_large(path.name))
        content = path.read_bytes()
    except OSError as error:
        raise TaxonomyError(f"{path} cannot be read: {error.strerror}") from None
    return list_of(path.name, content, column, sheet, known)


def list_of(
    file: str,
    content: bytes,
    column: str | None = None,
    sheet: str | None = None,
    known: Known | None = None,
) -> StateList:
    """Every row below the headings of a list's tables; only rows without any cell are left out.

    ``column`` is the heading of the names; without it, the first row with a heading that speaks of
    credentials is taken, else, where ``known`` is given (does this cell name a credential?), the
    column where most cells do. ``sheet`` limits a workbook to one sheet. A cell merged over rows
    counts for each of them. ``file`` is the name of what ``content`` holds; its ending says what it is.
    Raises :class:`TaxonomyError` naming file and mend where it cannot be read or has no such column.
    """
    skipped: list[str] = []
    grids = _grids(file, content, sheet, skipped)
    columns: dict[str, None] = {}
    rows: list[Listed] = []
    tables = 0
    for name, grid in grids:
        place = _table(grid, column, known)
        if place is None:
            if any(any(row) for row in grid):
                skipped.append(f"{_of(file, name)}: no column of names, not read")
            continue
        tables += 1
        top, at = place
        headings = _named(grid[top] if top >= 0 else [], max(map(len, grid)))
        columns |= dict.fromkeys(headings)
        above = sum(any(row) for row in grid[: max(top, 0)])
        if above:
            skipped.append(f"{_of(file, name)}: {above:,} rows above the headings, not read")
        rows += _rows(name, grid, top, at, headings)
    if not tables:
        wanted = f"headed {column!r}" if column else "whose heading names credentials"
        found = next((row for _, grid in grids for row in grid if any(row)), [])
        seen = "; ".join(cell[:MOST_LETTERS] for cell in found if cell)[:300] or "nothing"
        raise TaxonomyError(
            f"{file}: there is no column {wanted}; its first row has: {seen}; "
            "say which column with --column"
        )
    return StateList(tuple(columns), tuple(rows), tuple(skipped))


def _of(file: str, sheet: str) -> str:
    return f"{file}, sheet {sheet!r}" if sheet else file


def _too_large(file: str) -> str:
    return f"{file} is larger than 40 MB; save only the list"


def _rows(name: str, grid: Grid, top: int, at: int, headings: list[str]) -> list[Listed]:
    code = next(
        (n for n, each in enumerate(headings) if n != at and _CODE.search(each.replace("_", " "))),
        None,
    )
    found = []
    for number, row in enumerate(grid[top + 1 :], start=top + 2):
        if not any(row):
            continue
        padded = row + [""] * (len(headings) - len(row))
        found.append(
            Listed(
                sheet=name,
                row=number,
                code=padded[code] if code is not None else "",
                name=padded[at],
                cells=dict(zip(headings, padded, strict=True)),
                repeated=top >= 0 and row == grid[top],
            )
        )
    return found


def _table(grid: Grid, column: str | None, known: Known | None) -> tuple[int, int] | None:
    """The row of the headings (-1: there are none) and the column of the names."""
    if column is not None:
        wanted = column.strip().lower()
        for top, row in enumerate(grid):
            low = [cell.lower() for cell in row]
            if wanted in low:
                return top, low.index(wanted)
        return None
    for top, row in enumerate(grid):
        at = _name_column(row, grid[top + 1 : top + 20], known)
        if at is not None:
            return top, at
    return _by_content(grid, known) if known else None


def _name_column(row: list[str], below: Grid, known: Known | None) -> int | None:
    filled = [n for n, cell in enumerate(row) if cell]
    # A title over the table is one cell where the table has several.
    if not filled or (len(filled) == 1 and any(sum(map(bool, other)) > 1 for other in below)):
        return None
    short = [n for n in filled if len(row[n]) <= MOST_LETTERS]
    if len(short) < len(filled):
        return None
    if known and any(known(row[n]) for n in short):
        return None  # a row of the table, not its headings
    for pattern in _HEADINGS:
        for n in short:
            heading = row[n].replace("_", " ")
            if (
                pattern.search(heading)
                and not _NOT_NAME.search(heading)
                and _heads(row[n], below, n)
            ):
                return n
    return None


def _heads(cell: str, below: Grid, n: int) -> bool:
    """Whether a cell can head a column: it is no long name itself, and something stands below it."""
    filled = [row[n] for row in below if n < len(row) and row[n]]
    return bool(filled) and len(cell.split()) <= 8


def _by_content(grid: Grid, known: Known) -> tuple[int, int] | None:
    """The column in which most cells name a credential, for lists whose headings say nothing."""
    counts: dict[int, int] = {}
    first: dict[int, int] = {}
    for top, row in enumerate(grid[:300]):
        for n, cell in enumerate(row):
            if cell and len(cell) <= 2 * MOST_LETTERS and known(cell):
                counts[n] = counts.get(n, 0) + 1
                first.setdefault(n, top)
    if not counts:
        return None
    at = max(counts, key=lambda n: (counts[n], -n))
    # What stands right above the first known name heads the column, if every column is headed.
    above = first[at] - 1
    headed = above >= 0 and all(
        above_cell or not cell
        for above_cell, cell in zip(grid[above], grid[first[at]], strict=False)
    )
    if headed and any(len(cell) <= MOST_LETTERS for cell in grid[above] if cell):
        return above, at
    return -1, at


def _named(cells: list[str], width: int) -> list[str]:
    """The headings, each once: empty ones by their number, repeated ones with a number added."""
    found: list[str] = []
    for n in range(width):
        name = (cells[n] if n < len(cells) else "") or f"column {n + 1}"
        again = 2
        while name in found:
            name = f"{cells[n] if n < len(cells) and cells[n] else 'column'} ({again})"
            again += 1
        found.append(name)
    return found


def _grids(
    file: str, content: bytes, sheet: str | None, skipped: list[str]
) -> list[tuple[str, Grid]]:
    if len(content) > MOST_BYTES:
        raise TaxonomyError(_too_large(file))
    suffix = PurePath(file).suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _workbook(file, content, sheet, skipped)
    if suffix in (".xls", ".ods", ".pdf", ".docx", ".numbers"):
        raise TaxonomyError(f"{file} is no CSV or XLSX file; save the list as one of them")
    if sheet is not None:
        raise TaxonomyError(f"{file} is no workbook and has no sheets; leave --sheet out")
    return [("", _csv(file, content))]


def _csv(file: str, raw: bytes) -> Grid:
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = raw.decode("utf-16")
        else:
            text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # what spreadsheet programs write where not UTF-8
    if "\0" in text or text.startswith(("PK\x03\x04", "%PDF")):
        raise TaxonomyError(f"{file} is no CSV file; save the list as CSV or XLSX")
    try:
        grids = [
            [[_clean(cell) for cell in row] for row in _read(text, delimiter)]
            for delimiter in _DELIMITERS
            if delimiter in text or delimiter == ","
        ]
    except csv.Error as error:
        raise TaxonomyError(f"{file} is no CSV file ({error}); save it anew") from None
    grid = max(grids, key=_tidy)
    _bounded(file, len(grid), max(map(len, grid), default=0))
    return grid


def _read(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _tidy(grid: Grid) -> int:
    """How many rows have the width that most rows with several cells have: the true delimiter's."""
    widths = [len(row) for row in grid if len(row) > 1]
    return max((widths.count(width) for width in set(widths)), default=0)


def _workbook(
    file: str, content: bytes, wanted: str | None, skipped: list[str]
) -> list[tuple[str, Grid]]:
    try:
        # A member never unpacks to more than its header says: the module stops there.
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(each.file_size for each in archive.infolist())
        if size > MOST_BYTES:
            raise TaxonomyError(f"{file} unpacks to more than 40 MB; save only the list")
        # Read-only: rows come one by one, and merged cells are left to us, since the other way
        # makes a cell of each that they cover, and they may cover the whole sheet.
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False, read_only=True)
        try:
            return [
                (sheet.title, _cells(file, content, sheet))
                for sheet in _chosen(file, book, wanted, skipped)
            ]
        finally:
            book.close()
    except _UNREADABLE as error:
        if isinstance(error, TaxonomyError):
            raise
        raise TaxonomyError(
            f"{file} is no workbook that can be read; open it, take off its password if it has "
            "one, and save it as XLSX or CSV"
        ) from None


def _chosen(file: str, book: Workbook, wanted: str | None, skipped: list[str]) -> list[Sheet]:
    """The sheet that was asked for, else the visible ones."""
    sheets: list[Sheet] = list(book.worksheets)
    if wanted is not None:
        chosen = [each for each in sheets if each.title.lower() == wanted.strip().lower()]
        if not chosen:
            names = "; ".join(each.title for each in sheets)
            raise TaxonomyError(f"{file} has no sheet {wanted!r}; it has: {names}")
        return chosen
    hidden = [each.title for each in sheets if each.sheet_state != "visible"]
    if hidden:
        skipped.append(f"{file}: hidden sheets not read: {'; '.join(hidden)}")
    visible = [each for each in sheets if each.title not in hidden]
    if not visible:
        raise TaxonomyError(f"{file} has no visible sheet; name one with --sheet")
    return visible


def _cells(file: str, content: bytes, sheet: Sheet) -> Grid:
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    grid: Grid = []
    cleaned: dict[object, str] = {}  # cells that share a string share it here too
    empty = letters = 0
    for values in sheet.iter_rows(values_only=True):
        row = []
        for value in values:
            if value.__class__ is str:
                if value not in cleaned:
                    cleaned[value] = _clean(value)
                row.append(cleaned[value])
            else:
                row.append(_clean(value))
        while row and not row[-1]:
            row.pop()
        if not row:
            empty += 1  # counted, and put in only where something follows
            continue
        letters += sum(map(len, row))
        _bounded(file, len(grid) + empty + 1, len(row), letters)
        grid += [[] for _ in range(empty)]
        grid.append(row)
        empty = 0
    width = max(map(len, grid), default=0)
    for row in grid:
        row += [""] * (width - len(row))
    _fill_merged(file, content, sheet, grid)
    return grid


def _fill_merged(file: str, content: bytes, sheet: Sheet, grid: Grid) -> None:
    """Gives the cell that is merged over rows to each of them that holds something."""
    filled = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = archive.read(sheet._worksheet_path)
    # By its letters: who writes it otherwise loses the filling, and no parser meets what he wrote.
    for found in _MERGED.finditer(data):
        left, top, right, bottom = range_boundaries(found.group(1).decode())
        if left is None or top is None or bottom is None or left != right:
            continue
        if top > len(grid) or left > len(grid[0]):
            continue
        for below in grid[top : min(bottom, len(grid))]:
            filled += 1
            if any(below):  # a row that is empty otherwise stays so
                below[left - 1] = grid[top - 1][left - 1]
        if filled > 10 * MOST_ROWS:
            raise TaxonomyError(f"{file} merges too many cells; save only the list")


def _bounded(file: str, depth: int, width: int, letters: int = 0) -> None:
    if depth > MOST_ROWS or width > MOST_COLUMNS:
        raise TaxonomyError(
            f"{file} has {depth:,} rows and {width:,} columns; a list may have {MOST_ROWS:,} and "
            f"{MOST_COLUMNS:,}; save only the list"
        )
    if letters > MOST_TEXT:
        raise TaxonomyError(f"{file} holds more than 40 million letters; save only the list")


def _clean(cell: object) -> str:
    """A cell's value in one line; whole numbers without a point, dates without midnight."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return " ".join(str(cell).split()) if cell is not None else ""
