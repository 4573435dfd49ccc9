"""The site in a real browser: search, filters, evidence, a list, other themes; axe on every kind of page."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from db.engine import open_database
from scripts.site import build
from taxonomy.load import load
from tests.scripts.browsing import chromium, violations
from tests.scripts.filling import NOW, Filling

IDS = (
    "bls", "acls", "aed", "cpr", "osha-10", "osha-30", "cdl", "servsafe", "servsafe-manager",
    "rn", "drivers-license",
)  # fmt: skip
HOSTILE = '"><script>window.hit=1</script><img src=x onerror="window.hit=2">'
KINDS = (
    "index.html", "all.html", "explore.html", "audit.html", "method.html", "downloads.html",
    "wrong.html?credential=bls&posting=1&at=27&said=required", "clusters/construction.html",
    "states/OH.html", "credentials/servsafe-manager.html", "credentials/aed.html", "evidence/bls.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chromium()
    place = tmp_path_factory.mktemp("browser")
    engine = open_database(f"sqlite:///{place / 'sought.db'}")
    fill = Filling(engine)
    fill.source()
    cook = {"soc": "35-1012", "career_cluster": "Hospitality, Events, & Tourism"}
    builder = {"soc": "47-2061", "career_cluster": "Construction"}
    entry = {"education": "high school", "experience_years": 1.0}
    for n in range(40):
        who = f"Kitchen {n % 9}"
        fill.posting({"servsafe-manager": "required"} if n % 3 else {}, employer=who, **cook)
        named = {"osha-10": "required"} if n % 2 else {"drivers-license": "preferred"}
        states = ("TX",) if n % 4 else ("TX", "OH")
        fill.posting(named, employer=f"Builder {n % 7}", states=states, **builder, **(entry if n % 5 else {}))  # fmt: skip
    for n in range(12):
        fill.posting({"bls": "required", "acls": "preferred"}, employer=f"Hospital {n % 4}")
    fill.posting({"osha-30": "required"}, employer="Solo Builders", states=("TX",), **builder)
    fill.posting(
        {"bls": "required"}, said=f"You must hold {HOSTILE} BLS now.",
        title=HOSTILE, employer=HOSTILE, location=HOSTILE, url="javascript:window.hit=3",
    )  # fmt: skip
    fill.count()
    taxonomy = load()
    few = replace(taxonomy, credentials={key: taxonomy.credentials[key] for key in IDS})
    build(engine, few, place / "site", NOW)
    return place / "site"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def rows(page: Any, table: str = "#view-table table") -> list[list[str]]:
    found: list[list[str]] = page.eval_on_selector_all(
        f"{table} tbody tr", "all => all.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )
    return found


def test_search_forgives_a_typo_and_the_keyboard_is_enough(page: Any, address: str) -> None:
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#q")
    page.keyboard.type("serv safe mannager")
    page.wait_for_selector("#found li")
    assert "ServSafe Manager" in page.inner_text("#found li:first-child")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/credentials/servsafe-manager.html")
    assert "Ohio" in page.inner_text("main")


def test_three_questions_are_answered_within_a_few_clicks(page: Any, address: str) -> None:
    # Is ServSafe Manager asked for in Ohio? One click, and the table by state.
    page.goto(f"{address}/index.html")
    page.fill("#q", "servsafe manager")
    page.click("#found li:first-child")
    page.wait_for_url("**/credentials/servsafe-manager.html")
    states = {row[0].split("\n")[0]: row[1] for row in rows(page, "#by-state ~ .scroll table")}
    assert states["Ohio"] == "often"
    # Which credentials of this list does nobody ask for? Two.
    page.goto(f"{address}/index.html")
    page.click("header >> text=Check a list")
    page.fill("#list", "ServSafe Manager\nAED\n")
    page.click("text=Check this list")
    page.wait_for_selector("#audit-result h2")
    found = {row[0]: row for row in rows(page, "#audit-result table")}
    assert found["AED"][4] == "0" and found["ServSafe Manager"][4] != "0"
    # What does Construction ask for most, entry level, in Texas? Three.
    page.goto(f"{address}/index.html")
    page.click("main >> text=Construction")
    page.select_option("select[name=state]", "TX")
    page.check("input[name=entry]")
    page.wait_for_selector("#view-title:has-text('entry level')")
    page.wait_for_selector("#view-table caption:has-text('Texas')")
    assert rows(page)[0][0].startswith("Driver's License")


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_filtered_view_has_an_address(
    page: Any, address: str, folder: Path, scheme: str, tmp_path: Path
) -> None:
    base = address if scheme == "http" else folder.as_uri()
    page.goto(f"{base}/clusters/construction.html")
    page.select_option("select[name=state]", "TX")
    page.check("input[name=entry]")
    page.wait_for_selector("#view-title:has-text('entry level')")
    page.wait_for_selector("#view-table caption:has-text('Texas')")
    shown = rows(page)
    assert [row[0].split("\n")[0] for row in shown] == ["Driver's License", "OSHA 10"]
    assert page.url.endswith("?state=TX&entry=yes")
    with page.expect_download() as waiting:
        page.click("#view-csv")
    waiting.value.save_as(tmp_path / "view.csv")
    with (tmp_path / "view.csv").open(newline="") as file:
        saved = list(csv.DictReader(file))
    assert [(r["credential"], r["jobs"], r["state"], r["entry_level"]) for r in saved] == [
        ("Driver's License", shown[0][1], "TX", "yes"), ("OSHA 10", shown[1][1], "TX", "yes"),
    ]  # fmt: skip
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_selector("#view-table caption:has-text('Texas')")
    assert rows(again) == shown
    assert again.is_checked("input[name=entry]")


def test_one_employer_is_held_back_and_no_jobs_are_not_enough_data(page: Any, address: str) -> None:
    page.goto(f"{address}/states/TX.html")
    held = [row for row in rows(page) if row[0] == "OSHA 30"]
    assert held == [["OSHA 30", "one employer: not shown"]]
    page.select_option("select[name=cluster]", "agriculture")
    page.wait_for_selector("#view-table:has-text('Not enough data')")
    page.goto(f"{address}/explore.html?state=TX&cluster=2002-architecture-construction&requirement=required")  # fmt: skip
    page.wait_for_selector("#view-table caption:has-text('required')")
    assert rows(page)[0][0] == "OSHA 10"
    page.goto(f"{address}/explore.html?state=ZZ&period=nonsense")
    assert page.input_value("select[name=state]") == ""
    assert len(rows(page)) > 3


def test_a_number_opens_its_sentences_and_a_correction(page: Any, address: str) -> None:
    page.goto(f"{address}/credentials/servsafe-manager.html")
    page.click("table:has(caption:has-text('Jobs by state')) a:has-text('see sentences')")
    page.wait_for_url("**/evidence/servsafe-manager.html#OH")
    assert page.inner_text("h2#OH ~ ul.evidence mark") == "servsafe-manager"
    page.click("h2#OH ~ ul.evidence a:has-text('This is wrong')")
    page.check("input[value='not asked for']")
    page.fill("#should", "only mentioned")
    prepared = page.input_value("#prepared")
    assert '"credential": "servsafe-manager"' in prepared
    assert '"wrong": "not asked for"' in prepared and '"should_be": "only mentioned"' in prepared


def test_a_messy_list_is_checked(page: Any, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/audit.html")
    page.fill("#list", "ServSafe Manager Certification\n\n  OSHA 30 \nAED\nBasket Weaving Level 9\n=cmd()\tx\n")  # fmt: skip
    page.select_option("#audit-state", "OH")
    page.click("text=Check this list")
    page.wait_for_selector("#audit-result h2")
    found = {row[0]: row[1:] for row in rows(page, "#audit-result table")}
    assert found["ServSafe Manager Certification"][:3] == ["same name", "ServSafe Manager", "often"]
    assert found["OSHA 30"][0] == "same name" and found["OSHA 30"][2] == "not enough data"
    assert found["Basket Weaving Level 9"][0] == "not in our list"
    lacking = page.inner_text("#audit-result ul.list")
    assert "Basic Life Support" in lacking and "ServSafe Manager" not in lacking
    with page.expect_download() as waiting:
        page.click("text=Save the report as CSV")
    waiting.value.save_as(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        saved = {row["listed_name"]: row for row in csv.DictReader(file)}
    assert len(saved) == 5 and "'=cmd() x" in saved


def test_hostile_fields_stay_text(page: Any, address: str) -> None:
    for path in ("credentials/bls.html", "evidence/bls.html", "states/OH.html", "method.html"):
        page.goto(f"{address}/{path}")
        assert page.evaluate("window.hit") is None
    page.goto(f"{address}/evidence/bls.html")
    assert "<script>window.hit=1</script>" in page.inner_text("main")
    page.goto(f"{address}/wrong.html?credential=<img src=x onerror=window.hit=4>&posting=x")
    assert '"credential": ""' in page.input_value("#prepared")
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900}, bypass_csp=True)  # fmt: skip
    found = violations(context.new_page(), (f"{address}/{path}" for path in KINDS))
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [360, 390, 768])
def test_no_page_is_wider_than_the_screen_and_nothing_jumps(
    browser: Any, address: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    opened = context.new_page()
    opened.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => "
        "{ if (!e.hadRecentInput) window.moved += e.value; })).observe({type: 'layout-shift', buffered: true});"
    )
    for path in (*KINDS, "explore.html?state=TX&entry=yes"):
        opened.goto(f"{address}/{path}")
        opened.wait_for_timeout(150)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, path
        assert opened.evaluate("window.moved") < 0.01, path
    context.close()


def test_pages_read_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/index.html")
    opened.click("a:has-text('OSHA 10')")
    assert "Do employers ask for it?" in opened.inner_text("main")
    opened.goto(f"{address}/explore.html")
    assert "The filters need JavaScript" in opened.inner_text("main")
    assert len(rows_without_script(opened)) > 3
    context.close()


def rows_without_script(page: Any) -> list[str]:
    found: list[str] = page.locator("#view-table tbody tr").all_inner_texts()
    return found


def test_paper_shows_tables_whole(page: Any, address: str) -> None:
    page.goto(f"{address}/explore.html")
    page.emulate_media(media="print")
    assert not page.is_visible("form.filters") and not page.is_visible("#view-tools")
    assert page.is_visible("#view-table table")


def test_the_home_page_is_light(browser: Any, address: str, folder: Path) -> None:
    context = browser.new_context()
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda r: asked.append(urlsplit(r.url).path))
    opened.goto(f"{address}/index.html")
    opened.wait_for_timeout(200)
    assert set(asked) == {"/index.html", "/site.css", "/search.js"}
    assert sum((folder / name[1:]).stat().st_size for name in asked) < 300_000
    context.close()
