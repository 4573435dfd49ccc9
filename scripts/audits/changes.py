"""What changed since the last audit of the same list."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from db.audits import row_key
from taxonomy.normalize import normalize

STEADY = 0.25
"""A count that moved by less than this part of itself is called steady."""

Row = Mapping[str, Any]


def changes(before: Sequence[Row], now: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows added and removed, and those whose meaning, verdict or demand moved, in that order.

    ``before`` are kept rows (their ``answer`` is what was said), ``now`` those of the new audit. A
    row is the same under its code and name, else under its name where only one has it.
    """
    pairs, added, removed = _matched(before, now)
    out = [_line("added", row, "", _said(row)) for row in added]
    out += [_line("removed", row["answer"], _said(row["answer"]), "", row) for row in removed]
    moved: dict[str, list[dict[str, Any]]] = {"meaning": [], "verdict": [], "demand": []}
    for old, row in pairs:
        answer = old["answer"]
        if (answer["status"], answer["credential_id"]) != (row["status"], row["credential_id"]):
            moved["meaning"].append(_line("meaning", row, _said(answer), _said(row), old))
        elif answer.get("verdict") != row.get("verdict"):
            moved["verdict"].append(_line("verdict", row, _said(answer), _said(row), old))
        elif _moved(answer.get("jobs_state") or 0, row.get("jobs_state") or 0):
            moved["demand"].append(_line("demand", row, _said(answer), _said(row), old))
    return [*out, *moved["meaning"], *moved["verdict"], *moved["demand"]]


def _matched(
    before: Sequence[Row], now: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    left = {id(row): row for row in before if row["status"] != "not_a_credential"}
    open_rows = [row for row in now if row["status"] != "not_a_credential"]
    found: dict[int, Row] = {}
    for key in (_by_code_and_name, _by_name):
        known: dict[str, list[Row]] = {}
        for row in left.values():
            known.setdefault(key(row), []).append(row)
        wanted: dict[str, list[Row]] = {}
        for row in open_rows:
            if id(row) not in found:
                wanted.setdefault(key(row), []).append(row)
        for name, rows in wanted.items():
            # Rows of the same key go in their order.
            for row, old in zip(rows, known.get(name, ()), strict=False):
                found[id(row)] = old
                del left[id(old)]
    pairs = [(found[id(row)], row) for row in open_rows if id(row) in found]
    return pairs, [row for row in open_rows if id(row) not in found], list(left.values())


def _by_code_and_name(row: Row) -> str:
    return row_key(row["code"], row["listed_name"])


def _by_name(row: Row) -> str:
    return normalize(row["listed_name"])


def _moved(before: int, now: int) -> bool:
    # Counts of this size move by twice their root by chance alone.
    return abs(now - before) > max(STEADY * before, 2 * math.sqrt(before + now))


def _line(change: str, row: Row, before: str, now: str, kept: Row | None = None) -> dict[str, Any]:
    return {
        "change": change,
        "row": row["row"],
        "code": row["code"],
        "listed_name": row["listed_name"],
        "before": before or None,
        "now": now or None,
        "decision": kept["decision"] if kept else None,
    }


def _said(row: Row) -> str:
    if not row.get("credential_id"):
        return str(row["status"])
    jobs = row.get("jobs_state") or 0
    return (
        f"{row['credential_name']} ({row['status']}): {row.get('verdict')}, {jobs:,} job"
        f"{'' if jobs == 1 else 's'} in the state"
    )
