"""The answer in plain sentences."""

from __future__ import annotations

from typing import Any

import us

from db.employers import EmployerKind
from db.verdict import NOT_ENOUGH

SMALL = 10
"""A figure below this is called small wherever it is shown."""
CONCENTRATED = 0.5
"""From this share on the largest employer is named in the answer."""


def place_name(state: str) -> str:
    """How a state's code, ``US`` or ``remote`` is said in a sentence."""
    if state == "US":
        return "the United States"
    if state == "remote":
        return "remote work"
    found = us.states.lookup(state, field="abbr")
    return str(found.name) if found else state


def sentence(figures: dict[str, Any], *, by_occupation: bool = True) -> str:
    """The answer in one or two plain sentences."""
    name, place = figures["credential"]["name"], place_name(figures["state"])
    jobs, who = number(figures["jobs"], "job"), number(figures["employers"], "employer")
    if unnamed := figures.get("jobs_without_employer"):
        who += f" ({unnamed:,} of them name{'s' if unnamed == 1 else ''} no employer)"
    counted = f"{jobs} from {who} asked for it in the twelve months to {figures['until']}"
    whose = "the occupations it is for" if by_occupation else "all occupations"
    relevant = f"{number(figures['relevant_jobs'], 'job')} in {whose}"
    if figures["verdict"] == NOT_ENOUGH:
        return (
            f"There is not enough data to say whether employers ask for {name} in {place}: {counted}, "
            f"and our sources hold only {relevant}, from {number(figures['relevant_employers'], 'employer')}."
        )
    # Jobs of other occupations ask for it too, so the share is not of the jobs counted before it.
    did = f"{figures['share']:.1%} of the {relevant} did"
    how = figures["verdict"]
    return (
        f"Employers in {place} {how} ask for {name}: {counted}; {did}."
        if figures["state"] not in ("US", "remote")
        else f"Employers {how} ask for {name} (in {place}): {counted}; {did}."
    )


def concentration(figures: dict[str, Any]) -> str | None:
    """A sentence that names the employer on whom the figures rest; None where they rest on many."""
    share, who = figures["largest_employer_share"], figures["who_asks"]["employers"]
    if share is None or not who or share < CONCENTRATED or figures["jobs"] < 2:
        return None
    kind = ", a staffing firm" if who[0]["kind"] == EmployerKind.STAFFING else ""
    name = f"{who[0]['employer']}{kind}"
    if figures["employers"] == 1:
        return f"All jobs whose employer is named are of one employer, {name}: this says nothing of others."
    return f"{share:.0%} of these jobs are of one employer, {name}."


def number(n: int, noun: str) -> str:
    """A number with its noun, which is in the plural but for one."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
