"""Phrases that look like a credential's name and are none of the taxonomy's, by the jobs that say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from db import schema as t
from taxonomy.normalize import normalize

EXAMPLES = 3
SOCS = 3
BATCH = 500
"""Spellings asked for at once."""


@dataclass(frozen=True, slots=True)
class Example:
    """One place where a phrase stands: the posting's text with the span, employer and address."""

    text: str
    start: int
    end: int
    employer: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with what says it, counted distinct; ``spellings`` the most frequent first.

    ``socs`` are the occupations of the jobs that say it, the most frequent first, with the number
    of jobs; ``examples`` are of different employers where there are several.
    """

    key: str
    spellings: tuple[str, ...]
    jobs: int
    employers: int
    socs: tuple[tuple[str, int], ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(slots=True)
class _Count:
    jobs: set[int] = field(default_factory=set)
    employers: set[str] = field(default_factory=set)
    socs: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    where: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def phrase_key(text: str) -> str:
    """Under which phrases are one: without case, punctuation, spaces and the plural.

    >>> phrase_key("Fire  Pump Certifications") == phrase_key("fire-pump certification")
    True
    """
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in normalize(text).split()
    )


def unlinked_phrases(engine: Engine) -> Iterator[Phrase]:
    """All phrases, those that the most jobs say first; ties by the alphabet.

    A job counts once for a phrase, however many postings and sentences it has; jobs abroad do not
    count. Spellings are summed in the database and counted exactly only as far as they are asked
    for, so memory holds the phrases of a batch, not all sentences.
    """
    with engine.connect() as connection:
        at_most: Counter[str] = Counter()
        spellings: dict[str, list[str]] = {}
        for text, jobs in connection.execute(_spellings()):
            key = phrase_key(text)
            if key:
                at_most[key] += jobs
                spellings.setdefault(key, []).append(text)
        waiting = iter(sorted(at_most, key=lambda key: (-at_most[key], key)))
        ready: list[tuple[str, _Count]] = []
        while True:
            batch = list(islice(waiting, BATCH))
            ready += _counted(connection, [s for key in batch for s in spellings[key]]).items()
            ready.sort(key=lambda pair: (-len(pair[1].jobs), pair[0]))
            # A phrase that is still to come can have no more jobs than its spellings together.
            limit = at_most[batch[-1]] if batch else -1
            while ready and (not batch or len(ready[0][1].jobs) > limit):
                yield _phrase(connection, *ready.pop(0))
            if not batch:
                return


def _spellings() -> Any:
    u, p, a = t.unlinked.c, t.postings.c, t.job_areas.c
    return (
        select(u.text, func.count(p.job_id.distinct()))
        .join(t.postings, p.id == u.posting_id)
        .join(t.job_areas, (a.job_id == p.job_id) & (a.state == "US"))
        .group_by(u.text)
        .order_by(u.text)
    )


def _counted(connection: Connection, spellings: Sequence[str]) -> dict[str, _Count]:
    u, p, j, a = t.unlinked.c, t.postings.c, t.jobs.c, t.job_areas.c
    found: dict[str, _Count] = {}
    for low in range(0, len(spellings), BATCH):
        query = (
            select(u.text, u.posting_id, u.start_char, u.end_char, j.id, j.employer_key, j.soc)
            .join(t.postings, p.id == u.posting_id)
            .join(t.jobs, j.id == p.job_id)
            .join(t.job_areas, (a.job_id == j.id) & (a.state == "US"))
            .where(u.text.in_(spellings[low : low + BATCH]))
            .order_by(u.posting_id, u.start_char)
        )
        for text, posting, start, end, job, employer, soc in connection.execute(query):
            count = found.setdefault(phrase_key(text), _Count())
            count.spellings[text] += 1
            if soc and job not in count.jobs:
                count.socs[soc] += 1
            count.jobs.add(job)
            if employer:
                count.employers.add(employer)
            # The first sentence of each employer, as long as there are too few.
            count.where.setdefault(employer or f"job {job}", (posting, start, end))
    return found


def _phrase(connection: Connection, key: str, count: _Count) -> Phrase:
    examples = []
    for posting, start, end in list(count.where.values())[:EXAMPLES]:
        row = connection.execute(
            select(t.postings.c.text, t.postings.c.employer, t.postings.c.url).where(
                t.postings.c.id == posting
            )
        ).one()
        examples.append(Example(row.text, start, end, row.employer, row.url))
    return Phrase(
        key=key,
        # One in capitals says nothing of how it is written elsewhere.
        spellings=tuple(
            sorted((text for text, _ in _most(count.spellings)), key=lambda text: text.isupper())
        ),
        jobs=len(count.jobs),
        employers=len(count.employers),
        socs=tuple(_most(count.socs)[:SOCS]),
        examples=tuple(examples),
    )


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
