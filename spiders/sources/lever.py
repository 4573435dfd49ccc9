"""Lever: the public Postings API, a hundred postings a page.

GET {base}/v0/postings/{board}?mode=json&skip=N&limit=100. What is asked of applicants stands in
``lists``, beside the description. ``createdAt`` is when the posting was written, which may be before
it was published. Boards in Europe give ``url = "https://api.eu.lever.co"``.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from db.records import Page, Place, Posting
from spiders.answers import Unreadable, read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.build import build_posting, join_sections, to_text
from spiders.cleaning.dates import parse_date
from spiders.cleaning.employment import employment_type
from spiders.cleaning.pay import pay_of_fields
from spiders.cleaning.places import parse_location, place_from_parts, unique
from spiders.cleaning.titles import clean_line

LIMIT = 100
REMOTE = {"remote": True, "on-site": False, "onsite": False, "hybrid": False}


class LeverSpider(BoardSpider):
    """Reads page after page until one is not full."""

    name = "lever"
    base_url = "https://api.lever.co"
    board_form = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
    addresses = (
        re.compile(r"(?:jobs|api)(?:\.eu)?\.lever\.co/(?:v0/postings/)?(?P<board>[^/?#]+)"),
    )

    @classmethod
    def recognize(cls, address: str) -> dict[str, str] | None:
        """The site of an address; those in Europe are read from a host of their own."""
        found = super().recognize(address)
        if found and ".eu.lever.co" in address:
            found["url"] = "https://api.eu.lever.co"
        return found

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the board."""
        yield self._ask(0)

    def _ask(self, skip: int) -> Request:
        url = f"{self.base}/v0/postings/{self.board}?mode=json&skip={skip}&limit={LIMIT}"

        def read(response: Response) -> Output:
            yield from self.read_list(response, url, skip)

        def same(page: Page) -> Output:
            if len(page.external_ids) >= LIMIT:
                yield self._ask(skip + LIMIT)

        return self.ask(url, read, on_same=same)

    def read_list(self, response: Response, url: str, skip: int) -> Output:
        """One page of the board."""
        jobs = rows_in(response, read_json(response))
        bad, before = self.bad_postings, set(self.listed)
        ids = [clean_line(job.get("id"), 100) for job in jobs]
        for external_id, job in zip(ids, jobs, strict=True):
            yield from self.read_one(external_id, self.read_job, job)
        complete = bad == self.bad_postings
        yield self.page(response, url, [each for each in ids if each], complete=complete)
        if len(jobs) >= LIMIT:
            if not self.listed - before:
                raise Unreadable(f"{url} repeats the postings of the pages before", "paging")
            yield self._ask(skip + LIMIT)

    def read_job(self, job: dict[str, Any]) -> Posting:
        """One posting of the list."""
        about = job.get("categories") or {}
        locations = [about.get("location"), *(about.get("allLocations") or [])]
        lines = list(dict.fromkeys(line for line in map(clean_line, locations) if line))
        pay = job.get("salaryRange") or {}
        # "per-year-salary" and the like
        period = re.sub(r"^per-|-(?:salary|wage)$", "", str(pay.get("interval") or ""))
        remote = REMOTE.get(str(job.get("workplaceType") or "").lower())
        return build_posting(
            self.source,
            external_id=str(job["id"]),
            title=job.get("text"),
            text=join_sections(
                [
                    ("", job.get("description") or job.get("descriptionPlain")),
                    *map(_section, job.get("lists") or []),
                    ("", job.get("additional") or job.get("additionalPlain")),
                    ("", job.get("salaryDescription") or job.get("salaryDescriptionPlain")),
                ]
            ),
            url=job.get("hostedUrl"),
            location="; ".join(lines),
            places=_places(lines, clean_line(job.get("country"))),
            remote=(any(parse_location(line).remote for line in lines) or None)
            if remote is None
            else remote,
            posted_on=parse_date(job.get("createdAt"), now=self.now),
            employment_type=employment_type(about.get("commitment")),
            pay=pay_of_fields(pay.get("min"), pay.get("max"), period, pay.get("currency")),
        )


def _section(part: dict[str, Any]) -> tuple[str, str]:
    """A list's heading and body; a heading over nothing is what is asked for, and so an item itself."""
    heading, content = clean_line(part.get("text")) or "", str(part.get("content") or "")
    if heading and not to_text(f"<ul>{content}</ul>"):
        return "", f"<ul><li>{html.escape(heading)}</li></ul>"
    # The items stand there without the list around them.
    return heading, f"<ul>{content}</ul>"


def _places(lines: list[str], country: str | None) -> tuple[Place, ...]:
    """The places of all lines; the posting's country is that of its first location alone."""
    first = _first_place(lines[0] if lines else "", country)
    others = [place for line in lines[1:] for place in parse_location(line).places]
    if any(first == (Place(country=other.country),) for other in others):
        return unique(others)
    return unique([*first, *others])


def _first_place(line: str, country: str | None) -> tuple[Place, ...]:
    """The places of the first location, a bare city or none in the posting's own country."""
    read = parse_location(line)
    if not read.places:
        # "Remote" is no city.
        city = line if read.remote is None and "," not in line else None
        place = place_from_parts(city, None, country)
        return (place,) if place else ()
    # "Berlin, DE" is read as Delaware.
    own = [
        place_from_parts(place.city, None, country) if place.state == country else place
        for place in read.places
    ]
    return tuple(place for place in own if place)
