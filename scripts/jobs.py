"""``sought jobs``: which postings are one job, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from db.explain import explain as explained
from db.explain import find_posting
from scripts import common

app = typer.Typer(no_args_is_help=True, help="Jobs: the openings behind one or several postings.")


@app.callback()
def jobs() -> None:
    """Jobs: the openings behind one or several postings."""


@app.command()
def explain(
    posting: Annotated[
        str,
        typer.Argument(
            help="A posting: its id, SOURCE/ID such as greenhouse/acme/123, or its address."
        ),
    ],
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Says why a posting was, or was not, counted as one job with others.

    Example: `sought jobs explain greenhouse/acme/123`
    """
    engine = common.database()
    with common.database_errors(), engine.connect() as connection:
        found = find_posting(connection, posting)
        if found is None:
            raise common.fail(
                f"no posting is called {posting!r}; give its id, SOURCE/ID or its address",
                common.WRONG_USAGE,
            )
        answer = explained(connection, found)
    if answer["job"] is None:
        raise common.fail("this posting is in no job yet; run: sought extract")
    if json_out:
        common.print_json(answer)
    else:
        _show(answer)


def _show(answer: dict[str, Any]) -> None:
    own, by = answer["posting"], answer["compared_by"]
    say = common.out.print
    say(f"{own['title']} · {own['employer'] or 'employer not named'} · {own['location'] or 'no place'}", style="bold", markup=False)  # fmt: skip
    n = answer["postings_in_job"]
    say(f"Job {answer['job']}, {n} posting{'' if n == 1 else 's'}.\n")
    say(
        f"Compared by: employer “{by['employer']}” ({by['employer_kind']}), places {'; '.join(by['places']) or 'none'}, "
        f"{'remote' if by['remote'] else 'not remote'}, title “{by['title']}”; then by the text; then by the dates.",
        markup=False,
    )  # fmt: skip
    for heading, rows in (("\nOne job with", answer["together"]), ("\nNot one job with", answer["apart"])):  # fmt: skip
        if rows:
            say(heading, style="bold")
        for row in rows:
            say(
                f"  {row['title']} · {row['employer'] or 'not named'} · {row['location'] or 'no place'} · "
                f"{row['source']} · seen {row['first_seen'][:10]} to {row['last_seen'][:10]}\n      {row['reason']}",
                markup=False,
            )  # fmt: skip
    if not answer["together"] and not answer["apart"]:
        say("No other posting is near it in employer, title and place.")
