"""``sought taxonomy import``: a state's list, or the Credential Registry's graph, matched to ours."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import us
from rich.table import Table

from scripts import common
from scripts.tables import check_output, write_table
from taxonomy.ctdl import Registered, is_ctdl, match, read_graph, same_issuer
from taxonomy.find import find
from taxonomy.load import DATA, TaxonomyError, load, rows
from taxonomy.model import Taxonomy
from taxonomy.resolve import resolve_rows
from taxonomy.resolver import STATUSES, Resolved
from taxonomy.statelist import Known, Listed, StateList, read_list

COLUMNS = (
    "row", "code", "listed_name", "status", "score", "credential_id", "credential_name",
    "career_clusters", "reason", "candidates",
)  # fmt: skip
REGISTRY_COLUMNS = (
    "row", "ctid", "listed_name", "kind", "issuer", "status", "score", "credential_id",
    "credential_name", "known_ctid", "reason", "candidates",
)  # fmt: skip
SHOWN = 60
ALL_STATES = (*us.states.STATES, us.states.DC, *us.states.TERRITORIES)

Row = dict[str, Any]


def import_list(
    file: Annotated[
        Path, typer.Argument(help="A list as .csv or .xlsx, or CTDL as .jsonld or .json.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to a .csv, .xlsx or .json file.")
    ] = None,
    column: common.ColumnOption = None,
    sheet: common.SheetOption = None,
    state: Annotated[
        str | None,
        typer.Option("--state", help="Whose list it is: its own credentials are preferred."),
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="CTDL: fill the CTIDs of exact matches into the taxonomy."),
    ] = False,
    data: Annotated[Path, typer.Option("--data", help="The taxonomy's folder.")] = DATA,
    json_out: Annotated[bool, typer.Option("--json", help="Print all rows as JSON.")] = False,
) -> None:
    """Says for every row of a list which credential of the taxonomy it means.

    Status: exact (the official name), alias, close, ambiguous (a person has to choose), none (the
    taxonomy lacks it), not_a_credential (a degree, skills, a heading).

    Example: `sought taxonomy import approved-2026.xlsx --state NM -o matched.xlsx`
    """
    if output is not None:
        check_output(output)
    place = state_code(state) if state else None
    graph = is_ctdl(file)
    if graph and (column or sheet):
        raise common.fail("--column and --sheet are for lists, not for CTDL", common.WRONG_USAGE)
    if write and not graph:
        raise common.fail("--write is for CTDL files, which have CTIDs", common.WRONG_USAGE)
    try:
        taxonomy = load(data.resolve())
        if graph:
            registered = read_graph(file)
        else:
            listed = read_list(file, column, sheet, known=names_one(taxonomy))
    except TaxonomyError as error:
        raise common.fail(str(error)) from None
    if graph:
        found = [(each, match(taxonomy, each)) for each in registered]
        columns: Sequence[str] = REGISTRY_COLUMNS
        table = [_registry_row(taxonomy, each, resolved) for each, resolved in found]
    else:
        columns, table = list_table(taxonomy, listed, place)
        for sentence in listed.skipped:
            common.err.print(sentence, markup=False)
    _give(columns, table, output, json_out)
    if graph and write:
        _fill(taxonomy, data, found)


def state_code(given: str) -> str:
    """A state's two letters, from them or from its name; ends the command where it is none."""
    known = {str(each.abbr) for each in ALL_STATES}
    names = {str(each.name).upper(): str(each.abbr) for each in ALL_STATES}
    code = given.strip().upper()
    if code not in known and code not in names:
        raise common.fail(f"{given!r} is no state; give two letters such as OH", common.WRONG_USAGE)
    return names.get(code, code)


def list_table(
    taxonomy: Taxonomy, listed: StateList, state: str | None
) -> tuple[list[str], list[Row]]:
    """The list's own columns and ours, and its rows with what each means."""
    own = own_columns(listed, COLUMNS)
    table = [
        own_cells(each, own) | list_row(each, resolved)
        for each, resolved in resolve_rows(taxonomy, listed.rows, state)
    ]
    return list(dict.fromkeys([*own.values(), *COLUMNS])), table


def own_columns(listed: StateList, ours: Collection[str]) -> dict[str, str]:
    """The list's own headings, each with the one that it keeps in an output beside ``ours``.

    A heading that is called like one of ours gets another; where the list has several sheets,
    ``sheet`` stands first.
    """
    several = len({each.sheet for each in listed.rows}) > 1
    taken = {name.lower() for name in ours} | {"sheet"}
    own = {"sheet": "sheet"} if several else {}
    for name in listed.columns:
        shown = f"{name} (list)" if name.lower() in taken else name
        while shown in own.values():
            shown += " (list)"
        own[f"list {name}"] = shown
    return own


def own_cells(each: Listed, own: dict[str, str]) -> Row:
    """A row's own cells under the headings of :func:`own_columns`."""
    row: Row = {"sheet": each.sheet} if "sheet" in own else {}
    return row | {own[f"list {heading}"]: cell for heading, cell in each.cells.items()}


def list_row(each: Listed, resolved: Resolved) -> Row:
    """What a row of a list means, in the columns :data:`COLUMNS`."""
    return {"row": each.row, "code": each.code, "listed_name": each.name} | _meant(resolved)


def _meant(resolved: Resolved) -> Row:
    chosen = resolved.credential
    return {
        "status": resolved.status,
        "score": round(resolved.score, 1),
        "credential_id": chosen.id if chosen else None,
        "credential_name": chosen.name if chosen else None,
        "career_clusters": list(chosen.career_clusters) if chosen else [],
        "reason": resolved.reason,
        "candidates": [f"{c.name} ({c.id})" for c in resolved.candidates if c is not chosen],
    }


def _registry_row(taxonomy: Taxonomy, each: Registered, resolved: Resolved) -> Row:
    meant = _meant(resolved)
    del meant["career_clusters"]
    return {
        "row": each.row,
        "ctid": each.ctid,
        "listed_name": each.name,
        "kind": each.kind,
        "issuer": list(each.issuers),
        "known_ctid": resolved.credential.ctid if resolved.credential else None,
    } | meant


def names_one(taxonomy: Taxonomy) -> Known:
    """Says of a cell whether it names a credential, so that a column of names is known by its cells."""

    def known(cell: str) -> bool:
        found = find(taxonomy, cell)
        return bool(found) and found[0].status in ("exact", "alias")

    return known


def _give(columns: Sequence[str], table: list[Row], output: Path | None, json_out: bool) -> None:
    if output is not None:
        write_table(output, columns, table)
        common.err.print(f"{len(table):,} rows in {output}", markup=False)
    if json_out:
        common.print_json(table)
    elif output is None:
        _show(table)
    counts = Counter(row["status"] for row in table)
    summary = ", ".join(f"{counts[status]:,} {status}" for status in STATUSES if counts[status])
    common.err.print(f"{len(table):,} rows: {summary}" if table else "The list has no rows.")


def _show(table: list[Row]) -> None:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("row", "listed name", "status", "credential", "why"):
        shown.add_column(column)
    for row in table[:SHOWN]:
        shown.add_row(
            *(
                str(row[column] or "").replace("[", r"\[")
                for column in ("row", "listed_name", "status", "credential_id", "reason")
            )
        )
    common.out.print(shown)
    if len(table) > SHOWN:
        common.out.print(f"... and {len(table) - SHOWN:,} rows more (-o FILE for all)")


def _fill(taxonomy: Taxonomy, data: Path, found: list[tuple[Registered, Resolved]]) -> None:
    """Fills empty CTIDs of credentials whose name and issuer are the registry's, letter by letter."""
    wanted: dict[str, set[str]] = {}
    for each, resolved in found:
        chosen = resolved.credential
        if (
            chosen is not None
            and resolved.status == "exact"
            and each.ctid
            and same_issuer(taxonomy, chosen, each.issuers)
        ):
            wanted.setdefault(chosen.id, set()).add(each.ctid)
    problems = []
    ctids: dict[str, str] = {}
    for own, given in sorted(wanted.items()):
        held = taxonomy.credentials[own].ctid
        if len(given) > 1:
            problems.append(f"{own}: the file gives several CTIDs: {', '.join(sorted(given))}")
        elif held and held not in given:
            problems.append(f"{own}: has {held}, the file gives {next(iter(given))}; not changed")
        elif not held:
            (ctids[own],) = given
    if ctids:
        _write_ctids(data / "credentials.csv", ctids)
    common.out.print(f"{len(ctids):,} CTIDs filled into {data / 'credentials.csv'}", markup=False)
    if problems:
        for problem in problems:
            common.err.print(problem, markup=False)
        raise typer.Exit(common.SOME_FAILED)


def _write_ctids(path: Path, ctids: dict[str, str]) -> None:
    table = [row for _, row in rows(path)]
    with common.whole_file(path) as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"ctid": ctids.get(row["id"], row["ctid"])} for row in table)
