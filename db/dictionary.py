"""The data dictionary: every exported table and column explained, in one place (``dictionary.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, Integer, Table
from sqlalchemy.types import TypeEngine

from db import schema as t

FILE = Path(__file__).parent / "dictionary.toml"
FLAGS = ("small", "withheld")
"""Columns that a table of counts has beside its own."""


class DictionaryError(ValueError):
    """The dictionary and the tables do not agree; the message names what is missing or too much."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type as Frictionless names them, what it means, its unit, where it is from."""

    name: str
    type: str
    about: str
    unit: str
    source: str
    key: bool = False
    foreign: tuple[str, str] | None = None
    """The table and column that it points to."""


@dataclass(frozen=True, slots=True)
class Described:
    """A table as it is exported.

    ``single_employer``: its rows are counts that are withheld where one employer makes them.
    ``micro``: the column that names the posting or job that a row is of; None where it is of none.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    single_employer: bool = False
    micro: str | None = None
    omitted: dict[str, str] = field(default_factory=dict)


def dictionary(path: Path = FILE) -> dict[str, Described]:
    """The exported tables by their names, in the order of the file.

    Raises :class:`DictionaryError` where a table or column of the schema is neither described nor
    left out with a reason, where a number has no unit, or where what is described is not there.
    """
    with path.open("rb") as file:
        document = tomllib.load(file)
    said, left_out = document["tables"], document["not_exported"]
    missing = sorted(set(t.metadata.tables) - set(said) - set(left_out))
    if missing:
        raise DictionaryError(f"the table {missing[0]} is not described")
    strange = sorted(
        name
        for name, about in said.items()
        if name not in t.metadata.tables and not all("type" in c for c in about["columns"].values())
    )
    if strange:
        raise DictionaryError(f"the table {strange[0]} is described and is not there")
    return {name: _table(name, about, document["columns"]) for name, about in said.items()}


def _table(name: str, said: dict[str, Any], shared: dict[str, Any]) -> Described:
    own, omitted = dict(said["columns"]), said.get("omit", {})
    table = t.metadata.tables.get(name)
    columns = []
    for each in table.columns if table is not None else ():
        if each.name in omitted:
            continue
        about = own.pop(each.name, None) or shared.get(each.name)
        if about is None:
            raise DictionaryError(f"the column {name}.{each.name} is not described")
        foreign = next(iter(each.foreign_keys), None)
        pointed = (foreign.column.table.name, foreign.column.name) if foreign else None
        columns.append(
            _column(each.name, about, said["source"], _type(each.type), each.primary_key, pointed)
        )
    if said.get("single_employer"):
        own |= {flag: shared[flag] for flag in FLAGS}
    for extra, about in own.items():
        if "type" not in about:
            raise DictionaryError(f"the column {name}.{extra} is described and is not there")
        columns.append(
            _column(extra, about, said["source"], about["type"], about.get("key", False), None)
        )
    for column in columns:
        linked = column.key or column.foreign is not None
        if column.type in ("integer", "number") and not column.unit and not linked:
            raise DictionaryError(f"the number {name}.{column.name} has no unit")
    gone = set(omitted) - {c.name for c in (table.columns if table is not None else ())}
    if gone:
        raise DictionaryError(f"the column {name}.{min(gone)} is left out and is not there")
    return Described(
        name, said["title"], said["about"], tuple(columns), said.get("single_employer", False),
        said.get("micro"), omitted,
    )  # fmt: skip


def _column(
    name: str, about: dict[str, Any], source: str, kind: str, key: bool, foreign: Any
) -> Column:
    return Column(
        name, kind, about["about"], about.get("unit", ""), about.get("source", source), key, foreign
    )


def _type(kind: TypeEngine[Any]) -> str:
    """The type as Frictionless names it; long numbers are text, so that no program rounds them."""
    types: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
        (BigInteger, "string"),
        (Boolean, "boolean"),
        (Integer, "integer"),
        (Float, "number"),
        (DateTime, "datetime"),
        (Date, "date"),
    )
    return next((name for each, name in types if isinstance(kind, each)), "string")


def schema_table(name: str) -> Table | None:
    """The table of the database that an exported one is made of; None for one made elsewhere."""
    return t.metadata.tables.get(name)
