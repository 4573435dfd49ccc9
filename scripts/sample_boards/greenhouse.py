"""Boards in the shape of the Greenhouse Job Board API."""

from __future__ import annotations

import html
import zlib
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from scripts.sample_boards.answers import Answer, Request, html_answer, json_answer, tag
from scripts.sample_boards.postings import STATE_NAMES, Board, Place, Posting, served_html

PREFIX = "/greenhouse/"

_DEPARTMENTS = {
    "Healthcare & Human Services": "Clinical Services",
    "Digital Technology": "Information Technology",
    "Supply Chain & Transportation": "Logistics",
    "Financial Services": "Finance & Accounting",
    "Advanced Manufacturing": "Plant Operations",
    "Management & Entrepreneurship": "Administration",
    "Marketing & Sales": "Commercial",
}
_METADATA_LABELS = {
    "full-time": "Regular",
    "part-time": "Part Time",
    "contract": "Contract",
    "temporary": "Temporary",
    "per-diem": "Per Diem",
    "intern": "Intern",
}
_SEPARATORS = ("; ", " | ", " or ")
_COMPLIANCE = {
    "type": "gdpr",
    "requires_consent": False,
    "requires_processing_consent": False,
    "requires_retention_consent": False,
    "retention_period": None,
    "demographic_data_consent_applies": False,
}


def answer(
    request: Request,
    boards: dict[str, Board],
    hidden: Collection[str] | None,
    today: date,
) -> Answer:
    """The answer to a request under ``/greenhouse/``.

    ``boards`` are the greenhouse boards by name. ``hidden`` are ids that are to be left out, None
    for all of them.
    """
    match request.path.removeprefix(PREFIX).strip("/").split("/"):
        case ["v1", "boards", name, *rest] if name in boards:
            board = boards[name]
        case [name, "jobs", number] if name in boards:
            return _page(boards[name], number, hidden)
        case _:
            return _missing()
    shown = [each for each in board.postings if hidden is not None and each.id not in hidden]
    company = _company(board, boards)
    content = request.first("content") == "true"
    if not rest:
        return json_answer({"name": board.employer, "content": ""})
    if rest == ["jobs"]:
        jobs = [_job(each, company, request.base, today, content=content) for each in shown]
        return _validated(
            json_answer({"jobs": jobs, "meta": {"total": len(jobs)}}),
            max((_updated(each, today) for each in shown), default=None),
        )
    if len(rest) == 2 and rest[0] == "jobs":
        for each in shown:
            if each.id == rest[1]:
                job = _job(each, company, request.base, today, content=True)
                return _validated(json_answer(job), _updated(each, today))
    return _missing()


def _missing() -> Answer:
    return json_answer({"status": 404, "error": "Job not found"}, 404)


def _validated(plain: Answer, modified: datetime | None) -> Answer:
    return Answer(
        plain.body,
        plain.content_type,
        etag=tag(plain.body, weak=True),
        last_modified=modified,
    )


def _company(board: Board, boards: dict[str, Board]) -> str | None:
    """The name that the first board puts before a trailing space, as some real boards do."""
    return f"{board.employer} " if board.board == min(boards) else None


def _job(
    posting: Posting, company: str | None, base: str, today: date, *, content: bool
) -> dict[str, Any]:
    own_name = company is not None and company.rstrip() == posting.employer
    closes = posting.closes_on(today)
    # A posting of the same job shares the opening, as it does where a job is posted several times.
    opening = _number(posting.same_job_as or posting.key)
    job: dict[str, Any] = {
        "absolute_url": f"{base}{PREFIX}{posting.board}/jobs/{posting.id}",
        "data_compliance": [_COMPLIANCE],
        "internal_job_id": opening,
        "location": {"name": _location(posting)},
        "metadata": _metadata(posting),
        "id": int(posting.id),
        "updated_at": _updated(posting, today).isoformat(),
        "requisition_id": f"R-{opening % 100_000:05d}",
        "title": posting.title,
        "company_name": company if own_name else posting.employer,
        "first_published": _moment(posting.posted_on(today), posting.index).isoformat(),
        "language": "en",
        "application_deadline": _moment(closes, 0).isoformat() if closes else None,
    }
    if content:
        job["content"] = html.escape(served_html(posting))
        job["departments"] = [_department(posting)]
        job["offices"] = [_office(place) for place in posting.places]
    job |= {"ai_disclaimer": None, "include_ai_disclaimer": None, "ai_opt_out_request_url": None}
    return job


def _number(key: str) -> int:
    """A number of a name that is always the same, as large as those of real boards."""
    return 4_000_000_000 + zlib.crc32(key.encode())


def _moment(day: date, index: int) -> datetime:
    """A time of that day with New York's offset (about: summer time from April to October)."""
    offset = timezone(timedelta(hours=-4 if 4 <= day.month <= 10 else -5))
    return datetime.combine(day, time(9 + index % 8, index * 7 % 60, index * 13 % 60), offset)


def _updated(posting: Posting, today: date) -> datetime:
    """The last edit: never before the first publication, never after the day's beginning."""
    published = _moment(posting.posted_on(today), posting.index)
    updated = _moment(posting.updated_on(today), posting.index + 1)
    return max(published, min(updated, datetime.combine(today, time(), UTC)))


def _location(posting: Posting) -> str:
    names = []
    for offset, place in enumerate(posting.places):
        form = (posting.index + offset) % 4
        if place.remote:
            names.append("Remote - US" if form % 2 else "Remote")
        elif place.state is None or form in (0, 1):
            names.append(place.text)
        elif form == 2:
            names.append(f"{place.city}, {STATE_NAMES[place.state]}")
        else:
            names.append(f"{place.city}, {place.state}, United States")
    return _SEPARATORS[posting.index % len(_SEPARATORS)].join(names)


def _metadata(posting: Posting) -> list[dict[str, Any]]:
    """A field that the employer named itself; half of the boards have one."""
    if _number(posting.board) % 2:
        return []
    return [
        {
            "id": _number(f"{posting.board}/employment type"),
            "name": "Employment Type",
            "value": _METADATA_LABELS[posting.employment_type],
            "value_type": "single_select",
        }
    ]


def _department(posting: Posting) -> dict[str, Any]:
    name = _DEPARTMENTS.get(posting.career_cluster, "Operations")
    return {
        "id": _number(f"{posting.board}/{name}"),
        "name": name,
        "child_ids": [],
        "parent_id": None,
    }


def _office(place: Place) -> dict[str, Any]:
    known = place.state is not None and place.city is not None
    full = f"{place.city}, {STATE_NAMES[place.state or '']}, United States" if known else None
    return {
        "id": _number(f"office/{place.text}"),
        "name": place.city or place.text,
        "location": full,
        "child_ids": [],
        "parent_id": None,
    }


def _page(board: Board, number: str, hidden: Collection[str] | None) -> Answer:
    """The page that ``absolute_url`` leads a person to."""
    for posting in board.postings:
        if posting.id == number and hidden is not None and number not in hidden:
            title, employer = html.escape(posting.title), html.escape(posting.employer)
            return html_answer(
                f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
                f"<title>{title}</title></head><body><h1>{title}</h1><p>{employer}</p>"
                f"<div>{served_html(posting)}</div></body></html>\n"
            )
    return html_answer("<!DOCTYPE html>\n<title>Job closed</title><h1>Job closed</h1>\n", 404)
