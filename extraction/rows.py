"""The rows of a file of postings, one at a time, whatever its size, from any row on."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 1000
"""Rows held at once of a Parquet file, and between two words on how far a file is read."""
LONGEST = 50_000_000
"""Characters of a line or field; beyond it is no posting, and would fill the memory."""
_BUFFER = 1 << 20

Share = Callable[[float], None]
"""Is told the share of the file that is read, from 0 to 1."""


class FileError(ValueError):
    """A file cannot be read or written at all; the message says which and what to do."""


@dataclass(slots=True)
class Row:
    """A row of an input file: its number from 1, its cells, or why it cannot be used."""

    number: int
    cells: dict[str, Any]
    error: str | None = None


def kind_of(path: Path) -> str:
    """The ending that says a file's format, that of its compression left out."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in (".gz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def read_rows(path: Path, *, after: int = 0, share: Share = lambda part: None) -> Iterator[Row]:
    """The rows of a .jsonl, .ndjson, .csv or .parquet file, in order, those up to ``after`` left out.

    All but .parquet may also be .gz or .zst. A row that cannot be read comes with its ``error`` and
    the others go on. Raises :class:`FileError` where the file is missing, of another format, or
    broken as a whole.
    """
    if not path.exists():
        raise FileError(f"{path}: there is no such file")
    readers: dict[str, Callable[[Path, int, Share], Iterator[Row]]] = {
        ".jsonl": _jsonl,
        ".ndjson": _jsonl,
        ".csv": _csv,
        ".parquet": _parquet,
    }
    if kind_of(path) not in readers:
        raise FileError(f"{path}: the format is not known; give a .jsonl, .csv or .parquet file")
    try:
        yield from readers[kind_of(path)](path, after, share)
    except (OSError, EOFError, pa.ArrowException, csv.Error) as error:
        raise FileError(f"{path}: cannot be read to its end: {error}") from None


def kind_in_words(value: object) -> str:
    """What a JSON value is, as people say it: ``a number``, ``a list``, ``an object``."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "true or false" if isinstance(value, bool) else "a number"


def checked(row: Row) -> Row:
    """The row with its ``error`` set where ``id`` or ``text`` is missing or of another type."""
    if row.error is None:
        for column in ("id", "text"):
            value = row.cells.get(column)
            if value is None or (column == "id" and str(value).strip() == ""):
                row.error = f"the field {column!r} is missing"
            elif column == "text" and not isinstance(value, str):
                row.error = f"the field 'text' is {kind_in_words(value)}, not a string"
    return row


@contextmanager
def opened(path: Path) -> Iterator[tuple[TextIO, Callable[[], float]]]:
    """A text file, plain, .gz or .zst, and what tells the share of it that is read."""
    size = path.stat().st_size or 1
    with path.open("rb") as raw:
        unpacked: Any = raw
        if path.suffix.lower() == ".gz":
            unpacked = gzip.open(raw)  # noqa: SIM115 - closed with the text file
        elif path.suffix.lower() == ".zst":
            packed = pa.PythonFile(raw, mode="r")
            unpacked = io.BufferedReader(pa.CompressedInputStream(packed, "zstd"), _BUFFER)
        with io.TextIOWrapper(unpacked, encoding="utf-8-sig", errors="replace", newline="") as file:
            yield file, lambda: raw.tell() / size


def _lines(file: TextIO) -> Iterator[str | None]:
    """The lines of a file; None for one that is too long to be held."""
    while line := file.readline(LONGEST):
        if len(line) < LONGEST or line.endswith("\n"):
            yield line
            continue
        while (rest := file.readline(LONGEST)) and not rest.endswith("\n"):
            pass
        yield None


def _jsonl(path: Path, after: int, share: Share) -> Iterator[Row]:
    with opened(path) as (file, read):
        for number, line in enumerate(_lines(file), 1):
            if number % BATCH == 0:
                share(read())
            if number <= after:
                continue
            if line is None:
                yield Row(number, {}, f"the line is longer than {LONGEST:,} characters")
            elif line.strip():
                yield from_json(number, line)


def from_json(number: int, line: str) -> Row:
    """The row that a line of JSON Lines holds; one that is no JSON object has an ``error`` and the line."""
    try:
        cells = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Row(number, {"line": line.rstrip("\r\n")}, _why_not_json(error))
    if not isinstance(cells, dict):
        return Row(number, {"line": line.rstrip("\r\n")}, "the line is not a JSON object")
    return Row(number, cells)


def _why_not_json(error: ValueError | RecursionError) -> str:
    """What is wrong with a line, where in it, and how to mend it."""
    if isinstance(error, json.JSONDecodeError):
        what = f"{error.msg.removesuffix(' at')} at its character {error.colno}"
    else:
        what = "nested too deep" if isinstance(error, RecursionError) else str(error)
    return f"the line is not JSON: {what}. Each line must be one whole JSON object; write the file again"


def _csv(path: Path, after: int, share: Share) -> Iterator[Row]:
    csv.field_size_limit(LONGEST)
    with opened(path) as (file, read):
        for number, cells in enumerate(csv.DictReader(file), 1):
            if number % BATCH == 0:
                share(read())
            if number <= after:
                continue
            if None in cells:
                cells.pop(None)
                yield Row(number, cells, "the row has more cells than the header")
                continue
            yield Row(number, {key: value or None for key, value in cells.items()})


def _parquet(path: Path, after: int, share: Share) -> Iterator[Row]:
    # Read through a buffer, or each column of a row group would be held whole.
    with pq.ParquetFile(path, buffer_size=_BUFFER) as file:
        number, total = 0, file.metadata.num_rows
        groups = list(range(file.metadata.num_row_groups))
        while groups and number + file.metadata.row_group(groups[0]).num_rows <= after:
            number += file.metadata.row_group(groups.pop(0)).num_rows
        for batch in file.iter_batches(batch_size=BATCH, row_groups=groups):
            if number + batch.num_rows <= after:
                number += batch.num_rows
                continue
            for cells in batch.to_pylist():
                number += 1
                if number > after:
                    yield Row(number, cells)
            share(number / total)
