"""How fast demand is counted and asked for, over a generated market on SQLite.

`python -m scripts.bench.demand [--postings 1000000] [--folder DIR]`. The market is made once and kept in
the folder: sources read every night for fourteen months, employers of every size, places and
occupations by their employment, one posting in ten a repost, three mentions a posting. Each step runs
in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table
from sqlalchemy import Engine, insert

from db import schema as t
from db.catalog import save_taxonomy
from db.check import check
from db.demand import count_demand
from db.engine import connect, open_database
from db.frames import write
from db.jobs import merge_jobs
from db.licensing import STATES as STATES_AND_DC
from db.names import posting_id
from db.store import upsert
from scripts import common
from taxonomy.load import load

TODAY = date(2026, 11, 20)
DAYS = 420
SOURCES, EMPLOYERS = 400, 20_000
TEXT = 2_000
"""Characters of a posting's text; counting reads none of them, merging reads each once."""
ASKED = ("rn", "cdl", "drivers-license", "servsafe", "cpa", "osha-10", "bls", "comptia-a-plus", "aws-d1-1", "cpr")  # fmt: skip
STATES = ("US", "OH", "CA", "WY")


def measure(
    postings: Annotated[int, typer.Option(help="Postings of the market.")] = 1_000_000,
    folder: Annotated[Path, typer.Option(help="Where the market lies.")] = Path("bench"),
    step: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Prints seconds and memory of each step, and how upserts compare with bare inserts."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"market-{postings}.db"
    if step:
        sys.stdout.write(json.dumps(STEPS[step](path, postings)) + "\n")
        return
    if not path.exists():
        part = path.with_suffix(".part")
        for old in folder.glob(f"{part.name}*"):
            old.unlink()
        common.err.print(f"Making {postings:,} postings in {path}")
        engine = open_database(f"sqlite:///{part}")
        _make(engine, postings)
        engine.dispose()
        part.rename(path)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("step", "seconds", "memory MB", "note"):
        table.add_column(
            heading, justify="right" if heading in ("seconds", "memory MB") else "left"
        )
    for name in STEPS:
        run = subprocess.run(
            [sys.executable, "-m", "scripts.bench.demand", "--postings", str(postings), "--folder", str(folder), "--step", name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            raise common.fail(f"step {name} failed:\n{run.stderr}")
        for each, seconds, memory, note in json.loads(run.stdout):
            table.add_row(each, f"{seconds:.2f}", f"{memory:,.0f}", note)
    common.out.print(table)


Figures = list[tuple[str, float, float, str]]
"""A step's name, seconds, memory in MB, a note."""


def _timed(name: str, work: Callable[[], Any]) -> Figures:
    start = perf_counter()
    result = work()
    return [(name, perf_counter() - start, _memory(), f"{result:,}")]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _merge(path: Path, postings: int) -> Figures:
    return _timed(
        "merge postings into jobs", lambda: merge_jobs(connect(f"sqlite:///{path}"), TODAY)
    )


def _recount(path: Path, postings: int) -> Figures:
    return _timed(
        "recount the demand table", lambda: count_demand(connect(f"sqlite:///{path}"), TODAY)
    )


def _checks(path: Path, postings: int) -> Figures:
    engine, taxonomy = connect(f"sqlite:///{path}"), load()
    out: Figures = []
    for state in STATES:
        times = []
        for credential in ASKED:
            start = perf_counter()
            check(engine, taxonomy.credentials[credential], state, TODAY)
            times.append((perf_counter() - start, credential))
        slowest = max(times)
        out.append((f"check, {state}: slowest of {len(ASKED)}", slowest[0], _memory(),
                    f"{slowest[1]}; median {median(seconds for seconds, _ in times):.3f}"))  # fmt: skip
    return out


def _upserts(path: Path, postings: int) -> Figures:
    """Upserts against bare executemany of the same rows into the same tables, five rounds in turn."""
    source = sqlite3.connect(path)
    source.row_factory = sqlite3.Row
    most = min(20_000, postings)
    names = [column.name for column in t.postings.columns]
    rows = [
        dict(row)
        for row in source.execute(f"SELECT {', '.join(names)} FROM postings LIMIT {most}")  # noqa: S608
    ]
    ids = {row["id"] for row in rows}
    said_names = [column.name for column in t.mentions.columns]
    said = [
        dict(row)
        for row in source.execute(f"SELECT {', '.join(said_names)} FROM mentions")  # noqa: S608
        if row["posting_id"] in ids
    ]
    source.close()
    empty = path.parent / "empty.db"
    empty.unlink(missing_ok=True)
    engine = open_database(f"sqlite:///{empty}")
    with engine.begin() as connection:
        connection.execute(insert(t.sources), _sources())
    engine.dispose()
    python_rows = [_python(row) for row in rows]
    ratios, bare_rates, own_rates = [], [], []
    for _ in range(5):
        bare = path.parent / "bare.db"
        shutil.copyfile(empty, bare)
        raw = sqlite3.connect(bare)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        start = perf_counter()
        for table, columns, values in (("postings", names, rows), ("mentions", said_names, said)):
            marks = ", ".join("?" * len(columns))
            raw.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                [tuple(row.values()) for row in values],
            )
        raw.commit()
        bare_seconds = perf_counter() - start
        raw.close()
        own = path.parent / "own.db"
        shutil.copyfile(empty, own)
        engine = connect(f"sqlite:///{own}")
        start = perf_counter()
        with engine.begin() as connection:
            upsert(connection, t.postings, python_rows)
            upsert(connection, t.mentions, said)
        own_seconds = perf_counter() - start
        engine.dispose()
        count = len(rows) + len(said)
        bare_rates.append(count / bare_seconds)
        own_rates.append(count / own_seconds)
        ratios.append(bare_seconds / own_seconds)
        for file in path.parent.glob("*.db*"):
            if file.name.split(".")[0] in ("bare", "own"):
                file.unlink()
    note = f"{median(ratios):.2f} of bare executemany ({median(own_rates):,.0f} of {median(bare_rates):,.0f} rows/s)"
    return [("upserts of postings with mentions", (len(rows) + len(said)) / median(own_rates), _memory(), note)]  # fmt: skip


def _python(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the store has it before it is written: dates are dates."""
    out = dict(row)
    for column in t.postings.columns:
        value = out[column.name]
        kind = column.type.python_type
        if isinstance(value, str) and kind in (date, datetime):
            out[column.name] = kind.fromisoformat(value)
        elif kind is bool and value is not None:
            out[column.name] = bool(value)
    return out


STEPS: dict[str, Callable[[Path, int], Figures]] = {
    "merge": _merge,
    "again": _merge,
    "recount": _recount,
    "check": _checks,
    "upserts": _upserts,
}


def _sources() -> list[dict[str, Any]]:
    first = datetime(2025, 9, 20, 3)
    return [
        {
            "key": f"greenhouse/board-{n}",
            "kind": "greenhouse",
            "board": f"board-{n}",
            "cadence_hours": 24.0,
            # A third of the boards were added later.
            "first_whole_crawl": first + timedelta(days=200 if n % 3 == 0 else 0),
        }
        for n in range(SOURCES)
    ]


_OPENING = "We are looking for someone who takes care."
_SENTENCES = [
    f"{verb} the {thing} {when} and write down what you found there."
    for verb in "Check Clean Order Move Count Repair Teach Measure Carry Draw".split()
    for thing in "rooms orders machines books pupils patients trucks accounts".split()
    for when in ("each morning", "twice a day", "before noon", "with a colleague", "after a shift")
]


def _make(engine: Engine, postings: int) -> None:
    taxonomy = load()
    save_taxonomy(engine, taxonomy)
    draw = np.random.default_rng(7)
    occupations = [o for o in taxonomy.occupations.values() if o.employment and not o.is_oews_group]
    weight = np.array([o.employment for o in occupations], dtype=float)
    soc = draw.choice(len(occupations), postings, p=weight / weight.sum())
    employer = np.minimum(draw.zipf(1.3, postings), EMPLOYERS) - 1
    sizes = np.sort(draw.pareto(1.2, 51))[::-1] + 0.2
    codes = STATES_AND_DC
    state = draw.choice(51, postings, p=sizes / sizes.sum())
    day = draw.integers(0, DAYS, postings)
    life = draw.integers(5, 90, postings)
    for_soc: dict[str, list[str]] = {}
    for c in taxonomy.credentials.values():
        for each in c.socs:
            for_soc.setdefault(each, []).append(c.id)
    common_ids = [c.id for c in taxonomy.credentials.values() if c.cross_cutting] or ["cpr"]
    kinds = ("required", "required", "preferred", "after_hire", "mentioned")
    start = datetime(2025, 9, 26, 3)
    end = datetime(TODAY.year, TODAY.month, TODAY.day, 3)
    random = Random(7)
    # A repost takes everything from one a little before it.
    of = np.arange(postings)
    again = draw.random(postings) < 0.1
    of[again] = np.maximum(of[again] - draw.integers(1, 50, int(again.sum())), 0)
    order = np.argsort(day, kind="stable")
    day = day[order]

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(postings):
            m = int(of[n])
            seen = start + timedelta(days=int(day[n]))
            last = min(seen + timedelta(days=int(life[n])), end)
            job = occupations[int(soc[m])]
            source = f"greenhouse/board-{int(employer[m]) % SOURCES}"
            # A repost has the text of its first posting, by the same draw.
            said = "\n".join(Random(m).sample(_SENTENCES, 30))
            text = f"{_OPENING} Opening {m}: {job.title}, with care.\n{said}"[:TEXT]
            pay = random.choice((None, 18.0, 25.0, 34.0))
            yield (
                posting_id(source, str(n)), source, str(n), f"https://boards.example/{n}", job.title,
                f"Employer {int(employer[m])}, Inc.", f"City {m % 300}, {codes[int(state[m])]}", codes[int(state[m])],
                False, seen, last, last.date() if last < end else None, 0, pay, pay and pay + 5,
                "hour" if pay else None, random.choice((None, "high school", "bachelor")),
                random.choice((None, 1.0, 3.0)), text, f"{n:032x}", "", job.soc,
                job.career_clusters[0] if job.career_clusters else None, f"{n:032x}", "1", "1",
            )  # fmt: skip

    columns = (
        "id", "source", "external_id", "url", "title", "employer", "location", "state",
        "posted_is_first", "first_seen", "last_seen", "closed_on", "missed_lists", "pay_low", "pay_high",
        "pay_period", "education", "experience_years", "text", "content_hash", "text_key", "soc",
        "career_cluster", "read_hash", "extractor_version", "taxonomy_version",
    )  # fmt: skip

    def places() -> Iterator[tuple[Any, ...]]:
        for n in range(postings):
            m = int(of[n])
            source = f"greenhouse/board-{int(employer[m]) % SOURCES}"
            yield posting_id(source, str(n)), 0, f"City {m % 300}", codes[int(state[m])], "US"

    def mentions() -> Iterator[tuple[Any, ...]]:
        for n in range(postings):
            m = int(of[n])
            source = f"greenhouse/board-{int(employer[m]) % SOURCES}"
            own = for_soc.get(occupations[int(soc[m])].soc, common_ids)
            chosen = {own[m % len(own)], own[m * 3 % len(own)], common_ids[m % len(common_ids)], common_ids[m * 7 % len(common_ids)]}  # fmt: skip
            for place, credential in enumerate(sorted(chosen)):
                at = 10 + place * 5
                yield (
                    posting_id(source, str(n)), at, credential, at + 4, "care", kinds[(m + place) % 5],
                    0.9, m % 3 or None, 0, 60, "1", "1",
                )  # fmt: skip

    with engine.begin() as connection:
        connection.execute(insert(t.sources), _sources())
        write(connection, t.postings, columns, rows())
        write(
            connection, t.posting_places, ("posting_id", "n", "city", "state", "country"), places()
        )
        write(
            connection, t.mentions,
            ("posting_id", "start_char", "credential_id", "end_char", "text", "requirement", "confidence",
             "alternatives", "sentence_start", "sentence_end", "extractor_version", "taxonomy_version"),
            mentions(),
        )  # fmt: skip
        write(
            connection, t.crawls,
            ("source", "started", "status", "whole", "pages", "postings_seen", "postings_new",
             "postings_changed", "postings_closed", "errors"),
            (
                (source["key"], start + timedelta(days=n), "ok", True, 1, 1, 0, 0, 0, "{}")
                for source in _sources()
                for n in range(DAYS + 1)
                if start + timedelta(days=n) >= source["first_whole_crawl"]
            ),
        )  # fmt: skip


if __name__ == "__main__":
    typer.run(measure)
