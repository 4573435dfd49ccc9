"""What must hold of the tables, each proved by looking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Select, func, select

from db import schema as t
from db.demand import COUNTED, demand_frames

EXAMPLES = 20


def integrity(engine: Engine, today: date) -> list[dict[str, Any]]:
    """For each thing that must hold, ``{"what": sentence, "broken": [example, ...]}``."""
    m, p = t.mentions.c, t.postings.c
    said = func.substr(p.text, m.start_char + 1, m.end_char - m.start_char)
    with engine.connect() as connection:
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
        unknown = _rows(
            connection,
            select(m.credential_id)
            .outerjoin(t.credentials, t.credentials.c.id == m.credential_id)
            .where(t.credentials.c.id.is_(None))
            .distinct(),
        )
        orphans = [
            f"{child.name}.{column.name} {value}"
            for child, column, parent in (
                (t.mentions, m.posting_id, p.id),
                (t.unlinked, t.unlinked.c.posting_id, p.id),
                (t.posting_places, t.posting_places.c.posting_id, p.id),
                (t.job_areas, t.job_areas.c.job_id, t.jobs.c.id),
                (t.job_credentials, t.job_credentials.c.job_id, t.jobs.c.id),
            )
            for (value,) in connection.execute(
                select(column).where(column.not_in(select(parent))).distinct().limit(EXAMPLES)
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
        {"what": "every mention lies in its sentence", "broken": sentences},
        {"what": "every mention names a credential of the taxonomy", "broken": unknown},
        {"what": "nothing is orphaned", "broken": orphans},
        {"what": "every posting's job is there", "broken": jobs},
        {"what": "no posting was last seen before it was first seen", "broken": seen},
        {"what": "demand equals a recount", "broken": recount},
    ]


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
