"""The server in a real browser: a messy list goes up, the report is read and saved, all under its policy."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.scripts.browsing import chromium, violations, violations_here
from tests.scripts.serve.serving import WILD, Server, running


@pytest.fixture(scope="module", autouse=True)
def wanted() -> None:
    chromium()


@pytest.fixture
def address(server: Server) -> str:
    return f"http://{server.host}:{server.port}"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A list as a state sends it: a title, an empty row, a note, a formula, markup, a vague family."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["Approved credentials, school year 2026"], [], ["Code", "Name of the credential", "Earned"],
        [101, "Registerd Nurse", 12], [102, "CDL Class A", 7], [103, "First Aid/CPR", None],
        ["", "Health careers", None], [105, WILD, None], [106, "=2+2", None], ["see page 4", None, None],
    ):  # fmt: skip
        sheet.append(line)
    sheet["B9"].data_type = "s"
    book.save(tmp_path / "approved.xlsx")
    return tmp_path / "approved.xlsx"


def send(page: Any, address: str, file: Path) -> None:
    page.goto(f"{address}/audit.html")
    page.set_input_files("#file", file)
    page.select_option("#state", "OH")
    page.click("text=Check the list")
    page.wait_for_selector("#rows")


def test_a_messy_list_goes_up_and_the_report_comes_down(
    page: Any, address: str, messy: Path, tmp_path: Path
) -> None:
    send(page, address, messy)
    rows = page.locator("#rows + div tbody tr").all_inner_texts()
    said = {cells[1].strip(): cells for row in rows if (cells := row.split("\t"))}
    assert "Registered Nurse" in said["Registerd Nurse"][2]
    assert said["CDL Class A"][4].strip() == "20"
    assert WILD in said and "=2+2" in said
    assert "CPR" in page.inner_text("#people + div")
    assert "Transportation Worker Identification Credential" in page.inner_text("main")
    for label, name in (("Save the report (XLSX)", "audit.xlsx"), ("Save the rows (CSV)", "audit.csv")):  # fmt: skip
        with page.expect_download() as waiting:
            page.click(f"text={label}")
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
    sheet = load_workbook(tmp_path / "audit.xlsx")["Rows"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=2+2"]
    assert cells and all(cell.data_type == "s" for cell in cells)
    with (tmp_path / "audit.csv").open(encoding="utf-8", newline="") as file:
        assert "'=2+2" in {row["listed_name"] for row in csv.DictReader(file)}


def test_the_clusters_of_2002_can_be_chosen(page: Any, address: str, messy: Path) -> None:
    page.goto(f"{address}/audit.html")
    page.set_input_files("#file", messy)
    page.select_option("#state", "OH")
    page.select_option("#framework", "2002")
    page.click("text=Check the list")
    page.wait_for_selector("#lacking")
    assert "Health Science" in page.inner_text("main")


def test_what_is_no_list_is_told_on_the_page(browser: Any, address: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"\x00\x01")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/audit.html")
    page.set_input_files("#file", tmp_path / "list.csv")
    page.click("text=Check the list")
    assert "The list could not be checked." in page.inner_text("[role=alert]")
    context.close()


def test_a_page_reads_and_searches_as_on_the_static_site(page: Any, address: str) -> None:
    page.goto(f"{address}/")
    page.fill("#q", "registerd nurse")
    page.wait_for_selector("#found li")
    page.click("#found li:first-child")
    page.wait_for_url("**/credentials/rn.html*")
    assert "Registered Nurse" in page.inner_text("h1")
    page.goto(f"{address}/api.html")
    assert "/api/v1/check" in page.inner_text("main")


def test_a_reader_signs_in_with_the_token(browser: Any, folder: Path) -> None:
    token = "a word for this test alone"
    with running(folder, "--site", "public", SOUGHT_SERVE_TOKEN=token) as made:
        address = f"http://{made.host}:{made.port}"
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/credentials/rn.html")
        assert page.url.endswith("/sign-in")
        page.fill("[name=token]", token)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/credentials/rn.html")
        assert "Registered Nurse" in page.inner_text("h1")
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Any, address: str, messy: Path, scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)  # fmt: skip
    page = context.new_page()
    found = violations(page, [f"{address}/audit.html", f"{address}/api.html", f"{address}/nothing"])
    send(page, address, messy)
    found += violations_here(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
