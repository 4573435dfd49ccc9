"""Federal announcements in the shape of USAJOBS' HistoricJoa and AnnouncementText."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from scripts.sample_boards.answers import TEXT, Answer, Request, html_answer, json_answer
from scripts.sample_boards.postings import (
    SECTIONS,
    STATE_NAMES,
    Place,
    Posting,
    served_sections,
)

PREFIX = "/usajobs/"
HISTORIC = "/api/historicjoa"
TEXTS = "/api/historicjoa/announcementtext"

_OTHER_DEPARTMENT = ("OT", "Other Agencies and Independent Organizations")
_AGENCIES = {
    "veterans health administration": ("VATA", "VA", "Department of Veterans Affairs"),
    "mine safety and health administration": ("DLMS", "DL", "Department of Labor"),
}
_SALARY_TYPES = {
    "hour": "Per Hour",
    "day": "Per Day",
    "month": "Per Month",
    "year": "Per Year",
}
_SCHEDULES = {
    "full-time": ("Permanent", "Full-time"),
    "part-time": ("Permanent", "Part-time"),
    "contract": ("Term", "Full-time"),
    "temporary": ("Temporary", "Full-time"),
    "per-diem": ("Intermittent", "Intermittent"),
    "intern": ("Internships", "Full-time"),
}
_HIRING_PATHS = (
    ("The public",),
    ("The public", "Veterans"),
    ("The public", "Career transition (CTAP, ICTAP, RPL)", "Individuals with disabilities"),
)
_CLOSING_TYPES = (("01", "Closing Date"), ("02", "Open Continuous"), ("03", "Applicant Cut-off"))
_CASINGS: tuple[Callable[[str], str], ...] = (
    lambda name: name,
    lambda name: name[0].upper() + name[1:],
    str.lower,
)
_VALUE_FILTERS = (
    "hiringagencycodes",
    "hiringdepartmentcodes",
    "positionseries",
    "announcementnumbers",
    "usajobscontrolnumbers",
)
_DATE_FILTERS = (
    "startpositionopendate",
    "endpositionopendate",
    "startpositionclosedate",
    "endpositionclosedate",
)
_ACCESS_DENIED = (
    "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n"
    "You don't have permission to access this resource on this server.\n</BODY>\n</HTML>\n"
)


class _QueryError(ValueError):
    """A query that the API refuses; the message is for the answer."""


def agency(name: str) -> tuple[str, str, str]:
    """Agency code, department code and department of an agency.

    Two codes are the real ones; for other agencies they are made from the name for this sample.
    """
    known = _AGENCIES.get(name.casefold())
    if known:
        return known
    code, department = _OTHER_DEPARTMENT
    return f"{code}{hashlib.sha256(name.encode()).hexdigest()[:2].upper()}", code, department


def answer(
    request: Request,
    postings: Iterable[Posting],
    hidden: Collection[str] | None,
    today: date,
    page_size: int,
) -> Answer:
    """The answer to a request for ``/api/historicjoa`` or its ``/announcementtext``.

    ``hidden`` are control numbers that are to be left out, None for all of them.
    """
    if not request.headers.get("User-Agent"):
        return html_answer(_ACCESS_DENIED, 403)
    build = {HISTORIC: _announcement, TEXTS: _text}.get(request.path.rstrip("/").lower())
    if build is None:
        return json_answer({"message": "No HTTP resource was found."}, 404)
    shown = [each for each in postings if hidden is not None and each.id not in hidden]
    try:
        found = [each for each in shown if _matches(each, request, today)]
        start, size = _page_asked(request, page_size)
    except _QueryError as error:
        return json_answer({"message": str(error)}, 400)
    if not found:
        return Answer(b"204 No Content", TEXT)
    found.sort(key=lambda each: (each.posted_on(today), each.id))
    end = start + size
    token = _token(end, request) if end < len(found) else None
    return json_answer(
        {
            "paging": {
                "metadata": {
                    "totalCount": len(found),
                    "pageSize": size,
                    "continuationToken": token,
                },
                "next": _next(request, token) if token else None,
            },
            "data": [build(each, today) for each in found[start:end]],
        }
    )


def _values(request: Request, name: str) -> set[str]:
    parts = (part for value in request.query.get(name, []) for part in re.split("[,;]", value))
    return {part.strip().casefold() for part in parts if part.strip()}


def _date(request: Request, name: str) -> date | None:
    value = request.first(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise _QueryError(f"The value '{value}' is not valid for {name}.") from None


def _matches(posting: Posting, request: Request, today: date) -> bool:
    """Whether an announcement passes all the filters of a query."""
    code, department, _ = agency(posting.employer)
    having = dict(
        zip(
            _VALUE_FILTERS,
            (code, department, posting.series or "", _number(posting, today), posting.id),
            strict=True,
        )
    )
    for name, value in having.items():
        wanted = _values(request, name)
        if wanted and value.casefold() not in wanted:
            return False
    opened, closes = posting.posted_on(today), _closes(posting, today)
    first, last, close_first, close_last = (_date(request, name) for name in _DATE_FILTERS)
    return (first or opened) <= opened <= (last or opened) and (
        (close_first or closes) <= closes <= (close_last or closes)
    )


def _page_asked(request: Request, page_size: int) -> tuple[int, int]:
    """Where the page begins and how long it is; the token holds only for the filters it was for."""
    wanted = request.first("pagesize")
    if wanted is not None and not (wanted.isdecimal() and 0 < int(wanted) <= 1000):
        raise _QueryError("The pageSize must be a number from 1 to 1000.")
    size = int(wanted) if wanted else page_size
    token = request.first("continuationtoken")
    if token is None:
        return 0, size
    try:
        start, seal = base64.b64decode(token, validate=True).decode("ascii").split(".")
        if seal == _seal(request):
            return int(start), size
    except ValueError:
        pass
    raise _QueryError("The continuation token is not valid.")


def _filters(request: Request) -> list[tuple[str, str]]:
    names = (*_VALUE_FILTERS, *_DATE_FILTERS, "pagesize")
    return [(name, value) for name in names for value in request.query.get(name, [])]


def _seal(request: Request) -> str:
    known = repr([request.path.rstrip("/").lower(), *_filters(request)])
    return hashlib.sha256(known.encode()).hexdigest()[:12]


def _token(start: int, request: Request) -> str:
    return base64.b64encode(f"{start}.{_seal(request)}".encode("ascii")).decode("ascii")


def _next(request: Request, token: str) -> str:
    """The next page, relative to the host's root and with names in lower case, as the API does."""
    pairs = [("continuationtoken", token), *_filters(request)]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return f"{request.path.rstrip('/').lower()}?{query}"


def _closes(posting: Posting, today: date) -> date:
    return posting.closes_on(today) or today + timedelta(days=30)


def _number(posting: Posting, today: date) -> str:
    return f"{agency(posting.employer)[0]}-{posting.posted_on(today):%y}-{posting.id}"


def _announcement(posting: Posting, today: date) -> dict[str, Any]:
    """A row of HistoricJoa."""
    code, department_code, department = agency(posting.employer)
    appointment, schedule = _SCHEDULES[posting.employment_type]
    closing = _CLOSING_TYPES[0 if posting.index % 5 else posting.index % 3]
    pay = posting.pay_field
    grade = f"{4 + posting.index % 9:02d}"
    cased = _CASINGS[int(posting.id) % len(_CASINGS)]
    hourly = pay is not None and pay.period == "hour"
    return {
        "usajobsControlNumber": int(posting.id),
        "hiringAgencyCode": code,
        "hiringAgencyName": posting.employer,
        "hiringDepartmentCode": department_code,
        "hiringDepartmentName": department,
        "hiringSubelementName": None,
        "agencyLevel": 2,
        "agencyLevelSort": f"{department}\\{posting.employer}",
        "appointmentType": appointment,
        "workSchedule": schedule,
        "payScale": "WG" if hourly else "GS",
        "salaryType": _SALARY_TYPES[pay.period] if pay else None,
        "vendor": "USASTAFFING",
        "travelRequirement": "Not required" if posting.index % 2 else "Occasional travel",
        "teleworkEligible": "Y" if posting.remote else "N",
        "serviceType": "Excepted" if department_code == "VA" else "Competitive",
        "securityClearanceRequired": "N",
        "securityClearance": "Not Required",
        "whoMayApply": None,
        "announcementClosingTypeCode": closing[0],
        "announcementClosingTypeDescription": closing[1],
        "positionOpenDate": posting.posted_on(today).isoformat(),
        "positionCloseDate": _closes(posting, today).isoformat(),
        "positionExpireDate": None,
        "announcementNumber": _number(posting, today),
        "positionTitle": posting.title,
        "positionOpeningStatus": "Accepting applications",
        cased("hiringPaths"): [
            {"hiringPath": path} for path in _HIRING_PATHS[posting.index % len(_HIRING_PATHS)]
        ],
        cased("jobCategories"): [{"series": posting.series}],
        cased("positionLocations"): [_location(place) for place in posting.places],
        "minimumGrade": grade,
        "maximumGrade": grade,
        "promotionPotential": grade,
        "minimumSalary": pay.low if pay else None,
        "maximumSalary": pay.high if pay else None,
        "supervisoryStatus": "N",
        "drugTestRequired": "Y" if hourly else "N",
        "relocationExpensesReimbursed": "N",
        "totalOpenings": ("1", "1", "2", None, "Many")[posting.index % 5],
        "disableAppyOnline": "N",
    }


def _location(place: Place) -> dict[str, str | None]:
    """A place with the state's name in full; a remote position has the API's own phrase."""
    city = "Anywhere in the U.S. (remote job)" if place.remote else place.city
    return {
        "positionLocationCity": city,
        "positionLocationState": STATE_NAMES[place.state] if place.state else None,
        "positionLocationCountry": place.country,
    }


def _text(posting: Posting, today: date) -> dict[str, Any]:
    """A row of AnnouncementText."""
    code, department_code, _ = agency(posting.employer)
    sections: dict[str, str | None] = {
        **dict.fromkeys(SECTIONS.values()),
        **served_sections(posting),
    }
    return {
        "usajobsControlNumber": int(posting.id),
        "positionOpenDate": posting.posted_on(today).isoformat(),
        "positionCloseDate": _closes(posting, today).isoformat(),
        "hiringAgencyCode": code,
        "hiringDepartmentCode": department_code,
        "positionSeries": posting.series,
        "announcementNumber": _number(posting, today),
        "summary": sections["summary"],
        "duties": sections["duties"],
        "hiringPathExplanation": "",
        "majorDutiesList": None,
        "requirementsConditionsOfEmployment": sections["requirementsConditionsOfEmployment"],
        "requirementsQualifications": sections["requirementsQualifications"],
        "requirementsEducation": sections["requirementsEducation"],
        "requiredStandardDocuments": None,
        "requiredDocuments": sections["requiredDocuments"],
        "howToApply": "<p>Apply online before the closing date shown above.</p>",
        "howToApplyNextSteps": "",
        "requirements": None,
        "evaluations": "<p>Applications are rated against the qualifications above.</p>",
        "benefitsURL": "",
        "benefits": None,
        "otherInformation": sections["otherInformation"],
        "appointmentTypeOverride": None,
        "positionScheduleOverride": None,
        "exclusiveClarificationText": None,
        "videoURL": "",
    }
