"""Reads the taxonomy's CSV files into one :class:`~taxonomy.model.Taxonomy`."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path

from taxonomy.model import (
    AMBIGUOUS,
    LIST_FORM,
    Alias,
    CareerCluster,
    Credential,
    Issuer,
    Occupation,
    Taxonomy,
)

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "credentials.csv": (
        "id", "name", "type", "category", "issuer", "parent", "level", "states", "socs",
        "career_clusters", "sub_clusters", "software", "ctid", "entry_level", "successor", "source",
        "notes",
    ),
    "aliases.csv": ("credential", "alias", "kind", "ambiguous", "occupation", "context"),
    "issuers.csv": ("id", "name", "aliases", "url"),
    "soc.csv": (
        "soc", "title", "oews_group", "is_oews_group", "job_zone", "employment_2024",
        "career_clusters", "sub_clusters", "career_cluster_2002",
    ),
    "career_clusters.csv": ("career_cluster", "grouping", "sub_clusters"),
    "career_clusters_2002.csv": ("career_cluster", "pathways", "career_clusters_2024"),
    "titles.csv": ("title", "soc"),
}  # fmt: skip
FILES = tuple(COLUMNS)
ONET_TITLES = "titles_onet.csv"
"""O*NET's own titles, where `sought taxonomy update onet` has read them; no part of the repository."""


class TaxonomyError(ValueError):
    """A file of the taxonomy cannot be read; the message names the file, the line and the mend."""


def rows(path: Path, needed: Sequence[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of a CSV file with its line number, as a dict of stripped cells.

    ``needed`` are the columns that the header must have, by default all of that file's.
    Raises :class:`TaxonomyError` where the file is missing, not UTF-8, lacks a column, or a row has
    more or fewer cells than the header.
    """
    header, table = _cells(path, needed)
    for line, cells in table:
        yield line, dict(zip(header, cells, strict=True))


def _cells(
    path: Path, needed: Sequence[str] | None = None
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header of a CSV file, and each row with its line number, cells stripped."""
    try:
        file = io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
    except FileNotFoundError:
        raise TaxonomyError(f"{path} is missing; put it back") from None
    except UnicodeDecodeError as error:
        raise TaxonomyError(
            f"{path.name} is not UTF-8 ({error.reason}); save it as UTF-8"
        ) from None
    reader = csv.reader(file)
    header = next(reader, [])
    for column in COLUMNS.get(path.name, ()) if needed is None else needed:
        if column not in header:
            raise TaxonomyError(
                f"{path.name}, line 1: the column {column!r} is missing; the header must have "
                f"{','.join(needed or COLUMNS[path.name])}"
            )

    def table() -> Iterator[tuple[int, list[str]]]:
        size = len(header)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != size:
                raise TaxonomyError(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells where the header "
                    f"has {size}; put cells that hold a comma in double quotes"
                )
            yield reader.line_num, list(map(str.strip, cells))

    return header, table()


def _columns(path: Path, *names: str) -> Iterator[tuple[str, ...]]:
    """The cells of some columns of each row: faster than :func:`rows` where there are many rows."""
    header, table = _cells(path, names)
    places = itemgetter(*(header.index(name) for name in names))
    return (places(cells) for _, cells in table)


@lru_cache(maxsize=10_000)
def many(cell: str) -> tuple[str, ...]:
    """The values of a cell that are joined with ``;``."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _number(line: int, row: dict[str, str], column: str) -> int | None:
    cell = row[column]
    if cell and not (cell.isascii() and cell.isdigit()):
        raise TaxonomyError(
            f"soc.csv, line {line}: {column} is {cell!r}; write a whole number or nothing"
        )
    return int(cell) if cell else None


def version_of(directory: Path) -> str:
    """The released version and, after a ``+``, eight digits of a digest over the data files."""
    digest = hashlib.blake2b(digest_size=4)
    if not (directory / "version.txt").exists():
        raise TaxonomyError(f"{directory / 'version.txt'} is missing; write the version into it")
    own_titles = [ONET_TITLES] if (directory / ONET_TITLES).exists() else []
    for name in [*FILES, *own_titles]:
        digest.update((directory / name).read_bytes().replace(b"\r\n", b"\n"))
    return f"{(directory / 'version.txt').read_text('utf-8').strip()}+{digest.hexdigest()}"


@contextmanager
def without_collector() -> Iterator[None]:
    """Keeps the garbage collector from walking again and again through much that is built to stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
@without_collector()
def load(directory: Path = DATA) -> Taxonomy:
    """The taxonomy of a directory of CSV files, by default the one that ships with Sought.

    Raises :class:`TaxonomyError` naming file, line and mend where a file cannot be read; whether
    what it says makes sense is :mod:`taxonomy.validate`'s to find.
    """
    aliases: dict[str, list[Alias]] = {}
    list_forms: dict[str, list[str]] = {}
    for own, form, kind, ambiguous, occupation, context in _columns(
        directory / "aliases.csv", *COLUMNS["aliases.csv"]
    ):
        if kind == LIST_FORM:
            list_forms.setdefault(own, []).append(form)
            continue
        aliases.setdefault(own, []).append(
            Alias(
                form,
                kind,
                ambiguous in AMBIGUOUS,
                occupation == "yes",
                many(context) if context else (),
                ambiguous == "always",
            )
        )
    credentials = {
        row["id"]: Credential(
            id=row["id"],
            name=row["name"],
            type=row["type"],
            category=row["category"],
            issuer=row["issuer"] or None,
            parent=row["parent"] or None,
            level=row["level"] or None,
            states=many(row["states"]),
            socs=many(row["socs"]),
            career_clusters=many(row["career_clusters"]),
            sub_clusters=many(row["sub_clusters"]),
            software=row["software"] or None,
            ctid=row["ctid"] or None,
            entry_level=row["entry_level"] == "yes",
            successor=row["successor"] or None,
            source=row["source"],
            notes=row["notes"],
            aliases=tuple(aliases.get(row["id"], ())),
            list_forms=tuple(list_forms.get(row["id"], ())),
        )
        for _, row in rows(directory / "credentials.csv")
    }
    issuers = {
        row["id"]: Issuer(row["id"], row["name"], many(row["aliases"]), row["url"] or None)
        for _, row in rows(directory / "issuers.csv")
    }
    occupations = {
        row["soc"]: Occupation(
            soc=row["soc"],
            title=row["title"],
            oews_group=row["oews_group"] or None,
            is_oews_group=row["is_oews_group"] == "yes",
            job_zone=_number(line, row, "job_zone"),
            employment=_number(line, row, "employment_2024") or 0,
            career_clusters=many(row["career_clusters"]),
            sub_clusters=many(row["sub_clusters"]),
            career_cluster_2002=row["career_cluster_2002"] or None,
        )
        for line, row in rows(directory / "soc.csv")
    }
    clusters = {
        row["career_cluster"]: CareerCluster(
            row["career_cluster"], row["grouping"], many(row["sub_clusters"])
        )
        for _, row in rows(directory / "career_clusters.csv")
    }
    titles = _titles(directory / "titles.csv")
    onet = directory / ONET_TITLES
    # One word alone (`director`, `inspector`) is of too many occupations to take O*NET's choice.
    onet_titles = {t: soc for t, soc in _titles(onet).items() if " " in t} if onet.exists() else {}
    clusters_2002 = {
        row["career_cluster"]: CareerCluster(
            row["career_cluster"], "", many(row["pathways"]), many(row["career_clusters_2024"])
        )
        for _, row in rows(directory / "career_clusters_2002.csv")
    }
    return Taxonomy(
        version_of(directory), credentials, issuers, occupations, clusters, titles, clusters_2002,
        onet_titles,
    )  # fmt: skip


def _titles(path: Path) -> dict[str, str]:
    return {row["title"]: row["soc"] for _, row in rows(path, COLUMNS["titles.csv"])}
