"""Audits are kept with their rows, replaced by themselves only, and decisions outlive that."""

from __future__ import annotations

import doctest
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

import db.audits
from db.audits import (
    Audit,
    Decision,
    audit_before,
    audit_of,
    audits,
    decide,
    decisions_until,
    keep_audit,
)

JANUARY, MARCH = datetime(2026, 1, 5, 9), datetime(2026, 3, 5, 9)


def audit(as_of: datetime, digest: str = "d", version: str | None = None, **summary: Any) -> Audit:
    return Audit("OH", "approved", version, digest, as_of, "1", summary)


def kept(connection: Connection, given: Audit, rows: list[dict[str, Any]]) -> int:
    return keep_audit(connection, given, rows).id or 0


def row(n: int, name: str, sheet: str = "", **answer: Any) -> dict[str, Any]:
    return {
        "sheet": sheet, "row": n, "code": str(n), "listed_name": name, "status": "exact",
        "credential_id": "rn", "answer": {"row": n, **answer},
    }  # fmt: skip


def made(n: int, name: str, **changes: Any) -> Decision:
    values = {"decision": "keep", "reason": "employers wrote", "credential_id": None, "by": "Ann"}
    return Decision(**{"sheet": "", "row": n, "listed_name": name} | values | changes)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(db.audits).failed == 0


def test_an_audit_comes_back_as_it_was_kept(engine: Engine) -> None:
    rows = [row(2, "RN", "A", jobs_state=3), row(2, "LPN", "B"), row(1, "CDL", "B")]
    with engine.begin() as connection:
        own = kept(connection, audit(JANUARY, lacking=[1]), rows)
        found = audit_of(connection, own)
        assert found is not None
        assert (found[0].id, found[0].as_of, found[0].summary) == (own, JANUARY, {"lacking": [1]})
        assert [r["answer"] for r in found[1]] == [r["answer"] for r in rows]
        assert audit_of(connection, own + 1) is None
        assert [(a["id"], a["decided"]) for a in audits(connection, "OH")] == [(own, 0)]
        assert audits(connection, "TX") == []


def test_the_same_answers_on_the_same_day_are_the_same_audit(engine: Engine) -> None:
    rows = [row(2, "RN", jobs_state=3), row(3, "LPN")]
    with engine.begin() as connection:
        own = kept(connection, audit(JANUARY), rows)
        assert decide(connection, own, [made(2, "RN")], JANUARY) == (1, [])
        assert kept(connection, audit(JANUARY + timedelta(hours=3)), rows) == own
        found = audit_of(connection, own)
        assert found is not None
        assert found[0].as_of == JANUARY
        assert [r["decision"] for r in found[1]] == ["keep", None]
        for other in (audit(MARCH), audit(JANUARY, "other"), audit(JANUARY, version="2")):
            assert kept(connection, other, rows) != own


def test_other_answers_are_another_audit_and_nothing_is_overwritten(engine: Engine) -> None:
    with engine.begin() as connection:
        own = kept(connection, audit(JANUARY), [row(2, "RN", jobs_state=3)])
        other = kept(connection, audit(JANUARY), [row(2, "RN", jobs_state=4) | {"decision": "keep"}])  # fmt: skip
        both = [audit_of(connection, each) for each in (own, other)]
        assert [each and each[1][0]["answer"]["jobs_state"] for each in both] == [3, 4]
        assert [each and each[1][0]["decision"] for each in both] == [None, "keep"]


def test_the_audit_before_is_another_and_no_later_one(engine: Engine) -> None:
    with engine.begin() as connection:
        first = kept(connection, audit(JANUARY), [row(2, "RN")])
        second = kept(connection, audit(MARCH, "e"), [row(2, "RN")])

        def before(as_of: datetime, digest: str) -> int | None:
            found = audit_before(connection, "OH", "approved", as_of, digest)
            return found[0].id if found else None

        assert before(JANUARY, "d") is None
        assert before(MARCH, "e") == first
        assert before(MARCH, "f") == second
        assert before(MARCH + timedelta(days=30), "e") == second
        assert audit_before(connection, "TX", "approved", MARCH, "f") is None


def test_decisions_are_written_once_and_what_does_not_fit_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        own = kept(connection, audit(JANUARY), [row(2, "RN"), row(3, "LPN")])
        changed, refused = decide(
            connection, own,
            [made(2, "RN"), made(3, "CDL"), made(9, "RN"), made(2, "RN", sheet="Trades"),
             made(3, "LPN", decision=None, reason=None, by=None)],
            JANUARY,
        )  # fmt: skip
        assert changed == 1
        assert refused == [
            f"row 3: the file calls it 'CDL', audit {own} 'LPN'",
            f"row 9: audit {own} has no such row",
            f"row 2 of sheet 'Trades': audit {own} has no such row",
        ]
        assert decide(connection, own, [made(2, "RN")], MARCH) == (0, [])
        last = decisions_until(connection, "OH", "approved", MARCH)["2 rn"]
        assert (last["decision"], last["decided_on"]) == ("keep", JANUARY)


def test_a_decision_made_later_is_not_known_before(engine: Engine) -> None:
    with engine.begin() as connection:
        own = kept(connection, audit(JANUARY), [row(2, "RN")])
        decide(connection, own, [made(2, "RN")], MARCH)
        assert decisions_until(connection, "OH", "approved", JANUARY) == {}
        assert list(decisions_until(connection, "OH", "approved", MARCH)) == ["2 rn"]
