"""Which states ask a license of which occupation, by law: the table behind imputed demand.

A posting for a nurse often does not say that a nurse needs a license. ``data/licensing.csv`` has a row
for each occupation and license with the states and a source to check; where there is no row, nothing
is known and nothing is imputed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import us
from sqlalchemy import Connection, delete

from db import schema as t
from db.frames import write

FILE = Path(__file__).parent / "data" / "licensing.csv"
STATES = tuple(sorted(state.abbr for state in [*us.states.STATES, us.states.DC]))
"""The fifty states and DC; of the territories nothing is known here."""


class LicensingError(ValueError):
    """The table cannot be read; the message names the file, the row and the mend."""


@dataclass(frozen=True, slots=True)
class Law:
    """In ``states`` the law asks ``credential`` of everyone in the occupation ``soc``."""

    soc: str
    credential: str
    states: tuple[str, ...]
    source: str
    note: str


@cache
def laws(path: Path = FILE) -> tuple[Law, ...]:
    """The table. Raises :class:`LicensingError` for a state that is none or a row without a source."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_law(path, n, row) for n, row in enumerate(csv.DictReader(file), start=2))


def _law(path: Path, line: int, row: dict[str, str]) -> Law:
    given = row["states"].split()
    if given[:1] == ["all"]:
        rest = given[1:]
        if rest and rest[0] != "except":
            raise LicensingError(f"{path}, line {line}: after “all” comes nothing or “except”")
        named = rest[1:]
    else:
        named = given
    for state in named:
        if state not in STATES:
            raise LicensingError(f"{path}, line {line}: {state!r} is no state; give two letters")
    if not row["source"].strip():
        raise LicensingError(f"{path}, line {line}: give a source that a reader can check")
    states = tuple(s for s in STATES if s not in named) if given[:1] == ["all"] else tuple(named)
    return Law(row["soc"], row["credential"], tuple(sorted(states)), row["source"], row["note"])


def save_licensing(connection: Connection) -> None:
    """Replaces the table ``licensing`` by what the file says."""
    connection.execute(delete(t.licensing))
    write(
        connection,
        t.licensing,
        ("state", "soc", "credential_id", "source"),
        ((state, law.soc, law.credential, law.source) for law in laws() for state in law.states),
    )
