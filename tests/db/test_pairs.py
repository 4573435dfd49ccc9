"""Jobs against 150 and more labelled pairs of postings (``data/pairs.jsonl``), written by us.

Each line takes a sample posting (``base``) and says what is done to it: ``edits`` and ``edits_a`` change
the second and the first posting's text, ``append``, ``prepend``, ``keep`` (so many words) and ``flat`` (no
line breaks) likewise; other keys give the second posting another title, employer, city, source.
``days`` lie between the last sight of the first (ten days after its first) and the first of the second.
``same`` is what a person said: one job or two.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.jobs import merge_jobs
from db.records import Place, Posting
from db.store import save_postings, save_source
from extraction.text import html_to_text
from scripts.sample_boards.postings import Posting as Sample
from scripts.sample_boards.postings import load_boards, served_html
from tests.db.make import row_of

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "pairs.jsonl").read_text("utf-8").splitlines()
]
BOARDS = Path(__file__).parents[2] / "scripts" / "sample_boards" / "boards"
START = datetime(2026, 1, 5, 3)
LEAST_PRECISION, LEAST_RECALL = 0.97, 0.93


@cache
def samples() -> dict[str, Sample]:
    return {f"{b.board}/{p.id}": p for b in load_boards(BOARDS) for p in b.postings}


@cache
def text_of(base: str) -> str:
    return html_to_text(served_html(samples()[base]))


def changed(text: str, edits: list[list[str]]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
        text = text.replace(old, new)
    return text


def both(n: int, pair: dict[str, Any]) -> tuple[Posting, Posting]:
    """The two postings of a pair; every pair is a market of its own, by its source."""
    sample = samples()[pair["base"]]
    city, state = (sample.places[0].city, sample.places[0].state) if sample.places else (None, None)
    text = text_of(pair["base"])
    text_a = changed(pair.get("text_a", text), pair.get("edits_a", []))
    text_b = text_of(pair["text_of"]) if "text_of" in pair else pair.get("text", text)
    text_b = changed(text_b, pair.get("edits", []))
    if "keep" in pair:
        text_b = " ".join(text_b.split(" ")[: pair["keep"]])
    text_b = pair.get("prepend", "") + text_b + pair.get("append", "")
    if pair.get("flat"):
        text_b = " ".join(text_b.replace("*", " ").split())
    common = {"places": (Place(city=city, state=state, country="US"),), "remote": not sample.places or city is None}  # fmt: skip
    a = Posting(
        source=f"greenhouse/pair-{n}", external_id="a", title=pair.get("title_a", sample.title),
        text=pair.get("prepend_a", "") + text_a + pair.get("append_a", ""),
        employer=sample.employer, **common,
    )  # fmt: skip
    if "city" in pair:
        common["places"] = (Place(city=pair["city"], state=pair["state"], country="US"),)
    b = Posting(
        source=f"{pair.get('source', 'greenhouse/pair')}-{n}", external_id="b",
        title=pair.get("title", sample.title), text=text_b,
        employer=pair.get("employer", sample.employer), **common | {"remote": pair.get("remote", common["remote"])},
    )  # fmt: skip
    return a, b


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_precision_and_recall_on_the_labelled_pairs(engine: Engine) -> None:
    wrong, figures = [], Counter[str]()
    for n, pair in enumerate(PAIRS):
        a, b = both(n, pair)
        end = START + timedelta(days=10)
        # Each pair is merged in a database that holds no other.
        for source in {a.source, b.source}:
            save_source(engine, source)
        save_postings(engine, [a], START)
        save_postings(engine, [a], end)
        save_postings(engine, [b], end + timedelta(days=pair["days"]))
        merge_jobs(engine)
        merged = row_of(engine, "a", a.source)["job_id"] == row_of(engine, "b", b.source)["job_id"]
        figures[f"{merged} {pair['same']}"] += 1
        if merged != pair["same"]:
            wrong.append(f"line {n + 1}: {pair['kind']}: {pair['base']} {'merged' if merged else 'kept apart'}")  # fmt: skip
        with engine.begin() as connection:
            for table in ("job_credentials", "job_areas", "jobs", "postings", "sources"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
    true, false = figures["True True"], figures["True False"]
    precision, recall = true / (true + false), true / (true + figures["False True"])
    assert precision >= LEAST_PRECISION and recall >= LEAST_RECALL, (
        f"precision {precision:.3f}, recall {recall:.3f}\n" + "\n".join(wrong)
    )


def test_the_pairs_are_many_of_every_kind_and_both_ways() -> None:
    kinds = Counter(pair["kind"] for pair in PAIRS)
    assert len(PAIRS) >= 150
    assert {
        "repost", "repost too late", "cross-post, employer written otherwise", "pay changed",
        "the same ad for two cities", "template, field filled in otherwise",
        "template, words filled in otherwise", "another employer's copy",
    } <= set(kinds)  # fmt: skip
    assert min(Counter(pair["same"] for pair in PAIRS).values()) >= 60
