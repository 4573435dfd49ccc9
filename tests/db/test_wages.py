"""Employment and wages of OEWS, read from files laid out as the Bureau's are."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from db import schema as t
from db.wages import TOP_WAGE, WageFileError, import_wages, wages_of
from tests.db.make import rows_of

# The headings of all_data_M_2024.xlsx that are used, and two that are not.
HEADINGS = [
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "I_GROUP", "OWN_CODE", "OCC_CODE", "OCC_TITLE",
    "O_GROUP", "TOT_EMP", "H_MEDIAN", "A_MEAN", "A_PCT25", "A_MEDIAN", "A_PCT75", "HOURLY",
]  # fmt: skip
OHIO = ["39", "Ohio", "2", "OH", "000000", "cross-industry", "1235"]
NATION = ["99", "U.S.", "1", "US", "000000", "cross-industry", "1235"]
NURSES = ["29-1141", "Registered Nurses", "detailed"]
ROWS: list[list[Any]] = [
    [*NATION, *NURSES, 3_282_010, 45.0, 98_430, 76_990, 93_600, 107_960, ""],
    [*OHIO, *NURSES, "129,350", 40.0, 84_000, 72_010, 81_220, 92_030, ""],
    # At the top of what is published; no estimate of employment.
    [*OHIO, "29-1215", "Family Medicine Physicians", "detailed", "**", "#", 250_000, 200_000, "#", "#", ""],
    # Published by the hour only.
    [*OHIO, "27-2011", "Actors", "detailed", 90, 20.0, "*", "*", "*", "*", "TRUE"],
    [*OHIO, "29-0000", "Healthcare Practitioners", "major", 400_000, 38.0, 90_000, 60_000, 80_000, 110_000, ""],
    # Of a metropolitan area, of one industry, of one ownership: passed over.
    ["18140", "Columbus, OH", "4", "OH", "000000", "cross-industry", "1235", *NURSES, 23_000, 41, 1, 1, 1, 1, ""],
    ["99", "U.S.", "1", "US", "622000", "3-digit", "5", *NURSES, 1_000, 41, 1, 1, 1, 1, ""],
    ["99", "U.S.", "1", "US", "000001", "cross-industry, ownership", "5", *NURSES, 2_000, 41, 1, 1, 1, 1, ""],
]  # fmt: skip


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    """A workbook of the headings and these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *rows):
        sheet.append(row)
    book.save(path)
    return path


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    """The same as text."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


@pytest.mark.parametrize("make", [workbook, sheet], ids=["xlsx", "csv"])
def test_the_nation_and_the_states_over_all_industries_are_taken(
    engine: Engine, tmp_path: Path, make: Any
) -> None:
    suffix = "xlsx" if make is workbook else "csv"
    path = make(tmp_path / f"all_data_M_2024.{suffix}", ROWS)
    assert import_wages(engine, path) == {"rows": 5, "passed_over": 3}
    rows = {(row["state"], row["soc"]): row for row in rows_of(engine, t.occupation_wages)}
    assert rows["US", "29-1141"]["employment"] == 3_282_010
    nurses = rows["OH", "29-1141"]
    assert (nurses["employment"], nurses["annual_q1"], nurses["annual_median"], nurses["annual_q3"]) == (
        129_350, 72_010, 81_220, 92_030,
    )  # fmt: skip
    assert nurses["edition"] == "OEWS May 2024"
    doctors = rows["OH", "29-1215"]
    assert (doctors["employment"], doctors["annual_median"]) == (None, TOP_WAGE)
    actors = rows["OH", "27-2011"]
    assert (actors["annual_median"], actors["annual_q1"]) == (20 * 2080, None)


def test_an_import_again_changes_nothing_and_a_newer_one_replaces(
    engine: Engine, tmp_path: Path
) -> None:
    import_wages(engine, sheet(tmp_path / "state_M2023_dl.csv", ROWS))
    before = rows_of(engine, t.occupation_wages)
    import_wages(engine, sheet(tmp_path / "state_M2023_dl.csv", ROWS))
    assert rows_of(engine, t.occupation_wages) == before
    newer = [*OHIO, *NURSES, 130_000, 41.0, 85_000, 73_000, 82_000, 93_000, ""]
    import_wages(engine, sheet(tmp_path / "state_M2024_dl.csv", [newer]))
    found = {(row["state"], row["soc"]): row for row in rows_of(engine, t.occupation_wages)}
    assert found["OH", "29-1141"]["annual_median"] == 82_000
    assert found["OH", "29-1141"]["edition"] == "OEWS May 2024"
    assert found["US", "29-1141"]["edition"] == "OEWS May 2023"


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("a.csv", [["39", "Ohio", "2", "OH", "000000", "cross-industry", "1", "nurse", "", "", 1, 1, 1, 1, 1, 1, ""]],
         "row 2: 'nurse' is no occupation code"),
        ("a.csv", [[*OHIO, *NURSES, "many", 1, 1, 1, 1, 1, ""]], "row 2: TOT_EMP is 'many'"),
        ("a.csv", ROWS[5:], "no row of a state or the nation"),
        ("a.txt", ROWS, r"give the \.xlsx of OEWS"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_and_nothing_changes(
    engine: Engine, tmp_path: Path, name: str, rows: list[list[Any]], said: str
) -> None:
    import_wages(engine, sheet(tmp_path / "state_M2024_dl.csv", ROWS))
    before = rows_of(engine, t.occupation_wages)
    with pytest.raises(WageFileError, match=said):
        import_wages(engine, sheet(tmp_path / name, rows))
    assert rows_of(engine, t.occupation_wages) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"A,B\n1,2\n"])
def test_what_is_no_table_is_refused(engine: Engine, tmp_path: Path, content: bytes) -> None:
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"x.{suffix}"
        path.write_bytes(content)
        with pytest.raises(WageFileError):
            import_wages(engine, path)
    with pytest.raises(WageFileError, match="cannot be read"):
        import_wages(engine, tmp_path / "missing.csv")


def test_an_occupation_may_be_published_under_another_code(engine: Engine, tmp_path: Path) -> None:
    import_wages(engine, sheet(tmp_path / "state_M2024_dl.csv", ROWS))
    with engine.connect() as connection:
        found = wages_of(connection, ["29-1141", "29-1999"], "OH", {"29-1999": "29-0000"})
        assert [(row["soc"], row["annual_median"]) for row in found] == [
            ("29-1141", 81_220),
            ("29-1999", 80_000),
        ]
        assert wages_of(connection, ["29-1141"], "TX", {}) == []
