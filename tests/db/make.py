"""Short ways to put postings, mentions and credentials into a test's database, and to read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Table, func, insert, select, update

from db import schema as t
from db.names import posting_id
from db.records import CrawlResult, Outcome, Place, Posting
from db.store import Saved, finish_crawl, save_postings, save_source, start_crawl

SOURCE = "greenhouse/acme"
OHIO = Place(
    city="Columbus", county="Franklin County", metro="Columbus, OH", state="OH", country="US"
)
CLEVELAND = Place(city="Cleveland", metro="Cleveland, OH", state="OH", country="US")
TEXAS = Place(city="Austin", county="Travis County", metro="Austin, TX", state="TX", country="US")
CANADA = Place(city="Toronto", country="CA")
HEALTH, MANAGEMENT = "Healthcare & Human Services", "Management & Entrepreneurship"
NURSE, MANAGER = "29-1141", "11-9111"
TODAY = date(2026, 3, 31)


def at(day: str) -> datetime:
    """Three in the morning of a day, unless it comes with its hour."""
    return datetime.fromisoformat(day if "T" in day else f"{day}T03:00:00")


def posting(external_id: str = "1", **changes: Any) -> Posting:
    """A posting of a nurse's job in Columbus, with what a test changes."""
    values: dict[str, Any] = {
        "source": SOURCE,
        "external_id": external_id,
        "title": "Registered Nurse",
        "text": "We need a nurse. RN required. Apply now.",
        "url": f"https://boards.example/acme/{external_id}",
        "employer": "Acme Health, Inc.",
        "location": "Columbus, OH",
        "places": (OHIO,),
    }
    return Posting(**values | changes)


def save(engine: Engine, day: str, *postings: Posting, observed: bool = True) -> Saved:
    """Saves postings as seen on a day, with the rows of their sources."""
    for source in {each.source for each in postings}:
        save_source(engine, source)
    return save_postings(engine, postings, at(day), observed=observed)


def crawl(
    engine: Engine,
    day: str,
    *postings: Posting,
    outcome: Outcome = Outcome.OK,
    listed: Iterable[str] | None = None,
    gone: Iterable[str] = (),
    source: str = SOURCE,
) -> int:
    """A whole crawl of a source on a day; gives how many postings it closed.

    The list names the postings given, unless ``listed`` says otherwise; where the outcome is
    neither OK nor EMPTY there was no whole list.
    """
    save_source(engine, source)
    crawl_id = start_crawl(engine, source, at(day))
    saved = save_postings(engine, postings, at(day))
    ids = frozenset(listed) if listed is not None else frozenset(p.external_id for p in postings)
    whole = outcome in (Outcome.OK, Outcome.EMPTY)
    result = CrawlResult(
        outcome, "a test", listed_ids=ids if whole else None, gone_ids=frozenset(gone), pages=1
    )
    return finish_crawl(engine, crawl_id, source, result, saved, at(day))


@dataclass(frozen=True)
class Said:
    """A mention to be put at the first place where ``words`` stand in a posting's text."""

    words: str
    credential: str = "rn"
    requirement: str = "required"
    alternatives: int | None = None


def mention(engine: Engine, of: Posting, *said: Said) -> None:
    """Puts mentions of a posting into the database as the extractor would."""
    rows = []
    for each in said:
        start = of.text.index(each.words)
        sentence_start = of.text.rfind(". ", 0, start)
        sentence_end = of.text.find(".", start)
        rows.append(
            {
                "posting_id": posting_id(of.source, of.external_id),
                "start_char": start,
                "end_char": start + len(each.words),
                "credential_id": each.credential,
                "text": each.words,
                "requirement": each.requirement,
                "confidence": 0.9,
                "alternatives": each.alternatives,
                "sentence_start": sentence_start + 2 if sentence_start >= 0 else 0,
                "sentence_end": sentence_end + 1 if sentence_end >= 0 else len(of.text),
                "extractor_version": "1",
                "taxonomy_version": "1",
            }
        )
    with engine.begin() as connection:
        connection.execute(insert(t.mentions), rows)


def occupation(engine: Engine, of: Posting, soc: str | None, cluster: str | None) -> None:
    """Sets a posting's occupation and Career Cluster as the extractor would."""
    with engine.begin() as connection:
        connection.execute(
            update(t.postings)
            .where(t.postings.c.id == posting_id(of.source, of.external_id))
            .values(soc=soc, career_cluster=cluster, career_cluster_confidence=1.0)
        )


def credentials(engine: Engine, *ids: str) -> None:
    """Puts credentials with these ids into the database, as many as a test needs."""
    rows = [
        {
            "id": each,
            "name": f"Name of {each}",
            "type": "license",
            "category": "license",
            "entry_level": False,
            "taxonomy_version": "1",
        }
        for each in ids
    ]
    with engine.begin() as connection:
        connection.execute(insert(t.credentials), rows)


def rows_of(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """All rows of a table, in the order of its primary key."""
    with engine.connect() as connection:
        query = select(table).order_by(*table.primary_key.columns)
        return [dict(row) for row in connection.execute(query).mappings()]


def row_of(engine: Engine, external_id: str = "1", source: str = SOURCE) -> dict[str, Any]:
    """The row of one posting."""
    with engine.connect() as connection:
        query = select(t.postings).where(t.postings.c.id == posting_id(source, external_id))
        return dict(connection.execute(query).mappings().one())


def count(engine: Engine, table: Table) -> int:
    """How many rows a table has."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0
