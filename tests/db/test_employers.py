"""Employers, staffing firms, and boards that name nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.employers import EmployerKind, employer_kind, named_employer
from db.jobs import merge_jobs
from tests.db.make import posting, rows_of, save

EMPLOYER, STAFFING, BOARD = EmployerKind.EMPLOYER, EmployerKind.STAFFING, EmployerKind.BOARD


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Acme Health, Inc.", EMPLOYER),
        ("Monster Energy", EMPLOYER),
        ("Monster", BOARD),
        ("ZipRecruiter, Inc.", BOARD),
        ("Company Confidential", BOARD),
        ("Talent.com", BOARD),
        ("AEROTEK", STAFFING),
        ("Kelly Services, Inc.", STAFFING),
        ("Lakeshore Staffing Group, LLC", STAFFING),
        ("Rocky Mountain Recruiters", STAFFING),
        ("Smith Executive Search", STAFFING),
        ("Ohio Department of Job and Family Services", EMPLOYER),
        ("State of Nevada Employment Services Division", EMPLOYER),
        ("Temple University", EMPLOYER),
        ("Contemporary Kitchens", EMPLOYER),
        (None, None),
        ("  ", None),
    ],
)
def test_what_stands_behind_a_name(name: str | None, kind: EmployerKind | None) -> None:
    assert employer_kind(name) is kind


def test_a_board_names_nobody() -> None:
    assert named_employer("Indeed") is None
    assert named_employer("Lakeshore Staffing") == "lakeshore staffing"


def test_a_job_says_what_kind_of_employer_it_has(engine: Engine) -> None:
    save(
        engine, "2026-01-05",
        posting("1", text="One."), posting("2", employer="Aerotek", text="Two."),
        posting("3", employer="Indeed", text="Three."), posting("4", employer=None, text="Four."),
    )  # fmt: skip
    merge_jobs(engine)
    kinds = sorted(
        ((row["employer"], row["employer_key"], row["employer_kind"]) for row in rows_of(engine, t.jobs)),
        key=str,
    )  # fmt: skip
    assert kinds == [
        ("Acme Health, Inc.", "acme health", "employer"),
        ("Aerotek", "aerotek", "staffing"),
        (None, None, "board"),
        (None, None, None),
    ]
