"""Why a posting is one job with another, or not, in words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from db.explain import explain, find_posting
from db.jobs import merge_jobs
from db.names import posting_id
from tests.db.make import CLEVELAND, SOURCE, posting, save

LONG = " ".join(f"We care for people in room {n} and write down what we did." for n in range(12))


def reason(engine: Engine, **change: Any) -> tuple[bool, str]:
    save(engine, "2026-01-05", posting("1", text=LONG))
    save(engine, change.pop("day", "2026-01-06"), posting("2", **{"text": LONG} | change))
    merge_jobs(engine)
    with engine.connect() as connection:
        answer = explain(connection, posting_id(SOURCE, "1"))
    (other,) = answer["together"] + answer["apart"]
    return other["same"], other["reason"]


@pytest.mark.parametrize(
    ("change", "same", "words"),
    [
        ({}, True, "the same text but for pay"),
        ({"text": LONG + " Come and see us."}, True, "of the shorter text stands in the longer"),
        ({"places": (CLEVELAND,)}, False, "another place: columbus, OH, US, and cleveland, OH, US"),
        ({"title": "Licensed Practical Nurse"}, False, "another title"),
        ({"employer": "Aerotek"}, False, "another employer: “acme health” and “aerotek”, one of them a staffing firm"),
        ({"employer": "Indeed"}, True, "one of them names no employer"),
        ({"remote": True}, False, "one is remote"),
        ({"day": "2026-06-01"}, False, "more than 60 days"),
        ({"text": LONG + " Shift: Nights", "day": "2026-01-06"}, True, "stands in the longer"),
        ({"text": "Another text. " * 30}, False, "of the shorter text stands in the longer"),
    ],
)  # fmt: skip
def test_the_reason_in_words(
    engine: Engine, change: dict[str, Any], same: bool, words: str
) -> None:
    told, said = reason(engine, **change)
    assert told is same
    assert words in said


def test_joined_by_way_of_a_third(engine: Engine) -> None:
    for n, day in enumerate(("2026-01-05", "2026-03-01", "2026-04-25")):
        save(engine, day, posting(str(n)))
    merge_jobs(engine)
    with engine.connect() as connection:
        answer = explain(connection, posting_id(SOURCE, "0"))
    assert answer["postings_in_job"] == 3
    assert [each["reason"] for each in answer["together"]] == [
        "the same text but for pay, dates and numbers",
        "by way of another posting of this job "
        "(more than 60 days between the end of one and the start of the other)",
    ]


def test_a_posting_is_found_by_id_source_and_address(engine: Engine) -> None:
    save(engine, "2026-01-05", posting("a/1"))
    own = posting_id(SOURCE, "a/1")
    with engine.connect() as connection:
        for asked in (str(own), "greenhouse/acme/a/1", "https://boards.example/acme/a/1"):
            assert find_posting(connection, asked) == own
        for asked in ("1", "greenhouse/acme/2", "https://elsewhere.example", "", "9" * 40):
            assert find_posting(connection, asked) is None
