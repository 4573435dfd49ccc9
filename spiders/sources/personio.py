"""Personio: the public XML feed of an account's positions, all in one answer.

GET https://{board}.jobs.personio.com/xml?language=en. A position may stand there twice. Offices are
bare cities as a rule: they lie in the row's ``country``, and where the address ends in .de in Germany.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from lxml import etree
from scrapy import Request
from scrapy.http import Response

from db.records import Page, Posting
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, join_sections
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.places import parse_location, unique
from spiders.cleaning.titles import clean_line
from spiders.markup import Fields, elements, fields, read_xml

_GERMAN = re.compile(r"\.jobs\.personio\.de(?![\w.-])")


class PersonioSpider(BoardSpider):
    """Reads an account's feed; there are no pages behind it."""

    name = "personio"
    base_url = "https://{board}.jobs.personio.com"
    board_form = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
    addresses = (re.compile(r"//(?P<board>[a-z0-9-]+)\.jobs\.personio\.(?:com|de)"),)

    @classmethod
    def recognize(cls, address: str) -> dict[str, str] | None:
        """The account of an address; the German host is kept, for it tells the country."""
        found = super().recognize(address)
        if found and _GERMAN.search(address):
            found["url"] = f"https://{found['board']}.jobs.personio.de"
        return found

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of an account."""
        self.url = f"{self.base}/xml?language=en"
        yield self.ask(self.url, self.read_list, wants="xml")

    def read_list(self, response: Response) -> Output:
        """All positions, each once."""
        for position in elements(read_xml(response, "workzag-jobs"), "position"):
            external_id = clean_line(fields(position).get("id"), 100)
            if external_id is None or external_id not in self.listed:
                yield from self.read_one(
                    external_id, self.read_position, fields(position), position
                )
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_position(self, own: Fields, position: etree._Element) -> Posting:
        """One position of the feed, its own fields beside it."""
        offices = [
            line
            for each in elements(position, "office")
            if (line := clean_line("".join(each.itertext())))
        ]
        read = [parse_location(office) for office in offices]
        sections = [fields(each) for each in elements(position, "jobdescription")]
        return build_posting(
            self.source,
            external_id=own["id"],
            title=own.get("name"),
            text=join_sections((each.get("name", ""), each.get("value")) for each in sections),
            url=own.get("url") or f"{self.base}/job/{own['id']}",
            employer=own.get("subcompany"),
            location="; ".join(dict.fromkeys(offices)),
            places=unique(place for each in read for place in each.places),
            remote=any(each.remote for each in read) or None,
            posted_on=parse_date(own.get("createdat"), now=self.now),
            employment_type=employment_type(own.get("schedule"), own.get("employmenttype")),
            experience_years=_years(own.get("yearsofexperience")),
            country="DE" if _GERMAN.search(self.base) else None,
        )


def _years(code: str | None) -> float | None:
    """The low end of "2-5"; "lt-1" is less than one year, "gt-15" more than fifteen."""
    match = re.fullmatch(r"(?:(?P<less>lt)-\d+|(?:gt-)?(?P<low>\d+)(?:-\d+)?)", code or "")
    if match is None:
        return None
    return 0.0 if match["less"] else float(match["low"])
