"""Types of employment as platforms write them, to words that are the same for all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spiders.cleaning.titles import clean_line

_WORDS = {
    "fulltime": "Full-time",
    "parttime": "Part-time",
    "contractor": "Contractor",
    "contract": "Contract",
    "temporary": "Temporary",
    "temp": "Temporary",
    "intern": "Intern",
    "internship": "Intern",
    "volunteer": "Volunteer",
    "perdiem": "Per diem",
    "permanent": "Permanent",
    "other": "Other",
    # Rippling and Recruitee put how one is paid or how long one stays into the same code.
    "salariedft": "Full-time",
    "salariedpt": "Part-time",
    "hourlyft": "Full-time",
    "hourlypt": "Part-time",
    "fulltimepermanent": "Full-time",
    "fulltimefixedterm": "Full-time, Temporary",
    "parttimepermanent": "Part-time",
    "parttimefixedterm": "Part-time, Temporary",
}


def employment_type(*values: object) -> str | None:
    """The types that values name, in words of ours where they are known, each once.

    >>> employment_type("FullTime", "FULL_TIME", ["Seasonal"])
    'Full-time, Seasonal'
    """
    found = [_WORDS.get(re.sub(r"[^a-z]", "", text.lower()), text) for text in _texts(values)]
    return ", ".join(dict.fromkeys(found)) or None


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _texts(value)
        elif text := clean_line(value, 100):
            yield text
