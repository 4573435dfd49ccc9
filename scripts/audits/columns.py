"""The columns of an audit's tables, and what each says: the notes of the workbook and of the site."""

from __future__ import annotations

from collections.abc import Iterable

WINDOW = "in the twelve months to the audit's date"

ROWS = {
    "row": "The row of your file, counted from 1, headings and titles included.",
    "code": "The code that your list gives the row, where it has one.",
    "listed_name": "The name as it stands on your list.",
    "status": (
        "Which credential of the taxonomy the row means. exact: its official name. alias: another form of its name. "
        "close: spelled nearly so, or with more said around it; please look. ambiguous: several, a family, or parts; a "
        "person has to choose. none: the taxonomy lacks it, as far as can be told. not_a_credential: a degree, "
        "a skill, a heading, a note."
    ),
    "score": "How near the name is, 0 to 100. It orders the rows; it is no probability.",
    "credential_id": "The credential's id in the taxonomy (sought taxonomy show ID).",
    "credential_name": "The credential's official name.",
    "career_clusters": "The credential's Career Clusters of 2024, the most typical first.",
    "verdict": (
        "often, sometimes or rarely asked for in the jobs it is for, or not enough data. The thresholds stand on the "
        "summary. Empty: the row means no one credential."
    ),
    "jobs_state": f"Jobs in the state that require or prefer it, new {WINDOW}. Reposts and copies count once.",
    "employers_state": "Different employers among those jobs; jobs that name none are not in it.",
    "jobs_nation": f"Jobs anywhere in the United States that require or prefer it, new {WINDOW}.",
    "required": "Of jobs_state: those that require it.",
    "share": (
        "The share of relevant_jobs that ask for it. Jobs of other occupations may ask for it too, so it is not jobs_state "
        "divided by relevant_jobs."
    ),
    "reason": "Why the row means what it means, and what the verdict rests on, in words.",
    "candidates": "Other credentials that may be meant, the likeliest first.",
    "preferred": "Of jobs_state: those that prefer it.",
    "after_hire": "Jobs in the state where it can be obtained after hire. Not in jobs_state.",
    "alone": "Of jobs_state: those that name no alternative to it.",
    "entry_jobs": "Of jobs_state: those that ask for less than a bachelor's and two years or less.",
    "entry_unstated": "Of jobs_state: those that do not say enough to tell whether they are entry level.",
    "postings": "Advertisements behind jobs_state, reposts and copies included.",
    "family_jobs": "Jobs in the state that ask for it or for a credential of its family (CDL A for CDL).",
    "relevant_jobs": f"All jobs in the state in the occupations that it is for, new {WINDOW}: what share is of.",
    "relevant_employers": "Different employers among relevant_jobs.",
    "share_low": "Lower end of the 95% interval of share (employers drawn, extraction's errors included).",
    "share_high": "Upper end of the 95% interval of share.",
    "largest_employer_share": "The part of jobs_state that the largest employer has: near 1, it says little of others.",
    "small_figure": "yes where jobs_state is below 10: a small figure moves by chance.",
    "licensed_jobs": (
        "Imputed, never added: jobs in the state in occupations of whom its law asks this license, whether or not the "
        "posting says so. Empty: not known."
    ),
    "software_jobs": "Imputed, never added: entry-level jobs in the state that ask for the software it certifies.",
    "evidence": "A sentence of one of the jobs counted, in the employer's own words.",
    "evidence_employer": "Who wrote it.",
    "evidence_url": "Where it stood. Advertisements are taken down when they are filled.",
    "same_as_row": "Another row of your list that means the same credential.",
}  # fmt: skip
SPECIFIED = tuple(ROWS)[: tuple(ROWS).index("candidates") + 1]
"""The columns that stand first, in this order, after the list's own."""

BROUGHT = {
    "learners": "Learners who earned it, from your list; empty where the number was withheld.",
    "jobs_per_100_learners": "jobs_state for each 100 learners who earned it. Jobs are advertised ones, not openings.",
    "exam_cost": "What the exam costs in dollars, from your list; the lowest where it gives several.",
    "cost_of_learners": "exam_cost times learners, in dollars.",
    "minimum_age": "The least age in years, from your list.",
    "cip_codes": "The CIP codes of your list, in the form 46.0302.",
    "cip_clusters": "The Career Clusters of those programs by Advance CTE's crosswalk from CIP 2020.",
    "cip_agrees": "Whether one of the credential's Career Clusters is one of the program's. Empty: not known, or it is cross-cutting.",
    "jobs_in_cip_clusters": "Of jobs_state: those whose Career Cluster is one of the program's.",
    "approved_on": "From when it is approved, from your list; a year stands for its first day.",
    "sunset_on": "Until when it is approved, from your list; a year stands for its last day.",
    "standing": "On the audit's date: approved, not yet approved, sunset ahead, or sunset passed.",
}  # fmt: skip

DECISION = {
    "needs_person": "yes where the sheet “Needs a person” has the row.",
    "decision": "For you: keep, remove, review, ... in your own words. Hand the file back with: sought audit decide FILE",
    "decision_reason": "For you: why.",
    "decided_credential_id": "For you: the id of the credential that the row means. The next audit of this list goes by it.",
    "decided_by": "For you: who decided.",
    "decided_on": "When the decision was handed in.",
    "audit": "The number under which this audit is kept; it must stay for a decision to be handed in.",
}  # fmt: skip

PEOPLE = {
    "sheet": "The sheet of your file.",
    "row": ROWS["row"],
    "code": ROWS["code"],
    "listed_name": ROWS["listed_name"],
    "status": ROWS["status"],
    "why": "Why a person has to look.",
    "candidate": "How likely the candidate is among those of the row: 1 is the likeliest.",
    "credential_id": "The candidate's id. Copy the right one into decided_credential_id on the sheet “Rows”.",
    "credential_name": "The candidate's official name.",
    "issuer": "Who awards it.",
    "jobs_state": ROWS["jobs_state"],
    "employers_state": ROWS["employers_state"],
    "jobs_nation": ROWS["jobs_nation"],
    "verdict": ROWS["verdict"],
}

LACKING = {
    "career_cluster": "The Career Cluster (2024) of the jobs that ask: each job's primary one. What every field asks for stands under Cross-cutting.",
    "rank": "Its place in the cluster among the credentials that the list lacks.",
    "credential_id": ROWS["credential_id"],
    "credential_name": ROWS["credential_name"],
    "type": "license, certification, certificate, registration or endorsement.",
    "category": "license, certification, software, general_readiness or cte_assessment.",
    "entry_level": "yes where the taxonomy says that one can earn it without a degree or years of work.",
    "jobs_in_cluster": f"Jobs of this cluster in the state that require or prefer it, new {WINDOW}.",
    "jobs_state": ROWS["jobs_state"],
    "employers_state": ROWS["employers_state"],
    "required": ROWS["required"],
    "share": ROWS["share"],
    "verdict": ROWS["verdict"],
    "on_list": "What of its family the list has, or the rows that may mean it and need a person.",
}  # fmt: skip

CHANGES = {
    "change": "added, removed, meaning (another status or credential), verdict, or demand.",
    "row": "The row in the list now; for a removed one, in the list before.",
    "code": ROWS["code"],
    "listed_name": ROWS["listed_name"],
    "before": "What the last audit said.",
    "now": "What this one says.",
    "decision": "What staff had decided about it, where they had.",
}

OURS = (*ROWS, *BROUGHT, *DECISION)


def note(column: str, *tables: dict[str, str]) -> str | None:
    """What a column says, from the first of the tables that has it."""
    return next((table[column] for table in tables if column in table), None)


def rows_columns(kinds: Iterable[str]) -> list[str]:
    """Our columns of the rows, those for what the list brought included."""
    brought = set(kinds)
    derived = {
        "learners": ("learners", "jobs_per_100_learners"),
        "exam_cost": ("exam_cost",),
        "minimum_age": ("minimum_age",),
        "cip_codes": ("cip_codes", "cip_clusters", "cip_agrees", "jobs_in_cip_clusters"),
        "approved_on": ("approved_on", "standing"),
        "sunset_on": ("sunset_on", "standing"),
    }
    wanted = {name for kind in brought for name in derived[kind]}
    if {"learners", "exam_cost"} <= brought:
        wanted.add("cost_of_learners")
    return [*ROWS, *(name for name in BROUGHT if name in wanted), *DECISION]
