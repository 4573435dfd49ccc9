"""Answers the first question of state staff: is this credential asked for, here, now?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import us
from sqlalchemy import Connection, Engine, Select, func, select

from db import schema as t
from db.coverage import coverage_words
from db.demand import UNKNOWN_CLUSTER
from db.employers import EmployerKind
from db.evidence import evidence_sentences
from db.interval import accuracy, interval_share
from db.jobs import ASKED
from db.panel import Panel, next_month, panel, watches
from db.pay import quartiles
from db.verdict import NOT_ENOUGH, Thresholds, flips, thresholds, verdict
from db.wages import wages_of
from taxonomy.model import CROSS_CUTTING, Credential

__all__ = [
    "SMALL", "Thresholds", "check", "evidence_sentences", "interval_share", "place_name",
    "relevant_jobs", "sentence", "thresholds", "verdict",
]  # fmt: skip

WINDOW = timedelta(days=365)
SMALL = 10
"""A figure below this is called small wherever it is shown."""
SHOWN = 5
"""Employers, occupations and neighbors that are named."""
CONCENTRATED = 0.5
"""From this share on the largest employer is named in the answer."""
STEADY = 0.25
"""A share that moved by less than this part of itself is called steady."""
ENDS = 3
"""Months at each end of a trend that are compared."""


def check(
    engine: Engine | Connection,
    credential: Credential,
    state: str,
    today: date,
    cluster_of: Mapping[str, str] | None = None,
    oews_groups: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answer for one credential and one state (or ``US``), as the design's JSON names it.

    The window is the twelve months to ``today``; a job counts when it was new in it. ``cluster_of``
    gives the Career Cluster of each SOC code where another framework than 2024's ranks it,
    ``oews_groups`` the code under which the wage survey publishes an occupation where it is another.
    Ranks, trends and denominators by month are those of the last count.
    """
    since = today - WINDOW
    with engine.connect() if isinstance(engine, Engine) else nullcontext(engine) as connection:
        place = _Place(connection, credential, state, since, today)
        all_watches = watches(connection, today)
        constant = panel(connection, today, all_watches)
        jobs = place.jobs()
        asked = [job for job in jobs if job.requirement in ASKED]
        trend, basis = _trend(place, asked, constant)
        answer: dict[str, Any] = {
            "credential": {"id": credential.id, "name": credential.name},
            "state": state,
            "since": since.isoformat(),
            "until": today.isoformat(),
            **_totals(jobs, asked),
            **interval_share(place.relevant(asked), errors=accuracy()),
            "rank": _rank(place, cluster_of),
            "trend": trend,
            "trend_basis": basis,
            "trend_in_words": trend_in_words(trend, constant.since is not None),
            "who_asks": _who(asked, cluster_of),
            "pay": quartiles(job.annual_pay for job in asked),
            "wages": wages_of(connection, credential.socs[:SHOWN], state if state != "remote" else "US", dict(oews_groups or {})),
            "neighbors": _neighbors(place),
            "family_jobs": place.family_jobs(),
            **_imputed(place),
            "evidence": evidence_sentences(connection, credential.id, state, since, today),
            "candidates": [],
        }  # fmt: skip
        answer["coverage"] = coverage_words(
            connection, state, since, today, all_watches, answer["relevant_jobs"], credential.socs
        )
    answer["verdict"] = verdict(answer)
    answer["flips"] = flips(answer)
    answer["answer"] = " ".join(
        filter(
            None,
            (sentence(answer, by_occupation=bool(credential.socs)), concentration(answer)),
        )
    )
    return answer


def place_name(state: str) -> str:
    """How a state's code, ``US`` or ``remote`` is said in a sentence."""
    if state == "US":
        return "the United States"
    if state == "remote":
        return "remote work"
    found = us.states.lookup(state, field="abbr")
    return str(found.name) if found else state


def sentence(figures: dict[str, Any], *, by_occupation: bool = True) -> str:
    """The answer in one or two plain sentences."""
    name, place = figures["credential"]["name"], place_name(figures["state"])
    jobs, who = _number(figures["jobs"], "job"), _number(figures["employers"], "employer")
    counted = f"{jobs} from {who} asked for it in the twelve months to {figures['until']}"
    whose = "the occupations it is for" if by_occupation else "all occupations"
    relevant = f"{_number(figures['relevant_jobs'], 'job')} in {whose}"
    if figures["verdict"] == NOT_ENOUGH:
        return (
            f"There is not enough data to say whether employers ask for {name} in {place}: {counted}, "
            f"and our sources hold only {relevant}, from {_number(figures['relevant_employers'], 'employer')}."
        )
    # Jobs of other occupations ask for it too, so the share is not of the jobs counted before it.
    did = f"{figures['share']:.1%} of the {relevant} did"
    how = figures["verdict"]
    return (
        f"Employers in {place} {how} ask for {name}: {counted}; {did}."
        if figures["state"] not in ("US", "remote")
        else f"Employers {how} ask for {name} (in {place}): {counted}; {did}."
    )


def concentration(figures: dict[str, Any]) -> str | None:
    """A sentence that names the employer on whom the figures rest; None where they rest on many."""
    share, who = figures["largest_employer_share"], figures["who_asks"]["employers"]
    if share is None or not who or share < CONCENTRATED or figures["jobs"] < 2:
        return None
    kind = ", a staffing firm" if who[0]["kind"] == EmployerKind.STAFFING else ""
    name = f"{who[0]['employer']}{kind}"
    if figures["employers"] == 1:
        return f"All jobs whose employer is named are of one employer, {name}: this says nothing of others."
    return f"{share:.0%} of these jobs are of one employer, {name}."


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _in_window(state: str, since: date, today: date, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(t.job_areas, t.job_areas.c.job_id == t.jobs.c.id)
        .where(t.job_areas.c.state == state, t.jobs.c.new_on > since, t.jobs.c.new_on <= today)
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """A credential in an area and a window, and what is asked of the database about it."""

    connection: Connection
    credential: Credential
    state: str
    since: date
    today: date

    def jobs(self) -> Sequence[Any]:
        """The jobs that require, prefer or want it after hire, in the order of their ids."""
        jc, j = t.job_credentials.c, t.jobs.c
        query = (
            _in_window(
                self.state, self.since, self.today,
                j.id, jc.requirement, jc.alone, jc.postings, j.new_on, j.employer, j.employer_key,
                j.employer_kind, j.soc, j.career_cluster, j.entry_level, j.annual_pay,
                j.left_censored, j.source, j.postings.label("all_postings"),
            )
            .join(t.job_credentials, jc.job_id == j.id)
            .where(jc.credential_id == self.credential.id, jc.requirement.in_((*ASKED, "after_hire")))
            .order_by(j.id)
        )  # fmt: skip
        return self.connection.execute(query).all()

    def relevant(self, asked: Sequence[Any]) -> list[tuple[int, int]]:
        """For each employer, how many relevant jobs it has and how many of them ask."""
        socs = self.credential.socs
        asking = Counter(job.employer_key or "" for job in asked if not socs or job.soc in socs)
        return [
            (total, asking[employer])
            for employer, total in _relevant(
                self.connection, self.credential, self.state, self.since, self.today
            )
        ]

    def family_jobs(self) -> int:
        """Distinct jobs that ask for it or for a credential below it."""
        c, jc = t.credentials.c, t.job_credentials.c
        family = [self.credential.id]
        children: dict[str, list[str]] = {}
        for own, parent in self.connection.execute(
            select(c.id, c.parent).where(c.parent.is_not(None)).order_by(c.id)
        ):
            children.setdefault(parent, []).append(own)
        for each in family:
            family += [own for own in children.get(each, ()) if own not in family]
        query = (
            _in_window(self.state, self.since, self.today, func.count(t.jobs.c.id.distinct()))
            .join(t.job_credentials, jc.job_id == t.jobs.c.id)
            .where(jc.credential_id.in_(family), jc.requirement.in_(ASKED))
        )
        return self.connection.scalar(query) or 0

    @property
    def months(self) -> tuple[str, ...]:
        """The calendar months of the window that began in it, today's included."""
        return months_between(self.since, self.today)


def months_between(since: date, today: date) -> tuple[str, ...]:
    """The calendar months that began after a day, the one of ``today`` included."""
    out, month = [], next_month(since)
    while month <= today:
        out.append(f"{month:%Y-%m}")
        month = next_month(month)
    return tuple(out)


def _totals(jobs: Sequence[Any], asked: Sequence[Any]) -> dict[str, Any]:
    employers = Counter(job.employer_key for job in asked if job.employer_key)
    levels = Counter(job.entry_level for job in asked)
    return {
        "jobs": len(asked),
        "employers": len(employers),
        "required": sum(job.requirement == "required" for job in jobs),
        "preferred": sum(job.requirement == "preferred" for job in jobs),
        "after_hire": sum(job.requirement == "after_hire" for job in jobs),
        "alone": sum(bool(job.alone) for job in asked),
        "postings": sum(job.postings for job in asked),
        "largest_employer_share": round(max(employers.values()) / len(asked), 4)
        if employers
        else None,
        "entry_level": {"yes": levels[True], "no": levels[False], "unstated": levels[None]},
        "left_censored": sum(bool(job.left_censored) for job in asked),
    }


def relevant_jobs(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[tuple[int, int]]:
    """For each employer, how many relevant jobs it has and how many of them ask."""
    place = _Place(connection, credential, state, since, today)
    return place.relevant([job for job in place.jobs() if job.requirement in ASKED])


def _relevant(
    connection: Connection, credential: Credential, state: str, since: date, today: date
) -> list[tuple[str, int]]:
    employer = func.coalesce(t.jobs.c.employer_key, "")
    query = _in_window(state, since, today, employer, func.count()).group_by(employer)
    if credential.socs:
        query = query.where(t.jobs.c.soc.in_(credential.socs))
    return [(key, int(total)) for key, total in connection.execute(query.order_by(employer))]


def _rank(place: _Place, cluster_of: Mapping[str, str] | None) -> dict[str, int]:
    """Its place among the credentials asked for in each Career Cluster whose jobs ask for it."""
    counts: dict[str, Counter[str]] = {}
    if cluster_of is None:
        d = t.demand.c
        # The months that the window touches, as they stand in the table: a whole one at its start.
        query: Select[Any] = (
            select(d.career_cluster, d.credential_id, func.sum(d.jobs))
            .where(d.state == place.state, d.month.in_((f"{place.since:%Y-%m}", *place.months)))
            .group_by(d.career_cluster, d.credential_id)
        )
    else:
        jc, j = t.job_credentials.c, t.jobs.c
        query = (
            _in_window(place.state, place.since, place.today, j.soc, jc.credential_id, func.count())
            .join(t.job_credentials, jc.job_id == j.id)
            .where(jc.requirement.in_(ASKED))
            .group_by(j.soc, jc.credential_id)
        )
    for own, other, n in place.connection.execute(query):
        cluster = own if cluster_of is None else cluster_of.get(own)
        if n:
            counts.setdefault(cluster or UNKNOWN_CLUSTER, Counter())[other] += int(n)
    mine = place.credential.id
    wanted = [c for c in place.credential.career_clusters if c != CROSS_CUTTING] or sorted(counts)
    return {
        cluster: 1 + sum(n > counts[cluster][mine] for n in counts[cluster].values())
        for cluster in wanted
        if mine in counts.get(cluster, {})
    }


def _trend(
    place: _Place, asked: Sequence[Any], constant: Panel
) -> tuple[list[dict[str, Any]], str]:
    """By month: jobs and share over the constant panel, or over all sources where there is none."""
    socs = place.credential.socs
    s = t.slices.c if socs else t.totals.c
    query = select(s.month, func.sum(s.jobs), func.sum(s.panel_jobs)).where(
        s.state == place.state, s.month.in_(place.months)
    )
    if socs:
        query = query.where(t.slices.c.soc.in_(socs))
    relevant = {
        month: (int(jobs), int(panel_jobs))
        for month, jobs, panel_jobs in place.connection.execute(query.group_by(s.month))
    }
    missed = {
        month: nights
        for month, nights in place.connection.execute(
            select(t.months.c.month, t.months.c.missed_nights)
        )
    }
    in_panel = _panel_jobs(place, asked, constant)
    count: dict[str, Counter[str]] = {}
    for job in asked:
        own = count.setdefault(f"{job.new_on:%Y-%m}", Counter())
        inside = not socs or job.soc in socs
        own["all"] += 1
        own["all inside"] += inside
        own["censored"] += bool(job.left_censored)
        if job.id in in_panel:
            own["panel"] += 1
            own["panel inside"] += inside
    rows = []
    for month in place.months:
        own, (jobs, panel_jobs) = count.get(month, Counter()), relevant.get(month, (0, 0))
        if constant.since is None and not own["all"] and not jobs:
            continue
        if constant.since is not None and month < constant.since:
            continue
        everyone = round(own["all inside"] / jobs, 4) if jobs else None
        row: dict[str, Any] = {"month": month, "jobs": own["all"], "share": everyone}
        if constant.since is not None:
            share = round(own["panel inside"] / panel_jobs, 4) if panel_jobs else None
            row = {"month": month, "jobs": own["panel"], "share": share}
        rows.append(
            row
            | {
                "all_jobs": own["all"],
                "all_share": everyone,
                "left_censored": own["censored"],
                "missed_nights": missed.get(month, 0),
                "partial": month == f"{place.today:%Y-%m}",
            }
        )
    return rows, trend_basis(constant)


def trend_basis(constant: Panel) -> str:
    """Which sources a trend is over, in words."""
    if constant.since is None:
        return (
            "all sources: none of those that hold most of the jobs has been read whole for long enough "
            "to compare months, so a rise may be coverage"
        )
    n = len(constant.sources)
    return (
        f"the {_number(n, 'source')} read whole throughout since {constant.since}, which "
        f"{'holds' if n == 1 else 'hold'} {constant.share:.0%} of the jobs that are open"
    )


def _panel_jobs(place: _Place, asked: Sequence[Any], constant: Panel) -> set[int]:
    """Those of the jobs that stood at a source of the panel and are no survivors."""
    if constant.since is None:
        return set()
    out = {job.id for job in asked if job.source in constant.sources}
    if any(job.all_postings > 1 and job.source not in constant.sources for job in asked):
        p, jc, j = t.postings.c, t.job_credentials.c, t.jobs.c
        out.update(
            place.connection.scalars(
                select(p.job_id)
                .join(t.jobs, j.id == p.job_id)
                .join(t.job_credentials, jc.job_id == j.id)
                .where(
                    jc.credential_id == place.credential.id,
                    j.postings > 1,
                    p.source.in_(sorted(constant.sources)),
                )
            )
        )
    return {
        job.id
        for job in asked
        if job.id in out and not job.left_censored and f"{job.new_on:%Y-%m}" >= constant.since
    }


def trend_in_words(trend: Sequence[dict[str, Any]], has_panel: bool) -> str:
    """A sentence on the first and the last months of a trend, and one on coverage where it moved.

    Whole months only; a trend needs twice ``ENDS`` of them.
    """
    whole = [row for row in trend if not row["partial"]]
    if not has_panel:
        return "No trend: the sources have not been watched for long enough."
    if len(whole) < 2 * ENDS:
        return f"No trend: {_number(len(whole), 'whole month')} on the constant panel, {2 * ENDS} are needed."
    first, last = whole[:ENDS], whole[-ENDS:]

    def sums(name: str) -> tuple[int, int]:
        return sum(row[name] for row in first), sum(row[name] for row in last)

    before, after = sums("jobs")
    all_before, all_after = sums("all_jobs")
    how = _moved(before, after)
    words = (
        f"On a constant panel of sources it is {how}: {before:,} jobs in the first {ENDS} months, "
        f"{after:,} in the last {ENDS}."
    )
    if _moved(all_before, all_after) != how:
        words += (
            f" The raw count went from {all_before:,} to {all_after:,}; what differs is coverage "
            "(sources added or lost), not demand."
        )
    if nights := sum(row["missed_nights"] for row in trend):
        words += f" {_number(nights, 'night')} without any reading {'lies' if nights == 1 else 'lie'} in it."
    return words


def _moved(before: int, after: int) -> str:
    if before + after < SMALL:
        return "too small to tell"
    # Counts of this size move by twice their root by chance alone.
    if abs(after - before) <= max(STEADY * before, 2 * (before + after) ** 0.5):
        return "steady"
    return "rising" if after > before else "falling"


def _who(asked: Sequence[Any], cluster_of: Mapping[str, str] | None) -> dict[str, Any]:
    names: dict[str, tuple[str, str]] = {}
    for job in asked:
        if job.employer_key:
            names.setdefault(job.employer_key, (job.employer, job.employer_kind))
    employers = Counter(job.employer_key for job in asked if job.employer_key)
    socs = Counter(job.soc for job in asked if job.soc)
    clusters = Counter(
        (job.career_cluster if cluster_of is None else cluster_of.get(job.soc)) or UNKNOWN_CLUSTER
        for job in asked
    )
    return {
        "employers": [
            {"employer": names[key][0], "kind": names[key][1], "jobs": n}
            for key, n in _most(employers)[:SHOWN]
        ],
        "occupations": [{"soc": soc, "jobs": n} for soc, n in _most(socs)[:SHOWN]],
        "career_clusters": dict(_most(clusters)),
        "staffing_jobs": sum(job.employer_kind == EmployerKind.STAFFING for job in asked),
    }


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))


def _neighbors(place: _Place) -> list[dict[str, Any]]:
    """The credentials that the same jobs ask for, those of the most jobs first."""
    own, other = t.job_credentials.alias(), t.job_credentials.alias()
    query = (
        _in_window(place.state, place.since, place.today, other.c.credential_id, func.count().label("n"))
        .join(own, own.c.job_id == t.jobs.c.id)
        .join(other, other.c.job_id == t.jobs.c.id)
        .where(
            own.c.credential_id == place.credential.id, own.c.requirement.in_(ASKED),
            other.c.credential_id != place.credential.id, other.c.requirement.in_(ASKED),
        )
        .group_by(other.c.credential_id)
        .order_by(func.count().desc(), other.c.credential_id)
        .limit(SHOWN)
    )  # fmt: skip
    rows = place.connection.execute(query).all()
    c = t.credentials.c
    names = {
        key: name
        for key, name in place.connection.execute(
            select(c.id, c.name).where(c.id.in_([key for key, _ in rows]))
        )
    }
    return [{"id": key, "name": names.get(key, key), "jobs": n} for key, n in rows]


def _imputed(place: _Place) -> dict[str, int | None]:
    """The two imputed columns over the whole calendar months of the window; None: not known."""
    d = t.demand.c
    row = place.connection.execute(
        select(func.sum(d.licensed_jobs), func.sum(d.software_jobs)).where(
            d.credential_id == place.credential.id,
            d.state == place.state,
            d.month.in_(place.months),
        )
    ).one()
    return {
        "licensed_jobs": None if row[0] is None else int(row[0]),
        "software_jobs": None if row[1] is None else int(row[1]),
    }
