"""The rows that may leave the house: no full texts, nobody who opted out, no figure of one employer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, Select, String, select

from db import schema as t
from db.bulk import among
from db.dictionary import Described, schema_table
from db.opt_outs import load as load_opt_outs

SMALL = 10
"""Jobs behind a row below which it is flagged."""
LONGEST_SENTENCE = 300
"""Characters of a sentence that are published with a mention: no text comes together from them."""
ARCHIVE = "archive"
_ROWS = 5000


@dataclass(frozen=True)
class Guard:
    """What is kept back: sources, and single postings and jobs, of those who opted out.

    ``sources`` are the ones whose single postings may be shown. Those of archives may not where
    ``archives`` is False: who lends one seldom lets it be passed on (the NLx Research Hub does not);
    counts that were made of them may be published.
    """

    sources: frozenset[str]
    hidden_sources: frozenset[str] = frozenset()
    postings: frozenset[int] = frozenset()
    jobs: frozenset[int] = frozenset()


def guard(connection: Connection, *, archives: bool = False) -> Guard:
    """What is kept back of a database."""
    held = load_opt_outs(connection)
    s, p, j = t.sources.c, t.postings.c, t.jobs.c
    rows = connection.execute(select(s.key, s.kind, s.employer, s.url)).all()
    hidden = frozenset(row.key for row in rows if held.covers(employer=row.employer, url=row.url))
    shown = frozenset(
        row.key for row in rows if row.key not in hidden and (archives or row.kind != ARCHIVE)
    )
    if not held.hosts and not held.employers:
        return Guard(shown)
    postings, jobs = set(), set()
    for row in _stream(connection, select(p.id, p.job_id, p.source, p.employer, p.url)):
        if row.source in hidden or held.covers(employer=row.employer, url=row.url):
            postings.add(row.id)
            jobs.add(row.job_id)
    # A job that has another posting stays, unless its employer asked.
    others = select(p.id, p.job_id).where(among(connection, p.job_id, sorted(jobs - {None})))
    jobs -= {row.job_id for row in connection.execute(others) if row.id not in postings}
    jobs |= {
        row.id
        for row in _stream(connection, select(j.id, j.employer, j.employer_key))
        if row.employer_key in held.employers or held.covers(employer=row.employer)
    }
    return Guard(shown, hidden, frozenset(postings), frozenset(jobs - {None}))


def still_counted(connection: Connection, kept: Guard) -> int:
    """Jobs of those who opted out that the counts still hold, until the next count."""
    if not kept.jobs:
        return 0
    found = select(t.jobs.c.id).where(among(connection, t.jobs.c.id, sorted(kept.jobs)))
    return len(connection.execute(found).all())


def published(connection: Connection, table: Described, kept: Guard) -> Iterator[list[Any]]:
    """The rows of a table of the database, cells in the order of its columns, sorted by its key.

    Numbers of more than 53 bits come as text, JSON as text with its keys sorted.
    """
    own = schema_table(table.name)
    assert own is not None, table.name
    names = [column.name for column in table.columns]
    query: Select[Any] = select(own)
    if table.name == "mentions":
        query = select(own, t.postings.c.text.label("whole_text")).join(
            t.postings, t.postings.c.id == own.c.posting_id
        )
    if table.micro:
        query = _of_shown(query, table, kept)
    keys = [
        key.collate("C")
        if connection.dialect.name == "postgresql" and isinstance(key.type, String)
        else key
        for key in own.primary_key
    ]
    prepare = [_preparing(own.c[name].type) if name in own.c else None for name in names]
    for row in _stream(connection, query.order_by(*keys)):
        cells = dict(row._mapping)
        if _hidden(table, cells, kept):
            continue
        if table.single_employer:
            _flag(table, cells)
        if table.name == "mentions":
            cells["sentence"] = _sentence(cells)
        yield [
            cells[name] if make is None or cells[name] is None else make(cells[name])
            for name, make in zip(names, prepare, strict=True)
        ]


def _of_shown(query: Select[Any], table: Described, kept: Guard) -> Select[Any]:
    p = t.postings.c
    assert table.micro is not None
    own = t.metadata.tables[table.name].c[table.micro]
    of_job = table.name == "jobs" or table.micro == "job_id"
    return query.where(
        own.in_(select(p.job_id if of_job else p.id).where(p.source.in_(sorted(kept.sources))))
    )


def _hidden(table: Described, cells: dict[str, Any], kept: Guard) -> bool:
    if table.name in ("sources", "crawls", "panel_sources"):
        return cells["key" if table.name == "sources" else "source"] in kept.hidden_sources
    if not table.micro:
        return False
    of_job = table.name == "jobs" or table.micro == "job_id"
    return cells[table.micro] in (kept.jobs if of_job else kept.postings)


def _flag(table: Described, cells: dict[str, Any]) -> None:
    """Flags a row of counts that is small; empties one that a single employer makes."""
    cells["small"] = cells["jobs"] < SMALL
    cells["withheld"] = cells["employers"] == 1
    if cells["withheld"]:
        for column in table.columns:
            if column.type in ("integer", "number") and column.name != "employers":
                cells[column.name] = None


def _sentence(cells: dict[str, Any]) -> str:
    """The sentence of a mention; of a long one as much as is allowed, around the words."""
    text, start, end = cells["whole_text"], cells["sentence_start"], cells["sentence_end"]
    if end - start > LONGEST_SENTENCE:
        middle = (cells["start_char"] + cells["end_char"]) // 2
        start = min(max(start, middle - LONGEST_SENTENCE // 2), end - LONGEST_SENTENCE)
        end = start + LONGEST_SENTENCE
    return str(text[start:end])


def _preparing(kind: Any) -> Any:
    if isinstance(kind, BigInteger):
        return str
    if isinstance(kind, JSON):
        return lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True)
    return None


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    yield from connection.execute(query, execution_options={"yield_per": _ROWS})
