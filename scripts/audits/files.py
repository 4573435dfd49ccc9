"""An audit as files: a workbook, CSV files beside one another, or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts import common
from scripts.audits.columns import CHANGES, LACKING, PEOPLE
from scripts.audits.report import Report
from scripts.audits.workbook import workbook
from scripts.tables import check_output, write_json, write_table

PARTS = (
    ("needs_person", "people", tuple(PEOPLE)),
    ("lacking", "lacking", tuple(LACKING)),
    ("changes", "changes", tuple(CHANGES)),
)
"""Ending of the file's name, the report's part, its columns."""


def as_json(report: Report) -> dict[str, Any]:
    """A report as one value: summary, rows, and the other tables."""
    return {
        "audit": report.audit.id,
        "summary": report.summary,
        "columns": list(report.columns),
        "rows": [{name: row.get(name) for name in report.columns} for row in report.rows],
        **{ending: [{c: row.get(c) for c in columns} for row in getattr(report, part)] for ending, part, columns in PARTS},
    }  # fmt: skip


def write_report(path: Path, report: Report) -> list[Path]:
    """Writes a report by the file's ending and gives the files that were written.

    A workbook and JSON hold all of it; CSV has the rows in ``path`` and each other table that has
    rows in a file beside it (``audit.lacking.csv``). Ends the command where one cannot be written.
    """
    check_output(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        with common.whole_file_of_bytes(path) as file:
            workbook(report).save(file)
        return [path]
    if suffix == ".json":
        write_json(path, as_json(report))
        return [path]
    write_table(path, report.columns, report.rows)
    written = [path]
    for ending, part, columns in PARTS:
        rows: Sequence[dict[str, Any]] = getattr(report, part)
        beside = path.with_name(f"{path.stem}.{ending}{path.suffix}")
        if rows:
            write_table(beside, columns, rows)
            written.append(beside)
    return written
