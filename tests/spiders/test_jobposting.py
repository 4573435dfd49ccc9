"""JobPosting objects in pages, in the varieties that sites write them."""

from __future__ import annotations

import html
import json
from datetime import datetime
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from db.records import PayPeriod, Place, Posting
from spiders.fields import posting_from_fields
from spiders.jobposting import identifier, job_postings, own_posting, read_block
from tests.spiders.conftest import NOW, source_at

GOOD: dict[str, Any] = {
    "@type": "JobPosting",
    "title": "Nurse",
    "description": "<p>RN license</p>",
    "url": "https://x.org/jobs/1",
}


def response(body: str, url: str = "https://x.org/jobs/1") -> HtmlResponse:
    """A page as Scrapy gives it."""
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def script(text: str, kind: str = 'type="application/ld+json"') -> str:
    """A page with one block."""
    return f"<html><head><script {kind}>{text}</script></head></html>"


def fields(posting: dict[str, Any], **row: Any) -> Posting:
    """The posting of an object with keys in small letters."""
    return posting_from_fields(
        source_at("careersite", "https://x.org", **row),
        {"title": "Nurse", "description": "RN license"} | posting,
        external_id="1",
        url="https://x.org/jobs/1",
        now=NOW,
    )


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        json.dumps([{"@type": "Organization"}, GOOD]),
        json.dumps({"@graph": [{"@type": "WebPage"}, GOOD]}),
        json.dumps({"@type": "WebPage", "mainEntity": GOOD}),
        json.dumps(GOOD | {"@type": ["Thing", "JobPosting"]}),
        json.dumps(GOOD | {"@type": "http://schema.org/JobPosting"}),
        json.dumps({key.upper(): value for key, value in GOOD.items()}),
        json.dumps(GOOD) + ";",
        json.dumps(GOOD) + "}",
        f"<!-- {json.dumps(GOOD)} -->",
        f"//<![CDATA[\n{json.dumps(GOOD)}\n//]]>",
        json.dumps(GOOD).replace("license", "license\nand\tmore"),
        json.dumps(GOOD)[:-1] + ",}",
        html.escape(json.dumps(GOOD)),
        '{"@type": \'JobPosting\', title: "Nurse", "description": "RN license"}',
    ],
)
def test_json_ld_however_it_is_written(text: str) -> None:
    posting = own_posting(response(script(text)))
    assert posting is not None
    assert posting["title"] == "Nurse"
    assert "RN license" in posting["description"]


@pytest.mark.parametrize(
    "kind", ["type=application/ld+json", "TYPE='Application/LD+JSON; charset=utf-8'"]
)
def test_the_type_of_the_script(kind: str) -> None:
    assert own_posting(response(script(json.dumps(GOOD), kind))) is not None


@pytest.mark.parametrize("text", ["", "JobPosting", "{", "[" * 5000, '{"@type": "JobPosting"'])
def test_blocks_that_hold_nothing(text: str) -> None:
    assert own_posting(response(script(text))) is None
    read_block(text)


def test_microdata() -> None:
    body = """<html><body><div itemscope itemtype="http://schema.org/JobPosting">
      <h1 itemprop="title">Nurse</h1>
      <div itemprop="description"><p>Requirements</p><ul><li>RN license</li><li>BLS</li></ul></div>
      <span itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization">
        <span itemprop="name">Acme</span></span>
      <span itemprop="jobLocation" itemscope itemtype="http://schema.org/Place">
        <span itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">
          <span itemprop="addressLocality">Toledo</span>
          <span itemprop="addressRegion">OH</span></span></span>
      <meta itemprop="datePosted" content="2026-05-13"></div></body></html>"""
    posting = own_posting(response(body))
    assert posting is not None
    made = fields(posting)
    assert made.title == "Nurse"
    assert made.employer == "Acme"
    assert made.places == (Place("Toledo", None, None, "OH", "US"),)
    assert [line.strip("• ") for line in made.text.split("\n") if line] == [
        "Requirements",
        "RN license",
        "BLS",
    ]


def test_the_page_s_own_among_several() -> None:
    other = GOOD | {"title": "Cook", "url": "https://x.org/jobs/2"}
    both = response(script(json.dumps([other, GOOD])))
    assert len(job_postings(both)) == 2
    assert (own_posting(both) or {})["title"] == "Nurse"
    ids = [{**p, "url": None, "identifier": {"value": n}} for n, p in ((2, other), (1, GOOD))]
    assert (own_posting(response(script(json.dumps(ids)))) or {})["title"] == "Nurse"
    bare = [{key: p[key] for key in ("@type", "title", "description")} for p in (other, GOOD)]
    page = script(json.dumps(bare)).replace("</html>", "<h1>Nurse</h1></html>")
    assert (own_posting(response(page, "https://x.org/a")) or {})["title"] == "Nurse"
    nothing = response(script(json.dumps(bare)), "https://x.org/a")
    assert own_posting(nothing) is None, "a list of jobs is no job's page"


def test_identifiers() -> None:
    assert identifier({"identifier": 12}) == "12"
    assert identifier({"identifier": " R-1 "}) == "R-1"
    assert identifier({"identifier": [{"value": 3}]}) == "3"
    assert identifier({"identifier": {"name": "Acme"}}) is None
    assert identifier({}) is None


def test_bodies() -> None:
    assert fields({"description": "&lt;p&gt;RN&lt;/p&gt;&lt;p&gt;BLS&lt;/p&gt;"}).text.split() == [
        "RN",
        "BLS",
    ]
    assert fields({"description": "Line one\nLine two &amp; more"}).text == (
        "Line one\nLine two & more"
    )
    assert fields({"description": "One\\n\\nTwo"}).text.split() == ["One", "Two"]
    repeated = fields({"description": "<p>RN license and BLS</p>", "qualifications": "RN license"})
    assert "Qualifications" not in repeated.text


def test_pay_and_places_of_odd_shapes() -> None:
    empty = {"currency": "", "value": {"unittext": ""}}
    assert fields({"basesalary": empty}).pay_low is None
    number = fields({"basesalary": {"currency": "USD", "value": 52000, "unittext": "YEAR"}})
    assert (number.pay_low, number.pay_period) == (52000.0, PayPeriod.YEAR)
    assert fields({"basesalary": {"currency": "EUR", "value": 52000}}).pay_low is None
    assert fields({"basesalary": "$20 - $25 an hour"}).pay_high == 25.0
    remote = fields(
        {
            "joblocationtype": "TELECOMMUTE",
            "applicantlocationrequirements": [{"@type": "State", "name": "Ohio"}],
        }
    )
    assert remote.remote is True
    assert remote.places == (Place(state="OH", country="US"),)
    assert fields({"joblocation": "Akron, OH"}).places[0].city == "Akron"
    hidden = fields({"hiringorganization": "Confidential"})
    assert hidden.employer == "Acme Health"
    required = fields(
        {
            "educationrequirements": {"credentialcategory": "bachelor degree"},
            "experiencerequirements": {"monthsofexperience": "18"},
        }
    )
    assert (required.education, required.experience_years) == ("bachelor", 1.5)
    assert datetime(2026, 11, 23, 3, 0) == NOW


@pytest.mark.parametrize("where", ["EMEA", "Remote - EMEA"])
def test_a_region_abroad_is_not_the_state_of_the_row(where: str) -> None:
    location = {"address": {"addresslocality": where}}
    assert fields({"joblocation": location}, state="OH").places == (Place(country="ZZ"),)
    nowhere = {"address": {"addresslocality": "Headquarters"}}
    assert fields({"joblocation": nowhere}, state="OH").places == (
        Place(None, None, None, "OH", "US"),
    )


def test_names_of_places_that_repeat_one_address() -> None:
    address = {"addresslocality": "Akron", "addressregion": "OH"}
    names = ["Akron, OH", "Erie, PA", "Remote, US"]
    made = fields({"joblocation": [{"name": name, "address": address} for name in names]})
    ohio, erie = Place("Akron", None, None, "OH", "US"), Place("Erie", None, None, "PA", "US")
    assert made.places == (ohio, erie, Place(country="US"))
    assert (made.location, made.remote) == ("Akron, OH; Erie, PA; Remote, US", True)
    buildings = [{"name": name, "address": address} for name in ("North Wing", "Erie, PA")]
    assert fields({"joblocation": buildings}).places == (ohio,)
    other = {"name": "Erie, PA", "address": {"addresslocality": "Dayton", "addressregion": "OH"}}
    dayton = Place("Dayton", None, None, "OH", "US")
    assert fields({"joblocation": [buildings[0], other]}).places == (ohio, dayton)


def test_an_address_that_says_unavailable_is_empty() -> None:
    address = dict.fromkeys(("addresslocality", "addressregion"), "UNAVAILABLE")
    made = fields({"joblocation": {"address": address | {"addresscountry": "US"}}})
    assert (made.places, made.location) == ((Place(country="US"),), "US")


@pytest.mark.parametrize(
    ("organization", "employer"),
    [
        ({"name": "Patient Services"}, "Acme Health"),
        ("Patient Services", "Acme Health"),
        ({"name": "Acme Hospital of Ohio"}, "Acme Hospital of Ohio"),
        ({"name": "Mercy", "sameas": "https://mercy.example"}, "Mercy"),
        ({"name": ""}, "Acme Health"),
    ],
)
def test_a_department_is_no_employer(organization: Any, employer: str) -> None:
    assert fields({"hiringorganization": organization}).employer == employer
