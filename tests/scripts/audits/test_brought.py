"""Columns that staff bring are found by heading and content, and read as they write them."""

from __future__ import annotations

from datetime import date

import pytest

from scripts.audits.brought import Brought, brought, columns_brought, standing
from taxonomy.statelist import Listed, StateList


def made(columns: list[str], *rows: list[str]) -> StateList:
    return StateList(
        tuple(columns),
        tuple(
            Listed("", n, "", cells[0], dict(zip(columns, cells, strict=True)))
            for n, cells in enumerate(rows, start=2)
        ),
    )


def read(heading: str, *cells: str) -> list[Brought]:
    listed = made(["Credential", heading], *([f"name {n}", cell] for n, cell in enumerate(cells)))
    columns = columns_brought(listed)
    return [brought(row, columns) for row in listed.rows]


@pytest.mark.parametrize(
    ("heading", "cell", "kind", "value"),
    [
        ("Students who earned it 2024-25", "1,204", "learners", 1204),
        ("Number Earned", "12.0", "learners", 12),
        ("Exam Cost", "$125.50", "exam_cost", 125.5),
        ("Fee", "$35 - $50 (member / other)", "exam_cost", 35.0),
        ("Minimum Age", "18+", "minimum_age", 18),
        ("Age requirement", "16 years", "minimum_age", 16),
        ("Program CIP", "46.0302; 1.0101", "cip_codes", ("46.0302", "01.0101")),
        ("CIP Code", "51.3901", "cip_codes", ("51.3901",)),
        ("Date Approved", "7/1/2024", "approved_on", date(2024, 7, 1)),
        ("approved_on", "2024-07-01", "approved_on", date(2024, 7, 1)),
        ("Effective year", "2024", "approved_on", date(2024, 1, 1)),
        ("Sunset", "June 30, 2027", "sunset_on", date(2027, 6, 30)),
        ("Expires", "2026-27", "sunset_on", date(2027, 6, 30)),
        ("Retirement date", "2027", "sunset_on", date(2027, 12, 31)),
        ("Approved for", "SY 2025-26", "approved_on", date(2025, 7, 1)),
    ],
)
def test_a_column_is_read_as_what_its_heading_says(
    heading: str, cell: str, kind: str, value: object
) -> None:
    assert read(heading, cell) == [Brought(**{kind: value})]  # type: ignore[arg-type]


def test_what_is_withheld_or_no_number_stays_open() -> None:
    assert [each.learners for each in read("Earned", "<10", "*", "40", "7", "9")] == [
        None, None, 40, 7, 9,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Students", ("grade 11", "grade 12")),
        ("Approved", ("yes", "no")),
        ("Page", ("18",)),
        ("Description", ("costs $5",)),
        ("Package", ("3",)),
        ("Exam fee paid by", ("district", "state")),
    ],
)
def test_a_column_of_something_else_is_left_alone(heading: str, cells: tuple[str, ...]) -> None:
    assert read(heading, *cells) == [Brought()] * len(cells)


def test_the_column_of_names_is_never_one() -> None:
    listed = made(["Certifications earned"], ["1,000"], ["OSHA 10"])
    assert columns_brought(listed) == {}


def test_where_a_row_stands() -> None:
    today = date(2026, 3, 31)
    past, ahead = date(2026, 3, 30), date(2026, 4, 1)
    assert standing(Brought(approved_on=past, sunset_on=past), today) == "sunset passed"
    assert standing(Brought(approved_on=ahead), today) == "not yet approved"
    assert standing(Brought(sunset_on=ahead), today) == "sunset ahead"
    assert standing(Brought(approved_on=past), today) == "approved"
    assert standing(Brought(), today) is None
