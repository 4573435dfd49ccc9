"""Ashby: the public job board API, the whole board in one answer.

GET {base}/posting-api/job-board/{board}?includeCompensation=true; the board's name may hold spaces
and capitals. ``publishedAt`` is the last publication, not the first.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.answers import read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import Pay, pay_of_fields
from spiders.cleaning.places import locate, parse_location, unique
from spiders.cleaning.titles import clean_line


class AshbySpider(BoardSpider):
    """Reads a board's list; there are no pages behind it."""

    name = "ashby"
    base_url = "https://api.ashbyhq.com"
    board_form = re.compile(r"[^\s/]+(?: [^\s/]+)*")
    addresses = (
        re.compile(r"jobs\.ashbyhq\.com/(?P<board>[^/?#]+)"),
        re.compile(r"api\.ashbyhq\.com/posting-api/job-board/(?P<board>[^/?#]+)"),
    )

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of a board."""
        self.url = f"{self.base}/posting-api/job-board/{self.board}?includeCompensation=true"
        yield self.ask(self.url, self.read_list)

    def read_list(self, response: Response) -> Output:
        """All jobs of a board but those that are not to be shown."""
        jobs = rows_in(response, read_json(response), "jobs")
        for job in jobs:
            if job.get("isListed") is not False:
                yield from self.read_one(clean_line(job.get("id"), 100), self.read_job, job)
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_job(self, job: dict[str, Any]) -> Posting:
        """One job of the list."""
        read = [_where(each) for each in [job, *(job.get("secondaryLocations") or [])]]
        lines = [line for line, _, _ in read if line]
        manner = str(job.get("workplaceType") or "").lower()
        remote: bool | None = job.get("isRemote")
        if manner:
            remote = manner == "remote"
        elif not isinstance(remote, bool):
            remote = any(said for _, _, said in read) or None
        return build_posting(
            self.source,
            external_id=str(job["id"]),
            title=job.get("title"),
            text=to_text(job.get("descriptionHtml") or job.get("descriptionPlain") or ""),
            url=job.get("jobUrl"),
            location="; ".join(dict.fromkeys(lines)),
            places=unique(place for _, places, _ in read for place in places),
            remote=remote,
            posted_on=parse_date(job.get("publishedAt"), now=self.now),
            employment_type=employment_type(job.get("employmentType")),
            pay=_pay(job.get("compensation")),
        )


def _where(place: dict[str, Any]) -> tuple[str | None, tuple[Any, ...], bool | None]:
    """The location's text, the places of its address (else of the text), whether it says remote."""
    line = clean_line(place.get("location"))
    read = parse_location(line)
    address = ((place.get("address") or {}).get("postalAddress")) or {}
    names = ("addressLocality", "addressRegion", "addressCountry")
    places, _ = locate([(address.get(names[0]), address.get(names[1]), address.get(names[2]))])
    if not any(each.state or each.city for each in places) and read.places:
        places = read.places
    return line, places, read.remote


def _pay(compensation: Any) -> Pay | None:
    """The salary's ends over all tiers; bonuses and shares are no pay."""
    tiers = (compensation or {}).get("compensationTiers") or []
    parts = [part for tier in tiers for part in tier.get("components") or []]
    parts = parts or (compensation or {}).get("summaryComponents") or []
    found = [
        pay_of_fields(
            part.get("minValue"), part.get("maxValue"), interval, part.get("currencyCode")
        )
        for part in parts
        if part.get("compensationType") in {"Salary", "HourlyRate"}
        for interval in [str(part.get("interval") or "").removeprefix("1 ")]
    ]
    # Tiers in another currency are none of ours, wherever they stand.
    dollars = [pay for pay in found if pay is not None]
    pays = [pay for pay in dollars if pay.period is dollars[0].period]
    if not pays:
        return None
    lows = [pay.low for pay in pays if pay.low is not None]
    highs = [pay.high for pay in pays if pay.high is not None]
    return Pay(min(lows, default=None), max(highs, default=None), pays[0].period)
