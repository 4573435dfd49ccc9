"""Millions of rows out of the database and into it, without an object for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Date, DateTime, Select, Table

from db.bulk import copy_rows

CHUNK = 100_000
"""Rows held as Python objects at once."""


def read(connection: Connection, query: Select[Any], *, codes: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of a query; the columns ``codes`` (texts that repeat) as categories in their order.

    A missing text is a missing category; the categories are sorted, so that the same rows give the
    same frame in whatever order the database hands them out.
    """
    names = [column.name for column in query.selected_columns]
    kinds = {column.name: column.type for column in query.selected_columns}
    known: dict[str, dict[Any, int]] = {name: {} for name in codes}
    parts: list[dict[str, Any]] = []
    for rows in _chunks(connection, query):
        part: dict[str, Any] = {}
        for name, cells in zip(names, zip(*rows, strict=True), strict=True):
            if name in known:
                objects = np.empty(len(cells), dtype=object)
                objects[:] = cells
                codes_here, values_here = pd.factorize(objects)
                codes_of = known[name]
                numbers = [codes_of.setdefault(value, len(codes_of)) for value in values_here]
                part[name] = np.array([*numbers, -1], dtype=np.int32)[codes_here]
            else:
                part[name] = pd.Series(cells)
        parts.append(part)
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names}).astype(
            dict.fromkeys(codes, "category")
        )
    out: dict[str, Any] = {}
    for name in names:
        values: list[Any]
        if name not in known:
            out[name] = pd.concat([part[name] for part in parts], ignore_index=True)
            continue
        values = sorted(known[name])
        place = np.empty(len(values) + 1, dtype=np.int32)
        place[-1] = -1
        for new, value in enumerate(values):
            place[known[name][value]] = new
        if isinstance(kinds[name], Date):  # SQLite gives them as text, in the same order
            values = [date.fromisoformat(v) if isinstance(v, str) else v for v in values]
        joined = np.concatenate([part[name] for part in parts])
        out[name] = pd.Categorical.from_codes(
            place[joined], categories=pd.Index(values, dtype=object)
        )
    return pd.DataFrame(out)


def _chunks(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows, many at a time. SQLite's own tuples are taken as they come: dates and booleans are not
    made of them here, which for millions of rows is most of the time."""
    if connection.dialect.name == "sqlite":
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        cursor = connection.connection.cursor()
        try:
            cursor.execute(str(compiled))
            while rows := cursor.fetchmany(CHUNK):
                yield rows
        finally:
            cursor.close()
        return
    result = connection.execute(query, execution_options={"stream_results": True})
    while rows := result.fetchmany(CHUNK):
        yield rows


def write(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Any]) -> int:
    """Inserts tuples of the columns ``names``; gives their number. The fastest way of each driver."""
    count = 0
    rows = iter(rows)
    columns = ", ".join(names)
    if connection.dialect.name == "postgresql":
        return copy_rows(connection, table, names, rows)
    kinds = [table.c[name].type for name in names]
    dates = [n for n, kind in enumerate(kinds) if isinstance(kind, Date)]
    times = [n for n, kind in enumerate(kinds) if isinstance(kind, DateTime)]
    if dates or times:
        rows = (_sqlite_row(row, dates, times) for row in rows)
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    while chunk := list(islice(rows, CHUNK)):
        connection.exec_driver_sql(statement, chunk)
        count += len(chunk)
    return count


def _sqlite_row(row: Sequence[Any], dates: list[int], times: list[int]) -> tuple[Any, ...]:
    """Dates and times as SQLAlchemy writes them into SQLite."""
    out = list(row)
    for n in dates:
        out[n] = out[n] and out[n].isoformat()
    for n in times:
        out[n] = out[n] and out[n].strftime("%Y-%m-%d %H:%M:%S.%f")
    return tuple(out)


def write_frame(connection: Connection, table: Table, frame: pd.DataFrame) -> int:
    """Inserts a frame's rows; a missing value, whatever pandas calls it, is NULL."""
    columns = []
    for name in frame.columns:
        values = frame[name].astype(object)
        columns.append(values.where(values.notna(), None).tolist())
    return write(connection, table, list(frame.columns), zip(*columns, strict=True))
