"""Jibe: the JSON list behind the newer careers sites of iCIMS, a hundred jobs a page.

GET {url}/api/jobs?page=N&limit=100; ``url`` is the careers site, ``board`` any name. Read only where
robots.txt and the row's ``terms_checked`` allow. A site that is no Jibe answers 404 "Not Supported".
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.answers import Unreadable, read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import pay_from_figures
from spiders.cleaning.places import locate, parse_location
from spiders.cleaning.titles import clean_line

LIMIT = 100

Row = dict[str, Any]


class JibeSpider(BoardSpider):
    """Reads page after page until the stated total is reached."""

    name = "jibe"
    gated = True

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the list."""
        self.got = 0
        yield self._ask(1)

    def _ask(self, number: int) -> Request:
        url = f"{self.base}/api/jobs?page={number}&limit={LIMIT}"

        def read(response: Response) -> Output:
            yield from self.read_list(response, number)

        # A list of several pages is one list: it is read whole or not at all.
        return self.ask(url, read, validate=False)

    def read_list(self, response: Response, number: int) -> Output:
        """One page of the list, and the next one."""
        document = read_json(response)
        jobs = [row.get("data") or {} for row in rows_in(response, document, "jobs")]
        total = document.get("totalCount")
        if not isinstance(total, int):
            raise Unreadable(f"{response.url} states no total")
        self.got += len(jobs)
        before = len(self.listed)
        for job in jobs:
            external_id = clean_line(job.get("slug") or job.get("req_id"), 100)
            yield from self.read_one(external_id, self.read_job, job, external_id or "")
        if jobs and self.got < total:
            if len(self.listed) == before:
                raise Unreadable(f"{response.url} repeats the jobs of the pages before", "paging")
            yield self._ask(number + 1)
            return
        self.whole(total, self.got)

    def read_job(self, job: Row, external_id: str) -> Posting | None:
        """One job of the list; None for one that is not for the public."""
        if job.get("internal") is True and job.get("external") is not True:
            return None
        places, line = locate(
            [(job.get("city"), job.get("state"), job.get("country_code") or job.get("country"))]
        )
        named = parse_location(clean_line(job.get("location_name")))
        kind = str(job.get("location_type") or "").upper()
        at = places or named.places
        single = job.get("salary_value")
        pay = pay_from_figures(
            job.get("salary_min_value") or single, job.get("salary_max_value") or single, None
        )
        return build_posting(
            self.source,
            external_id=external_id,
            title=job.get("title"),
            text=join_sections(
                [
                    ("", job.get("description")),
                    ("Responsibilities", job.get("responsibilities")),
                    ("Qualifications", job.get("qualifications")),
                ]
            ),
            url=f"{self.base}/jobs/{external_id}",
            employer=job.get("hiring_organization"),
            location=line or job.get("location_name"),
            places=at,
            remote=True if kind in {"ANY", "REMOTE", "TELECOMMUTE"} else named.remote,
            posted_on=parse_date(job.get("posted_date"), now=self.now),
            employment_type=employment_type(job.get("employment_type")),
            # No field names the currency: abroad it is not the dollar.
            pay=None if any(place.country not in {"US", None} for place in at) else pay,
        )
