"""Greenhouse: the public Job Board API, the whole board in one answer.

GET {base}/v1/boards/{board}/jobs?content=true; the board is the token of the company's job board.
``content`` is HTML whose entities were escaped once more.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from db.records import Outcome, Page, Place, Posting
from spiders.answers import Trouble, Unreadable, read_json
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import Pay, parse_pay, pay_from_figures, period_of
from spiders.cleaning.places import parse_location, unique
from spiders.cleaning.titles import clean_line

_EMPLOYMENT = re.compile(r"employment|job type|time type|work(?:er)? type|schedule", re.IGNORECASE)
_PAY = re.compile(r"\b(?:salary|pay|compensation|wage|rate)\b", re.IGNORECASE)


class GreenhouseSpider(BoardSpider):
    """Reads a board's list; there are no pages behind it."""

    name = "greenhouse"
    base_url = "https://boards-api.greenhouse.io"
    board_form = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
    addresses = (
        re.compile(
            r"greenhouse\.io/embed/job_(?:board|app)(?:/js)?\?(?:[^\s\"']*&)?for=(?P<board>[\w-]+)"
        ),
        re.compile(r"boards-api(?:\.eu)?\.greenhouse\.io/v1/boards/(?P<board>[\w-]+)"),
        re.compile(r"(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?P<board>(?!embed\b)[\w-]+)"),
    )

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of a board."""
        board = quote(self.source.board, safe="")
        self.url = f"{self.base}/v1/boards/{board}/jobs?content=true"
        yield self.ask(self.url, self.read_list)

    def read_list(self, response: Response) -> Output:
        """All jobs of a board."""
        document = read_json(response)
        jobs = document.get("jobs") if isinstance(document, dict) else None
        if not isinstance(jobs, list) or not all(isinstance(job, dict) for job in jobs):
            raise Unreadable(f"{response.url} holds no list of jobs")
        # Prospect posts invite applications in general: no opening is behind them.
        openings = [job for job in jobs if job.get("internal_job_id", 0) is not None]
        for job in openings:
            yield from self.read_one(clean_line(job.get("id")), self.read_job, job)
        total = (document.get("meta") or {}).get("total")
        if isinstance(total, int) and total != len(jobs):
            reason = f"the board says {total} jobs and gives {len(jobs)}"
            self.problem(Trouble(Outcome.PARTIAL, reason, "total"))
            return
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_job(self, job: dict[str, Any]) -> Posting:
        """One job of the list."""
        first = parse_date(job.get("first_published"), now=self.now)
        location = (job.get("location") or {}).get("name")
        return build_posting(
            self.source,
            external_id=str(job["id"]),
            title=job.get("title"),
            text=to_text(html.unescape(job.get("content") or "")),
            url=job.get("absolute_url"),
            employer=job.get("company_name"),
            location=location,
            places=_places(location, job.get("offices")),
            posted_on=first or parse_date(job.get("updated_at"), now=self.now),
            posted_is_first=first is not None,
            valid_through=parse_date(job.get("application_deadline"), now=self.now),
            employment_type=_employment(job),
            pay=_pay(job),
        )


def _places(location: str | None, offices: Any) -> tuple[Place, ...]:
    """The places of the location text; those of the offices where it names none."""
    read = parse_location(location)
    if read.places or read.remote:
        return read.places
    texts = [office.get("location") or office.get("name") for office in offices or []]
    return unique(place for text in texts for place in parse_location(text).places)


def _metadata(job: dict[str, Any], name: re.Pattern[str]) -> Any:
    """The value of the employer's own field whose name fits, or None."""
    for field in job.get("metadata") or []:
        if name.search(str(field.get("name") or "")) and field.get("value"):
            value = field["value"]
            return ", ".join(map(str, value)) if isinstance(value, list) else value
    return None


def _employment(job: dict[str, Any]) -> str | None:
    """The types of employment in the employer's own field: "Full_Time, Part Time"."""
    value = _metadata(job, _EMPLOYMENT)
    return employment_type(*re.split(r"[,;]", value)) if isinstance(value, str) else None


def _pay(job: dict[str, Any]) -> Pay | None:
    """The pay in a job's pay ranges or in the employer's own fields; None leaves it to the text."""
    ranges = [r for r in job.get("pay_input_ranges") or [] if r.get("currency_type") == "USD"]
    lows = [r["min_cents"] / 100 for r in ranges if r.get("min_cents")]
    highs = [r["max_cents"] / 100 for r in ranges if r.get("max_cents")]
    if lows and highs:
        period = period_of(ranges[0].get("title") or "")
        return pay_from_figures(min(lows), max(highs), period)
    value = _metadata(job, _PAY)
    if isinstance(value, dict):
        low = value.get("min_value", value.get("amount"))
        return pay_from_figures(low, value.get("max_value", low), None, currency=value.get("unit"))
    return parse_pay(value, field=True) if isinstance(value, str) else None
