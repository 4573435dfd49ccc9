"""Whether a job is one that somebody can enter with a high-school education."""

from __future__ import annotations

BELOW_BACHELOR = ("none", "high school", "associate")
MOST_YEARS = 2.0


def entry_level(education: str | None, years: float | None) -> bool | None:
    """Yes: less than a bachelor's degree and at most two years are asked for, and both are said.

    No: more of either is asked for. None where the posting leaves it open; it is never guessed.

    >>> entry_level("high school", 1), entry_level("bachelor", None), entry_level("none", None)
    (True, False, None)
    """
    if (education is not None and education not in BELOW_BACHELOR) or (
        years is not None and years > MOST_YEARS
    ):
        return False
    return True if education is not None and years is not None else None
