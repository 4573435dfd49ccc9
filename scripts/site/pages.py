"""What goes into each page: from the data to :class:`Page`, whose ``html()`` is the text.

Nothing here writes a file or asks the database (evidence is handed in), so a server may use it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.check import thresholds
from db.interval import accuracy
from db.market import NATION, PERIODS
from db.shares import Share
from db.verdict import NOT_ENOUGH, OFTEN, RARELY, SOMETIMES
from db.views import ALL, Totals
from db.world import UNKNOWN_CLUSTER
from scripts.site.charts import TILES, Bar, Tile
from scripts.site.data import STATES, SiteData, versions
from scripts.site.figures import NONE, Figures
from scripts.site.render import render
from scripts.site.words import REMOTE, area_name, page_of, percent, slug
from taxonomy.frameworks import FRAMEWORKS
from taxonomy.model import CROSS_CUTTING, Credential
from taxonomy.normalize import normalize

TOP = 20
LONGEST_TABLE = 100
TYPES = {
    "license": "a license: permission from a government, without which the work may not be done",
    "certification": "a certification: given by an organization that tested what a person knows or can do",
    "certificate": "a certificate: shows that a person finished a course or training",
    "registration": "a registration: an entry on an official list of people who do this work",
    "endorsement": "an endorsement: an addition to a license that permits more",
}
ALIAS_KINDS = {
    "acronym": "Short for it",
    "former_name": "Former names",
    "short_form": "Short forms",
    "variant": "Other ways employers write it",
}
LEVELS = {OFTEN: "level-4", SOMETIMES: "level-2", RARELY: "level-0", NOT_ENOUGH: "unknown"}

Evidence = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address below the root, its template, and what goes into that."""

    path: str
    template: str
    values: Mapping[str, Any]

    def html(self) -> str:
        """The text of the page."""
        return render(self.template, self.path, **self.values)


def _page(data: SiteData, path: str, template: str, **values: Any) -> Page:
    return Page(
        path, template, {"data": data, "taxonomy": data.taxonomy, "edition": data.edition} | values
    )


def home(data: SiteData) -> Page:
    """What employers ask for now, the clusters and the states."""
    top = data.top(data.views.get(NATION))
    asked = {name: _asking_share(data, name) for name in data.taxonomy.career_clusters}
    return _page(
        data, "index.html", "index",
        top=[row for row in top if row[1].jobs][:TOP],
        asked=sum(1 for _, f in top if f.jobs),
        clusters=[
            (name, data.totals.get((NATION, name), Totals()), asked[name])
            for name in data.taxonomy.career_clusters
        ],
        unknown=data.totals.get((NATION, UNKNOWN_CLUSTER), Totals()).jobs,
        bars=[
            Bar(name, share or 0.0, percent(share))
            for name, share in sorted(asked.items(), key=lambda i: -(i[1] or 0.0))
            if share is not None
        ],
        tiles=_state_tiles(data),
    )  # fmt: skip


def _asking_share(data: SiteData, cluster: str) -> float | None:
    """The share of a cluster's jobs in the nation that ask for any credential; None where too few."""
    jobs = data.totals.get((NATION, cluster), Totals()).jobs
    if jobs < thresholds().least_relevant_jobs:
        return None
    return data.answers.asking_any.get(cluster, 0) / jobs


def _state_tiles(data: SiteData) -> dict[str, Tile]:
    jobs = {area: data.totals[area, ALL].jobs for area in data.areas if area in TILES}
    ordered = sorted(jobs, key=lambda area: (jobs[area], area))
    out = {}
    for place, area in enumerate(ordered):
        level = 5 * place // len(ordered)
        meaning = f"{area_name(area)}: {jobs[area]:,} {'job' if jobs[area] == 1 else 'jobs'}"
        out[area] = Tile(f"level-{level}", _short(jobs[area]), meaning, f"states/{area}.html")
    return out


def _short(n: int) -> str:
    """A number that fits a tile.

    >>> _short(950), _short(12_400), _short(2_000_000)
    ('950', '12k', '2M')
    """
    if n < 1000:
        return str(n)
    if n < 1_000_000:
        return f"{n / 1000:.1f}k" if n < 10_000 else f"{n // 1000}k"
    return f"{n / 1_000_000:.2g}M"


def every(data: SiteData) -> Page:
    """All credentials by their first letters."""
    letters: dict[str, list[tuple[Credential, Figures]]] = {}
    for c in sorted(data.taxonomy.credentials.values(), key=lambda c: c.name.lower()):
        first = c.name[:1].upper()
        letters.setdefault(first if "A" <= first <= "Z" else "0–9", []).append((c, data.of(c.id)))
    return _page(data, "all.html", "all", letters=letters)


def method(data: SiteData) -> Page:
    """How it is counted, in plain words, and whom the sources represent."""
    employed: Counter[str] = Counter()
    for o in data.taxonomy.occupations.values():
        # A group of the wage survey stands for its members, which repeat its figure.
        if not o.oews_group and o.career_clusters:
            employed[o.career_clusters[0]] += o.employment
    clusters = list(data.taxonomy.career_clusters)
    ours = {name: data.totals.get((NATION, name), Totals()).jobs for name in clusters}
    all_jobs, all_employed = sum(ours.values()) or 1, sum(employed.values()) or 1
    return _page(
        data, "method.html", "method",
        versions=versions(data.taxonomy), limits=thresholds(), accuracy=accuracy(),
        by_cluster=[(c, ours[c], ours[c] / all_jobs, employed[c] / all_employed) for c in clusters],
        unknown=data.totals.get((NATION, UNKNOWN_CLUSTER), Totals()).jobs,
    )  # fmt: skip


def choices(data: SiteData) -> dict[str, Any]:
    """What the filters offer: areas, clusters of both frameworks (key and name), periods in months."""
    return {
        "areas": [a for a in [*sorted(STATES), REMOTE] if a in data.areas],
        "clusters": {
            framework: [(cluster_key(name, framework), name) for name in sorted(names)]
            for framework, names in zip(FRAMEWORKS, data.frameworks, strict=True)
        },
        "periods": list(PERIODS),
    }


def cluster_key(name: str, framework: str) -> str:
    """How a Career Cluster is written in the address of a filtered view.

    >>> cluster_key("Health Science", "2002"), cluster_key("Construction", "2024")
    ('2002-health-science', 'construction')
    """
    return slug(name) if framework == FRAMEWORKS[0] else f"{framework}-{slug(name)}"


def explore(data: SiteData) -> Page:
    """All filters, beginning with the nation."""
    rows = data.top(data.views.get(NATION))
    return _page(
        data, "explore.html", "explore",
        choices=choices(data), rows=rows[:LONGEST_TABLE], more=len(rows[LONGEST_TABLE:]),
        totals=data.all,
    )  # fmt: skip


def cluster(data: SiteData, name: str) -> Page:
    """What the jobs of a Career Cluster ask for."""
    rows = data.top(data.cluster_views.get(name))
    shown = {credential.id for credential, _ in rows}
    unnamed = [
        c
        for c in data.taxonomy.credentials.values()
        if name in c.career_clusters and c.id not in shown
    ]
    return _page(
        data, f"clusters/{slug(name)}.html", "cluster",
        cluster=data.taxonomy.career_clusters[name], key=cluster_key(name, data.edition),
        totals=data.totals.get((NATION, name), Totals()), asking=_asking_share(data, name),
        rows=rows[:LONGEST_TABLE], more=len(rows[LONGEST_TABLE:]), choices=choices(data),
        unnamed=sorted(unnamed, key=lambda c: c.name),
    )  # fmt: skip


def state(data: SiteData, area: str) -> Page:
    """What the jobs of a state, or remote ones, ask for."""
    rows = data.top(data.views.get(area))
    return _page(
        data, f"states/{area}.html", "state",
        state=area, totals=data.totals[area, ALL], choices=choices(data),
        rows=rows[:LONGEST_TABLE], more=len(rows[LONGEST_TABLE:]),
    )  # fmt: skip


def audit(data: SiteData) -> Page:
    """Where a list of credentials is pasted and set against what employers ask for."""
    return _page(data, "audit.html", "audit", choices=choices(data), limits=thresholds())


def wrong(data: SiteData) -> Page:
    """Prepares a correction of something that was counted wrongly."""
    return _page(data, "wrong.html", "wrong")


def downloads(data: SiteData, files: Sequence[Mapping[str, Any]]) -> Page:
    """The tables that may be taken away: each with ``name``, ``title``, ``rows`` and ``columns``."""
    return _page(data, "downloads.html", "downloads", files=files)


def credential(
    data: SiteData, c: Credential, evidence: Evidence, shares: Mapping[str, Share]
) -> Page:
    """Whether employers ask for a credential, where, how and in which words.

    ``evidence`` is what :func:`scripts.site.evidence.evidence_of` gives, ``shares`` what ``data.shares`` does.
    """
    taxonomy, counts = data.taxonomy, data.of(c.id)
    family = taxonomy.family(c.id)
    answer = data.answers.nation(c, family)
    by_area = data.by_area.get(c.id, {})
    areas = [a for a in data.areas if a in shares or a in by_area]
    own = [name for name in c.career_clusters if name != CROSS_CUTTING]
    mine = data.ranks.get(c.id, {})
    licensed, software = data.imputed.get(c.id, (None, None))
    asked_by = answer["who_asks"]["career_clusters"]
    return _page(
        data, f"credentials/{page_of(c.id)}", "credential",
        c=c, f=counts, answer=answer, evidence=evidence.get(NATION, ()), types=TYPES,
        issuer=taxonomy.issuers.get(c.issuer or ""),
        parent=taxonomy.credentials.get(c.parent or ""),
        successor=taxonomy.credentials.get(c.successor or ""),
        members=[taxonomy.credentials[key] for key in taxonomy.children.get(c.id, ())],
        licensed=licensed, software=software,
        states=[
            (a, by_area.get(a, NONE), shares.get(a))
            for a in sorted(areas, key=lambda a: _state_order(a, by_area.get(a, NONE)))
        ],
        unseen=[name for a, name in STATES.items() if a in TILES and a not in shares],
        tiles={a: _verdict_tile(a, shares[a]) for a in areas if a in TILES and a in shares},
        bars=[Bar(name, jobs, f"{jobs:,}") for name, jobs in asked_by.items()],
        shown_evidence=set(evidence),
        occupations=[
            (taxonomy.occupations[soc], data.answers.occupation_jobs(soc))
            for soc in c.socs
            if soc in taxonomy.occupations
        ],
        employers=[
            e for e in answer["who_asks"]["employers"]
            if not data.opt_outs.covers(employer=e["employer"])
        ],
        wages=[w for soc in c.socs if (w := data.wages.get(soc))],
        clusters=own,
        cluster_ranks=[(name, mine[name]) for name in own or sorted(mine) if name in mine],
        names=_names(c),
        limits=thresholds(),
    )  # fmt: skip


def _state_order(area: str, f: Figures) -> Any:
    return (area == REMOTE, f.withheld, -f.jobs, -f.after_hire, area)


def _verdict_tile(area: str, share: Any) -> Tile:
    said = "?" if share.verdict == NOT_ENOUGH else f"{share.share:.0%}"
    return Tile(LEVELS[share.verdict], said, f"{area_name(area)}: {share.verdict}")


def evidence_page(data: SiteData, c: Credential, evidence: Evidence) -> Page:
    """The sentences behind a credential's figures, by area."""
    by_area = data.by_area.get(c.id, {})
    return _page(
        data, f"evidence/{page_of(c.id)}", "evidence",
        c=c, f=data.of(c.id),
        areas=[
            (a, by_area.get(a, NONE), evidence[a])
            for a in sorted((a for a in evidence if a != NATION), key=lambda a: (a == REMOTE, area_name(a)))
        ],
        nation=evidence.get(NATION, ()),
    )  # fmt: skip


def _names(c: Credential) -> dict[str, list[str]]:
    """The other names that a reader may know, by kind; misspellings are left out."""
    out: dict[str, list[str]] = {}
    seen = {normalize(c.name)}
    for kind, label in ALIAS_KINDS.items():
        for alias in c.aliases:
            if alias.kind == kind and normalize(alias.form) not in seen:
                seen.add(normalize(alias.form))
                out.setdefault(label, []).append(alias.form)
    return out
