"""``sought evaluate``: how accurate extraction is, against labelled postings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from extraction.evaluation import (
    FIGURES,
    Found,
    Graded,
    Grader,
    LabelError,
    LabelledPosting,
    by_requirement,
    figures,
    intervals,
    parts,
    read_labels,
)
from extraction.pipeline import Extractor
from scripts import common
from scripts.marked import read_marked
from taxonomy.model import Taxonomy

KINDS = {"type": "type of credential", "cluster": "Career Cluster", "credential": "credential"}


def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...", help="Postings with labels: JSON Lines, or TOML with marks."
        ),
    ],
    mentions: Annotated[
        Path | None,
        typer.Option(
            "--mentions",
            help="Grade these mentions (of `sought extract`); else extraction runs now.",
        ),
    ] = None,
    errors: Annotated[int, typer.Option("--errors", help="Show so many errors; -1 for all.")] = 20,
    json_out: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
) -> None:
    """Grades extraction against labels: figures with 95% intervals, and what was wrong, in context.

    `docs/accuracy.md` says what each figure means. `sought label` makes labels.

    Example: `sought evaluate gold.jsonl --errors 50`
    """
    taxonomy = common.taxonomy()
    try:
        postings = [posting for path in gold for posting in read_gold(path, taxonomy)]
        given = read_mentions(mentions) if mentions else None
    except LabelError as error:
        raise common.fail(str(error)) from None
    grader = Grader(taxonomy)
    graded: list[Graded] = []
    extractor = None if given is not None else Extractor(taxonomy)
    with common.progress() as bar:
        for posting in bar.track(postings, description="Reading postings"):
            found: tuple[list[Found], str | None]
            if extractor is not None:
                found = read_posting(extractor, posting)
            elif given is not None and posting.id in given:
                found = given[posting.id]
            else:
                raise common.fail(f"{mentions}: there is no line for the posting {posting.id!r}")
            unknown = {m.credential_id for m in found[0]} - taxonomy.credentials.keys()
            if unknown:
                raise common.fail(
                    f"{mentions}: {min(unknown)!r} is no credential of this taxonomy; "
                    "extract the postings again"
                )
            graded.append(grader.grade(posting, *found))
    if json_out:
        common.print_json(as_json(graded))
        return
    _show(graded, errors)


def read_gold(path: Path, taxonomy: Taxonomy) -> list[LabelledPosting]:
    """The labelled postings of a file of either kind. Raises ``LabelError``."""
    return read_marked(path, taxonomy) if path.suffix == ".toml" else read_labels(path)


def read_posting(extractor: Extractor, posting: LabelledPosting) -> tuple[list[Found], str | None]:
    """The mentions and the Career Cluster that extraction gives for a labelled posting."""
    reading = extractor.read(posting.text, posting.title)
    found = [Found(m.start, m.end, m.credential_id, m.requirement) for m in reading.mentions]
    return found, reading.career_cluster


def read_mentions(path: Path) -> dict[str, tuple[list[Found], str | None]]:
    """The lines of a file of mentions, by posting. Raises ``LabelError`` naming the line."""
    out: dict[str, tuple[list[Found], str | None]] = {}
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found = [
                Found(m["start"], m["end"], m["credential"]["id"], m["requirement"])
                for m in row.get("mentions", ())
            ]
            out[str(row["id"])] = found, row.get("career_cluster")
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            raise LabelError(
                f"{path}, line {number}: this is no line of mentions; give what `sought extract` wrote"
            ) from None
    return out


def as_json(graded: Sequence[Graded]) -> dict[str, Any]:
    """All figures, for programs."""
    between = intervals(graded)
    return {
        "postings": len(graded),
        "figures": {
            name: {"value": value, "low": between[name][0], "high": between[name][1]}
            for name, value in figures(graded).items()
        },
        "requirement": {
            name: {"right": right, "of": of} for name, (right, of) in by_requirement(graded).items()
        },
        **{
            f"by_{kind}": [
                {**asdict(part), "precision": part.precision, "recall": part.recall}
                for part in parts(graded, kind)
            ]
            for kind in KINDS
        },
        "errors": [asdict(error) for each in graded for error in each.errors],
    }


def _show(graded: Sequence[Graded], errors: int) -> None:
    values, between = figures(graded), intervals(graded)
    all_errors = [error for each in graded for error in each.errors]
    for error in all_errors if errors < 0 else all_errors[:errors]:
        common.out.print(
            f"{error.kind:8} {error.posting}  …{error.before} [{error.surface}] {error.after}… {error.more}",
            markup=False,
        )
    if len(all_errors) > errors >= 0:
        common.err.print(f"{len(all_errors) - errors:,} more errors; --errors -1 shows all")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("figure", "value", "95% interval"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for name in FIGURES:
        low, high = between[name]
        table.add_row(name.replace("_", " "), f"{values[name]:.3f}", f"{low:.3f} to {high:.3f}")
    common.out.print(table)
    judged = ", ".join(f"{n} {right}/{of}" for n, (right, of) in by_requirement(graded).items())
    common.out.print(f"requirement right: {judged}")
    for kind, heading in KINDS.items():
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in (heading, "labelled", "found", "precision", "recall"):
            table.add_column(column, justify="left" if column == heading else "right")
        rows = parts(graded, kind)
        for part in rows[:12] if kind == "credential" else rows:
            table.add_row(
                part.name, str(part.labelled), str(part.predicted),
                *("" if share is None else f"{share:.3f}" for share in (part.precision, part.recall)),
            )  # fmt: skip
        common.out.print()
        common.out.print(table)
    common.out.print(f"{len(graded):,} postings")
