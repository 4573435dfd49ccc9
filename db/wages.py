"""Employment and wages of the Occupational Employment and Wage Statistics, as its files give them.

The files are those of the Bureau of Labor Statistics (bls.gov/oes/tables.htm): national
(``national_M2024_dl.xlsx``), state (``state_M2024_dl.xlsx``) or all data. Signs in place of a figure:
``*`` no wage estimate, ``**`` no employment estimate, ``#`` at or above the highest wage published.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import us
from openpyxl import load_workbook
from sqlalchemy import Connection, Engine, select

from db import schema as t
from db.bulk import upsert

TOP_WAGE = 239_200.0
"""What ``#`` stands for in annual wages: this or more (OEWS field descriptions, May 2023 and 2024)."""
NEEDED = ("OCC_CODE", "TOT_EMP", "A_MEDIAN")
STATES = {s.abbr for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}
_STATE_BY_FIPS = {s.fips: s.abbr for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}
_CODE = re.compile(r"\d{2}-\d{4}")
_LEVELS = ("detailed", "broad", "major", "total")
BATCH = 5000


class WageFileError(ValueError):
    """The file is no OEWS table; the message names file, row and mend."""


def import_wages(engine: Engine, path: Path) -> dict[str, int]:
    """Takes the cross-industry rows of the nation and the states into ``occupation_wages``.

    Rows of metropolitan areas, single industries and ownerships are passed over. What was there of
    another edition is replaced row by row. Gives ``{"rows", "passed_over"}``. Raises
    :class:`WageFileError`; then nothing is changed.
    """
    edition = _edition(path)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    passed_over = 0
    for line, row in _rows(path):
        taken = _row(path, line, row, edition)
        if taken is None:
            passed_over += 1
        else:
            rows[taken["state"], taken["soc"]] = taken
    if not rows:
        raise WageFileError(
            f"{path}: no row of a state or the nation over all industries; "
            "give the national, the state or the all-data file of OEWS"
        )
    ordered = [rows[key] for key in sorted(rows)]
    with engine.begin() as connection:
        for n in range(0, len(ordered), BATCH):
            upsert(connection, t.occupation_wages, ordered[n : n + BATCH])
    return {"rows": len(ordered), "passed_over": passed_over}


def _edition(path: Path) -> str:
    year = re.search(r"(?:M|May[ _]?)?(20\d{2})", path.stem)
    return f"OEWS May {year.group(1)}" if year else f"OEWS, file {path.name}"[:40]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers and cells under the headings in capitals."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from _headed(path, csv.reader(file))
        elif suffix == ".xlsx":
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                yield from _headed(path, sheet.iter_rows(values_only=True))
            finally:
                book.close()
        else:
            raise WageFileError(f"{path}: give the .xlsx of OEWS, or the same table as .csv")
    except WageFileError:
        raise
    except (OSError, KeyError, ValueError, BadZipFile, csv.Error) as error:
        raise WageFileError(f"{path} cannot be read: {error}") from None


def _headed(path: Path, lines: Iterable[Sequence[Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    names: list[str] | None = None
    for line, cells in enumerate(lines, start=1):
        if names is None:
            names = [str(cell or "").strip().upper() for cell in cells]
            missing = [name for name in NEEDED if name not in names]
            if missing:
                raise WageFileError(
                    f"{path}, row {line}: no column {', '.join(missing)}; "
                    "the headings of an OEWS file stand in its first row"
                )
            continue
        yield line, dict(zip(names, cells, strict=False))
    if names is None:
        raise WageFileError(f"{path} is empty")


def _row(path: Path, line: int, row: dict[str, Any], edition: str) -> dict[str, Any] | None:
    code = str(row.get("OCC_CODE") or "").strip()
    if not _CODE.fullmatch(code):
        if not any(value not in (None, "") for value in row.values()):
            return None
        raise WageFileError(f"{path}, row {line}: {code!r} is no occupation code such as 29-1141")
    level = str(row.get("O_GROUP") or row.get("OCC_GROUP") or "detailed").strip().lower()
    industry = str(row.get("I_GROUP") or "cross-industry").strip().lower()
    naics = str(row.get("NAICS") or "000000").strip().strip("0")
    if level not in _LEVELS or not industry.startswith("cross-industry") or naics:
        return None
    state = _state(row)
    if state is None:
        return None
    hourly_only = str(row.get("HOURLY") or "").strip().upper() == "TRUE"

    def wage(name: str) -> float | None:
        value = _number(path, line, name, row.get(f"A_{name}"), TOP_WAGE)
        if value is None and hourly_only:
            hour = _number(path, line, name, row.get(f"H_{name}"), TOP_WAGE / 2080)
            return None if hour is None else round(hour * 2080, 2)
        return value

    employment = _number(path, line, "TOT_EMP", row.get("TOT_EMP"), None)
    return {
        "state": state,
        "soc": code,
        "employment": None if employment is None else int(employment),
        "annual_q1": wage("PCT25"),
        "annual_median": wage("MEDIAN"),
        "annual_q3": wage("PCT75"),
        "annual_mean": wage("MEAN"),
        "edition": edition,
    }


def _state(row: dict[str, Any]) -> str | None:
    kind = str(row.get("AREA_TYPE") or "").strip()
    prime = str(row.get("PRIM_STATE") or row.get("ST") or "").strip().upper()
    if kind in ("1", "US") or prime in ("US", "99") or ("AREA" not in row and not prime):
        return "US" if kind in ("", "1", "US") else None
    if kind not in ("", "2", "3"):
        return None
    if prime in STATES:
        return prime
    return _STATE_BY_FIPS.get(str(row.get("AREA") or "").strip().zfill(2))


def _number(path: Path, line: int, name: str, value: Any, top: float | None) -> float | None:
    text = str("" if value is None else value).strip().replace(",", "")
    if text in ("", "*", "**", "~"):
        return None
    if text == "#":
        return top
    try:
        return float(text)
    except ValueError:
        raise WageFileError(
            f"{path}, row {line}: {name} is {text!r}, which is neither a figure nor *, ** or #"
        ) from None


def wages_of(
    connection: Connection, socs: Sequence[str], state: str, groups: dict[str, str]
) -> list[dict[str, Any]]:
    """Employment and wages of occupations in a state (or ``US``), those that are known.

    ``groups`` gives the code under which the survey publishes an occupation where it is another.
    """
    w = t.occupation_wages.c
    wanted = {soc: groups.get(soc, soc) for soc in socs}
    rows = {
        row.soc: row
        for row in connection.execute(
            select(t.occupation_wages).where(
                w.state == state, w.soc.in_(sorted({*wanted, *wanted.values()}))
            )
        )
    }
    out = []
    for soc, group in wanted.items():
        row = rows.get(soc) or rows.get(group)
        if row is not None:
            out.append(
                {
                    "soc": soc, "employment": row.employment, "annual_q1": row.annual_q1,
                    "annual_median": row.annual_median, "annual_q3": row.annual_q3,
                    "edition": row.edition,
                }
            )  # fmt: skip
    return out
