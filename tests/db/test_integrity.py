"""A sound database holds; each fault that is planted is found, and that one alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, event, insert, text, update

from db import schema as t
from db.integrity import integrity
from db.names import posting_id
from tests.db.make import SOURCE, TODAY, at

FIRST = posting_id(SOURCE, "1")
NOWHERE = 42
MENTION = t.mentions.c.posting_id == FIRST


def broken(engine: Engine) -> dict[str, list[str]]:
    """The things that do not hold, with their examples."""
    return {each["what"]: each["broken"] for each in integrity(engine, TODAY) if each["broken"]}


def without_references(connection: Connection) -> None:
    """Lets rows in whose parents are not there, as a broken tool or disk would."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.connection.rollback()
        connection.execute(text("PRAGMA foreign_keys=OFF"))


def wrong_span(connection: Connection) -> None:
    connection.execute(update(t.mentions).where(MENTION).values(text="LPN"))


def span_moved(connection: Connection) -> None:
    connection.execute(update(t.mentions).where(MENTION).values(end_char=t.mentions.c.end_char + 1))


def outside_its_sentence(connection: Connection) -> None:
    changed = update(t.mentions).where(MENTION)
    connection.execute(changed.values(sentence_start=t.mentions.c.start_char + 1))


def unknown_credential(connection: Connection) -> None:
    mention = {
        "posting_id": FIRST, "start_char": 0, "end_char": 7, "text": "Opening", "credential_id": "gone",
        "requirement": "mentioned", "confidence": 1.0, "sentence_start": 0, "sentence_end": 10,
        "extractor_version": "1", "taxonomy_version": "1",
    }  # fmt: skip
    connection.execute(insert(t.mentions), mention)


def orphaned_place(connection: Connection) -> None:
    without_references(connection)
    connection.execute(insert(t.posting_places), {"posting_id": NOWHERE, "n": 0, "state": "OH"})


def orphaned_phrase(connection: Connection) -> None:
    without_references(connection)
    phrase = {"posting_id": NOWHERE, "start_char": 0, "end_char": 1, "text": "x"}
    connection.execute(insert(t.unlinked), phrase)


def phrase_moved(connection: Connection) -> None:
    connection.execute(
        insert(t.unlinked), {"posting_id": FIRST, "start_char": 0, "end_char": 3, "text": "x"}
    )


def orphaned_name(connection: Connection) -> None:
    without_references(connection)
    alias = {
        "credential_id": "gone",
        "alias": "g",
        "kind": "variant",
        "ambiguous": False,
        "occupation": False,
    }
    connection.execute(insert(t.aliases), alias)


def lost_source(connection: Connection) -> None:
    without_references(connection)
    connection.execute(
        update(t.postings).where(t.postings.c.id == FIRST).values(source="gone/gone")
    )


def lost_job(connection: Connection) -> None:
    connection.execute(update(t.postings).where(t.postings.c.id == FIRST).values(job_id=NOWHERE))


def seen_backwards(connection: Connection) -> None:
    changed = update(t.postings).where(t.postings.c.id == FIRST)
    connection.execute(changed.values(last_seen=at("2025-12-01")))


def wrong_demand(connection: Connection) -> None:
    connection.execute(update(t.demand).where(t.demand.c.credential_id == "mba").values(jobs=7))


def missing_demand(connection: Connection) -> None:
    connection.execute(t.demand.delete().where(t.demand.c.credential_id == "mba"))


def wrong_share(connection: Connection) -> None:
    changed = update(t.demand).where(t.demand.c.credential_id == "mba")
    connection.execute(changed.values(largest_employer_share=None))


def wrong_denominator(connection: Connection) -> None:
    first = (t.slices.c.state == "TX") & (t.slices.c.soc == "11-9111")
    connection.execute(update(t.slices).where(first).values(employers=9))


FAULTS: list[tuple[Callable[[Connection], None], str, str]] = [
    (wrong_span, "every mention's span is its text", f"{FIRST}, 11, LPN"),
    (span_moved, "every mention's span is its text", f"{FIRST}, 11, RN"),
    (outside_its_sentence, "every mention lies in its sentence", f"{FIRST}, 11"),
    (unknown_credential, "every mention names a credential of the taxonomy", "gone"),
    (orphaned_place, "nothing is orphaned", f"posting_places.posting_id {NOWHERE}"),
    (orphaned_phrase, "nothing is orphaned", f"unlinked.posting_id {NOWHERE}"),
    (orphaned_name, "nothing is orphaned", "aliases.credential_id gone"),
    (lost_source, "nothing is orphaned", "postings.source gone/gone"),
    (phrase_moved, "every unlinked phrase's span is its text", f"{FIRST}, 0, x"),
    (lost_job, "every posting's job is there", str(FIRST)),
    (seen_backwards, "no posting was last seen before it was first seen", str(FIRST)),
    (wrong_demand, "demand equals a recount", "demand: 2 rows differ from a recount"),
    (missing_demand, "demand equals a recount", "demand: 1 rows differ from a recount"),
    (wrong_share, "demand equals a recount", "demand: 2 rows differ from a recount"),
    (wrong_denominator, "demand equals a recount", "slices: 2 rows differ from a recount"),
]


def test_a_sound_database_holds(market: Engine) -> None:
    assert len(integrity(market, TODAY)) == 8
    assert broken(market) == {}


def test_an_empty_database_holds(engine: Engine) -> None:
    assert broken(engine) == {}


@pytest.mark.parametrize(
    ("plant", "what", "example"), FAULTS, ids=lambda v: getattr(v, "__name__", "")
)
def test_each_fault_is_found(
    market: Engine, plant: Callable[[Connection], None], what: str, example: str
) -> None:
    with market.begin() as connection:
        plant(connection)
    assert broken(market) == {what: [example]}


def test_what_was_read_with_an_earlier_taxonomy_waits_and_is_no_fault(market: Engine) -> None:
    with market.begin() as connection:
        unknown_credential(connection)
        connection.execute(
            update(t.mentions)
            .where(t.mentions.c.credential_id == "gone")
            .values(taxonomy_version="0")
        )
    assert broken(market) == {}


def test_looking_changes_nothing(market: Engine) -> None:
    said: list[str] = []
    event.listen(market, "before_cursor_execute", lambda *args: said.append(args[2]))
    integrity(market, TODAY)
    assert said
    assert all(each.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")) for each in said)
