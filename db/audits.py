"""Audits of states' lists, kept: what was answered as of when, and what staff decided and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from db import schema as t
from db.names import digest
from taxonomy.normalize import normalize

DECIDED = ("decision", "decision_reason", "decided_credential_id", "decided_by", "decided_on")


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit without its rows; ``id`` is None before it is kept."""

    state: str
    list_name: str
    list_version: str | None
    list_digest: str
    as_of: datetime
    taxonomy_version: str
    summary: dict[str, Any]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a row of an audit; empty texts are None."""

    sheet: str
    row: int
    listed_name: str
    decision: str | None
    reason: str | None
    credential_id: str | None
    by: str | None


def row_key(code: str | None, name: str) -> str:
    """Under which a row is the same on another version of the list: its code and its name.

    >>> row_key(" 12 ", "Certified  Welder"), row_key(None, "certified welder")
    ('12 certified welder', ' certified welder')
    """
    return f"{(code or '').strip().lower()} {normalize(name) or name.strip().lower()}"


def list_digest(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A key of all that a list says: the same cells under the same headings have the same."""
    return digest(*columns, *(cell for row in rows for pair in row.items() for cell in pair))


def keep_audit(connection: Connection, audit: Audit, rows: Sequence[Mapping[str, Any]]) -> Audit:
    """Keeps an audit with its rows and gives it with its id; what was answered once is never overwritten.

    Where the same list was audited as of the same day with the same answers, that audit is the one.
    Each row holds ``sheet``, ``row``, ``code``, ``listed_name``, ``status``, ``credential_id``, all
    that it says as ``answer``, and what of :data:`DECIDED` was decided about it before.
    """
    a = t.audits.c
    day = datetime(audit.as_of.year, audit.as_of.month, audit.as_of.day)
    known = connection.execute(
        select(t.audits).where(
            a.state == audit.state, a.list_name == audit.list_name, a.list_digest == audit.list_digest,
            a.list_version.is_(None) if audit.list_version is None else a.list_version == audit.list_version,
            a.as_of >= day, a.as_of < day + timedelta(days=1),
        ).order_by(a.id)
    ).all()  # fmt: skip
    answers = [row["answer"] for row in rows]
    for each in known:
        if [row["answer"] for row in _rows(connection, each.id)] == answers:
            return _audit(each)
    result = connection.execute(
        insert(t.audits).values(
            state=audit.state, list_name=audit.list_name, list_version=audit.list_version,
            list_digest=audit.list_digest, as_of=audit.as_of, summary=audit.summary,
            taxonomy_version=audit.taxonomy_version,
        )
    )  # fmt: skip
    (new,) = result.inserted_primary_key or (0,)
    said = ("sheet", "row", "code", "listed_name", "status", "credential_id", "answer")
    table = [
        {"audit_id": new, "n": n}
        | {name: row[name] for name in said}
        | {name: row.get(name) for name in DECIDED}
        for n, row in enumerate(rows, start=1)
    ]
    if table:
        connection.execute(insert(t.audit_rows), table)
    return replace(audit, id=int(new))


def audits(connection: Connection, state: str | None = None) -> list[dict[str, Any]]:
    """All kept audits, or a state's, the newest first, each with how many of its rows are decided."""
    a = t.audits.c
    query = select(t.audits).order_by(a.as_of.desc(), a.id.desc())
    if state:
        query = query.where(a.state == state)
    decided: dict[int, int] = {}
    for (own,) in connection.execute(
        select(t.audit_rows.c.audit_id).where(t.audit_rows.c.decided_on.is_not(None))
    ):
        decided[own] = decided.get(own, 0) + 1
    return [
        dict(each) | {"decided": decided.get(each["id"], 0)}
        for each in connection.execute(query).mappings()
    ]


def audit_of(connection: Connection, own: int) -> tuple[Audit, list[dict[str, Any]]] | None:
    """An audit with its rows in the order of the list; None where there is none of this id."""
    found = connection.execute(select(t.audits).where(t.audits.c.id == own)).one_or_none()
    return None if found is None else (_audit(found), _rows(connection, own))


def audit_before(
    connection: Connection, state: str, list_name: str, as_of: datetime, other_than: str
) -> tuple[Audit, list[dict[str, Any]]] | None:
    """The last audit of a list of this name up to a time, ``other_than`` that of this digest that day."""
    a = t.audits.c
    day = datetime(as_of.year, as_of.month, as_of.day)
    query = (
        select(t.audits)
        .where(a.state == state, a.list_name == list_name, a.as_of <= as_of)
        .where((a.as_of < day) | (a.list_digest != other_than))
        .order_by(a.as_of.desc(), a.id.desc())
        .limit(1)
    )
    found = connection.execute(query).one_or_none()
    return None if found is None else (_audit(found), _rows(connection, found.id))


def _audit(row: Row[Any]) -> Audit:
    return Audit(
        row.state, row.list_name, row.list_version, row.list_digest, row.as_of, row.taxonomy_version,
        row.summary, row.id,
    )  # fmt: skip


def _rows(connection: Connection, own: int) -> list[dict[str, Any]]:
    query = select(t.audit_rows).where(t.audit_rows.c.audit_id == own).order_by(t.audit_rows.c.n)
    return [dict(row) for row in connection.execute(query).mappings()]


def decisions_until(
    connection: Connection, state: str, list_name: str, until: datetime
) -> dict[str, dict[str, Any]]:
    """By :func:`row_key`, the last decision about such a row of the list that was made until a time."""
    a, r = t.audits.c, t.audit_rows.c
    query: Select[Any] = (
        select(r.code, r.listed_name, *(r[name] for name in DECIDED))
        .join(t.audits, a.id == r.audit_id)
        .where(a.state == state, a.list_name == list_name, r.decided_on <= until)
        .order_by(r.decided_on, a.as_of, a.id)
    )
    return {
        row_key(row["code"], row["listed_name"]): {name: row[name] for name in DECIDED}
        for row in connection.execute(query).mappings()
    }


def decide(
    connection: Connection, own: int, decisions: Iterable[Decision], now: datetime
) -> tuple[int, list[str]]:
    """Writes decisions into an audit; gives how many were new or changed, and what was refused.

    A decision whose row the audit does not have, or under another name there, is refused with a
    sentence. One that says what is known already keeps its date; one that says nothing takes
    nothing back.
    """
    rows = {(row["sheet"], row["row"]): row for row in _rows(connection, own)}
    changed, refused = 0, []
    for each in decisions:
        said = {
            "decision": each.decision, "decision_reason": each.reason,
            "decided_credential_id": each.credential_id, "decided_by": each.by,
        }  # fmt: skip
        row = rows.get((each.sheet, each.row))
        place = f"row {each.row}" + (f" of sheet {each.sheet!r}" if each.sheet else "")
        if row is None:
            refused.append(f"{place}: audit {own} has no such row")
        elif row["listed_name"] != each.listed_name:
            refused.append(
                f"{place}: the file calls it {each.listed_name!r}, audit {own} {row['listed_name']!r}"
            )
        elif any(said.values()) and any(row[name] != value for name, value in said.items()):
            r = t.audit_rows.c
            connection.execute(
                t.audit_rows.update()
                .where(r.audit_id == own, r.sheet == each.sheet, r.row == each.row)
                .values(**said, decided_on=now)
            )
            changed += 1
    return changed, refused
