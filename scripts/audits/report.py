"""A state's list against demand: what each row means, and whether employers ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from db.area import Area, nation
from db.audits import Audit, audit_before, decisions_until, list_digest, row_key
from db.coverage import coverage_words
from db.panel import watches
from db.sentences import CONCENTRATED, SMALL, number, place_name, sentence
from db.verdict import thresholds
from scripts.audits.brought import KINDS, Brought, brought, columns_brought, standing
from scripts.audits.changes import changes
from scripts.audits.columns import DECISION, OURS, rows_columns
from scripts.audits.lacking import lacking
from scripts.taxonomy_import import list_row, own_cells, own_columns
from taxonomy.cip import clusters_of_cip
from taxonomy.model import Credential, Taxonomy
from taxonomy.resolve import resolve_rows
from taxonomy.resolver import STATUSES, Resolved
from taxonomy.statelist import Listed, StateList

Row = dict[str, Any]
VERDICTS = ("often", "sometimes", "rarely", "not enough data")
NOT_ANSWERED = tuple(name for name in DECISION if name != "needs_person")
"""The columns that no audit says: they are staff's."""
_FOR_A_PERSON = {"ambiguous": 0, "close": 1, "none": 2}


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
) -> Report:
    """Audits a list for a state (or ``US``) as of ``now``; reads the database and writes nothing.

    ``name`` says which list it is over the years, ``version`` which edition. Decisions and the audit
    before are taken from the database, as far as they were there at that time.
    """
    digest = list_digest(listed.columns, [{"": each.name, **each.cells} for each in listed.rows])
    decided = decisions_until(connection, state, name, now)
    meant = [
        (each, _as_decided(taxonomy, resolved, decided.get(row_key(each.code, each.name))))
        for each, resolved in resolve_rows(taxonomy, listed.rows, None if state == "US" else state)
    ]
    builder = _Builder(connection, taxonomy, state, now.date(), meant)
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
        needs = "yes" if resolved.status in _FOR_A_PERSON else None
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
        lacking=lacking(builder.area, taxonomy, meant),
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


class _Builder:
    """The rows of one audit, with what they share."""

    def __init__(
        self,
        connection: Connection,
        taxonomy: Taxonomy,
        state: str,
        today: date,
        meant: Sequence[tuple[Listed, Resolved]],
    ) -> None:
        self.connection = connection
        self.taxonomy = taxonomy
        self.state = state
        self.today = today
        self.meant = meant
        self.area = Area(connection, state, today)
        chosen = {r.credential.id for _, r in meant if r.credential}
        offered = {c.id for _, r in meant for c in r.candidates}
        self.nation = nation(connection, sorted(chosen | offered), today)
        self.imputed = self.area.imputed(sorted(chosen))
        self.evidence = self.area.evidence(sorted(chosen))
        self._first: dict[str, tuple[str, int]] = {}
        self._several = len({each.sheet for each, _ in meant}) > 1

    def row(self, each: Listed, resolved: Resolved) -> Row:
        """What a row means and what is asked for; figures only where it means one credential."""
        row: Row = list_row(each, resolved)
        chosen = resolved.credential
        if chosen is None:
            return row | {"reason": self._open_reason(resolved)}
        figures = self.area.figures(chosen)
        family = self.taxonomy.family(chosen.id)
        evidence = self.evidence.get(chosen.id, {})
        same = self._same_as(each, chosen)
        return row | {
            "verdict": figures["verdict"],
            "jobs_state": figures["jobs"],
            "employers_state": figures["employers"],
            "jobs_nation": self.nation.get(chosen.id, 0),
            "required": figures["required"],
            "share": figures["share"],
            "reason": " ".join(
                filter(None, (_as_sentence(resolved.reason), self._verdict_in_words(chosen, figures)))
            ),
            **{key: figures[key] for key in ("preferred", "after_hire", "alone", "postings")},
            "entry_jobs": figures["entry_level"]["yes"],
            "entry_unstated": figures["entry_level"]["unstated"],
            "family_jobs": self.area.distinct_jobs(family),
            **{key: figures[key] for key in ("relevant_jobs", "relevant_employers", "share_low", "share_high")},
            "largest_employer_share": figures["largest_employer_share"],
            "small_figure": "yes" if 0 < figures["jobs"] < SMALL else None,
            **self.imputed.get(chosen.id, {"licensed_jobs": None, "software_jobs": None}),
            "evidence": " ".join(evidence["sentence"].split()) if evidence else None,
            "evidence_employer": evidence.get("employer"),
            "evidence_url": evidence.get("url"),
            "same_as_row": same,
        }  # fmt: skip

    def _open_reason(self, resolved: Resolved) -> str:
        reason = _as_sentence(resolved.reason)
        if resolved.status != "ambiguous" or not resolved.candidates:
            return reason
        meant = {own for c in resolved.candidates for own in self.taxonomy.family(c.id)}
        n = self.area.distinct_jobs(meant)
        which = "it" if len(meant) == 1 else f"one or more of these {len(meant):,}"
        return (
            f"{reason} {number(n, 'job')} in {place_name(self.state)} "
            f"{'asks' if n == 1 else 'ask'} for {which}; a person has to say which is meant."
        )

    def _verdict_in_words(self, chosen: Credential, figures: Row) -> str:
        named = figures | {
            "credential": {"id": chosen.id, "name": chosen.name},
            "state": self.state,
            "until": self.today.isoformat(),
        }
        said = sentence(named, by_occupation=bool(chosen.socs))
        share = figures["largest_employer_share"]
        if figures["employers"] == 1 and figures["jobs"] > 1:
            said += " All of these jobs whose employer is named are of one employer."
        elif share is not None and share >= CONCENTRATED and figures["jobs"] > 1:
            said += f" {share:.0%} of these jobs are of one employer."
        if chosen.successor:
            successor = self.taxonomy.credentials.get(chosen.successor)
            said += f" It was replaced by {successor.name if successor else chosen.successor}."
        return said

    def _same_as(self, each: Listed, chosen: Credential) -> str | None:
        """The first row that means the same credential, where this is a later one."""
        first = self._first.setdefault(chosen.id, (each.sheet, each.row))
        if first == (each.sheet, each.row):
            return None
        return f"{first[0]}: {first[1]}" if self._several else str(first[1])

    def brought(self, each: Listed, resolved: Resolved, kinds: dict[str, str]) -> Row:
        """What staff brought for a row, set against its demand."""
        if not kinds:
            return {}
        own = brought(each, kinds)
        row: Row = {kind: getattr(own, kind) for kind in KINDS if kind in kinds}
        for kind in ("approved_on", "sunset_on"):
            if row.get(kind):
                row[kind] = row[kind].isoformat()
        if {"approved_on", "sunset_on"} & set(kinds):
            row["standing"] = standing(own, self.today)
        chosen = resolved.credential
        jobs = self.area.asked_for().get(chosen.id, 0) if chosen else None
        if own.learners and jobs is not None:
            row["jobs_per_100_learners"] = round(100 * jobs / own.learners, 1)
        if own.learners is not None and own.exam_cost is not None:
            row["cost_of_learners"] = round(own.learners * own.exam_cost, 2)
        return row | (self._by_cip(own, chosen) if "cip_codes" in kinds else {})

    def _by_cip(self, own: Brought, chosen: Credential | None) -> Row:
        clusters = list(dict.fromkeys(c for code in own.cip_codes for c in clusters_of_cip(code)))
        row: Row = {"cip_codes": list(own.cip_codes), "cip_clusters": clusters}
        if chosen and clusters:
            counts = self.area.by_cluster(chosen.id)
            row["jobs_in_cip_clusters"] = sum(counts[c] for c in clusters)
            if chosen.career_clusters and not chosen.cross_cutting:
                row["cip_agrees"] = "yes" if set(clusters) & {*chosen.career_clusters} else "no"
        return row

    def people(self) -> list[Row]:
        """The rows that need a person, a line for each candidate with what is asked for."""
        open_rows = [(e, r) for e, r in self.meant if r.status in _FOR_A_PERSON]
        open_rows.sort(key=lambda pair: _FOR_A_PERSON[pair[1].status])
        out = []
        for each, resolved in open_rows:
            head = {
                "sheet": each.sheet or None, "row": each.row, "code": each.code,
                "listed_name": each.name, "status": resolved.status, "why": resolved.reason,
            }  # fmt: skip
            offered = dict.fromkeys(
                [*([resolved.credential] if resolved.credential else []), *resolved.candidates]
            )
            out += [head | self._candidate(n, c) for n, c in enumerate(offered, start=1)] or [head]
        return out

    def _candidate(self, n: int, credential: Credential) -> Row:
        figures = self.area.figures(credential)
        issuer = self.taxonomy.issuers.get(credential.issuer or "")
        return {
            "candidate": n,
            "credential_id": credential.id,
            "credential_name": credential.name,
            "issuer": issuer.name if issuer else None,
            "jobs_state": figures["jobs"],
            "employers_state": figures["employers"],
            "jobs_nation": self.nation.get(credential.id, 0),
            "verdict": figures["verdict"],
        }


def _summary(
    builder: _Builder, report: Report, listed: StateList, before: Audit | None
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
        "taxonomy_version": report.audit.taxonomy_version,
    }  # fmt: skip


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
