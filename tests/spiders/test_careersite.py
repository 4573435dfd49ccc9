"""Careers sites over HTTP: sitemaps, pages, what stays listed and what is gone."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, timedelta
from typing import Any

from db.records import Known, Outcome, Page, PayPeriod, Place, Validators
from spiders.sitemaps import BadSitemap, job_pages, read_sitemap
from spiders.watching import REREAD_DAYS, stamp_of
from tests.spiders.conftest import NOW, Reply, Seen, Site, run_crawl, source_at

POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Welder",
    "description": "<p>Join us.</p><ul><li>AWS D1.1 certification</li></ul>",
    "qualifications": "High school diploma or GED<br>1 year of experience",
    "datePosted": "2026-5-13",
    "validThrough": "2026-12-31T00:00",
    "hiringOrganization": {"@type": "Organization", "name": "Acme Steel"},
    "jobLocation": {
        "@type": "Place",
        "address": {
            "addressLocality": "Dayton",
            "addressRegion": "Ohio",
            "addressCountry": {"name": ["USA", "USA"]},
        },
    },
    "baseSalary": {
        "currency": "USD",
        "value": {"minValue": "22.50", "maxValue": 28, "unitText": "HOUR"},
    },
    "employmentType": ["FULL_TIME", "TEMPORARY"],
    "totalJobOpenings": "3",
}


def page(*postings: dict[str, Any], heading: str = "Job") -> str:
    """A job's page."""
    blocks = "".join(
        f'<script type="application/ld+json">{json.dumps(posting)}</script>' for posting in postings
    )
    return f"<!DOCTYPE html><html><head>{blocks}</head><body><h1>{heading}</h1></body></html>"


def sitemap(site: Site, *entries: tuple[str, str | None]) -> str:
    """A sitemap of paths with their lastmod."""
    rows = "".join(
        f"<url><loc>{site.url}{path}</loc>"
        + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
        + "</url>"
        for path, lastmod in entries
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{space}">{rows}</urlset>'


def put_sitemap(site: Site, *entries: tuple[str, str | None]) -> None:
    """Serves a sitemap at the usual address."""
    site.put("/sitemap.xml", sitemap(site, *entries), content_type="application/xml")


def put_page(site: Site, path: str, *postings: dict[str, Any], **headers: str) -> None:
    """Serves a job's page."""
    site.put(path, page(*postings), content_type="text/html; charset=utf-8", **headers)


def stamp(site: Site, path: str, now: datetime = NOW) -> str:
    """What is remembered of a page whose lastmod is the first of November."""
    return stamp_of(f"{site.url}{path}", "2026-11-01", now)


def test_every_field_of_a_page(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", "2026-11-01"), ("/about", None), ("/jobs", None))
    put_page(site, "/jobs/1", POSTING | {"identifier": {"name": "x", "value": "R-1"}}, ETag='"v1"')
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"R-1"}
    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/jobs/1"]
    (posting,) = crawled.postings
    assert posting.title == "Welder"
    assert posting.employer == "Acme Steel"
    assert "AWS D1.1 certification" in posting.text
    assert "\n\nQualifications\nHigh school diploma or GED\n1 year" in posting.text
    assert posting.url == f"{site.url}/jobs/1"
    assert posting.location == "Dayton, Ohio, USA"
    assert posting.places == (Place("Dayton", None, None, "OH", "US"),)
    assert posting.posted_on == date(2026, 5, 13)
    assert posting.posted_is_first is False
    assert posting.valid_through == date(2026, 12, 31)
    assert posting.employment_type == "Full-time, Temporary"
    assert (posting.pay_low, posting.pay_high) == (22.5, 28.0)
    assert posting.pay_period is PayPeriod.HOUR
    assert (posting.education, posting.experience_years) == ("high school", 1.0)
    assert posting.openings == 3
    assert crawled.pages == [
        Page(f"{site.url}/jobs/1", Validators('"v1"'), stamp(site, "/jobs/1"), ("R-1",))
    ]


def test_sitemap_lines_an_index_and_a_packed_child(site: Site) -> None:
    robots = f"User-agent: *\nAllow: /\nSitemap: {site.url}/index.xml\n"
    site.put("/robots.txt", robots, content_type="text/plain")
    index = (
        f"<sitemapindex><sitemap><loc>{site.url}/a.xml.gz</loc></sitemap>"
        f"<sitemap><loc>{site.url}/b.xml</loc></sitemap></sitemapindex>"
    )
    site.put("/index.xml", index, content_type="text/xml")
    packed = gzip.compress(sitemap(site, ("/jobs/1", None)).encode())
    site.put("/a.xml.gz", packed, content_type="application/x-gzip")
    site.put("/b.xml", sitemap(site, ("/jobs/2", None)), content_type="text/xml")
    put_page(site, "/jobs/1", POSTING | {"identifier": 11})
    put_page(site, "/jobs/2", POSTING | {"identifier": "12"})
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.result.listed_ids == {"11", "12"}
    assert "/sitemap.xml" not in site.paths()


def test_an_unchanged_page_is_not_fetched_and_stays_listed(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", "2026-11-01"), ("/jobs/2", "2026-11-20"), ("/jobs/3", None))
    put_page(site, "/jobs/2", POSTING | {"title": "Changed"})
    put_page(site, "/jobs/3", POSTING, ETag='"v3"')
    known = Known(
        pages={
            f"{site.url}/jobs/1": Page(
                f"{site.url}/jobs/1", Validators(), stamp(site, "/jobs/1"), ("one",)
            ),
            f"{site.url}/jobs/2": Page(
                f"{site.url}/jobs/2", Validators(), stamp(site, "/jobs/2"), ("two",)
            ),
            f"{site.url}/jobs/3": Page(f"{site.url}/jobs/3", Validators('"v3"'), None, ("three",)),
        }
    )
    crawled = run_crawl(source_at("careersite", site.url), known=known)
    assert "/jobs/1" not in site.paths()
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"one", "two", "three"}
    assert [posting.external_id for posting in crawled.postings] == ["two"], "it keeps its id"


def test_identifiers_that_are_not_unique_and_missing_ones(site: Site) -> None:
    put_sitemap(site, *((f"/jobs/{n}", None) for n in range(3)))
    put_page(site, "/jobs/0", POSTING | {"identifier": "Acme"})
    put_page(site, "/jobs/1", POSTING | {"identifier": "Acme"})
    put_page(site, "/jobs/2", POSTING)
    first = run_crawl(source_at("careersite", site.url))
    assert first.result.listed_ids is not None
    assert len(first.result.listed_ids) == 3
    known = Known(pages={kept.url: kept for kept in first.pages})
    again = run_crawl(source_at("careersite", site.url), known=known)
    assert again.result.listed_ids == first.result.listed_ids


def test_gone_pages_and_pages_without_a_posting(site: Site) -> None:
    put_sitemap(site, *((f"/jobs/{n}", None) for n in range(3)))
    site.put("/jobs/0", "gone", status=410)
    site.put(
        "/jobs/1", "<html><p>This job is no longer available.</p></html>", content_type="text/html"
    )
    put_page(site, "/jobs/2", POSTING | {"identifier": "2"})
    pages = (Page(f"{site.url}/jobs/{n}", Validators(), None, (str(n),)) for n in range(3))
    known = Known(frozenset("012"), {kept.url: kept for kept in pages}, (3,))
    result = run_crawl(source_at("careersite", site.url), known=known).result
    assert result.outcome is Outcome.OK
    assert result.gone_ids == {"0"}
    assert result.listed_ids == {"2"}, "no longer available: only the list lacks it"


def test_a_page_that_fails_leaves_the_list_open(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    put_page(site, "/jobs/1", POSTING)
    site.put("/jobs/2", "error", status=500)
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.result.outcome is Outcome.PARTIAL
    assert crawled.result.listed_ids is None
    assert len(crawled.postings) == 1


def test_pages_that_robots_forbids_are_left_out(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /jobs/2\n", content_type="text/plain")
    put_sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    put_page(site, "/jobs/1", POSTING | {"identifier": "1"})
    crawled = run_crawl(source_at("careersite", site.url))
    assert "/jobs/2" not in site.paths()
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1"}
    assert crawled.result.errors == {"robots": 1}


def test_a_page_that_asks_not_to_be_kept(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    put_page(site, "/jobs/1", POSTING | {"identifier": "1"})
    put_page(site, "/jobs/2", POSTING | {"identifier": "2"}, X_Robots_Tag="noindex")
    assert list(run_crawl(source_at("careersite", site.url)).by_id) == ["1"]


def test_no_posting_anywhere_is_a_change(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", None))
    site.put("/jobs/1", "<html><p>Loading</p></html>", content_type="text/html")
    assert run_crawl(source_at("careersite", site.url)).result.outcome is Outcome.CHANGED


def test_a_sitemap_cut_off_gives_no_list(site: Site) -> None:
    whole = sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    site.put("/sitemap.xml", whole[:-40], content_type="application/xml")
    result = run_crawl(source_at("careersite", site.url)).result
    assert (result.outcome, result.listed_ids) == (Outcome.CHANGED, None)


def test_no_sitemap(site: Site) -> None:
    result = run_crawl(source_at("careersite", site.url)).result
    assert result.outcome is Outcome.CHANGED
    assert "neither a sitemap nor a page of jobs" in result.reason


def listing(*hrefs: str, more: str = "") -> str:
    """A page of links."""
    items = "".join(f'<li><a href="{href}">Job</a></li>' for href in hrefs)
    return f"<html><body><a href='/about'>About</a><ul>{items}</ul>{more}</body></html>"


def test_a_site_without_a_sitemap_is_read_from_its_pages_of_jobs(site: Site) -> None:
    noise = (
        "<a href='?team=7'>Team</a><a href='mailto:a@b.example'>Mail</a><a href='http://[x'>x</a>"
    )
    first = listing("/jobs/1", "/jobs/2#apply", more=noise + "<a href='/careers?page=2'>2</a>")
    second = listing("/jobs/3", "/jobs/1", more="<a rel='next' href='/careers?page=3'>Next</a>")
    third = listing("https://other.example/jobs/9", more="<a href='/careers?page=1'>1</a>")
    pages = {"": first, "1": first, "2": second, "3": third}

    def answer(seen: Seen) -> Reply:
        body = pages[seen.query.get("page", "")]
        return Reply(body.encode(), 200, {"Content-Type": "text/html"})

    site.answer("/careers", answer)
    for number in (1, 2, 3):
        put_page(site, f"/jobs/{number}", POSTING | {"identifier": str(number)})
    crawled = run_crawl(source_at("careersite", f"{site.url}/careers"))
    assert crawled.result.outcome is Outcome.OK, crawled.result.reason
    assert crawled.result.listed_ids == {"1", "2", "3"}
    asked = [seen.target for seen in site.log]
    assert asked.count("/careers?page=2") == asked.count("/careers?page=3") == 1
    assert "/careers?team=7" not in asked
    site.answer(
        "/careers", lambda seen: answer(seen) if "page=3" not in seen.target else Reply(b"", 500)
    )
    result = run_crawl(source_at("careersite", f"{site.url}/careers")).result
    assert (result.outcome, result.listed_ids) == (Outcome.PARTIAL, None)


def test_several_postings_on_a_page(site: Site) -> None:
    several = [POSTING | {"title": f"Welder {n}", "url": f"/jobs/all#{n}"} for n in range(3)]
    graph = {"@graph": [each | {"identifier": f"W-{n}"} for n, each in enumerate(several)]}
    put_sitemap(site, ("/jobs/all", "2026-11-01"))
    put_page(site, "/jobs/all", graph)
    crawled = run_crawl(source_at("careersite", site.url))
    assert sorted(crawled.by_id) == ["W-0", "W-1", "W-2"]
    assert crawled.by_id["W-1"].url == f"{site.url}/jobs/all#1"
    assert crawled.pages[0].external_ids == ("W-0", "W-1", "W-2")
    known = Known(pages={kept.url: kept for kept in crawled.pages})
    again = run_crawl(source_at("careersite", site.url), known=known)
    assert again.result.listed_ids == {"W-0", "W-1", "W-2"}
    assert again.postings == []


def test_microdata_on_a_page(site: Site) -> None:
    page = """<html><div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Welder
      </h1><div itemprop="description"><p>Weld.</p><ul><li>AWS D1.1</li></ul></div>
      <meta itemprop="datePosted" content="Thu Sep 24 07:00:00 UTC 2026"></div></html>"""
    put_sitemap(site, ("/jobs/1", None))
    site.put("/jobs/1", page, content_type="text/html")
    (posting,) = run_crawl(source_at("careersite", site.url)).postings
    assert (posting.title, posting.text) == ("Welder", "Weld.\n\n• AWS D1.1")
    assert posting.posted_on == date(2026, 9, 24)


def test_a_challenge_ends_the_crawl(site: Site) -> None:
    put_sitemap(site, *((f"/jobs/{n}", None) for n in range(9)))
    for number in range(9):
        site.put(
            f"/jobs/{number}",
            "<html><title>Just a moment...</title></html>",
            content_type="text/html",
        )
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.result.outcome is Outcome.BLOCKED
    assert len(site.log) <= 4, "robots.txt, the sitemap, a page and one on its way"


def test_read_sitemap_refuses() -> None:
    for body in (b"", b"<html/>", b"<urlset>", gzip.compress(b"<urlset/>")[:-9]):
        try:
            read_sitemap(body)
        except BadSitemap:
            continue
        raise AssertionError(body)
    entities = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>'
    assert read_sitemap(entities).pages == ()


def test_job_pages() -> None:
    pages: dict[str, str | None] = dict.fromkeys(
        ["https://www.a.org/jobs/1", "https://a.org/about", "https://b.org/jobs/2"]
    )
    assert list(job_pages(pages, "https://a.org/x")) == ["https://www.a.org/jobs/1"]
    plain: dict[str, str | None] = dict.fromkeys(["https://a.org/nurse-12", "https://b.org/1"])
    assert list(job_pages(plain, "https://a.org")) == ["https://a.org/nurse-12"]


def test_all_sitemaps_that_robots_txt_names_are_one_list(site: Site) -> None:
    lines = "".join(f"Sitemap: {site.url}/map{number}.xml\n" for number in range(3))
    site.put("/robots.txt", f"User-agent: *\nDisallow:\n{lines}", content_type="text/plain")
    for number in range(3):
        path = f"/jobs/{number}"
        site.put(f"/map{number}.xml", sitemap(site, (path, None)), content_type="text/xml")
        put_page(site, path, POSTING | {"identifier": f"R-{number}"})
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.result.listed_ids == {"R-0", "R-1", "R-2"}
    assert sorted(site.paths()[1:4]) == ["/map0.xml", "/map1.xml", "/map2.xml"]
    assert sorted(site.paths()[4:]) == ["/jobs/0", "/jobs/1", "/jobs/2"], "each page is read once"


def test_a_page_that_the_sitemap_still_names_is_read_again_after_a_month(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", "2026-11-01"))
    url = f"{site.url}/jobs/1"
    month_ago = stamp(site, "/jobs/1", NOW - timedelta(days=REREAD_DAYS))
    known = Known(frozenset({"one"}), {url: Page(url, Validators(), month_ago, ("one",))}, (1,))
    result = run_crawl(source_at("careersite", site.url), known=known).result
    assert result.gone_ids == {"one"}, "the page answers 404"
