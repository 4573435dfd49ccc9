"""How fast extraction reads postings, as a ratio to yardsticks in the same run.

`python -m scripts.bench.extraction [--postings FOLDER] [--rounds N] [--million]`. Yardsticks, on the
same texts and the same forms: (a) a spaCy blank pipeline with a PhraseMatcher; (b) a bare pyahocorasick
scan with token boundaries checked. Real postings lie beside the checkout, in ``../shared/postings``;
where they are not, the sample postings stand in and that is said.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import ahocorasick  # type: ignore[import-not-found,unused-ignore]
import spacy
import typer
from rich.table import Table
from spacy.matcher import PhraseMatcher

from extraction.pipeline import Extractor
from extraction.text import html_to_text
from scripts import common
from scripts.bench.lists import SHARED
from scripts.sample_boards.postings import labels, load_boards
from taxonomy.compiled import in_use
from taxonomy.load import load

Posting = tuple[str, str | None]
"""A posting's plain text and its title."""
ONE = [
    sys.executable, "-c",
    "from extraction.pipeline import Extractor; print(len(Extractor().read('RN required.').mentions))",
]  # fmt: skip


def measure(
    postings: Annotated[Path, typer.Option(help="A folder of postings as .jsonl.")] = SHARED
    / "postings",
    rounds: Annotated[int, typer.Option(help="Runs of each, in turn; the median counts.")] = 3,
    most: Annotated[int, typer.Option(help="Postings at most.")] = 1200,
    million: Annotated[
        bool, typer.Option("--million", help="Also read a million postings and watch the memory.")
    ] = False,
) -> None:
    """Prints postings per second, the ratios, the memory and the time to a first result."""
    texts = read(postings, most)
    forms = sorted({form for form, _ in load().normal_forms})
    start = perf_counter()
    extractor = Extractor()
    built = perf_counter() - start
    if million:
        # Before the yardsticks, whose memory is none of ours.
        endless(extractor, texts)
    runs = {
        "whole pipeline": lambda: each(texts, extractor),
        "(a) spaCy PhraseMatcher": phrase_matcher(forms, texts),
        "(b) pyahocorasick": scan(forms, texts),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = perf_counter()
            run()
            times[name].append(perf_counter() - start)
    speed = {name: len(texts) / median(taken) for name, taken in times.items()}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("engine", "postings/s", "pipeline's ratio", "asked"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    if not in_use():
        common.err.print("NOT COMPILED: Python reads the source (make setup)", style="bold")
    whole = speed["whole pipeline"]
    for (name, value), asked in zip(speed.items(), ("", "3.5", "0.3"), strict=True):
        table.add_row(name, f"{value:,.0f}", f"{whole / value:.2f}" if asked else "", asked)
    common.out.print(table)
    ours = median(shards(texts, 1) / shards(texts, 2) for _ in range(rounds))
    bare = median(bare_shards(1) / bare_shards(2) for _ in range(rounds))
    first = median(first_result() for _ in range(rounds))
    size = sum(len(text) for text, _ in texts) / len(texts)
    common.out.print(
        f"two processes against one: {ours:.2f} (asked 1.8); of a bare loop here: {bare:.2f}"
    )
    common.out.print(f"start to first result: {first:.2f} s (asked 1.5); building: {built:.2f} s")
    memory = peak_memory(texts)
    common.out.print(f"peak memory of a process that reads: {memory:,.0f} MB (asked 400)")
    common.out.print(f"{len(texts):,} postings of {size:,.0f} characters, {len(forms):,} forms")


def read(folder: Path, most: int) -> list[Posting]:
    """Postings of every file in turn, so that all sources have their part."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        common.err.print(
            f"NO REAL POSTINGS in {folder}: the sample postings stand in", style="bold"
        )
        boards = load_boards(Path(__file__).parents[1] / "sample_boards" / "boards")
        found = [(labels(p, html_to_text)[0], p.title) for board in boards for p in board.postings]
        return [found[n % len(found)] for n in range(most)]
    rows = [[json.loads(line) for line in path.open(encoding="utf-8")] for path in files]
    total = sum(map(len, rows))
    step = max(1, total // most)
    flat = [(row["text"], row["title"]) for row in (each for part in rows for each in part)]
    return flat[::step][:most]


def each(texts: list[Posting], extractor: Extractor) -> int:
    """Reads every posting; the number of mentions."""
    return sum(len(extractor.read(text, title).mentions) for text, title in texts)


def phrase_matcher(forms: list[str], texts: list[Posting]) -> Callable[[], int]:
    """Yardstick (a): tokenize, match the same forms, nothing else."""
    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("CREDENTIAL", [nlp.make_doc(form) for form in forms])
    return lambda: sum(len(matcher(doc)) for doc in nlp.pipe(text for text, _ in texts))


def scan(forms: list[str], texts: list[Posting]) -> Callable[[], int]:
    """Yardstick (b): one pass of pyahocorasick over the text in lower case, boundaries checked."""
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, len(form))
    automaton.make_automaton()

    def run() -> int:
        hits = 0
        for text, _ in texts:
            lower = text.lower()
            size = len(lower)
            for last, length in automaton.iter(lower):
                first = last - length + 1
                if (first == 0 or not lower[first - 1].isalnum()) and (
                    last + 1 == size or not lower[last + 1].isalnum()
                ):
                    hits += 1
        return hits

    return run


_OWN: list[Extractor] = []


def _start() -> None:
    _OWN.append(Extractor())


def _part(texts: list[Posting]) -> int:
    return each(texts, _OWN[0])


def _loop(turns: list[int]) -> int:
    return sum(turn * turn for turn in range(len(turns) * 10_000))


def shards(texts: list[Posting], processes: int) -> float:
    """Seconds that so many processes of our own take for all postings.

    Their start is left out, and what they learn at first: each has read three hundred before.
    """
    parts = [texts[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes, initializer=_start) as pool:
        list(pool.map(_part, [texts[n::4][:300] for n in range(processes)]))
        start = perf_counter()
        list(pool.map(_part, parts))
        return perf_counter() - start


def bare_shards(processes: int) -> float:
    """Seconds that so many processes take for a loop of sums: what the machine's cores allow."""
    turns = list(range(1_200))
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_loop, [[0]] * processes))
        start = perf_counter()
        list(pool.map(_loop, [turns[n::processes] for n in range(processes)]))
        return perf_counter() - start


def first_result() -> float:
    """Seconds from the start of an interpreter to the first mention."""
    start = perf_counter()
    subprocess.run(ONE, check=True, capture_output=True)
    return perf_counter() - start


# What the kernel tells of a child by getrusage holds its parent's memory from before it was itself.
PEAK = [
    sys.executable, "-c",
    "import json, sys; from pathlib import Path; from extraction.pipeline import Extractor\n"
    "extractor = Extractor()\n"
    "for text, title in json.load(sys.stdin): extractor.read(text, title)\n"
    "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])",
]  # fmt: skip


def peak_memory(texts: list[Posting]) -> float:
    """Megabytes that a process of its own takes at most to read the postings (Linux)."""
    ended = subprocess.run(
        PEAK, input=json.dumps(texts), check=True, capture_output=True, text=True
    )
    return int(ended.stdout) / 1024


def endless(extractor: Extractor, texts: list[Posting], number: int = 1_000_000) -> None:
    """Reads a million postings and prints the peak memory along the way: it must not grow."""
    with common.progress() as bar:
        task = bar.add_task("Reading a million postings", total=number)
        for n in range(number):
            text, title = texts[n % len(texts)]
            # A word of its own in each, so that nothing remembered of words helps.
            extractor.read(f"{text}\nReference w{n}x certification", title)
            if n % 1000 == 0:
                bar.update(task, completed=n)
            if n in (10_000, 100_000, 500_000, number - 1):
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                common.out.print(f"{n + 1:,} postings: peak {peak:,.0f} MB")


if __name__ == "__main__":
    typer.run(measure)
