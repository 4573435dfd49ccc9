"""A posting's life: first sight, changes, closing on evidence alone, opening again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.names import posting_id
from db.records import CrawlResult, Outcome, Page, PayPeriod, Validators
from db.store import (
    Saved,
    count_postings,
    finish_crawl,
    interrupt_crawl,
    save_pages,
    save_source,
    start_crawl,
)
from tests.db.make import (
    CLEVELAND,
    OHIO,
    SOURCE,
    TEXAS,
    at,
    count,
    crawl,
    posting,
    row_of,
    rows_of,
    save,
)


def everything(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    return {name: rows_of(engine, table) for name, table in t.metadata.tables.items()}


def is_open(engine: Engine, external_id: str = "1") -> bool:
    return row_of(engine, external_id)["closed_on"] is None


# Saving


def test_a_posting_is_kept_with_all_that_its_source_gave(engine: Engine) -> None:
    full = posting(
        remote=False, posted_on=date(2026, 1, 2), posted_is_first=True,
        valid_through=date(2026, 6, 1), employment_type="full-time", pay_low=31.5, pay_high=44.0,
        pay_period=PayPeriod.HOUR, education="associate", experience_years=1.5, openings=3,
        places=(OHIO, TEXAS),
    )  # fmt: skip
    assert save(engine, "2026-01-05", full) == Saved(new=1)
    row = row_of(engine)
    for name in (
        "source", "external_id", "url", "title", "employer", "location", "remote", "posted_on",
        "posted_is_first", "valid_through", "employment_type", "pay_low", "pay_high", "education",
        "experience_years", "openings", "text",
    ):  # fmt: skip
        assert row[name] == getattr(full, name), name
    assert row["pay_period"] == "hour"
    assert (row["state"], row["county"], row["metro"], row["country"]) == (
        "OH", "Franklin County", "Columbus, OH", "US",
    )  # fmt: skip
    assert row["first_seen"] == row["last_seen"] == at("2026-01-05")
    assert row["closed_on"] is None
    assert [(r["n"], r["city"], r["state"]) for r in rows_of(engine, t.posting_places)] == [
        (0, "Columbus", "OH"),
        (1, "Austin", "TX"),
    ]


def test_the_state_is_that_of_the_first_place_that_has_one(engine: Engine) -> None:
    unknown = replace(OHIO, city="Somewhere", state=None)
    save(engine, "2026-01-05", posting(places=(unknown, TEXAS)))
    assert row_of(engine)["state"] == "TX"


def test_saving_the_same_again_changes_no_row(engine: Engine) -> None:
    postings = [posting("1"), posting("2", title="Nurse Manager")]
    save(engine, "2026-01-05", *postings)
    before = everything(engine)
    assert save(engine, "2026-01-05", *postings) == Saved(seen=2)
    assert everything(engine) == before


def test_saving_a_source_again_keeps_its_history(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    save_source(engine, SOURCE, employer="Acme Health", cadence_hours=12)
    (row,) = rows_of(engine, t.sources)
    assert (row["kind"], row["board"], row["employer"]) == ("greenhouse", "acme", "Acme Health")
    assert row["cadence_hours"] == 12
    assert row["last_crawl"] == row["first_whole_crawl"] == at("2026-01-05")


def test_a_board_may_hold_slashes(engine: Engine) -> None:
    save_source(engine, "careersite/jobs.example/careers")
    (row,) = rows_of(engine, t.sources)
    assert (row["kind"], row["board"]) == ("careersite", "jobs.example/careers")


def test_a_posting_given_twice_in_one_go_is_one_row_and_the_later_holds(engine: Engine) -> None:
    assert save(engine, "2026-01-05", posting(), posting(title="Night Nurse")) == Saved(new=1)
    assert row_of(engine)["title"] == "Night Nurse"


def test_first_seen_stays_and_last_seen_moves(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    save(engine, "2026-01-06", posting())
    save(engine, "2026-01-09", posting(text="We need a nurse. RN preferred."))
    row = row_of(engine)
    assert (row["first_seen"], row["last_seen"]) == (at("2026-01-05"), at("2026-01-09"))


def test_a_changed_text_is_stored_and_waits_to_be_read_again(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    before = row_of(engine)
    assert save(engine, "2026-01-06", posting(text="Other words.")) == Saved(changed=1)
    after = row_of(engine)
    assert after["text"] == "Other words."
    assert after["content_hash"] != before["content_hash"]
    assert after["text_key"] == "", "its key is made anew when jobs are merged"
    assert after["id"] == before["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Charge Nurse"},
        {"employer": "Apex"},
        {"location": "Dayton, OH"},
        {"posted_on": date(2026, 1, 1)},
        {"valid_through": date(2026, 9, 1)},
        {"pay_low": 20.0},
        {"remote": True},
        {"url": "https://boards.example/other"},
        {"places": (CLEVELAND,)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_any_kind_is_a_change(engine: Engine, change: dict[str, object]) -> None:
    save(engine, "2026-01-05", posting())
    assert save(engine, "2026-01-06", posting(**change)) == Saved(changed=1)
    name, value = next(iter(change.items()))
    if name != "places":
        assert row_of(engine)[name] == value


def test_places_that_fell_away_are_gone(engine: Engine) -> None:
    save(engine, "2026-01-05", posting(places=(OHIO, TEXAS)))
    save(engine, "2026-01-06", posting(places=(TEXAS,)))
    assert [r["state"] for r in rows_of(engine, t.posting_places)] == ["TX"]


def test_more_postings_than_fit_into_one_statement(engine: Engine) -> None:
    many = [posting(str(n)) for n in range(950)]
    assert save(engine, "2026-01-05", *many) == Saved(new=950)
    assert save(engine, "2026-01-06", *many) == Saved(seen=950)
    assert count_postings(engine) == 950
    assert {row["last_seen"] for row in rows_of(engine, t.postings)} == {at("2026-01-06")}


def test_two_sources_may_use_the_same_external_id(engine: Engine) -> None:
    save(engine, "2026-01-05", posting(), posting(source="usajobs/all"))
    assert count_postings(engine) == 2


def test_words_beyond_ascii_are_kept(engine: Engine) -> None:
    text = "Enfermera “RN” — 100 % 👩‍⚕️ naïve"
    save(engine, "2026-01-05", posting(text=text))
    assert row_of(engine)["text"] == text


def test_an_archive_is_closed_and_was_seen_when_it_was_posted(engine: Engine) -> None:
    old = posting(posted_on=date(2024, 5, 6))
    save(engine, "2026-01-05", old, posting("2"), observed=False)
    row, undated = row_of(engine), row_of(engine, "2")
    assert row["first_seen"].date() == row["last_seen"].date() == date(2024, 5, 6)
    assert (row["closed_on"], row["closed_reason"]) == (date(2024, 5, 6), "from an archive")
    assert undated["first_seen"] == at("2026-01-05")
    before = everything(engine)
    assert save(engine, "2026-02-01", old, observed=False) == Saved(seen=1)
    assert everything(engine) == before


# Closing and reopening


def test_one_whole_list_without_it_closes_nothing_two_in_a_row_do(engine: Engine) -> None:
    one, two = posting("1"), posting("2")
    assert crawl(engine, "2026-01-05", one, two) == 0
    assert crawl(engine, "2026-01-06", two) == 0
    assert is_open(engine)
    assert crawl(engine, "2026-01-07", two) == 1
    row = row_of(engine)
    assert row["closed_on"] == date(2026, 1, 7)
    assert row["closed_reason"] == "gone from 2 whole lists in a row"
    assert row["last_seen"] == at("2026-01-05")
    assert is_open(engine, "2")
    assert crawl(engine, "2026-01-08", two) == 0, "what is closed is not closed again"


@pytest.mark.parametrize(("minutes", "closed"), [(0, 0), (30, 0), (61, 1)])
def test_a_list_read_again_in_the_same_night_is_no_second_one(
    engine: Engine, minutes: int, closed: int
) -> None:
    one, two = posting("1"), posting("2")
    crawl(engine, "2026-01-05", one, two)
    crawl(engine, "2026-01-06T03:00", two)
    again = (at("2026-01-06T03:00") + timedelta(minutes=minutes)).isoformat()
    assert crawl(engine, again, two) == closed
    assert crawl(engine, "2026-01-07T03:00", two) == 1 - closed


def test_a_sight_between_two_misses_starts_the_count_anew(engine: Engine) -> None:
    one, two = posting("1"), posting("2")
    crawl(engine, "2026-01-05", one, two)
    crawl(engine, "2026-01-06", two)
    crawl(engine, "2026-01-07", one, two)
    assert crawl(engine, "2026-01-08", two) == 0
    assert is_open(engine)


def test_a_listed_posting_counts_as_seen_without_being_read_again(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    crawl(engine, "2026-01-06", listed={"1"})
    crawl(engine, "2026-01-07", listed={"1"})
    row = row_of(engine)
    assert (row["last_seen"], row["closed_on"]) == (at("2026-01-07"), None)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.OK])
def test_a_crawl_that_saw_no_whole_list_closes_nothing(engine: Engine, outcome: Outcome) -> None:
    crawl(engine, "2026-01-05", posting())
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        assert crawl(engine, day, outcome=outcome) == 0
    row = row_of(engine)
    assert (row["closed_on"], row["missed_lists"]) == (None, 0)
    assert [r["whole"] for r in rows_of(engine, t.crawls)] == [True, False, False, False]


def test_an_empty_list_called_ok_closes_nothing_either(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        assert crawl(engine, day, listed=()) == 0
    assert is_open(engine)


def test_failed_crawls_between_two_misses_do_not_hide_them(engine: Engine) -> None:
    one, two = posting("1"), posting("2")
    crawl(engine, "2026-01-05", one, two)
    crawl(engine, "2026-01-06", two)
    crawl(engine, "2026-01-07", outcome=Outcome.FAILED)
    assert crawl(engine, "2026-01-08", two) == 1


def test_a_page_that_is_gone_closes_at_once(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    assert crawl(engine, "2026-01-06", posting("2"), gone={"1", "never seen"}) == 1
    row = row_of(engine)
    assert row["closed_on"] == date(2026, 1, 6)
    assert row["closed_reason"] == "the page is gone (404 or 410)"


def test_a_gone_page_closes_even_where_the_crawl_was_partial(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    assert crawl(engine, "2026-01-06", outcome=Outcome.PARTIAL, gone={"1"}) == 1
    assert not is_open(engine)
    assert is_open(engine, "2")


def test_a_page_that_is_gone_is_closed_although_a_stale_list_names_it(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    assert crawl(engine, "2026-01-06", posting("2"), listed={"1", "2"}, gone={"1"}) == 1
    row = row_of(engine)
    assert (row["closed_on"], row["last_seen"]) == (date(2026, 1, 6), at("2026-01-05"))


def test_a_closing_date_in_the_past_closes_on_that_date(engine: Engine) -> None:
    ends = posting(valid_through=date(2026, 1, 10))
    assert crawl(engine, "2026-01-09", ends) == 0
    assert crawl(engine, "2026-01-10", ends) == 0, "the last day is still open"
    assert crawl(engine, "2026-01-12", ends) == 1
    row = row_of(engine)
    assert row["closed_on"] == date(2026, 1, 10)
    assert row["closed_reason"] == "its closing date has passed"


def test_a_closing_date_closes_although_the_crawl_failed(engine: Engine) -> None:
    crawl(engine, "2026-01-09", posting(valid_through=date(2026, 1, 10)))
    assert crawl(engine, "2026-01-12", outcome=Outcome.FAILED) == 1


def test_a_posting_past_its_closing_date_is_closed_once_though_it_stays_listed(
    engine: Engine,
) -> None:
    ends = posting(valid_through=date(2026, 1, 10))
    crawl(engine, "2026-01-09", ends)
    assert crawl(engine, "2026-01-12", ends) == 1
    assert crawl(engine, "2026-01-13", ends) == 0
    assert row_of(engine)["closed_on"] == date(2026, 1, 10)


def test_a_closing_date_that_was_moved_opens_the_posting_again(engine: Engine) -> None:
    crawl(engine, "2026-01-09", posting(valid_through=date(2026, 1, 10)))
    crawl(engine, "2026-01-12", posting(valid_through=date(2026, 1, 10)))
    crawl(engine, "2026-01-13", posting(valid_through=date(2026, 2, 10)))
    assert is_open(engine)


def test_a_crawl_of_one_source_closes_nothing_of_another(engine: Engine) -> None:
    other = "usajobs/all"
    ended = posting("3", source=other, valid_through=date(2026, 1, 5))
    crawl(engine, "2026-01-05", posting(source=other), ended, source=other)
    for day in ("2026-01-06", "2026-01-07", "2026-01-08"):
        crawl(engine, day, posting("2"))
    assert row_of(engine, "1", other)["closed_on"] is None
    assert row_of(engine, "3", other)["closed_on"] is None


@pytest.mark.parametrize("text", ["We need a nurse. RN required. Apply now.", "Other words."])
def test_a_closed_posting_that_is_seen_again_is_open_again(engine: Engine, text: str) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    crawl(engine, "2026-01-06", posting("2"), gone={"1"})
    crawl(engine, "2026-01-20", posting("1", text=text), posting("2"))
    row = row_of(engine)
    assert (row["closed_on"], row["closed_reason"], row["missed_lists"]) == (None, None, 0)
    assert (row["first_seen"], row["last_seen"]) == (at("2026-01-05"), at("2026-01-20"))


def test_a_closed_posting_that_is_only_listed_again_is_open_again(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    crawl(engine, "2026-01-06", posting("2"), gone={"1"})
    crawl(engine, "2026-01-07", posting("2"), listed={"1", "2"})
    assert is_open(engine)


# Crawls


def test_the_row_of_a_crawl_says_what_it_came_to(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    crawl(engine, "2026-01-06", posting("1", title="Other"), posting("3"), gone={"2"})
    row = rows_of(engine, t.crawls)[1]
    assert (row["status"], row["whole"], row["pages"], row["reason"]) == ("ok", True, 1, "a test")
    assert (row["started"], row["finished"]) == (at("2026-01-06"), at("2026-01-06"))
    assert (row["postings_seen"], row["postings_new"]) == (2, 1)
    assert (row["postings_changed"], row["postings_closed"]) == (1, 1)
    (source,) = rows_of(engine, t.sources)
    assert source["first_whole_crawl"] == at("2026-01-05")
    assert source["last_crawl"] == at("2026-01-06")
    assert (source["last_status"], source["last_reason"]) == ("ok", "a test")


def test_the_first_whole_crawl_is_not_one_that_failed(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting(), outcome=Outcome.PARTIAL)
    assert rows_of(engine, t.sources)[0]["first_whole_crawl"] is None
    crawl(engine, "2026-01-06", posting())
    assert rows_of(engine, t.sources)[0]["first_whole_crawl"] == at("2026-01-06")


def test_errors_are_counted_by_kind(engine: Engine) -> None:
    save_source(engine, SOURCE)
    crawl_id = start_crawl(engine, SOURCE, at("2026-01-05"))
    result = CrawlResult(Outcome.PARTIAL, "two pages failed", errors={"timeout": 2})
    finish_crawl(engine, crawl_id, SOURCE, result, Saved(new=3, seen=4), at("2026-01-05"))
    (row,) = rows_of(engine, t.crawls)
    assert row["errors"] == {"timeout": 2}
    assert row["postings_seen"] == 7


def test_a_crawl_that_a_killed_run_left_open_is_ended_by_the_next(engine: Engine) -> None:
    save_source(engine, SOURCE)
    killed = start_crawl(engine, SOURCE, at("2026-01-05"))
    second = start_crawl(engine, SOURCE, at("2026-01-06"))
    first, now = rows_of(engine, t.crawls)
    assert (first["id"], now["id"]) == (killed, second)
    assert (first["status"], first["reason"]) == ("failed", "the run was killed")
    assert first["finished"] == at("2026-01-06")
    assert (now["status"], now["finished"]) == ("running", None)


def test_a_crawl_of_another_source_is_left_running(engine: Engine) -> None:
    for source in (SOURCE, "usajobs/all"):
        save_source(engine, source)
        start_crawl(engine, source, at("2026-01-05"))
    assert [row["status"] for row in rows_of(engine, t.crawls)] == ["running", "running"]


def test_an_interrupted_crawl_keeps_what_it_stored_and_closes_nothing(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"))
    start_crawl(engine, SOURCE, at("2026-01-06"))
    save(engine, "2026-01-06", posting("2"))
    interrupt_crawl(engine, SOURCE, "interrupted", at("2026-01-06"))
    assert is_open(engine, "1")
    assert is_open(engine, "2")
    (source,) = rows_of(engine, t.sources)
    assert (source["last_status"], source["last_reason"]) == ("failed", "interrupted")
    assert rows_of(engine, t.crawls)[1]["status"] == "failed"


def test_interrupting_where_nothing_runs_changes_nothing(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting())
    before = everything(engine)
    interrupt_crawl(engine, SOURCE, "interrupted", at("2026-01-06"))
    assert everything(engine) == before


def test_a_crawl_done_again_after_a_kill_leaves_the_same_postings(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"))
    start_crawl(engine, SOURCE, at("2026-01-06"))
    save(engine, "2026-01-06", posting("2"))  # killed here
    crawl(engine, "2026-01-06", posting("1"), posting("2"))
    assert [row["first_seen"] for row in (row_of(engine, "1"), row_of(engine, "2"))] == [
        at("2026-01-05"),
        at("2026-01-06"),
    ]
    assert count(engine, t.postings) == 2


def test_pages_are_remembered_by_address(engine: Engine) -> None:
    save_source(engine, SOURCE)
    page = Page("https://x.example/a", Validators('"1"', "Mon"), "2026-01-01", ("1", "2"))
    save_pages(engine, SOURCE, [page])
    save_pages(engine, SOURCE, [replace(page, external_ids=("3",)), Page("https://x.example/b")])
    first, second = rows_of(engine, t.pages)
    assert (first["etag"], first["last_modified"], first["lastmod"]) == ('"1"', "Mon", "2026-01-01")
    assert first["external_ids"] == ["3"]
    assert (second["etag"], second["external_ids"]) == (None, [])


def test_the_id_of_a_row_is_the_posting_id(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    assert rows_of(engine, t.postings)[0]["id"] == posting_id(SOURCE, "1")


# What a list that is not whole says, and what is said before


def test_what_a_partial_list_names_is_seen_and_open_again(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    crawl_id = start_crawl(engine, SOURCE, at("2026-01-06"))
    result = CrawlResult(Outcome.PARTIAL, "half", seen_ids=frozenset({"1"}))
    finish_crawl(engine, crawl_id, SOURCE, result, Saved(), at("2026-01-06"))
    assert row_of(engine, "1")["last_seen"] == at("2026-01-06")
    assert row_of(engine, "2")["last_seen"] == at("2026-01-05")
    assert is_open(engine, "2")


def test_a_feed_that_never_closes_anything_closes_by_age(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"), posting("2"))
    for day, closed in (("2026-02-10", 0), ("2026-02-25", 1)):
        crawl_id = start_crawl(engine, SOURCE, at(day))
        result = CrawlResult(Outcome.OK, "", seen_ids=frozenset({"1"}), closes_after_days=45)
        assert finish_crawl(engine, crawl_id, SOURCE, result, Saved(), at(day)) == closed
    assert row_of(engine, "2")["closed_reason"] == "not seen for 45 days"
    assert is_open(engine, "1")


def test_a_list_that_is_believed_to_be_empty_closes(engine: Engine) -> None:
    crawl(engine, "2026-01-05", posting("1"))
    for day, believed in (("2026-01-06", False), ("2026-01-07", True), ("2026-01-08", True)):
        crawl_id = start_crawl(engine, SOURCE, at(day))
        result = CrawlResult(Outcome.EMPTY, "", frozenset(), believed_empty=believed)
        finish_crawl(engine, crawl_id, SOURCE, result, Saved(), at(day))
        assert is_open(engine) is (day != "2026-01-08")


def test_what_a_posting_said_before_is_kept(engine: Engine) -> None:
    save(engine, "2026-01-05", posting(text="First."))
    save(engine, "2026-01-06", posting(text="Second.", title="Nurse"))
    save(engine, "2026-01-07", posting(text="Second.", title="Nurse"))
    save(engine, "2026-01-08", posting(text="First."))
    kept = {row["text"]: row for row in rows_of(engine, t.posting_texts)}
    assert set(kept) == {"First.", "Second."}
    assert kept["First."]["until"] == at("2026-01-06")
    assert (kept["Second."]["title"], kept["Second."]["until"]) == ("Nurse", at("2026-01-08"))
    assert row_of(engine)["first_seen"] == at("2026-01-05")
