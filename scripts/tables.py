"""Writes a table that people open in a spreadsheet: CSV, XLSX or JSON, whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from scripts import common

SUFFIXES = (".csv", ".xlsx", ".json")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_000
"""Characters that a cell of a workbook may hold."""

Row = dict[str, Any]


def check_output(path: Path) -> None:
    """Ends the command where a file's ending is none that can be written."""
    if path.suffix.lower() not in SUFFIXES:
        raise common.fail(f"{path}: give a {', '.join(SUFFIXES)} file", common.WRONG_USAGE)


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Writes rows under columns; the file's ending says how. Nothing in a cell runs as a formula.

    In JSON values stay as they are; in CSV and XLSX several values of a cell are joined with ``;``.
    """
    check_output(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        _write_workbook(path, columns, rows)
        return
    if suffix == ".json":
        write_json(path, list(rows))
        return
    with common.whole_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([harmless(column) for column in columns])
        writer.writerows([harmless(_cell(row.get(column))) for column in columns] for row in rows)


def harmless(text: str) -> str:
    """A cell that no spreadsheet program runs: what begins like a formula gets an apostrophe first.

    A plain number stays one.

    >>> harmless("=1+1"), harmless("-5"), harmless("A+")
    ("'=1+1", '-5', 'A+')
    """
    if not text.lstrip(" ").startswith(_FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(map(_cell, value))
    return str(value)


def put(sheet: Worksheet, line: int, place: int, value: Any) -> Cell:
    """Writes a value into a cell and gives it: a number as one, all else as text that never runs."""
    cell = sheet.cell(line, place)
    assert isinstance(cell, Cell)
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell.value = value
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub(" ", _cell(value))[:LONGEST_CELL]
    cell.value = text or None
    if text:
        cell.data_type = "s"  # a text, whatever it begins with
        # It stays one when somebody edits it.
        cell.quotePrefix = text.lstrip(" ").startswith(_FORMULA)
    return cell


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON, whole or not at all."""
    with common.whole_file(path) as file:
        json.dump(value, file, ensure_ascii=False, indent=1, default=str)
        file.write("\n")


def _write_workbook(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    table: list[list[Any]] = [list(columns)]
    table += [[row.get(column) for column in columns] for row in rows]
    for line, cells in enumerate(table, start=1):
        for place, value in enumerate(cells, start=1):
            put(sheet, line, place, value)
    sheet.freeze_panes = "A2"
    with common.whole_file_of_bytes(path) as file:
        book.save(file)
