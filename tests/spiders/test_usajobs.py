"""USAJOBS over HTTP: two endpoints joined, token paging, slices."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from db.records import Known, Outcome, PayPeriod, Place
from tests.spiders.conftest import Reply, Seen, Site, run_crawl, source_at

LISTING = "/api/historicjoa"
TEXT = "/api/historicjoa/announcementtext"
KNOWN = Known(whole_counts=(3,))
"""Not the first crawl: two slices, the open ones and those of the last week."""


def row(number: int, **more: Any) -> dict[str, Any]:
    """An announcement's fields."""
    return {
        "usajobsControlNumber": number,
        "hiringAgencyName": "Veterans Health Administration",
        "positionTitle": "Practical Nurse",
        "workSchedule": "Full-time",
        "salaryType": "Per Year",
        "minimumSalary": 45000.0,
        "maximumSalary": 60000.0,
        "positionOpenDate": "2026-11-20",
        "positionCloseDate": "2026-12-04",
        "positionOpeningStatus": "Accepting applications",
        "totalOpenings": "12",
        "HiringPaths": [{"hiringPath": "The public"}],
        "jobcategories": [{"series": "0620"}],
        "PositionLocations": [
            {
                "positionLocationCity": "Chillicothe",
                "positionLocationState": "Ohio",
                "positionLocationCountry": "United States",
            },
            {
                "positionLocationCity": "San Juan",
                "positionLocationState": "Puerto Rico",
                "positionLocationCountry": "United States",
            },
        ],
    } | more


def text(number: int, **more: Any) -> dict[str, Any]:
    """An announcement's text."""
    return {
        "usajobsControlNumber": number,
        "summary": "<p>Work with veterans.</p>",
        "majorDutiesList": ["Gives care", "Keeps records"],
        "hiringPathExplanation": "Open to the public",
        "requirementsConditionsOfEmployment": "<ul><li>Current LPN license</li></ul>",
        "requirementsQualifications": None,
        "requirementsEducation": "High school diploma or equivalent",
        "requiredStandardDocuments": "<ul><li>Transcript</li></ul>",
        "howToApply": "<p>Apply online</p>",
        "otherInformation": "",
    } | more


class Api:
    """Both endpoints over rows and texts, paged by token."""

    def __init__(self, site: Site, rows: list[Any], texts: list[Any], size: int = 2) -> None:
        self.rows, self.texts, self.size = rows, texts, size
        self.extra_total = 0
        self.relative = True
        site.answer(LISTING, lambda seen: self.reply(seen, self.rows))
        site.answer(TEXT, lambda seen: self.reply(seen, self.texts))

    def reply(self, seen: Seen, data: list[Any]) -> Reply:
        """A page of what the query asks for."""
        query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(seen.target).query).items()}
        at = int(query.get("continuationtoken", "0").removeprefix("t"))
        if not data:
            return Reply(b"204 No Content", 200, {"Content-Type": "text/html"})
        following = at + self.size
        token = f"t{following}" if following < len(data) else None
        body = {
            "paging": {
                "metadata": {
                    "totalCount": len(data) + self.extra_total,
                    "pageSize": self.size,
                    "continuationToken": token,
                },
                "next": f"{seen.path}?continuationtoken={token}"
                if token and self.relative
                else None,
            },
            "data": data[at:following],
        }
        return Reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json"})


def test_every_field_of_an_announcement(site: Site) -> None:
    Api(site, [row(1)], [text(1)])
    crawled = run_crawl(source_at("usajobs", site.url, board="VATA"), known=KNOWN)
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1"}
    (posting,) = crawled.postings
    assert posting.external_id == "1"
    assert posting.title == "Practical Nurse"
    assert posting.employer == "Veterans Health Administration"
    assert posting.url == "https://www.usajobs.gov/job/1"
    assert posting.location == "Chillicothe, Ohio; San Juan, Puerto Rico"
    assert posting.places == (
        Place("Chillicothe", None, None, "OH", "US"),
        Place("San Juan", None, None, "PR", "US"),
    )
    assert (posting.posted_on, posting.posted_is_first) == (date(2026, 11, 20), True)
    assert posting.valid_through == date(2026, 12, 4)
    assert posting.employment_type == "Full-time"
    assert (posting.pay_low, posting.pay_high) == (45000.0, 60000.0)
    assert posting.pay_period is PayPeriod.YEAR
    assert posting.education == "high school"
    assert posting.openings == 12
    for part in (
        "Occupational series\n0620",
        "Summary\nWork with veterans.",
        "Major duties\nGives care",
        "Conditions of employment\n",
        "Current LPN license",
        "Required standard documents\n• Transcript",
        "Who may apply\nOpen to the public",
    ):
        assert part in posting.text
    for absent in ("Apply online", "Qualifications"):
        assert absent not in posting.text
    queries = [parse_qs(urlsplit(seen.target).query) for seen in site.log[1:]]
    assert queries[0] == {"HiringAgencyCodes": ["VATA"], "StartPositionCloseDate": ["2026-11-23"]}
    assert queries[0] == queries[1], "both endpoints are asked the same"
    assert queries[2]["StartPositionOpenDate"] == ["2026-11-16"]


@pytest.mark.parametrize("relative", [True, False])
def test_pages_by_token(site: Site, relative: bool) -> None:
    api = Api(site, [row(n) for n in range(1, 6)], [text(n) for n in range(5, 0, -1)])
    api.relative = relative
    crawled = run_crawl(source_at("usajobs", site.url, board="all"), known=KNOWN)
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1", "2", "3", "4", "5"}
    assert sorted(crawled.by_id) == ["1", "2", "3", "4", "5"]
    assert not any("HiringAgencyCodes" in seen.target for seen in site.log)


def test_only_what_the_public_may_apply_for(site: Site) -> None:
    inside = [{"hiringPath": "Internal to an agency"}]
    # Career transition is for people whom an agency lets go; beside "internal" nobody else comes in.
    both = [*inside, {"hiringPath": "Career transition (CTAP, ICTAP, RPL)"}]
    Api(
        site,
        [
            row(1, HiringPaths=inside),
            row(2, HiringPaths=both),
            row(3, HiringPaths=both[1:]),
            row(4, HiringPaths=[*both, {"hiringPath": "Veterans"}]),
            row(5, HiringPaths=[]),
            row(6, appointmentType="Agency Employees Only"),
        ],
        [text(number) for number in range(1, 7)],
        size=6,
    )
    crawled = run_crawl(source_at("usajobs", site.url, board="all"), known=KNOWN)
    assert crawled.result.listed_ids == {"4", "5"}
    assert sorted(crawled.by_id) == ["4", "5"]
    assert crawled.result.errors == {"insiders_only": 4}


def test_closed_ones_are_kept_but_not_listed(site: Site) -> None:
    closed = row(1, positionCloseDate="2026-11-01")
    canceled = row(2, positionOpeningStatus="Job canceled")
    Api(site, [closed, canceled, row(3)], [text(1), text(2), text(3)])
    crawled = run_crawl(source_at("usajobs", site.url, board="all"))
    assert crawled.result.listed_ids == {"3"}
    assert sorted(crawled.by_id) == ["1", "2", "3"]


def test_a_first_crawl_looks_back_a_year(site: Site) -> None:
    Api(site, [row(1)], [text(1)])
    run_crawl(source_at("usajobs", site.url, board="all"))
    starts = [
        parse_qs(urlsplit(seen.target).query).get("StartPositionOpenDate", [""])[0]
        for seen in site.log
        if seen.path == LISTING
    ]
    assert min(start for start in starts if start) == "2025-11-23"
    assert len(starts) == 13


def test_a_slice_that_is_not_whole_is_partial(site: Site) -> None:
    api = Api(site, [row(1)], [text(1)])
    api.extra_total = 3
    crawled = run_crawl(source_at("usajobs", site.url, board="all"), known=KNOWN)
    assert crawled.result.outcome is Outcome.PARTIAL
    assert crawled.result.listed_ids is None
    assert list(crawled.by_id) == ["1"]


def test_nothing_open(site: Site) -> None:
    Api(site, [], [])
    result = run_crawl(source_at("usajobs", site.url, board="all"), known=Known()).result
    assert (result.outcome, result.listed_ids) == (Outcome.EMPTY, frozenset())


def test_a_text_that_is_late_stays_listed(site: Site) -> None:
    Api(site, [row(1), row(2)], [text(1)])
    crawled = run_crawl(source_at("usajobs", site.url, board="all"), known=KNOWN)
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1", "2"}
    assert crawled.result.errors == {"no_text": 1}


def test_remote_work_and_pay_by_the_hour(site: Site) -> None:
    places = [{"positionLocationCity": "Anywhere in the U.S. (remote job)"}]
    hourly = row(1, PositionLocations=places, salaryType="Per Hour", minimumSalary=21.5)
    hourly |= {"maximumSalary": 25.0, "totalOpenings": "Many", "positionOpeningStatus": None}
    Api(site, [hourly], [text(1)])
    (posting,) = run_crawl(source_at("usajobs", site.url, board="all"), known=KNOWN).postings
    assert posting.remote is True
    assert posting.places == (Place(country="US"),)
    assert (posting.pay_low, posting.pay_period) == (21.5, PayPeriod.HOUR)
    assert posting.openings is None
