"""What staff brought on their list beside the names: learners, cost, age, CIP codes, terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from spiders.cleaning.dates import parse_date
from taxonomy.cip import cip_codes
from taxonomy.statelist import Listed, StateList

MOSTLY = 0.5
"""The least part of a column's filled cells that must be read for it to be what its heading says."""
OLDEST = 99

# The kinds of columns and how headings name them; the first that fits a heading is its kind.
_HEADINGS = {
    "cip_codes": re.compile(r"\bcips?\b", re.IGNORECASE),
    "exam_cost": re.compile(r"\b(?:costs?|fees?|price)\b", re.IGNORECASE),
    "minimum_age": re.compile(r"\bage\b", re.IGNORECASE),
    "sunset_on": re.compile(r"\b(?:sunset|sun-?set|expir\w*|retire\w*|phase[- ]?out|removed|end(?:s|ing)? date|end year|valid (?:until|through|to))\b", re.IGNORECASE),
    "approved_on": re.compile(r"\b(?:approved|approval|effective|added|start date|start year|valid from)\b", re.IGNORECASE),
    "learners": re.compile(r"\b(?:learners?|students?|earned|earners?|attain\w*|awarded|completers?|passed|passers)\b", re.IGNORECASE),
}  # fmt: skip
KINDS = tuple(_HEADINGS)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEARS = re.compile(r"(?:SY\s*)?(\d{4})\s*[-–/]\s*(\d{2}|\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Brought:
    """What one row brought; None or empty where it says nothing that could be read.

    ``exam_cost`` in dollars, the lowest of several; ``minimum_age`` in years.
    """

    learners: int | None = None
    exam_cost: float | None = None
    minimum_age: int | None = None
    cip_codes: tuple[str, ...] = ()
    approved_on: date | None = None
    sunset_on: date | None = None


def columns_brought(listed: StateList) -> dict[str, str]:
    """Which column of a list is of which kind of :data:`KINDS`; the first one that can be read."""
    found: dict[str, str] = {}
    for heading in listed.columns:
        kind = next((k for k in KINDS if _HEADINGS[k].search(heading.replace("_", " "))), None)
        if kind is None or kind in found:
            continue
        # The column of names is none of these, whatever its heading says ("Approved credential").
        cells = [
            cell
            for row in listed.rows
            if not row.repeated and (cell := row.cells.get(heading, "")) and cell != row.name
        ]
        read = sum(_read(kind, cell) is not None for cell in cells)
        if cells and read >= MOSTLY * len(cells):
            found[kind] = heading
    return found


def brought(row: Listed, columns: dict[str, str]) -> Brought:
    """What a row brought in the columns that :func:`columns_brought` found."""
    values = {
        kind: value
        for kind, heading in columns.items()
        if (value := _read(kind, row.cells.get(heading, ""))) is not None
    }
    return Brought(**values)  # type: ignore[arg-type]


def _read(kind: str, cell: str) -> object:
    if not cell:
        return None
    if kind == "cip_codes":
        return tuple(cip_codes(cell)) or None
    if kind in ("approved_on", "sunset_on"):
        return _day(cell, last=kind == "sunset_on")
    numbers = _numbers(cell)
    if kind == "learners":
        # "<10" and "*" stand for numbers that were withheld.
        plain = re.fullmatch(r"[\d,]+(?:\.0+)?", cell.strip())
        return int(numbers[0]) if plain and numbers else None
    if kind == "exam_cost":
        return min(numbers) if numbers else None
    ages = [int(n) for n in numbers if n <= OLDEST]
    return min(ages) if ages else None


def _numbers(cell: str) -> list[float]:
    return [float(found.replace(",", "")) for found in _NUMBER.findall(cell)]


@cache
def _day(cell: str, *, last: bool) -> date | None:
    """A day; of a year or a school year (July to June) the first, or the last of it."""
    text = cell.strip()
    if years := _YEARS.fullmatch(text):
        first = int(years[1])
        end = int(years[2]) if len(years[2]) == 4 else first // 100 * 100 + int(years[2])
        if end == first + 1:
            return date(end, 6, 30) if last else date(first, 7, 1)
        return None
    if _YEAR.fullmatch(text):
        year = int(text)
        return (date(year, 12, 31) if last else date(year, 1, 1)) if 1950 < year < 2100 else None
    if not any(letter.isdigit() for letter in text):
        return None
    return parse_date(text, now=datetime(2026, 1, 1))  # only ages ("2 days ago") go by it


def standing(row: Brought, today: date) -> str | None:
    """Whether a row holds on a day: ``not yet approved``, ``sunset passed``, ``sunset ahead``, ``approved``."""
    if row.sunset_on and row.sunset_on < today:
        return "sunset passed"
    if row.approved_on and row.approved_on > today:
        return "not yet approved"
    if row.sunset_on:
        return "sunset ahead"
    return "approved" if row.approved_on else None


def kinds_of(columns: dict[str, str]) -> Sequence[str]:
    """The kinds that a list brought, in the order of :data:`KINDS`."""
    return [kind for kind in KINDS if kind in columns]
