"""USAJOBS openings: one result of the Search API as a ``Posting``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.records import Posting
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.pay import pay_of_fields
from spiders.cleaning.places import locate
from spiders.cleaning.titles import clean_line
from spiders.config import Source

NOT_PUBLIC = {
    "fed-agency",
    "fed-internal-search",
    "fed-internal-nosearch",
    "fed-transition",
    "nopublic",
}
"""Codes of hiring paths that only people inside an agency, or those it lets go, may take."""

INSIDE_OFFERS = {"15667", "15668"}
"""Codes of position offering types: for those displaced by a cut (ICTAP) only, for the agency's only."""

_SCHEDULES = {
    "1": "Full-time",
    "2": "Part-time",
    "3": "Shift work",
    "4": "Intermittent",
    "5": "Job sharing",
    "6": "Multiple schedules",
}
"""Codes of position schedules; the name beside the code is often empty."""

_PERIODS = {
    "PA": "Per Year",
    "PH": "Per Hour",
    "PD": "Per Day",
    "PM": "Per Month",
    "PW": "Per Week",
}
_SECTIONS = (
    ("Summary", "JobSummary"),
    ("Duties", "MajorDuties"),
    ("Key requirements", "KeyRequirements"),
    ("Requirements", "Requirements"),
)
_LATER_SECTIONS = (
    ("Education", "Education"),
    ("Required documents", "RequiredDocuments"),
    ("Additional information", "OtherInformation"),
)


def opening(source: Source, item: dict[str, Any], *, now: datetime) -> Posting | None:
    """The posting of a result, every key of which may be missing; None for one not for the public."""
    about = item.get("MatchedObjectDescriptor") or {}
    details = (about.get("UserArea") or {}).get("Details") or {}
    paths = {str(path).lower() for path in details.get("HiringPath") or []}
    offers = {str(each.get("Code")) for each in about.get("PositionOfferingType") or []}
    if (paths and paths <= NOT_PUBLIC) or (offers and offers <= INSIDE_OFFERS):
        return None
    # CityName is "Portland, Oregon".
    places, line = locate(
        (
            (clean_line(at.get("CityName")) or "").split(",")[0],
            at.get("CountrySubDivisionCode"),
            at.get("CountryCode"),
        )
        for at in about.get("PositionLocation") or []
    )
    pay = (about.get("PositionRemuneration") or [{}])[0]
    # Before 2024 the code itself held the words.
    interval = pay.get("Description") or pay.get("RateIntervalCode")
    schedules = [
        clean_line(each.get("Name")) or _SCHEDULES.get(str(each.get("Code")))
        for each in about.get("PositionSchedule") or []
    ]
    series = ", ".join(
        f"{each.get('Code')} {each.get('Name')}" for each in about.get("JobCategory") or []
    )
    address = str(about.get("PositionURI") or "").replace(".gov:443/", ".gov/")
    openings = clean_line(details.get("TotalOpenings")) or ""
    remote = details.get("RemoteIndicator")
    return build_posting(
        source,
        external_id=str(item["MatchedObjectId"]),
        title=about.get("PositionTitle"),
        text=join_sections(
            [
                ("Occupational series", series),
                *((heading, _body(details.get(key))) for heading, key in _SECTIONS),
                ("Qualifications", _body(about.get("QualificationSummary"))),
                *((heading, _body(details.get(key))) for heading, key in _LATER_SECTIONS),
            ]
        ),
        url=address or None,
        employer=about.get("OrganizationName") or about.get("DepartmentName"),
        location=line or about.get("PositionLocationDisplay"),
        places=places,
        remote=remote if isinstance(remote, bool) else None,
        posted_on=parse_date(about.get("PublicationStartDate"), now=now),
        posted_is_first=True,
        valid_through=parse_date(about.get("ApplicationCloseDate"), now=now),
        employment_type=", ".join(filter(None, schedules)),
        pay=pay_of_fields(
            pay.get("MinimumRange"), pay.get("MaximumRange"), _PERIODS.get(str(interval), interval)
        ),
        openings=int(openings) if openings.isascii() and openings.isdigit() else None,
    )


def _body(value: Any) -> str | None:
    """A section: a text, or a list of texts, each a line."""
    if isinstance(value, list):
        return "\n".join(str(item) for item in value if item) or None
    return value if isinstance(value, str) else None
