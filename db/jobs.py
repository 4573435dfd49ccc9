"""Decides which postings are one job, and what each job asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, bindparam, delete, select, update

from db import schema as t
from db.ads import ARCHIVE, Ad, Places, end_of, key_texts, read_ads, read_places
from db.employers import EmployerKind, employer_kind, named_employer
from db.entry import entry_level
from db.frames import read, write
from db.merging import merged
from db.opt_outs import apply_opt_outs
from db.pay import annual_pay

STRENGTH = {"required": 0, "preferred": 1, "after_hire": 2, "mentioned": 3, "not_required": 4}
ASKED = ("required", "preferred")
"""The requirements that make the headline count."""

NEVER = datetime(9999, 1, 1)


def merge_jobs(engine: Engine | Connection, as_of: date | None = None) -> int:
    """Makes the jobs anew from all postings, in one transaction, and gives their number.

    Postings of the same employer, places and title are one job when their texts are the same or
    nearly so (:func:`db.similar.judge`), as long as each was first seen within ``WINDOW`` of the
    end of one before it. The id of a job is that of its first posting, so a recount gives the same
    ids. With ``as_of`` the jobs are those that were known at the end of that day: later postings
    are left out, and what closed later is open. What is of somebody who opted out is deleted first. Texts and requirements are those of today, since
    former ones are not kept.
    """
    if isinstance(engine, Engine):
        # The table of opt-outs stays as it is, so that no date is written.
        apply_opt_outs(engine, None, NEVER)
        with engine.begin() as connection:
            return merge_jobs(connection, as_of)
    connection = engine
    key_texts(connection)
    for table in (t.counted_columns, t.job_credentials, t.job_areas, t.jobs):
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
            update(t.postings).where(t.postings.c.first_seen >= end_of(as_of)).values(job_id=None)
        )
    _areas(connection, ads, places, job_of)
    _credentials(connection, job_of)
    return len(groups)


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
    # Ids are larger than a float holds exactly, so that no missing value may come between them.
    known = pd.Index(list(job_of), dtype="int64")
    place = known.get_indexer(pd.Index(found["posting_id"].astype("int64")))
    jobs = np.fromiter(job_of.values(), dtype=np.int64, count=len(job_of))
    strength = np.array([STRENGTH[name] for name in found["requirement"].cat.categories])
    found = found.assign(
        job=jobs[place], strength=strength[found["requirement"].cat.codes.to_numpy()]
    )[place >= 0]
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
