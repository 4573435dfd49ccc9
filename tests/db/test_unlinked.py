"""Phrases that are none of the taxonomy's: merged by spelling, counted by job, the most said first."""

from __future__ import annotations

import doctest
from typing import Any

import pytest
from sqlalchemy import Engine, insert

import db.unlinked
from db import schema as t
from db.jobs import merge_jobs
from db.names import posting_id
from db.records import Posting
from db.unlinked import Phrase, phrase_key, unlinked_phrases
from tests.db.make import CANADA, MANAGER, NURSE, occupation, posting, save


def put(engine: Engine, of: Posting, *phrases: str) -> None:
    """Puts the phrases of a posting into the database as the extractor would."""
    with engine.begin() as connection:
        for phrase in phrases:
            start = of.text.index(phrase)
            connection.execute(
                insert(t.unlinked).values(
                    posting_id=posting_id(of.source, of.external_id),
                    start_char=start,
                    end_char=start + len(phrase),
                    text=phrase,
                )
            )


def market(engine: Engine, *said: tuple[str, dict[str, Any]]) -> list[Phrase]:
    """A posting for each phrase, with what a test changes; the phrases that come of them."""
    for number, (phrase, changes) in enumerate(said):
        each = posting(
            str(number), **{"title": f"Job {number}", "text": f"First. We ask: {phrase} now."} | changes
        )  # fmt: skip
        save(engine, "2026-03-01", each)
        put(engine, each, phrase)
    merge_jobs(engine)
    return list(unlinked_phrases(engine))


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(db.unlinked).failed == 0


@pytest.mark.parametrize(
    "same", ["Fire Pump Certificate", "fire pump  certificate", "FIRE-PUMP CERTIFICATES"]
)
def test_case_space_and_plural_make_no_other_phrase(same: str) -> None:
    assert phrase_key(same) == "fire pump certificate"


def test_another_word_or_number_makes_another_phrase() -> None:
    assert len({phrase_key(each) for each in ("Class 1", "Class 2", "Glass 1")}) == 3


def test_the_phrase_that_the_most_jobs_say_comes_first(engine: Engine) -> None:
    found = market(
        engine,
        ("Kiln Card", {}),
        ("Fire Pump Certificate", {}),
        ("fire pump certificates", {"employer": "Other"}),
        ("Fire Pump Certificate", {"employer": "Third"}),
    )
    assert [(each.key, each.jobs, each.employers) for each in found] == [
        ("fire pump certificate", 3, 3),
        ("kiln card", 1, 1),
    ]
    assert found[0].spellings == ("Fire Pump Certificate", "fire pump certificates")


def test_a_repost_and_a_second_sentence_are_the_same_job(engine: Engine) -> None:
    twice = {"title": "Same", "text": "Kiln Card wanted. A Kiln Card it must be."}
    found = market(engine, ("Kiln Card", twice), ("Kiln Card", twice))
    assert [(each.jobs, len(each.examples)) for each in found] == [(1, 1)]


def test_jobs_abroad_do_not_count(engine: Engine) -> None:
    assert market(engine, ("Kiln Card", {"places": (CANADA,), "location": "Toronto"})) == []


def test_examples_are_of_different_employers_and_hold_the_phrase(engine: Engine) -> None:
    found = market(engine, *[("Kiln Card", {"employer": f"Employer {n // 2}"}) for n in range(10)])
    (phrase,) = found
    assert (phrase.jobs, phrase.employers, len(phrase.examples)) == (10, 5, 3)
    assert len({each.employer for each in phrase.examples}) == 3
    assert all(each.text[each.start : each.end] == "Kiln Card" for each in phrase.examples)


def test_a_spelling_in_capitals_is_not_the_one_shown(engine: Engine) -> None:
    found = market(engine, ("KILN CARD", {}), ("KILN CARD", {}), ("Kiln Card", {}))
    assert found[0].spellings == ("Kiln Card", "KILN CARD")


def test_occupations_are_those_of_the_jobs(engine: Engine) -> None:
    for number, soc in enumerate((NURSE, NURSE, MANAGER)):
        each = posting(str(number), title=f"Job {number}", text="A Kiln Card.")
        save(engine, "2026-03-01", each)
        occupation(engine, each, soc, None)
        put(engine, each, "Kiln Card")
    merge_jobs(engine)
    (phrase,) = unlinked_phrases(engine)
    assert phrase.socs == ((NURSE, 2), (MANAGER, 1))


def test_the_order_holds_over_batches(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.unlinked, "BATCH", 2)
    # Three spellings of one job promise three and are one; the others must not wait behind it.
    said = [("Kiln Card", {}), ("kiln card", {}), ("KILN CARDS", {})]
    same = {"title": "Same", "text": "Kiln Card, kiln card, KILN CARDS."}
    found = market(
        engine,
        *[(phrase, same) for phrase, _ in said],
        *[(f"Pass {n % 4}", {"employer": str(n)}) for n in range(8)],
        ("Rare Badge", {}),
    )
    assert [(each.key, each.jobs) for each in found] == [
        ("pass 0", 2),
        ("pass 1", 2),
        ("pass 2", 2),
        ("pass 3", 2),
        ("kiln card", 1),
        ("rare badge", 1),
    ]


def test_an_empty_database_has_none(engine: Engine) -> None:
    assert list(unlinked_phrases(engine)) == []
