"""What the columns of researchers' archives become."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.records import PayPeriod, Posting
from scripts.archives import LayoutName, NoColumnError, layout_for
from spiders.build import BadPosting
from spiders.config import Source

NOW = datetime(2026, 3, 31)
SOURCE = Source("archive", "a", "")
NLX: dict[str, Any] = {
    "system_job_id": "S-1", "job_id": "77", "title": "Registered Nurse", "description": "<p>RN license</p><p>required.</p>",
    "city": "Denver", "state": "CO", "zipcode": "80202", "country": "USA", "created_date": "2024-05-06T07:08:09Z",
    "date_acquired": "2024-05-08", "expired_date": "2024-07-01", "application_company": "Acme Health",
    "link": "https://example.org/1", "parameters_salary_min": "32.5", "parameters_salary_max": 41,
    "parameters_salary_unit": "Hour", "classifications_onet_code": "29-1141.00",
}  # fmt: skip
SCHEMA: dict[str, Any] = {
    "@context": "https://schema.org", "@type": "JobPosting", "title": "Welder",
    "description": "<p>AWS certification required.</p>", "datePosted": "2024-02-03",
    "identifier": {"@type": "PropertyValue", "value": "W-9"},
    "hiringOrganization": {"@type": "Organization", "name": "Ironworks"},
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Akron", "addressRegion": "OH"}},
    "baseSalary": {"currency": "USD", "value": {"minValue": 20, "maxValue": 30, "unitText": "HOUR"}},
}  # fmt: skip


def read(cells: dict[str, Any], layout: LayoutName = LayoutName.AUTO, **mapping: str) -> Posting:
    """A row as a posting, its own columns telling the layout."""
    return layout_for(layout, mapping, cells).posting(cells, SOURCE, NOW)


def test_the_research_hubs_columns_are_known() -> None:
    posting = read(NLX)
    assert (posting.external_id, posting.title, posting.employer) == (
        "S-1",
        "Registered Nurse",
        "Acme Health",
    )
    assert posting.text.split() == ["RN", "license", "required."]
    assert [(p.city, p.state, p.country) for p in posting.places] == [("Denver", "CO", "US")]
    assert (posting.posted_on, posting.valid_through) == (date(2024, 5, 6), date(2024, 7, 1))
    assert (posting.pay_low, posting.pay_high, posting.pay_period) == (32.5, 41, PayPeriod.HOUR)
    assert posting.url == "https://example.org/1"


def test_where_the_first_column_is_empty_the_next_is_taken() -> None:
    posting = read(NLX | {"system_job_id": None, "created_date": ""})
    assert (posting.external_id, posting.posted_on) == ("77", date(2024, 5, 8))


@pytest.mark.parametrize("flat", [False, True])
def test_schema_org_is_known(flat: bool) -> None:
    cells = SCHEMA
    if flat:  # as in a CSV file
        cells = {
            "title": "Welder", "description": "<p>AWS certification required.</p>", "datePosted": "2024-02-03",
            "identifier": "W-9", "hiringOrganization.name": "Ironworks",
            "jobLocation.address.addressLocality": "Akron", "jobLocation.address.addressRegion": "OH",
            "baseSalary.currency": "USD", "baseSalary.value.minValue": "20", "baseSalary.value.maxValue": "30",
            "baseSalary.value.unitText": "HOUR", "validThrough": None,
        }  # fmt: skip
    posting = read(cells)
    assert (posting.external_id, posting.title, posting.employer) == ("W-9", "Welder", "Ironworks")
    assert posting.text == "AWS certification required."
    assert [(p.city, p.state) for p in posting.places] == [("Akron", "OH")]
    assert (posting.posted_on, posting.posted_is_first) == (date(2024, 2, 3), True)
    assert (posting.pay_low, posting.pay_high, posting.pay_period) == (20, 30, PayPeriod.HOUR)


def test_schema_org_without_an_employer_or_identifier() -> None:
    cells = {k: v for k, v in SCHEMA.items() if k not in ("identifier", "hiringOrganization")}
    with pytest.raises(BadPosting, match="no identifier"):
        read(cells)
    posting = read(cells | {"url": "https://example.org/w"})
    assert (posting.external_id, posting.employer) == ("https://example.org/w", None)


def test_a_mapping_goes_before_the_layout() -> None:
    cells = {"ref": 7, "body": "CDL required.", "firm": "Best Freight", "state": "OH"}
    posting = read(cells, id="ref", text="body", employer="firm")
    assert (posting.external_id, posting.employer, posting.places[0].state) == (
        "7",
        "Best Freight",
        "OH",
    )
    assert read(NLX | {"firm": "Other"}, employer="firm").employer == "Other"


def test_columns_that_are_not_there() -> None:
    with pytest.raises(
        NoColumnError, match="no column 'bodyy' for text; the columns are: ref, body"
    ):
        layout_for(LayoutName.AUTO, {"text": "bodyy"}, {"ref": 1, "body": "x"})
    with pytest.raises(NoColumnError, match="--map id=COLUMN; the columns are: ref, text"):
        layout_for(LayoutName.AUTO, {}, {"ref": 1, "text": "x"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "the field 'id' is missing"),
        ({"id": "  "}, "the field 'id' is missing"),
        ({"text": None}, "the field 'text' is missing"),
        ({"text": ["a"]}, "the field 'text' is a list, not a string"),
        ({"text": 12}, "the field 'text' is a number, not a string"),
        ({"text": " <br> "}, "the field 'text' is empty"),
        ({"employer": {"name": "x"}}, "the field 'employer' is an object, not a string"),
        ({"date": "soon"}, "the field 'date' is 'soon', which is no clear date"),
        ({"date": "2027-01-01"}, "the field 'date' is 2027-01-01, which is still to come"),
    ],
)
def test_rows_that_are_no_posting_say_why(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadPosting) as caught:
        read({"id": "1", "text": "RN required."} | changes)
    assert str(caught.value) == reason


def test_signs_that_no_database_takes_leave_every_other_in_its_place() -> None:
    posting = read({"id": "a\x00b", "text": "RN\x00 required\ud800.", "title": "N\x00urse"})
    assert (posting.external_id, posting.text) == ("a b", "RN  required�.")
    posting.text.encode("utf-8")
