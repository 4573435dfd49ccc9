"""Why a posting is, or is not, one job with others: the decision looked up, by the same rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from db import schema as t
from db.ads import WINDOW, Ad, block, near_in_time, places_key, read_ads, read_places
from db.employers import EmployerKind, employer_kind, named_employer
from db.similar import Text, judge

MOST_OTHERS = 20
"""Postings that stayed apart and are shown: those nearest in employer, title and place."""


def find_posting(connection: Connection, asked: str) -> int | None:
    """The id of the posting that ``asked`` names: its id, ``source/its id there``, or its address."""
    p = t.postings.c
    if asked.isdigit() and len(asked) <= 19:
        found = connection.scalar(select(p.id).where(p.id == int(asked)))
        if found is not None:
            return int(found)
    names = [(p.url == asked)]
    parts = asked.split("/")
    if len(parts) >= 3:
        names.append((p.source == "/".join(parts[:2])) & (p.external_id == "/".join(parts[2:])))
    found = connection.scalar(select(p.id).where(or_(*names)).order_by(p.id).limit(1))
    return None if found is None else int(found)


def explain(connection: Connection, posting: int) -> dict[str, Any]:
    """What the posting was compared by, the postings of its job, and those nearest that are not.

    Each of them comes with ``same`` and a ``reason`` in plain words. Gives ``{"posting", "job",
    "postings_in_job", "together": [...], "apart": [...]}``.
    """
    p = t.postings.c
    row = connection.execute(select(p.employer, p.title, p.job_id).where(p.id == posting)).one()
    key = named_employer(row.employer)
    # Employers' names are keyed in Python, so whoever shares the words of the key is fetched.
    words = (key or "").split()
    like = p.employer.ilike(f"%{words[0]}%") if words else p.employer.is_(None)
    ids = set(
        connection.scalars(
            select(p.id).where(or_(p.job_id == row.job_id, like, p.text_key.in_(
                select(p.text_key).where(p.id == posting)))).limit(20_000)
        )
    ) | {posting}  # fmt: skip
    ads: dict[int, Ad] = {}
    wanted = sorted(ids)
    for n in range(0, len(wanted), 500):
        batch = wanted[n : n + 500]
        ads.update((ad.id, ad) for ad in read_ads(connection, None, batch))
    places: dict[int, Any] = {}
    for n in range(0, len(wanted), 500):
        places.update(read_places(connection, wanted[n : n + 500]))
    own = ads[posting]
    mine = block(own, places)

    def nearness(other: Ad) -> tuple[Any, ...]:
        theirs = block(other, places)
        shared = sum(a == b for a, b in zip(mine, theirs, strict=True))
        return (-shared, -len(set(mine[3].split()) & set(theirs[3].split())), other.id)

    def told(other: Ad) -> dict[str, Any]:
        return {
            "posting": other.id,
            "source": other.source,
            "title": other.title,
            "employer": other.employer,
            "location": other.location,
            "first_seen": other.first_seen.isoformat(),
            "last_seen": other.last_seen.isoformat(),
        }

    def said(other: Ad) -> dict[str, Any]:
        same, reason = _reason(connection, own, other, places)
        return told(other) | {"same": same, "reason": reason}

    together = [ad for ad in ads.values() if ad.job_id == row.job_id and ad.id != posting]
    apart = sorted((ad for ad in ads.values() if ad.job_id != row.job_id), key=nearness)
    near = [ad for ad in apart if -nearness(ad)[0] >= 2][:MOST_OTHERS]
    together_said = [said(ad) for ad in sorted(together, key=lambda ad: (ad.first_seen, ad.id))]
    for each in together_said:
        if not each["same"]:
            each["reason"] = f"by way of another posting of this job ({each['reason']})"
            each["same"] = True
    return {
        "posting": told(own),
        "compared_by": {
            "employer": mine[0],
            "employer_kind": str(employer_kind(own.employer) or "not named"),
            "places": list(mine[1]),
            "remote": mine[2],
            "title": mine[3],
        },
        "job": row.job_id,
        "postings_in_job": len(together) + 1,
        "together": together_said,
        "apart": [said(ad) for ad in near],
    }


def _reason(connection: Connection, a: Ad, b: Ad, places: Any) -> tuple[bool, str]:
    first, second = block(a, places), block(b, places)
    if first[1] != second[1]:
        return False, f"another place: {_said(places_key(a, places))}, and {_said(places_key(b, places))}"  # fmt: skip
    if first[2] != second[2]:
        return False, "one is remote and the other is not"
    if first[3] != second[3]:
        return False, f"another title: “{first[3]}” and “{second[3]}”, without pay and numbers"
    if first[0] != second[0]:
        unnamed = None in (named_employer(a.employer), named_employer(b.employer))
        if unnamed and a.text_key == b.text_key and near_in_time(a, b):
            if a.job_id == b.job_id:
                return True, "the same long text; one of them names no employer"
            return False, "the same text, but too short or under several employers to tell whose"
        kinds = {employer_kind(a.employer), employer_kind(b.employer)}
        note = ", one of them a staffing firm" if EmployerKind.STAFFING in kinds else ""
        return False, f"another employer: “{first[0]}” and “{second[0]}”{note}"
    if not near_in_time(a, b):
        return False, f"more than {WINDOW.days} days between the end of one and the start of the other"  # fmt: skip
    texts = dict(
        connection.execute(
            select(t.postings.c.id, t.postings.c.text).where(t.postings.c.id.in_((a.id, b.id)))
        ).all()
    )
    judged = judge(Text(texts[a.id]), Text(texts[b.id]))
    return judged.same, judged.reason


def _said(places: tuple[str, ...]) -> str:
    return "; ".join(", ".join(filter(None, place.split("|"))) for place in places) or "none given"
