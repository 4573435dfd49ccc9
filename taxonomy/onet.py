"""Reads job titles out of the official O*NET download, beside our own table of titles.

The download is a folder of text files (tab-separated) or workbooks; three of them hold titles. The
figures of O*NET are under CC BY 4.0 and stay where the operator put them: what is read goes into
``titles_onet.csv`` beside our files, is no part of the repository, and never overrules our own rows.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import load_workbook

from taxonomy.load import ONET_TITLES, TaxonomyError
from taxonomy.model import Taxonomy
from taxonomy.normalize import normalize

TABLES = {
    "occupation data": "title",
    "alternate titles": "alternate title",
    "sample of reported titles": "reported job title",
}
"""The tables that hold titles, by their file names, and the column of the title in each."""
CODE = "o*net-soc code"
TOO_MANY = 3
"""A title that more occupations than this share tells nothing."""
_CODE = re.compile(r"(\d\d-\d{4})(?:\.\d\d)?")


def read_onet(directory: Path) -> dict[str, set[str]]:
    """The titles of an O*NET download in normal form, each with the SOC 2018 codes that have it.

    ``directory`` holds the unpacked files, as .txt or .xlsx. Raises :class:`TaxonomyError`, naming
    what was looked for, where none of them is there or one has other columns.
    """
    if not directory.is_dir():
        raise TaxonomyError(
            f"{directory} is no folder; unpack the O*NET download and name its folder"
        )
    found: dict[str, set[str]] = defaultdict(set)
    files = [
        path
        for path in sorted(directory.iterdir())
        if _table_of(path) in TABLES and path.suffix.lower() in (".txt", ".xlsx")
    ]
    if not files:
        names = ", ".join(f"{name.title()}.txt" for name in TABLES)
        raise TaxonomyError(f"{directory} holds none of O*NET's files of titles ({names})")
    for path in files:
        for code, title in _rows(path, TABLES[_table_of(path)]):
            soc, form = _CODE.fullmatch(code), normalize(title)
            if soc and form:
                found[form].add(soc[1])
    return found


def write_onet(taxonomy: Taxonomy, titles: dict[str, set[str]], directory: Path) -> int:
    """Writes ``titles_onet.csv`` into a taxonomy's folder, whole or not at all; the number of rows.

    A title of several occupations goes to the one with the most employment; one of more than
    ``TOO_MANY``, or of codes that the taxonomy does not know, is left out.
    """
    rows = []
    for title, socs in titles.items():
        known = [
            soc
            for soc in sorted(socs)
            if soc in taxonomy.occupations and not taxonomy.occupations[soc].is_oews_group
        ]
        if known and len(socs) <= TOO_MANY:
            rows.append((title, max(known, key=lambda soc: taxonomy.occupations[soc].employment)))
    part = directory / f".{ONET_TITLES}.part"
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("title", "soc"))
            writer.writerows(sorted(rows))
        part.replace(directory / ONET_TITLES)
    finally:
        part.unlink(missing_ok=True)
    return len(rows)


def _table_of(path: Path) -> str:
    return re.sub(r"[\W_]+", " ", path.stem.lower()).strip()


def _rows(path: Path, column: str) -> Iterator[tuple[str, str]]:
    """Code and title of each row."""
    lines = _cells(path)
    header = [str(cell or "").strip().lower() for cell in next(lines, [])]
    if CODE not in header or column not in header:
        raise TaxonomyError(
            f"{path.name}, line 1: the columns 'O*NET-SOC Code' and {column.title()!r} are not both "
            "there; take the file as O*NET gives it"
        )
    code, title = header.index(CODE), header.index(column)
    for cells in lines:
        if len(cells) > max(code, title):
            yield str(cells[code] or "").strip(), str(cells[title] or "")


def _cells(path: Path) -> Iterator[Sequence[object]]:
    if path.suffix.lower() == ".xlsx":
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield from (row for row in book.worksheets[0].iter_rows(values_only=True))
        finally:
            book.close()
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    except UnicodeDecodeError as error:
        raise TaxonomyError(f"{path.name} is not UTF-8 ({error.reason})") from None
