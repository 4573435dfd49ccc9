"""What must hold of the tables, each proved by looking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Select, Table, exists, func, select

from db import schema as t
from db.demand import COUNTED, demand_frames
from db.engine import snapshot

EXAMPLES = 20


def integrity(engine: Engine, today: date) -> list[dict[str, Any]]:
    """For each thing that must hold, ``{"what": sentence, "broken": [example, ...]}``."""
    m, p = t.mentions.c, t.postings.c
    said = func.substr(p.text, m.start_char + 1, m.end_char - m.start_char)
    with snapshot(engine) as connection:
        spans = _rows(
            connection,
            select(m.posting_id, m.start_char, m.text)
            .join(t.postings, p.id == m.posting_id)
            .where(said != m.text),
        )
        sentences = _rows(
            connection,
            select(m.posting_id, m.start_char).where(
                (m.sentence_start > m.start_char) | (m.sentence_end < m.end_char)
            ),
        )
        u = t.unlinked.c
        phrases = _rows(
            connection,
            select(u.posting_id, u.start_char, u.text)
            .join(t.postings, p.id == u.posting_id)
            .where(func.substr(p.text, u.start_char + 1, u.end_char - u.start_char) != u.text),
        )
        # What was read with an earlier taxonomy waits to be read again.
        unknown = _rows(
            connection,
            select(m.credential_id)
            .outerjoin(t.credentials, t.credentials.c.id == m.credential_id)
            .where(
                t.credentials.c.id.is_(None),
                m.taxonomy_version.in_(select(t.credentials.c.taxonomy_version))
                | ~exists(select(t.credentials.c.id)),
            )
            .distinct(),
        )
        orphans = [
            f"{child.name}.{column.name} {value}"
            for child in t.metadata.sorted_tables
            for column, parent in _references(child)
            for (value,) in connection.execute(
                select(column)
                .where(column.is_not(None), column.not_in(select(parent)))
                .distinct()
                .limit(EXAMPLES)
            )
        ]
        jobs = _rows(
            connection,
            select(p.id).where(p.job_id.is_not(None), p.job_id.not_in(select(t.jobs.c.id))),
        )
        seen = _rows(connection, select(p.id).where(p.first_seen > p.last_seen))
        frames = demand_frames(connection, today)
        recount = [
            f"{table.name}: {len(difference)} rows differ from a recount"
            for table in COUNTED
            if len(difference := _difference(connection, table, frames[table.name]))
        ]
    return [
        {"what": "every mention's span is its text", "broken": spans},
        {"what": "every unlinked phrase's span is its text", "broken": phrases},
        {"what": "every mention lies in its sentence", "broken": sentences},
        {"what": "every mention names a credential of the taxonomy", "broken": unknown},
        {"what": "nothing is orphaned", "broken": orphans},
        {"what": "every posting's job is there", "broken": jobs},
        {"what": "no posting was last seen before it was first seen", "broken": seen},
        {"what": "demand equals a recount", "broken": recount},
    ]


def _references(table: Table) -> Iterator[tuple[Any, Any]]:
    """The columns of a table that point to another's, with what they point to."""
    for key in sorted(table.foreign_keys, key=lambda each: str(each.parent.name)):
        yield key.parent, key.column


def _rows(connection: Connection, query: Select[Any]) -> list[str]:
    return [", ".join(map(str, row)) for row in connection.execute(query.limit(EXAMPLES))]


def _difference(connection: Connection, table: Any, fresh: pd.DataFrame) -> pd.DataFrame:
    stored = pd.read_sql(select(table), connection)
    columns = list(stored.columns)
    both = pd.concat([_plain(stored), _plain(fresh[columns])])
    return both.drop_duplicates(keep=False)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells as text; a whole number is the same however a driver and pandas keep it."""
    out = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column):
            column = column.astype("Float64")
        out[name] = column.astype(object).where(column.notna(), None).map(str)
    return pd.DataFrame(out)
