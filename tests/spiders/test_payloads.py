"""The recorded payloads, which lie outside the repository, give every posting."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from db.records import Known, Posting
from spiders.fields import posting_from_fields
from spiders.jobposting import identifier, own_posting
from spiders.sources.greenhouse import GreenhouseSpider
from tests.spiders.conftest import NOW, Site, run_crawl, source_at
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
    ("name", "identified", "country", "state"),
    [
        ("datascry-jsonld.spectrum-real", "2026-74467", "US", "TX"),
        ("jobseek-jsonld_meta_software_engineer", None, "US", "CA"),
        (
            "jobseek-jsonld_neura_robotics_manager",
            "00df0928-b013-448c-b3dd-6c6fb80eadc2",
            "DE",
            None,
        ),
    ],
)
def test_json_ld(name: str, identified: str | None, country: str, state: str | None) -> None:
    url = "https://x.org/job/1"
    body = (PAYLOADS / "jsonld" / f"{name}.html").read_bytes()
    found = own_posting(HtmlResponse(url, body=body, encoding="utf-8"))
    assert found is not None
    assert identifier(found) == identified
    source = source_at("careersite", "https://x.org")
    posting = posting_from_fields(source, found, external_id="1", url=url, now=NOW)
    check(posting)
    assert {(place.country, place.state) for place in posting.places} == {(country, state)}
    assert "\\n" not in posting.text


def test_usajobs(site: Site) -> None:
    for path, name in ((LISTING, "historicjoa"), (TEXT, "announcementtext")):
        document = json.loads((PAYLOADS / "usajobs" / f"{name}-shape.json").read_text())
        # One row of a page of a thousand is what the payload holds.
        document["paging"] = {"metadata": {"totalCount": 1}, "next": None}
        site.put(path, json.dumps(document))
    (posting,) = run_crawl(source_at("usajobs", site.url, board="all")).postings
    check(posting)
    assert posting.external_id == "773775000"
    assert posting.places[0].state == "KY"
    assert (posting.pay_low, posting.pay_high) == (103409.0, 134435.0)
