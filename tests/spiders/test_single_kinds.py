"""What single kinds give where their fields are hard to read, job by job, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from db.records import Known, Place, Posting
from spiders.sources.lever import LeverSpider
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
        ("IL", ["Tel Aviv", "Remote - Europe"], [Place("Tel Aviv", country="IL")]),
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
    assert posting.text == "Care.\n\n* CDL Class A & a clean record\n\nYou bring\n* CPR"
