"""Workday requisitions: a row of the list and the posting's own page as a ``Posting``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from db.records import Place, Posting
from spiders.build import BadPosting, build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.places import country_code, parse_location, place_from_parts, unique
from spiders.cleaning.titles import clean_line
from spiders.config import Source

_REMOTE = re.compile(r"\bremote\b", re.IGNORECASE)
_NOT_ALL = re.compile(r"part|hybrid|flex|on-?site|office", re.IGNORECASE)


def requisition(
    source: Source,
    row: dict[str, Any],
    document: Any,
    external_id: str,
    address: str,
    *,
    now: datetime,
) -> Posting:
    """The posting; ``address`` is that of its page for people where the answer names none."""
    job = document.get("jobPostingInfo") if isinstance(document, dict) else None
    if not isinstance(job, dict):
        raise BadPosting("the posting's page holds no jobPostingInfo")
    lines = [
        clean_line(job.get("location")),
        *map(clean_line, job.get("additionalLocations") or []),
    ]
    shown = list(dict.fromkeys(line for line in lines if line))
    return build_posting(
        source,
        external_id=external_id,
        title=job.get("title") or row.get("title"),
        text=to_text(job.get("jobDescription") or ""),
        url=job.get("externalUrl") or address,
        # hiringOrganization is a legal entity or a unit ("2100 Acme USA"), several on one board.
        employer=None,
        location="; ".join(shown) or row.get("locationsText"),
        places=_places(shown, job, str(row.get("externalPath") or "")),
        remote=_remote(job.get("remoteType") or row.get("remoteType"), shown),
        posted_on=parse_date(job.get("startDate"), now=now)
        or parse_date(job.get("postedOn") or row.get("postedOn"), now=now),
        valid_through=parse_date(job.get("endDate"), now=now),
        employment_type=employment_type(job.get("timeType") or row.get("timeType")),
    )


def _places(lines: list[str], job: dict[str, Any], path: str) -> tuple[Place, ...]:
    """The places of the location texts, which may be names of buildings; else what else tells."""
    places = unique(place for line in lines for place in parse_location(line).places)
    if any(place.state for place in places):
        return places
    at = job.get("jobRequisitionLocation") or {}
    country = at.get("country") or job.get("country") or {}
    code = country_code(clean_line(country.get("alpha2Code") or country.get("descriptor")))
    if code in {"US", None} and len(lines) <= 1:
        # The address of the page names the place: /job/Santa-Clara-CA/..., /job/Illinois---Chicago/...
        part = path.split("/")[2] if path.count("/") >= 3 else ""
        pieces = [piece.replace("-", " ") for piece in part.split("---")]
        named = parse_location(" - ".join(pieces)).places
        if any(place.state for place in named):
            return named
    if places:
        return places
    place = place_from_parts(None, None, code)
    return (place,) if place else ()


def _remote(kind: Any, lines: list[str]) -> bool | None:
    text = clean_line(kind)
    if text is None:
        return any(parse_location(line).remote for line in lines) or None
    return False if _NOT_ALL.search(text) else bool(_REMOTE.search(text)) or None
