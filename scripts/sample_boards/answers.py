"""HTTP answers of the sample boards, made before anything is sent: bytes, headers, validators."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a route may know of a request; ``query`` holds each parameter's values, names lower."""

    path: str
    query: Mapping[str, list[str]]
    headers: Message[str, str]
    base: str

    def first(self, name: str) -> str | None:
        """The first value of a query parameter, or None where it is missing or empty."""
        values = self.query.get(name.lower())
        return values[0] if values and values[0] else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. ``etag`` and ``last_modified`` are sent where they are given."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    etag: str | None = None
    last_modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        """The headers to send, without those on the body's length."""
        headers = {"Content-Type": self.content_type, **self.headers}
        if self.etag:
            headers["ETag"] = self.etag
        if self.last_modified:
            headers["Last-Modified"] = http_date(self.last_modified)
        return headers


def json_answer(data: Any, status: int = 200) -> Answer:
    """An answer that holds JSON."""
    return Answer(json.dumps(data, ensure_ascii=False).encode(), JSON, status)


def html_answer(page: str, status: int = 200) -> Answer:
    """An answer that holds an HTML page."""
    return Answer(page.encode(), HTML, status)


def not_found() -> Answer:
    """The HTML page that a site answers with where it has nothing."""
    page = "<!DOCTYPE html>\n<html lang='en'><head><title>Not found</title></head>"
    return html_answer(f"{page}<body><h1>Page not found</h1></body></html>\n", 404)


def tag(body: bytes, *, weak: bool) -> str:
    """An ETag for a body."""
    value = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return f"W/{value}" if weak else value


def http_date(moment: datetime) -> str:
    """A moment as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def not_modified(answer: Answer, headers: Message[str, str]) -> bool:
    """Whether a conditional request needs no body: its validators still hold (RFC 9110, 13.2.2)."""
    wanted = headers.get("If-None-Match")
    if wanted is not None:
        if answer.etag is None:
            return False
        opaque = answer.etag.removeprefix("W/")
        return any(
            each in ("*", opaque)
            for each in (part.strip().removeprefix("W/") for part in wanted.split(","))
        )
    since = headers.get("If-Modified-Since")
    if since is None or answer.last_modified is None:
        return False
    try:
        return answer.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
