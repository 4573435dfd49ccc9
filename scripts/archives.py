"""From a row of a researcher's archive to a posting, whatever the archive calls its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from db.records import Place, Posting
from extraction.files import plain
from extraction.rows import kind_in_words
from spiders.build import BadPosting
from spiders.cleaning.dates import parse_date
from spiders.cleaning.education import lowest_education, lowest_experience
from spiders.cleaning.pay import parse_pay, pay_from_figures, period_of
from spiders.cleaning.places import parse_location, place_from_parts
from spiders.cleaning.titles import clean_line
from spiders.config import Source
from spiders.fields import posting_from_fields
from spiders.jobposting import identifier, lower_keys

FIELDS = (
    "id", "text", "title", "employer", "location", "city", "state", "country", "date", "expires",
    "url", "pay_low", "pay_high", "pay_period",
)  # fmt: skip
"""What a column can be taken for."""


class LayoutName(StrEnum):
    """Whose names an archive's columns have; ``auto`` tells it by them."""

    AUTO = "auto"
    SOUGHT = "sought"
    NLX = "nlx"
    SCHEMA_ORG = "schema.org"


LAYOUTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    LayoutName.SOUGHT: {field: (field,) for field in FIELDS}
    | {"employer": ("employer", "company")},
    # The columns of the Hub's reports, as the code that researchers publish for them names them.
    LayoutName.NLX: {
        "id": ("system_job_id", "job_id"),
        "text": ("description",),
        "title": ("title",),
        "employer": ("application_company",),
        "city": ("city",),
        "state": ("state",),
        "country": ("country",),
        "date": ("created_date", "date_acquired", "date_compiled"),
        "expires": ("expired_date",),
        "url": ("link",),
        "pay_low": ("parameters_salary_min",),
        "pay_high": ("parameters_salary_max",),
        "pay_period": ("parameters_salary_unit",),
    },
}
"""For each layout with columns of its own the columns that a field is taken from, the first that is filled."""
_LONGEST = 2000


class NoColumnError(ValueError):
    """The archive has no column that can be the id or the text; the message names those it has."""


@dataclass(frozen=True)
class Layout:
    """How an archive's columns are read: a layout's name, and what a person said beside it."""

    name: LayoutName
    columns: Mapping[str, tuple[str, ...]]

    def posting(self, cells: Mapping[str, Any], source: Source, now: datetime) -> Posting:
        """A row as a posting.

        ``now`` is what ages such as "3 days ago" count from. Raises ``BadPosting`` with the reason
        where the row cannot be one.
        """
        if self.name is LayoutName.SCHEMA_ORG:
            return self._schema_org(cells, source, now)
        given = {field: self._cell(cells, field) for field in FIELDS}
        external_id = _text(given["id"], "id")
        if not external_id:
            raise BadPosting("the field 'id' is missing")
        raw = given["text"]
        if raw is None:
            raise BadPosting("the field 'text' is missing")
        if not isinstance(raw, str):
            raise BadPosting(f"the field 'text' is {kind_in_words(raw)}, not a string")
        text, _ = plain(_sound(raw))
        if not text.strip():
            raise BadPosting("the field 'text' is empty")
        location, places, remote = _where(given)
        pay = pay_from_figures(
            given["pay_low"], given["pay_high"], period_of(given["pay_period"])
        ) or parse_pay(text)
        return Posting(
            source=source.key,
            external_id=external_id,
            title=clean_line(_text(given["title"], "title")) or "",
            text=text,
            url=_text(given["url"], "url"),
            employer=_text(given["employer"], "employer"),
            location=location,
            places=places,
            remote=remote,
            posted_on=_day(given["date"], "date", now),
            posted_is_first=True,
            valid_through=_day(given["expires"], "expires", now, ahead=True),
            pay_low=pay.low if pay else None,
            pay_high=pay.high if pay else None,
            pay_period=pay.period if pay else None,
            education=lowest_education(text),
            experience_years=lowest_experience(text),
        )

    def _cell(self, cells: Mapping[str, Any], field: str) -> Any:
        filled = (cells.get(column) for column in self.columns.get(field, ()))
        return next((value for value in filled if value not in (None, "")), None)

    def _schema_org(self, cells: Mapping[str, Any], source: Source, now: datetime) -> Posting:
        posting = lower_keys(_nested(_sound_values(cells)))
        url = _text(self._cell(cells, "url") or posting.get("url"), "url")
        external_id = (
            _text(self._cell(cells, "id"), "id")
            or identifier(posting)
            or _text(posting.get("id") or posting.get("@id"), "id")
            or url
        )
        if not external_id:
            raise BadPosting("it has no identifier, no @id and no url")
        made = posting_from_fields(source, posting, external_id=external_id, url=url or "", now=now)
        made.employer = made.employer or None
        made.posted_on = _day(posting.get("dateposted"), "datePosted", now)
        made.posted_is_first = made.posted_on is not None
        return made


def layout_for(name: LayoutName, mapping: Mapping[str, str], cells: Mapping[str, Any]) -> Layout:
    """The layout of an archive whose first row has these cells.

    ``name`` is ``auto`` tells it by the columns. ``mapping`` gives the column of
    a field (of :data:`FIELDS`) and goes before the layout's own. Raises :class:`NoColumnError` where a
    column is not there.
    """
    have = ", ".join(map(str, cells)) or "none"
    for field, column in mapping.items():
        if column not in cells:
            raise NoColumnError(
                f"there is no column {column!r} for {field}; the columns are: {have}"
            )
    if name is LayoutName.AUTO:
        name = _told_by(cells, mapping)
    own = LAYOUTS.get(name, {})
    columns = {**own, **{field: (column,) for field, column in mapping.items()}}
    if name is not LayoutName.SCHEMA_ORG:
        for field in ("id", "text"):
            if not any(column in cells for column in columns[field]):
                raise NoColumnError(
                    f"no column can be the {field} of a posting; say which: --map {field}=COLUMN; "
                    f"the columns are: {have}"
                )
    return Layout(name, columns)


def _told_by(cells: Mapping[str, Any], mapping: Mapping[str, str]) -> LayoutName:
    names = {str(name).lower().partition(".")[0] for name in cells}
    if {"description", "system_job_id"} <= names or {"description", "application_company"} <= names:
        return LayoutName.NLX
    if "text" in names or "text" in mapping:
        return LayoutName.SOUGHT
    own = {"dateposted", "hiringorganization", "joblocation"}
    is_posting = "JobPosting" in str(cells.get("@type", ""))
    if is_posting or ("description" in names and names & own):
        return LayoutName.SCHEMA_ORG
    return LayoutName.SOUGHT


def _where(given: Mapping[str, Any]) -> tuple[str | None, tuple[Place, ...], bool | None]:
    """The location as a line, its places, and whether the work is remote."""
    city, state, country = (_text(given[field], field) for field in ("city", "state", "country"))
    location = _text(given["location"], "location")
    if not location:
        location = ", ".join(part for part in (city, state, country) if part) or None
    read = parse_location(location)
    places = read.places
    stated = place_from_parts(city, state, country or ("US" if state else None))
    if stated and (not places or (stated.state and not any(place.state for place in places))):
        places = (stated,)
    return location, places, read.remote


def _day(value: Any, field: str, now: datetime, *, ahead: bool = False) -> date | None:
    """A day; a value that is none is refused, since a posting without a day would count as of today."""
    if value is None or str(value).strip() == "":
        return None
    day = parse_date(value, now=now)
    if day is None:
        raise BadPosting(f"the field {field!r} is {str(value)[:60]!r}, which is no clear date")
    if not ahead and day > now.date() + timedelta(days=1):
        raise BadPosting(f"the field {field!r} is {day}, which is still to come")
    return day


def _text(value: Any, field: str) -> str | None:
    if isinstance(value, dict | list):
        raise BadPosting(f"the field {field!r} is {kind_in_words(value)}, not a string")
    return _sound(str(value)).strip()[:_LONGEST] or None if value is not None else None


def _sound(text: str) -> str:
    """The text without what no database takes: NUL and halves of characters, each by one sign."""
    text = text.replace("\x00", " ")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = "".join("�" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    return text


def _sound_values(value: Any) -> Any:
    if isinstance(value, str):
        return _sound(value)
    if isinstance(value, dict):
        return {_sound(str(key)): _sound_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sound_values(item) for item in value]
    return value


def _nested(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Columns such as ``hiringOrganization.name`` as objects in objects."""
    nested: dict[str, Any] = {}
    for name, value in cells.items():
        if value is None:
            continue
        *path, last = str(name).split(".")
        inner = nested
        for part in path:
            found = inner.setdefault(part, {})
            if not isinstance(found, dict):
                break
            inner = found
        else:
            inner[last] = value
    return nested
