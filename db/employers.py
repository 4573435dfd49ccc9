"""Who stands behind an employer's name: an employer, a staffing firm, or a board that names nobody.

The names are in ``data/employers.csv``, a row each; a firm that is not listed is known by its words.
"""

from __future__ import annotations

import csv
import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from db.names import employer_key

NAMES = Path(__file__).parent / "data" / "employers.csv"

_STAFFING = re.compile(
    r"\bstaffing\b|\bstaffers\b|\bstaff leasing\b|\btemps\b|\btemporar(?:y|ies) (?:services?|help|personnel)\b"
    r"|\brecruit(?:ers?|ing|ment)\b|\bemployment (?:agency|services?|professionals?|solutions?)\b"
    r"|\bpersonnel (?:services?|solutions?|agency|group)\b|\btalent (?:solutions?|partners|acquisition)\b"
    r"|\bworkforce solutions?\b|\bexecutive search\b|\bsearch (?:group|partners|firm)\b|\bheadhunters?\b"
    r"|\btravel nurs(?:e|es|ing)\b|\blocum tenens\b|\boutsourcing services?\b"
)
# An agency of a state or county that finds people work is an employer like others.
_PUBLIC = re.compile(
    r"^(?:state|county|city|department|dept|office) of\b|\b(?:county|city|state|department|division)$"
)
_BOARD = re.compile(r"\bjob ?(?:board|search|bank|finder|site)\b|\bjobs (?:online|today|now|usa)\b")


class EmployerKind(StrEnum):
    """EMPLOYER hires for itself; STAFFING for others that it does not name; BOARD names nobody."""

    EMPLOYER = "employer"
    STAFFING = "staffing"
    BOARD = "board"


@cache
def _listed() -> dict[str, EmployerKind]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out: dict[str, EmployerKind] = {}
    for row in rows:
        key = employer_key(row["name"])
        if key:
            out[key] = EmployerKind(row["kind"])
    return out


@lru_cache(maxsize=200_000)
def employer_kind(name: str | None) -> EmployerKind | None:
    """What kind of employer a name stands for; None for no name.

    >>> employer_kind("Aerotek, Inc."), employer_kind("ZipRecruiter"), employer_kind("Acme Health")
    (<EmployerKind.STAFFING: 'staffing'>, <EmployerKind.BOARD: 'board'>, <EmployerKind.EMPLOYER: 'employer'>)
    """
    key = employer_key(name)
    if key is None:
        return None
    if found := _listed().get(key):
        return found
    if _BOARD.search(key):
        return EmployerKind.BOARD
    if _STAFFING.search(key) and not _PUBLIC.search(key):
        return EmployerKind.STAFFING
    return EmployerKind.EMPLOYER


def named_employer(name: str | None) -> str | None:
    """The key of the employer that a posting names; None where it names none, or only a board.

    >>> named_employer("Acme Health, Inc."), named_employer("Indeed"), named_employer(None)
    ('acme health', None, None)
    """
    return None if employer_kind(name) is EmployerKind.BOARD else employer_key(name)
