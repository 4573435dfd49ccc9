"""Dates as sources write them, to ``date``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dateparser

FIRST_YEAR, LAST_YEAR = 1990, 2100

_UNPADDED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_POSTED = re.compile(r"^\s*(?:date\s+)?(?:re-?)?posted\s*(?:on|:)?\s*", re.IGNORECASE)
_LEAST = re.compile(r"\d\s*\+")
_ZONE = re.compile(r"(?<=\d)\s*(?:Z|UTC|GMT|[A-Z]{2,4}T|[+-]\d{2}:?\d{2})\s*$")
_LONGEST = 60


def parse_date(value: object, *, now: datetime) -> date | None:
    """The day that a value means, as written where it was written; None where it is not clear.

    Takes ISO dates and times, also unpadded, seconds or milliseconds since 1970, English dates with
    the month before the day, and ages such as "3 days ago", counted from ``now``. "30+ days ago"
    names no day. Years outside 1990 to 2100 are refused.
    """
    if isinstance(value, datetime):
        found: date | None = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, bool) or value is None:
        found = None
    elif isinstance(value, int | float):
        found = _from_epoch(value)
    elif isinstance(value, str):
        found = _from_text(value.strip(), now)
    else:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found


def _from_epoch(seconds: float) -> date | None:
    if not 5e8 <= abs(seconds) < 1e13:
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            seconds=seconds / 1000 if seconds >= 1e11 else seconds
        )
    except (OverflowError, ValueError):
        return None
    return moment.date()


def _from_text(text: str, now: datetime) -> date | None:
    if not text or len(text) > _LONGEST:
        return None
    if _EPOCH.fullmatch(text) and text.isascii():
        return _from_epoch(int(text))
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    if match := _UNPADDED.match(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    # The day where it was written counts, so the zone is dropped before it can move the day.
    text = _ZONE.sub("", _POSTED.sub("", text))
    if not text or _LEAST.search(text):
        return None
    return _from_words(text, now)


def _from_words(text: str, now: datetime) -> date | None:
    settings: Any = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "MDY",
        "PREFER_DATES_FROM": "past",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        found = dateparser.parse(text, languages=["en"], settings=settings)
    except Exception:  # noqa: BLE001
        # dateparser raises errors of many kinds at odd text, and all mean the same.
        return None
    return found.date() if found else None
