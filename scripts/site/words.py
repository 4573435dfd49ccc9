"""Words and numbers as pages show them; text that came from outside made harmless to read."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from db.check import place_name

AROUND = 240
"""So many characters of a sentence are shown on either side of the credential's name."""
NATION, REMOTE = "US", "remote"
# What would hide or reorder text on a page: control, direction and unpaired characters.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


def clean(text: object, longest: int = 0) -> str:
    """One line of text without unseen characters, cut after ``longest`` characters where given.

    >>> clean("Nurse\\u202e\\n RN"), clean("A long title", longest=6)
    ('Nurse RN', 'A long…')
    """
    line = " ".join(_UNSEEN.sub(" ", str(text or "")).split())
    return line[:longest].rstrip() + "…" if longest and len(line) > longest else line


def web_address(url: str | None) -> str | None:
    """An address that may stand in a link: http or https with a host; None for any other.

    >>> web_address("https://jobs.example/1"), web_address("javascript:alert(1)")
    ('https://jobs.example/1', None)
    """
    if not url or _UNSEEN.search(url) or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


def around(said: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence before, in and after its span, each clean; the outer ends of long ones cut."""
    before, name, after = said[:start], said[start:end], said[end:]
    left, right = clean(before), clean(after)
    if len(left) > AROUND:
        left = "…" + left[-AROUND:].lstrip()
    if len(right) > AROUND:
        right = right[:AROUND].rstrip() + "…"
    return (
        left + (" " if left and before[-1:].isspace() else ""),
        clean(name, AROUND),
        (" " if right and after[:1].isspace() else "") + right,
    )


def day(value: date | datetime | str | None) -> str:
    """A date as it is written in the US; empty for none.

    >>> day("2026-11-03")
    'November 3, 2026'
    """
    if not value:
        return ""
    when = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{when:%B} {when.day}, {when.year}"


def month(value: str) -> str:
    """A month such as 2026-11 in words."""
    return f"{date.fromisoformat(value + '-01'):%B %Y}"


def number(value: float) -> str:
    """A whole number with commas between the thousands."""
    return f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share with one decimal; a dash for none.

    >>> percent(0.0314), percent(None)
    ('3.1%', '–')
    """
    return "–" if value is None else f"{value:.1%}"


def slug(name: str) -> str:
    """The file name of a Career Cluster's page.

    >>> slug("Arts, Entertainment, & Design")
    'arts-entertainment-design'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def page_of(credential: str) -> str:
    """The file name of a credential's page."""
    return quote(credential, safe="") + ".html"


def area_name(state: str) -> str:
    """How an area is headed on a page."""
    return "Remote jobs" if state == REMOTE else place_name(state)
