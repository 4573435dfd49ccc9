"""The site: what its pages say, that hostile postings stay text, and how it replaces the old one."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
import typer
from sqlalchemy import Engine, insert
from typer.testing import CliRunner

from db import schema as t
from db.check import check
from db.engine import open_database
from db.names import employer_key
from scripts import common
from scripts.cli import app
from scripts.site import build, builder, files
from scripts.site.figures import Figures
from scripts.site.words import around, clean, web_address
from taxonomy.frameworks import in_framework
from taxonomy.load import load
from taxonomy.model import Taxonomy
from tests.scripts.filling import NOW, Filling

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
SENTENCE = f"Must have {HOSTILE} BLS now\u202e!"
COUNT_ROWS = {
    "Jobs that ask for it": "jobs",
    "Required": "required",
    "Preferred": "preferred",
    "After hire": "after_hire",
    "Employers that ask for it": "employers",
}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load()


@pytest.fixture(scope="module")
def few(taxonomy: Taxonomy) -> Taxonomy:
    """A taxonomy of a few credentials, where their number does not matter."""
    ids = ("bls", "acls", "aed", "cpr", "osha-10", "cdl")
    return replace(taxonomy, credentials={key: taxonomy.credentials[key] for key in ids})


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('db') / 'sought.db'}")
    fill = Filling(engine)
    fill.source()
    fill.source("careersite/evil", employer=HOSTILE)
    for n in range(12):
        fill.posting(
            {"bls": "required"},
            employer=f"Hospital {n % 4}",
            states=("OH", "MI") if n < 3 else ("OH",),
        )
    fill.posting({"bls": "preferred", "acls": "after_hire"}, states=("MI",), remote=True)
    fill.posting(
        {"osha-10": "required"},
        employer="Solo Builders",
        soc="47-2061",
        career_cluster="Construction",
    )
    fill.posting(
        {"osha-10": "required"},
        employer="Solo Builders",
        soc="47-2061",
        career_cluster="Construction",
    )
    fill.posting({"aed": "mentioned"})
    fill.posting(
        {"cpr": "required"},
        first_seen=NOW - timedelta(days=500),
        last_seen=NOW - timedelta(days=420),
    )
    fill.posting({"cpr": "required"}, states=(), title="Abroad")
    with engine.begin() as connection:
        connection.execute(insert(t.posting_places).values(posting_id=fill.n, n=0, country="DE"))
    fill.posting(
        {"bls": "required"},
        said=SENTENCE,
        title=HOSTILE,
        employer=HOSTILE,
        location=HOSTILE,
        url="javascript:alert(3)",
        posted_on=date(2026, 11, 20),
        posted_is_first=True,
    )
    fill.count()
    return engine


@pytest.fixture(scope="module")
def folder(engine: Engine, taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "site"
    pages = build(engine, taxonomy, folder, NOW)
    assert pages == len(list(folder.rglob("*.html")))
    return folder


def page(folder: Path, path: str) -> Any:
    return lxml.html.fromstring((folder / path).read_text("utf-8"))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_every_credential_cluster_and_state_has_its_page(folder: Path, taxonomy: Taxonomy) -> None:
    assert {p.stem for p in (folder / "credentials").iterdir()} == set(taxonomy.credentials)
    assert len(list((folder / "clusters").iterdir())) == len(taxonomy.career_clusters) == 14
    assert {p.stem for p in (folder / "states").iterdir()} == {"OH", "MI", "remote"}


def test_a_credentials_page_says_what_check_says(
    folder: Path, engine: Engine, taxonomy: Taxonomy
) -> None:
    for credential in ("bls", "osha-10"):
        answer = check(engine, taxonomy.credentials[credential], "US", NOW.date())
        shown = page(folder, f"credentials/{credential}.html")
        assert answer["answer"] in words(shown.get_element_by_id("main"))
        rows = {
            words(row.find("th"))
            .removesuffix(words(span[0]) if (span := row.xpath("th/span")) else "")
            .strip(): words(row.find("td"))
            for row in shown.xpath("//table[@class='counts']//tr")
        }
        for label, key in COUNT_ROWS.items():
            assert rows[label] == str(answer[key]), label
        assert len(shown.xpath("//blockquote")) == len(answer["evidence"])
        for cluster, rank in answer["rank"].items():
            assert f"{rank} in {cluster}" in words(shown)


def test_states_months_and_cautions(folder: Path, engine: Engine, taxonomy: Taxonomy) -> None:
    shown = page(folder, "credentials/bls.html")
    states = {
        words(r.find("th")): words(r.findall("td")[0])
        for r in shown.xpath("//table[caption[starts-with(., 'Jobs by state')]]/tbody/tr")
    }
    assert states == {
        "Ohio": "often", "Michigan small figure": "often", "Remote jobs": "not enough data",
    }  # fmt: skip
    jobs = {
        words(r.find("th")): [words(cell) for cell in r.findall("td")[1:]]
        for r in shown.xpath("//table[caption[starts-with(., 'Jobs by state')]]/tbody/tr")
    }
    assert jobs["Ohio"][0] == "13 in Ohio: see sentences"
    assert jobs["Michigan small figure"][0] == "4 in Michigan: see sentences"
    assert jobs["Remote jobs"][0] == "one employer: not shown"
    months = shown.xpath("//table[caption[starts-with(., 'New jobs')]]/tbody/tr")
    assert len(months) == len(check(engine, taxonomy.credentials["bls"], "US", NOW.date())["trend"])
    assert sum(int(words(r.findall("td")[0])) for r in months) == 14
    solo = page(folder, "clusters/construction.html")
    assert words(solo.xpath("//div[@id='view']//tbody/tr")[0]) == "OSHA 10 one employer: not shown"


def test_what_nobody_asks_for_is_said_plainly(folder: Path) -> None:
    for credential in ("cpr", "aed"):  # out of the window or abroad; only mentioned
        text = words(page(folder, f"credentials/{credential}.html"))
        assert "0 jobs from 0 employers asked for it" in text
        assert "There is not enough data to say" in text
        assert "Never named in our postings is not the same as not wanted." in text
    assert "1 job names it as something to earn after being hired" in words(
        page(folder, "credentials/acls.html")
    )


def test_hostile_postings_stay_text(folder: Path) -> None:
    files = [p for p in folder.rglob("*") if p.is_file()]
    for path in files:
        assert "SECRET-WHOLE-TEXT" not in path.read_text("utf-8"), "a full text was published"
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "\u202e" not in text
        assert "javascript:" not in text
        shown = lxml.html.fromstring(text)
        scripts = [s.get("src").rsplit("/", 1)[-1] for s in shown.iter("script")]
        assert scripts[0] == "search.js"
        assert set(scripts) <= {"search.js", "filter.js", "audit.js", "wrong.js"}
        assert all(not words(s) for s in shown.iter("script"))
        assert not list(shown.iter("img", "style", "iframe", "object", "base"))
        assert not shown.xpath("//@style | //@*[starts-with(name(), 'on')]"), path
    bls = page(folder, "credentials/bls.html")
    said = [li for li in bls.xpath("//ul[@class='evidence']/li") if "alert" in words(li)]
    assert len(said) == 1
    assert words(said[0].find(".//mark")) == "BLS"
    assert [words(a).split(" in ")[0] for a in said[0].iter("a")] == ["This is wrong"]
    assert words(said[0]).startswith(
        'Must have "><script>alert(1)</script><img src=x onerror=alert(2)> BLS now !'
    )
    assert "<script>alert(1)" in words(page(folder, "method.html"))  # the source's employer


def test_links_stay_in_the_folder_and_resolve(folder: Path) -> None:
    ids = {
        p: set(page(folder, str(p.relative_to(folder))).xpath("//@id"))
        for p in folder.rglob("*.html")
    }
    for path in ids:
        shown = page(folder, str(path.relative_to(folder)))
        for element in shown.xpath("//*[@href or @src or @action]"):
            link = element.get("href") or element.get("src") or element.get("action")
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                assert element.tag == "a"
                assert set(element.get("rel").split()) == {"nofollow", "noopener", "noreferrer"}
                continue
            if link == "data:,":
                continue
            assert not parts.scheme and not parts.netloc, link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file() and target.is_relative_to(folder.resolve()), (path, link)
            if parts.fragment:
                assert parts.fragment in ids[folder / target.relative_to(folder.resolve())], (
                    path,
                    link,
                )


def test_pages_are_sound_to_assistive_technology(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        shown = lxml.html.fromstring(path.read_text("utf-8"))
        assert len(shown.xpath("//h1")) == 1, path
        assert shown.get("lang") == "en" and shown.xpath("//main[@id='main']")
        policy = shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        for table in shown.iter("table"):
            assert table.find("caption") is not None
            assert all(th.get("scope") in ("col", "row") for th in table.iter("th"))
        identifiers = shown.xpath("//@id")
        assert len(identifiers) == len(set(identifiers)), path
        levels = [int(h.tag[1]) for h in shown.xpath("//h1 | //h2 | //h3")]
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), path
        assert not re.search(r"\bNone\b|\bnan\b", words(shown.find(".//main"))), path


def test_the_search_index_is_data(folder: Path, taxonomy: Taxonomy) -> None:
    text = (folder / "search-index.js").read_text("utf-8")
    assert text.startswith("window.SOUGHT_INDEX=") and text.endswith(";\n")
    rows = json.loads(text.removeprefix("window.SOUGHT_INDEX=").removesuffix(";\n"))
    assert len(rows) == len(taxonomy.credentials)
    assert len(text) < 1_000_000, "the search would be slow on a phone"
    by_name = {name: (file, jobs, names) for file, name, jobs, names in rows}
    file, jobs, names = by_name[taxonomy.credentials["bls"].name]
    assert (file, jobs) == ("bls", 14)
    assert "BLS" in names
    listed = page(folder, "all.html").xpath("//ul[@class='list']/li/a/@href")
    assert {f"credentials/{file}.html" for file, *_ in rows} == set(listed)


def test_a_second_build_replaces_the_first(engine: Engine, few: Taxonomy, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    build(engine, few, folder, NOW)
    first = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    (folder / "stale.html").write_text("old")
    build(engine, few, folder, NOW)
    assert {
        p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    } == first
    assert [p.name for p in folder.parent.iterdir()] == ["site"]


def test_a_killed_build_leaves_the_old_site(
    engine: Engine, few: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    build(engine, few, folder, NOW)
    (folder / "index.html").write_text("the old one")
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_views", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build(engine, few, folder, NOW)
    assert (folder / "index.html").read_text() == "the old one"
    folder.rename(tmp_path / ".site.old")  # as if killed between the two renames
    build(engine, few, folder, NOW)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert (folder / "index.html").read_text() != "the old one"


def test_opt_outs_are_not_shown(few: Taxonomy, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'sought.db'}")
    fill = Filling(engine)
    fill.source(employer="Shy Clinic Inc.")
    fill.posting({"bls": "required"}, employer="Shy Clinic")
    fill.posting({"bls": "required"}, employer="Other", url="https://jobs.shy.example/1")
    fill.posting({"bls": "required"}, employer="Open Clinic")
    fill.count()
    with engine.begin() as connection:
        connection.execute(
            insert(t.opt_outs),
            [
                {"host_or_employer": employer_key("Shy Clinic, LLC"), "kind": "employer"},
                {"host_or_employer": "shy.example", "kind": "host"},
            ],
        )
    build(engine, few, tmp_path / "site", NOW)
    shown = page(tmp_path / "site", "credentials/bls.html")
    assert len(shown.xpath("//blockquote")) == 1
    for path in (tmp_path / "site").rglob("*.html"):
        assert "shy" not in path.read_text("utf-8").lower(), path


def test_the_clusters_of_2002(engine: Engine, few: Taxonomy, tmp_path: Path) -> None:
    build(engine, in_framework(few, "2002"), tmp_path / "site", NOW)
    shown = page(tmp_path / "site", "index.html")
    tiles = {
        " ".join(words(cell) for cell in row)
        for row in shown.cssselect("#clusters ~ .scroll tbody tr")
    }
    assert len(tiles) == 16
    assert {
        "Health Science 15 not enough data",
        "Architecture & Construction 2 not enough data",
    } <= tiles, sorted(tiles)
    assert (tmp_path / "site" / "clusters" / "health-science.html").exists()
    assert "Framework of 2002" in words(page(tmp_path / "site", "method.html"))


def test_an_empty_database_has_a_site(few: Taxonomy, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'sought.db'}")
    build(engine, few, tmp_path / "site", NOW)
    assert "No job of the last twelve months" in words(page(tmp_path / "site", "index.html"))


def test_postings_without_employer_place_or_occupation(few: Taxonomy, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'sought.db'}")
    fill = Filling(engine)
    fill.source()
    for n in range(2):
        fill.posting(
            {"acls": "required" if n else "after_hire"},
            states=(),
            employer=None,
            location=None,
            url=None,
            soc=None,
            career_cluster=None,
        )
    fill.count()
    build(engine, few, tmp_path / "site", NOW)
    text = words(page(tmp_path / "site", "credentials/acls.html"))
    assert "Employer not named" in text and "place not given" in text


def test_the_command(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUGHT_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("SOUGHT_NOW", NOW.isoformat())
    run = CliRunner().invoke
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.doc").write_text("mine")
    assert run(app, ["site", str(foreign)]).exit_code == common.WRONG_USAGE
    assert [p.name for p in foreign.iterdir()] == ["thesis.doc"]
    assert run(app, ["site", str(foreign / "thesis.doc")]).exit_code == common.WRONG_USAGE
    assert (
        run(app, ["site", str(foreign / "thesis.doc" / "site")]).exit_code == common.COULD_NOT_RUN
    )
    (tmp_path / "empty").mkdir()
    assert run(app, ["site", str(tmp_path / "empty")]).exit_code == common.DONE
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_folder_that_cannot_be_written(
    engine: Engine, few: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(builder.shutil, "copyfile", full)
    with pytest.raises(typer.Exit) as ended:
        build(engine, few, tmp_path / "site", NOW)
    assert ended.value.exit_code == common.COULD_NOT_RUN
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "https:///nohost",
        "https://a b/",
        "https://good.example@evil.example/",
        "http://[",
        "ftp://x.example/",
        "file:///etc/passwd",
        "https:\\\\evil.example",
    ],
)
def test_no_link_to(url: str | None) -> None:
    assert web_address(url) is None


def test_text_from_outside() -> None:
    assert clean("a\x00b\u202ec\n d\ud800") == "a b c d"
    assert clean(None) == ""
    before, name, after = around("x " * 900 + "needs BLS, or" + " y" * 900, 1806, 1809)
    assert (name, before[0], after[-1]) == ("BLS", "…", "…")
    assert before.endswith("needs ") and after.startswith(", or y")
    assert len(before + after) < 500
    assert around("(BLS)", 1, 4) == ("(", "BLS", ")")


def test_figures_say_what_to_mind() -> None:
    assert Figures(jobs=50, employers=9).caution == ""
    assert Figures(jobs=50, employers=1).caution == "one employer"
    assert Figures(jobs=3, employers=0).caution == "small figure, employers not named"
    assert Figures(jobs=1, employers=1).caution == "small figure, one employer"
    assert Figures(jobs=20, required=5).required_share == "5 (25%)"
    assert Figures(jobs=9, required=5).required_share == "5"
