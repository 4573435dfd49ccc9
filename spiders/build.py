"""From what a source gives of one posting to the ``Posting`` that is handed over."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from db.records import Place, Posting
from extraction.text import html_to_text, mask_contacts
from spiders.cleaning.education import lowest_education, lowest_experience
from spiders.cleaning.pay import Pay, parse_pay
from spiders.cleaning.places import parse_location, place_from_parts, unique
from spiders.cleaning.titles import clean_line
from spiders.config import Source

MAX_OPENINGS = 100_000

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff<>\"]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


class BadPosting(ValueError):  # noqa: N818
    """A posting that cannot be used; the text says what it lacks."""


def to_text(raw: str) -> str:
    """Plain text from a body that may be HTML or plain, its lines kept in either case."""
    if not _TAG.search(raw):
        # Plain bodies hold entities all the same; their lines would be lost as HTML.
        lines = html.unescape(raw).splitlines()
        raw = "<br>".join(html.escape(line, quote=False) for line in lines)
    return html_to_text(raw)


def join_sections(sections: Iterable[tuple[str, str | None]]) -> str:
    """One text from (heading, body) pairs, headings on lines of their own, empty sections left out.

    An empty heading gives the body alone. A section that an earlier one holds already is left out
    too: sources repeat their requirements inside the description.
    """
    parts: list[str] = []
    for heading, raw in sections:
        text = to_text(raw) if raw else ""
        if not text or any(_words(text) in _words(part) for part in parts):
            continue
        parts.append(f"{heading}\n{text}" if heading else text)
    return "\n\n".join(parts)


def build_posting(
    source: Source,
    *,
    external_id: str,
    title: object,
    text: str,
    url: str | None = None,
    employer: object = None,
    location: object = None,
    places: tuple[Place, ...] | None = None,
    remote: bool | None = None,
    posted_on: date | None = None,
    posted_is_first: bool = False,
    valid_through: date | None = None,
    employment_type: object = None,
    pay: Pay | None = None,
    education: str | None = None,
    experience_years: float | None = None,
    openings: int | None = None,
    country: str | None = None,
) -> Posting:
    """The posting, cleaned, contact details masked.

    ``text`` is plain (``to_text``, ``join_sections``). Places, remote, pay, education and experience
    are read from the location and the text where the source has no field for them; the employer,
    the state and the country (else ``country``, a code) are the source's own where the posting names
    none. Raises ``BadPosting`` without a title or a text.
    """
    clean_title = clean_line(title)
    if clean_title is None:
        raise BadPosting("the posting has no title")
    masked = mask_contacts(text)
    if not masked.strip():
        raise BadPosting("the posting has no text")
    place = clean_line(location, 500)
    read = parse_location(location if isinstance(location, str) else None)
    places = read.places if places is None else places
    remote = read.remote if remote is None else remote
    if not places and not remote and source.state:
        places = (Place(state=source.state, country="US"),)
    if not places and (code := source.country or country):
        places = _places_in(code, place)
    # Abroad a dollar sign is another dollar's.
    if pay is None and (not places or any(each.country in {"US", None} for each in places)):
        pay = parse_pay(masked)
    return Posting(
        source=source.key,
        external_id=external_id,
        title=mask_contacts(clean_title),
        text=masked,
        url=_web_address(url),
        employer=clean_line(employer) or source.employer,
        location=mask_contacts(place) if place else None,
        places=places,
        remote=remote,
        posted_on=posted_on,
        posted_is_first=posted_is_first and posted_on is not None,
        valid_through=valid_through,
        employment_type=clean_line(employment_type, 100),
        pay_low=pay.low if pay else None,
        pay_high=pay.high if pay else None,
        pay_period=pay.period if pay else None,
        education=education or lowest_education(masked),
        experience_years=(
            lowest_experience(masked) if experience_years is None else experience_years
        ),
        openings=openings if openings and 0 < openings <= MAX_OPENINGS else None,
    )


def _places_in(country: str, location: str | None) -> tuple[Place, ...]:
    """The bare cities of a location, in a country that it does not name; else the country alone."""
    lines = [line.strip() for line in (location or "").split(";")]
    # "Remote" is no city.
    cities = [line for line in lines if "," not in line and parse_location(line).remote is None]
    found = [place_from_parts(city, None, country) for city in cities or [""]]
    return unique(place for place in found if place)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _web_address(url: str | None) -> str | None:
    """An address that a reader can be sent to, or None."""
    if not url or len(url) > 2_000:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if _UNPRINTABLE.search(url.strip()):
        return None
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else None
