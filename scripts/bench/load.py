"""How fast postings with mentions go into PostgreSQL, as a ratio to a bare COPY in the same run.

`python -m scripts.bench.load [--url URL] [--postings FOLDER] [--number N] [--rounds N]`. Ours: what the
import and the extraction call (`save_postings`, `save_readings`), from Python objects, what is known
looked up, in transactions of a batch. Bare: the same rows of the same tables, as the server itself
gave them, in one COPY for each table, into empty tables with the same keys and indexes. Without a
URL a PostgreSQL of its own is started, which waits for no disk. SQLite is timed beside it, by our way alone.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer
from sqlalchemy import Engine, make_url, text

from db import schema as t
from db.engine import connect, open_database
from db.names import digest, posting_id
from db.readings import Read, Waiting, save_readings
from db.records import Place, Posting
from db.store import BULK, save_postings, save_source
from scripts import common
from scripts.bench import postgres
from scripts.bench.extraction import read
from scripts.bench.lists import SHARED

NOW = datetime(2026, 3, 31)
SOURCE = "archive/bench"
TABLES = (t.postings, t.posting_places, t.mentions, t.unlinked)
MENTIONS = 3
ASKED = 0.4


def measure(
    url: Annotated[
        str | None, typer.Option(help="A PostgreSQL that schemas may be made in.")
    ] = None,
    postings: Annotated[Path, typer.Option(help="A folder of postings as .jsonl.")] = SHARED
    / "postings",
    number: Annotated[int, typer.Option(help="Postings a round.")] = 20_000,
    rounds: Annotated[int, typer.Option(help="Runs of each, in turn; the median counts.")] = 3,
) -> None:
    """Prints rows per second of ours and of bare COPY, and the ratio."""
    texts = read(postings, 1200)
    made = [_posting(n, *texts[n % len(texts)]) for n in range(number)]
    ours, bare, rows = [], [], 0
    with _postgres(url) as server:
        for _ in range(rounds):
            with _schema(server) as engine, _schema(server) as other:
                ours.append(_load(engine, made))
                taken, rows = _copy(engine, other)
                bare.append(taken)
    with tempfile.TemporaryDirectory() as folder:
        lite = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        sqlite = _load(lite, made)
        lite.dispose()
    for name, taken in (
        ("ours", median(ours)),
        ("bare COPY", median(bare)),
        ("ours, SQLite", sqlite),
    ):
        common.out.print(f"{name:14} {rows / taken:>10,.0f} rows/s  {taken:6.2f} s")
    common.out.print(f"ratio on PostgreSQL: {median(bare) / median(ours):.2f} (asked {ASKED})")
    common.out.print(
        f"{rows:,} rows, {number:,} of them postings of {sum(len(p.text) for p in made) / number:,.0f} characters"
    )


def _posting(n: int, body: str, title: str | None) -> Posting:
    return Posting(
        source=SOURCE, external_id=str(n), title=title or "", text=f"{body}\nReference {n}",
        url=f"https://boards.example/{n}", employer=f"Employer {n % 5000}", location="Columbus, OH",
        places=(Place("Columbus", "Franklin County", "Columbus, OH", "OH", "US"),),
        posted_on=NOW.date(),
    )  # fmt: skip


def _reading(waiting: Waiting) -> Read:
    """A posting with mentions of three words in it, and a phrase."""
    step = len(waiting.text) // (MENTIONS + 1)
    return Read(
        waiting, "29-1141", "Healthcare & Human Services", 0.9,
        [
            {
                "start_char": k * step, "end_char": k * step + 8, "credential_id": f"credential-{k}",
                "text": waiting.text[k * step : k * step + 8], "requirement": "required",
                "confidence": 0.9, "alternatives": None, "sentence_start": 0,
                "sentence_end": len(waiting.text),
            }
            for k in range(MENTIONS)
        ],
        [{"start_char": 0, "end_char": 5, "text": waiting.text[:5]}],
    )  # fmt: skip


def _load(engine: Engine, made: list[Posting]) -> float:
    """Seconds that ours takes; what the extractor would do between is made beforehand."""
    readings = [
        _reading(Waiting(posting_id(p.source, p.external_id), p.title, p.text, digest(p.text)))
        for p in made
    ]
    save_source(engine, SOURCE)
    start = perf_counter()
    for low in range(0, len(made), BULK):
        save_postings(engine, made[low : low + BULK], NOW, observed=False)
    for low in range(0, len(made), BULK):
        save_readings(engine, readings[low : low + BULK], "1", "1")
    return perf_counter() - start


def _copy(engine: Engine, other: Engine) -> tuple[float, int]:
    """Seconds that a bare COPY of the same rows into other tables takes, and the number of rows."""
    save_source(other, SOURCE)
    with engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        data = {}
        for table in TABLES:
            with cursor.copy(f"COPY {table.name} TO STDOUT") as copy:
                data[table.name] = [bytes(block) for block in copy]
    start = perf_counter()
    with other.begin() as connection:
        cursor = connection.connection.cursor()
        for name, blocks in data.items():
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)
    return perf_counter() - start, sum(map(len, data.values()))


@contextmanager
def _postgres(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="sought-"))
    folder.chmod(0o755)
    try:
        started = postgres.url(folder)
        if started is None:
            raise common.fail("there is no PostgreSQL to start; give --url")
        yield started
    finally:
        postgres.stop(folder)


@contextmanager
def _schema(server: str) -> Iterator[Engine]:
    name = f"bench_{uuid.uuid4().hex}"
    admin = connect(server)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    own = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    engine = open_database(own.render_as_string(hide_password=False))
    try:
        yield engine
    finally:
        engine.dispose()
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        admin.dispose()


if __name__ == "__main__":
    typer.run(measure)
