"""The states and the District of Columbia, as texts name them."""

from __future__ import annotations

import us

ABBREVIATIONS = {state.name: state.abbr for state in [*us.states.STATES, us.states.DC]}
"""The two letters of each, by its name."""
ANY_NAME = "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))
"""An expression that matches any of the names."""
