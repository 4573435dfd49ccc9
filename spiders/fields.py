"""The fields of a schema.org JobPosting, in all the shapes that sites give them, to a ``Posting``."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from db.records import Place, Posting
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import Pay, parse_pay, pay_from_figures, period_of
from spiders.cleaning.places import parse_location, place_from_parts, unique
from spiders.cleaning.titles import clean_line
from spiders.config import Source
from spiders.jobposting import Object

_SECTIONS = (
    ("", "description"),
    ("Responsibilities", "responsibilities"),
    ("Qualifications", "qualifications"),
    ("Skills", "skills"),
    ("Education", "educationrequirements"),
    ("Experience", "experiencerequirements"),
)
_CREDENTIALS = {
    "no requirements": "none",
    "high school": "high school",
    "associate degree": "associate",
    "bachelor degree": "bachelor",
}
_CONFIDENTIAL = re.compile(r"confidential", re.IGNORECASE)
_UNAVAILABLE = re.compile(r"unavailable", re.IGNORECASE)
"""What iCIMS writes into the fields of an address that its employer left empty."""

_OF_ITS_OWN = ("sameas", "url", "logo", "@id")
_COMMON = frozenset("of the and for at in inc llc co corp company".split())


def posting_from_fields(
    source: Source, posting: Object, *, external_id: str, url: str, now: datetime
) -> Posting:
    """The ``Posting`` of a JobPosting object with keys in small letters, found at ``url``."""
    places, location = _places(posting)
    remote = True if "TELECOMMUTE" in _texts(posting.get("joblocationtype"), upper=True) else None
    return build_posting(
        source,
        external_id=external_id,
        title=_first_text(posting.get("title")) or _first_text(posting.get("name")),
        text=join_sections((heading, _body(posting.get(key))) for heading, key in _SECTIONS),
        url=url,
        employer=_employer(posting, source.employer),
        location=location,
        places=places,
        remote=remote,
        posted_on=parse_date(_first(posting.get("dateposted")), now=now),
        valid_through=parse_date(_first(posting.get("validthrough")), now=now),
        employment_type=employment_type(*_texts(posting.get("employmenttype"))),
        pay=_pay(posting, places),
        education=_education(posting.get("educationrequirements")),
        experience_years=_experience(posting.get("experiencerequirements")),
        openings=_openings(posting.get("totaljobopenings")),
    )


def _first(value: Any) -> Any:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and "@value" in value:
        return value["@value"]
    return value


def _texts(value: Any, upper: bool = False) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [clean_line(_first(item)) for item in values]
    return [text.upper() if upper else text for text in texts if text]


def _first_text(value: Any) -> str | None:
    texts = _texts(value)
    return texts[0] if texts else None


def _name(value: Any) -> str | None:
    """The name in a text, in an object with a name, or in a list of either."""
    value = _first(value)
    if isinstance(value, dict):
        return _name(value.get("name") or value.get("@id"))
    return clean_line(value)


def _body(value: Any) -> str | None:
    """A field's body as HTML or plain text, one level of escaping removed where there is one more."""
    value = _first(value) if not isinstance(value, list) else value
    if isinstance(value, list):
        parts = [part for part in (_body(item) for item in value) if part]
        return "\n".join(parts) or None
    if isinstance(value, dict):
        return _body(value.get("description") or value.get("name"))
    if not isinstance(value, str):
        return None
    escaped = "<" not in value and "&lt;" in value
    text: str = html.unescape(value) if escaped else value
    # Some sites escape line breaks twice and show the letter n.
    return text.replace("\\r\\n", "\n").replace("\\n", "\n")


def _employer(posting: Object, own: str) -> str | None:
    """The hiring organization's name; None where the source's own employer is to stand in.

    That is where it hides, and where it has no word in common with ``own`` and no page or logo
    either: sites of one employer name their departments there. ``own`` is empty for many employers.
    """
    organization = _first(posting.get("hiringorganization"))
    name: str | None = _name(organization)
    if not name or _CONFIDENTIAL.search(name):
        return None
    described = isinstance(organization, dict) and any(organization.get(k) for k in _OF_ITS_OWN)
    return name if described or not own or _words(name) & _words(own) else None


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold())) - _COMMON


def _places(posting: Object) -> tuple[tuple[Place, ...], str | None]:
    """The places of the posting, and the location as a line of text."""
    locations = posting.get("joblocation")
    items = [_first(item) for item in (locations if isinstance(locations, list) else [locations])]
    if names := _telling_names(items):
        line = "; ".join(names)
        return parse_location(line).places, line
    places: list[Place] = []
    lines: list[str] = []
    for location in items:
        fields = location if isinstance(location, dict) else {}
        address = _first(fields.get("address", location))
        if isinstance(address, str):
            lines.append(address)
            places.extend(parse_location(address).places)
            continue
        if not isinstance(address, dict):
            continue
        keys = ("addresslocality", "addressregion", "addresscountry")
        city, region, country = (_filled(address.get(key)) for key in keys)
        line = ", ".join(part for part in (city, region, country) if part)
        if line:
            lines.append(line)
        place = place_from_parts(city, region, country)
        places.extend([place] if place else parse_location(_name(fields.get("name"))).places)
    if not places:
        # Remote work: where the applicant may live is what is known of the place.
        requirements = posting.get("applicantlocationrequirements")
        for area in requirements if isinstance(requirements, list) else [requirements]:
            places.extend(parse_location(_name(area)).places)
    return unique(places), "; ".join(dict.fromkeys(lines)) or None


def _telling_names(locations: list[Any]) -> list[str]:
    """The names of several places that all repeat one address, if each names a place; else none."""
    places = [each for each in locations if isinstance(each, dict)]
    names = list(dict.fromkeys(name for each in places if (name := _name(each.get("name")))))
    one_address = all(each.get("address") == places[0].get("address") for each in places)
    if len(names) < 2 or len(places) < len(locations) or not one_address:
        return []
    return names if all(parse_location(name).places for name in names) else []


def _filled(value: Any) -> str | None:
    """The name in a field of an address, None for the word that stands for an empty one."""
    name: str | None = _name(value)
    return None if name and _UNAVAILABLE.fullmatch(name) else name


def _pay(posting: Object, places: tuple[Place, ...]) -> Pay | None:
    """The pay in ``baseSalary``, an object, a number or a text; None leaves it to the text."""
    salary = _first(posting.get("basesalary") or posting.get("estimatedsalary"))
    if isinstance(salary, str):
        return parse_pay(salary, field=True)
    if not isinstance(salary, dict):
        return None
    currency = clean_line(_first(salary.get("currency"))) or clean_line(
        _first(posting.get("salarycurrency"))
    )
    if currency is None and any(place.country not in {"US", None} for place in places):
        return None
    value = _first(salary.get("value"))
    amounts = value if isinstance(value, dict) else salary
    low = amounts.get("minvalue", amounts.get("value"))
    high = amounts.get("maxvalue", amounts.get("value"))
    if not isinstance(value, dict) and value is not None:
        low = high = value
    unit = clean_line(_first(amounts.get("unittext") or salary.get("unittext")))
    period = period_of(unit)
    if unit and period is None:
        return None
    return pay_from_figures(low, high, period, currency=currency)


def _education(value: Any) -> str | None:
    levels = [
        _CREDENTIALS.get((clean_line(item.get("credentialcategory")) or "").lower())
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, dict)
    ]
    order = list(_CREDENTIALS.values())
    known = [level for level in levels if level]
    return min(known, key=order.index) if known else None


def _experience(value: Any) -> float | None:
    value = _first(value)
    months = value.get("monthsofexperience") if isinstance(value, dict) else None
    try:
        years = round(float(str(months)) / 12, 2)
    except ValueError:
        return None
    return years if 0 <= years <= 50 else None


def _openings(value: Any) -> int | None:
    text = clean_line(_first(value))
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else None
