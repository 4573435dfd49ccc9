"""Writes a Frictionless Data Package (specs.frictionlessdata.io): CSV, Parquet, their description."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from db.dictionary import Column, Described
from db.interval import accuracy
from scripts.tables import harmless

DESCRIPTOR = "datapackage.json"
TEMPLATES = Path(__file__).parent / "export_files"
ROWS = 50_000
"""Rows held at once, and in one group of a Parquet file."""
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
}
_SOURCES = (
    ("O*NET Database (CC BY 4.0)", "https://www.onetcenter.org/database.html"),
    ("National Career Clusters Framework, Advance CTE", "https://careertech.org/"),
    (
        "Standard Occupational Classification and OEWS, U.S. Bureau of Labor Statistics",
        "https://www.bls.gov/",
    ),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds of the whole package: the day of the last count, versions, coverage, license."""

    day: date
    versions: dict[str, str]
    coverage: dict[str, Any]
    license: str
    archives: bool


class Package:
    """A package in a folder: tables are added, then it is finished."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        self._folder, self._facts = folder, facts
        self._resources: list[dict[str, Any]] = []
        self._tables: list[Described] = []
        self.rows = 0

    def add(self, table: Described, rows: Iterable[Sequence[Any]]) -> None:
        """Writes a table's CSV and Parquet; the cells come in the order of its columns."""
        plain, packed = (self._folder / f"{table.name}.{end}" for end in ("csv", "parquet"))
        names = [column.name for column in table.columns]
        schema = pa.schema([pa.field(c.name, _ARROW[c.type]) for c in table.columns])
        count, iterator = 0, iter(rows)
        with (
            plain.open("w", encoding="utf-8", newline="") as file,
            pq.ParquetWriter(packed, schema, compression="zstd") as parquet,
        ):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            while part := list(islice(iterator, ROWS)):
                writer.writerows([_cell(value) for value in row] for row in part)
                columns = [
                    pa.array(cells, field.type)
                    for cells, field in zip(zip(*part, strict=True), schema, strict=True)
                ]
                parquet.write_batch(pa.record_batch(columns, schema=schema))
                count += len(part)
        self.rows += count
        self._tables.append(table)
        for path, kind in ((plain, "csv"), (packed, "parquet")):
            self._resources.append(self._resource(table, path, kind, count))

    def finish(self) -> None:
        """Writes the descriptor, the dictionary, the README and the citation."""
        with (self._folder / "dictionary.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("table", "column", "type", "unit", "source", "description"))
            for table in self._tables:
                writer.writerows(
                    (table.name, c.name, c.type, c.unit, c.source, harmless(c.about))
                    for c in table.columns
                )
        measured = accuracy()
        facts: dict[str, Any] = {
            "day": self._facts.day.isoformat(),
            "versions": self._facts.versions,
            "license": self._facts.license,
            "archives": self._facts.archives,
            "coverage": self._facts.coverage,
            "tables": self._tables,
            "accuracy": {
                **asdict(measured),
                "precision": round(measured.right / (measured.right + measured.wrong), 3),
                "recall": round(measured.found / (measured.found + measured.missed), 3),
            },
        }
        templates = Environment(  # noqa: S701 - Markdown and YAML of our own, no HTML
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
        )
        for name in ("README.md", "CITATION.cff"):
            text = templates.get_template(name).render(facts)
            (self._folder / name).write_text(text, "utf-8", newline="\n")
        (self._folder / DESCRIPTOR).write_text(
            json.dumps(self._descriptor(facts), ensure_ascii=False, indent=1) + "\n",
            "utf-8",
            newline="\n",
        )

    def _descriptor(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "profile": "data-package",
            "name": "sought",
            "title": "Sought: credentials that US employers ask for in job postings",
            "description": facts["coverage"]["text"],
            "version": facts["day"],
            "created": f"{facts['day']}T00:00:00Z",
            "keywords": [
                "credentials",
                "certifications",
                "licenses",
                "job postings",
                "labor demand",
            ],
            "licenses": [
                {
                    "name": facts["license"],
                    "path": f"https://spdx.org/licenses/{facts['license']}.html",
                }
            ],
            "sources": [{"title": title, "path": path} for title, path in _SOURCES],
            "versions": facts["versions"],
            "accuracy": facts["accuracy"],
            "coverage": {
                k: v for k, v in facts["coverage"].items() if k not in ("text", "occupations")
            },
            "resources": self._resources,
        }

    def _resource(self, table: Described, path: Path, kind: str, count: int) -> dict[str, Any]:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        resource: dict[str, Any] = {
            "name": table.name if kind == "csv" else f"{table.name}-parquet",
            "path": path.name,
            "scheme": "file",
            "format": kind,
            "title": table.title,
            "description": table.about,
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest}",
        }
        if kind == "csv":
            return resource | {
                "type": "table", "profile": "tabular-data-resource", "mediatype": "text/csv",
                "encoding": "utf-8", "rows": count, "schema": _schema(table),
            }  # fmt: skip
        # A file and no table to Frictionless, which reads whole numbers with gaps as fractions.
        media = "application/vnd.apache.parquet"
        return resource | {"type": "file", "mediatype": media, "columnsOf": table.name}


def _schema(table: Described) -> dict[str, Any]:
    keys = [column.name for column in table.columns if column.key]
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": keys,
    }
    foreign = [
        {"fields": [c.name], "reference": {"resource": c.foreign[0], "fields": [c.foreign[1]]}}
        for c in table.columns
        if c.foreign
    ]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.about}
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.unit:
        field["unit"] = column.unit
    return field | {"source": column.source}


def _cell(value: Any) -> str:
    """A cell of a CSV file; what begins like a formula is made harmless by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return repr(value)
