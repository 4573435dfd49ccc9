"""USAJOBS announcements: what a page of them holds, and one of them as a ``Posting``.

Rows have their keys in small letters: the API writes some of them in three ways.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import Response

from db.records import Place, Posting
from spiders.answers import Unreadable, read_json
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.pay import pay_from_figures, period_of
from spiders.cleaning.places import parse_location, place_from_parts, unique
from spiders.cleaning.titles import clean_line
from spiders.config import Source
from spiders.jobposting import lower_keys

Row = dict[str, Any]

_SECTIONS = (
    ("Summary", "summary"),
    ("Duties", "duties"),
    ("Major duties", "majordutieslist"),
    ("Requirements", "requirements"),
    ("Conditions of employment", "requirementsconditionsofemployment"),
    ("Qualifications", "requirementsqualifications"),
    ("Education", "requirementseducation"),
    ("Required documents", "requireddocuments"),
    ("Required standard documents", "requiredstandarddocuments"),
    ("Who may apply", "hiringpathexplanation"),
    ("Additional information", "otherinformation"),
)


def announcement(source: Source, number: str, row: Row, text: Row, *, now: datetime) -> Posting:
    """The posting of an announcement from its row of HistoricJoa and of AnnouncementText."""
    places: list[Place] = []
    lines: list[str] = []
    remote: bool | None = None
    for location in row.get("positionlocations") or []:
        city = clean_line(location.get("positionlocationcity"))
        state = clean_line(location.get("positionlocationstate"))
        country = clean_line(location.get("positionlocationcountry"))
        read = parse_location(city)
        remote = remote or read.remote
        place = place_from_parts(city, state, country)
        places.extend([place] if place else read.places)
        lines.append(", ".join(part for part in (city, state or country) if part))
    figures = pay_from_figures(
        row.get("minimumsalary"), row.get("maximumsalary"), period_of(row.get("salarytype"))
    )
    opened = parse_date(row.get("positionopendate"), now=now)
    series = ", ".join(texts_of(row.get("jobcategories"), "series"))
    openings = clean_line(row.get("totalopenings")) or ""
    return build_posting(
        source,
        external_id=number,
        title=row.get("positiontitle"),
        text=join_sections(
            [
                ("Occupational series", series),
                *((heading, _body(text.get(key))) for heading, key in _SECTIONS),
            ]
        ),
        url=f"https://www.usajobs.gov/job/{number}",
        employer=row.get("hiringagencyname") or row.get("hiringdepartmentname"),
        location="; ".join(line for line in lines if line),
        places=unique(places),
        remote=remote,
        posted_on=opened,
        posted_is_first=True,
        valid_through=parse_date(row.get("positionclosedate"), now=now),
        employment_type=row.get("workschedule"),
        pay=figures if period_of(row.get("salarytype")) else None,
        openings=int(openings) if openings.isascii() and openings.isdigit() else None,
    )


def read_envelope(response: Response) -> tuple[list[Row], int, str]:
    """A page's rows, the stated total, and what leads to the next page ("" at the end)."""
    # An answer without announcements says so in words, not in JSON.
    if response.status == 204 or response.body.strip()[:14].lower() == b"204 no content":
        return [], 0, ""
    document = lower_keys(read_json(response))
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(f"{response.url} holds no list of announcements")
    paging = document.get("paging") or {}
    metadata = paging.get("metadata") or {}
    total = metadata.get("totalcount")
    if not isinstance(total, int):
        raise Unreadable(f"{response.url} states no total")
    following = paging.get("next") or ""
    token = metadata.get("continuationtoken")
    if not following and token:
        parts = urlsplit(response.url)
        query = dict(parse_qsl(parts.query)) | {"continuationtoken": str(token)}
        following = f"{parts.path}?{urlencode(query)}"
    return rows, total, str(following)


def next_url(url: str, following: str) -> str:
    """The address of the next page, on the same host; raises ``Unreadable`` where it leads away."""
    found = urljoin(url, following)
    if urlsplit(found).netloc != urlsplit(url).netloc:
        raise Unreadable(f"{url} leads to another host for its next page", "paging")
    return found


def control_number(row: Row) -> str | None:
    """The number that names an announcement, or None."""
    number = clean_line(row.get("usajobscontrolnumber"), 40)
    return number if number and number.isalnum() else None


def texts_of(items: Any, key: str) -> list[str]:
    """The texts under one key of a list of objects."""
    rows = [item for item in items or [] if isinstance(item, dict)]
    return [text for text in (clean_line(row.get(key)) for row in rows) if text]


def _body(value: Any) -> str | None:
    """A section as HTML: a text, or a list of texts."""
    if isinstance(value, list):
        return "".join(f"<p>{item}</p>" for item in value if isinstance(item, str)) or None
    return value if isinstance(value, str) else None
