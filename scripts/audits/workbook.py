"""An audit as a workbook that staff can put in front of a committee and hand back with decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from scripts.audits.columns import BROUGHT, CHANGES, DECISION, LACKING, PEOPLE, ROWS, note
from scripts.audits.report import Report
from scripts.tables import put

ROWS_SHEET = "Rows"
_OWN, _OURS, _YOURS = "D9D9D9", "CFE2F3", "FFF2CC"
_COLORS = {
    "often": "D9EAD3",
    "sometimes": "E8F3DD",
    "rarely": "F9DEDC",
    "not enough data": "EEEEEE",
}
_STATUS = {"ambiguous": "FCE8B2", "close": "FFF8E1", "none": "F9DEDC", "not_a_credential": "EEEEEE"}
_WIDE = {
    "listed_name", "credential_name", "reason", "candidates", "evidence", "why", "before", "now",
    "career_clusters", "cip_clusters", "decision_reason",
}  # fmt: skip
_SHARES = {"share", "share_low", "share_high", "largest_employer_share"}
_MONEY = {"exam_cost", "cost_of_learners"}
_COUNTS = {
    "jobs_state", "employers_state", "jobs_nation", "required", "preferred",
    "after_hire", "alone", "entry_jobs", "entry_unstated", "postings", "family_jobs",
    "relevant_jobs", "relevant_employers", "licensed_jobs", "software_jobs", "learners",
    "jobs_in_cip_clusters", "jobs_in_cluster",
}  # fmt: skip
DECISIONS = ("keep", "add", "review", "remove")
"""What the column of decisions offers; other words may be written."""


def workbook(report: Report) -> Workbook:
    """The workbook of an audit: summary, rows, rows that need a person, what lacks, what changed."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Summary"
    _summary(first, report)
    notes = (ROWS, BROUGHT, DECISION)
    rows = _table(book.create_sheet(ROWS_SHEET), report.columns, report.rows, notes)
    _for_decisions(rows, report)
    people = [c for c in PEOPLE if c != "sheet" or "sheet" in report.columns]
    _table(book.create_sheet("Needs a person"), people, report.people, (PEOPLE,))
    _table(book.create_sheet("Not on the list"), tuple(LACKING), report.lacking, (LACKING,))
    changes = book.create_sheet("Changes")
    if report.summary["compared_with"]:
        _table(changes, tuple(CHANGES), report.changes, (CHANGES,))
    else:
        put(changes, 1, 1, "This is the first audit of this list: nothing to compare with.")
    return book


def _table(
    sheet: Worksheet,
    columns: Sequence[str],
    rows: Sequence[dict[str, Any]],
    notes: Iterable[dict[str, str]],
) -> Worksheet:
    notes = tuple(notes)
    for place, name in enumerate(columns, start=1):
        cell = put(sheet, 1, place, name)
        said = note(name, *notes)
        color = _YOURS if name in DECISION else _OURS if said else _OWN
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=color)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if said:
            cell.comment = Comment(said, "Sought", width=360, height=140)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 42 if name in _WIDE else max(12, min(len(name), 24))
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    formats = {name: _format(name) for name in columns}
    for line, row in enumerate(rows, start=2):
        for place, name in enumerate(columns, start=1):
            value = row.get(name)
            if value is None or value == "":
                continue
            cell = put(sheet, line, place, value)
            cell.alignment = wrapped if name in _WIDE else top
            if formats[name] and not isinstance(value, str):
                cell.number_format = formats[name]
    sheet.freeze_panes = f"{get_column_letter(_frozen(columns))}2"
    last = f"{get_column_letter(max(len(columns), 1))}{len(rows) + 1}"
    sheet.auto_filter.ref = f"A1:{last}"
    for name, colors in (("verdict", _COLORS), ("status", _STATUS)):
        if name in columns and rows:
            letter = get_column_letter(columns.index(name) + 1)
            for word, color in colors.items():
                rule = Rule(
                    "cellIs", operator="equal", formula=[f'"{word}"'],
                    dxf=DifferentialStyle(fill=PatternFill("solid", bgColor=color)),
                )  # fmt: skip
                sheet.conditional_formatting.add(f"{letter}2:{letter}{len(rows) + 1}", rule)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    return sheet


def _format(name: str) -> str:
    if name in _SHARES:
        return "0.0%"
    if name in _MONEY:
        return '"$"#,##0.00'
    return "#,##0" if name in _COUNTS else ""


def _frozen(columns: Sequence[str]) -> int:
    """The column after the listed name, where few stand before it; else only the headings stay."""
    at = columns.index("listed_name") + 1 if "listed_name" in columns else 0
    return at + 1 if 0 < at <= 6 else 1


def _for_decisions(sheet: Worksheet, report: Report) -> None:
    letter = get_column_letter(report.columns.index("decision") + 1)
    offered = DataValidation(
        type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{len(report.rows) + 1}")


def _summary(sheet: Worksheet, report: Report) -> None:
    s = report.summary
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 90
    title = f"{s['list']}: is it asked for in {s['place']}?"
    put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    line = 3
    for name, value in summary_lines(report):
        label = put(sheet, line, 1, name)
        label.font = Font(bold=value is None)
        if value is not None:
            cell = put(sheet, line, 2, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            if isinstance(value, int):
                cell.number_format = "#,##0"
        label.alignment = Alignment(wrap_text=True, vertical="top")
        line += 1


def summary_lines(report: Report) -> list[tuple[str, Any]]:
    """The summary as lines of a label and a value; a line without a value is a heading."""
    s = report.summary
    before = s["compared_with"]
    lines: list[tuple[str, Any]] = [
        ("List", s["list"] + (f", {s['version']}" if s["version"] else "")),
        ("Demand", f"advertised in {s['place']}, jobs new from {s['since']} to {s['as_of']}"),
        ("Audit", report.audit.id if report.audit.id is not None else "not kept"),
        ("Rows", s["rows"]),
        ("What the rows mean", None),
        *((f"   {name.replace('_', ' ')}", n) for name, n in s["statuses"].items()),
        ("   need a person (sheet “Needs a person”)", s["need_a_person"]),
        ("   the same credential as another row", s["same_as_another_row"]),
        ("Of those that mean one credential, employers ask", None),
        *((f"   {name}", n) for name, n in s["verdicts"].items()),
    ]
    if s["learners"]:
        lines.append(("Learners who earned credentials that are asked for", None))
        lines += [(f"   {name}", n) for name, n in s["learners"].items()]
    if s["sunset_passed"]:
        lines.append(("Rows whose sunset has passed", s["sunset_passed"]))
    lines += [
        ("Asked for by several employers and not on the list (sheet “Not on the list”)", s["lacking"]),
        ("Changed since the last audit", f"{s['changes']:,} (audit {before['audit']} of {before['as_of']})"
         if before else "this is the first audit of this list"),
        ("Rows decided", s["decided"]),
        ("How to read it", None),
        ("   Verdict", s["thresholds"]),
        ("   What it rests on", s["coverage"]),
        ("   Columns", "Rest the pointer on a heading to read what its column says. Grey: your list's own. Blue: the audit's. Yellow: yours to fill."),
        ("   Decisions", f"Fill the yellow columns of the sheet “{ROWS_SHEET}” and hand the file back: sought audit decide FILE"),
        ("   Taxonomy", s["taxonomy_version"]),
    ]  # fmt: skip
    lines += [("   Not read", sentence) for sentence in s["not_read"]]
    return lines
