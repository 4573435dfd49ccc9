"""Which entry-level postings ask for a product that a software credential certifies.

Employers ask for Excel, hardly ever for the Microsoft Office Specialist. Credentials Matter therefore
counts, for software credentials, the entry-level postings that ask for the software
(credentialsmatter.org, glossary); so does this, in a column of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick
from sqlalchemy import Connection, bindparam, delete, or_, select, update

from db import schema as t
from db.entry import BELOW_BACHELOR, MOST_YEARS
from db.frames import write
from db.names import digest

FILE = Path(__file__).parent / "data" / "software.csv"
BATCH = 500


@cache
def _forms() -> tuple[tuple[str, str, bool], ...]:
    """Form, product, whether the case must be right."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["form"], row["software"], row["exact_case"] == "yes")
            for row in csv.DictReader(file)
        )


def products() -> frozenset[str]:
    """The products that texts are searched for."""
    return frozenset(product for _, product, _ in _forms())


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([form.lower() for form, _, _ in _forms()])


@cache
def version() -> str:
    """Moves when the list of forms does."""
    return digest(*_forms())[:7]


def software_in(text: str) -> frozenset[str]:
    """The products that a text names.

    >>> sorted(software_in("Excel at your work. MS Excel and QuickBooks a plus."))
    ['Microsoft Excel', 'Microsoft Office', 'QuickBooks']
    """
    forms, found = _forms(), set()
    lower = text.lower()
    if len(lower) != len(text):  # a few letters change their number with their case
        text = lower
    for n, start, end in _automaton().find_matches_as_indexes(lower, overlapping=True):
        form, product, exact = forms[n]
        if (start and text[start - 1].isalnum()) or text[end : end + 1].isalnum():
            continue
        said = text[start:end]
        if exact and (said != form or _begins_sentence(text, start, end)):
            continue
        found.add(product)
    return frozenset(found)


def _begins_sentence(text: str, start: int, end: int) -> bool:
    """A single word with a capital at the head of a sentence may be a verb: "Excel in a team"."""
    if " " in text[start:end]:
        return False
    before, after = text[:start].rstrip(" \t•·*-"), text[end:].lstrip()
    return (not before or before[-1] in ".!?\n:") and after[:3].lower() in ("at ", "in ", "wit")


def mark_software(connection: Connection) -> int:
    """Searches the entry-level postings that are new or changed; gives how many were."""
    p = t.postings.c
    current = f"{version()}:" + p.content_hash
    query = (
        select(p.id)
        .where(
            p.education.in_(BELOW_BACHELOR),
            p.experience_years <= MOST_YEARS,
            or_(p.software_key.is_(None), p.software_key != current),
        )
        .order_by(p.id)
    )
    ids = list(connection.scalars(query))
    for n in range(0, len(ids), BATCH):
        batch = ids[n : n + BATCH]
        rows = connection.execute(
            select(p.id, p.content_hash, p.text).where(p.id.in_(batch)).order_by(p.id)
        ).all()
        ps = t.posting_software
        connection.execute(delete(ps).where(ps.c.posting_id.in_(batch)))
        write(connection, ps, ("posting_id", "software"), _found(rows))
        connection.execute(
            update(t.postings).where(p.id == bindparam("p")).values(software_key=bindparam("k")),
            [{"p": key, "k": f"{version()}:{content}"} for key, content, _ in rows],
        )
    return len(ids)


def _found(rows: Iterable[Any]) -> Iterator[tuple[int, str]]:
    for key, _, text in rows:
        for product in sorted(software_in(text)):
            yield key, product
