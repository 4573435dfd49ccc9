"""``sought label``: shows what was found in a posting, takes corrections, keeps labels."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from extraction.evaluation import REQUIREMENTS, LabelError, read_labels
from extraction.files import plain
from extraction.pipeline import Extractor
from extraction.rows import FileError, checked, read_rows
from scripts import common
from taxonomy.find import choose, find
from taxonomy.model import Taxonomy

HELP = """\
  Enter                     all is right: keep these labels, go on to the next posting
  a WORDS = NAME            add: where WORDS stand (first place without a label) and the credential
  a WORDS #2 = NAME         the same, their second place
  c N NAME                  label N is another credential
  r N REQUIREMENT           required, preferred, after_hire, mentioned or not_required
  d N                       delete label N: it is no mention
  k CAREER CLUSTER          the posting's cluster; several joined by ;
  s                         skip this posting      q  end here (what was kept stays)"""
COLORS = {
    "required": "bold black on green", "preferred": "bold black on cyan",
    "after_hire": "bold black on yellow", "mentioned": "bold black on white",
    "not_required": "bold white on red",
}  # fmt: skip


class _WrongError(ValueError):
    """A correction that cannot be taken; the message says why."""


@dataclass(slots=True)
class _Draft:
    """A posting's labels while a person looks at them: (start, end, credential id, requirement)."""

    id: str
    title: str | None
    text: str
    labels: list[tuple[int, int, str, str]] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)


def label(
    postings: Annotated[
        list[Path],
        typer.Argument(metavar="POSTINGS...", help="Postings as .jsonl, .csv, .parquet."),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="Where labels are kept, a line a posting (.jsonl)."),
    ],
) -> None:
    """Labels postings: each is shown with what was found, you mend it, it is kept.

    What is kept is at once in the file, so you may stop at any time and go on later: postings that
    the file holds are not shown again. `sought evaluate` takes the file.

    Example: `sought label postings.jsonl -o gold.jsonl`
    """
    taxonomy = common.taxonomy()
    try:
        done = {each.id for each in read_labels(output)} if _has_lines(output) else set()
    except LabelError as error:
        raise common.fail(str(error)) from None
    extractor = Extractor(taxonomy)
    kept = 0
    common.out.print(HELP, markup=False)
    try:
        for draft in _drafts(extractor, postings, done):
            said = _ask(taxonomy, draft)
            if said == "q":
                break
            if said == "k":
                _keep(output, taxonomy, draft)
                kept += 1
    except FileError as error:
        raise common.fail(str(error)) from None
    except OSError as error:
        raise common.fail(f"{output} cannot be written: {error.strerror}") from None
    common.out.print(f"{kept:,} postings were labelled, {len(done) + kept:,} are in {output}.")


def _has_lines(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _drafts(extractor: Extractor, paths: list[Path], done: set[str]) -> Iterator[_Draft]:
    """The postings that are not labelled yet, with what extraction found in them."""
    for path in paths:
        for row in read_rows(path):
            if checked(row).error is not None:
                common.err.print(f"{path}, row {row.number}: {row.error}; left out", markup=False)
                continue
            own = str(row.cells["id"])
            if own in done:
                continue
            done.add(own)
            text, _ = plain(row.cells["text"])
            title = row.cells.get("title")
            reading = extractor.read(text, title)
            yield _Draft(
                own, title, text,
                [(m.start, m.end, m.credential_id, m.requirement) for m in reading.mentions],
                [reading.career_cluster] if reading.career_cluster else [],
            )  # fmt: skip


def _ask(taxonomy: Taxonomy, draft: _Draft) -> str:
    """Shows the posting and takes corrections until it is kept (k), skipped (s) or all ends (q)."""
    _show(taxonomy, draft)
    while True:
        line = common.out.input("> ").strip()
        if not line:
            return "k"
        if line in ("s", "q"):
            return line
        try:
            _correct(taxonomy, draft, line)
        except _WrongError as error:
            common.out.print(str(error), markup=False, style="red")
            continue
        _show_labels(taxonomy, draft)


def _show(taxonomy: Taxonomy, draft: _Draft) -> None:
    common.out.rule(f"{draft.id}")
    common.out.print(draft.title or "(no title)", markup=False, style="bold")
    shown = Text(draft.text)
    for start, end, _, requirement in draft.labels:
        shown.stylize(COLORS[requirement], start, end)
    common.out.print(shown)
    _show_labels(taxonomy, draft)


def _show_labels(taxonomy: Taxonomy, draft: _Draft) -> None:
    for number, (start, end, own, requirement) in enumerate(draft.labels, 1):
        name = taxonomy.credentials[own].name
        common.out.print(
            f"{number:3}  {requirement:12}  {draft.text[start:end]!r}  {name}", markup=False
        )
    common.out.print(f"     Career Cluster: {'; '.join(draft.clusters) or 'none'}", markup=False)


def _correct(taxonomy: Taxonomy, draft: _Draft, line: str) -> None:
    what, _, rest = line.partition(" ")
    if what == "a":
        draft.labels = sorted([*draft.labels, _added(taxonomy, draft, rest)])
    elif what == "k":
        clusters = [part.strip() for part in rest.split(";") if part.strip()]
        for name in clusters:
            if name not in taxonomy.career_clusters:
                raise _WrongError(f"{name!r} is none of: {'; '.join(taxonomy.career_clusters)}")
        draft.clusters = clusters
    elif what in ("c", "r", "d"):
        number, _, value = rest.partition(" ")
        if not number.isdecimal() or not 1 <= int(number) <= len(draft.labels):
            raise _WrongError(f"{number!r} is no number of a label")
        start, end, own, requirement = draft.labels.pop(int(number) - 1)
        try:
            if what == "c":
                own = _credential(taxonomy, value)
            elif what == "r":
                requirement = _requirement(value.strip())
        finally:
            if what != "d":
                draft.labels = sorted([*draft.labels, (start, end, own, requirement)])
    else:
        raise _WrongError(f"{what!r} is no correction:\n{HELP}")


def _requirement(name: str) -> str:
    if name not in REQUIREMENTS:
        raise _WrongError(f"{name!r} is none of: {', '.join(REQUIREMENTS)}")
    return name


def _credential(taxonomy: Taxonomy, name: str) -> str:
    found = find(taxonomy, name.strip())
    chosen = choose(found)
    if chosen is None:
        near = "; ".join(f"{each.credential.name} ({each.credential.id})" for each in found[:5])
        raise _WrongError(f"{name.strip()!r} names no one credential; near: {near or 'nothing'}")
    return chosen.credential.id


def _added(taxonomy: Taxonomy, draft: _Draft, rest: str) -> tuple[int, int, str, str]:
    words, equals, name = rest.partition("=")
    words, _, place = words.strip().partition(" #")
    if not equals or not words:
        raise _WrongError("write: a WORDS = NAME")
    wanted = int(place) if place.isdecimal() and int(place) > 0 else 1
    at = -1
    while wanted:
        at = draft.text.find(words, at + 1)
        if at < 0:
            raise _WrongError(f"{words!r} does not stand in the text (so often) without a label")
        free = all(at + len(words) <= start or end <= at for start, end, _, _ in draft.labels)
        wanted -= free
    return at, at + len(words), _credential(taxonomy, name), "required"


def _keep(path: Path, taxonomy: Taxonomy, draft: _Draft) -> None:
    """Adds a line to the file, on the disk before it returns."""
    line: dict[str, Any] = {
        "id": draft.id,
        "title": draft.title,
        "text": draft.text,
        "career_clusters": draft.clusters,
        "mentions": [
            {
                "start": start,
                "end": end,
                "text": draft.text[start:end],
                "names": [taxonomy.credentials[own].name],
                "also": [],
                "requirement": requirement,
            }
            for start, end, own, requirement in draft.labels
        ],
    }
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
