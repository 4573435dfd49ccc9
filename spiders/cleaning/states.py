"""The states of the US, DC and the territories: their names and codes, known exactly."""

from __future__ import annotations

import re

import us

_STATES = [*us.STATES, us.states.DC, *us.TERRITORIES]
STATE_CODES = frozenset(state.abbr for state in _STATES)
"""The two-letter codes of the states, of DC and of the territories."""

TERRITORIES = frozenset(state.abbr for state in us.TERRITORIES)

_STATE_BY_NAME = {state.name.casefold(): state.abbr for state in _STATES} | {
    "u.s. virgin islands": "VI",
    "us virgin islands": "VI",
    "united states virgin islands": "VI",
    "d.c.": "DC",
    "commonwealth of puerto rico": "PR",
}
_ZIP = re.compile(r"\s*\b\d{5}(?:-\d{4})?$")


def state_of(text: str) -> str | None:
    """The code of a state written as its code or its name, a ZIP code behind it or not."""
    text = _ZIP.sub("", text).strip()
    if text.upper() in STATE_CODES:
        return text.upper()
    return _STATE_BY_NAME.get(text.casefold())


def is_code(text: str) -> bool:
    """Whether a state is written as its code, a ZIP code behind it or not."""
    return len(_ZIP.sub("", text).strip()) == 2
