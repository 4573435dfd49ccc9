"""``sought sources add`` and ``check`` against boards on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scripts.sources import app, same_employer
from spiders.config import load_sources
from tests.spiders.conftest import Site, site
from tests.spiders.imitations import jobs, lever, workday

__all__ = ["site"]

Command = Callable[..., Result]


@pytest.fixture
def command(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs ``sought sources`` on a file of its own, allowed to ask the test's server."""
    monkeypatch.setenv("SOUGHT_ALLOW_PRIVATE_HOSTS", f"127.0.0.1:{site.port}")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--sources", str(tmp_path / "sources.toml")])

    return run


def row(site: Site, kind: str, board: str = "acme", more: str = "") -> str:
    return (
        f'[[source]]\nkind = "{kind}"\nboard = "{board}"\nemployer = "Acme Health"\n'
        f'url = "{site.url}"\ndelay_seconds = 0\n{more}\n'
    )


def test_check_shows_every_field_and_what_is_missing(
    site: Site, command: Command, tmp_path: Path
) -> None:
    lever(site, jobs(3))
    (tmp_path / "sources.toml").write_text(row(site, "lever"))
    done = command("check", "lever/acme", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["status"], said["postings"]) == ("ok", 3)
    fields = {each["field"]: each for each in said["fields"]}
    assert (fields["title"]["filled"], fields["title"]["example"]) == (3, "Registered Nurse 1")
    assert fields["places"]["example"] == "Columbus, OH, US; Dayton, OH, US"
    assert said["missing"] == ["remote", "posted_is_first", "valid_through", "openings"]
    assert not (tmp_path / "sought.db").exists(), "nothing is stored"
    shown = command("check", "lever/acme").output
    assert "Missing: remote, posted_is_first, valid_through, openings. Nothing was stored." in shown


def test_check_reads_the_beginning_of_a_large_board(
    site: Site, command: Command, tmp_path: Path
) -> None:
    workday(site, jobs(200))
    (tmp_path / "sources.toml").write_text(
        row(site, "workday", "acme.wd1.Site", "terms_checked = 2026-11-01")
    )
    done = command("check", "workday/acme.wd1.Site", "--json")
    assert done.exit_code == 0, done.output
    assert 5 <= json.loads(done.stdout)["postings"] <= 25
    assert len(site.log) < 60


def test_check_says_why_a_source_cannot_be_read(
    site: Site, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(row(site, "lever"))
    done = command("check", "lever/acme")
    assert done.exit_code == 1
    assert "lever/acme: gone, " in done.output
    (tmp_path / "opt_outs.txt").write_text("Acme Health\n")
    site.log.clear()
    done = command("check", "lever/acme")
    assert done.exit_code == 3
    assert site.log == []


def test_add_finds_the_board_behind_a_page(site: Site, command: Command, tmp_path: Path) -> None:
    from tests.spiders.test_careersite import POSTING, page, put_page, put_sitemap

    path = tmp_path / "sources.toml"
    path.write_text("# Ours.\n" + row(site, "lever"))
    put_sitemap(site, ("/jobs/1", None))
    put_page(site, "/jobs/1", POSTING)
    site.put(
        "/careers",
        page(POSTING).replace("<head>", "<head><title>Careers | Acme</title>"),
        content_type="text/html",
    )
    done = command("add", f"{site.url}/careers", "--state", "OH")
    assert done.exit_code == 0, done.output
    assert "careersite/127.0.0.1 (Acme Steel) was added" in done.output
    first, second = load_sources(path)
    assert path.read_text().startswith("# Ours.\n")
    assert (second.kind, second.employer, second.state) == ("careersite", "Acme Steel", "OH")
    assert second.url == site.url
    assert first.kind == "lever"
    again = command("add", f"{site.url}/careers")
    assert again.exit_code == 1
    assert "already" in again.output


def test_add_refuses_another_employers_board(site: Site, command: Command, tmp_path: Path) -> None:
    from tests.spiders.test_careersite import POSTING, page, put_page, put_sitemap

    put_sitemap(site, ("/jobs/1", None))
    put_page(site, "/jobs/1", POSTING)
    site.put("/careers", page(POSTING), content_type="text/html")
    done = command("add", f"{site.url}/careers", "--employer", "Zenith Hotels")
    assert done.exit_code == 1
    assert "the board of 'Acme Steel', not of 'Zenith Hotels'" in done.output
    assert not (tmp_path / "sources.toml").exists()
    done = command("add", f"{site.url}/careers", "--employer", "Zenith Hotels", "--force")
    assert done.exit_code == 0, done.output
    assert load_sources(tmp_path / "sources.toml")[0].employer == "Zenith Hotels"


def test_add_of_a_gated_kind_waits_for_its_terms(
    command: Command, site: Site, tmp_path: Path
) -> None:
    url = "https://acme.wd5.myworkdayjobs.com/External"
    done = command("add", url, "--employer", "Acme Health", "--country", "CA")
    assert done.exit_code == 0, done.output
    assert "terms_checked" in done.output
    (source,) = load_sources(tmp_path / "sources.toml")
    assert (source.key, source.enabled) == ("workday/acme.wd5.External", False)
    assert source.country == "CA"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["https://www.linkedin.com/jobs"], 2, "linkedin is not read: its robots.txt"),
        (["careers.acme.example"], 2, "is no web address"),
        (["https://boards.greenhouse.io/acme"], 1, "SOUGHT_CONTACT is not set"),
        (
            [
                "https://acme.wd5.myworkdayjobs.com/External",
                "--employer",
                "Acme",
                "--country",
                "Canada",
            ],
            2,
            'a two-letter code such as "DE"',
        ),
    ],
)
def test_add_says_what_is_wrong(
    command: Command, arguments: list[str], code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOUGHT_CONTACT", raising=False)
    done = command("add", *arguments)
    assert done.exit_code == code
    assert words in done.output.replace("\n", " ")


def test_add_says_when_no_board_is_found(site: Site, command: Command) -> None:
    site.put("/careers", "<html><p>Write to us.</p></html>", content_type="text/html")
    done = command("add", f"{site.url}/careers")
    assert done.exit_code == 1
    assert "no board of a kind that we know" in done.output
    link = "<html><a href='https://acme.bamboohr.com/careers'>Jobs</a></html>"
    site.replies.clear()
    site.put("/careers", link, content_type="text/html")
    assert "bamboohr, which is not read" in command("add", f"{site.url}/careers").output


def test_names_of_one_employer() -> None:
    assert same_employer("Acme", "Acme Health System")
    assert same_employer("St. Mary's Hospital", "St Marys Hospital")
    assert not same_employer("Acme", "")
