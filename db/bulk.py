"""Many rows at once: by COPY on PostgreSQL, by one prepared statement on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Insert,
    MetaData,
    Table,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

Row = dict[str, Any]


def among(connection: Connection, column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a column's number is one of these, however many: they are one parameter."""
    condition: ColumnElement[bool]
    if connection.dialect.name == "postgresql":
        condition = column == func.any(literal(list(ids), ARRAY(BigInteger)))
    else:
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        condition = column.in_(select(each.c.value))
    return condition


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Adds rows, all with the same columns; a generator is never held whole on PostgreSQL.

    Raises what the database raises where a key is there already: then nothing of them is added.
    """
    first, rows = _peek(rows)
    if first is None:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, list(first), rows)
    else:
        _prepared(connection, table, insert(table), list(first), rows)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, or overwrites those whose primary key is there; all columns must be given."""
    if not rows:
        return
    module = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = module.insert(table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    if changes:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changes)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    if connection.dialect.name == "postgresql":
        connection.execute(statement, rows)
    else:
        _prepared(connection, table, statement, list(rows[0]), rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Changes the other columns of rows that are named by their primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    changed = [name for name in rows[0] if name not in keys]
    if connection.dialect.name == "postgresql":
        names = list(rows[0])
        changes = Table(
            "changes",
            MetaData(),
            *(Column(name, table.c[name].type) for name in names),
            prefixes=["TEMPORARY"],
        )
        changes.create(connection)
        _copy(connection, changes, names, rows)
        same = and_(*(table.c[key] == changes.c[key] for key in keys))
        connection.execute(
            update(table).where(same).values({name: changes.c[name] for name in changed})
        )
        changes.drop(connection)
        return

    def given(name: str) -> BindParameter[Any]:
        return bindparam(f"new_{name}")

    statement = update(table).where(and_(*(table.c[key] == given(key) for key in keys)))
    connection.execute(
        statement.values({name: given(name) for name in changed}),
        [{f"new_{name}": value for name, value in row.items()} for row in rows],
    )


def _prepared(
    connection: Connection, table: Table, statement: Insert, names: list[str], rows: Iterable[Row]
) -> None:
    """Runs a statement for rows of plain values, as the driver takes them.

    ``Connection.execute`` looks at every value of every row anew, which takes longer than the database
    does; here each column's type is asked once.
    """
    compiled: Any = statement.compile(dialect=connection.dialect, column_keys=names)
    order = compiled.positiontup
    types = [table.c[name].type.dialect_impl(connection.dialect) for name in order]
    converts = [
        (n, convert)
        for n, each in enumerate(types)
        if (convert := each.bind_processor(connection.dialect)) is not None
    ]

    def values(row: Row) -> tuple[Any, ...]:
        own = [row[name] for name in order]
        for n, convert in converts:
            own[n] = convert(own[n])
        return tuple(own)

    connection.exec_driver_sql(str(compiled), list(map(values, rows)))


def _peek(rows: Iterable[Row]) -> tuple[Row | None, Iterable[Row]]:
    iterator = iter(rows)
    first = next(iterator, None)
    return (None, ()) if first is None else (first, chain((first,), iterator))


def _copy(connection: Connection, table: Table, names: list[str], rows: Iterable[Row]) -> None:
    copy_rows(connection, table, names, _values(table, names, rows))


def copy_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """COPY of tuples of the columns ``names`` on PostgreSQL; gives their number."""
    count = 0
    said = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(said) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except psycopg.Error as error:
        # As SQLAlchemy itself does with what it executes.
        raise DBAPIError.instance(
            said, None, error, psycopg.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()
    return count


def _values(table: Table, names: list[str], rows: Iterable[Row]) -> Iterator[Sequence[Any]]:
    """The rows as the driver takes them: JSON as text."""
    take = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    documents = [n for n, name in enumerate(names) if isinstance(table.c[name].type, JSON)]
    if not documents:
        yield from map(take, rows)
        return
    for row in rows:
        values = list(take(row))
        for n in documents:
            values[n] = json.dumps(values[n])
        yield values
