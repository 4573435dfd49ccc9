"""``sought check``: is this credential asked for?"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated, Any

import typer
import us
from rich.table import Table
from rich.text import Text

from db.asof import as_of
from db.check import SMALL, place_name, thresholds
from db.check import check as answer_for
from scripts import common
from taxonomy.find import Found, choose, find
from taxonomy.frameworks import former_cluster_of

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
    as_of_day: common.AsOfOption = None,
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
    engine, day = common.database(), common.date_of("--as-of", as_of_day)
    with common.database_errors(), as_of(engine, day) if day else nullcontext(engine) as where:
        answer = answer_for(
            where, chosen.credential, place, day or common.now().date(),
            former_cluster_of(taxonomy),
            {soc: o.oews_group for soc, o in taxonomy.occupations.items() if o.oews_group},
        )  # fmt: skip
    for row in (*answer["who_asks"]["occupations"], *answer["wages"]):
        known = taxonomy.occupations.get(row["soc"])
        row["title"] = known.title if known else row["soc"]
    answer["candidates"] = [_candidate(f) for f in found if f.credential.id != chosen.credential.id]
    if json_out:
        common.print_json(answer)
    else:
        _show(answer, chosen, name)


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


def _show(a: dict[str, Any], chosen: Found, asked: str) -> None:
    say = common.out.print
    if chosen.status == "close":
        say(f"Taking {asked!r} to mean {a['credential']['name']}.\n", markup=False)
    say(a["answer"], markup=False, style="bold")
    _say_verdict(a)
    place = place_name(a["state"])
    say(f"\n{place[:1].upper()}{place[1:]}, {a['since']} to {a['until']}", style="bold")
    _say_numbers(a, bool(chosen.credential.socs))
    if a["rank"]:
        say("\nRank among the credentials asked for", style="bold")
        for cluster, rank in a["rank"].items():
            say(f"  {rank}. in {cluster}", markup=False)
    if a["trend"]:
        say("\nNew jobs that ask for it, by month", style="bold")
        say("  " + "  ".join(_month(m) for m in a["trend"]))
        say(f"  Counted over {a['trend_basis']}.", markup=False)
        if any(m["left_censored"] for m in a["trend"]):
            say("  * survivors from before a source was first read are among them", style="dim")
    say(f"  {a['trend_in_words']}", markup=False)
    _say_who(a)
    _say_pay(a)
    if a["neighbors"]:
        say("\nAsked for by the same jobs", style="bold")
        say("  " + ", ".join(f"{n['name']} ({n['jobs']:,})" for n in a["neighbors"]), markup=False)
    if a["evidence"]:
        say("\nIn employers' own words", style="bold")
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
    say(f"\nWhat this rests on: {a['coverage']}", style="dim", markup=False)


def _say_verdict(a: dict[str, Any]) -> None:
    limits = thresholds()
    common.out.print(
        f"\nVerdict: {VERDICTS[a['verdict']]}. (Often is {limits.often:.0%} or more of the relevant jobs, "
        f"sometimes {limits.sometimes:.0%} or more; at least {limits.least_relevant_jobs} relevant jobs and "
        f"{limits.least_relevant_employers} employers are needed.)"
    )
    if not a["flips"]:
        common.out.print("It would be the same with any of these thresholds moved by a quarter.")
    for flip in a["flips"]:
        common.out.print(
            f"It would be “{VERDICTS[flip['verdict']]}” if the threshold {flip['threshold'].replace('_', ' ')} were "
            f"{flip['to']:g}, not {flip['from']:g}."
        )


def _say_numbers(a: dict[str, Any], by_occupation: bool) -> None:
    share = (
        "unknown"
        if a["share"] is None
        else f"{a['share']:.1%} (between {a['share_low']:.1%} and {a['share_high']:.1%}, 95% interval over employers)"
    )
    largest = a["largest_employer_share"]
    level = a["entry_level"]
    rows = [
        ("Jobs that ask for it", f"{a['jobs']:,}" + ("  (a small figure)" if a["jobs"] < SMALL else "")),
        ("  required", f"{a['required']:,}"),
        ("  preferred", f"{a['preferred']:,}"),
        ("  with no alternative", f"{a['alone']:,}"),
        ("  entry level / not / not stated", f"{level['yes']:,} / {level['no']:,} / {level['unstated']:,}"),
        ("Obtainable after hire (not in the jobs above)", f"{a['after_hire']:,}"),
        ("Employers that ask", f"{a['employers']:,}"),
        ("  share of the largest", "unknown" if largest is None else f"{largest:.0%}"),
        ("Postings behind these jobs", f"{a['postings']:,}"),
        ("Jobs in the occupations it is for" if by_occupation else "Jobs in all occupations",
         f"{a['relevant_jobs']:,} from {a['relevant_employers']:,} employers"),
        ("Share of those that ask", share),
    ]  # fmt: skip
    if a["family_jobs"] != a["jobs"]:
        rows.append(("Jobs that ask for it or one of its family", f"{a['family_jobs']:,}"))
    if a["licensed_jobs"] is not None:
        rows.append(("Imputed: jobs of whom the law asks it", f"{a['licensed_jobs']:,}"))
    if a["software_jobs"] is not None:
        rows.append(("Imputed: entry-level jobs that ask for the software", f"{a['software_jobs']:,}"))  # fmt: skip
    table = Table(box=None, show_header=False, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    common.out.print(table)


def _month(m: dict[str, Any]) -> str:
    notes = ("*" if m["left_censored"] else "") + (" (so far)" if m["partial"] else "")
    nights = f" ({m['missed_nights']} nights missed)" if m["missed_nights"] else ""
    return f"{m['month']}: {m['jobs']:,}{notes}{nights}"


def _say_who(a: dict[str, Any]) -> None:
    say, who = common.out.print, a["who_asks"]
    if not a["jobs"]:
        return
    say("\nWho asks", style="bold")
    if who["employers"]:
        say("  Employers: " + ", ".join(
            f"{e['employer']}{' (staffing firm)' if e['kind'] == 'staffing' else ''} ({e['jobs']:,})" for e in who["employers"]
        ), markup=False)  # fmt: skip
    if who["occupations"]:
        say("  Occupations: " + ", ".join(f"{o['title']} ({o['jobs']:,})" for o in who["occupations"]), markup=False)  # fmt: skip
    say("  Career Clusters (the jobs' primary ones): " + ", ".join(f"{c} ({n:,})" for c, n in who["career_clusters"].items()), markup=False)  # fmt: skip


def _say_pay(a: dict[str, Any]) -> None:
    say, pay = common.out.print, a["pay"]
    say("\nPay", style="bold")
    if pay["pay_jobs"]:
        say(
            f"  Advertised, for a full-time year: half of the jobs between ${pay['pay_q1']:,} and ${pay['pay_q3']:,}, median "
            f"${pay['pay_median']:,}; {pay['pay_jobs']:,} of {a['jobs']:,} jobs give pay."
            + (" (a small figure)" if pay["pay_jobs"] < SMALL else "")
        )
    else:
        say("  None of these jobs gives pay.")
    for row in a["wages"]:
        if row["annual_median"] is not None:
            say(f"  {row['title']}, all who work in it ({row['edition']}): median ${row['annual_median']:,.0f}", markup=False)  # fmt: skip
    if not a["wages"]:
        say(
            "  The wages of its occupations here are not known (sought import oews FILE).",
            style="dim",
        )
