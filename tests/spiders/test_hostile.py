"""What hostile answers do: nothing but an outcome with a reason; the crawl ends and stays small."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from db.records import Outcome
from tests.spiders.conftest import Crawled, Reply, Seen, Site, run_crawl, source_at
from tests.spiders.imitations import jobs, rippling, workday
from tests.spiders.test_careersite import POSTING, page, put_page, put_sitemap
from tests.spiders.test_greenhouse import PATH, board, job
from tests.spiders.test_kinds import KINDS

ALLOWANCE = 20.0
"""Seconds that no hostile answer may hold a crawl for."""

BOMB = gzip.compress(gzip.compress(b"0" * 80_000_000))
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {c} "{("&" + p + ";") * 10}">'
        for p, c in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


@pytest.fixture(autouse=True)
def in_time() -> Any:
    """Each of these ends soon."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 3 * ALLOWANCE


def crawl_board(site: Site, **settings: Any) -> Crawled:
    """A crawl of the Greenhouse board that a test put there."""
    return run_crawl(source_at("greenhouse", site.url), **settings)


def test_a_bomb_in_the_encoding_is_not_unpacked(site: Site) -> None:
    body = gzip.compress(b"[" + b" " * 200_000_000)
    site.put(PATH, body, Content_Encoding="gzip")
    crawled = crawl_board(site, alone=True)
    assert (crawled.result.outcome, crawled.result.listed_ids) == (Outcome.FAILED, None)
    assert "too large" in crawled.result.reason
    # 200 MB would be there once more in the answer and once in its text.
    assert crawled.peak < 300_000


def test_a_bomb_in_a_sitemap_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 80_000_000)
    site.put("/sitemap.xml", bomb, content_type="application/gzip")
    result = run_crawl(source_at("careersite", site.url)).result
    assert (result.outcome, result.listed_ids) == (Outcome.CHANGED, None)
    assert "unpacks to more than" in result.reason


def test_a_bomb_in_a_bomb_is_no_json(site: Site) -> None:
    site.put(PATH, BOMB, Content_Encoding="gzip")
    assert crawl_board(site).result.outcome is Outcome.CHANGED


def test_a_body_without_an_end(site: Site) -> None:
    site.answer(
        PATH, lambda seen: Reply(b"[1,", 200, {"Content-Type": "application/json"}, endless=0)
    )
    result = crawl_board(site, DOWNLOAD_MAXSIZE=2_000_000).result
    assert (result.outcome, result.listed_ids) == (Outcome.FAILED, None)


def test_a_body_that_drips(site: Site) -> None:
    site.answer(
        PATH, lambda seen: Reply(b"[", 200, {"Content-Type": "application/json"}, endless=0.2)
    )
    result = crawl_board(site, DOWNLOAD_TIMEOUT=1).result
    assert (result.outcome, result.listed_ids) == (Outcome.FAILED, None)


def test_redirects_without_an_end(site: Site) -> None:
    numbers = iter(range(1_000_000))
    site.answer("*", lambda seen: Reply(b"", 404) if seen.path == "/robots.txt" else Reply(
        b"", 302, {"Location": f"/{next(numbers)}"}))  # fmt: skip
    result = crawl_board(site).result
    assert (result.outcome, result.listed_ids) == (Outcome.CHANGED, None)
    assert len(site.log) < 10


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:80/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "https://www.linkedin.com/jobs/1",
    ],
)
def test_redirects_to_where_nobody_may_go(site: Site, location: str) -> None:
    site.put(PATH, status=302, Location=location)
    began = time.monotonic()
    result = crawl_board(site).result
    assert result.outcome in {Outcome.FORBIDDEN, Outcome.CHANGED}, result.reason
    assert time.monotonic() - began < ALLOWANCE
    assert "root:" not in result.reason


@pytest.mark.parametrize(
    ("kind", "path", "end", "body"),
    [
        ("personio", "/xml", "", "<workzag-jobs>&j;</workzag-jobs>"),
        (
            "rss",
            "/feed.xml",
            "/feed.xml",
            "<rss><channel><item><title>&j;</title></item></channel></rss>",
        ),
        ("careersite", "/sitemap.xml", "", "<urlset><url><loc>&j;</loc></url></urlset>"),
    ],
)
def test_entities_are_not_unfolded(site: Site, kind: str, path: str, end: str, body: str) -> None:
    site.put(path, LAUGHS + body, content_type="text/xml")
    result = run_crawl(source_at(kind, site.url + end)).result
    assert not result.listed_ids
    assert result.outcome in {Outcome.CHANGED, Outcome.EMPTY}, result.reason
    outside = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>'
    site.replies.clear()
    site.put(path, outside + body, content_type="text/xml")
    again = run_crawl(source_at(kind, site.url + end))
    assert again.postings == []


def test_a_page_of_fifty_megabytes(site: Site) -> None:
    put_sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    huge = page(POSTING).replace("<body>", "<body>" + "<p>x</p>" * 6_000_000)
    site.put("/jobs/1", huge, content_type="text/html")
    put_page(site, "/jobs/2", POSTING | {"identifier": "2"})
    crawled = run_crawl(source_at("careersite", site.url))
    assert list(crawled.by_id) == ["2"]
    assert crawled.result.outcome is Outcome.PARTIAL
    assert "MiB" in crawled.result.reason


def test_titles_of_a_megabyte_and_fields_that_are_no_texts(site: Site) -> None:
    site.put(
        PATH,
        board(
            job(1, title="Nurse " * 200_000, location={"name": "Columbus, " * 100_000}),
            job(2, title={"a": 1}, content=None),
            job(3, title=["x"]),
            job(4, location=[1], offices="x", metadata={"a": 1}),
            job(5, company_name=7, first_published=[], absolute_url={"x": 1}),
            job(6),
            job(7),
            job(8),
            job(9),
            job(10),
        ),
    )
    crawled = crawl_board(site)
    assert {"1", "6", "7"} <= set(crawled.by_id)
    assert len(crawled.by_id["1"].title) <= 300
    assert len(crawled.by_id["1"].location or "") <= 500
    assert crawled.result.outcome is Outcome.OK


def test_markup_and_script_in_every_field(site: Site) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>"
    site.put(
        PATH,
        board(
            job(
                1,
                title=f"Nurse {evil}",
                content=f"&lt;p&gt;BLS&lt;/p&gt;{evil}",
                absolute_url="javascript:alert(1)",
                company_name=evil,
                location={"name": evil},
            ),
            job(2, absolute_url="https://x.example/<script>"),
            job(3, absolute_url="data:text/html,x"),
        ),
    )
    crawled = crawl_board(site)
    assert len(crawled.postings) == 3
    assert all(posting.url is None for posting in crawled.postings)
    assert "alert" not in crawled.by_id["1"].text
    assert "<" not in crawled.by_id["1"].text
    assert crawled.by_id["1"].places == ()


def test_nul_bytes_and_halves_of_letters(site: Site) -> None:
    # What no database stores: \0, and half of a pair of surrogates.
    rows = board(
        job(
            1,
            title="Nur\x00se \ud800",
            content="R\x00N \ud83d required",
            company_name="Ac\x00me\udfff",
            location={"name": "Col\x00umbus, OH"},
            absolute_url="https://x.example/\x00",
        )
    )
    site.put(PATH, rows)
    (posting,) = crawl_board(site).postings
    for value in (posting.title, posting.text, posting.employer, posting.location):
        assert value is not None
        assert "\x00" not in value
        value.encode()
    assert posting.url is None


def test_charsets_that_are_wrong(site: Site) -> None:
    windows = board(job(1, content="Café “RN” required", company_name="Café"))
    windows = windows.encode().decode("unicode_escape").encode("cp1252")
    site.put(PATH, windows, content_type="application/json; charset=utf-8")
    assert crawl_board(site).by_id["1"].employer == "Café"
    put_sitemap(site, ("/jobs/1", None), ("/jobs/2", None))
    body = page(POSTING | {"identifier": "1", "title": "x"}).replace('"x"', '"Café"')
    for number, charset in ((1, "klingon"), (2, "utf-16")):
        raw = body.replace('"1"', f'"{number}"').encode("cp1252")
        site.put(f"/jobs/{number}", raw, content_type=f"text/html; charset={charset}")
    crawled = run_crawl(source_at("careersite", site.url))
    assert crawled.by_id["1"].title == "Café"
    assert crawled.result.outcome in {Outcome.OK, Outcome.PARTIAL, Outcome.CHANGED}


@pytest.mark.parametrize("depth", [1_000, 10_000, 100_000])
def test_json_of_any_depth(site: Site, depth: int) -> None:
    deep = '{"a":' * depth + "1" + "}" * depth
    site.put(PATH, deep)
    assert crawl_board(site).result.outcome is Outcome.CHANGED
    site.replies.clear()
    inside = json.dumps({"jobs": [job(1), job(2)], "meta": {"total": 2}})
    site.put(PATH, inside.replace('"metadata": [', '"metadata": [' + deep + ",", 1))
    result = crawl_board(site).result
    assert result.outcome in {Outcome.CHANGED, Outcome.OK}, result.reason
    put_sitemap(site, ("/jobs/1", None))
    block = f'<script type="application/ld+json">{{"@type":"JobPosting","x":{deep}}}</script>'
    site.put("/jobs/1", f"<html>{block}</html>", content_type="text/html")
    assert run_crawl(source_at("careersite", site.url)).postings == []


def test_one_id_twice_is_one_posting(site: Site) -> None:
    site.put(PATH, board(job(1, title="First"), job(1, title="Second"), job(2)))
    crawled = crawl_board(site)
    assert sorted(posting.title for posting in crawled.postings) == ["First", "Registered Nurse"]
    assert crawled.result.errors == {"duplicate_id": 1}


def test_ids_that_are_paths_lead_nowhere_else(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n", content_type="text/plain")
    rippling(site, jobs(1))
    listing = site.replies["/platform/api/ats/v2/board/acme/jobs"]
    assert callable(listing)

    def evil(seen: Seen) -> Reply:
        document = json.loads(listing(seen).body)
        document["items"][0]["id"] = "../../../../../../../private/x?y=1#z"
        return Reply(json.dumps(document).encode(), 200, {"Content-Type": "application/json"})

    site.answer("/platform/api/ats/v2/board/acme/jobs", evil)
    run_crawl(KINDS["rippling"].source(site))
    assert all(seen.path.startswith(("/platform/", "/robots.txt")) for seen in site.log)
    assert not any(
        "/../" in seen.target or "y=1" in seen.target.partition("?")[2] for seen in site.log[2:]
    )


@pytest.mark.parametrize(
    "path", ["/../../../private", "//evil.example/x", "@evil.example/", "/job/../../x", ""]
)
def test_workday_paths_that_are_none(site: Site, path: str) -> None:
    workday(site, jobs(1))
    rows = {"total": 1, "jobPostings": [{"title": "x", "externalPath": path}], "facets": []}
    site.answer("/wday/cxs/acme/Site/jobs", lambda seen: Reply(
        json.dumps(rows).encode(), 200, {"Content-Type": "application/json"}))  # fmt: skip
    result = run_crawl(KINDS["workday"].source(site)).result
    assert [seen.path for seen in site.log] == ["/robots.txt", "/wday/cxs/acme/Site/jobs"]
    assert result.listed_ids is None


def test_dates_far_away_are_none(site: Site) -> None:
    dates = ("9999-12-31T23:59:59Z", "0001-01-01", "99999-01-01", "-1", str(10**30))
    site.put(PATH, board(*(job(n, first_published=d, updated_at=d, application_deadline=d)
                           for n, d in enumerate(dates, start=1))))  # fmt: skip
    crawled = crawl_board(site)
    assert len(crawled.postings) == len(dates)
    assert {(p.posted_on, p.valid_through) for p in crawled.postings} == {(None, None)}


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\x00" * 1000,
        lambda: b"null",
        lambda: b"[]",
        lambda: b'{"jobs": null}',
        lambda: b'{"jobs": [null, 1, "x"]}',
        lambda: b"{\"jobs\": [{\"id\": 1e400}]}",
        lambda: b"",
    ],
)  # fmt: skip
def test_answers_of_no_shape(site: Site, make: Callable[[], bytes]) -> None:
    site.put(PATH, make())
    result = crawl_board(site).result
    assert result.outcome is Outcome.CHANGED, result.reason
    assert result.listed_ids is None
