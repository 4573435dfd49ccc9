"""Workable: the documented list of an account's published jobs, all in one answer.

GET {base}/api/accounts/{board}?details=true. A job at several places is a row for each, with the same
shortcode. The host sends away whoever asks often, so requests lie far apart and the first "too many"
ends the night.
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
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.education import level_of
from spiders.cleaning.employment import employment_type
from spiders.cleaning.places import locate
from spiders.cleaning.titles import clean_line

Row = dict[str, Any]


class WorkableSpider(BoardSpider):
    """Reads an account's list; there are no pages behind it."""

    name = "workable"
    base_url = "https://www.workable.com"
    board_form = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
    addresses = (
        re.compile(r"apply\.workable\.com/(?:api/v\d/(?:widget/)?accounts/)?(?P<board>(?!api/|j/)[^/?#]+)"),
        re.compile(r"www\.workable\.com/api/accounts/(?P<board>[^/?#]+)"),
        re.compile(r"//(?P<board>(?!www\.|apply\.|help\.|jobs\.)[a-z0-9-]+)\.workable\.com"),
    )  # fmt: skip
    least_delay = 10.0
    custom_settings = {"SOUGHT_BUSY_RETRIES": 0}  # noqa: RUF012

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of an account."""
        self.url = f"{self.base}/api/accounts/{self.board}?details=true"
        yield self.ask(self.url, self.read_list)

    def read_list(self, response: Response) -> Output:
        """All jobs of an account, the rows of one job together."""
        document = read_json(response)
        self.account = clean_line(document.get("name")) if isinstance(document, dict) else None
        jobs: dict[str | None, list[Row]] = {}
        for row in rows_in(response, document, "jobs"):
            jobs.setdefault(clean_line(row.get("shortcode"), 100), []).append(row)
        for shortcode, rows in jobs.items():
            yield from self.read_one(shortcode, self.read_job, rows)
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_job(self, rows: list[Row]) -> Posting:
        """One job from its rows."""
        job = rows[0]
        places, line = locate(
            (each.get("city"), each.get("region"), each.get("country") or each.get("countryCode"))
            for row in rows
            for each in _locations(row)
        )
        manner = str(job.get("workplace_type") or "").lower()
        remote = job.get("telecommuting")
        return build_posting(
            self.source,
            external_id=str(job["shortcode"]),
            title=job.get("title"),
            text=join_sections(
                [
                    ("", job.get("description")),
                    ("Requirements", job.get("requirements")),
                    ("Benefits", job.get("benefits")),
                ]
            ),
            url=job.get("url") or job.get("shortlink"),
            employer=self.account,
            location=line,
            places=places,
            remote=manner == "remote" if manner else (remote if isinstance(remote, bool) else None),
            posted_on=parse_date(job.get("published_on") or job.get("created_at"), now=self.now),
            employment_type=employment_type(job.get("employment_type")),
            education=level_of(job.get("education")),
        )


def _locations(row: Row) -> list[Row]:
    """The places of a row that are not hidden; where there are none those of the row itself."""
    shown = [each for each in row.get("locations") or [] if not each.get("hidden")]
    own = {"city": row.get("city"), "region": row.get("state"), "country": row.get("country")}
    return shown or [own]
