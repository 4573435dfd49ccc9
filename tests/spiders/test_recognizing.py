"""Which board an address, or a careers page, leads to."""

from __future__ import annotations

import pytest

from spiders.recognizing import Board, by_address, employer_in_page, in_page
from spiders.refused import Refusal


@pytest.mark.parametrize(
    ("address", "kind", "board", "url"),
    [
        ("https://boards.greenhouse.io/acme/jobs/123", "greenhouse", "acme", None),
        ("https://job-boards.eu.greenhouse.io/acme", "greenhouse", "acme", None),
        ("https://boards.greenhouse.io/embed/job_board/js?for=acme", "greenhouse", "acme", None),
        ("https://boards.greenhouse.io/embed/job_app?token=1&for=acme", "greenhouse", "acme", None),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs", "greenhouse", "acme", None),
        ("https://jobs.lever.co/acme/a24e", "lever", "acme", None),
        ("https://jobs.eu.lever.co/acme", "lever", "acme", "https://api.eu.lever.co"),
        ("https://jobs.ashbyhq.com/Acme%20Health/1", "ashby", "Acme Health", None),
        ("https://apply.workable.com/acme/j/AB12/", "workable", "acme", None),
        ("https://acme.workable.com/", "workable", "acme", None),
        ("https://acme.recruitee.com/o/nurse", "recruitee", "acme", None),
        ("https://acme.teamtailor.com/jobs", "teamtailor", "acme", None),
        ("https://acme.na.teamtailor.com/jobs", "teamtailor", "acme.na", None),
        ("https://acme.jobs.personio.com/job/1", "personio", "acme", None),
        (
            "https://acme.jobs.personio.de/job/1",
            "personio",
            "acme",
            "https://acme.jobs.personio.de",
        ),
        ("https://ats.rippling.com/en-US/acme/jobs/1", "rippling", "acme", None),
        ("https://acme.applytojob.com/apply", "jazzhr", "acme", None),
        ("https://www.governmentjobs.com/careers/columbus/jobs/1", "neogov", "columbus", None),
        (
            "https://www.schooljobs.com/careers/dayton",
            "neogov",
            "dayton",
            "https://www.schooljobs.com",
        ),
        (
            "https://acme.wd5.myworkdayjobs.com/en-US/External/job/x_R1",
            "workday",
            "acme.wd5.External",
            None,
        ),
        ("https://careers-acme.icims.com/jobs/1/nurse/job", "icims", "careers-acme", None),
    ],
)
def test_addresses(address: str, kind: str, board: str, url: str | None) -> None:
    assert by_address(address) == Board(kind, board, url)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.acme.example/careers",
        "https://apply.workable.com/j/AB12",
        "https://www.teamtailor.com/",
        "https://boards.greenhouse.io/embed/job_board",
        "https://lever.co/",
    ],
)
def test_addresses_of_no_board(address: str) -> None:
    assert by_address(address) is None


def test_an_address_at_a_platform_that_is_not_read() -> None:
    found = by_address("https://www.linkedin.com/company/acme/jobs")
    assert isinstance(found, Refusal)
    assert found.name == "linkedin"


def test_a_page_is_told_by_what_it_links_to() -> None:
    page = """<html><head><title>Careers | Acme Health</title></head><body>
      <a href="https://www.linkedin.com/company/acme">LinkedIn</a>
      <a href="https://jobs.lever.co/acme/1">Nurse</a> <a href="https://jobs.lever.co/acme/2">Aide</a>
      <script>var x = "https:\\/\\/jobs.lever.co\\/acme\\/3"</script></body></html>"""
    boards = in_page("https://www.acme.example/careers", page)
    assert boards[0] == Board("lever", "acme")
    assert any(isinstance(each, Refusal) for each in boards)
    assert employer_in_page(page) == "Acme Health"


@pytest.mark.parametrize(
    ("part", "board"),
    [
        ("<script>Grnhse.Settings.boardToken = 'acme';</script>", Board("greenhouse", "acme")),
        (
            '<link href="https://assets-aws.teamtailor-cdn.com/a.css">',
            Board("teamtailor", "jobs.acme.example", "https://jobs.acme.example"),
        ),
        (
            '<script src="https://app.jibecdn.com/x.js"></script>',
            Board("jibe", "jobs.acme.example", "https://jobs.acme.example"),
        ),
        (
            '<script type="application/ld+json">{"@type":"JobPosting"}</script>',
            Board("careersite", "jobs.acme.example", "https://jobs.acme.example"),
        ),
    ],
)
def test_a_page_is_told_by_what_it_loads(part: str, board: Board) -> None:
    assert in_page("https://jobs.acme.example/list", f"<html>{part}</html>") == [board]


def test_whose_page_it_is() -> None:
    assert employer_in_page("<meta property='og:site_name' content='Acme &amp; Co'>") == "Acme & Co"
    assert employer_in_page("<title>Jobs at Acme Steel</title>") == "Acme Steel"
    assert employer_in_page("<title>Careers</title>") is None
