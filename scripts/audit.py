"""``sought audit``: a state's list of approved credentials against what employers ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Connection, Engine
from typer.core import TyperGroup

from db.audits import Decision, audit_of, audits, decide, keep_audit
from db.catalog import last_count
from scripts import common
from scripts.audits.files import as_json, write_report
from scripts.audits.report import Report, build
from scripts.audits.workbook import ROWS_SHEET, summary_lines
from scripts.check import area
from scripts.tables import check_output
from scripts.taxonomy_import import names_one
from taxonomy.load import TaxonomyError
from taxonomy.statelist import Listed, StateList, read_list

SHOWN = 40


class _OneOrMore(TyperGroup):
    """``sought audit LIST`` runs an audit; ``sought audit decide``, ``list``, ``show`` are its kin."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_OneOrMore,
    no_args_is_help=True,
    help="A state's list of credentials against what employers ask for: sought audit LIST --state OH -o OUT",
)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="LIST", help="The list as .csv or .xlsx.")],
    state: Annotated[str, typer.Option("--state", help="Whose list it is: two letters, or US.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to a .xlsx, .csv or .json file.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="What the list is called over the years; by default the file."),
    ] = None,
    version: Annotated[
        str | None, typer.Option("--list-version", help="Which edition of the list it is.")
    ] = None,
    column: common.ColumnOption = None,
    sheet: common.SheetOption = None,
    keep: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Keep the audit, to compare the next with it.")
    ] = True,
    framework: common.FrameworkOption = common.Framework.OF_2024,
    json_out: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Says of every row of a list what it means and whether employers of the state ask for it.

    Also: rows that need a person, with candidates; what employers ask for that the list lacks; what
    changed since the last audit of the list. As of SOUGHT_NOW where that is set.

    Example: `sought audit approved.xlsx --state OH --name approved -o audit.xlsx`
    """
    place = area(state)
    if place == "remote":
        raise common.fail("an audit is for a state, or US", common.WRONG_USAGE)
    if output is not None:
        check_output(output)
    taxonomy = common.taxonomy()
    try:
        listed = read_list(file, column, sheet, known=names_one(taxonomy))
    except TaxonomyError as error:
        raise common.fail(str(error)) from None
    engine = common.database()
    now = common.now()
    with as_it_was(engine) as connection:
        report = build(
            connection, taxonomy, listed, place, now, name or file.stem, version, framework
        )
    if keep:
        report = keep_report(engine, report)
    _give(report, output, json_out)


@app.command("decide")
def decide_file(
    file: Annotated[
        Path, typer.Argument(help="The audit's workbook or CSV, its last columns filled in.")
    ],
) -> None:
    """Takes in what staff decided about the rows of an audit, and why.

    Example: `sought audit decide audit.xlsx`
    """
    try:
        workbook = file.suffix.lower() in (".xlsx", ".xlsm")
        listed = read_list(file, "listed_name", ROWS_SHEET if workbook else None)
    except TaxonomyError as error:
        raise common.fail(str(error)) from None
    by_audit, refused = _decisions(listed, set(common.taxonomy().credentials))
    engine, changed = common.database(), 0
    with common.database_errors(), engine.begin() as connection:
        for own, each in by_audit.items():
            done, wrong = decide(connection, own, each, common.now())
            changed += done
            refused += wrong
    common.out.print(f"{changed:,} decisions new or changed")
    for each_refused in refused:
        common.err.print(f"{file.name}: {each_refused}", markup=False)
    if refused:
        raise typer.Exit(common.SOME_FAILED)


@app.command("list")
def list_audits(
    state: Annotated[str | None, typer.Option("--state", help="Only this state's.")] = None,
    json_out: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Shows the audits that are kept."""
    engine = common.database()
    with common.database_errors(), engine.connect() as connection:
        found = audits(connection, area(state) if state else None)
    if json_out:
        common.print_json(found)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("audit", "state", "list", "version", "as of", "rows", "decided"):
        table.add_column(heading)
    for each in found:
        table.add_row(
            str(each["id"]), each["state"], each["list_name"].replace("[", r"\["), each["list_version"] or "",
            f"{each['as_of']:%Y-%m-%d}", str(each["summary"].get("rows", "")), str(each["decided"]),
        )  # fmt: skip
    common.out.print(table)


@app.command()
def show(
    audit: Annotated[int, typer.Argument(help="The audit's number (sought audit list).")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to a .xlsx, .csv or .json file.")
    ] = None,
    json_out: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
) -> None:
    """Gives a kept audit again, as it was answered, with what was decided since."""
    if output is not None:
        check_output(output)
    engine = common.database()
    with common.database_errors(), engine.connect() as connection:
        found = audit_of(connection, audit)
    if found is None:
        raise common.fail(f"there is no audit {audit}; sought audit list shows them")
    kept, rows = found
    report = Report.of_kept(kept, rows)
    _give(report, output, json_out)


@contextmanager
def as_it_was(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the tables as of now; counted anew where they were counted later.

    That takes as long as counting, and the lock of the runs that write.
    """
    counted, today = last_count(engine), common.now().date()
    with common.database_errors():
        if counted is None or counted <= today:
            with engine.connect() as connection:
                yield connection
            return
        from db.asof import as_of  # it brings all that counts

        common.err.print(f"The tables were counted as of {counted}; counting them as of {today}.")
        with common.alone(engine), as_of(engine, today) as connection:
            yield connection


def keep_report(engine: Engine, report: Report) -> Report:
    """Keeps an audit in the database; gives it with the number it is kept by."""
    with common.database_errors(), engine.begin() as connection:
        kept = keep_audit(connection, report.audit_to_keep(), report.rows_to_keep())
    return report.kept(kept)


def _decisions(
    listed: StateList, credentials: set[str]
) -> tuple[dict[int, list[Decision]], list[str]]:
    found: dict[int, list[Decision]] = {}
    refused = []
    for each in listed.rows:
        cells = {name: _text(cell) for name, cell in each.cells.items()}
        audit, row = cells.get("audit") or "", cells.get("row") or ""
        if not (audit.isdigit() and row.isdigit()):
            refused.append(f"row {each.row}: its columns “audit” and “row” must stay as they were")
            continue
        meant = cells.get("decided_credential_id")
        if meant and meant not in credentials:
            refused.append(
                f"row {each.row}: decided_credential_id is {meant!r}, which the taxonomy does not have"
            )
            continue
        found.setdefault(int(audit), []).append(_decision(each, cells, int(row), meant))
    return found, refused


def _decision(each: Listed, cells: dict[str, str | None], row: int, meant: str | None) -> Decision:
    return Decision(
        sheet=cells.get("sheet") or "",
        row=row,
        listed_name=_text(each.name) or "",
        decision=cells.get("decision"),
        reason=cells.get("decision_reason"),
        credential_id=meant,
        by=cells.get("decided_by"),
    )


def _text(cell: str) -> str | None:
    """A cell without the apostrophe that keeps it from running in a spreadsheet."""
    text = cell.strip()
    if text[:1] == "'" and text[1:].lstrip()[:1] in ("=", "+", "-", "@"):
        text = text[1:]
    return text or None


def _give(report: Report, output: Path | None, json_out: bool) -> None:
    if output is not None:
        for path in write_report(output, report):
            common.err.print(f"written: {path}", markup=False)
    if json_out:
        common.print_json(as_json(report))
        return
    for label, value in summary_lines(report):
        if label.startswith("How to read it"):
            break
        shown = "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
        common.out.print(f"{label}: {shown}".rstrip(": ") if value is None else f"{label}: {shown}", markup=False)  # fmt: skip
    if output is None:
        _show(report)


def _show(report: Report) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    columns = (
        "row",
        "listed_name",
        "status",
        "credential_id",
        "verdict",
        "jobs_state",
        "jobs_nation",
    )
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right" if "jobs" in column else "left")
    for row in report.rows[:SHOWN]:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    common.out.print(table)
    if len(report.rows) > SHOWN:
        common.out.print(f"... and {len(report.rows) - SHOWN:,} rows more (-o FILE for all)")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value).replace("[", r"\[")
