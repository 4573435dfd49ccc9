"""The recorded payloads, which lie outside the repository, give every posting."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from db.records import Known, Outcome, Posting
from spiders.facets import splits
from spiders.fields import posting_from_fields
from spiders.jobposting import identifier, own_posting
from spiders.sources.greenhouse import GreenhouseSpider
from tests.spiders.conftest import NOW, Reply, Site, run_crawl, source_at
from tests.spiders.test_usajobs import LISTING, TEXT

SHARED = Path(os.environ.get("SOUGHT_SHARED") or Path(__file__).parents[3] / "shared")
PAYLOADS = SHARED / "payloads"

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason=f"NO RECORDED PAYLOADS: {PAYLOADS} is missing; set SOUGHT_SHARED"
)


def check(posting: Posting) -> None:
    """What every posting must have."""
    assert posting.title
    assert len(posting.text) > 10
    assert posting.url
    assert posting.employer
    assert posting.posted_on
    assert "<p>" not in posting.text
    assert "&lt;" not in posting.text


@pytest.mark.parametrize(
    "name", ["greenhouse/careerkit-greenhouse", "_exact_shape_invented_text/greenhouse/normal"]
)
def test_greenhouse(name: str) -> None:
    jobs: list[dict[str, Any]] = json.loads((PAYLOADS / f"{name}.json").read_text())["jobs"]
    spider = GreenhouseSpider(source_at("greenhouse", "https://x.org"), Known(), NOW)
    postings = [spider.read_job(job) for job in jobs]
    for posting in postings:
        check(posting)
        assert posting.posted_is_first
    if "careerkit" in name:
        assert [posting.places[0].country for posting in postings] == ["GB", "IN"]
        assert postings[0].employer == "Amplitude"
        assert postings[0].employment_type == "Regular"


@pytest.mark.parametrize(
    ("name", "identified", "employer", "places"),
    [
        ("datascry-jsonld.spectrum-real", "2026-74467", "Acme Health", {"US TX"}),
        (
            "jobseek-jsonld_meta_software_engineer",
            None,
            "Meta",
            {"US CA", "US WA", "US TX", "US NY", "US None"},
        ),
        (
            "jobseek-jsonld_neura_robotics_manager",
            "00df0928-b013-448c-b3dd-6c6fb80eadc2",
            "Neura Robotics GmbH",
            {"DE None"},
        ),
    ],
)
def test_json_ld(name: str, identified: str | None, employer: str, places: set[str]) -> None:
    url = "https://x.org/job/1"
    body = (PAYLOADS / "jsonld" / f"{name}.html").read_bytes()
    found = own_posting(HtmlResponse(url, body=body, encoding="utf-8"))
    assert found is not None
    assert identifier(found) == identified
    source = source_at("careersite", "https://x.org")
    posting = posting_from_fields(source, found, external_id="1", url=url, now=NOW)
    check(posting)
    assert {f"{place.country} {place.state}" for place in posting.places} == places
    assert posting.employer == employer
    if employer == "Meta":
        assert posting.remote is True
        assert len(posting.places) == 9
        assert posting.location
        assert posting.location.endswith("; Remote, US; New York, NY")
    assert "\\n" not in posting.text


def test_usajobs(site: Site) -> None:
    for path, name in ((LISTING, "historicjoa"), (TEXT, "announcementtext")):
        document = json.loads((PAYLOADS / "usajobs" / f"{name}-shape.json").read_text())
        # One row of a page of a thousand is what the payload holds.
        document["paging"] = {"metadata": {"totalCount": 1}, "next": None}
        # Captured as one for insiders, which is left out.
        document["data"][0]["hiringPaths"] = [{"hiringPath": "The public"}]
        site.put(path, json.dumps(document))
    (posting,) = run_crawl(source_at("usajobs", site.url, board="all")).postings
    check(posting)
    assert posting.external_id == "773775000"
    assert posting.places[0].state == "KY"
    assert (posting.pay_low, posting.pay_high) == (103409.0, 134435.0)


def text_of(name: str) -> str:
    """A payload's text."""
    return (PAYLOADS / name).read_text("utf-8-sig")


def crawl(site: Site, kind: str, path: str, body: str, content_type: str, **more: Any) -> Any:
    """A crawl of a site that answers one path with a payload and anything else with 404."""
    site.put(path, body, content_type=content_type)
    end = more.pop("end", "")
    environment = {
        "SOUGHT_ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{site.port}",
        "SOUGHT_USAJOBS_KEY": "key",
        "SOUGHT_USAJOBS_EMAIL": "me@example.org",
    }
    values = {"terms_checked": NOW.date()} | more
    return run_crawl(source_at(kind, site.url + end, **values), environment=environment)


JSON, XML = "application/json", "text/xml; charset=utf-8"


def test_lever(site: Site) -> None:
    body = text_of("lever/careerkit-lever.json")
    crawled = crawl(site, "lever", "/v0/postings/acme", body, JSON)
    assert len(crawled.by_id) == len(json.loads(body))
    for posting in crawled.postings:
        check(posting)
    first = crawled.by_id["a24ec4e5-5caa-473d-abd4-b71f09a8167b"]
    assert first.title.startswith("(1099 Contract) Nonprofit Salesforce Consultant")
    assert "\nYour Background Includes:\n" in first.text
    assert "• 3-7 years experience" in first.text
    assert first.remote is True
    assert first.employment_type == "Contract"
    assert first.places[0].state == "IL"
    assert str(first.posted_on) == "2025-11-27"


def test_lever_exact_shape(site: Site) -> None:
    body = text_of("_exact_shape_invented_text/lever/normal.json")
    crawled = crawl(site, "lever", "/v0/postings/acme", body, JSON)
    assert len(crawled.postings) == len(json.loads(body))
    for posting in crawled.postings:
        check(posting)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("ashby/careerkit-ashby", 2),
        ("ashby/stapply-myedspacecareers", 8),
        ("_exact_shape_invented_text/ashby/normal", None),
    ],
)
def test_ashby(site: Site, name: str, listed: int | None) -> None:
    body = text_of(f"{name}.json")
    shown = [job for job in json.loads(body)["jobs"] if job.get("isListed") is not False]
    crawled = crawl(site, "ashby", "/posting-api/job-board/acme", body, JSON)
    assert len(crawled.by_id) == len(shown) == (listed or len(shown))
    for posting in crawled.postings:
        check(posting)
    if "careerkit" in name:
        toronto = crawled.by_id["fc2f1f85-46a0-4a31-b165-683e39c07c04"]
        assert (toronto.places[0].country, toronto.remote) == ("CA", False)
        assert toronto.pay_low is None, "Canadian dollars are none of ours"
        assert toronto.employment_type == "Full-time"
    if "exact" in name:
        assert (crawled.by_id["ashby-0001"].pay_low, crawled.by_id["ashby-0001"].pay_high) == (
            180000.0,
            220000.0,
        )
        assert {p.state for p in crawled.by_id["ashby-0002"].places} == {"NY", "MA"}


def test_workable(site: Site) -> None:
    body = text_of("_exact_shape_invented_text/workable/normal.json")
    crawled = crawl(site, "workable", "/api/accounts/acme", body, JSON)
    codes = {job["shortcode"] for job in json.loads(body)["jobs"]}
    assert set(crawled.by_id) == codes
    assert all(posting.employer == "Acme Corp" for posting in crawled.postings)
    first = crawled.by_id["AAAA111111"]
    assert (first.places[0].city, first.places[0].state) == ("New York", "NY")
    assert (str(first.posted_on), first.employment_type) == ("2026-03-30", "Full-time")
    assert crawled.by_id["BBBB222222"].remote is True


def test_workable_without_texts_says_that_they_are_missing(site: Site) -> None:
    # Captured without details: one job in many countries, and no description.
    crawled = crawl(
        site, "workable", "/api/accounts/acme", text_of("workable/careerkit-workable.json"), JSON
    )
    assert crawled.postings == []
    assert crawled.result.outcome.value == "changed"
    assert "has no text" in crawled.result.reason


def test_recruitee(site: Site) -> None:
    body = text_of("recruitee/careerkit-recruitee.json")
    crawled = crawl(site, "recruitee", "/api/offers/", body, JSON)
    assert set(crawled.by_id) == {str(offer["id"]) for offer in json.loads(body)["offers"]}
    for posting in crawled.postings:
        check(posting)
        assert "recruitee.com" not in posting.text
    berlin = crawled.by_id["2700825"]
    assert "What we expect from you" in berlin.text
    assert (berlin.places[0].city, berlin.places[0].country) == ("Berlin", "DE")
    assert berlin.pay_low is None, "euros"
    assert str(berlin.posted_on) == "2026-08-05"


def test_teamtailor(site: Site) -> None:
    document = json.loads(text_of("teamtailor/careerkit-teamtailor.json"))
    for item in document["items"]:
        # The capture's texts were cut out.
        item["content_html"] = "<p>What the job is about.</p>"
    crawled = crawl(site, "teamtailor", "/jobs.json", json.dumps(document), JSON, end="/jobs.json")
    assert set(crawled.by_id) == {"7167985", "7069633"}
    assert {p.country for p in crawled.by_id["7069633"].places} == {"SE", "DK"}
    assert str(crawled.by_id["7167985"].posted_on) == "2026-02-04"
    for posting in crawled.postings:
        check(posting)


def test_personio(site: Site) -> None:
    part = "<jobDescription><name>Profile</name><value><![CDATA[<p>Data.</p>]]></value></jobDescription>"
    body = text_of("personio/careerkit-personio.xml").replace(
        "<jobDescriptions>", f"<jobDescriptions>{part}"
    )
    crawled = crawl(site, "personio", "/xml", body, XML, country="DE")
    (posting,) = crawled.postings
    assert posting.external_id == "1834171"
    assert posting.employer == "Acme SE & Co. KG"
    assert posting.location == "Munich; Berlin"
    assert [(each.city, each.country) for each in posting.places] == [
        ("Munich", "DE"),
        ("Berlin", "DE"),
    ]
    assert posting.experience_years == 7
    assert posting.employment_type == "Full-time, Permanent"
    assert str(posting.posted_on) == "2024-11-13"
    assert posting.text == "Profile\nData."


def test_rippling(site: Site) -> None:
    path = "/platform/api/ats/v2/board/acme/jobs"
    detail = {"description": {"role": "<p>Sell to accountants.</p>"}, "createdOn": "2026-10-05"}
    site.put(f"{path}/*", json.dumps(detail))
    crawled = crawl(site, "rippling", path, text_of("rippling/careerkit-rippling.json"), JSON)
    (posting,) = crawled.postings
    assert posting.title == "Account Executive - Accountants Channel (East Coast)"
    assert {place.state for place in posting.places} == {"NJ", "NY"}
    assert posting.remote is True


def test_neogov(site: Site) -> None:
    body = text_of("neogov/careerkit-neogov.xml")
    crawled = crawl(site, "neogov", "/SearchEngine/JobsFeed", body, XML)
    assert set(crawled.by_id) == {"410001", "410002"}
    for posting in crawled.postings:
        check(posting)
    first, second = crawled.by_id["410001"], crawled.by_id["410002"]
    assert (str(first.posted_on), str(first.valid_through)) == ("2026-08-19", "2026-09-19")
    assert (first.pay_low, first.pay_high, first.pay_period) == (135000, 175000, "year")
    assert "Qualifications\nFive years of enterprise systems leadership." in first.text
    assert first.places[0].state == "GA"
    assert (second.remote, second.pay_low, second.pay_period) == (True, 65, "hour")


def test_rss_of_successfactors(site: Site) -> None:
    body = text_of("successfactors/exxonmobil-googlefeed-trim.xml")
    crawled = crawl(site, "rss", "/googlefeed.xml", body, XML, end="/googlefeed.xml")
    (posting,) = crawled.postings
    assert posting.external_id == "1367059400"
    assert posting.title == "2026UKH - Lead Power Quantitative Risk Modeler"
    assert (posting.employer, posting.places[0].country) == ("ExxonMobil", "GB")
    assert str(posting.valid_through) == "2026-06-14"
    assert "\n• Credit Risk Modeling experience is a plus." in posting.text


def test_rss_of_links(site: Site) -> None:
    body = text_of("neogov/jitd-output.xml")
    feed = body.replace("https://www.governmentjobs.com", site.url)
    crawled = crawl(site, "rss", "/feed.xml", feed, XML, end="/feed.xml")
    assert len(crawled.result.seen_ids) == 5, "listed; their pages are not served here"
    assert site.paths().count("/careers/sunline/jobs/2343766/bus-driver") == 1


def test_icims(site: Site) -> None:
    body = text_of("icims/careerkit-icims.html").replace(
        "https://careers-wipfli.icims.com", site.url
    )
    posting = {"@type": "JobPosting", "description": "<p>Taxes.</p>", "datePosted": "2026-10-05"}
    page = f'<html><script type="application/ld+json">{json.dumps(posting)}</script></html>'
    for job in ("8214/payroll-tax-specialist", "8212/payroll-support-specialist"):
        site.put(f"/jobs/{job}/job", page, content_type="text/html")
    crawled = crawl(site, "icims", "/jobs/search", body, "text/html", board="careers-wipfli")
    assert set(crawled.by_id) == {"8214", "8212"}
    assert crawled.by_id["8214"].title == "Payroll Tax Specialist"
    assert crawled.by_id["8214"].places[0].country == "US"


@pytest.mark.parametrize(
    "name", ["workday/careerkit-workday", "_exact_shape_invented_text/workday/list_normal"]
)
def test_workday(site: Site, name: str) -> None:
    body = text_of(f"{name}.json")
    detail = text_of("_exact_shape_invented_text/workday/detail_normal.json")
    rows = json.loads(body)["jobPostings"]
    for row in rows:
        site.put(f"/wday/cxs/acme/Site{row['externalPath']}", detail)
    crawled = crawl(site, "workday", "/wday/cxs/acme/Site/jobs", body, JSON, board="acme.wd1.Site")
    assert len(crawled.postings) == len(rows)
    for posting in crawled.postings:
        check(posting)
        assert posting.remote is True
        assert str(posting.posted_on) == "2026-08-04"
        assert "• Own a service end to end." in posting.text


def test_workday_facets() -> None:
    for name, facet, parts in (
        ("list_facet_catalog", None, 0),
        ("list_facet_catalog_underscored", "Job_Family_Group", 3),
    ):
        document = json.loads(text_of(f"_exact_shape_invented_text/workday/{name}.json"))
        found = splits(document, {}, 2000)
        if facet:
            assert len(found) == parts
            assert all(set(each) == {facet} for each in found)
        else:
            # Two values, one of which is still too large: it is divided, and said so later.
            assert {next(iter(each)) for each in found} == {"jobFamilyGroup"}
    document = json.loads(
        text_of("_exact_shape_invented_text/workday/list_censored_with_facets.json")
    )
    assert splits(document, {}, 2000) == [{"jobFamilyGroup": ["a"]}, {"jobFamilyGroup": ["b"]}]


def test_jibe(site: Site) -> None:
    body = text_of("_exact_shape_invented_text/jibe/normal.json")
    crawled = crawl(site, "jibe", "/api/jobs", body, JSON)
    assert len(crawled.postings) == len(json.loads(body)["jobs"])
    for posting in crawled.postings:
        check(posting)
    first = crawled.by_id["1000001"]
    assert "Qualifications\n• Five years of distributed systems experience." in first.text
    assert (first.pay_low, first.pay_high, first.pay_period) == (185000, 225000, "year")
    assert (first.places[0].city, first.places[0].state) == ("Springfield", "IL")


@pytest.mark.parametrize("name", ["usajobs-search-2024-06", "item-2022-api_response"])
def test_usajobs_search(site: Site, name: str) -> None:
    document = json.loads(text_of(f"usajobs/{name}.json"))
    items = document["SearchResult"]["SearchResultItems"]
    # Two of the thousands of results were captured.
    document["SearchResult"]["SearchResultCountAll"] = len(items)
    crawled = crawl(site, "usajobs_search", "/api/Search", json.dumps(document), JSON, board="all")
    assert len(crawled.postings) + crawled.result.errors.get("insiders_only", 0) == len(items)
    for posting in crawled.postings:
        check(posting)
        assert posting.pay_period == "year"
        assert ":443" not in (posting.url or "")
        assert posting.valid_through
    if "2024" in name:
        portland = crawled.by_id["794441100"]
        assert (portland.pay_low, portland.pay_high) == (111234.0, 144608.0)
        assert (portland.places[0].city, portland.places[0].state) == ("Portland", "OR")
        assert portland.openings == 1
        assert {posting.employment_type for posting in crawled.postings} == {"Full-time"}
    else:
        assert crawled.by_id["645184400"].openings == 13
        assert {p.state for p in crawled.by_id["645184400"].places} >= {"MD", "PA"}


FIELDS = json.loads((Path(__file__).parent / "data" / "payload_fields.json").read_text("utf-8"))
WHOLE = {
    "greenhouse": ("/v1/boards/acme/jobs", JSON),
    "lever": ("/v0/postings/acme", JSON),
    "ashby": ("/posting-api/job-board/acme", JSON),
    "workable": ("/api/accounts/acme", JSON),
    "recruitee": ("/api/offers/", JSON),
    "neogov": ("/SearchEngine/JobsFeed", XML),
    "jibe": ("/api/jobs", JSON),
}
"""Kinds whose list holds all there is, and where it lies."""


def fields(posting: Posting, site: str) -> dict[str, Any]:
    """The fields of a posting that are filled, but for its text, as JSON has them."""
    found = {}
    for name, value in asdict(posting).items():
        if name == "places":
            value = ["|".join(str(part) for part in place.values() if part) for place in value]
        elif name not in {"source", "text", "external_id"} and isinstance(value, date):
            value = value.isoformat()
        if name not in {"source", "text", "external_id"} and value not in (None, []):
            found[name] = value.replace(site, "") if isinstance(value, str) else value
    return found


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_is_the_payload_s(site: Site, name: str) -> None:
    # The file was read once beside the payloads, field by field.
    kind = name.split("/")[-2]
    path, content_type = WHOLE[kind]
    crawled = crawl(site, kind, path, text_of(name), content_type)
    assert {key: fields(each, site.url) for key, each in crawled.by_id.items()} == FIELDS[name]


@pytest.mark.parametrize("kind", ["greenhouse", "lever", "ashby", "workable", "jibe"])
def test_an_empty_board_and_a_missing_one_are_two_things(site: Site, kind: str) -> None:
    path, content_type = WHOLE[kind]
    folder = f"_exact_shape_invented_text/{kind}"
    empty = crawl(site, kind, path, text_of(f"{folder}/empty.json"), content_type)
    assert empty.result.outcome is Outcome.EMPTY
    site.replies.clear()
    (dead,) = PAYLOADS.glob(f"{folder}/dead*.json")
    site.put(path, dead.read_bytes(), status=404, content_type="text/plain")
    gone = crawl(site, kind, "/none", "", content_type)
    assert gone.result.outcome is Outcome.GONE


def test_a_list_of_workday_that_ends_at_its_cap_is_no_whole_one(site: Site) -> None:
    body = text_of("workday/hunt-workday.json")
    detail = text_of("_exact_shape_invented_text/workday/detail_normal.json")
    site.answer("*", lambda seen: Reply(detail.encode(), 200, {"Content-Type": JSON}))
    crawled = crawl(site, "workday", "/wday/cxs/acme/Site/jobs", body, JSON, board="acme.wd1.Site")
    assert set(crawled.by_id) == {"JR2021061", "JR2026094"}
    assert (crawled.result.outcome, crawled.result.listed_ids) == (Outcome.PARTIAL, None)
    assert "2000 postings and gave 2" in crawled.result.reason
