"""Decides which postings are one job, and what each job asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import us
from sqlalchemy import Connection, Engine, bindparam, delete, or_, select, update

from db import schema as t
from db.employers import EmployerKind, employer_kind, named_employer
from db.entry import entry_level
from db.frames import read, write
from db.names import TEXT_VERSION, plain_words, text_key, title_core
from db.pay import annual_pay
from db.similar import Text, candidates, judge
from taxonomy.normalize import normalize

WINDOW = timedelta(days=60)
"""A posting is a repost of one whose last sight lies at most so long before its first
(Lightcast's window for duplicates, its knowledge base article 6957661)."""

STRENGTH = {"required": 0, "preferred": 1, "after_hire": 2, "mentioned": 3, "not_required": 4}
ASKED = ("required", "preferred")
"""The requirements that make the headline count."""

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


def merge_jobs(engine: Engine | Connection, as_of: date | None = None) -> int:
    """Makes the jobs anew from all postings, in one transaction, and gives their number.

    Postings of the same employer, places and title are one job when their texts are the same or
    nearly so (:func:`db.similar.judge`), as long as each was first seen within ``WINDOW`` of the
    end of one before it. The id of a job is that of its first posting, so a recount gives the same
    ids. With ``as_of`` the jobs are those that were known at the end of that day: later postings
    are left out, and what closed later is open. Texts and requirements are those of today, since
    former ones are not kept.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return merge_jobs(connection, as_of)
    connection = engine
    key_texts(connection)
    for table in (t.job_credentials, t.job_areas, t.jobs):
        connection.execute(delete(table))
    ads = list(read_ads(connection, as_of))
    places = read_places(connection)
    groups = merged(connection, ads, places)
    job_of = {ad.id: group[0].id for group in groups for ad in group}
    whole_since = {
        key: None if kind == ARCHIVE else first or NEVER
        for key, kind, first in connection.execute(
            select(t.sources.c.key, t.sources.c.kind, t.sources.c.first_whole_crawl)
        )
    }
    rows = [_job(group, whole_since) for group in groups]
    write(connection, t.jobs, _JOB_COLUMNS, rows)
    moved = [{"p": ad.id, "j": job_of[ad.id]} for ad in ads if ad.job_id != job_of[ad.id]]
    if moved:
        connection.execute(
            update(t.postings)
            .where(t.postings.c.id == bindparam("p"))
            .values(job_id=bindparam("j")),
            moved,
        )
    if as_of is not None:
        connection.execute(
            update(t.postings).where(t.postings.c.first_seen >= _end_of(as_of)).values(job_id=None)
        )
    _areas(connection, ads, places, job_of)
    _credentials(connection, job_of)
    return len(groups)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min)


def key_texts(connection: Connection) -> None:
    """Gives every posting that is new or changed the key of its text."""
    p = t.postings.c
    waiting = select(p.id).where(or_(p.text_key == "", p.text_key.not_like(f"{TEXT_VERSION}%")))
    ids = sorted(connection.scalars(waiting))
    for batch in _batches(ids, BATCH):
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
        query = query.where(p.first_seen < _end_of(as_of))
    for row in connection.execute(query):
        ad = Ad(*row)  # type: ignore[call-arg]
        if as_of is not None:
            ad.last_seen = min(ad.last_seen, _end_of(as_of) - timedelta(seconds=1))
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


def merged(connection: Connection, ads: Sequence[Ad], places: Places) -> list[list[Ad]]:
    """The postings of each job, the first seen first; jobs in the order of their ids."""
    together = _Union(ads)
    blocks: dict[Block, list[Ad]] = {}
    unnamed: dict[tuple[Any, ...], list[Ad]] = {}
    for ad in ads:
        key = block(ad, places)
        blocks.setdefault(key, []).append(ad)
        if ad.text_key.startswith(TEXT_VERSION + "L"):
            unnamed.setdefault((ad.text_key, *key[1:]), []).append(ad)
    unsure = []
    for members in blocks.values():
        if len(members) == 1:
            continue
        by_text = _by_text(members)
        for same in by_text.values():
            _chain(together, same)
        if len(by_text) > 1:
            unsure.append(by_text)
    for by_text, texts in _with_texts(connection, unsure):
        keys = list(by_text)
        for n, m in candidates(texts):
            a, b = by_text[keys[n]], by_text[keys[m]]
            if _reachable(together, a, b) and judge(texts[n], texts[m]).same:
                _link(together, a, b)
    for members in unnamed.values():
        # The same long ad, once with its employer and once without: one job, if only one is named.
        names = {named_employer(ad.employer) for ad in members}
        if None in names and len(names) <= 2 and len(members) > 1:
            _chain(together, members)
    return together.groups()


def _by_text(ads: Iterable[Ad]) -> dict[str, list[Ad]]:
    out: dict[str, list[Ad]] = {}
    for ad in sorted(ads, key=lambda ad: (ad.first_seen, ad.id)):
        out.setdefault(ad.text_key, []).append(ad)
    return out


def _with_texts(
    connection: Connection, blocks: Sequence[dict[str, list[Ad]]]
) -> Iterator[tuple[dict[str, list[Ad]], list[Text]]]:
    """Each block with one text for each of its keys; the texts are fetched many blocks at a time."""
    waiting: list[dict[str, list[Ad]]] = []
    size = 0
    for n, by_text in enumerate(blocks):
        waiting.append(by_text)
        size += len(by_text)
        if size < BATCH and n + 1 < len(blocks):
            continue
        wanted = sorted(same[0].id for each in waiting for same in each.values())
        texts: dict[int, str] = {}
        for ids in _batches(wanted, BATCH):
            texts.update(
                (key, text)
                for key, text in connection.execute(
                    select(t.postings.c.id, t.postings.c.text).where(t.postings.c.id.in_(ids))
                )
            )
        for each in waiting:
            yield each, [Text(texts[same[0].id]) for same in each.values()]
        waiting, size = [], 0


def _batches(items: Iterable[int], size: int) -> Iterator[list[int]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class _Union:
    """Which postings are together; each posting's representative is the first of its job."""

    def __init__(self, ads: Sequence[Ad]) -> None:
        self._ads = ads
        self._up: dict[int, int] = {}

    def find(self, key: int) -> int:
        """The id that stands for the group of a posting."""
        root = key
        while (above := self._up.get(root, root)) != root:
            root = above
        while key != root:
            self._up[key], key = root, self._up.get(key, key)
        return root

    def join(self, a: int, b: int) -> None:
        """Puts two groups together."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._up[max(a, b)] = min(a, b)

    def groups(self) -> list[list[Ad]]:
        """All groups, each with the first seen first, in the order of the first one's id."""
        out: dict[int, list[Ad]] = {}
        for ad in self._ads:
            out.setdefault(self.find(ad.id), []).append(ad)
        for group in out.values():
            if len(group) > 1:
                group.sort(key=lambda ad: (ad.first_seen, ad.id))
        return sorted(out.values(), key=lambda group: group[0].id)


def near_in_time(a: Ad, b: Ad) -> bool:
    """Whether the later of two postings was first seen within the window of the earlier one's end."""
    if (b.first_seen, b.id) < (a.first_seen, a.id):
        a, b = b, a
    return b.first_seen - a.end <= WINDOW


def _chain(together: _Union, same: list[Ad]) -> None:
    """Joins postings of one text, each to the one before it that was seen the longest."""
    last: Ad | None = None
    for ad in sorted(same, key=lambda ad: (ad.first_seen, ad.id)):
        if last is not None and near_in_time(last, ad):
            together.join(last.id, ad.id)
        if last is None or ad.end > last.end:
            last = ad


def _reachable(together: _Union, a: list[Ad], b: list[Ad]) -> bool:
    """Whether joining two texts would change anything."""
    apart = {together.find(ad.id) for ad in a} | {together.find(ad.id) for ad in b}
    return len(apart) > 1 and any(True for _ in _links(a, b))


def _link(together: _Union, a: list[Ad], b: list[Ad]) -> None:
    for left, right in _links(a, b):
        together.join(left.id, right.id)


def _links(a: list[Ad], b: list[Ad]) -> Iterator[tuple[Ad, Ad]]:
    """Pairs over two texts that are near in time: each posting with the other's longest before it.

    That is enough: those of the other text that also are near in time are in one chain with it.
    """
    last: list[Ad | None] = [None, None]
    both = sorted(
        [(ad.first_seen, ad.id, 0, ad) for ad in a] + [(ad.first_seen, ad.id, 1, ad) for ad in b]
    , key=lambda each: each[:2])  # fmt: skip
    for _, _, side, ad in both:
        other = last[1 - side]
        if other is not None and near_in_time(other, ad):
            yield other, ad
        own = last[side]
        if own is None or ad.end > own.end:
            last[side] = ad


_JOB_COLUMNS = (
    "id", "title", "employer", "employer_key", "employer_kind", "location", "source", "new_on",
    "first_seen", "last_seen", "closed_on", "left_censored", "soc", "career_cluster",
    "entry_level", "annual_pay", "postings",
)  # fmt: skip


def _job(group: list[Ad], whole_since: Mapping[str, datetime | None]) -> tuple[Any, ...]:
    first = group[0]
    named = next((ad for ad in group if named_employer(ad.employer)), first)
    kind = employer_kind(named.employer)
    whole = whole_since.get(first.source, NEVER)
    pays = [annual_pay(ad.pay_low, ad.pay_high, ad.pay_period) for ad in reversed(group)]
    levels = [entry_level(ad.education, ad.experience_years) for ad in group]
    return (
        first.id,
        first.title,
        named.employer if kind is not EmployerKind.BOARD else None,
        named_employer(named.employer),
        str(kind) if kind else None,
        first.location,
        first.source,
        min(
            ad.posted_on if ad.posted_on and ad.posted_is_first else ad.first_seen.date()
            for ad in group
        ),
        first.first_seen,
        max(ad.last_seen for ad in group),
        max(ad.closed_on for ad in group if ad.closed_on)
        if all(ad.closed_on for ad in group)
        else None,
        whole is not None and first.first_seen <= whole,
        next((ad.soc for ad in group if ad.soc), None),
        next((ad.career_cluster for ad in group if ad.soc or ad.career_cluster), None),
        next((level for level in levels if level is not None), None),
        next((pay for pay in pays if pay is not None), None),
        len(group),
    )


def _areas(
    connection: Connection, ads: Iterable[Ad], places: Places, job_of: Mapping[int, int]
) -> None:
    """States, the nation, remote. A job whose places are all abroad counts nowhere."""
    states: dict[int, set[str]] = {}
    foreign: set[int] = set()
    known: set[int] = set()
    remote: set[int] = set()
    for ad in ads:
        job = job_of[ad.id]
        if ad.remote:
            remote.add(job)
        for _, state, country in places.get(ad.id, ()):
            if state:
                states.setdefault(job, set()).add(state)
            elif country and country != "US":
                foreign.add(job)
            else:
                known.add(job)

    def rows() -> Iterator[tuple[int, str]]:
        for job in sorted(set(job_of.values())):
            areas = states.get(job, set())
            if not areas and job in foreign and job not in known:
                continue
            more = {"US", "remote"} if job in remote else {"US"}
            yield from ((job, area) for area in sorted(areas | more))

    write(connection, t.job_areas, ("job_id", "state"), rows())


def _credentials(connection: Connection, job_of: Mapping[int, int]) -> None:
    """What each job asks for: of all its mentions of a credential the strongest requirement holds."""
    m = t.mentions.c
    found = read(
        connection,
        select(m.posting_id, m.credential_id, m.requirement, m.alternatives.is_(None).label("own")),
        codes=("credential_id", "requirement"),
    )
    if found.empty or not job_of:
        return
    jobs = pd.Series(job_of, dtype="int64").reindex(found["posting_id"].astype("int64"))
    strength = np.array([STRENGTH[name] for name in found["requirement"].cat.categories])
    found = found.assign(
        job=jobs.to_numpy(), strength=strength[found["requirement"].cat.codes.to_numpy()]
    ).dropna(subset="job")
    found["job"] = found["job"].astype("int64")
    found["asks"] = found["strength"] <= STRENGTH["preferred"]
    found["alone"] = found["asks"] & found["own"].astype(bool)
    keys = ["job", "credential_id"]
    out = found.groupby(keys, observed=True, sort=True).agg(
        strength=("strength", "min"), alone=("alone", "max")
    )
    asking = found.loc[found["asks"], [*keys, "posting_id"]].drop_duplicates()
    out["postings"] = asking.groupby(keys, observed=True).size()
    out = out.reset_index()
    by_strength = {value: name for name, value in STRENGTH.items()}
    write(
        connection,
        t.job_credentials,
        ("job_id", "credential_id", "requirement", "alone", "postings"),
        zip(
            out["job"].tolist(),
            out["credential_id"].astype(object).tolist(),
            [by_strength[value] for value in out["strength"].tolist()],
            out["alone"].astype(bool).tolist(),
            out["postings"].fillna(0).astype(int).tolist(),
            strict=True,
        ),
    )
