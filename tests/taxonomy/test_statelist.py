"""Lists as states send them: headings, titles, notes, merged cells, sheets, encodings; and as an attacker would."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from taxonomy import statelist
from taxonomy.load import TaxonomyError
from taxonomy.statelist import StateList, read_list


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def names(found: StateList) -> list[str]:
    return [each.name for each in found.rows]


@pytest.mark.parametrize(
    "heading",
    [
        "Credential", "credential_name", "Certification Title", "Name of Credential", "License",
        "Industry-Recognized Credential", "IRC", "Approved Certification", "NAME", "Exam",
    ],
)  # fmt: skip
def test_the_column_of_names_is_told_by_its_heading(tmp_path: Path, heading: str) -> None:
    path = csv_file(tmp_path, f"Code,{heading},Credential Type,Cost\n7,Brick Finisher,x,$5\n")
    (only,) = read_list(path).rows
    assert (only.name, only.code, only.row) == ("Brick Finisher", "7", 2)
    assert only.cells == {
        "Code": "7",
        heading: "Brick Finisher",
        "Credential Type": "x",
        "Cost": "$5",
    }


def test_titles_above_the_headings_are_said_and_notes_below_come_back(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "Approved credentials of the state,,\nRevised in May,,\n,,\nCluster,Credential,Hours\n"
        "Construction,Brick Finisher,40\n\nSee the guide,,\nConstruction,Kiln Operator,10\n",
    )
    found = read_list(path)
    assert names(found) == ["Brick Finisher", "", "Kiln Operator"]
    assert [each.row for each in found.rows] == [5, 7, 8]
    assert found.skipped == ("list.csv: 2 rows above the headings, not read",)


def test_headings_that_stand_again_on_each_page_are_marked(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Code,Credential\n1,Brick\nCode,Credential\n2,Kiln\n")
    assert [each.repeated for each in read_list(path).rows] == [False, True, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = [["Credential", "Issuer"], ["Señor Brick’s Card", "A"], ['"Kiln\nOperator"', "B"]]
    path = csv_file(tmp_path, "\r\n".join(delimiter.join(line) for line in lines), encoding)
    found = read_list(path)
    assert names(found) == ["Señor Brick’s Card", "Kiln Operator"]
    assert found.columns == ("Credential", "Issuer")


def test_the_column_may_be_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Credential,Wording\nx,Brick\n")
    assert names(read_list(path, column="wording")) == ["Brick"]
    with pytest.raises(TaxonomyError, match="no column headed 'words'; its first row has: Cred"):
        read_list(path, column="words")


def test_headings_that_say_nothing_are_told_by_what_stands_below(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Item,What\n1,Brick\n2,Kiln\n3,Unheard of\n")
    with pytest.raises(TaxonomyError, match="say which column with --column"):
        read_list(path)
    found = read_list(path, known=lambda cell: cell in ("Brick", "Kiln"))
    assert names(found) == ["Brick", "Kiln", "Unheard of"]
    assert found.columns == ("Item", "What")


def test_a_list_without_headings_loses_no_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Brick Finisher Certification\nKiln Operator License\n")
    found = read_list(path, known=lambda cell: True)
    assert names(found) == ["Brick Finisher Certification", "Kiln Operator License"]
    assert [each.row for each in found.rows] == [1, 2]


def test_columns_without_a_heading_or_with_the_same_one_are_kept(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Credential,,Note,Note\nBrick,a,b,c\n")
    (only,) = read_list(path).rows
    assert list(only.cells.values()) == ["Brick", "a", "b", "c"]


def workbook(folder: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_all_visible_sheets_with_a_table(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Health=[["Approved"], ["Code", "Credential"], [101.0, "Brick"]],
        Trades=[["Credential", "Cost"], ["Kiln", 12.5]],
        Readme=[["How to read this"]],
        Secret=[["Credential"], ["Hidden"]],
    )
    book = load_workbook(path)
    book["Secret"].sheet_state = "hidden"
    book.save(path)
    found = read_list(path)
    assert [(each.sheet, each.name, each.code) for each in found.rows] == [
        ("Health", "Brick", "101"),
        ("Trades", "Kiln", ""),
    ]
    assert any("hidden sheets not read: Secret" in each for each in found.skipped)
    assert any("'Readme': no column of names" in each for each in found.skipped)
    assert names(read_list(path, sheet="secret")) == ["Hidden"]
    with pytest.raises(TaxonomyError, match="has no sheet 'Nope'; it has: Health; Trades"):
        read_list(path, sheet="Nope")


def test_a_cell_merged_over_rows_counts_for_each(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Cluster", "Credential"], ["Construction", "Brick"], [None, "Kiln"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert [each.cells["Cluster"] for each in read_list(path).rows] == [
        "Construction",
        "Construction",
    ]


def test_numbers_and_dates_are_read_as_people_write_them(tmp_path: Path) -> None:
    day = datetime(2026, 5, 1)
    path = workbook(tmp_path, List=[["Credential", "A", "B"], ["Brick", 12.0, day], ["Kiln", 1.5]])
    assert [tuple(each.cells.values())[1:] for each in read_list(path).rows] == [
        ("12", "2026-05-01"),
        ("1.5", ""),
    ]


def test_a_formula_is_read_as_what_it_came_to_never_as_itself(tmp_path: Path) -> None:
    path = workbook(tmp_path, List=[["Credential", "Cost"], ["Brick", "=1+1"]])
    (only,) = read_list(path).rows
    assert only.cells["Cost"] == ""


# What is no list, or one that means harm


def message(path: Path, **given: str) -> str:
    with pytest.raises(TaxonomyError) as caught:
        read_list(path, **given)
    text = str(caught.value)
    assert text.count("\n") == 0
    return text


def test_a_stray_cell_in_the_last_row_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "Credential", "Brick", "x"
    book.save(tmp_path / "list.xlsx")
    assert "1,048,576 rows" in message(tmp_path / "list.xlsx")


def test_cells_merged_over_a_whole_sheet_cost_nothing(tmp_path: Path) -> None:
    good = workbook(tmp_path, List=[["Credential", "Note"], ["Brick", "x"], ["Kiln", "y"]])
    wide = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(wide, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if "sheet1" in name:
                merged = b'<mergeCells><mergeCell ref="A5:XFD1048576"/><mergeCell ref="B2:B1048576"/></mergeCells>'
                data = data.replace(b"</sheetData>", b"</sheetData>" + merged)
            target.writestr(name, data)
    assert [each.cells["Note"] for each in read_list(wide).rows] == ["x", "x"]


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    good = workbook(tmp_path, List=[["Credential"], ["Brick"]])
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(12)
    )
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if "sheet1" in name:
                start = data.index(b"<worksheet")
                data = b"<!DOCTYPE x [" + laughs + b"]>" + data[start:]
                data = data.replace(b"<sheetData>", b"<sheetData><row><c><v>&l11;</v></c></row>")
            target.writestr(name, data)
    assert "is no workbook that can be read" in message(bomb)


def test_one_long_text_in_every_cell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, List=[["Credential"], *[["x" * 3000]] * 1000])
    monkeypatch.setattr(statelist, "MOST_TEXT", 1_000_000)
    assert "million letters" in message(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (statelist.MOST_BYTES + 1))
    assert path.stat().st_size < 100_000
    assert "unpacks to more than 40 MB" in message(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"a,b"])
def test_what_is_no_workbook_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    assert "is no workbook that can be read" in message(path)


def test_a_workbook_with_broken_parts_is_said(tmp_path: Path) -> None:
    good = workbook(tmp_path, List=[["Credential"], ["Brick"]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert "is no workbook that can be read" in message(broken)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.csv", b"a\x00b", "is no CSV file"),
        ("list.csv", b"%PDF-1.7", "is no CSV file"),
        ("list.xls", b"x", "save the list as one of them"),
        ("list.csv", b"", "there is no column whose heading names credentials"),
        ("list.csv", b"x,y\n1,2\n", "its first row has: x; y"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert told in message(path)


def test_a_file_that_is_not_there_and_a_sheet_of_a_csv_are_said(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in message(tmp_path / "none.csv")
    assert "has no sheets" in message(csv_file(tmp_path, "Credential\nx\n"), sheet="A")


def test_a_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statelist, "MOST_BYTES", 10)
    assert "larger than 40 MB" in message(csv_file(tmp_path, "Credential\nBrick Finisher\n"))
