"""NEOGOV: the feed of a public agency's jobs at GovernmentJobs or SchoolJobs, its whole roster.

GET {base}/SearchEngine/JobsFeed?agency={board}. RSS with the namespace JobListing; schools give
``url = "https://www.schooljobs.com"``. Read only where robots.txt and the row's ``terms_checked`` allow.
A wrong agency answers with a page or a feed without a title, not with an error.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.answers import Unreadable
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import pay_of_fields
from spiders.cleaning.places import parse_location
from spiders.cleaning.states import state_of
from spiders.cleaning.titles import clean_line
from spiders.markup import Fields, elements, fields, local, read_xml

_JOB = re.compile(r"/jobs/(\d+)")
_CLOCK = re.compile(r"\s+(?P<hour>\d{1,2}):\d{2}.*$")
_SECTIONS = (
    ("", "description"),
    ("Examples of duties", "examplesofduties"),
    ("Qualifications", "qualifications"),
    ("Supplemental information", "supplementalinformation"),
)


class NeogovSpider(BoardSpider):
    """Reads an agency's feed; there are no pages behind it."""

    name = "neogov"
    base_url = "https://www.governmentjobs.com"
    board_form = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
    addresses = (
        re.compile(r"(?:governmentjobs|schooljobs)\.com/careers/(?P<board>(?!home/)[^/?#]+)"),
        re.compile(r"(?:governmentjobs|schooljobs)\.com/.*[?&]agency=(?P<board>[^&#]+)"),
    )
    least_delay = 2.0
    gated = True

    @classmethod
    def recognize(cls, address: str) -> dict[str, str] | None:
        """The agency of an address; schools stand at a host of their own."""
        found = super().recognize(address)
        if found and "schooljobs.com" in address:
            found["url"] = "https://www.schooljobs.com"
        return found

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of an agency."""
        self.url = f"{self.base}/SearchEngine/JobsFeed?agency={self.board}"
        yield self.ask(self.url, self.read_feed, wants="xml")

    def read_feed(self, response: Response) -> Output:
        """All jobs of the agency."""
        root = read_xml(response, "rss")
        channel = next((each for each in root if local(each) == "channel"), None)
        if channel is None or "title" not in fields(channel):
            raise Unreadable(f"{response.url} has no title: the agency may not be there", "unknown")
        for item in elements(channel, "item"):
            own = fields(item)
            yield from self.read_one(_id(own), self.read_item, own)
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_item(self, item: Fields) -> Posting:
        """One job of the feed; its HTML was escaped once, which reading the XML undid."""
        location = _location(item)
        read = parse_location(location)
        return build_posting(
            self.source,
            external_id=_id(item) or "",
            title=item.get("title"),
            text=join_sections((heading, item.get(key)) for heading, key in _SECTIONS),
            url=item.get("link"),
            employer=None,
            location=location,
            places=read.places,
            remote=read.remote,
            posted_on=self._day(item, "advertisefromdate", "advertisefromdateutc", "pubdate"),
            posted_is_first="advertisefromdate" in item or "advertisefromdateutc" in item,
            valid_through=self._day(item, "advertisetodatetime") or self._last_day(item),
            employment_type=employment_type(item.get("jobtype")),
            pay=pay_of_fields(
                item.get("minimumsalary"),
                item.get("maximumsalary"),
                item.get("salaryinterval"),
                item.get("salarycurrency"),
            ),
        )

    def _day(self, item: Fields, *names: str) -> date | None:
        """The first date that is there; its clock ("05:00:00:0") is what no reader understands."""
        text = next((item[name] for name in names if name in item), None)
        return parse_date(_CLOCK.sub("", text), now=self.now) if text else None

    def _last_day(self, item: Fields) -> date | None:
        """The last day to apply: before noon UTC the day before has just ended in the US."""
        day = self._day(item, "advertisetodatetimeutc")
        clock = _CLOCK.search(item.get("advertisetodatetimeutc", ""))
        return day - timedelta(days=1) if day and clock and int(clock["hour"]) < 12 else day


def _id(item: Fields) -> str | None:
    match = _JOB.search(item.get("link", "") or item.get("guid", ""))
    return clean_line(item.get("jobid"), 100) or (match[1] if match else None)


def _location(item: Fields) -> str:
    """The location, and the state behind it where it names none: Oklahoma City has none in its name."""
    location, state = item.get("location", ""), item.get("state", "")
    named = any(place.state for place in parse_location(location).places)
    # A state's name before another state is a city: Delaware, Ohio.
    if named and state_of(location) in {None, state_of(state)}:
        return location
    return ", ".join(filter(None, [location, state]))
