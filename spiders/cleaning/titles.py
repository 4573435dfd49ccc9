"""Limits for short texts: titles, employers, locations as a source writes them."""

from __future__ import annotations

import html
import re

MAX_TITLE = 300

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]")


def clean_line(value: object, limit: int = MAX_TITLE) -> str | None:
    """A value as one line: entities read, signs that do not print gone, white space single.

    None where nothing is left, or where the value is no text.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(_CONTROL.sub(" ", html.unescape(str(value))).split())
    return text[:limit].rstrip() or None
