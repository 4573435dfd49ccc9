"""How fast demand is counted and asked for, over a generated market on SQLite.

`python -m scripts.bench.demand [--postings 1000000] [--folder DIR]`. The market is made once and kept in
the folder: sources read every night for two years, employers of every size, places and
occupations by their employment, one posting in ten a repost, three mentions a posting. Each step runs
in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from sqlalchemy import insert

from db import schema as t
from db.bulk import upsert
from db.check import check
from db.demand import count_demand
from db.engine import connect, open_database
from db.jobs import merge_jobs
from scripts import common
from scripts.audits.report import build
from scripts.audits.workbook import workbook
from scripts.bench.market import TODAY, market_file, sources
from scripts.taxonomy_import import names_one
from taxonomy.load import load
from taxonomy.statelist import list_of

ASKED = ("rn", "cdl", "drivers-license", "servsafe", "cpa", "osha-10", "bls", "comptia-a-plus", "aws-d1-1", "cpr")  # fmt: skip
LISTED = 250
"""Rows of the list that is audited."""
STATES = ("US", "OH", "CA", "WY")


def measure(
    postings: Annotated[int, typer.Option(help="Postings of the market.")] = 1_000_000,
    folder: Annotated[Path, typer.Option(help="Where the market lies.")] = Path("bench"),
    step: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Prints seconds and memory of each step, and how upserts compare with bare inserts."""
    path = market_file(folder, postings)
    if step:
        sys.stdout.write(json.dumps(STEPS[step](path, postings)) + "\n")
        return
    line = "{:<38} {:>9} {:>12} {:>10}  {}"
    common.out.print(
        line.format("step", "seconds", "of processor", "memory MB", "note"), style="bold"
    )
    for name in STEPS:
        run = subprocess.run(
            [sys.executable, "-m", "scripts.bench.demand", "--postings", str(postings), "--folder", str(folder), "--step", name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            raise common.fail(f"step {name} failed:\n{run.stderr}")
        for each, seconds, own, memory, note in json.loads(run.stdout):
            common.out.print(
                line.format(each, f"{seconds:.2f}", f"{own:.2f}", f"{memory:,.0f}", note)
            )


Figures = list[tuple[str, float, float, float, str]]
"""A step's name, seconds by the clock and of the processor (on a machine that others use the first is
longer), memory in MB, a note."""


def _timed(name: str, work: Callable[[], Any]) -> Figures:
    start, own = perf_counter(), process_time()
    result = work()
    return [(name, perf_counter() - start, process_time() - own, _memory(), f"{result:,}")]


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
            start, own = perf_counter(), process_time()
            check(engine, taxonomy.credentials[credential], state, TODAY)
            times.append((perf_counter() - start, process_time() - own, credential))
        slowest = max(times)
        out.append((f"check, {state}: slowest of {len(ASKED)}", slowest[0], slowest[1], _memory(),
                    f"{slowest[2]}; median {median(seconds for seconds, _, _ in times):.3f}"))  # fmt: skip
    return out


def _audits(path: Path, postings: int) -> Figures:
    """A list of 250 rows, as states have them: official names, other names, what names nothing."""
    engine, taxonomy = open_database(f"sqlite:///{path}"), load()
    draw = random.Random(LISTED)
    chosen = draw.sample(sorted(taxonomy.credentials), LISTED)
    names = [draw.choice(taxonomy.forms(taxonomy.credentials[own])).form for own in chosen]
    names[::10] = [f"Career Readiness Level {n}" for n in range(len(names[::10]))]
    content = "Code,Credential\n" + "".join(f'{n},"{name}"\n' for n, name in enumerate(names))
    now = datetime.combine(TODAY, time(6))
    out: Figures = []
    for state in ("OH", "AK"):
        start, own = perf_counter(), process_time()
        listed = list_of("list.csv", content.encode(), known=names_one(taxonomy))
        with engine.connect() as connection:
            report = build(connection, taxonomy, listed, state, now, "list")
        workbook(report).save(path.parent / "audit.xlsx")
        out.append((f"audit of {LISTED} rows, {state}", perf_counter() - start, process_time() - own, _memory(),
                    f"{sum(bool(row['credential_id']) for row in report.rows)} rows mean one credential"))  # fmt: skip
    (path.parent / "audit.xlsx").unlink()
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
        connection.execute(insert(t.sources), sources())
    engine.dispose()
    python_rows = [_python(row) for row in rows]
    ratios, bare_rates, own_rates = [], [], []
    for _ in range(5):
        bare = path.parent / "bare.db"
        shutil.copyfile(empty, bare)
        raw = sqlite3.connect(bare)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        start = process_time()
        for table, columns, values in (("postings", names, rows), ("mentions", said_names, said)):
            marks = ", ".join("?" * len(columns))
            raw.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                [tuple(row.values()) for row in values],
            )
        raw.commit()
        bare_seconds = process_time() - start
        raw.close()
        own = path.parent / "own.db"
        shutil.copyfile(empty, own)
        engine = connect(f"sqlite:///{own}")
        start = process_time()
        with engine.begin() as connection:
            upsert(connection, t.postings, python_rows)
            upsert(connection, t.mentions, said)
        own_seconds = process_time() - start
        engine.dispose()
        count = len(rows) + len(said)
        bare_rates.append(count / bare_seconds)
        own_rates.append(count / own_seconds)
        ratios.append(bare_seconds / own_seconds)
        for file in path.parent.glob("*.db*"):
            if file.name.split(".")[0] in ("bare", "own"):
                file.unlink()
    note = f"{median(ratios):.2f} of bare executemany ({median(own_rates):,.0f} of {median(bare_rates):,.0f} rows/s)"
    seconds = (len(rows) + len(said)) / median(own_rates)
    return [("upserts of postings with mentions", seconds, seconds, _memory(), note)]  # fmt: skip


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
    "audit": _audits,
    "upserts": _upserts,
}


if __name__ == "__main__":
    typer.run(measure)
