"""A state's list against demand: what each row means, and whether employers ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from db.audits import Audit, audit_before, decisions_until, list_digest, row_key
from db.coverage import coverage_words
from db.panel import watches
from db.sentences import place_name
from db.verdict import thresholds
from scripts.audits.brought import columns_brought
from scripts.audits.changes import changes
from scripts.audits.columns import DECISION, OURS, rows_columns
from scripts.audits.lacking import lacking
from scripts.audits.rows import FOR_A_PERSON, Row, Rows
from scripts.taxonomy_import import own_cells, own_columns
from taxonomy.frameworks import edition
from taxonomy.model import Taxonomy
from taxonomy.resolve import resolve_rows
from taxonomy.resolver import STATUSES, Resolved
from taxonomy.statelist import StateList

VERDICTS = ("often", "sometimes", "rarely", "not enough data")
NOT_ANSWERED = tuple(name for name in DECISION if name != "needs_person")
"""The columns that no audit says: they are staff's."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that an audit says. ``columns`` are those of ``rows``: the list's own, then ours."""

    audit: Audit
    columns: tuple[str, ...]
    rows: list[Row]
    people: list[Row]
    lacking: list[Row]
    changes: list[Row]
    decided: Mapping[str, Row] = field(default_factory=dict)
    """What was decided about rows before, by :func:`db.audits.row_key`."""

    @property
    def summary(self) -> dict[str, Any]:
        """What stands on the first page: counts, the window, versions, what not to conclude."""
        return self.audit.summary

    def kept(self, audit: Audit) -> Report:
        """The same under the number it is kept by, with what was said beside the rows then."""
        rows = [row | {"audit": audit.id} for row in self.rows]
        summary = {name: audit.summary[name] for name in self.summary}
        return replace(self, audit=replace(audit, summary=summary), rows=rows)

    def audit_to_keep(self) -> Audit:
        """The audit with all that it says beside the rows."""
        beside = {
            "columns": list(self.columns),
            "people": self.people,
            "lacking_rows": self.lacking,
            "change_rows": self.changes,
        }
        return replace(self.audit, summary=self.summary | beside)

    def rows_to_keep(self) -> list[Row]:
        """The rows as :func:`db.audits.keep_audit` takes them."""
        return [
            {key: row[key] for key in ("row", "code", "listed_name", "status", "credential_id")}
            | {"sheet": row.get("sheet") or ""}
            | {"answer": {key: value for key, value in row.items() if key not in NOT_ANSWERED}}
            | dict(self.decided.get(row_key(row["code"], row["listed_name"]), {}))
            for row in self.rows
        ]

    @classmethod
    def of_kept(cls, audit: Audit, rows: Sequence[Row]) -> Report:
        """A kept audit again, each row with what was decided about it since."""
        summary = dict(audit.summary)
        columns = tuple(summary.pop("columns"))
        people, lacks, changed = (summary.pop(k) for k in ("people", "lacking_rows", "change_rows"))
        summary["decided"] = sum(row["decided_on"] is not None for row in rows)
        shown = [row["answer"] | _said_of(row) | {"audit": audit.id} for row in rows]
        return cls(replace(audit, summary=summary), columns, shown, people, lacks, changed)


def build(
    connection: Connection,
    taxonomy: Taxonomy,
    listed: StateList,
    state: str,
    now: datetime,
    name: str,
    version: str | None = None,
    framework: str = "2024",
) -> Report:
    """Audits a list for a state (or ``US``) as of ``now``; reads the database and writes nothing.

    ``name`` says which list it is over the years, ``version`` which edition; Career Clusters are shown
    in ``framework``, ``2024`` or ``2002``. Decisions and the audit
    before are taken from the database, as far as they were there at that time.
    """
    digest = list_digest(listed.columns, [{"": each.name, **each.cells} for each in listed.rows])
    decided = decisions_until(connection, state, name, now)
    meant = [
        (each, _as_decided(taxonomy, resolved, decided.get(row_key(each.code, each.name))))
        for each, resolved in resolve_rows(taxonomy, listed.rows, None if state == "US" else state)
    ]
    builder = Rows(connection, taxonomy, state, now.date(), meant, framework)
    kinds = columns_brought(listed)
    own = own_columns(listed, OURS)
    rows = []
    for each, resolved in meant:
        said = decided.get(row_key(each.code, each.name), {})
        row = (
            own_cells(each, own)
            | builder.row(each, resolved)
            | builder.brought(each, resolved, kinds)
        )
        needs = "yes" if resolved.status in FOR_A_PERSON else None
        rows.append(row | {"needs_person": needs, **_said_of(said), "audit": None})
    columns = tuple(dict.fromkeys([*own.values(), *rows_columns(kinds)]))
    before = audit_before(connection, state, name, now, digest)
    audit = Audit(
        state=state, list_name=name, list_version=version, list_digest=digest, as_of=now,
        taxonomy_version=taxonomy.version, summary={},
    )  # fmt: skip
    report = Report(
        audit=audit,
        columns=columns,
        rows=rows,
        people=builder.people(),
        lacking=lacking(builder.area, builder.shown, meant),
        changes=changes(before[1], rows) if before else [],
        decided=decided,
    )
    summary = _summary(builder, report, listed, before[0] if before else None)
    return replace(report, audit=replace(audit, summary=summary))


def _said_of(decided: Row) -> Row:
    """The columns of a decision, empty where there is none."""
    names = ("decision", "decision_reason", "decided_credential_id", "decided_by")
    on = decided.get("decided_on")
    return {name: decided.get(name) for name in names} | {
        "decided_on": on.date().isoformat() if on else None
    }


def _as_decided(taxonomy: Taxonomy, resolved: Resolved, decided: Row | None) -> Resolved:
    """What a row means, where a person has said so."""
    own = decided and decided["decided_credential_id"]
    chosen = taxonomy.credentials.get(own or "")
    if not decided or chosen is None:
        return resolved
    who = decided["decided_by"] or "staff"
    why = f"{who} said so on {decided['decided_on']:%Y-%m-%d}; by itself: {resolved.reason}"
    status = resolved.status if resolved.credential is chosen else "alias"
    others = tuple(c for c in resolved.candidates if c is not chosen)
    return Resolved(status, 100.0, chosen, others, why)


def _summary(
    builder: Rows, report: Report, listed: StateList, before: Audit | None
) -> dict[str, Any]:
    rows, limits = report.rows, thresholds()
    statuses = Counter(row["status"] for row in rows)
    verdicts = Counter(row["verdict"] for row in rows if row.get("verdict"))
    since, today = builder.area.since, builder.today
    learners: Counter[str] = Counter()
    for row in rows:
        if row.get("learners"):
            learners[row.get("verdict") or "no one credential"] += row["learners"]
    return {
        "list": report.audit.list_name,
        "version": report.audit.list_version,
        "state": report.audit.state,
        "place": place_name(report.audit.state),
        "as_of": today.isoformat(),
        "since": since.isoformat(),
        "rows": len(rows),
        "statuses": {status: statuses[status] for status in STATUSES},
        "verdicts": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "need_a_person": sum(row["needs_person"] == "yes" for row in rows),
        "same_as_another_row": sum(bool(row.get("same_as_row")) for row in rows),
        "sunset_passed": sum(row.get("standing") == "sunset passed" for row in rows),
        "decided": sum(bool(row["decided_on"]) for row in rows),
        "learners": dict(sorted(learners.items())),
        "lacking": len({row["credential_id"] for row in report.lacking}),
        "changes": len(report.changes),
        "compared_with": None
        if before is None
        else {"audit": before.id, "as_of": f"{before.as_of:%Y-%m-%d}", "version": before.list_version},
        "not_read": list(listed.skipped),
        "thresholds": (
            f"Often: {limits.often:.0%} or more of the relevant jobs ask for it; sometimes: {limits.sometimes:.0%} or more. "
            f"At least {limits.least_relevant_jobs} relevant jobs and {limits.least_relevant_employers} employers are needed."
        ),
        "coverage": coverage_words(
            builder.connection, report.audit.state, since, today, watches(builder.connection, today)
        ),
        "framework": edition(builder.shown),
        "taxonomy_version": report.audit.taxonomy_version,
    }  # fmt: skip
