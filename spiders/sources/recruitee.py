"""Recruitee: the public list of a careers site's offers, all in one answer.

GET https://{board}.recruitee.com/api/offers/. What is asked of applicants stands in ``requirements``.
From 2027-02-10 the host wants a token and answers 401 without one, which ends as "blocked".
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
from spiders.cleaning.pay import pay_of_fields
from spiders.cleaning.places import locate, parse_location
from spiders.cleaning.titles import clean_line


class RecruiteeSpider(BoardSpider):
    """Reads a site's list; there are no pages behind it."""

    name = "recruitee"
    base_url = "https://{board}.recruitee.com"
    board_form = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
    addresses = (re.compile(r"//(?P<board>(?!www\.|api\.)[a-z0-9-]+)\.recruitee\.com"),)

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The one request of a site."""
        self.url = f"{self.base}/api/offers/"
        yield self.ask(self.url, self.read_list)

    def read_list(self, response: Response) -> Output:
        """All published offers."""
        for offer in rows_in(response, read_json(response), "offers"):
            if offer.get("status", "published") == "published":
                external_id = clean_line(offer.get("id"), 100)
                yield from self.read_one(external_id, self.read_offer, offer)
        yield self.page(response, self.url, self.listed, complete=not self.errors)

    def read_offer(self, offer: dict[str, Any]) -> Posting:
        """One offer of the list."""
        own = {key: offer.get(key) for key in ("city", "country", "country_code")}
        where = offer.get("locations") or [own | {"state": offer.get("state_name")}]
        # Read by the country's code, shown with its name: "Berlin, DE" reads as Delaware.
        places, _ = locate(_parts(each, "country_code", "country") for each in where)
        _, line = locate(_parts(each, "country", "country_code") for each in where)
        text = clean_line(offer.get("location"))
        manner = {key: offer.get(key) for key in ("remote", "hybrid", "on_site")}
        remote = manner["remote"] is True if any(manner.values()) else None
        pay = offer.get("salary") or {}
        return build_posting(
            self.source,
            external_id=str(offer["id"]),
            title=offer.get("title"),
            text=join_sections(
                [("", offer.get("description")), ("Requirements", offer.get("requirements"))]
            ),
            url=offer.get("careers_url"),
            employer=offer.get("company_name"),
            # The offer's own line names the first of its places only.
            location=text if len(where) == 1 and text else line or text,
            places=places or parse_location(text).places,
            remote=remote,
            posted_on=parse_date(offer.get("published_at"), now=self.now)
            or parse_date(offer.get("created_at"), now=self.now),
            valid_through=parse_date(offer.get("close_at"), now=self.now),
            employment_type=employment_type(offer.get("employment_type_code")),
            pay=pay_of_fields(
                pay.get("min"), pay.get("max"), pay.get("period"), pay.get("currency")
            ),
            education=level_of(offer.get("education_code")),
        )


def _parts(place: dict[str, Any], *country: str) -> tuple[object, object, object]:
    """City, state and country, the last under the first of its names that is filled."""
    state = place.get("state") or place.get("state_name")
    return place.get("city"), state, place.get(country[0]) or place.get(country[1])
