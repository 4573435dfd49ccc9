"""Whom the sources represent, and whom they do not: what every published figure must say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from db import schema as t
from db.panel import Watch, missed_by_source, read_outages, read_panel, watches
from db.sentences import number, place_name

WINDOW = timedelta(days=365)
SIZES = ((1, "1 job"), (10, "2 to 9 jobs"), (100, "10 to 99 jobs"), (10**9, "100 jobs and more"))
"""Upper ends (exclusive from the second on) of how many jobs an employer advertised here. How many
people it employs is not known from postings."""
MAJOR_GROUPS = {
    "11": "Management", "13": "Business and financial operations", "15": "Computer and mathematical",
    "17": "Architecture and engineering", "19": "Life, physical and social science",
    "21": "Community and social service", "23": "Legal", "25": "Educational instruction and library",
    "27": "Arts, design, entertainment, sports and media", "29": "Healthcare practitioners and technical",
    "31": "Healthcare support", "33": "Protective service", "35": "Food preparation and serving",
    "37": "Building and grounds cleaning and maintenance", "39": "Personal care and service",
    "41": "Sales", "43": "Office and administrative support", "45": "Farming, fishing and forestry",
    "47": "Construction and extraction", "49": "Installation, maintenance and repair",
    "51": "Production", "53": "Transportation and material moving",
}  # fmt: skip
"""The civilian major groups of the Standard Occupational Classification 2018, in short."""


def coverage(
    connection: Connection, today: date, state: str, employment: Mapping[str, int]
) -> dict[str, Any]:
    """Whom the jobs of the last twelve months in an area stand for.

    ``employment`` is the nation's by SOC code (of the taxonomy); where OEWS was imported for the
    area its figures are taken. Tables: ``occupations`` by SOC major group (jobs, their share,
    employment, its share, the ratio of the shares), ``states``, ``source_kinds``,
    ``employer_sizes`` (by jobs advertised here), ``months`` (left-censored, panel, nights missed),
    ``sources`` (first and last whole reading, nights missed, dead), and ``text``.
    """
    since = today - WINDOW
    j, a = t.jobs.c, t.job_areas.c

    def counted(*columns: Any) -> list[tuple[Any, ...]]:
        query = (
            select(*columns, func.count())
            .join(t.job_areas, a.job_id == j.id)
            .where(a.state == state, j.new_on > since, j.new_on <= today)
            .group_by(*columns)
            .order_by(*columns)
        )
        return [tuple(row) for row in connection.execute(query)]

    by_soc: dict[str | None, int] = {soc: n for soc, n in counted(j.soc)}
    all_watches = watches(connection, today)
    constant = read_panel(connection)
    missed = missed_by_source(connection, today, all_watches)
    states = connection.execute(
        select(a.state, func.count())
        .join(t.jobs, j.id == a.job_id)
        .where(j.new_on > since, j.new_on <= today, a.state != "US")
        .group_by(a.state)
        .order_by(a.state)
    ).all()
    kinds: Counter[str] = Counter()
    for source, n in counted(j.source):
        kinds[str(source).partition("/")[0]] += n
    sizes: Counter[str] = Counter()
    unnamed = 0
    for employer, n in counted(j.employer_key):
        if employer is None:
            unnamed += n
        else:
            sizes[next(label for end, label in SIZES if n < end or end == n == 1)] += 1
    months = connection.execute(
        select(
            t.months.c.month, t.months.c.sources, t.months.c.panel_sources, t.months.c.missed_nights,
            t.totals.c.jobs, t.totals.c.left_censored, t.totals.c.panel_jobs,
        )
        .outerjoin(t.totals, (t.totals.c.month == t.months.c.month) & (t.totals.c.state == state))
        .order_by(t.months.c.month)
    ).all()  # fmt: skip
    total = sum(by_soc.values())
    return {
        "state": state,
        "since": since.isoformat(),
        "until": today.isoformat(),
        "jobs": total,
        "employers": sum(sizes.values()),
        "jobs_without_employer": unnamed,
        "jobs_without_occupation": by_soc.get(None, 0),
        "occupations": _groups(connection, by_soc, state, employment),
        "states": [{"state": name, "jobs": n} for name, n in states],
        "source_kinds": [{"source_kind": kind, "jobs": n} for kind, n in sorted(kinds.items())],
        "employer_sizes": [{"size": label, "employers": sizes[label]} for _, label in SIZES],
        "months": [
            {
                "month": row.month, "jobs": row.jobs or 0, "left_censored": row.left_censored or 0,
                "panel_jobs": row.panel_jobs or 0, "sources": row.sources,
                "panel_sources": row.panel_sources, "missed_nights": row.missed_nights,
            }
            for row in months
        ],
        "panel": {"since": constant.since, "sources": len(constant.sources), "share_of_open_jobs": constant.share},
        "missed_nights": [night.isoformat() for night in read_outages(connection, since, today)],
        "sources": [
            {
                "source": w.key, "first_whole": w.first and w.first.isoformat(),
                "last_whole": w.last and w.last.isoformat(), "nights_missed": len(missed[w.key]), "dead": w.dead,
            }
            for w in all_watches
        ],
        "text": coverage_words(connection, state, since, today, all_watches),
    }  # fmt: skip


def _groups(
    connection: Connection,
    by_soc: Mapping[str | None, int],
    state: str,
    employment: Mapping[str, int],
) -> list[dict[str, Any]]:
    w = t.occupation_wages.c
    area = "US" if state == "remote" else state
    official = {
        soc[:2]: int(n)
        for soc, n in connection.execute(
            select(w.soc, w.employment).where(w.state == area, w.employment.is_not(None))
        )
        if soc[3:] == "0000" and soc != "00-0000"
    }
    if not official and area == "US":
        groups: Counter[str] = Counter()
        for code, n in employment.items():
            groups[code[:2]] += n
        official = dict(groups)
    jobs: Counter[str] = Counter()
    for soc, n in by_soc.items():
        if soc:
            jobs[soc[:2]] += n
    all_jobs, all_employed = sum(jobs.values()), sum(official.values())
    rows = []
    for code, name in MAJOR_GROUPS.items():
        share = jobs[code] / all_jobs if all_jobs else None
        employed = official.get(code)
        employed_share = employed / all_employed if employed and all_employed else None
        rows.append(
            {
                "soc_group": f"{code}-0000",
                "name": name,
                "jobs": jobs[code],
                "share_of_jobs": None if share is None else round(share, 4),
                "employment": employed,
                "share_of_employment": employed_share and round(employed_share, 4),
                "ratio": round(share / employed_share, 2)
                if share is not None and employed_share
                else None,
            }
        )
    return rows


def coverage_words(
    connection: Connection,
    state: str,
    since: date,
    today: date,
    all_watches: Sequence[Watch],
    relevant: int | None = None,
    socs: Sequence[str] = (),
) -> str:
    """What the figures of an area and window rest on and what they cannot say, in plain sentences.

    Goes with every figure that is published. ``relevant`` and ``socs`` are the jobs in a
    credential's occupations, and these.
    """
    s, tot = t.sources.c, t.totals.c
    jobs, censored = connection.execute(
        select(func.sum(tot.jobs), func.sum(tot.left_censored)).where(
            tot.state == state, tot.month >= f"{since:%Y-%m}", tot.month <= f"{today:%Y-%m}"
        )
    ).one()
    kinds = Counter(connection.scalars(select(s.kind)))
    dead = [w for w in all_watches if w.dead and w.first]
    never = [w for w in all_watches if w.first is None]
    nights = read_outages(connection, since, today)
    where = place_name(state)
    read = ", ".join(f"{n:,} {kind}" for kind, n in sorted(kinds.items())) or "none"
    out = [
        f"This is advertised demand: what {number(sum(kinds.values()), 'source')} of ours ({read}) showed for "
        f"{where} from {since} to {today}, {number(int(jobs or 0), 'job')} in the months of that time."
    ]
    if relevant is not None and socs:
        employed = connection.scalar(
            select(func.sum(t.occupation_wages.c.employment)).where(
                t.occupation_wages.c.soc.in_(socs), t.occupation_wages.c.state == state
            )
        )
        if employed:
            out.append(
                f"In the occupations it is for we hold {number(relevant, 'job')}; {int(employed):,} people "
                "work in them there (OEWS)."
            )
    if censored:
        out.append(
            f"{int(censored):,} of these jobs were there when their source was first read, so their months "
            "hold only those that were still open (left-censored)."
        )
    if nights:
        out.append(f"On {number(len(nights), 'night')} nothing was read; the last was {nights[-1]}.")  # fmt: skip
    if dead:
        out.append(f"{number(len(dead), 'source')} no longer {'answers' if len(dead) == 1 else 'answer'} and may hold jobs that are gone.")  # fmt: skip
    if never:
        out.append(f"{number(len(never), 'source')} {'was' if len(never) == 1 else 'were'} never read whole.")  # fmt: skip
    out.append(
        "It is no sample of the economy: employers who advertise elsewhere are not in it. A posting is no "
        "vacancy, demand is not value, and a credential that no posting names may still be wanted."
    )
    return " ".join(out)
