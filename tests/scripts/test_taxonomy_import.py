"""Lists and registry graphs as a person hands them to the command, and what comes back."""

from __future__ import annotations

import csv
import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import scripts.tables
from scripts.taxonomy_import import COLUMNS
from taxonomy.load import load, version_of
from tests.scripts.test_commands import here
from tests.taxonomy.conftest import write_small

CTID = "ce-11111111-2222-3333-4444-555555555555"
OTHER = "ce-99999999-2222-3333-4444-555555555555"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a taxonomy of four credentials in ``data``."""
    (tmp_path / "data").mkdir()
    write_small(tmp_path / "data")
    return tmp_path


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(scripts.tables).failed == 0


LIST = "Code,Credential\n1,CompTIA A+\n2,CDL A\n3,Registerd Nurse\n4,Bricklaying\n,Trades\n5,Associate Degree\n"


def test_every_row_comes_back_with_the_lists_own_columns_first(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST, "utf-8")
    done = here(folder, "taxonomy", "import", "list.csv", "--data", "data", "-o", "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == ["Code (list)", "Credential", *COLUMNS]
    assert [(r["row"], r["code"], r["status"], r["credential_id"]) for r in rows] == [
        ("2", "1", "exact", "comptia-a-plus"),
        ("3", "2", "alias", "cdl-class-a"),
        ("4", "3", "close", "rn"),
        ("5", "4", "none", ""),
        ("6", "", "not_a_credential", ""),
        ("7", "5", "not_a_credential", ""),
    ]
    assert rows[0]["career_clusters"] == "Digital Technology"
    assert rows[0]["Code (list)"] == "1"
    assert "6 rows: 1 exact, 1 alias, 1 close, 1 none, 2 not_a_credential" in done.stderr


def test_a_workbook_and_json_say_the_same(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST, "utf-8")
    here(folder, "taxonomy", "import", "list.csv", "--data", "data", "-o", "out.xlsx")
    here(folder, "taxonomy", "import", "list.csv", "--data", "data", "-o", "out.json")
    sheet = load_workbook(folder / "out.xlsx").active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    rows = json.loads((folder / "out.json").read_text("utf-8"))
    assert list(table[0]) == ["Code (list)", "Credential", *COLUMNS]
    status = table[0].index("status")
    assert [line[status] for line in table[1:]] == [row["status"] for row in rows]
    printed = here(folder, "taxonomy", "import", "list.csv", "--data", "data", "--json").stdout
    assert json.loads(printed) == rows


def test_nothing_that_a_cell_holds_runs_in_a_spreadsheet(folder: Path) -> None:
    wild = ["=1+1", "+1-2", "-x", "@SUM(A1)", "\t=1", "-5"]
    lines = [["Credential", "=Note"], *([f"CDL A {n}", cell] for n, cell in enumerate(wild))]
    with (folder / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    for name in ("out.csv", "out.xlsx"):
        here(folder, "taxonomy", "import", "list.csv", "--data", "data", "-o", name)
    with (folder / "out.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "-x"))]
    assert "-5" in cells
    sheet = load_workbook(folder / "out.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=1+1" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("state", ["OH", "oh", "Ohio"])
def test_a_state_is_known_by_its_letters_and_its_name(folder: Path, state: str) -> None:
    (folder / "list.csv").write_text("Credential\nCDL A\n", "utf-8")
    for given, status in ((state, "alias"), ("NV", "ambiguous")):  # Ohio and Texas issue it there
        printed = here(
            folder, "taxonomy", "import", "list.csv", "--data", "data", "--state", given, "--json"
        ).stdout
        assert [row["status"] for row in json.loads(printed)] == [status]


def test_several_sheets_say_which_row_is_whose(folder: Path) -> None:
    book = Workbook()
    for title in ("North", "South"):
        sheet = book.create_sheet(title)
        sheet.append(["Credential"])
        sheet.append(["RN"])
    book.save(folder / "list.xlsx")
    printed = here(folder, "taxonomy", "import", "list.xlsx", "--data", "data", "--json").stdout
    assert [(row["sheet"], row["row"]) for row in json.loads(printed)] == [
        ("North", 2),
        ("South", 2),
    ]
    alone = here(
        folder, "taxonomy", "import", "list.xlsx", "--data", "data", "--json", "--sheet", "South"
    )
    assert len(json.loads(alone.stdout)) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["none.csv"], 3, "none.csv cannot be read"),
        (["list.csv", "-o", "out.pdf"], 2, "give a .csv, .xlsx, .json file"),
        (["list.csv", "--column", "Wrong"], 3, "no column headed 'Wrong'"),
        (["list.csv", "--sheet", "A"], 3, "has no sheets"),
        (["list.csv", "--state", "ZZ"], 2, "is no state"),
        (["list.csv", "--write"], 2, "--write is for CTDL"),
        (["graph.jsonld", "--column", "A"], 2, "not for CTDL"),
        (["list.csv", "-o", "nowhere/out.csv"], 3, "cannot be written"),
        (["graph.jsonld"], 3, "line 1: no JSON"),
        (["list.csv", "--data", "nowhere"], 3, "is missing"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: list[str], code: int, told: str
) -> None:
    (folder / "list.csv").write_text(LIST, "utf-8")
    (folder / "graph.jsonld").write_text("{no", "utf-8")
    given = [] if "--data" in arguments else ["--data", "data"]
    assert told in here(folder, "taxonomy", "import", *arguments, *given, code=code).stderr


# The Credential Registry's graphs


def graph(folder: Path, *nodes: dict[str, Any]) -> Path:
    path = folder / "graph.jsonld"
    owner = {
        "@id": "urn:owner", "@type": "ceterms:CredentialOrganization",
        "ceterms:name": {"en-US": "CompTIA"},
    }  # fmt: skip
    path.write_text(json.dumps({"@context": "x", "@graph": [owner, *nodes]}), "utf-8")
    return path


def resource(
    name: str, ctid: str = CTID, kind: str = "Certification", **given: Any
) -> dict[str, Any]:
    return {
        "@type": f"ceterms:{kind}", "ceterms:ctid": ctid, "ceterms:name": {"en-US": name},
        "ceterms:ownedBy": ["urn:owner"], **given,
    }  # fmt: skip


def registered(folder: Path, *options: str, code: int = 0) -> list[dict[str, Any]]:
    done = here(
        folder, "taxonomy", "import", "graph.jsonld", "--data", "data", "-o", "out.json", *options,
        code=code,
    )  # fmt: skip
    assert "rows" in done.stderr
    rows: list[dict[str, Any]] = json.loads((folder / "out.json").read_text("utf-8"))
    return rows


def test_a_graph_is_matched_by_name_and_issuer(folder: Path) -> None:
    graph(
        folder,
        resource("CompTIA A+"),
        resource("CDL Class A", kind="License", ctid="rubbish"),
        resource("Associate of Nursing", kind="AssociateDegree"),
        resource("Unheard-of Card", kind="Certificate"),
        {"@type": "ceterms:LearningProgram", "ceterms:name": "A course"},
    )
    rows = registered(folder)
    assert [(r["status"], r["ctid"], r["credential_id"]) for r in rows] == [
        ("exact", CTID, "comptia-a-plus"),
        ("alias", "", "cdl-class-a"),
        ("not_a_credential", CTID, None),
        ("none", CTID, None),
    ]
    assert rows[0]["issuer"] == ["CompTIA"]
    assert load(folder / "data").credentials["comptia-a-plus"].ctid is None


def test_the_same_name_of_another_issuer_is_left_to_a_person(folder: Path) -> None:
    other = {"@type": "ceterms:QACredentialOrganization", "ceterms:name": "A Town College"}
    graph(folder, resource("CompTIA A+", **{"ceterms:ownedBy": [other]}))
    (row,) = registered(folder, "--write")
    assert row["status"] == "ambiguous"
    assert "A Town College" in row["reason"]
    assert load(folder / "data").credentials["comptia-a-plus"].ctid is None


def test_write_fills_only_the_ctid_of_exact_matches(folder: Path) -> None:
    graph(folder, resource("CompTIA A+"), resource("Commercial Driver's License", OTHER, "License"))
    path = folder / "data" / "credentials.csv"
    before = path.read_text("utf-8")
    registered(folder, "--write")
    after = path.read_text("utf-8")
    assert after == before.replace(
        "IT Support & Services,,,yes", f"IT Support & Services,,{CTID},yes"
    )  # whose issuer the taxonomy does not name is not filled
    here(folder, "taxonomy", "validate", "data")
    version = version_of(folder / "data")
    registered(folder, "--write")
    assert version_of(folder / "data") == version


def test_a_ctid_that_differs_is_reported_and_kept(folder: Path) -> None:
    graph(folder, resource("CompTIA A+"))
    registered(folder, "--write")
    load.cache_clear()
    graph(folder, resource("CompTIA A+", OTHER))
    done = here(folder, "taxonomy", "import", "graph.jsonld", "--data", "data", "--write", code=1)
    assert f"comptia-a-plus: has {CTID}, the file gives {OTHER}; not changed" in done.stderr
    load.cache_clear()
    assert load(folder / "data").credentials["comptia-a-plus"].ctid == CTID


def test_two_ctids_for_one_credential_fill_none(folder: Path) -> None:
    graph(folder, resource("CompTIA A+"), resource("CompTIA A+", OTHER))
    done = here(folder, "taxonomy", "import", "graph.jsonld", "--data", "data", "--write", code=1)
    assert "gives several CTIDs" in done.stderr
    assert CTID not in (folder / "data" / "credentials.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[1, 2]", "holds no credential in CTDL"),
        (b'{"@graph": []}', "holds no credential in CTDL"),
        (b'"text"', "holds no credential in CTDL"),
        (b"[" * 200_000, "nested too deep"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b'{"@graph": [{"@type": 7, "ceterms:name": 3}]}', "holds no credential in CTDL"),
    ],
)
def test_a_graph_that_is_none_is_said(folder: Path, content: bytes, told: str) -> None:
    (folder / "graph.json").write_bytes(content)
    done = here(folder, "taxonomy", "import", "graph.json", "--data", "data", code=3)
    assert told in done.stderr


@pytest.mark.parametrize(
    "shape",
    [
        lambda node: node,
        lambda node: [node],
        lambda node: [{"decoded_resource": node}],
        lambda node: {"@graph": [{k.removeprefix("ceterms:"): v for k, v in node.items()}]},
    ],
)
@pytest.mark.parametrize(
    "name", ["CompTIA A+", {"en": "CompTIA A+"}, [{"@value": "CompTIA A+"}], {"es": "x", "en-US": ["CompTIA A+"]}]
)  # fmt: skip
def test_the_shapes_in_which_resources_come(folder: Path, shape: Any, name: Any) -> None:
    node = {"@type": ["ceterms:Certification"], "ceterms:ctid": CTID, "ceterms:name": name}
    (folder / "graph.json").write_text(json.dumps(shape(node)), "utf-8")
    done = here(folder, "taxonomy", "import", "graph.json", "--data", "data", "--json")
    (row,) = json.loads(done.stdout)
    assert (row["status"], row["ctid"]) == ("exact", CTID)
