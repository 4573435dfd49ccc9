"""The rows of an audit: what each means, what is asked for, and what staff brought set against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db.area import Area
from db.sentences import CONCENTRATED, SMALL, number, place_name, sentence
from scripts.audits.brought import KINDS, Brought, brought, standing
from scripts.taxonomy_import import list_row
from taxonomy.cip import clusters_of_cip
from taxonomy.frameworks import former_cluster_of, in_framework
from taxonomy.model import Credential, Taxonomy
from taxonomy.resolver import Resolved
from taxonomy.statelist import Listed

Row = dict[str, Any]
FOR_A_PERSON = {"ambiguous": 0, "close": 1, "none": 2}
"""The statuses that need a person, in the order of their sheet."""


class Rows:
    """The rows of one audit, with what they share.

    Career Clusters are those of ``framework``, but for what comes of CIP codes: the crosswalk from
    these leads to the clusters of 2024 only.
    """

    def __init__(
        self,
        connection: Connection,
        taxonomy: Taxonomy,
        state: str,
        today: date,
        meant: Sequence[tuple[Listed, Resolved]],
        framework: str = "2024",
    ) -> None:
        self.connection = connection
        self.taxonomy = taxonomy
        self.shown = in_framework(taxonomy, framework)
        self.state = state
        self.today = today
        self.meant = meant
        others = former_cluster_of(self.shown)
        self.area = Area(connection, state, today, others)
        columns = self.area.columns
        self.programs = Area(connection, state, today, columns=columns) if others else self.area
        chosen = {r.credential.id for _, r in meant if r.credential}
        self.nation = Area(connection, "US", today, columns=self.area.columns)
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
        jobs, employers = self.nation.counts(chosen.id)
        family = self.taxonomy.family(chosen.id)
        evidence = self.evidence.get(chosen.id, {})
        same = self._same_as(each, chosen)
        return row | {
            "career_clusters": list(self.shown.credentials[chosen.id].career_clusters),
            "verdict": figures["verdict"],
            "jobs_state": figures["jobs"],
            "employers_state": figures["employers"],
            "jobs_nation": jobs,
            "required": figures["required"],
            "share": figures["share"],
            "reason": " ".join(
                filter(None, (_as_sentence(resolved.reason), self._verdict_in_words(chosen, figures)))
            ),
            "employers_nation": employers,
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
            counts = self.programs.by_cluster(chosen.id)
            row["jobs_in_cip_clusters"] = sum(counts[c] for c in clusters)
            if chosen.career_clusters and not chosen.cross_cutting:
                row["cip_agrees"] = "yes" if set(clusters) & {*chosen.career_clusters} else "no"
        return row

    def people(self) -> list[Row]:
        """The rows that need a person, a line for each candidate with what is asked for."""
        open_rows = [(e, r) for e, r in self.meant if r.status in FOR_A_PERSON]
        open_rows.sort(key=lambda pair: FOR_A_PERSON[pair[1].status])
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
            "jobs_nation": self.nation.counts(credential.id)[0],
            "verdict": figures["verdict"],
        }


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
