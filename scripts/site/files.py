"""The files beside the pages: what the search and the filters load, and the tables to take away.

Data for the browser are scripts, so that a folder opened from a disk works as a web server does.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from db.market import NATION, PERIODS
from db.shares import Share
from db.verdict import NOT_ENOUGH, OFTEN, RARELY, SOMETIMES
from db.views import ALL, COUNTS, View, totals, views
from scripts.site.data import SiteData
from scripts.site.pages import cluster_key
from scripts.site.words import area_name, clean, page_of
from taxonomy.frameworks import cluster_of, in_framework
from taxonomy.model import Credential
from taxonomy.normalize import normalize

# Words that many names share, as in search.js.
COMMON = frozenset(
    "a an and certificate certification certified card credential for in license licensed of or permit"
    " registered registration state the valid".split()
)
VERDICTS = (NOT_ENOUGH, RARELY, SOMETIMES, OFTEN)
COLUMNS = (*COUNTS, *(f"entry_{name}" for name in COUNTS))
"""The columns of a view's file after the credential's place in ``names``."""
DOWNLOADED = (
    "jobs", "employers", "required", "preferred", "after_hire", "alone", "postings", "entry_jobs",
)  # fmt: skip


_Parts = Sequence[tuple[dict[str, str], View | None]]


def _script(text: str) -> str:
    # A script that is a file of its own cannot be ended by what it holds; this keeps it so if pasted.
    return text.replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _json(value: Any) -> str:
    return _script(json.dumps(value, ensure_ascii=True, separators=(",", ":")))


def search_index(data: SiteData) -> str:
    """A script that gives each credential's page, name, jobs and other names to the search."""
    rows = [
        [c.id, c.name, data.of(c.id).jobs, search_names(c)]
        for c in data.taxonomy.credentials.values()
    ]
    return f"window.SOUGHT_INDEX={_json(rows)};\n"


def search_names(credential: Credential) -> list[str]:
    """The names to search by, without those whose words all stand in one that is there.

    The search looks at words in any order and lets words such as *license* be missing. Of two names
    that say the same the shorter stays; one of several words gives way to one that says more too,
    a single word does not: who types it means that.
    """
    kept = [set(normalize(credential.name).split())]
    out: dict[str, set[str]] = {}
    forms: Iterable[str] = (a.form for a in credential.aliases)
    for form in sorted(forms, key=lambda form: (len(form), form)):
        words = set(normalize(form).split())
        telling = words - COMMON
        if telling and not any(telling <= other for other in kept):
            kept.append(words)
            out[form] = telling
    return [
        form
        for form, telling in out.items()
        if len(telling) < 2 or not any(telling < other for other in out.values())
    ]


def write_views(folder: Path, data: SiteData, shares: Mapping[str, Mapping[str, Share]]) -> None:
    """The data of every filtered view into ``data/``, and ``data/index.js``, which says what there is.

    ``shares``: for each area, by credential, what share of the relevant jobs asks.
    """
    taxonomy = data.taxonomy
    there: dict[str, dict[int, list[str]]] = {}
    for framework in (None, "2024", "2002"):
        clusters = cluster_of(in_framework(taxonomy, "2002")) if framework == "2002" else None
        for months in PERIODS:
            counts = totals(data.market, months, by_cluster=bool(framework), cluster_of=clusters)
            found = {
                (view.area, view.cluster): view
                for view in views(
                    data.market, months, by_cluster=bool(framework), cluster_of=clusters
                )
            }
            for (area, cluster), all_jobs in counts.items():
                key = cluster_key(cluster, framework) if framework else "all"
                there.setdefault(area, {}).setdefault(months, []).append(key)
                view = found.get((area, cluster))
                head = [all_jobs.jobs, all_jobs.employers, all_jobs.entry_jobs, all_jobs.entry_employers]  # fmt: skip
                rows = _rows(view) if view else ""
                target = folder / "data" / area
                target.mkdir(parents=True, exist_ok=True)
                (target / f"{key}-{months}.js").write_text(
                    f'SOUGHT_VIEW("{area}/{key}-{months}",{_json(head)},`{rows}`);\n',
                    "utf-8",
                )
    for area, own in shares.items():
        if area in there:
            (folder / "data" / area / "shares.js").write_text(
                f'SOUGHT_SHARES("{area}",{_json(_shares(own))});\n', "utf-8"
            )
    index = {
        "until": data.until.isoformat(),
        "names": [
            [page_of(c), taxonomy.credentials[c].name, c] if c in taxonomy.credentials else None
            for c in data.market.credentials
        ],
        "areas": {area: [area_name(area), there[area]] for area in sorted(there)},
        "columns": COLUMNS,
    }
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "index.js").write_text(f"window.SOUGHT_VIEWS={_json(index)};\n", "utf-8")


def _rows(view: View) -> str:
    """The rows as CSV without a heading: the credential's place in ``names``, then the counts."""
    columns = ["credential", *COLUMNS]
    counts = np.ascontiguousarray(view.rows[columns].to_numpy(dtype=np.int64).T)
    table = pa.table(dict(zip(columns, counts, strict=True)))
    out = BytesIO()
    pa_csv.write_csv(table, out, pa_csv.WriteOptions(include_header=False))
    return out.getvalue().decode("ascii")


def _shares(shares: Mapping[str, Share]) -> list[Any]:
    """For each credential, asked for or not, its page, verdict and denominators."""
    return [
        [page_of(name), VERDICTS.index(s.verdict), s.relevant_jobs, s.relevant_employers]
        for name, s in shares.items()
    ]


def write_downloads(folder: Path, data: SiteData) -> list[dict[str, Any]]:
    """The tables as CSV into ``downloads/``; gives what each holds, for the page that lists them."""
    target = folder / "downloads"
    target.mkdir()
    out = []
    nation: _Parts = [({}, data.views.get(NATION))]
    states: _Parts = [({"state": area}, data.views.get(area)) for area in data.areas]
    clusters: _Parts = [
        ({"career_cluster": name}, data.cluster_views.get(name))
        for name in data.taxonomy.career_clusters
    ]
    for name, title, parts in (
        ("credentials.csv", "Credentials, United States", nation),
        ("credentials_by_state.csv", "Credentials by state", states),
        ("credentials_by_cluster.csv", f"Credentials by Career Cluster ({data.edition}), United States", clusters),
    ):  # fmt: skip
        out.append({"name": name, "title": title} | _write_counts(target / name, data, parts))
    rows: list[dict[str, Any]] = [
        {"state": a, "jobs": t.jobs, "employers": t.employers, "entry_jobs": t.entry_jobs}
        for a in [NATION, *data.areas] if (t := data.totals.get((a, ALL)))
    ]  # fmt: skip
    out.append(
        {"name": "states.csv", "title": "All jobs and employers by state"}
        | _write(target / "states.csv", rows)
    )
    groups = [dict(row) for row in data.coverage["occupations"]]
    out.append(
        {"name": "coverage.csv", "title": "Our jobs beside employment, by group of occupations"}
        | _write(target / "coverage.csv", groups)
    )
    sources = [
        {
            "source": s["key"], "kind": s["kind"], "employer": _cell(s["employer"]), "postings": s["postings"],
            "first_whole_crawl": s["first_whole_crawl"] and s["first_whole_crawl"].date().isoformat(),
            "last_crawl": s["last_crawl"] and s["last_crawl"].date().isoformat(),
            "last_status": s["last_status"],
        }
        for s in data.sources
    ]  # fmt: skip
    out.append({"name": "sources.csv", "title": "Sources"} | _write(target / "sources.csv", sources))  # fmt: skip
    return out


def _cell(text: object) -> str:
    """Text that came from outside, so that no spreadsheet takes it for a formula."""
    said = clean(text, 200)
    return f"'{said}" if said[:1] in "=+-@" else said


def _write_counts(path: Path, data: SiteData, parts: _Parts) -> dict[str, Any]:
    rows = []
    for keys, view in parts:
        for credential, f in data.top(view):
            counts = {name: "" if f.withheld else getattr(f, name) for name in DOWNLOADED}
            about = {"credential_id": credential.id, "credential": credential.name, "type": credential.type}  # fmt: skip
            rows.append({**keys, **about, **counts, "caution": f.caution})
    return _write(path, rows)


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    columns = list(rows[0]) if rows else []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return {"rows": len(rows), "columns": columns}
