"""``sought coverage``: whom the sources represent, and whom they do not."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from db.coverage import coverage as coverage_of
from db.sentences import number
from scripts import common
from scripts.check import area


def coverage(
    state: Annotated[
        str, typer.Option("--state", help="A state's two letters, US, or remote.")
    ] = "US",
    json_out: Annotated[bool, typer.Option("--json", help="Print all tables as JSON.")] = False,
) -> None:
    """Shows whom the jobs of the last twelve months represent, beside employment.

    Example: `sought coverage --state OH`
    """
    place = area(state)
    taxonomy = common.taxonomy()
    employment = {
        soc: o.employment for soc, o in taxonomy.occupations.items() if o.employment and not o.is_oews_group
    }  # fmt: skip
    engine = common.database()
    with common.database_errors(), engine.connect() as connection:
        answer = coverage_of(connection, common.now().date(), place, employment)
    if json_out:
        common.print_json(answer)
    else:
        _show(answer)


def _show(a: dict[str, Any]) -> None:
    say = common.out.print
    say(a["text"], markup=False, style="bold")
    say(
        f"\n{a['jobs']:,} jobs of {a['employers']:,} employers; {a['jobs_without_employer']:,} name no employer, "
        f"{a['jobs_without_occupation']:,} have no known occupation."
    )
    known = any(row["employment"] for row in a["occupations"])
    say("\nOccupations, beside employment (OEWS)" if known else "\nOccupations; employment here is not known: sought import oews FILE", style="bold")  # fmt: skip
    _table(
        ("group", "jobs", "of our jobs", "employment", "of all employed", "ratio"),
        [
            (
                row["name"], f"{row['jobs']:,}", _percent(row["share_of_jobs"]),
                "" if row["employment"] is None else f"{row['employment']:,}",
                _percent(row["share_of_employment"]), "" if row["ratio"] is None else f"{row['ratio']:.2f}",
            )
            for row in a["occupations"]
        ],
    )  # fmt: skip
    if known:
        say("A ratio below 1: fewer of our jobs than of the people employed; 0.2 is a fifth.", style="dim")  # fmt: skip
    if a["state"] == "US":
        say("\nStates (a job in two states counts in both)", style="bold")
        say("  " + "  ".join(f"{row['state']} {row['jobs']:,}" for row in a["states"]))
    say("\nKinds of sources", style="bold")
    say("  " + "  ".join(f"{row['source_kind']} {row['jobs']:,}" for row in a["source_kinds"]))
    say("\nEmployers by the jobs they advertised here (their size is not known)", style="bold")
    say("  " + "  ".join(f"{row['size']}: {row['employers']:,}" for row in a["employer_sizes"]))
    say("\nMonths", style="bold")
    _table(
        ("month", "new jobs", "left-censored", "on the panel", "sources", "nights missed"),
        [
            (
                row["month"], f"{row['jobs']:,}", f"{row['left_censored']:,}", f"{row['panel_jobs']:,}",
                f"{row['sources']:,}", str(row["missed_nights"]),
            )
            for row in a["months"][-13:]
        ],
    )  # fmt: skip
    panel = a["panel"]
    say(
        f"Constant panel: {number(panel['sources'], 'source')} since {panel['since']}, with {panel['share_of_open_jobs']:.0%} of the open jobs."
        if panel["since"]
        else "No constant panel: no set of sources that holds half of the open jobs was read whole for long enough.",
        style="dim",
    )
    dead = [row for row in a["sources"] if row["dead"]]
    if dead:
        say("\nDead sources (not read whole for long)", style="bold")
        for row in dead:
            say(f"  {row['source']}  last read whole: {row['last_whole'] or 'never'}", markup=False)
    if a["missed_nights"]:
        say("\nNights on which nothing was read: " + ", ".join(a["missed_nights"][-20:]))


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for n, heading in enumerate(headings):
        table.add_column(heading, justify="left" if n == 0 else "right")
    for row in rows:
        table.add_row(*row)
    common.out.print(table)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
