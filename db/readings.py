"""What the extractor found, into the database: which postings wait to be read, and the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, delete, func, or_, select

from db import schema as t
from db.bulk import among, insert_rows, update_rows

BATCH = 200


@dataclass(slots=True)
class Waiting:
    """A posting that waits to be read."""

    id: int
    title: str
    text: str
    content_hash: str


@dataclass(slots=True)
class Read:
    """A posting as it was read: rows for ``mentions`` and ``unlinked`` without the posting's id."""

    posting: Waiting
    soc: str | None
    career_cluster: str | None
    career_cluster_confidence: float
    mentions: list[dict[str, Any]] = field(default_factory=list)
    unlinked: list[dict[str, Any]] = field(default_factory=list)


def _is_waiting(extractor_version: str, taxonomy_version: str) -> Any:
    p = t.postings.c
    return or_(
        p.read_hash.is_(None),
        p.read_hash != p.content_hash,
        p.extractor_version != extractor_version,
        p.taxonomy_version != taxonomy_version,
    )


def count_waiting(engine: Engine, extractor_version: str, taxonomy_version: str) -> int:
    """How many postings are new, changed, or were read with other versions."""
    with engine.connect() as connection:
        query = select(func.count()).select_from(t.postings)
        return connection.scalar(query.where(_is_waiting(extractor_version, taxonomy_version))) or 0


def waiting(
    engine: Engine, extractor_version: str, taxonomy_version: str
) -> Iterator[list[Waiting]]:
    """The postings that wait, in batches; each batch must be saved before the next is asked for."""
    last = -1
    p = t.postings.c
    while True:
        with engine.connect() as connection:
            rows = connection.execute(
                select(p.id, p.title, p.text, p.content_hash)
                .where(_is_waiting(extractor_version, taxonomy_version), p.id > last)
                .order_by(p.id)
                .limit(BATCH)
            ).all()
        if not rows:
            return
        last = rows[-1].id
        yield [Waiting(*row) for row in rows]


def save_readings(
    engine: Engine, readings: Sequence[Read], extractor_version: str, taxonomy_version: str
) -> None:
    """Replaces the mentions of some postings and marks them read, in one transaction."""
    versions = {"extractor_version": extractor_version, "taxonomy_version": taxonomy_version}
    ids = [reading.posting.id for reading in readings]
    mentions = [
        {"posting_id": reading.posting.id, **mention, **versions}
        for reading in readings
        for mention in reading.mentions
    ]
    unlinked = [
        {"posting_id": reading.posting.id, **span}
        for reading in readings
        for span in reading.unlinked
    ]
    with engine.begin() as connection:
        for table in (t.mentions, t.unlinked):
            connection.execute(delete(table).where(among(connection, table.c.posting_id, ids)))
        insert_rows(connection, t.mentions, mentions)
        insert_rows(connection, t.unlinked, unlinked)
        update_rows(
            connection,
            t.postings,
            [
                {
                    "id": reading.posting.id,
                    "soc": reading.soc,
                    "career_cluster": reading.career_cluster,
                    "career_cluster_confidence": reading.career_cluster_confidence,
                    "read_hash": reading.posting.content_hash,
                    **versions,
                }
                for reading in readings
            ],
        )
