"""A posting as it is compared with others, and what two must share to be compared at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

import us
from sqlalchemy import Connection, bindparam, or_, select, update

from db import schema as t
from db.employers import named_employer
from db.names import TEXT_VERSION, plain_words, text_key, title_core
from taxonomy.normalize import normalize

WINDOW = timedelta(days=60)
"""A posting is a repost of one whose last sight lies at most so long before its first
(Lightcast's window for duplicates, its knowledge base article 6957661)."""
BATCH = 500
"""Texts held at once."""
LONG = 50
"""Words from which on the same text is the same ad whoever is named as employer, or nobody."""
NEVER = datetime(9999, 1, 1)
ARCHIVE = "archive"
"""The kind of source that was imported from a file and is not crawled."""

_NAMES = {s.abbr: s.name for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}
_CITY_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


@dataclass(slots=True)
class Ad:
    """What of a posting decides which job it is of."""

    id: int
    source: str
    title: str
    employer: str | None
    location: str | None
    posted_on: date | None
    posted_is_first: bool
    first_seen: datetime
    last_seen: datetime
    closed_on: date | None
    valid_through: date | None
    from_archive: bool
    soc: str | None
    career_cluster: str | None
    remote: bool | None
    text_key: str
    job_id: int | None
    pay_low: float | None
    pay_high: float | None
    pay_period: str | None
    education: str | None
    experience_years: float | None

    @property
    def end(self) -> datetime:
        """Its last sight; of an archive, which saw it once, its own closing date if that is later."""
        if self.from_archive and self.valid_through:
            return max(self.last_seen, datetime.combine(self.valid_through, time.min))
        return self.last_seen


Block = tuple[str, tuple[str, ...], bool, str]
"""Employer (or source, where none is named), places, remote, and the title's core."""


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return datetime.combine(day + timedelta(days=1), time.min)


def key_texts(connection: Connection) -> None:
    """Gives every posting that is new or changed the key of its text."""
    p = t.postings.c
    waiting = select(p.id).where(or_(p.text_key == "", p.text_key.not_like(f"{TEXT_VERSION}%")))
    ids = sorted(connection.scalars(waiting))
    for batch in batches(ids, BATCH):
        rows = connection.execute(select(p.id, p.text).where(p.id.in_(batch))).all()
        connection.execute(
            update(t.postings).where(p.id == bindparam("p")).values(text_key=bindparam("k")),
            [{"p": key, "k": key_of_text(text)} for key, text in rows],
        )


def key_of_text(text: str) -> str:
    """The key under which texts are the same: version, ``L`` for a long text, and a hash."""
    words = plain_words(text)
    key = text_key(words)
    return (
        key[: len(TEXT_VERSION)]
        + ("L" if len(words) >= LONG else "S")
        + key[len(TEXT_VERSION) + 1 :]
    )


def read_ads(connection: Connection, as_of: date | None, ids: Sequence[int] = ()) -> Iterator[Ad]:
    """The postings as they were known at the end of a day, in the order of their ids."""
    p = t.postings.c
    query = select(
        p.id, p.source, p.title, p.employer, p.location, p.posted_on, p.posted_is_first,
        p.first_seen, p.last_seen, p.closed_on, p.valid_through,
        p.source.startswith(f"{ARCHIVE}/"), p.soc, p.career_cluster, p.remote, p.text_key, p.job_id,
        p.pay_low, p.pay_high, p.pay_period, p.education, p.experience_years,
    ).order_by(p.id)  # fmt: skip
    if ids:
        query = query.where(p.id.in_(ids))
    if as_of is not None:
        query = query.where(p.first_seen < end_of(as_of))
    for row in connection.execute(query):
        ad = Ad(*row)  # type: ignore[call-arg]
        if as_of is not None:
            ad.last_seen = min(ad.last_seen, end_of(as_of) - timedelta(seconds=1))
            if ad.closed_on and ad.closed_on > as_of:
                ad.closed_on = None
        yield ad


Places = Mapping[int, Sequence[tuple[str | None, str | None, str | None]]]
"""City, state and country of each place of a posting."""


def read_places(connection: Connection, ids: Sequence[int] = ()) -> Places:
    """The places of all postings, or of some."""
    pl = t.posting_places.c
    query = select(pl.posting_id, pl.city, pl.state, pl.country)
    if ids:
        query = query.where(pl.posting_id.in_(ids))
    out: dict[int, list[tuple[str | None, str | None, str | None]]] = {}
    for key, *place in connection.execute(query):
        out.setdefault(key, []).append((place[0], place[1], place[2]))
    return out


def places_key(ad: Ad, places: Places) -> tuple[str, ...]:
    """The places of a posting in the order of the alphabet; the location as written for none."""
    return tuple(
        sorted(
            {
                f"{_city(city)}|{state or ''}|{country or ('US' if state else '')}"
                for city, state, country in places.get(ad.id, ())
            }
        )
    ) or (normalize(ad.location or ""),)


@lru_cache(maxsize=100_000)
def _city(name: str | None) -> str:
    return " ".join(_CITY_WORDS.get(word, word) for word in normalize(name or "").split())


def block(ad: Ad, places: Places) -> Block:
    """What two postings must share to be compared at all."""
    own = places.get(ad.id, ())
    names = tuple(
        sorted({name for city, state, _ in own for name in (city, state, _NAMES.get(state or "")) if name}, key=lambda n: (-len(n), n))
    )  # fmt: skip
    return (
        named_employer(ad.employer) or f"source {ad.source}",
        places_key(ad, places),
        bool(ad.remote),
        title_core(ad.title, names),
    )


def near_in_time(a: Ad, b: Ad) -> bool:
    """Whether the later of two postings was first seen within the window of the earlier one's end."""
    if (b.first_seen, b.id) < (a.first_seen, a.id):
        a, b = b, a
    return b.first_seen - a.end <= WINDOW


def batches(items: Iterable[int], size: int) -> Iterator[list[int]]:
    """The items, so many at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
