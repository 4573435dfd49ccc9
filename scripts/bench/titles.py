"""What share of real job titles finds an occupation: O*NET's own titles, and those of postings.

`python -m scripts.bench.titles [--shared FOLDER] [--missing N]`. The titles lie beside the checkout,
in ``../shared``; where they are not, that is said and nothing is measured.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.table import Table

from extraction.occupation import EXACT, Occupations
from scripts import common
from scripts.bench.lists import SHARED
from taxonomy.load import load


def measure(
    shared: Annotated[
        Path, typer.Option(help="The folder that holds facts/ and postings/.")
    ] = SHARED,
    missing: Annotated[int, typer.Option(help="Print so many titles that find none.")] = 0,
) -> None:
    """Prints, for each set of titles, how many find an occupation, exactly and nearly."""
    sets = [*_onet(shared), *_postings(shared)]
    if not sets:
        raise common.fail(f"NO TITLES: {shared} holds neither facts/ nor postings/")
    occupations = Occupations(load())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (
        "titles",
        "number",
        "exact",
        "near",
        "none",
        "right code",
        "right group",
        "µs each",
    ):
        table.add_column(column, justify="left" if column == "titles" else "right")
    for name, titles in sets:
        counts: Counter[str] = Counter()
        lost = []
        start = perf_counter()
        for title, soc in titles:
            found, sure = occupations.soc(title)
            counts["none" if found is None else "exact" if sure >= EXACT else "near"] += 1
            counts["right"] += found is not None and found == soc
            counts["group"] += found is not None and found[:2] == (soc or "")[:2]
            if found is None:
                lost.append(title)
        took = perf_counter() - start
        size = len(titles)
        labelled = titles[0][1] is not None
        given = size - counts["none"]
        table.add_row(
            name,
            f"{size:,}",
            *(f"{counts[kind] / size:.1%}" for kind in ("exact", "near", "none")),
            f"{counts['right'] / given:.1%}" if labelled and given else "",
            f"{counts['group'] / given:.1%}" if labelled and given else "",
            f"{took / size * 1e6:.0f}",
        )
        for title in lost[:missing]:
            common.err.print(f"{name}: {title}", markup=False)
    common.out.print(table)


Titles = list[tuple[str, str | None]]
"""Titles, each with its SOC code where that is known."""


def _onet(shared: Path) -> list[tuple[str, Titles]]:
    path = shared / "facts" / "onet_titles.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [("O*NET", [(row["title"], row["soc_code"]) for row in csv.DictReader(file)])]


def _postings(shared: Path) -> list[tuple[str, Titles]]:
    out: list[tuple[str, Titles]] = []
    for path in sorted((shared / "postings").glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            out.append((path.stem, [(json.loads(line)["title"], None) for line in file]))
    return out


if __name__ == "__main__":
    typer.run(measure)
