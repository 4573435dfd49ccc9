"""A small market, counted by hand: fifteen postings whose every figure the tests work out.

Today is 31 March 2026. ``a``: Acme Health, ``b``: Best Care, ``c``: City Hospital, ``d``: none named.

| no. | employer | places | new   | closed | SOC     | rn           | bls        | mba       |
| 1   | a        | OH     | 10 Jan| 20 Feb | nurse   | required     |            |           |
| 2   | a        | OH     | 25 Jan| 20 Feb | nurse   | required     |            |  a repost of 1
| 3   | a        | OH     | 12 Jan|        | nurse   | preferred    |            |           |
| 4   | b        | OH     | 15 Jan|        | nurse   | req. or LPN  |            |           |
| 5   | b        | OH, TX | 03 Feb|        | nurse   | required     | required   |           |
| 6   | c        | OH     | 20 Jan|        | nurse   |              | preferred  |           |
| 7   | c        | OH     | 05 Mar|        | nurse   | after hire   |            |           |
| 8   | d        | OH     | 07 Mar|        | nurse   | required     |            |           |
| 9   | b        | TX     | 09 Mar|        | nurse   | required     |            |           |
| 10  | c        | Canada | 11 Mar|        | nurse   | required     |            |           |
| 11  | a, remote| OH     | 13 Mar|        | nurse   | required     |            |           |
| 12  | c        | none   | 14 Mar|        | manager | preferred    |            | required  |
| 13  | a        | OH     | 15 Jan|        | manager |              |            | mentioned |
| 14  | a        | OH     | 16 Jan|        | unknown | required     |            |           |
| 15  | b        | TX     | 17 Feb| 18 Feb | manager |              |            | not req.  |
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from db.demand import count_demand
from db.jobs import merge_jobs
from db.records import Posting
from tests.db.make import (
    CANADA,
    HEALTH,
    MANAGEMENT,
    MANAGER,
    NURSE,
    OHIO,
    TEXAS,
    TODAY,
    Said,
    crawl,
    credentials,
    mention,
    occupation,
    posting,
    save,
)

A, B, C = "Acme Health, Inc.", "Best Care", "City Hospital"


def ad(number: int, employer: str | None, **changes: Any) -> Posting:
    """A posting of the market; its number is in its text, so that none is a copy of another."""
    text = f"Opening {number}. RN or LPN, BLS and MBA stand here."
    return posting(str(number), **{"employer": employer, "text": text} | changes)


FIRST = ad(1, A)
ADS: dict[int, tuple[str, Posting]] = {
    1: ("2026-01-10", FIRST),
    2: ("2026-01-25", ad(2, A, text=FIRST.text)),
    3: ("2026-01-12", ad(3, A)),
    4: ("2026-01-15", ad(4, B)),
    5: ("2026-02-03", ad(5, B, places=(OHIO, TEXAS))),
    6: ("2026-01-20", ad(6, C)),
    7: ("2026-03-05", ad(7, C)),
    8: ("2026-03-07", ad(8, None)),
    9: ("2026-03-09", ad(9, B, places=(TEXAS,))),
    10: ("2026-03-11", ad(10, C, places=(CANADA,))),
    11: ("2026-03-13", ad(11, "ACME HEALTH", remote=True)),
    12: ("2026-03-14", ad(12, C, places=(), location=None)),
    13: ("2026-01-15", ad(13, A)),
    14: ("2026-01-16", ad(14, A)),
    15: ("2026-02-17", ad(15, B, places=(TEXAS,))),
}
SAID: dict[int, list[Said]] = {
    1: [Said("RN")],
    2: [Said("RN")],
    3: [Said("RN", requirement="preferred")],
    4: [Said("RN", alternatives=1), Said("LPN", "lpn", alternatives=1)],
    5: [Said("RN"), Said("BLS", "bls")],
    6: [Said("BLS", "bls", "preferred")],
    7: [Said("RN", requirement="after_hire")],
    8: [Said("RN")],
    9: [Said("RN")],
    10: [Said("RN")],
    11: [Said("RN")],
    12: [Said("RN", requirement="preferred"), Said("MBA", "mba")],
    13: [Said("MBA", "mba", "mentioned")],
    14: [Said("RN")],
    15: [Said("MBA", "mba", "not_required")],
}


def open_market(engine: Engine) -> None:
    """Puts the market into the database and counts it."""
    credentials(engine, "rn", "lpn", "bls", "mba")
    _save(engine, "2026-01-01", "2026-02-18")
    listed = {number for number, (day, _) in ADS.items() if day < "2026-02-18"}
    crawl(engine, "2026-02-18", listed=map(str, listed - {15}), gone={"15"})
    crawl(engine, "2026-02-20", listed=map(str, listed - {1, 2, 15}), gone={"1", "2"})
    _save(engine, "2026-02-18", "2026-04-01")
    merge_jobs(engine)
    count_demand(engine, TODAY)


def _save(engine: Engine, since: str, until: str) -> None:
    for number, (day, each) in ADS.items():
        if not since <= day < until:
            continue
        save(engine, day, each)
        mention(engine, each, *SAID[number])
        if number in (12, 13, 15):
            occupation(engine, each, MANAGER, MANAGEMENT)
        elif number != 14:
            occupation(engine, each, NURSE, HEALTH)
