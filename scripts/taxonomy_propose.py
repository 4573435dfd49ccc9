"""``sought taxonomy propose``: the phrases of postings that the taxonomy lacks, ready to be added."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from db.engine import DatabaseError, open_database
from db.unlinked import Example, Phrase, unlinked_phrases
from extraction.sentences import sentence
from scripts import common
from scripts.tables import check_output, write_table
from taxonomy.find import NEAR, find
from taxonomy.listwords import no_credential
from taxonomy.load import COLUMNS as FILES
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

COLUMNS = (
    "phrase", "jobs", "employers", "spellings", "nearest_id", "nearest_name", "nearest_score",
    "occupations", "examples", "credential_row", "alias_row",
)  # fmt: skip
SHOWN_SPELLINGS = 5
SHORTEST_ID = 2
LONGEST_ID = 60
AROUND = 150
"""Characters of a sentence that are shown before a phrase, and after it."""
# The words of a name that say its type; nothing is guessed from anything else.
_TYPES = (
    ("endorsement", re.compile(r"\bendorsement\b", re.IGNORECASE)),
    ("license", re.compile(r"\blicen[sc](?:e|es|ed|ure)\b", re.IGNORECASE)),
    ("registration", re.compile(r"\bregistration\b", re.IGNORECASE)),
    ("certificate", re.compile(r"\bcertificates?\b", re.IGNORECASE)),
    ("certification", re.compile(r"\bcertifi(?:ed|cations?)\b", re.IGNORECASE)),
)
_LICENSES = ("license", "registration", "endorsement")


def propose(
    limit: Annotated[int, typer.Option("--limit", min=1, help="Phrases, at most.")] = 50,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to a .csv, .xlsx or .json file.")
    ] = None,
    database: Annotated[
        str | None, typer.Option("--db", help="A database's URL; SOUGHT_DATABASE_URL by default.")
    ] = None,
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Lists what employers ask for and the taxonomy lacks, by the jobs that say it.

    Each phrase comes with sentences, the nearest credential, and rows for credentials.csv and
    aliases.csv: one of them is pasted, once a person has looked the credential up.

    Example: `sought taxonomy propose --limit 100 -o proposals.csv`
    """
    if output is not None:
        check_output(output)
    taxonomy = common.taxonomy()
    try:
        engine = open_database(database) if database else common.database()
    except DatabaseError as error:
        raise common.fail(str(error)) from None
    with common.database_errors():
        lacking = (each for each in unlinked_phrases(engine) if _is_lacking(taxonomy, each))
        table = [_row(taxonomy, each) for each in islice(lacking, limit)]
    if output is not None:
        write_table(output, COLUMNS, table)
        common.err.print(f"{len(table):,} phrases in {output}", markup=False)
    if json_out:
        common.print_json(table)
    elif output is None:
        _show(table)
    if not table:
        common.err.print(
            "No posting in this database has such a phrase; `sought extract` reads the postings."
        )


def _is_lacking(taxonomy: Taxonomy, phrase: Phrase) -> bool:
    """Whether a phrase may name a credential that the taxonomy has under no form.

    A known form stays unlinked where its sentence speaks of something else.
    """
    name = phrase.spellings[0]
    known = find(taxonomy, name, limit=1)
    return no_credential(name) is None and not (known and known[0].status in ("exact", "alias"))


def _excerpt(example: Example) -> str:
    """The sentence of an example; of a long one what stands around the phrase."""
    low, high = sentence(example.text, example.start, example.end)
    start, end = max(low, example.start - AROUND), min(high, example.end + AROUND)
    text = " ".join(example.text[start:end].split())
    return f"{'… ' if start > low else ''}{text}{' …' if end < high else ''}"


def _row(taxonomy: Taxonomy, phrase: Phrase) -> dict[str, Any]:
    name = phrase.spellings[0]
    near = next(iter(find(taxonomy, name, limit=1)), None)
    return {
        "phrase": name,
        "jobs": phrase.jobs,
        "employers": phrase.employers,
        "spellings": list(phrase.spellings[:SHOWN_SPELLINGS]),
        "nearest_id": near.credential.id if near else None,
        "nearest_name": near.credential.name if near else None,
        "nearest_score": near.score if near else None,
        "occupations": [
            f"{soc} {taxonomy.occupations[soc].title} ({jobs:,})"
            for soc, jobs in phrase.socs
            if soc in taxonomy.occupations
        ],
        "examples": [_excerpt(each) for each in phrase.examples],
        "credential_row": _credential_row(taxonomy, name),
        "alias_row": _alias_row(near.credential.id, name) if near and near.score >= NEAR else None,
    }


def _credential_row(taxonomy: Taxonomy, name: str) -> str:
    """A row for credentials.csv: a free id, the name, its type where the name says it."""
    kind = next((kind for kind, pattern in _TYPES if pattern.search(name)), "")
    cells = {
        "id": proposed_id(taxonomy, name),
        "name": name.rstrip(" .,;:"),
        "type": kind,
        "category": "license" if kind in _LICENSES else "certification" if kind else "",
    }
    return _line([cells.get(column, "") for column in FILES["credentials.csv"]])


def proposed_id(taxonomy: Taxonomy, name: str) -> str:
    """An id that no credential has: the words of the name, cut at a word, a number where taken."""
    words = re.sub(r"[^a-z0-9]+", " ", normalize(name).replace("+", " plus ")).split()
    while len(words) > SHORTEST_ID and len("-".join(words)) > LONGEST_ID:
        words.pop()
    own = "-".join(words)[:LONGEST_ID] or "credential"
    found, again = own, 2
    while found in taxonomy.credentials:
        found, again = f"{own}-{again}", again + 1
    return found


def _alias_row(credential: str, name: str) -> str:
    return _line([credential, name.rstrip(" .,;:"), "variant", "", "", ""])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _show(table: list[dict[str, Any]]) -> None:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("jobs", "employers", "phrase", "nearest", "example"):
        shown.add_column(column, justify="right" if column in ("jobs", "employers") else "left")
    for row in table:
        cells = (
            f"{row['jobs']:,}", f"{row['employers']:,}", row["phrase"], row["nearest_id"] or "",
            next(iter(row["examples"]), "")[:120],
        )  # fmt: skip
        shown.add_row(*(cell.replace("[", r"\[") for cell in cells))
    common.out.print(shown)
