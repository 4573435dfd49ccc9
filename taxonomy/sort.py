"""Puts the rows of the taxonomy's files into their order, so that a change is easy to review."""

from __future__ import annotations

import csv
from pathlib import Path

from taxonomy.load import DATA, rows

KEYS = {
    "credentials.csv": ("id",),
    "aliases.csv": ("credential", "alias", "kind"),
    "issuers.csv": ("id",),
    "titles.csv": ("title",),
}


def sort_files(directory: Path = DATA) -> list[str]:
    """Sorts each file that a person edits; gives the names of those that were out of order."""
    changed = []
    for name, columns in KEYS.items():
        path = directory / name
        table = [row for _, row in rows(path)]
        ordered = sorted(table, key=lambda row: tuple(row[column].lower() for column in columns))
        if ordered == table or not table:
            continue
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(ordered)
        fresh.replace(path)
        changed.append(name)
    return changed
