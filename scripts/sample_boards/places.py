"""Places of work as sample postings name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import us

STATE_NAMES: dict[str, str] = {
    state.abbr: state.name for state in (*us.STATES_AND_TERRITORIES, us.states.DC)
}
"""States, DC and territories: code to name."""

_US_NAMES = frozenset({"us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"})
_FOREIGN_SHORT = frozenset({"uk", "u.k.", "uae"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a posting's author wrote it, taken apart; ``state`` is a two-letter code."""

    text: str
    city: str | None = None
    region: str | None = None
    state: str | None = None
    country: str | None = None
    remote: bool = False

    @property
    def foreign(self) -> bool:
        """Whether the place lies outside the United States."""
        return self.country is not None and self.country != "United States"


def parse_place(text: str) -> Place:
    """A place of the forms ``City, ST``, ``City, Country``, ``City, Region, Country``, ``Remote``.

    Raises ValueError for anything else, a two-letter code that is no US state included.
    """
    text = text.strip()
    parts = [part.strip() for part in text.split(",")]
    if re.match(r"remote\b", text, re.IGNORECASE):
        return Place(text, country="United States", remote=True)
    if len(parts) in (2, 3) and all(parts):
        american = len(parts) == 2 or parts[2].casefold() in _US_NAMES
        if american and parts[1] in STATE_NAMES:
            return Place(text, parts[0], parts[1], parts[1], "United States")
        short = len(parts[1]) == 2 and parts[1].casefold() not in _FOREIGN_SHORT
        if not (american and short) and parts[-1].casefold() not in _US_NAMES:
            region = parts[1] if len(parts) == 3 else None
            return Place(text, parts[0], region, None, parts[-1])
    raise ValueError(
        f"place {text!r} is none of 'City, ST', 'City, Country', 'City, Region, Country', 'Remote'"
    )
