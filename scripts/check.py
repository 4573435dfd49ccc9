"""``sought check``: is this credential asked for?"""

from __future__ import annotations

from typing import Annotated, Any

import typer
import us
from rich.table import Table
from rich.text import Text

from db.check import SMALL, place_name, thresholds
from db.check import check as answer_for
from db.store import count_postings
from scripts import common
from taxonomy.find import Found, choose, find
from taxonomy.frameworks import cluster_of

VERDICTS = {
    "often": "asked for often",
    "sometimes": "asked for sometimes",
    "rarely": "asked for rarely",
    "not enough data": "not enough data",
}


def check(
    name: Annotated[
        str,
        typer.Argument(help="The credential: its name, an acronym, a near spelling, or its id."),
    ],
    state: Annotated[
        str, typer.Option("--state", help="A state's two letters, US, or remote.")
    ] = "US",
    framework: common.FrameworkOption = common.Framework.OF_2024,
    json_out: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Says whether employers ask for a credential, with the numbers and the sentences counted.

    Example: `sought check "ServSafe Manager" --state OH`
    """
    place = area(state)
    taxonomy = common.taxonomy(framework)
    found = find(taxonomy, name)
    chosen = choose(found)
    if chosen is None:
        _which(name, found, json_out)
        raise typer.Exit(common.SOME_FAILED)
    engine = common.database()
    with common.database_errors():
        postings = count_postings(engine)
        answer = answer_for(
            engine, chosen.credential, place, common.now().date(),
            None if framework == "2024" else cluster_of(taxonomy),
        )  # fmt: skip
    answer["candidates"] = [_candidate(f) for f in found if f.credential.id != chosen.credential.id]
    if json_out:
        common.print_json(answer)
    else:
        _show(answer, chosen, name, postings)


def area(given: str) -> str:
    """A state as two capitals, ``US`` or ``remote``; ends the command where it is none."""
    if given.lower() == "remote":
        return "remote"
    code = given.strip().upper()
    known = {s.abbr for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}
    if code == "US" or code in known:
        return code
    for each in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]:
        if str(each.name).upper() == code:
            return str(each.abbr)
    raise common.fail(
        f"{given!r} is no state; give two letters such as OH, or US", common.WRONG_USAGE
    )


def _candidate(found: Found) -> dict[str, Any]:
    return {"id": found.credential.id, "name": found.credential.name, "score": found.score}


def _which(name: str, found: list[Found], json_out: bool) -> None:
    if json_out:
        common.print_json({"credential": None, "candidates": [_candidate(f) for f in found]})
        return
    if not found:
        common.err.print(
            f"No credential of the taxonomy is called {name!r} or anything near it.", markup=False
        )
        return
    common.err.print(f"{name!r} may be one of these; ask again with its name:", markup=False)
    for f in found:
        common.err.print(
            f"  {f.credential.name}  ({f.credential.id}, likeness {f.score:.0f} of 100)",
            markup=False,
        )


def _show(a: dict[str, Any], chosen: Found, asked: str, postings: int) -> None:
    say = common.out.print
    if chosen.status == "close":
        say(f"Taking {asked!r} to mean {a['credential']['name']}.\n", markup=False)
    say(a["answer"], markup=False, style="bold")
    limits = thresholds()
    say(
        f"\nVerdict: {VERDICTS[a['verdict']]}. (Often is {limits.often:.0%} or more of the relevant jobs, "
        f"sometimes {limits.sometimes:.0%} or more; at least {limits.least_relevant_jobs} relevant jobs and "
        f"{limits.least_relevant_employers} employers are needed.)"
    )
    say(
        f"\n{place_name(a['state']).capitalize() if a['state'] == 'remote' else place_name(a['state'])}, {a['since']} to {a['until']}",
        style="bold",
    )
    table = Table(box=None, show_header=False, pad_edge=False)
    share = (
        "unknown"
        if a["share"] is None
        else (
            f"{a['share']:.1%} (between {a['share_low']:.1%} and {a['share_high']:.1%}, 95% interval over employers)"
        )
    )
    largest = (
        "unknown" if a["largest_employer_share"] is None else f"{a['largest_employer_share']:.0%}"
    )
    for label, value in (
        (
            "Jobs that ask for it",
            f"{a['jobs']:,}" + ("  (a small figure)" if a["jobs"] < SMALL else ""),
        ),
        ("  required", f"{a['required']:,}"),
        ("  preferred", f"{a['preferred']:,}"),
        ("  with no alternative", f"{a['alone']:,}"),
        ("Obtainable after hire (not in the jobs above)", f"{a['after_hire']:,}"),
        ("Employers that ask", f"{a['employers']:,}"),
        ("  share of the largest", largest),
        ("Postings behind these jobs", f"{a['postings']:,}"),
        (
            "Jobs in the occupations it is for"
            if chosen.credential.socs
            else "Jobs in all occupations",
            f"{a['relevant_jobs']:,} from {a['relevant_employers']:,} employers",
        ),
        ("Share of those that ask", share),
    ):
        table.add_row(label, value)
    say(table)
    if a["rank"]:
        say("\nRank among the credentials asked for:", style="bold")
        for cluster, rank in a["rank"].items():
            say(f"  {rank}. in {cluster}", markup=False)
    if a["trend"]:
        say("\nNew jobs that ask for it, by month:", style="bold")
        say("  " + "  ".join(f"{m['month']}: {m['jobs']}" for m in a["trend"]))
    if a["evidence"]:
        say("\nIn employers' own words:", style="bold")
    for e in a["evidence"]:
        line = Text("  “")
        line.append(e["sentence"][: e["start"]].replace("\n", " "))
        line.append(e["sentence"][e["start"] : e["end"]].replace("\n", " "), style="bold")
        line.append(e["sentence"][e["end"] :].replace("\n", " ") + "”")
        say(line)
        say(
            f"     {e['requirement'].replace('_', ' ')} · {e['employer'] or 'employer not given'} · {e['title']} · "
            f"{e['place'] or 'place not given'} · {e['date']} · {e['url'] or 'no address'}",
            markup=False, style="dim",
        )  # fmt: skip
    say(
        f"\nWhat this says and does not: it counts the {postings:,} advertisements that our sources hold, not all "
        "jobs; an advertisement is not a vacancy, demand is not value, and a credential that is never named "
        "may still be wanted.", style="dim",
    )  # fmt: skip
