"""``sought site``: the pages that staff read, as plain files that need no server."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import jinja2
import pandas as pd
import typer
import us
from sqlalchemy import Connection, Engine, func, or_, select

from db import schema as t
from db.check import (
    SMALL,
    WINDOW,
    check,
    evidence_sentences,
    place_name,
    thresholds,
)
from db.jobs import ASKED
from db.names import employer_key
from extraction.version import EXTRACTOR_VERSION
from scripts import common
from taxonomy.frameworks import cluster_of, edition
from taxonomy.model import CROSS_CUTTING, Credential, Taxonomy
from taxonomy.normalize import normalize

FILES = Path(__file__).parent / "site_files"
MARKER = ".sought-site"
TOP = 20
LONGEST_TABLE = 100
AROUND = 240
"""So many characters of a sentence are shown on either side of the credential's name."""
NATION, REMOTE = "US", "remote"

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
REQUIREMENTS = {"required": "required", "preferred": "preferred", "after_hire": "after hire"}
# What would hide or reorder text on a page: control, direction and unpaired characters.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


def site(
    directory: Annotated[Path, typer.Argument(help="The folder of the site; made anew each time.")],
    framework: common.FrameworkOption = common.Framework.OF_2024,
) -> None:
    """Writes the pages that staff read in a browser; they need no server and no connection.

    Example: `sought site public/`
    """
    refuse_foreign(directory)
    engine = common.database()
    taxonomy = common.taxonomy(framework)
    with common.alone(engine), common.database_errors(), common.err.status("Writing pages"):
        pages = build(engine, taxonomy, directory, common.now())
    common.out.print(
        f"{pages:,} pages; start with {directory.resolve() / 'index.html'}", markup=False
    )


def build(engine: Engine, taxonomy: Taxonomy, directory: Path, now: datetime) -> int:
    """Writes all pages of the twelve months to ``now`` and gives their number.

    They are written into a folder beside ``directory`` that then takes its place, so a build that
    is killed leaves the old pages whole. Ends the command where the folder cannot be written or is
    not ours.
    """
    refuse_foreign(directory)
    target = directory.resolve()
    fresh, old = (target.with_name(f".{target.name}.{end}") for end in ("new", "old"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if old.exists() and not target.exists():  # killed between the two renames below
            old.rename(target)
        for left in (fresh, old):
            if left.exists():
                shutil.rmtree(left)
        fresh.mkdir()
        (fresh / MARKER).write_text("Made by sought site, which replaces this folder.\n", "utf-8")
        with engine.connect() as connection:
            pages = _Pages(fresh, _read(connection, taxonomy, now), connection).write()
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        if old.exists():
            shutil.rmtree(old)
    except OSError as error:
        raise common.fail(
            f"cannot write the site to {directory}: {error.strerror or error}"
        ) from None
    return pages


def refuse_foreign(directory: Path) -> None:
    """Ends the command where ``directory`` is a file, or holds what is not a site of ours."""
    try:
        if directory.exists() and not directory.is_dir():
            raise common.fail(f"{directory} is a file; name a folder", common.WRONG_USAGE)
        foreign = (
            directory.is_dir() and any(directory.iterdir()) and not (directory / MARKER).is_file()
        )
    except OSError as error:
        raise common.fail(f"cannot read {directory}: {error.strerror or error}") from None
    if foreign:
        raise common.fail(
            f"{directory} holds files that are not a site made by Sought and would be lost; name another folder",
            common.WRONG_USAGE,
        )


# What the pages show


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of some jobs. ``jobs`` require or prefer; ``after_hire`` is apart from them."""

    jobs: int = 0
    employers: int = 0
    required: int = 0
    preferred: int = 0
    after_hire: int = 0
    alone: int = 0
    postings: int = 0
    largest: int = 0

    @property
    def caution(self) -> str:
        """What to mind when reading the figure; empty for nothing."""
        out = []
        if 0 < self.jobs < SMALL:
            out.append("small figure")
        if self.jobs > 1 and self.employers == 1:
            out.append("one employer")
        if self.jobs > 1 and self.employers == 0:
            out.append("employers not named")
        return ", ".join(out)

    @property
    def required_share(self) -> str:
        """How many of the jobs require it, with the share where the figure is not small."""
        return self._with_share(self.required)

    @property
    def largest_share(self) -> str:
        """How many of the jobs are the largest employer's."""
        return self._with_share(self.largest)

    def _with_share(self, part: int) -> str:
        return f"{part:,} ({part / self.jobs:.0%})" if self.jobs >= SMALL else f"{part:,}"


@dataclass(frozen=True)
class _Data:
    """The jobs of the window that lie in the nation, and what they ask for."""

    taxonomy: Taxonomy
    now: datetime
    since: date
    jobs: pd.DataFrame
    areas: pd.DataFrame
    asks: pd.DataFrame
    held: dict[str, int]
    sources: list[dict[str, Any]]
    read_otherwise: int
    no_employers: frozenset[str]
    no_hosts: tuple[str, ...]
    none: Figures = field(default_factory=Figures)

    @property
    def until(self) -> date:
        return self.now.date()

    @property
    def began(self) -> datetime | None:
        """When the first whole crawl of any source was; None before."""
        return min(
            (s["first_whole_crawl"] for s in self.sources if s["first_whole_crawl"]), default=None
        )

    @cached_property
    def months(self) -> list[str]:
        days = pd.date_range(self.since + timedelta(days=1), self.until)
        return sorted({f"{day:%Y-%m}" for day in days})

    @cached_property
    def by_credential(self) -> dict[Any, Figures]:
        return figures(self.asks, ["credential_id"])

    @cached_property
    def by_cluster(self) -> dict[Any, Figures]:
        return figures(self.asks, ["career_cluster", "credential_id"])

    @cached_property
    def by_month(self) -> dict[Any, Figures]:
        return figures(self.asks, ["credential_id", "month"])

    @cached_property
    def by_state(self) -> dict[Any, Figures]:
        return figures(self.asks.merge(self.areas, on="job_id"), ["state", "credential_id"])

    @cached_property
    def states(self) -> dict[str, tuple[int, int]]:
        """For each area with data, its jobs and employers; the most jobs first."""
        rows = self.areas.merge(self.jobs, on="job_id").groupby("state")
        counts = rows.agg(jobs=("job_id", "size"), employers=("employer_key", "nunique"))
        known = {s.abbr for s in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]} | {
            REMOTE
        }
        found: dict[str, tuple[int, int]] = {
            str(state): (int(row["jobs"]), int(row["employers"]))
            for state, row in counts.to_dict("index").items()
            if state in known
        }
        return dict(
            sorted(found.items(), key=lambda item: (item[0] == REMOTE, -item[1][0], item[0]))
        )

    @cached_property
    def jobs_of(self) -> dict[str, dict[tuple[Any, ...], int]]:
        """Jobs by (occupation,), by (state, occupation) and by (month, occupation)."""
        placed = self.areas.merge(self.jobs, on="job_id")
        return {
            "soc": _sizes(self.jobs, ["soc"]),
            "state": _sizes(placed, ["state", "soc"]),
            "month": _sizes(self.jobs, ["month", "soc"]),
            "all_state": _sizes(placed, ["state"]),
            "all_month": _sizes(self.jobs, ["month"]),
        }

    def relevant(self, credential: Credential, by: str, key: str) -> int:
        """The jobs in the occupations that a credential is for; all jobs where it is for any."""
        if not credential.socs:
            return self.jobs_of[f"all_{by}"].get((key,), 0)
        return sum(self.jobs_of[by].get((key, soc), 0) for soc in credential.socs)

    def of(self, credential: str) -> Figures:
        """A credential's counts in the nation."""
        return self.by_credential.get((credential,), self.none)

    def top(self, counts: dict[Any, Figures], *first: str) -> list[tuple[Credential, Figures]]:
        """The credentials of the counts whose keys begin so, those most asked for first."""
        known = self.taxonomy.credentials
        rows = [
            (known[key[-1]], each)
            for key, each in counts.items()
            if key[:-1] == first and key[-1] in known
        ]
        return sorted(rows, key=lambda row: (-row[1].jobs, -row[1].after_hire, row[0].name))


def figures(asks: pd.DataFrame, keys: list[str]) -> dict[Any, Figures]:
    """The counts of distinct jobs for each combination of ``keys``, as tuples."""
    if asks.empty:
        return {}
    headline = asks["requirement"].isin(ASKED)
    rows = asks.assign(
        jobs=headline,
        required=asks["requirement"] == "required",
        preferred=asks["requirement"] == "preferred",
        after_hire=asks["requirement"] == "after_hire",
        alone=headline & asks["alone"].astype(bool),
        postings=asks["postings"].where(headline, 0),
    )
    counts = rows.groupby(keys)[
        ["jobs", "required", "preferred", "after_hire", "alone", "postings"]
    ].sum()
    employers = rows[headline].dropna(subset="employer_key").groupby([*keys, "employer_key"]).size()
    by_employer = employers.groupby(level=keys).agg(employers="size", largest="max")
    out = counts.join(by_employer, how="left").fillna(0).astype(int)
    index = [key if isinstance(key, tuple) else (key,) for key in out.index]
    names = [str(name) for name in out.columns]
    values = (Figures(**dict(zip(names, row, strict=True))) for row in out.to_numpy().tolist())
    return dict(zip(index, values, strict=True))


def _sizes(frame: pd.DataFrame, keys: list[str]) -> dict[tuple[Any, ...], int]:
    sizes = frame.groupby(keys).size()
    return {
        key if isinstance(key, tuple) else (key,): int(n)
        for key, n in zip(sizes.index, sizes.to_list(), strict=True)
    }


def _read(connection: Connection, taxonomy: Taxonomy, now: datetime) -> _Data:
    since = now.date() - WINDOW
    j, a, jc, p, s = t.jobs, t.job_areas, t.job_credentials, t.postings, t.sources
    in_window = (j.c.new_on > since) & (j.c.new_on <= now.date())
    in_nation = select(a.c.job_id).where(a.c.state == NATION)
    jobs = _frame(
        connection,
        select(j.c.id.label("job_id"), j.c.new_on, j.c.employer_key, j.c.soc, j.c.career_cluster)
        .where(in_window, j.c.id.in_(in_nation)).order_by(j.c.id),
    )  # fmt: skip
    jobs["month"] = [f"{day:%Y-%m}" for day in jobs["new_on"]]
    if edition(taxonomy) == "2002":
        jobs["career_cluster"] = jobs["soc"].map(cluster_of(taxonomy))
    areas = _frame(
        connection,
        select(a.c.job_id, a.c.state)
        .join(j, j.c.id == a.c.job_id)
        .where(in_window, a.c.state != NATION),
    )
    asks = _frame(
        connection,
        select(jc.c.job_id, jc.c.credential_id, jc.c.requirement, jc.c.alone, jc.c.postings)
        .join(j, j.c.id == jc.c.job_id)
        .where(in_window, jc.c.requirement.in_(REQUIREMENTS)),
    ).merge(jobs, on="job_id")
    last = (
        select(p.c.source, func.count().label("n"), func.max(p.c.last_seen).label("seen"))
        .group_by(p.c.source).subquery()
    )  # fmt: skip
    sources = connection.execute(
        select(s, func.coalesce(last.c.n, 0).label("postings"), last.c.seen)
        .outerjoin(last, last.c.source == s.c.key).order_by(s.c.key)
    )  # fmt: skip
    refused = connection.execute(select(t.opt_outs.c.kind, t.opt_outs.c.host_or_employer)).all()
    no_employers = frozenset(
        k for kind, name in refused if kind == "employer" and (k := employer_key(name))
    )
    read_otherwise = or_(
        func.coalesce(p.c.extractor_version, "") != EXTRACTOR_VERSION,
        func.coalesce(p.c.taxonomy_version, "") != taxonomy.version,
    )
    return _Data(
        taxonomy=taxonomy,
        now=now,
        since=since,
        jobs=jobs,
        areas=areas,
        asks=asks,
        held={
            "postings": connection.scalar(select(func.count(p.c.id))) or 0,
            "jobs": len(jobs),
            "employers": int(jobs["employer_key"].nunique()),
            "no_cluster": int(jobs["career_cluster"].isna().sum()),
        },
        sources=[
            dict(row._mapping)
            for row in sources
            if employer_key(row.employer) not in no_employers
        ],
        read_otherwise=connection.scalar(select(func.count(p.c.id)).where(read_otherwise)) or 0,
        no_employers=no_employers,
        no_hosts=tuple(name.lower() for kind, name in refused if kind == "host"),
    )  # fmt: skip


def _frame(connection: Connection, query: Any) -> pd.DataFrame:
    return pd.read_sql(query, connection)


# Text that came from outside


def clean(text: object, longest: int = 0) -> str:
    """One line of text without unseen characters, cut after ``longest`` characters where given.

    >>> clean("Nurse\\u202e\\n RN"), clean("A long title", longest=6)
    ('Nurse RN', 'A long…')
    """
    line = " ".join(_UNSEEN.sub(" ", str(text or "")).split())
    return line[:longest].rstrip() + "…" if longest and len(line) > longest else line


def web_address(url: str | None) -> str | None:
    """An address that may stand in a link: http or https with a host; None for any other.

    >>> web_address("https://jobs.example/1"), web_address("javascript:alert(1)")
    ('https://jobs.example/1', None)
    """
    if not url or _UNSEEN.search(url) or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def around(said: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence before, in and after its span, each clean; the outer ends of long ones cut."""
    before, name, after = said[:start], said[start:end], said[end:]
    left, right = clean(before), clean(after)
    if len(left) > AROUND:
        left = "…" + left[-AROUND:].lstrip()
    if len(right) > AROUND:
        right = right[:AROUND].rstrip() + "…"
    return (
        left + (" " if left and before[-1:].isspace() else ""),
        clean(name, AROUND),
        (" " if right and after[:1].isspace() else "") + right,
    )


def day(value: date | datetime | str | None) -> str:
    """A date as it is written in the US; empty for none.

    >>> day("2026-11-03")
    'November 3, 2026'
    """
    if not value:
        return ""
    when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{when:%B} {when.day}, {when.year}"


def month(value: str) -> str:
    """A month such as 2026-11 in words."""
    return f"{date.fromisoformat(value + '-01'):%B %Y}"


def number(value: int) -> str:
    """A number with commas between the thousands."""
    return f"{value:,}"


def percent(value: float) -> str:
    """A share with one decimal."""
    return f"{value:.1%}"


def slug(name: str) -> str:
    """The file name of a Career Cluster's page.

    >>> slug("Arts, Entertainment, & Design")
    'arts-entertainment-design'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


# The pages


class _Pages:
    """Writes the pages of one folder."""

    def __init__(self, folder: Path, data: _Data, connection: Connection) -> None:
        self.folder, self.data, self.connection = folder, data, connection
        self.written = 0
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FILES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters: dict[str, Callable[..., str]] = {
            "clean": clean, "day": day, "month": month, "number": number, "percent": percent,
            "slug": slug, "place": _area_name,
        }  # fmt: skip
        self.templates.filters.update(filters)
        self.templates.globals.update(
            data=data,
            taxonomy=data.taxonomy,
            types=TYPES,
            small=SMALL,
            remote=REMOTE,
            first_day=data.since + timedelta(days=1),
        )

    def write(self) -> int:
        """Writes everything and gives the number of pages."""
        data = self.data
        for name in ("site.css", "search.js"):
            shutil.copyfile(FILES / name, self.folder / name)
        (self.folder / "search-index.js").write_text(self._search_index(), "utf-8")
        for name in ("clusters", "credentials", "states"):
            (self.folder / name).mkdir()
        top = data.top(data.by_credential)
        cluster_jobs = {
            cluster: int(n) for cluster, n in data.jobs["career_cluster"].value_counts().items()
        }
        self._page("index.html", "index", top=[r for r in top if r[1].jobs][:TOP], cluster_jobs=cluster_jobs,
                   asked=sum(1 for _, f in top if f.jobs))  # fmt: skip
        self._page("all.html", "all", letters=self._letters())
        self._page("method.html", "method", versions=self._versions(), limits=thresholds(),
                   coverage=self._coverage(cluster_jobs), requirements=REQUIREMENTS)  # fmt: skip
        for cluster in data.taxonomy.career_clusters.values():
            self._cluster(cluster.name, cluster_jobs.get(cluster.name, 0))
        for state, (jobs, employers) in data.states.items():
            rows = data.top(data.by_state, state)
            self._page(f"states/{state}.html", "state", state=state, jobs=jobs, employers=employers,
                       rows=rows[:LONGEST_TABLE], more=len(rows[LONGEST_TABLE:]))  # fmt: skip
        states = _by_last(data.by_state)
        ranks = _ranks(data.by_cluster)
        for credential in data.taxonomy.credentials.values():
            self._credential(credential, states.get(credential.id, {}), ranks)
        return self.written

    def _page(self, path: str, template: str, **values: Any) -> None:
        root = "../" * path.count("/")
        text = self.templates.get_template(f"{template}.html").render(
            root=root, path=path, edition=edition(self.data.taxonomy), **values
        )
        (self.folder / path).write_text(text, "utf-8")
        self.written += 1

    def _cluster(self, name: str, jobs: int) -> None:
        data = self.data
        rows = data.top(data.by_cluster, name)
        shown = {credential.id for credential, _ in rows}
        unnamed = [
            c
            for c in data.taxonomy.credentials.values()
            if name in c.career_clusters and c.id not in shown
        ]
        self._page(
            f"clusters/{slug(name)}.html", "cluster", cluster=data.taxonomy.career_clusters[name],
            jobs=jobs, rows=rows[:LONGEST_TABLE], more=len(rows[LONGEST_TABLE:]),
            unnamed=sorted(unnamed, key=lambda c: c.name),
        )  # fmt: skip

    def _credential(
        self,
        credential: Credential,
        states: dict[str, Figures],
        ranks: dict[str, dict[str, int]],
    ) -> None:
        data, taxonomy = self.data, self.data.taxonomy
        counts = data.of(credential.id)
        answer: dict[str, Any] | None = None
        evidence: list[dict[str, Any]] = []
        if counts.jobs:
            answer = self._answer(credential)
            evidence = self._evidence(credential)
        families = [taxonomy.credentials[key] for key in taxonomy.children.get(credential.id, ())]
        members = set(taxonomy.family(credential.id))
        family_jobs = 0
        if families and not data.asks.empty:
            asked = data.asks["requirement"].isin(ASKED) & data.asks["credential_id"].isin(members)
            family_jobs = int(data.asks.loc[asked, "job_id"].nunique())
        own = [c for c in credential.career_clusters if c != CROSS_CUTTING]
        mine = ranks.get(credential.id, {})
        issuer = taxonomy.issuers.get(credential.issuer or "")
        self._page(
            f"credentials/{_file(credential.id)}", "credential",
            c=credential, f=counts, answer=answer, evidence=evidence, issuer=issuer,
            parent=taxonomy.credentials.get(credential.parent or ""),
            successor=taxonomy.credentials.get(credential.successor or ""),
            members=families, family_jobs=family_jobs,
            states=[
                (state, each, data.relevant(credential, "state", state))
                for state, each in sorted(
                    states.items(), key=lambda i: (i[0] == REMOTE, -i[1].jobs, -i[1].after_hire, i[0])
                )
                if state in data.states
            ],
            months=[
                (m, data.by_month.get((credential.id, m), data.none), data.relevant(credential, "month", m))
                for m in data.months
            ],
            most=max((data.by_month.get((credential.id, m), data.none).jobs for m in data.months), default=0),
            relevant_jobs=answer["relevant_jobs"] if answer else self._relevant_jobs(credential),
            occupations=[
                (taxonomy.occupations[soc], data.jobs_of["soc"].get((soc,), 0))
                for soc in credential.socs
                if soc in taxonomy.occupations
            ],
            clusters=own,
            cluster_ranks=[(c, mine[c]) for c in own or sorted(mine) if c in mine],
            names=_names(credential),
        )  # fmt: skip

    def _answer(self, credential: Credential) -> dict[str, Any]:
        """The same answer that ``sought check`` gives for the nation."""
        return check(self.connection, credential, NATION, self.data.until)

    def _relevant_jobs(self, credential: Credential) -> int:
        if not credential.socs:
            return len(self.data.jobs)
        return sum(self.data.jobs_of["soc"].get((soc,), 0) for soc in credential.socs)

    def _evidence(self, credential: Credential) -> list[dict[str, Any]]:
        data, out = self.data, []
        for each in evidence_sentences(
            self.connection, credential.id, NATION, data.since, data.until
        ):
            url = web_address(each["url"])
            host = (urlsplit(url).hostname or "") if url else ""
            if employer_key(each["employer"]) in data.no_employers or any(
                host == no or host.endswith("." + no) for no in data.no_hosts
            ):
                continue
            before, name, after = around(each["sentence"], each["start"], each["end"])
            out.append(
                each
                | {"before": before, "name": name, "after": after, "href": url}
                | {"requirement": REQUIREMENTS[each["requirement"]]}
            )
        return out

    def _letters(self) -> dict[str, list[tuple[Credential, Figures]]]:
        out: dict[str, list[tuple[Credential, Figures]]] = {}
        for c in sorted(self.data.taxonomy.credentials.values(), key=lambda c: c.name.lower()):
            first = c.name[:1].upper()
            out.setdefault(first if "A" <= first <= "Z" else "0–9", []).append(
                (c, self.data.of(c.id))
            )
        return out

    def _versions(self) -> dict[str, str]:
        given = common.versions() | {"taxonomy_version": self.data.taxonomy.version}
        labels = {
            "code_version": "Sought (the program)",
            "extractor_version": "Reading of postings",
            "taxonomy_version": "List of credentials",
            "crosswalk_version": "Occupations to Career Clusters",
        }
        return {label: given[key] for key, label in labels.items()}

    def _coverage(self, cluster_jobs: dict[Any, int]) -> list[tuple[str, int, float, float]]:
        """For each Career Cluster our jobs, their share, and its share of national employment."""
        employed: Counter[str] = Counter()
        for o in self.data.taxonomy.occupations.values():
            # A group of the wage survey stands for its members, which repeat its figure.
            if not o.oews_group and o.career_clusters:
                employed[o.career_clusters[0]] += o.employment
        ours = sum(cluster_jobs.get(c, 0) for c in self.data.taxonomy.career_clusters) or 1
        all_employed = sum(employed.values()) or 1
        return [
            (c, cluster_jobs.get(c, 0), cluster_jobs.get(c, 0) / ours, employed[c] / all_employed)
            for c in self.data.taxonomy.career_clusters
        ]

    def _search_index(self) -> str:
        """A script that gives each credential's file, name, jobs and other names to the search."""
        rows = [
            [_file(c.id), c.name, self.data.of(c.id).jobs, _search_names(c)]
            for c in self.data.taxonomy.credentials.values()
        ]
        text = json.dumps(rows, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
        return f"window.SOUGHT_INDEX={text};\n"


def _file(credential: str) -> str:
    return quote(credential, safe="") + ".html"


def _area_name(state: str) -> str:
    return "Remote jobs" if state == REMOTE else place_name(state)


def _by_last(counts: dict[Any, Figures]) -> dict[str, dict[str, Figures]]:
    out: dict[str, dict[str, Figures]] = {}
    for (first, last), each in counts.items():
        out.setdefault(last, {})[first] = each
    return out


def _ranks(by_cluster: dict[Any, Figures]) -> dict[str, dict[str, int]]:
    """For each credential its rank among those asked for in each Career Cluster."""
    jobs: dict[str, list[int]] = {}
    for (cluster, _), each in by_cluster.items():
        jobs.setdefault(cluster, []).append(each.jobs)
    out: dict[str, dict[str, int]] = {}
    for (cluster, credential), each in by_cluster.items():
        if each.jobs:
            rank = 1 + sum(n > each.jobs for n in jobs[cluster])
            out.setdefault(credential, {})[cluster] = rank
    return out


def _names(credential: Credential) -> dict[str, list[str]]:
    """The other names that a reader may know, by kind; misspellings are left out."""
    out: dict[str, list[str]] = {}
    seen = {normalize(credential.name)}
    for kind, label in ALIAS_KINDS.items():
        for alias in credential.aliases:
            if alias.kind == kind and normalize(alias.form) not in seen:
                seen.add(normalize(alias.form))
                out.setdefault(label, []).append(alias.form)
    return out


def _search_names(credential: Credential) -> list[str]:
    """The names to search by, without those that only add words to one that is there."""
    kept: list[tuple[str, list[str]]] = [("", normalize(credential.name).split())]
    forms: Iterable[str] = (a.form for a in credential.aliases)
    for form in sorted(forms, key=lambda form: (len(form), form)):
        words = normalize(form).split()
        if words and not any(_starts(words, other) for _, other in kept):
            kept.append((form, words))
    return [form for form, _ in kept if form]


def _starts(words: Sequence[str], other: Sequence[str]) -> bool:
    return list(words[: len(other)]) == list(other) or list(words) == list(other[: len(words)])
