"""JazzHR: the public XML export of an account's jobs, all in one answer, made anew once a day.

GET {base}/feeds/export/jobs/{board}. The feed has no dates: when a job was first seen is what is known.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, to_text
from spiders.cleaning.employment import employment_type
from spiders.cleaning.places import locate
from spiders.cleaning.titles import clean_line
from spiders.markup import Fields, elements, fields, read_xml


class JazzhrSpider(BoardSpider):
    """Reads an account's feed; there are no pages behind it."""

    name = "jazzhr"
    base_url = "https://app.jazz.co"
    board_form = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
    addresses = (
        re.compile(r"//(?P<board>(?!www\.|info\.)[a-z0-9-]+)\.applytojob\.com"),
        re.compile(r"app\.jazz\.co/feeds/export/jobs/(?P<board>[^/?#]+)"),
    )

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of an account."""
        self.url = f"{self.base}/feeds/export/jobs/{self.board}"
        yield self.ask(self.url, self.read_list, wants="xml")

    def read_list(self, response: Response) -> Output:
        """All open jobs."""
        root = read_xml(response, "jobs")
        self.company = clean_line(fields(root).get("company"))
        for job in elements(root, "job"):
            own = fields(job)
            if own.get("status", "open").lower() == "open":
                yield from self.read_one(clean_line(own.get("id"), 100), self.read_job, own)
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_job(self, job: Fields) -> Posting:
        """One job of the feed."""
        places, line = locate([(job.get("city"), job.get("state"), job.get("country"))])
        return build_posting(
            self.source,
            external_id=job["id"],
            title=job.get("title"),
            text=to_text(job.get("description", "")),
            url=job.get("url"),
            employer=self.company,
            location=line,
            places=places,
            employment_type=employment_type(job.get("type")),
        )
