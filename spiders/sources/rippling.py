"""Rippling: the documented job board API, a thousand jobs a page and a page for each job.

GET {base}/platform/api/ats/v2/board/{board}/jobs?page=N&pageSize=1000, then .../jobs/{id}. The host
takes a hundred requests in ten minutes. Only ``description.role`` is the advertisement; ``company``
says the same in each. The older list, without pages and with a row for each place, is read too.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.answers import read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.build import BadPosting, build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import Pay, pay_of_fields
from spiders.cleaning.places import Location, locate, parse_location, unique
from spiders.cleaning.titles import clean_line

PAGE_SIZE = 1000
MAX_PAGES = 100

Row = dict[str, Any]


class RipplingSpider(BoardSpider):
    """Reads the list to its end, and then the pages of the jobs that are new or changed."""

    name = "rippling"
    base_url = "https://api.rippling.com"
    board_form = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
    addresses = (
        re.compile(r"ats\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?(?P<board>[^/?#]+)/jobs"),
        re.compile(r"api\.rippling\.com/platform/api/ats/v\d/board/(?P<board>[^/?#]+)"),
    )
    least_delay = 6.5

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the list."""
        self.rows: dict[str | None, list[Row]] = {}
        self.url = f"{self.base}/platform/api/ats/v2/board/{self.board}/jobs"
        yield self._ask(0)

    def _ask(self, number: int) -> Request:
        # The rows of all pages are needed, so an unchanged page must be sent again.
        url = f"{self.url}?page={number}&pageSize={PAGE_SIZE}"

        def read(response: Response) -> Output:
            yield from self.read_list(response, number)

        return self.ask(url, read, validate=False)

    def read_list(self, response: Response, number: int) -> Output:
        """One page of the list; behind the last one the pages of the jobs."""
        document = read_json(response)
        paged = isinstance(document, dict)
        rows = rows_in(response, document, *(["items"] if paged else []))
        for row in rows:
            key = clean_line(row.get("id") or row.get("uuid"), 100)
            self.rows.setdefault(key, []).append(row)
        pages = document.get("totalPages") if paged else 1
        if rows and number + 1 < min(int(pages or 1), MAX_PAGES):
            yield self._ask(number + 1)
            return
        total = document.get("totalItems") if paged else None
        if isinstance(total, int):
            # An item may be one place of a job, so items are counted and not jobs.
            self.whole(total, sum(map(len, self.rows.values())))
        for key, group in self.rows.items():
            stamp = [[row.get("name"), _location_of(row)] for row in group]
            address = f"{self.url}/{quote(key or '', safe='')}"
            yield from self.ask_posting(key, address, self.read_job, group, stamp=stamp)

    def read_job(self, rows: list[Row], response: Response) -> Posting:
        """One job from its rows of the list and its own page."""
        job = read_json(response)
        if not isinstance(job, dict):
            raise BadPosting("the job's page holds no job")
        lines = [line for line in map(clean_line, job.get("workLocations") or []) if line]
        read = [parse_location(line) for line in lines] or [_location_of(row) for row in rows]
        described = job.get("description") or {}
        role = described.get("role") if isinstance(described, dict) else described
        kind = job.get("employmentType") or {}
        return build_posting(
            self.source,
            external_id=str(rows[0].get("id") or rows[0].get("uuid")),
            title=job.get("name") or rows[0].get("name"),
            text=to_text(role or ""),
            url=rows[0].get("url"),
            employer=job.get("companyName"),
            location="; ".join(lines) or "; ".join(_line_of(row) for row in rows),
            places=unique(place for each in read for place in each.places),
            remote=any(each.remote for each in read) or None,
            posted_on=parse_date(job.get("createdOn"), now=self.now),
            employment_type=employment_type(kind.get("label") or kind.get("id"))
            if isinstance(kind, dict)
            else employment_type(kind),
            pay=_pay(job.get("payRangeDetails")),
        )


def _location_of(row: Row) -> Location:
    """Where a row of the list says that the job is."""
    if label := (row.get("workLocation") or {}).get("label"):
        return parse_location(label)
    where = row.get("locations") or []
    places, _ = locate(
        (at.get("city"), at.get("stateCode") or at.get("state"), at.get("countryCode"))
        for at in where
    )
    remote = any(str(at.get("workplaceType") or "").upper() == "REMOTE" for at in where)
    return Location(places, remote or None)


def _line_of(row: Row) -> str:
    names = [at.get("name") for at in row.get("locations") or []]
    return "; ".join(filter(None, [(row.get("workLocation") or {}).get("label"), *names]))


def _pay(ranges: Any) -> Pay | None:
    """The ends over all ranges; several are the same pay in several places."""
    found = [
        pay_of_fields(each.get("rangeStart"), each.get("rangeEnd"), each.get("frequency"), each.get("currency"))
        for each in ranges or []
    ]  # fmt: skip
    pays = [pay for pay in found if pay]
    if not pays or len({pay.period for pay in pays}) > 1:
        return None
    lows, highs = [pay.low for pay in pays], [pay.high for pay in pays]
    return Pay(
        min(filter(None, lows), default=None),
        max(filter(None, highs), default=None),
        pays[0].period,
    )
