"""Greenhouse boards over HTTP."""

from __future__ import annotations

import html
import json
from datetime import date
from typing import Any

from db.records import Known, Outcome, Page, PayPeriod, Place, Validators
from tests.spiders.conftest import BrokenSink, Site, run_crawl, source_at

PATH = "/v1/boards/acme/jobs"


def job(number: int, **more: Any) -> dict[str, Any]:
    """A job in the shape of the API."""
    body = (
        "<h2>Requirements</h2><ul><li>RN license &amp; BLS</li><li>2 years of experience</li></ul>"
        "<p>Pay: $30 - $40 per hour plus a $5,000 sign-on bonus. Call 614-555-0123.</p>"
    )
    return {
        "id": number,
        "internal_job_id": number + 1,
        "title": " Registered  Nurse ",
        "content": html.escape(body),
        "absolute_url": f"https://boards.example.org/acme/jobs/{number}",
        "location": {"name": "Columbus, OH; Remote - US"},
        "first_published": "2026-10-01T23:30:00-04:00",
        "updated_at": "2026-11-01T08:00:00-04:00",
        "company_name": "Acme Health ",
        "application_deadline": None,
        "metadata": [{"id": 1, "name": "Employment Type", "value": "Full-time"}],
        "offices": [],
    } | more


def board(*jobs: Any, total: int | None = None) -> str:
    """The answer of a board."""
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs) if total is None else total}})


def test_every_field_of_a_job(site: Site) -> None:
    site.put(PATH, board(job(1), job(2, internal_job_id=None)), ETag='W/"a"')
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1"}, "a prospect post is no opening"
    (posting,) = crawled.postings
    assert posting.source == "greenhouse/acme"
    assert posting.external_id == "1"
    assert posting.title == "Registered Nurse"
    assert posting.employer == "Acme Health"
    assert "RN license & BLS" in posting.text
    assert "614-555-0123" not in posting.text
    assert posting.url == "https://boards.example.org/acme/jobs/1"
    assert posting.location == "Columbus, OH; Remote - US"
    assert posting.places == (Place("Columbus", None, None, "OH", "US"), Place(country="US"))
    assert posting.remote is True
    assert posting.posted_on == date(2026, 10, 1)
    assert posting.posted_is_first is True
    assert posting.employment_type == "Full-time"
    assert (posting.pay_low, posting.pay_high) == (30.0, 40.0)
    assert posting.pay_period is PayPeriod.HOUR
    assert posting.experience_years == 2.0
    (page,) = crawled.pages
    assert page.validators.etag == 'W/"a"'
    assert page.external_ids == ("1",)
    assert crawled.calls == ["save 1", "pages 1", "finish"]
    assert site.paths() == ["/robots.txt", PATH]
    assert site.log[1].headers["user-agent"].startswith("sought/")


def test_not_modified_keeps_the_postings_listed(site: Site) -> None:
    site.put(PATH, board(job(1)), ETag='W/"a"')
    url = f"{site.url}{PATH}?content=true"
    known = Known(
        frozenset({"1", "2"}), {url: Page(url, Validators('W/"a"'), None, ("1", "2"))}, (2,)
    )
    crawled = run_crawl(source_at("greenhouse", site.url), known=known)
    assert site.log[-1].headers["if-none-match"] == 'W/"a"'
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1", "2"}
    assert crawled.postings == []


def test_a_body_cut_off_gives_no_list(site: Site) -> None:
    whole = board(job(1))
    site.put(PATH, whole[: len(whole) // 2])
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.CHANGED
    assert crawled.result.listed_ids is None
    assert "not valid JSON" in crawled.result.reason


def test_a_connection_cut_off_gives_no_list(site: Site) -> None:
    site.put(PATH, board(job(1)), cut_to=40)
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.FAILED
    assert crawled.result.listed_ids is None
    assert site.paths().count(PATH) == 3, "two repetitions"


def test_an_unknown_board_is_gone(site: Site) -> None:
    site.put(PATH, '{"status":404,"error":"Job not found"}', status=404)
    assert run_crawl(source_at("greenhouse", site.url)).result.outcome is Outcome.GONE


def test_an_empty_board(site: Site) -> None:
    site.put(PATH, board())
    result = run_crawl(source_at("greenhouse", site.url)).result
    assert (result.outcome, result.listed_ids) == (Outcome.EMPTY, frozenset())


def test_a_sudden_drop_closes_nothing(site: Site) -> None:
    site.put(PATH, board(job(1)))
    known = Known(whole_counts=(40, 41, 39))
    result = run_crawl(source_at("greenhouse", site.url), known=known).result
    assert result.outcome is Outcome.PARTIAL
    assert result.listed_ids is None
    assert result.reason == "only 1 postings where 40 are usual; nothing is closed"


def test_a_total_that_does_not_fit_is_partial(site: Site) -> None:
    site.put(PATH, board(job(1), total=5))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.PARTIAL
    assert len(crawled.postings) == 1
    assert crawled.pages == [], "a validator would hide the rest next time"


def test_one_bad_posting_is_left_out(site: Site) -> None:
    site.put(PATH, board(job(1), job(2, title=None), job(3, location="x"), job(4), job(5)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert sorted(crawled.by_id) == ["1", "4", "5"]
    assert crawled.result.outcome is Outcome.OK
    assert crawled.result.listed_ids == {"1", "2", "3", "4", "5"}
    assert crawled.result.errors == {"bad_posting": 2}
    assert crawled.pages[0].validators == Validators()


def test_a_shape_that_no_posting_fits_has_changed(site: Site) -> None:
    site.put(PATH, board(*(job(n, title=None) for n in range(5))))
    assert run_crawl(source_at("greenhouse", site.url)).result.outcome is Outcome.CHANGED


def test_a_list_of_another_shape_has_changed(site: Site) -> None:
    site.put(PATH, '{"message": "hello"}')
    assert run_crawl(source_at("greenhouse", site.url)).result.outcome is Outcome.CHANGED


def test_a_challenge_page_is_blocked_and_not_read(site: Site) -> None:
    page = "<html><head><title>Just a moment...</title></head><body></body></html>"
    site.put(PATH, page, content_type="text/html")
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.BLOCKED
    assert crawled.postings == []


def test_a_sign_in_page_is_blocked(site: Site) -> None:
    page = "<html><form><input type='password'></form></html>"
    site.put(PATH, page, content_type="text/html")
    assert run_crawl(source_at("greenhouse", site.url)).result.outcome is Outcome.BLOCKED


def test_batches_of_fifty(site: Site) -> None:
    site.put(PATH, board(*(job(n) for n in range(120))))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.calls == ["save 50", "save 50", "save 20", "pages 1", "finish"]


def test_a_sink_that_cannot_save_fails_the_crawl(site: Site) -> None:
    site.put(PATH, board(*(job(n) for n in range(60))))
    crawled = run_crawl(source_at("greenhouse", site.url), sink=BrokenSink())
    assert crawled.result.outcome is Outcome.FAILED
    assert "no space left" in crawled.result.reason
    assert crawled.result.listed_ids is None
    assert crawled.calls == ["finish"]


def test_pay_of_the_fields_and_office_for_a_place(site: Site) -> None:
    ranges = [
        {"min_cents": 16600000, "max_cents": 19500000, "currency_type": "USD", "title": "Zone 1"},
        {"min_cents": 14700000, "max_cents": 17200000, "currency_type": "USD", "title": "Zone 2"},
    ]
    offices = [{"name": "Main", "location": "Dallas, Texas, United States"}]
    site.put(
        PATH,
        board(
            job(1, pay_input_ranges=ranges),
            job(2, metadata=[{"name": "Salary Range", "value": "60,000 - 80,000"}]),
            job(3, location={"name": "Headquarters"}, offices=offices),
            job(4, location={"name": "Headquarters"}, offices=None, metadata=None),
        ),
    )
    crawled = run_crawl(source_at("greenhouse", site.url, state="OH"))
    pays = {k: (p.pay_low, p.pay_high, p.pay_period) for k, p in crawled.by_id.items()}
    assert pays["1"] == (147000.0, 195000.0, PayPeriod.YEAR)
    assert pays["2"] == (60000.0, 80000.0, PayPeriod.YEAR)
    assert crawled.by_id["3"].places == (Place("Dallas", None, None, "TX", "US"),)
    assert crawled.by_id["4"].places == (Place(state="OH", country="US"),)


def test_contact_details_are_masked_in_every_text(site: Site) -> None:
    row = job(1, title="Nurse, call 614-555-0134", location={"name": "Ask jo@acme.example"})
    site.put(PATH, board(row | {"content": "Write to jo@acme.example or call 614-555-0134."}))
    (posting,) = run_crawl(source_at("greenhouse", site.url)).postings
    for text in (posting.title, posting.location, posting.text):
        assert "0134" not in str(text)
        assert "@" not in str(text)
    assert len(posting.title) == len("Nurse, call 614-555-0134")


def test_the_employment_type_in_words_that_are_the_same_for_all(site: Site) -> None:
    values = ["Full Time", "Full_Time, Part Time", ["Part time", "Temporary"], "Regular", "", True]
    named = [
        job(number, metadata=[{"id": 1, "name": "Employment Type", "value": value}])
        for number, value in enumerate(values)
    ]
    site.put(PATH, board(*named))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert [crawled.by_id[str(number)].employment_type for number in range(6)] == [
        "Full-time",
        "Full-time, Part-time",
        "Part-time, Temporary",
        "Regular",
        None,
        None,
    ]


def test_pay_under_a_heading_of_its_own(site: Site) -> None:
    block = (
        '<p>Care.</p><div class="pay"><div class="title">Hourly Pay Range</div><div class="range">'
        '<span>$21.50</span><span class="divider">&mdash;</span><span>$28.00 USD</span></div></div>'
    )
    site.put(PATH, board(job(1, content=html.escape(block))))
    (posting,) = run_crawl(source_at("greenhouse", site.url)).postings
    assert (posting.pay_low, posting.pay_high) == (21.5, 28.0)
    assert posting.pay_period is PayPeriod.HOUR
