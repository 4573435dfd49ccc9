"""Watching a source against its own past: which fields are filled, how long its list is.

A board that changes its shape goes on answering 200. What it filled before and no longer fills tells;
where that lasts for some nights it is the source's new way, and is believed.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.records import Known, Outcome, Posting

LEAST = 20
"""Postings from which on a share says something."""

PAST = 3
"""Crawls of the past that must agree on what is usual."""

USUAL_FIELD, LOST_FIELD = 0.5, 0.2
"""A field filled in this share of postings is usual; it is lost below this part of its usual share."""

USUAL_KEY, LOST_KEY = 0.9, 0.1
MAX_KEYS = 100

SUDDEN_DROP = 0.4
"""A list shorter than this part of the usual one is not believed."""

USUAL_AT_LEAST = 10
"""From this usual length on a sudden drop can be told from chance."""

REREAD_DAYS = 30
"""A posting's own page is read again after so many days although its row in the list is the same."""

NIGHTS_TO_BELIEVE = 5
"""A list that was short, or empty, for so many crawls in a row is believed."""

FIELDS = (
    "url", "location", "places", "remote", "posted_on", "valid_through", "employment_type", "pay_low",
    "education", "experience_years", "openings",
)  # fmt: skip


@dataclass(slots=True)
class Watch:
    """Counts what the postings of a crawl hold, and what the source's own rows are made of."""

    postings: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    keys: Counter[str] = field(default_factory=Counter)

    def saw_row(self, values: Iterable[Any]) -> None:
        """Notes the names in the first object that a posting is read from, or in the first of a list."""
        firsts = (value[0] if isinstance(value, list) and value else value for value in values)
        row = next((value for value in firsts if isinstance(value, dict)), None)
        if row is not None:
            self.rows += 1
            self.keys.update([str(key)[:60] for key in row if row[key] is not None][:MAX_KEYS])

    def saw(self, posting: Posting) -> None:
        """Notes which fields a posting fills."""
        self.postings += 1
        self.fields.update(name for name in FIELDS if _filled(getattr(posting, name)))

    def shape(self) -> dict[str, Any]:
        """What was counted, as shares, to be kept with the crawl."""
        if not self.postings and not self.rows:
            return {}
        return {
            "postings": self.postings,
            "fields": {
                name: round(self.fields[name] / max(self.postings, 1), 3) for name in FIELDS
            },
            "keys": {
                key: round(count / self.rows, 3)
                for key, count in sorted(self.keys.most_common(MAX_KEYS))
            },
        }

    def drift(self, known: Known) -> list[str]:
        """What this source usually gives and gives no longer, each in words that name the field."""
        past = [shape for shape in known.shapes if shape.get("postings", 0) >= LEAST]
        if len(past) < PAST or max(self.postings, self.rows) < LEAST:
            return []
        shape, lost = self.shape(), []
        for key, usual in _medians(past, "keys").items():
            if usual >= USUAL_KEY and shape["keys"].get(key, 0.0) < LOST_KEY:
                lost.append(f"the source's own field {key!r} is missing")
        for name, usual in _medians(past, "fields").items():
            share = shape["fields"].get(name, 0.0)
            if self.postings >= LEAST and usual >= USUAL_FIELD and share < LOST_FIELD * usual:
                lost.append(
                    f"{name} is filled in {share:.0%} of postings where {usual:.0%} are usual"
                )
        return lost


def sudden_drop(count: int, known: Known) -> float | None:
    """The usual length of the list where ``count`` is far below it; None where it is to be believed."""
    usual = statistics.median(known.whole_counts) if known.whole_counts else 0
    if usual < USUAL_AT_LEAST or count >= SUDDEN_DROP * usual:
        return None
    lately = known.short_counts[: NIGHTS_TO_BELIEVE - 1]
    settled = len(lately) == NIGHTS_TO_BELIEVE - 1 and all(
        SUDDEN_DROP * count <= each <= count / SUDDEN_DROP for each in lately
    )
    return None if settled else usual


def believed_empty(known: Known) -> bool:
    """Whether a list was empty for so long that it is so, and no accident."""
    lately = known.outcomes[: NIGHTS_TO_BELIEVE - 1]
    return len(lately) == NIGHTS_TO_BELIEVE - 1 and set(lately) == {Outcome.EMPTY}


def stamp_of(external_id: str, stamp: object, now: datetime) -> str:
    """What a list says of a posting, and which month's reading this is, in one short word.

    ``stamp`` is what the list says, any JSON value. The word changes with it, and once in
    ``REREAD_DAYS``: a page may change although its row in the list does not.
    """
    text = json.dumps(stamp, sort_keys=True, default=str)
    # Each posting has its own day of the month, or all were read again on the same night.
    day = int(hashlib.sha256(external_id.encode()).hexdigest()[:8], 16) % REREAD_DAYS
    month = (now.date().toordinal() + day) // REREAD_DAYS
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{month}"


def _filled(value: Any) -> bool:
    return value is not None and value != () and value != ""


def _medians(past: Sequence[Mapping[str, Any]], part: str) -> dict[str, float]:
    names = {name for shape in past for name in shape.get(part, {})}
    return {
        name: statistics.median(shape.get(part, {}).get(name, 0.0) for shape in past)
        for name in sorted(names)
    }
