"""What single kinds give where their fields are hard to read, job by job, without a server."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from db.records import Known, Place, Posting
from spiders.markup import fields
from spiders.openings import opening
from spiders.sources.ashby import AshbySpider
from spiders.sources.lever import LeverSpider
from spiders.sources.personio import PersonioSpider
from tests.spiders.conftest import NOW, source_at


def lever(**more: Any) -> Posting:
    """The posting of a Lever job."""
    job = {"id": "a1", "text": "Nurse", "description": "<p>Care.</p>"} | more
    return LeverSpider(source_at("lever", "https://x.org"), Known(), NOW).read_job(job)


def lever_at(country: str | None, *locations: str) -> tuple[Place, ...]:
    """The places of a Lever job at locations, the first of which is its own."""
    about = {"location": next(iter(locations), None), "allLocations": list(locations)}
    return lever(country=country, categories=about).places


@pytest.mark.parametrize(
    ("country", "locations", "places"),
    [
        ("CA", ["Toronto"], [Place("Toronto", country="CA")]),
        ("DE", ["Munich"], [Place("Munich", country="DE")]),
        ("DE", ["Berlin, DE"], [Place("Berlin", country="DE")]),
        ("IN", ["Remote"], [Place(country="IN")]),
        ("IL", ["Tel Aviv", "Remote - Europe"], [Place("Tel Aviv", country="IL"), Place(country="EU")]),
        ("ID", [], [Place(country="ID")]),
        ("US", ["Columbus"], [Place("Columbus", country="US")]),
        ("US", ["Dover, DE"], [Place("Dover", state="DE", country="US")]),
        # The second city may lie anywhere.
        ("US", ["Boston", "London"], [Place("Boston", country="US")]),
        ("MA", ["Casablanca", "Austin, TX"],
         [Place("Casablanca", country="MA"), Place("Austin", state="TX", country="US")]),
        ("CO", ["Bogota, Colombia"], [Place("Bogota", country="CO")]),
        ("PR", ["San Juan, PR"], [Place("San Juan", state="PR", country="US")]),
        ("US", ["Remote", "Austin, TX"], [Place("Austin", state="TX", country="US")]),
        (None, ["Springfield"], []),
    ],
)  # fmt: skip
def test_a_country_of_lever_is_no_state(
    country: str | None, locations: list[str], places: list[Place]
) -> None:
    assert list(lever_at(country, *locations)) == places


def test_a_list_of_lever_may_say_all_in_its_heading() -> None:
    posting = lever(
        lists=[
            {"text": "CDL Class A &amp; a clean record", "content": ""},
            {"text": "You bring", "content": "<li>CPR</li>"},
            {"text": "", "content": ""},
        ]
    )
    assert posting.text == "Care.\n\n• CDL Class A & a clean record\n\nYou bring\n• CPR"


def federal(paths: list[str], offer: str = "15317", **more: Any) -> Posting | None:
    """The posting of an opening for those whom hiring paths let in."""
    about = {
        "PositionTitle": "Nurse",
        "PositionOfferingType": [{"Name": "", "Code": offer}],
        "UserArea": {"Details": {"HiringPath": paths, "JobSummary": "Care."}},
    }
    item = {"MatchedObjectId": "1", "MatchedObjectDescriptor": about | more}
    return opening(source_at("usajobs_search", "https://x.org"), item, now=NOW)


@pytest.mark.parametrize(
    ("paths", "offer", "public"),
    [
        (["public"], "15317", True),
        (["fed-internal-search"], "15317", False),
        (["FED-INTERNAL-NOSEARCH"], "15317", False),
        (["nopublic"], "15317", False),
        (["fed-internal-search", "fed-transition"], "15317", False),
        (["fed-transition"], "15317", False),
        (["fed-transition", "vet"], "15317", True),
        (["fed-competitive", "fed-internal-search"], "15317", True),
        ([], "15317", True),
        ([], "15668", False),
        ([], "15667", False),
        (["public"], "15668", False),
    ],
)
def test_federal_openings_for_insiders_are_left_out(
    paths: list[str], offer: str, public: bool
) -> None:
    assert (federal(paths, offer) is not None) is public


@pytest.mark.parametrize(
    ("schedules", "found"),
    [
        ([("", "1")], "Full-time"),
        ([("", "2"), ("", "4")], "Part-time, Intermittent"),
        ([("Shift work", "3")], "Shift work"),
        ([("", "99")], None),
        ([], None),
    ],
)
def test_a_federal_schedule_without_a_name(
    schedules: list[tuple[str, str]], found: str | None
) -> None:
    named = [{"Name": name, "Code": code} for name, code in schedules]
    posting = federal(["public"], PositionSchedule=named)
    assert posting is not None
    assert posting.employment_type == found


def test_a_foreign_tier_of_ashby_hides_no_dollars() -> None:
    def tier(currency: str, low: int, high: int) -> dict[str, Any]:
        part = {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": currency}
        return {"components": [part | {"minValue": low, "maxValue": high}]}

    def pay(*tiers: dict[str, Any]) -> tuple[float | None, float | None]:
        job = {"id": "1", "title": "Nurse", "descriptionHtml": "<p>Care.</p>"}
        job["compensation"] = {"compensationTiers": tiers}
        spider = AshbySpider(source_at("ashby", "https://x.org"), Known(), NOW)
        posting = spider.read_job(job)
        return posting.pay_low, posting.pay_high

    foreign, ours = tier("EUR", 70_000, 90_000), tier("USD", 80_000, 95_000)
    assert pay(foreign, ours) == pay(ours, foreign) == (80_000, 95_000)
    assert pay(foreign) == (None, None)


@pytest.mark.parametrize(
    ("url", "country", "offices", "places"),
    [
        ("https://x.org", "DE", ["Munich"], [Place("Munich", country="DE")]),
        ("https://x.org", "AT", ["Vienna", "Graz"],
         [Place("Vienna", country="AT"), Place("Graz", country="AT")]),
        ("https://x.org", "DE", ["Remote"], [Place(country="DE")]),
        ("https://x.org", "DE", ["Columbus, OH"], [Place("Columbus", state="OH", country="US")]),
        ("https://x.org", None, ["Munich"], []),
        ("https://acme.jobs.personio.com", None, ["Munich"], []),
        ("https://acme.jobs.personio.de", None, ["Munich"], [Place("Munich", country="DE")]),
        ("https://acme.jobs.personio.de", "CH", ["Bern"], [Place("Bern", country="CH")]),
        ("https://acme.jobs.personio.de", None, [], [Place(country="DE")]),
    ],
)  # fmt: skip
def test_bare_offices_of_personio_lie_in_the_country_of_the_board(
    url: str, country: str | None, offices: list[str], places: list[Place]
) -> None:
    position = etree.Element("position")
    for office in offices:
        etree.SubElement(position, "office").text = office
    for name, text in (("id", "1"), ("name", "Nurse")):
        etree.SubElement(position, name).text = text
    body = etree.SubElement(position, "jobDescription")
    etree.SubElement(body, "value").text = "Pay: $70,000 - $80,000"
    spider = PersonioSpider(source_at("personio", url, country=country), Known(), NOW)
    posting = spider.read_position(fields(position), position)
    assert list(posting.places) == places
    at_home = not places or places[0].country == "US"
    assert (posting.pay_low is not None) is at_home, "abroad a dollar is another dollar"
