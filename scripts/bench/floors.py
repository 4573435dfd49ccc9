"""The floors under the accuracy on our own labelled postings: `python -m scripts.bench.floors`.

A floor is the least that a figure may be before the tests fail. This program raises the floors to what
is reached now, less a margin. It lowers one only when told to, with a reason that stays in the file.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from extraction.evaluation import Grader, figures
from extraction.pipeline import Extractor
from scripts import common
from scripts.evaluate import read_gold, read_posting
from taxonomy.load import load

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "extraction" / "labelled"
FLOORS = ROOT / "tests" / "extraction" / "floors_own.toml"
GUARDED = (
    "link_precision", "link_recall", "demand_f1", "requirement", "career_cluster",
    "career_cluster_given", "clean",
)  # fmt: skip
MARGIN = 0.005


def measured() -> dict[str, float]:
    """The guarded figures on our own labelled postings, each of 0 to 1."""
    taxonomy = load()
    extractor, grader = Extractor(taxonomy), Grader(taxonomy)
    graded = [
        grader.grade(posting, *read_posting(extractor, posting))
        for path in sorted(FOLDER.glob("*.toml"))
        for posting in read_gold(path, taxonomy)
    ]
    values = figures(graded)
    return {name: values[name] for name in GUARDED}


def read(path: Path = FLOORS) -> dict[str, dict[str, float | str]]:
    """The recorded floors: for each figure its ``floor``, the ``highest`` it ever was, and the reason
    (``lowered``) where it is lower now."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def moved(
    floors: dict[str, dict[str, float | str]],
    now: dict[str, float],
    lower: str | None = None,
    reason: str | None = None,
) -> dict[str, dict[str, float | str]]:
    """The floors as they are to be: never lower than before, but for the figure ``lower``.

    Raises ``ValueError`` where that one has no reason, or is none of the figures.
    """
    if lower is not None and (lower not in now or not (reason or "").strip()):
        raise ValueError(
            f"{lower!r} is lowered by no reason or is none of {', '.join(now)}; "
            "give --lower FIGURE --reason TEXT"
        )
    out = {}
    for name, value in now.items():
        held = floors.get(name, {"floor": 0.0, "highest": 0.0})
        reached = max(0.0, round(value - MARGIN, 3))
        floor = reached if name == lower else max(float(held["floor"]), reached)
        highest = max(float(held["highest"]), floor)
        row: dict[str, float | str] = {"floor": floor, "highest": highest}
        why = reason if name == lower else held.get("lowered")
        if floor < highest and why:
            row["lowered"] = why
        out[name] = row
    return out


def _toml(floors: dict[str, dict[str, float | str]]) -> str:
    # Numbers and plain strings are written in TOML as in JSON.
    return "\n".join(
        "\n".join(
            [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in row.items()), ""]
        )
        for name, row in floors.items()
    )


def write(
    lower: Annotated[
        str | None, typer.Option("--lower", help="The one figure whose floor may be lowered.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is kept.")] = None,
) -> None:
    """Raises the floors to what is reached now; lowers one only with a reason."""
    try:
        floors = moved(read(), measured(), lower, reason)
    except ValueError as error:
        raise common.fail(str(error), 2) from None
    FLOORS.write_text(_toml(floors), "utf-8")
    for name, row in floors.items():
        common.out.print(f"{name}: {row['floor']}")


if __name__ == "__main__":
    typer.run(write)
