"""What the pages are made of, read once: the market, its views, the sources, the versions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import us
from sqlalchemy import Connection, func, or_, select

from db import schema as t
from db.answers import Answers
from db.counted import imputed, missed_nights, ranked
from db.coverage import coverage
from db.market import NATION, Market, read_market
from db.opt_outs import OptOuts
from db.opt_outs import load as load_opt_outs
from db.shares import Share
from db.views import ALL, Totals, View, totals, views
from db.wages import wages_of
from db.world import UNKNOWN_CLUSTER
from extraction.version import EXTRACTOR_VERSION
from scripts import common
from scripts.site.figures import NONE, Figures
from scripts.site.words import REMOTE
from taxonomy.frameworks import edition, former_cluster_of
from taxonomy.model import Credential, Taxonomy

STATES = {s.abbr: str(s.name) for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}


@dataclass
class SiteData:
    """All that a page needs beside the database itself, for the twelve months to ``now``.

    Made by :func:`read_site`; after that nothing changes, so a server may keep it until the next count.
    ``views`` are those of all clusters together by area, ``cluster_views`` the nation's by cluster.
    """

    taxonomy: Taxonomy
    now: datetime
    market: Market
    answers: Answers
    ranks: Mapping[str, Mapping[str, int]]
    imputed: Mapping[str, tuple[int | None, int | None]]
    coverage: Mapping[str, Any]
    sources: list[dict[str, Any]]
    postings: int
    read_otherwise: int
    opt_outs: OptOuts
    views: Mapping[str, View]
    cluster_views: Mapping[str, View]
    totals: Mapping[tuple[str, str], Totals]
    wages: Mapping[str, Mapping[str, Any]]
    contact: str | None = None

    @property
    def until(self) -> date:
        """The last day of the window."""
        return self.now.date()

    @property
    def first_day(self) -> date:
        """The first day of the window."""
        return self.market.since + timedelta(days=1)

    @property
    def edition(self) -> str:
        """The framework of the Career Clusters: 2024 or 2002."""
        return edition(self.taxonomy)

    @property
    def began(self) -> datetime | None:
        """When the first whole crawl of any source was; None before."""
        return min((s["first_whole_crawl"] for s in self.sources if s["first_whole_crawl"]), default=None)  # fmt: skip

    @property
    def frameworks(self) -> tuple[list[str], list[str]]:
        """The names of the Career Clusters of 2024 and of 2002."""
        former = list(self.taxonomy.career_clusters_2002)
        if self.edition == "2002":
            return [name for name in self.market.clusters if name != UNKNOWN_CLUSTER], former
        return list(self.taxonomy.career_clusters), former

    @cached_property
    def all(self) -> Totals:
        """All jobs and employers of the nation."""
        return self.totals.get((NATION, ALL), Totals())

    @cached_property
    def areas(self) -> list[str]:
        """The states with a job, those with the most first, and remote work last."""
        found = [a for a, c in self.totals if c == ALL and (a in STATES or a == REMOTE)]
        return sorted(found, key=lambda a: (a == REMOTE, -self.totals[a, ALL].jobs, a))

    @cached_property
    def by_credential(self) -> dict[str, Figures]:
        """A credential's counts in the nation."""
        return {c.id: f for c, f in self.top(self.views.get(NATION))}

    @cached_property
    def by_area(self) -> dict[str, dict[str, Figures]]:
        """For each credential its counts in each area."""
        out: dict[str, dict[str, Figures]] = {}
        for area in self.areas:
            if area in self.views:
                for credential, figures in self.top(self.views[area]):
                    out.setdefault(credential.id, {})[area] = figures
        return out

    def top(self, view: View | None) -> list[tuple[Credential, Figures]]:
        """A view's credentials, those most asked for first, figures of one employer last."""
        if view is None:
            return []
        known = self.taxonomy.credentials
        rows = [
            (known[row["credential_id"]], Figures.of({str(k): v for k, v in row.items()}))
            for row in view.rows.to_dict("records")
            if row["credential_id"] in known
        ]
        return sorted(rows, key=_most_asked)

    def of(self, credential: str) -> Figures:
        """A credential's counts in the nation."""
        return self.by_credential.get(credential, NONE)

    def shares(self, credential: Credential) -> dict[str, Share]:
        """For each area with jobs that the credential is for, what share of them asks."""
        return self.answers.areas(credential)


def _most_asked(row: tuple[Credential, Figures]) -> Any:
    credential, f = row
    return (f.withheld, -f.jobs, -f.after_hire, credential.name)


def read_site(connection: Connection, taxonomy: Taxonomy, now: datetime) -> SiteData:
    """Reads everything; the clusters are those of the taxonomy's framework."""
    market = read_market(connection, now.date())
    clusters = former_cluster_of(taxonomy)
    by_cluster = {
        view.cluster: view
        for view in views(market, by_cluster=True, cluster_of=clusters, only=NATION)
    }
    all_totals = totals(market, by_cluster=False)
    all_totals |= totals(market, by_cluster=True, cluster_of=clusters)
    opt_outs = load_opt_outs(connection)
    p = t.postings.c
    otherwise = or_(
        func.coalesce(p.extractor_version, "") != EXTRACTOR_VERSION,
        func.coalesce(p.taxonomy_version, "") != taxonomy.version,
    )
    groups = {o.soc: o.oews_group for o in taxonomy.occupations.values() if o.oews_group}
    employment = {o.soc: o.employment for o in taxonomy.occupations.values() if not o.oews_group}
    return SiteData(
        taxonomy=taxonomy,
        now=now,
        market=market,
        answers=Answers(market, missed_nights(connection, market), clusters),
        ranks=ranked(by_cluster.values()),
        imputed=imputed(connection, market),
        coverage=coverage(connection, now.date(), NATION, employment),
        sources=_sources(connection, opt_outs),
        postings=connection.scalar(select(func.count()).select_from(t.postings)) or 0,
        read_otherwise=connection.scalar(
            select(func.count()).select_from(t.postings).where(otherwise)
        ) or 0,
        opt_outs=opt_outs,
        views={view.area: view for view in views(market, by_cluster=False)},
        cluster_views=by_cluster,
        totals=all_totals,
        wages={
            row["soc"]: row
            for row in wages_of(connection, list(taxonomy.occupations), NATION, groups)
        },
        contact=os.environ.get("SOUGHT_CONTACT"),
    )  # fmt: skip


def _sources(connection: Connection, opt_outs: OptOuts) -> list[dict[str, Any]]:
    s, p = t.sources, t.postings.c
    counts = select(p.source, func.count().label("n")).group_by(p.source).subquery()
    rows = connection.execute(
        select(s, func.coalesce(counts.c.n, 0).label("postings"))
        .outerjoin(counts, counts.c.source == s.c.key).order_by(s.c.key)
    )  # fmt: skip
    return [
        dict(row._mapping)
        for row in rows
        if not opt_outs.covers(employer=row.employer, url=row.url)
    ]


def versions(taxonomy: Taxonomy) -> dict[str, str]:
    """What made the figures, under names that a reader knows."""
    given = common.versions() | {"taxonomy_version": taxonomy.version}
    labels = {
        "code_version": "Sought (the program)",
        "extractor_version": "Reading of postings",
        "taxonomy_version": "List of credentials",
        "crosswalk_version": "Occupations to Career Clusters",
    }
    return {label: given[key] for key, label in labels.items()}
