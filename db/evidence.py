"""The sentences behind a count: employers' own words, with the link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from db import schema as t
from db.jobs import ASKED

EVIDENCE = 5
SHORT = 40
"""A bare list item says less than a sentence: below so many characters others come first."""
FETCHED = 500
"""Postings of those jobs, likewise."""
LOOKED_AT = 60
"""Jobs whose sentences are fetched to choose from."""


def evidence_sentences(
    connection: Connection, credential: str, state: str, since: date, today: date
) -> list[dict[str, Any]]:
    """Sentences of different employers first, then what is required, then the newest."""
    jc, j, a = t.job_credentials.c, t.jobs.c, t.job_areas.c
    jobs = connection.execute(
        select(j.id, j.employer_key)
        .join(t.job_credentials, jc.job_id == j.id)
        .join(t.job_areas, a.job_id == j.id)
        .where(
            jc.credential_id == credential,
            jc.requirement.in_(ASKED),
            a.state == state,
            j.new_on > since,
            j.new_on <= today,
        )
        .order_by((jc.requirement != "required"), j.new_on.desc(), j.id)
    ).all()
    first_of: dict[Any, int] = {}
    for job, employer in jobs:
        first_of.setdefault(employer or job, job)
    wanted = list(dict.fromkeys([*first_of.values(), *(job for job, _ in jobs)]))[:LOOKED_AT]
    return quoted(connection, credential, wanted)


def quoted(connection: Connection, credential: str, wanted: Sequence[int]) -> list[dict[str, Any]]:
    """``EVIDENCE`` sentences that ask for a credential out of these jobs, each of another employer if can be."""
    return chosen(sentences(connection, credential, wanted))


def sentences(connection: Connection, credential: str, wanted: Sequence[int]) -> Sequence[Any]:
    """Every sentence of the jobs' postings that asks for a credential, the most telling first."""
    j = t.jobs.c
    m, p = t.mentions.c, t.postings.c
    # Asked for by themselves, so that no planner goes through all mentions of the credential.
    postings = list(connection.scalars(select(p.id).where(p.job_id.in_(wanted))))[:FETCHED]
    said = func.substr(p.text, m.sentence_start + 1, m.sentence_end - m.sentence_start)
    return connection.execute(
        select(
            m.start_char, m.end_char, m.sentence_start, m.sentence_end, m.requirement,
            p.employer, p.title, p.location, p.posted_on, p.first_seen, p.url, p.id,
            j.id.label("job"), j.employer_key, said.label("said"),
        )
        .join(t.postings, p.id == m.posting_id)
        .join(t.jobs, j.id == p.job_id)
        .where(m.credential_id == credential, m.requirement.in_(ASKED), m.posting_id.in_(postings))
        .order_by(
            (m.requirement != "required"),
            (m.sentence_end - m.sentence_start < SHORT),
            j.new_on.desc(), p.id, m.start_char,
        )
    ).all()  # fmt: skip


def chosen(rows: Iterable[Any], most: int = EVIDENCE) -> list[dict[str, Any]]:
    """Of :func:`sentences` at most so many: one a job, those of different employers first."""
    rows = list(rows)
    kept: list[Any] = []
    used: set[int] = set()
    employers: set[str | None] = set()
    said: set[str] = set()
    for fresh_employer in (True, False):
        for row in rows:
            if len(kept) == most or row.job in used or row.said in said:
                continue
            if fresh_employer and row.employer_key in employers:
                continue
            used.add(row.job)
            employers.add(row.employer_key)
            if (
                row.employer_key is None
            ):  # the same sentence by nobody twice is one employer's twice
                said.add(row.said)
            kept.append(row)
    return [
        {
            "sentence": row.said,
            "start": row.start_char - row.sentence_start,
            "end": row.end_char - row.sentence_start,
            "requirement": row.requirement,
            "employer": row.employer,
            "title": row.title,
            "place": row.location,
            "date": (row.posted_on or row.first_seen.date()).isoformat(),
            "url": row.url,
            "posting": str(row.id),
            "at": row.start_char,
        }
        for row in kept
    ]
