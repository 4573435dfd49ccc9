"""What is noticed of a source beside its postings: drift, short lists, budgets, samples."""

from __future__ import annotations

import json

import pytest

from db.records import Known, Outcome
from spiders.hosts import HostGuard, RefusedHost
from spiders.refused import refusals, refused_host, refused_kind
from spiders.watching import Watch, believed_empty, sudden_drop
from tests.spiders.conftest import Site, run_crawl, source_at
from tests.spiders.imitations import jobs, workday
from tests.spiders.test_greenhouse import PATH, board, job
from tests.spiders.test_kinds import KINDS


def test_a_field_that_is_no_longer_filled_is_named(site: Site) -> None:
    site.put(PATH, board(*(job(n) for n in range(30))))
    source = source_at("greenhouse", site.url)
    good = run_crawl(source)
    assert good.result.shape["fields"]["posted_on"] == 1.0
    assert good.result.shape["keys"]["first_published"] == 1.0
    known = Known(whole_counts=(30, 30, 30), shapes=(good.result.shape,) * 3)
    assert run_crawl(source, known=known).result.outcome is Outcome.OK
    site.replies.clear()
    changed = [job(n, first_published=None, updated_at=None) for n in range(30)]
    site.put(PATH, board(*changed))
    result = run_crawl(source, known=known).result
    assert result.outcome is Outcome.CHANGED
    assert "posted_on is filled in 0% of postings where 100% are usual" in result.reason
    assert "the source's own field 'first_published' is missing" in result.reason
    assert result.listed_ids is None
    # After some nights of it half of the past is like that, and it is believed.
    lately = (result.shape,) * 5 + (good.result.shape,) * 4
    known = Known(whole_counts=(30,), shapes=lately)
    assert run_crawl(source, known=known).result.outcome is Outcome.OK


@pytest.mark.parametrize(
    ("name", "key"), [("workable", "shortcode"), ("personio", "createdat"), ("lever", "hostedUrl")]
)
def test_the_fields_of_every_row_are_watched(site: Site, name: str, key: str) -> None:
    KINDS[name].serve(site, jobs(3))
    result = run_crawl(KINDS[name].source(site)).result
    assert result.shape["keys"][key] == 1.0


def test_few_postings_and_short_pasts_say_nothing() -> None:
    watch = Watch(postings=5, rows=5)
    full = {"postings": 50, "fields": {"url": 1.0}, "keys": {"id": 1.0}}
    assert watch.drift(Known(shapes=(full,) * 5)) == []
    watch = Watch(postings=50, rows=50)
    assert watch.drift(Known(shapes=(full,) * 2)) == []
    assert len(watch.drift(Known(shapes=(full,) * 3))) == 2
    assert Watch().shape() == {}


def test_a_short_list_is_believed_when_it_lasts() -> None:
    known = Known(whole_counts=(100, 101, 99))
    assert sudden_drop(90, known) is None
    assert sudden_drop(30, known) == 100
    assert sudden_drop(30, Known(whole_counts=(100,), short_counts=(30, 31, 29))) == 100
    assert sudden_drop(30, Known(whole_counts=(100,), short_counts=(30, 31, 29, 30))) is None
    assert sudden_drop(30, Known(whole_counts=(100,), short_counts=(0, 31, 29, 30))) == 100
    assert sudden_drop(1, Known(whole_counts=(9,))) is None


def test_an_empty_list_is_believed_when_it_lasts() -> None:
    empty, ok = Outcome.EMPTY, Outcome.OK
    assert not believed_empty(Known())
    assert not believed_empty(Known(outcomes=(empty, empty, empty, ok)))
    assert believed_empty(Known(outcomes=(empty, empty, empty, empty, ok)))


def test_an_empty_board_that_was_full_closes_nothing(site: Site) -> None:
    site.put(PATH, board())
    known = Known(frozenset({"1"}), whole_counts=(40,))
    result = run_crawl(source_at("greenhouse", site.url), known=known).result
    assert (result.outcome, result.believed_empty) == (Outcome.EMPTY, False)
    assert "40 are usual; nothing is closed" in result.reason


def test_a_budget_of_requests_ends_the_night_and_the_next_goes_on(site: Site) -> None:
    kind = KINDS["workday"]
    workday(site, jobs(15))
    source = kind.source(site, max_requests=8)
    first = run_crawl(source)
    assert first.result.outcome is Outcome.PARTIAL
    assert "the budget of 8 requests is spent" in first.result.reason
    assert len(site.log) == 8
    assert len(first.postings) == 6
    assert first.result.listed_ids is None
    known = Known(pages={page.url: page for page in first.pages})
    second = run_crawl(source, known=known)
    assert len(second.postings) == 6
    assert not set(second.by_id) & set(first.by_id)


def test_a_budget_of_bytes(site: Site) -> None:
    workday(site, jobs(15))
    result = run_crawl(KINDS["workday"].source(site, max_megabytes=0.005)).result
    assert result.outcome is Outcome.PARTIAL
    assert "MiB is spent" in result.reason


def test_what_could_not_be_read_is_kept_as_a_sample(site: Site) -> None:
    site.put(PATH, '{"jobs": "none"}')
    sample = run_crawl(source_at("greenhouse", site.url)).result.sample
    assert sample is not None
    assert (sample.body, sample.status) == (b'{"jobs": "none"}', 200)
    site.replies.clear()
    site.put(PATH, board(job(1), job(2, title=None)))
    result = run_crawl(source_at("greenhouse", site.url)).result
    assert result.sample is not None
    assert json.loads(result.sample.body)["id"] == 2
    site.replies.clear()
    site.put(PATH, board(job(1)))
    assert run_crawl(source_at("greenhouse", site.url)).result.sample is None


def test_refused_kinds_have_reasons_and_no_spider() -> None:
    assert {"linkedin", "indeed", "glassdoor", "ziprecruiter", "bamboohr", "breezy"} <= {
        each.name for each in refusals()
    }
    for each in refusals():
        assert each.hosts
        assert len(each.reason) > 20
        assert each.name not in KINDS
    assert refused_kind("SmartRecruiters") is not None
    assert refused_host("www.linkedin.com") is not None
    assert refused_host("notlinkedin.com") is None
    assert refused_host("jobs.smartrecruiters.com") is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.linkedin.com/jobs/1", "User Agreement"),
        ("https://jobs.acme.example/1", "asked not to be read"),
        ("file:///etc/passwd", "neither http nor https"),
    ],
)
def test_the_guard_refuses(url: str, words: str) -> None:
    import asyncio

    from scrapy import Request

    guard = HostGuard(frozenset(), "me@example.org", frozenset({"acme.example"}))
    with pytest.raises(RefusedHost, match=words):
        asyncio.run(guard.process_request(Request(url)))
