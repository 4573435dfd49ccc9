"""Decides which postings are one job, and what each job asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from db import schema as t
from db.names import employer_key

WINDOW = timedelta(days=60)
"""A posting is a repost of one whose last sight lies at most so long before its first
(Lightcast's window for duplicates, its knowledge base article 6957661)."""

STRENGTH = {"required": 0, "preferred": 1, "after_hire": 2, "mentioned": 3, "not_required": 4}
ASKED = ("required", "preferred")
"""The requirements that make the headline count."""

ROWS = 5000


def merge_jobs(engine: Engine | Connection) -> int:
    """Makes the jobs anew from all postings, in one transaction, and gives their number.

    Postings with the same employer, title, places and text are one job, as long as each was first
    seen within ``WINDOW`` of the last sight of those before it. The id of a job is that of its
    first posting, so a recount gives the same ids. Inside a transaction where a connection is given.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return merge_jobs(connection)
    connection = engine
    columns = (
        t.postings.c.id, t.postings.c.job_key, t.postings.c.first_seen, t.postings.c.last_seen,
        t.postings.c.title, t.postings.c.employer, t.postings.c.location, t.postings.c.posted_on,
        t.postings.c.posted_is_first, t.postings.c.closed_on, t.postings.c.soc,
        t.postings.c.career_cluster, t.postings.c.remote, t.postings.c.job_id,
    )  # fmt: skip
    for table in (t.job_credentials, t.job_areas, t.jobs):
        connection.execute(delete(table))
    rows: Sequence[Any] = connection.execute(
        select(*columns).order_by(t.postings.c.job_key, t.postings.c.first_seen, t.postings.c.id)
    ).all()
    job_of: dict[int, int] = {}
    jobs: list[dict[str, Any]] = []
    for group in _groups(rows):
        for row in group:
            job_of[row.id] = group[0].id
        jobs.append(_job(group))
    moved = [{"p": row.id, "j": job_of[row.id]} for row in rows if row.job_id != job_of[row.id]]
    _write(connection, t.jobs, jobs)
    if moved:
        connection.execute(
            update(t.postings)
            .where(t.postings.c.id == bindparam("p"))
            .values(job_id=bindparam("j")),
            moved,
        )
    _areas(connection, rows, job_of)
    _credentials(connection, job_of)
    return len(jobs)


def _groups(rows: Iterable[Any]) -> Iterator[list[Any]]:
    for _, same in groupby(rows, key=lambda row: row.job_key):
        group: list[Any] = []
        last = None
        for row in same:
            if group and last is not None and row.first_seen - last > WINDOW:
                yield group
                group, last = [], None
            group.append(row)
            last = max(last, row.last_seen) if last else row.last_seen
        yield group


def _job(group: list[Any]) -> dict[str, Any]:
    first = group[0]
    return {
        "id": first.id,
        "title": first.title,
        "employer": first.employer,
        "employer_key": employer_key(first.employer),
        "location": first.location,
        "new_on": min(
            row.posted_on if row.posted_on and row.posted_is_first else row.first_seen.date()
            for row in group
        ),
        "first_seen": first.first_seen,
        "last_seen": max(row.last_seen for row in group),
        "closed_on": max(row.closed_on for row in group) if all(row.closed_on for row in group) else None,
        "soc": first.soc,
        "career_cluster": first.career_cluster,
        "postings": len(group),
    }  # fmt: skip


def _areas(connection: Connection, rows: Iterable[Any], job_of: dict[int, int]) -> None:
    """States, the nation, remote. A job whose places are all abroad counts nowhere."""
    states: dict[int, set[str]] = {}
    foreign: set[int] = set()
    known: set[int] = set()
    for posting, state, country in connection.execute(
        select(t.posting_places.c.posting_id, t.posting_places.c.state, t.posting_places.c.country)
    ):
        job = job_of[posting]
        if state:
            states.setdefault(job, set()).add(state)
        elif country and country != "US":
            foreign.add(job)
        else:
            known.add(job)
    remote = {job_of[row.id] for row in rows if row.remote}
    out = []
    for job in sorted(set(job_of.values())):
        areas = set(states.get(job, ()))
        if not areas and job in foreign and job not in known:
            continue
        areas.add("US")
        if job in remote:
            areas.add("remote")
        out += [{"job_id": job, "state": area} for area in sorted(areas)]
    _write(connection, t.job_areas, out)


def _credentials(connection: Connection, job_of: dict[int, int]) -> None:
    strongest: dict[tuple[int, str], str] = {}
    alone: set[tuple[int, str]] = set()
    asking: dict[tuple[int, str], set[int]] = {}
    m = t.mentions.c
    query = select(m.posting_id, m.credential_id, m.requirement, m.alternatives)
    for posting, credential, requirement, group in connection.execute(query):
        key = job_of[posting], credential
        before = strongest.get(key)
        if before is None or STRENGTH[requirement] < STRENGTH[before]:
            strongest[key] = requirement
        if requirement in ASKED:
            asking.setdefault(key, set()).add(posting)
            if group is None:
                alone.add(key)
    _write(
        connection,
        t.job_credentials,
        [
            {
                "job_id": key[0],
                "credential_id": key[1],
                "requirement": requirement,
                "alone": key in alone,
                "postings": len(asking.get(key, ())),
            }
            for key, requirement in sorted(strongest.items())
        ],
    )


def _write(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS):
        connection.execute(insert(table), rows[start : start + ROWS])
