"""The audit of a list as people run it: every row accounted for, kept, compared, decided upon."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from db.engine import connect
from scripts.audits.columns import ROWS, SPECIFIED
from tests.db.make import posting, save
from tests.scripts.test_commands import here, sought

COLUMNS = (
    "row", "code", "listed_name", "status", "score", "credential_id", "credential_name",
    "career_clusters", "verdict", "jobs_state", "employers_state", "jobs_nation", "required", "share",
    "reason", "candidates",
)  # fmt: skip
LIST = """Code,Credential,CIP,Students earned,Exam cost,Minimum age,Approved,Sunset
1,Registered Nurse,51.3801,40,$200,18,2020,2030
2,CDL A,49.0205,25,$75,18,2021,2025-12-31
3,First Aid/CPR,51.0904,<10,,,2021,
4,Bricklaying by Moonlight,46.0101,3,,,,
,Health trades,,,,,,
6,Associate Degree,51.3801,,,,,
7,RN License,51.3801,10,,,2020,
8,=HYPERLINK("http://x.example"),,,,,,
"""


def postings(count: int, employers: int = 4, start: int = 0) -> str:
    """Openings for nurses and drivers in Ohio: each asks for what the list has, and for BLS or TWIC."""
    rows = []
    for n in range(start, start + count):
        nurse = {
            "title": "Registered Nurse",
            "text": f"Opening {n} in ward {n * 7}.\nRequirements\nRN license required. BLS certification required.",
        }
        driver = {
            "title": "Truck Driver",
            "text": f"Opening {n} on route {n * 11}.\nRequirements\nCDL Class A required. TWIC card required.",
        }
        rows.append(
            {"id": str(n), "employer": f"Employer {n % employers}", "location": "Columbus, OH",
             "date": f"2026-0{1 + n % 3}-1{n % 10}", **(nurse if n % 2 else driver)}
        )  # fmt: skip
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list and a database of 40 postings, read and counted."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "archive.jsonl").write_text(postings(40), "utf-8")
    (folder / "list.csv").write_text(LIST, "utf-8")
    here(folder, "import", "archive.jsonl")
    here(folder, "extract")
    return folder


@pytest.fixture
def folder(market: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    copied = tmp_path / "own"
    shutil.copytree(market, copied)
    return copied


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def audited(folder: Path, *more: str, **environment: str) -> dict[str, Any]:
    done = here(folder, "audit", "list.csv", "--state", "OH", "--json", *more, **environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_row_comes_back_with_the_lists_own_columns_and_then_the_designs(folder: Path) -> None:
    here(folder, "audit", "list.csv", "--state", "OH", "-o", "out.csv")
    rows = rows_of(folder / "out.csv")
    own = LIST.splitlines()[0].split(",")
    names = list(rows[0])
    assert SPECIFIED == COLUMNS
    assert names[: len(own)] == ["Code (list)", *own[1:]]
    assert names[len(own) : len(own) + len(COLUMNS)] == list(COLUMNS)
    assert set(ROWS) <= set(names)
    assert [(r["row"], r["status"], r["credential_id"]) for r in rows] == [
        ("2", "exact", "rn"),
        ("3", "alias", "cdl-class-a"),
        ("4", "ambiguous", ""),
        ("5", "none", ""),
        ("6", "not_a_credential", ""),
        ("7", "not_a_credential", ""),
        ("8", "alias", "rn"),
        ("9", "none", ""),
    ]
    assert all(r["reason"] for r in rows)
    assert rows[6]["same_as_row"] == "2"


def test_its_figures_are_those_of_check(folder: Path) -> None:
    rows = {row["credential_id"]: row for row in audited(folder)["rows"] if row["credential_id"]}
    for own in ("rn", "cdl-class-a"):
        one = json.loads(here(folder, "check", own, "--state", "OH", "--json").stdout)
        row = rows[own]
        for column, key in (
            ("verdict", "verdict"), ("jobs_state", "jobs"), ("employers_state", "employers"),
            ("required", "required"), ("preferred", "preferred"), ("after_hire", "after_hire"),
            ("alone", "alone"), ("share", "share"), ("share_low", "share_low"),
            ("share_high", "share_high"), ("relevant_jobs", "relevant_jobs"), ("postings", "postings"),
            ("relevant_employers", "relevant_employers"), ("family_jobs", "family_jobs"),
            ("largest_employer_share", "largest_employer_share"), ("licensed_jobs", "licensed_jobs"),
            ("software_jobs", "software_jobs"),
        ):  # fmt: skip
            assert row[column] == one[key], (own, column)
        nation = json.loads(here(folder, "check", own, "--json").stdout)
        assert row["jobs_nation"] == nation["jobs"]  # fmt: skip
        assert row["evidence"] in {e["sentence"] for e in one["evidence"]}
    assert rows["rn"]["jobs_state"] == 20
    assert "There is not enough data" in rows["rn"]["reason"]


def test_what_staff_brought_is_set_against_demand(folder: Path) -> None:
    rows = audited(folder)["rows"]
    nurse, driver, first_aid, bricks = rows[:4]
    assert (nurse["learners"], nurse["jobs_per_100_learners"]) == (40, 50.0)
    assert (nurse["exam_cost"], nurse["cost_of_learners"], nurse["minimum_age"]) == (200, 8000, 18)
    assert nurse["cip_codes"] == ["51.3801"]
    assert "Healthcare & Human Services" in nurse["cip_clusters"]
    assert (nurse["cip_agrees"], nurse["jobs_in_cip_clusters"]) == ("yes", 20)
    assert (nurse["approved_on"], nurse["sunset_on"], nurse["standing"]) == ("2020-01-01", "2030-12-31", "sunset ahead")  # fmt: skip
    assert driver["standing"] == "sunset passed"
    assert first_aid["learners"] is None
    assert bricks["jobs_per_100_learners"] is None
    summary = audited(folder)["summary"]
    assert summary["learners"] == {"no one credential": 3, "not enough data": 75}
    assert summary["sunset_passed"] == 1


def test_rows_that_need_a_person_and_what_the_list_lacks(folder: Path) -> None:
    found = audited(folder)
    people = [(r["row"], r["status"], r["credential_id"]) for r in found["needs_person"]]
    assert people == [
        (4, "ambiguous", "first-aid"),
        (4, "ambiguous", "cpr"),
        *((n, "none", own) for n, status, own in people if status == "none"),
    ]
    lacking = {(r["career_cluster"], r["credential_id"]): r for r in found["lacking"]}
    bls = lacking["Healthcare & Human Services", "bls"]
    assert (bls["rank"], bls["jobs_in_cluster"], bls["jobs_state"], bls["employers_state"]) == (1, 20, 20, 2)  # fmt: skip
    assert ("Supply Chain & Transportation", "twic") in lacking
    assert not {"rn", "cdl-class-a"} & {own for _, own in lacking}
    assert "has Commercial Driver's License Class A" not in str(bls["on_list"])


def test_a_workbook_and_json_and_csv_say_the_same(folder: Path) -> None:
    for name in ("out.xlsx", "out.json", "out.csv"):
        here(folder, "audit", "list.csv", "--state", "OH", "-o", name)
    said = json.loads((folder / "out.json").read_text("utf-8"))
    book = load_workbook(folder / "out.xlsx")
    assert book.sheetnames == ["Summary", "Rows", "Needs a person", "Not on the list", "Changes"]
    table = list(book["Rows"].iter_rows(values_only=True))
    assert list(table[0]) == said["columns"] == list(rows_of(folder / "out.csv")[0])
    at = table[0].index("jobs_state")
    assert [line[at] for line in table[1:]] == [row["jobs_state"] for row in said["rows"]]
    assert book["Rows"].auto_filter.ref.startswith("A1:")
    assert book["Rows"].freeze_panes
    notes = {cell.value: cell.comment for cell in book["Rows"][1]}
    assert all(notes[name] for name in ROWS)
    assert "Ohio" in str(book["Summary"]["A1"].value)
    lacking = rows_of(folder / "out.lacking.csv")
    assert [r["credential_id"] for r in lacking] == [r["credential_id"] for r in said["lacking"]]
    assert (folder / "out.needs_person.csv").exists()
    assert not (folder / "out.changes.csv").exists()


def test_nothing_that_a_cell_holds_runs_in_a_spreadsheet(folder: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    wild = ("=1+1", "+1-2", "-x", "@SUM(A1)", '=HYPERLINK("http://x.example","RN")', "\t=1")
    for line in (["Credential", "=Note"], *([f"CDL A {n}", cell] for n, cell in enumerate(wild))):
        sheet.append(line)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    book.save(folder / "wild.xlsx")
    for name in ("out.xlsx", "out.csv"):
        here(folder, "audit", "wild.xlsx", "--state", "OH", "-o", name)
    for each in load_workbook(folder / "out.xlsx"):
        for line in each.iter_rows():
            for cell in line:
                assert cell.data_type != "f", cell.value
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix
    for row in rows_of(folder / "out.csv"):
        assert not any((cell or "").lstrip().startswith(("=", "+", "@")) for cell in row.values())
    assert {row["'=Note"] for row in rows_of(folder / "out.csv")} >= {"'=1+1", "'-x"}


def test_sheets_and_editions_of_a_workbook_are_kept_apart(folder: Path) -> None:
    book = Workbook()
    for title, names in (("Health", ("RN", "BLS")), ("Trades", ("CDL A", "RN"))):
        sheet = book.create_sheet(title)
        for line in (["Credential name", "sheet"], *([name, "x"] for name in names)):
            sheet.append(line)
    book.remove(book.worksheets[0])
    book.save(folder / "two.xlsx")
    here(folder, "audit", "two.xlsx", "--state", "OH", "-o", "out.csv")
    rows = rows_of(folder / "out.csv")
    assert [(r["sheet"], r["row"], r["credential_id"], r["same_as_row"]) for r in rows] == [
        ("Health", "2", "rn", ""),
        ("Health", "3", "bls", ""),
        ("Trades", "2", "cdl-class-a", ""),
        ("Trades", "3", "rn", "Health: 2"),
    ]


def test_decisions_are_handed_back_and_the_next_audit_goes_by_them(folder: Path) -> None:
    here(folder, "audit", "list.csv", "--state", "OH", "-o", "out.xlsx")
    book = load_workbook(folder / "out.xlsx")
    sheet = book["Rows"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for line, said in ((4, {"decision": "keep", "decided_credential_id": "cpr", "decided_by": "Ann"}),
                       (5, {"decision": "remove", "decision_reason": "nobody asks"})):  # fmt: skip
        for name, value in said.items():
            sheet.cell(line, at[name]).value = value
    book.save(folder / "back.xlsx")
    done = here(folder, "audit", "decide", "back.xlsx")
    assert "2 decisions new or changed" in done.stdout
    assert "0 decisions new" in here(folder, "audit", "decide", "back.xlsx").stdout
    kept = json.loads(here(folder, "audit", "list", "--json").stdout)
    assert [(a["state"], a["list_name"], a["decided"]) for a in kept] == [("OH", "list", 2)]
    later = audited(folder, SOUGHT_NOW="2026-04-30T06:00:00")
    first_aid, bricks = later["rows"][2:4]
    assert (first_aid["status"], first_aid["credential_id"]) == ("alias", "cpr")
    assert first_aid["reason"].startswith("Ann said so on 2026-03-31")
    assert (bricks["decision"], bricks["decision_reason"]) == ("remove", "nobody asks")
    assert [(c["change"], c["row"], c["decision"]) for c in later["changes"]] == [
        ("meaning", 4, "keep")
    ]
    # As of a day before the decision it was not known.
    earlier = audited(folder, SOUGHT_NOW="2026-03-31T05:00:00")
    assert earlier["rows"][2]["status"] == "ambiguous"


def test_decisions_that_do_not_fit_are_refused_and_the_rest_is_taken(folder: Path) -> None:
    here(folder, "audit", "list.csv", "--state", "OH", "-o", "out.csv")
    rows = rows_of(folder / "out.csv")
    rows[0] |= {"decision": "keep"}
    rows[1] |= {"decided_credential_id": "no-such-thing"}
    rows[2] |= {"decision": "keep", "row": "77"}
    rows[3] |= {"decision": "keep", "audit": ""}
    rows[7] |= {"decision": "remove"}
    with (folder / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = here(folder, "audit", "decide", "back.csv", code=1)
    assert "2 decisions new or changed" in done.stdout  # the row whose name is a formula too
    for said in ("'no-such-thing', which the taxonomy does not have", "row 77: audit 1 has no such row",
                 "row 5: its columns “audit” and “row” must stay"):  # fmt: skip
        assert said in done.stderr


def test_an_audit_of_nothing_known_is_no_place_for_decisions(folder: Path) -> None:
    here(folder, "audit", "list.csv", "--state", "OH", "--no-keep", "-o", "out.csv")
    assert "0 decisions" in here(folder, "audit", "decide", "out.csv", code=1).stdout
    assert json.loads(here(folder, "audit", "list", "--json").stdout) == []
    assert "there is no audit 9" in here(folder, "audit", "show", "9", code=3).stderr


def test_what_changed_since_the_last_audit(folder: Path) -> None:
    audited(folder, "--name", "approved", "--list-version", "2025")
    text = LIST.replace("1,Registered Nurse", "1,Certified Nursing Assistant").replace("2,CDL A", "22,CDL A")  # fmt: skip
    (folder / "list.csv").write_text(text + "9,TWIC,,,,,,\n", "utf-8")
    (folder / "more.jsonl").write_text(postings(60, 30, start=100), "utf-8")
    here(folder, "import", "more.jsonl")
    here(folder, "extract")
    found = audited(folder, "--name", "approved", "--list-version", "2026", SOUGHT_NOW="2026-04-01T06:00:00")  # fmt: skip
    assert found["summary"]["compared_with"] == {"audit": 1, "as_of": "2026-03-31", "version": "2025"}  # fmt: skip
    assert [(c["change"], c["row"], c["listed_name"]) for c in found["changes"]] == [
        ("added", 2, "Certified Nursing Assistant"),
        ("added", 10, "TWIC"),
        ("removed", 2, "Registered Nurse"),
        ("verdict", 3, "CDL A"),
        ("verdict", 8, "RN License"),
    ]


def test_an_audit_as_of_an_old_day_gives_the_same_rows_whatever_came_later(folder: Path) -> None:
    before = audited(folder)
    # Found in May, first posted in March: today it counts for March, as of March nobody knew of it.
    nurses = [
        posting(
            str(n), text=f"Opening {n} by the lake {n * 13}.\nRequirements\nRN license required.",
            employer=f"Late {n}", posted_on=date(2026, 3, 10 + n), posted_is_first=True,
        )
        for n in range(9)
    ]  # fmt: skip
    engine = connect(f"sqlite:///{folder / 'sought.db'}")
    save(engine, "2026-05-15", *nurses)
    engine.dispose()
    later = {"SOUGHT_NOW": "2026-05-20T06:00:00"}
    here(folder, "extract", **later)
    now = audited(folder, **later)
    assert now["rows"][0]["jobs_state"] == before["rows"][0]["jobs_state"] + 9
    assert now["audit"] != before["audit"]
    assert audited(folder) == before
    # Today's tables stay as they were counted.
    assert audited(folder, **later) == now
    shown = json.loads(here(folder, "audit", "show", str(before["audit"]), "--json").stdout)
    assert shown == before


def test_what_an_audit_answered_stays_where_the_past_is_known_better_now(folder: Path) -> None:
    before = audited(folder)
    (folder / "more.jsonl").write_text(postings(30, 9, start=100), "utf-8")
    here(folder, "import", "more.jsonl")  # an archive of days before the audit
    here(folder, "extract")
    again = audited(folder)
    assert again["rows"][0]["jobs_state"] > before["rows"][0]["jobs_state"]
    assert again["audit"] != before["audit"]
    shown = json.loads(here(folder, "audit", "show", str(before["audit"]), "--json").stdout)
    assert shown["rows"] == before["rows"]


def test_it_runs_in_a_process_of_its_own(folder: Path) -> None:
    done = sought(folder, "audit", "list.csv", "--state", "Ohio", "--name", "approved")
    assert "Rows: 8" in done.stdout
    assert "Registered Nurse" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("missing.csv", "--state", "OH"), 3, "missing.csv cannot be read"),
        (("list.csv", "--state", "Atlantis"), 2, "'Atlantis' is no state"),
        (("list.csv", "--state", "remote"), 2, "an audit is for a state"),
        (("list.csv", "--state", "OH", "-o", "out.pdf"), 2, "give a .csv, .xlsx, .json file"),
        (("list.csv", "--state", "OH", "--column", "Nope"), 3, "no column headed 'Nope'"),
        (("decide", "list.csv"), 3, "no column headed 'listed_name'"),
        (("list.csv",), 2, "--state"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = here(folder, "audit", *arguments, code=code)
    assert said in done.stderr.replace("\n", " ")
