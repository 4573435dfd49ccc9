"""An XML feed of jobs in the form that job search engines take: <source> with a <job> for each.

``url`` is the feed's address, ``board`` any name. Only feeds that an employer publishes openly are meant.
The feed is the whole list.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.education import level_of, lowest_experience
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import parse_pay
from spiders.cleaning.places import locate
from spiders.cleaning.titles import clean_line
from spiders.markup import Fields, elements, fields, read_xml

ROOTS = ("source", "jobs", "trovit", "feed")
REMOTE = {
    "fully remote": True,
    "remote": True,
    "hybrid remote": False,
    "hybrid": False,
    "onsite": False,
}


class XmlfeedSpider(BoardSpider):
    """Reads a feed; there are no pages behind it."""

    name = "xmlfeed"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of a feed."""
        yield self.ask(self.base, self.read_feed, wants="xml")

    def read_feed(self, response: Response) -> Output:
        """All jobs of the feed."""
        for job in elements(read_xml(response, *ROOTS), "job"):
            own = fields(job)
            external_id = clean_line(
                own.get("referencenumber") or own.get("requisitionid") or own.get("url"), 200
            )
            yield from self.read_one(external_id, self.read_job, own, external_id or "")
        yield self.page(response, self.base, self.listed, complete=not self.errors)

    def read_job(self, job: Fields, external_id: str) -> Posting:
        """One job of the feed."""
        places, line = locate([(job.get("city"), job.get("state"), job.get("country"))])
        experience = job.get("experience", "")
        return build_posting(
            self.source,
            external_id=external_id,
            title=job.get("title"),
            text=join_sections(
                [
                    ("", job.get("description")),
                    ("Education", job.get("education")),
                    ("Experience", experience),
                ]
            ),
            url=job.get("url"),
            employer=job.get("company"),
            location=line or job.get("location"),
            places=places or None,
            remote=REMOTE.get(job.get("remotetype", "").lower()),
            posted_on=parse_date(job.get("date"), now=self.now),
            valid_through=parse_date(job.get("expirationdate"), now=self.now),
            employment_type=employment_type(job.get("jobtype")),
            pay=parse_pay(job.get("salary"), field=True),
            education=level_of(job.get("education")),
            experience_years=lowest_experience(f"Experience: {experience}") if experience else None,
        )
