"""A generated market, the same each time: sources, postings, places, mentions, crawls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert

from db import schema as t
from db.catalog import save_taxonomy
from db.engine import open_database
from db.frames import write
from db.licensing import STATES as STATES_AND_DC
from db.names import posting_id
from scripts import common
from taxonomy.load import load

TODAY = date(2026, 11, 20)
DAYS = 730
START = datetime(TODAY.year, TODAY.month, TODAY.day, 3) - timedelta(days=DAYS)
SOURCES, EMPLOYERS = 400, 20_000
TEXT = 2_000
"""Characters of a posting's text; counting reads none of them, merging reads each once."""


def market_file(folder: Path, postings: int) -> Path:
    """The SQLite file of a folder that holds a market of so many postings, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"market-{postings}.db"
    if not path.exists():
        part = path.with_suffix(".part")
        for old in folder.glob(f"{part.name}*"):
            old.unlink()
        common.err.print(f"Making {postings:,} postings in {path}")
        engine = open_database(f"sqlite:///{part}")
        make_market(engine, postings)
        engine.dispose()
        part.rename(path)
    return path


def sources() -> list[dict[str, Any]]:
    """The rows of the sources; a third of the boards were added after two hundred days."""
    first = START - timedelta(days=6)
    return [
        {
            "key": f"greenhouse/board-{n}",
            "kind": "greenhouse",
            "board": f"board-{n}",
            "cadence_hours": 24.0,
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


def make_market(engine: Engine, postings: int) -> None:
    """Fills an empty database with so many postings, their places, mentions and the crawls that saw them."""
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
    start = START
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
        connection.execute(insert(t.sources), sources())
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
                for source in sources()
                for n in range(DAYS + 1)
                if start + timedelta(days=n) >= source["first_whole_crawl"]
            ),
        )  # fmt: skip
