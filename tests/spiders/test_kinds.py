"""What every kind of source must do, against an imitation of its platform over HTTP."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.records import Known, Outcome, PayPeriod, Place, Posting
from spiders.kinds import kinds, spider_class
from spiders.requisitions import requisition
from spiders.sources.jibe import JibeSpider
from spiders.sources.neogov import NeogovSpider
from spiders.sources.recruitee import RecruiteeSpider
from spiders.sources.rss import RssSpider
from spiders.sources.usajobs_search import UsajobsSearchSpider
from spiders.sources.workday import WorkdaySpider
from tests.spiders.conftest import NOW, Crawled, Reply, Seen, Site, run_crawl, source_at
from tests.spiders.imitations import KINDS, Job, Kind, jobs, usajobs_search, workday

KEY = {"SOUGHT_USAJOBS_KEY": "key", "SOUGHT_USAJOBS_EMAIL": "me@example.org"}
COLUMBUS = Place("Columbus", None, None, "OH", "US")
DAYTON = Place("Dayton", None, None, "OH", "US")


def crawl(site: Site, kind: Kind, known: Known | None = None, **more: Any) -> Crawled:
    """One crawl of a kind's board."""
    allowed = {"SOUGHT_ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{site.port}"}
    return run_crawl(kind.source(site), known=known, environment=allowed | KEY, **more)


def remembered(crawled: Crawled) -> Known:
    """What the database would know after a crawl."""
    return Known(
        frozenset(crawled.by_id), {page.url: page for page in crawled.pages}, (len(crawled.by_id),)
    )


def listed(crawled: Crawled) -> int:
    """How many postings the list named; an RSS feed is never a whole one."""
    result = crawled.result
    return len(result.seen_ids if result.listed_ids is None else result.listed_ids)


def test_each_kind_is_imitated() -> None:
    assert kinds() == set(KINDS) | {"careersite", "usajobs"}
    assert all(spider_class(kind).name == kind for kind in kinds())


EXPECTED: dict[str, dict[str, Any]] = {
    "lever": {"places": (COLUMBUS, DAYTON), "remote": False, "first": False},
    "ashby": {"places": (COLUMBUS, DAYTON), "remote": False, "first": False},
    "workable": {
        "places": (COLUMBUS, DAYTON),
        "remote": False,
        "first": False,
        "pay": None,
        "education": "bachelor",
    },
    "recruitee": {"remote": False, "first": False, "education": "associate"},
    "teamtailor": {"remote": False, "first": False, "pay": None, "type": None},
    "personio": {
        "places": (COLUMBUS, DAYTON),
        "first": False,
        "pay": None,
        "type": "Full-time, Permanent",
    },
    "rippling": {
        "places": (COLUMBUS, Place(state="OH", country="US")),
        "remote": True,
        "first": False,
        "pay": (28.0, 40.0),
    },
    "jazzhr": {"posted": None, "first": False, "pay": None},
    "xmlfeed": {"first": False, "until": date(2026, 12, 31)},
    "rss": {"posted": None, "first": False, "pay": None, "type": None, "until": date(2026, 12, 31)},
    "usajobs_search": {
        "employer": "Veterans Health Administration",
        "remote": False,
        "until": date(2026, 12, 31),
        "openings": 3,
    },
    "neogov": {"until": date(2026, 12, 30)},
    "workday": {"places": (DAYTON,), "first": False, "pay": None, "until": date(2026, 12, 31)},
    "icims": {
        "places": (COLUMBUS, DAYTON),
        "first": False,
        "pay": None,
        "until": date(2026, 12, 31),
    },
    "jibe": {"first": False},
    "greenhouse": {"pay": None, "type": None},
}


def check(posting: Posting, job: Job, expected: dict[str, Any]) -> None:
    """Every field of an imitated job."""
    assert posting.title == job.name
    assert "Care for our patients.\n" in posting.text
    assert "• BLS certification & RN license" in posting.text
    assert "• 2 years of experience" in posting.text
    assert posting.url is not None
    assert str(job.number) in posting.url
    assert posting.employer == expected.get("employer", "Acme Health")
    assert posting.location
    assert posting.places == expected.get("places", (COLUMBUS,))
    assert posting.remote is expected.get("remote")
    assert posting.posted_on == expected.get("posted", date(2026, 10, 5))
    assert posting.posted_is_first is expected.get("first", True)
    assert posting.valid_through == expected.get("until")
    assert posting.employment_type == expected.get("type", "Full-time")
    pay = expected.get("pay", (30.0, 40.0))
    assert (posting.pay_low, posting.pay_high) == (pay or (None, None))
    assert posting.pay_period == (PayPeriod.HOUR if pay else None)
    assert posting.education == expected.get("education", "high school")
    assert posting.experience_years == 2.0
    assert posting.openings == expected.get("openings")


@pytest.mark.parametrize("name", KINDS)
def test_every_posting_and_field_and_nothing_twice(site: Site, name: str) -> None:
    kind, board = KINDS[name], jobs(KINDS[name].many)
    kind.serve(site, board)
    first = crawl(site, kind)
    assert first.result.outcome is Outcome.OK, first.result.reason
    assert len(first.postings) == len(first.by_id) == len(board) == listed(first)
    by_title = {posting.title: posting for posting in first.postings}
    for job in (board[0], board[-1]):
        check(by_title[job.name], job, EXPECTED[name])
    site.log.clear()
    again = crawl(site, kind, remembered(first))
    assert again.result.outcome is Outcome.OK
    assert listed(again) == len(board)
    if kind.validators or kind.details:
        assert again.postings == [], "what is known is not read again"
    if kind.details:
        assert {seen.path for seen in site.log} == {"/robots.txt", kind.list_path}
    gone = board.pop()
    later = crawl(site, kind, remembered(first))
    assert listed(later) == len(board)
    assert gone.name not in {posting.title for posting in later.postings}


@pytest.mark.parametrize("name", KINDS)
def test_a_list_cut_off_in_the_middle_is_no_list(site: Site, name: str) -> None:
    kind = KINDS[name]
    kind.serve(site, jobs(kind.many))
    whole = site.replies[kind.list_path]
    assert callable(whole)
    page = {"lever": "100", "teamtailor": "100", "jibe": "2", "usajobs_search": "2"}.get(name)

    def cut(seen: Seen) -> Reply:
        reply = whole(seen)
        second = page is None or page in seen.query.values()
        return Reply(reply.body[: len(reply.body) // 2], 200, reply.headers) if second else reply

    site.answer(kind.list_path, cut)
    result = crawl(site, kind).result
    # Half a page is a page all the same; that it lacks its end is told by the pages that it names.
    some = {Outcome.PARTIAL, Outcome.CHANGED}
    assert result.outcome in some, (result.outcome, result.reason)
    assert result.listed_ids is None
    assert result.reason


@pytest.mark.parametrize("name", KINDS)
def test_an_error_is_no_empty_list(site: Site, name: str) -> None:
    kind = KINDS[name]
    kind.serve(site, jobs(3))
    site.answer(kind.list_path, lambda seen: Reply(b'{"error":"later"}', 500))
    result = crawl(site, kind).result
    assert (result.outcome, result.listed_ids) == (Outcome.FAILED, None)


@pytest.mark.parametrize("name", KINDS)
def test_an_empty_list_is_empty(site: Site, name: str) -> None:
    kind = KINDS[name]
    kind.serve(site, [])
    result = crawl(site, kind).result
    assert result.outcome is Outcome.EMPTY, result.reason


@pytest.mark.parametrize(
    ("name", "board", "outcome"),
    [
        ("lever", "nobody", Outcome.GONE),
        ("ashby", "nobody", Outcome.GONE),
        ("workable", "nobody", Outcome.GONE),
        ("neogov", "nobody", Outcome.CHANGED),
        ("workday", "acme.wd1.Nobody", Outcome.GONE),
    ],
)
def test_a_board_that_is_not_there(site: Site, name: str, board: str, outcome: Outcome) -> None:
    kind = KINDS[name]
    kind.serve(site, jobs(2))
    result = run_crawl(kind.source(site, board=board)).result
    assert result.outcome is outcome, result.reason


@pytest.mark.parametrize("name", ["neogov", "workday", "icims", "jibe"])
def test_a_gated_kind_needs_terms_that_were_read(site: Site, name: str) -> None:
    kind = KINDS[name]
    kind.serve(site, jobs(2))
    result = run_crawl(kind.source(site, terms_checked=None)).result
    assert result.outcome is Outcome.FORBIDDEN
    assert "terms_checked" in result.reason
    assert site.log == [], "not even robots.txt is asked for"
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    result = crawl(site, kind).result
    assert result.outcome is Outcome.FORBIDDEN
    assert site.paths() == ["/robots.txt"]


class SmallWorkday(WorkdaySpider):
    """As if a list ended at 60 postings."""

    most = 60


def test_workday_reads_a_list_beyond_its_cap_in_parts(site: Site) -> None:
    board = jobs(150)
    workday(site, board, 60)
    crawled = crawl(site, KINDS["workday"], spider=SmallWorkday)
    assert crawled.result.outcome is Outcome.OK, crawled.result.reason
    assert len(crawled.by_id) == 150


def test_workday_says_when_no_facet_divides_the_list(site: Site) -> None:
    # 300 postings in three families are 100 each, which is again more than 60.
    workday(site, jobs(300), 60)
    result = crawl(site, KINDS["workday"], spider=SmallWorkday).result
    assert result.outcome is Outcome.PARTIAL
    assert "could not be read in parts" in result.reason or "300 postings" in result.reason
    assert result.listed_ids is None


def test_workday_postings_that_were_taken_down_are_gone(site: Site) -> None:
    board = jobs(5)
    workday(site, board)
    listing = site.replies["/wday/cxs/acme/Site/jobs"]
    assert callable(listing)
    stale = listing(Seen("", "", 0, {}, "POST", _first_page()))
    del board[4]
    site.answer("/wday/cxs/acme/Site/jobs", lambda seen: stale)
    crawled = crawl(site, KINDS["workday"])
    assert crawled.result.gone_ids == {"R00005"}
    assert crawled.result.outcome is Outcome.OK
    assert len(crawled.postings) == 4


def _first_page() -> bytes:
    import json

    return json.dumps({"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}).encode()


def test_workday_in_maintenance_has_changed(site: Site) -> None:
    workday(site, jobs(5))
    page = "<!DOCTYPE html><html><body>We are doing maintenance.</body></html>"
    site.replies.pop("/wday/cxs/acme/Site/jobs")
    site.put("/wday/cxs/acme/Site/jobs", page, content_type="text/html")
    result = crawl(site, KINDS["workday"]).result
    assert (result.outcome, result.listed_ids) == (Outcome.CHANGED, None)


class SmallSearch(UsajobsSearchSpider):
    """As if a query gave 40 announcements at most."""

    most = 40


def test_usajobs_search_slices_what_is_too_large(site: Site) -> None:
    usajobs_search(site, jobs(70), 40)
    crawled = crawl(site, KINDS["usajobs_search"], spider=SmallSearch)
    assert crawled.result.outcome is Outcome.OK, crawled.result.reason
    assert len(crawled.by_id) == 70
    assert "agency.gov" not in str(crawled.postings[0])


def test_usajobs_search_needs_its_key(site: Site) -> None:
    usajobs_search(site, jobs(2))
    result = run_crawl(KINDS["usajobs_search"].source(site)).result
    assert result.outcome is Outcome.FAILED
    assert "SOUGHT_USAJOBS_KEY" in result.reason
    wrong = KEY | {"SOUGHT_USAJOBS_KEY": "old"}
    allowed = {"SOUGHT_ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{site.port}"}
    result = run_crawl(KINDS["usajobs_search"].source(site), environment=allowed | wrong).result
    assert result.outcome is Outcome.BLOCKED
    assert "401" in result.reason


def test_workable_stops_at_the_first_too_many(site: Site) -> None:
    site.put("/api/accounts/acme", "{}", status=429, Retry_After="1")
    result = crawl(site, KINDS["workable"]).result
    assert result.outcome is Outcome.BLOCKED
    assert site.paths().count("/api/accounts/acme") == 1


def test_icims_closed_page_in_a_stale_list(site: Site) -> None:
    kind, board = KINDS["icims"], jobs(4)
    kind.serve(site, board)
    listing = site.replies["/jobs/search"]
    assert callable(listing)
    stale = listing(Seen("/jobs/search", "/jobs/search?pr=0", 0, {}))
    del board[3]
    site.answer("/jobs/search", lambda seen: stale)
    crawled = crawl(site, kind)
    assert crawled.result.listed_ids == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("location", "state", "line", "place"),
    [
        ("Indianapolis", "Indiana", "Indianapolis, Indiana", ("Indianapolis", "IN")),
        ("Oklahoma City", "Oklahoma", "Oklahoma City, Oklahoma", ("Oklahoma City", "OK")),
        ("Carlsbad", "CA", "Carlsbad, CA", ("Carlsbad", "CA")),
        ("Atlanta, Georgia", "GA", "Atlanta, Georgia", ("Atlanta", "GA")),
        ("Delaware", "Ohio", "Delaware, Ohio", ("Delaware", "OH")),
        ("Texas", "TX", "Texas", (None, "TX")),
        ("Various", "Utah", "Various, Utah", (None, "UT")),
        ("", "Utah", "Utah", (None, "UT")),
    ],
)
def test_neogov_states(
    location: str, state: str, line: str, place: tuple[str | None, str | None]
) -> None:
    made = neogov_job(location=location, state=state)
    assert (made.location, made.places) == (line, (Place(place[0], None, None, place[1], "US"),))


@pytest.mark.parametrize(
    ("field", "text", "day"),
    [
        ("advertisetodatetimeutc", "Sun, 20 Sep 2026 04:59:00:0", date(2026, 9, 19)),
        ("advertisetodatetimeutc", "Sun, 20 Sep 2026 09:59", date(2026, 9, 19)),
        ("advertisetodatetimeutc", "Sun, 20 Sep 2026 21:00:00:0", date(2026, 9, 20)),
        ("advertisetodatetimeutc", "Sun, 20 Sep 2026", date(2026, 9, 20)),
        ("advertisetodatetime", "Sun, 20 Sep 2026 08:00", date(2026, 9, 20)),
    ],
)
def test_neogov_s_last_day_is_that_of_the_place(field: str, text: str, day: date) -> None:
    assert neogov_job(**{field: text}).valid_through == day


def neogov_job(**more: str) -> Posting:
    """One job of a feed as it was read."""
    item = {"jobid": "1", "title": "Nurse", "description": "RN license"} | more
    item = {name: text for name, text in item.items() if text}
    return NeogovSpider(source_at("neogov", "https://x.org"), Known(), NOW).read_item(item)


def recruitee_offer(**more: Any) -> Posting:
    """One offer as it was read."""
    offer = {"id": 1, "title": "Nurse", "description": "RN license"} | more
    return RecruiteeSpider(source_at("recruitee", "https://x.org"), Known(), NOW).read_offer(offer)


def test_recruitee_s_location_is_the_offer_s_own() -> None:
    bonn = {"city": "Bonn", "state": "Bonn", "country": "Allemagne", "country_code": "DE"}
    one = recruitee_offer(locations=[bonn], location="Bonn, Bonn, Allemagne")
    assert one.location == "Bonn, Bonn, Allemagne"
    assert one.places == (Place("Bonn", country="DE"),)
    york = {"city": "New York", "state": "New York", "country": "United States"}
    two = recruitee_offer(locations=[york, bonn], location="New York, New York, United States")
    assert two.location == "New York, New York, United States; Bonn, Bonn, Allemagne"
    assert two.places == (Place("New York", None, None, "NY", "US"), *one.places)
    assert recruitee_offer(location="Remote, EMEA").places == (Place(country="ZZ"),)


@pytest.mark.parametrize(
    ("city", "country", "low"), [("Columbus", "US", 60_000), ("Toronto", "CA", None)]
)
def test_jibe_pay_abroad_is_not_in_dollars(city: str, country: str, low: float | None) -> None:
    job = {"title": "Nurse", "description": "RN", "city": city, "country_code": country}
    pay = {"salary_min_value": 60_000, "salary_max_value": 80_000}
    spider = JibeSpider(source_at("jibe", "https://x.org"), Known(), NOW)
    made = spider.read_job(job | pay, "1")
    assert made
    assert made.pay_low == low


def rss_item(**more: str) -> Posting:
    """One item of a feed as it was read."""
    item = {"title": "Nurse", "description": "RN license"} | more
    spider = RssSpider(source_at("rss", "https://x.org/feed"), Known(), NOW)
    return spider.read_item(item, "1", "https://x.org/1")


@pytest.mark.parametrize(
    "place", ["Houston, TX, US, 77002", "Houston, TX, US, 77002-1234", "Houston, TX, US"]
)
def test_rss_places_behind_the_title(place: str) -> None:
    made = rss_item(title=f"Nurse (Nights) ({place})")
    assert (made.title, made.location) == ("Nurse (Nights)", "Houston, TX, US")
    assert made.places == (Place("Houston", None, None, "TX", "US"),)
    assert rss_item(title="Nurse (Nights, 12345)").title == "Nurse (Nights, 12345)"


def test_rss_items_may_hold_a_teaser_and_their_whole_text() -> None:
    whole = "<p>Care for all.</p><p>RN license and BLS.</p>"
    assert "BLS" in rss_item(description="Care for all.", encoded=whole).text
    assert "BLS" in rss_item(description="", encoded=whole).text
    assert rss_item(description="RN license", encoded="RN").text == "RN license"


def test_rss_reads_content_encoded_from_the_feed(site: Site) -> None:
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Acme</title><item><title>Nurse</title><link>{site.url}/jobs/7</link>"
        "<content:encoded><![CDATA[<p>RN license</p>]]></content:encoded></item></channel></rss>"
    )
    site.put("/feed.xml", feed, content_type="application/rss+xml")
    (posting,) = crawl(site, KINDS["rss"]).postings
    assert posting.text == "RN license"
    assert "/jobs/7" not in site.paths()


def test_icims_takes_the_list_s_place_where_the_page_has_none(site: Site) -> None:
    kind = KINDS["icims"]
    kind.serve(site, jobs(1))
    whole = site.replies["*"]
    assert callable(whole)
    empty = b"""{"address": {"addressLocality": "UNAVAILABLE", "addressCountry": "US"}}"""

    def answer(seen: Seen) -> Reply:
        reply = whole(seen)
        body = reply.body.replace(b'"jobLocation": []', b'"jobLocation": ' + empty)
        return Reply(body, reply.status, reply.headers)

    site.answer("*", answer)
    (posting,) = crawl(site, kind).postings
    assert posting.places == (COLUMBUS, DAYTON)
    assert posting.location == "US-OH-Columbus | US-OH-Dayton"


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("Ohio---Columbus", COLUMBUS),
        ("Columbus-OH", COLUMBUS),
        ("Columbus---Ohio", Place(None, None, None, "OH", "US")),
    ],
)
def test_workday_places_in_an_address(part: str, place: Place) -> None:
    row = {"externalPath": f"/job/{part}/Registered-Nurse_R1"}
    job = {"title": "Nurse", "jobDescription": "RN", "location": "Acme Main", "jobReqId": "R1"}
    source = source_at("workday", "https://x.org", board="acme.wd1.Site")
    made = requisition(source, row, {"jobPostingInfo": job}, "R1", "https://x.org/1", now=NOW)
    assert made.places == (place,)


def test_rss_items_without_text_lead_to_their_pages(site: Site) -> None:
    from tests.spiders.test_careersite import POSTING, put_page

    put_page(site, "/jobs/7/welder", POSTING)
    feed = (
        "<rss version='2.0'><channel><title>Acme</title><item><title>Welder - Full-time</title>"
        f"<link>{site.url}/jobs/7/welder</link></item></channel></rss>"
    )
    site.put("/feed.xml", feed, content_type="application/rss+xml")
    crawled = crawl(site, KINDS["rss"])
    (posting,) = crawled.postings
    assert (posting.title, posting.employer) == ("Welder", "Acme Steel")
    assert crawled.result.listed_ids is None
    assert crawled.result.seen_ids == {f"{site.url}/jobs/7/welder"}
    again = crawl(site, KINDS["rss"], remembered(crawled))
    assert again.postings == []
    assert again.result.seen_ids == crawled.result.seen_ids


def test_teamtailor_json_feed(site: Site) -> None:
    item = {
        "id": "guid-7",
        "title": "Registered Nurse",
        "url": f"{site.url}/jobs/7-nurse",
        "date_published": "2026-10-05T09:00:00+02:00",
        "content_html": "<p>BLS required.</p>",
        "_jobposting": {
            "@type": "JobPosting",
            "identifier": {"value": 7},
            "jobLocation": [{"address": {"addressLocality": "Columbus", "addressRegion": "OH"}}],
        },
    }
    other = item | {"id": "guid-8", "_jobposting": {"identifier": {"value": 8}}}
    import json

    page = {"items": [item], "next_url": f"{site.url}/jobs.json?page=2"}
    site.answer(
        "/jobs.json",
        lambda seen: Reply(
            json.dumps({"items": [other]} if "page=2" in seen.target else page).encode(),
            200,
            {"Content-Type": "application/feed+json"},
        ),
    )
    from tests.spiders.conftest import source_at

    crawled = run_crawl(source_at("teamtailor", f"{site.url}/jobs.json"))
    assert sorted(crawled.by_id) == ["7", "8"]
    assert crawled.by_id["7"].places == (COLUMBUS,)
    assert crawled.by_id["7"].text == "BLS required."
    assert crawled.by_id["7"].posted_on == date(2026, 10, 5)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_platform_is_one_short_file(name: str) -> None:
    path = Path(inspect.getfile(spider_class(name)))
    assert path.stem == name
    assert len(path.read_text("utf-8").splitlines()) < 150
