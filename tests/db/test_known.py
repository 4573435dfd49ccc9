"""What the spiders are told of their source, and of no other."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine

from db.known import known
from db.records import Known, Outcome, Page, Validators
from db.store import save_pages
from tests.db.make import SOURCE, at, crawl, posting

NOW = at("2026-03-01")


def test_of_a_new_source_nothing_is_known(engine: Engine) -> None:
    assert known(engine, SOURCE, NOW) == Known()


def test_open_ids_are_those_that_are_not_closed(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"), posting("3"))
    crawl(engine, "2026-01-06", posting("2"), posting("3"), gone={"1"})
    assert known(engine, SOURCE, NOW).open_ids == {"2", "3"}


def test_pages_come_back_as_they_were_saved(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    page = Page("https://x.example/a", Validators('W/"1"', "Mon"), "2026-01-01", ("1", "2"))
    save_pages(engine, SOURCE, [page, Page("https://x.example/b")])
    pages = known(engine, SOURCE, NOW).pages
    assert pages == {page.url: page, "https://x.example/b": Page("https://x.example/b")}


def test_whole_counts_are_the_last_ten_newest_first(engine: Engine) -> None:
    for n in range(1, 13):
        day = (date(2026, 1, 1) + timedelta(days=n)).isoformat()
        crawl(engine, day, *(posting(str(each)) for each in range(n)))
    assert known(engine, SOURCE, NOW).whole_counts == tuple(range(12, 2, -1))


def test_crawls_that_saw_no_whole_list_have_no_count(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    crawl(engine, "2026-01-06", outcome=Outcome.FAILED)
    crawl(engine, "2026-01-07", posting("1"), outcome=Outcome.PARTIAL)
    assert known(engine, SOURCE, NOW).whole_counts == (2,)


def test_other_sources_are_not_in_it(engine: Engine) -> None:
    other = "usajobs/all"
    crawl(engine, "2026-01-05", posting("9", source=other), source=other)
    save_pages(engine, other, [Page("https://x.example/a")])
    assert known(engine, SOURCE, NOW) == Known()


def test_a_crawl_that_is_made_again_is_no_second_night(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    crawl(engine, "2026-01-06", outcome=Outcome.EMPTY)
    crawl(engine, "2026-01-07", outcome=Outcome.EMPTY)
    night = at("2026-01-07")
    assert known(engine, SOURCE, night).outcomes == (Outcome.EMPTY, Outcome.OK)
    half_an_hour_later = night + timedelta(minutes=30)
    assert known(engine, SOURCE, half_an_hour_later).outcomes == (Outcome.EMPTY, Outcome.OK)
    assert len(known(engine, SOURCE, night + timedelta(days=1)).outcomes) == 3
