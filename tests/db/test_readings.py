"""Which postings wait to be read, and what is kept of a reading."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db import schema as t
from db.readings import BATCH, Read, Waiting, count_waiting, save_readings, waiting
from tests.db.make import HEALTH, NURSE, count, posting, row_of, rows_of, save


def all_waiting(engine: Engine, extractor: str = "1", taxonomy: str = "1") -> list[Waiting]:
    """The postings that wait, without saving any."""
    return [each for batch in waiting(engine, extractor, taxonomy) for each in batch]


def rn(start: int = 17, **changes: Any) -> dict[str, Any]:
    """A mention of RN in the usual posting's text."""
    return {
        "start_char": start, "end_char": start + 2, "credential_id": "rn", "text": "RN",
        "requirement": "required", "confidence": 0.9, "alternatives": None, "sentence_start": 17,
        "sentence_end": 29,
    } | changes  # fmt: skip


def read(engine: Engine, extractor: str = "1", taxonomy: str = "1", **found: Any) -> None:
    """Reads all that waits with these versions."""
    for batch in waiting(engine, extractor, taxonomy):
        readings = [Read(each, NURSE, HEALTH, 0.8, **found) for each in batch]
        save_readings(engine, readings, extractor, taxonomy)


def test_a_new_posting_waits_and_once_read_waits_no_more(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    assert count_waiting(engine, "1", "1") == 1
    (each,) = all_waiting(engine)
    assert (each.title, each.text) == ("Registered Nurse", posting().text)
    read(engine)
    assert count_waiting(engine, "1", "1") == 0
    assert all_waiting(engine) == []


def test_a_posting_seen_again_unchanged_does_not_wait(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    read(engine)
    save(engine, "2026-01-06", posting())
    assert count_waiting(engine, "1", "1") == 0


def test_a_changed_posting_waits(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    read(engine)
    save(engine, "2026-01-06", posting(text="LPN required."))
    assert [each.text for each in all_waiting(engine)] == ["LPN required."]


@pytest.mark.parametrize(("extractor", "taxonomy"), [("2", "1"), ("1", "2")])
def test_a_new_version_of_either_makes_all_wait(
    engine: Engine, extractor: str, taxonomy: str
) -> None:
    save(engine, "2026-01-05", posting("1"), posting("2"))
    read(engine)
    assert count_waiting(engine, extractor, taxonomy) == 2
    read(engine, extractor, taxonomy)
    assert count_waiting(engine, extractor, taxonomy) == 0
    row = row_of(engine)
    assert (row["extractor_version"], row["taxonomy_version"]) == (extractor, taxonomy)


def test_a_reading_is_kept_with_its_versions(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    phrase = {"start_char": 30, "end_char": 35, "text": "Apply"}
    read(engine, "e7", "t9", mentions=[rn()], unlinked=[phrase])
    (mention,) = rows_of(engine, t.mentions)
    own = row_of(engine)["id"]
    versions = {"extractor_version": "e7", "taxonomy_version": "t9"}
    assert mention == {"posting_id": own, **rn(), **versions}
    assert rows_of(engine, t.unlinked) == [{"posting_id": own, **phrase}]
    row = row_of(engine)
    assert (row["soc"], row["career_cluster"], row["career_cluster_confidence"]) == (
        NURSE,
        HEALTH,
        0.8,
    )


def test_reading_again_replaces_what_was_found(engine: Engine) -> None:
    save(engine, "2026-01-05", posting("1"), posting("2"))
    read(engine, mentions=[rn()], unlinked=[{"start_char": 30, "end_char": 35, "text": "Apply"}])
    assert (count(engine, t.mentions), count(engine, t.unlinked)) == (2, 2)
    read(engine, "2", mentions=[rn(requirement="preferred")])
    assert [row["requirement"] for row in rows_of(engine, t.mentions)] == ["preferred"] * 2
    assert count(engine, t.unlinked) == 0
    read(engine, "3")
    assert count(engine, t.mentions) == 0


def test_mentions_of_other_postings_stay(engine: Engine) -> None:
    save(engine, "2026-01-05", posting("1"))
    read(engine, mentions=[rn()])
    save(engine, "2026-01-05", posting("2"))
    read(engine)
    assert count(engine, t.mentions) == 1


def test_many_postings_come_in_batches_each_once(engine: Engine) -> None:
    save(engine, "2026-01-05", *(posting(str(n)) for n in range(2 * BATCH + 1)))
    sizes, ids = [], []
    for batch in waiting(engine, "1", "1"):
        sizes.append(len(batch))
        ids += [each.id for each in batch]
        save_readings(engine, [Read(each, None, None, 0.0) for each in batch], "1", "1")
    assert sizes == [BATCH, BATCH, 1]
    assert ids == sorted(set(ids))
    assert count_waiting(engine, "1", "1") == 0


def test_a_run_killed_between_batches_goes_on_with_the_rest(engine: Engine) -> None:
    save(engine, "2026-01-05", *(posting(str(n)) for n in range(BATCH + 5)))
    first = next(waiting(engine, "1", "1"))
    save_readings(engine, [Read(each, None, None, 0.0) for each in first], "1", "1")
    assert {each.id for each in all_waiting(engine)}.isdisjoint(each.id for each in first)
    assert count_waiting(engine, "1", "1") == 5


def test_a_posting_that_changed_while_it_was_read_still_waits(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    (old,) = all_waiting(engine)
    save(engine, "2026-01-06", posting(text="LPN required."))
    save_readings(engine, [Read(old, None, None, 0.0, mentions=[rn()])], "1", "1")
    assert count_waiting(engine, "1", "1") == 1


def test_a_reading_is_kept_whole_or_not_at_all(engine: Engine) -> None:
    save(engine, "2026-01-05", posting())
    read(engine, mentions=[rn()])
    (each,) = all_waiting(engine, "2")
    twice = Read(each, None, None, 0.0, mentions=[rn(), rn()])
    with pytest.raises(IntegrityError):
        save_readings(engine, [twice], "2", "1")
    assert [row["extractor_version"] for row in rows_of(engine, t.mentions)] == ["1"]
    assert row_of(engine)["extractor_version"] == "1"
