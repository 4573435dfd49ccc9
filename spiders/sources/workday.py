"""Workday: the list behind a careers site, twenty postings a page, and a page for each posting.

POST {base}/wday/cxs/{tenant}/{site}/jobs, then GET {base}/wday/cxs/{tenant}/{site}{externalPath}.
``board`` is ``tenant.wdN.site`` as the careers address has them. Total and facets come with the first page
only; a list ends at 2,000 postings and then begins anew, so a larger one is read facet by facet. Read
only where robots.txt and the row's ``terms_checked`` allow.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from db.records import Outcome, Page, Posting
from spiders.answers import Trouble, Wants, read_json, rows_in
from spiders.base import BoardSpider, Output
from spiders.facets import Facets, expected, splits
from spiders.requisitions import requisition

LIMIT, DEEPEST = 20, 3

Row = dict[str, Any]
_PATH = re.compile(r"/job/(?!.*\.\.)[^\s?#\\]+")


class WorkdaySpider(BoardSpider):
    """Reads the list, whole or in parts, and then the pages of postings that are new or changed."""

    name = "workday"
    most = 2_000
    base_url = "https://{tenant}.{pod}.myworkdayjobs.com"
    board_form = re.compile(
        r"(?P<tenant>[A-Za-z0-9_-]+)[./](?P<pod>wd\d+)[./](?P<site>[A-Za-z0-9_-]+)"
    )
    addresses = (
        re.compile(
            r"//(?P<tenant>[a-z0-9_-]+)\.(?P<pod>wd\d+)\.myworkdayjobs\.com/"
            r"(?:wday/cxs/[^/?#]+/)?(?:[a-z]{2}-[A-Z]{2}/)?(?P<site>[A-Za-z0-9_-]+)"
        ),
    )
    gated = True

    @classmethod
    def recognize(cls, address: str) -> dict[str, str] | None:
        """Tenant, pod and site of a careers address."""
        match = cls.addresses[0].search(address)
        return {"board": ".".join(match.group("tenant", "pod", "site"))} if match else None

    @classmethod
    def address_of(cls, source: Any) -> str:
        """The tenant's own host, unless the row gives another."""
        tenant, pod, _ = re.split(r"[./]", source.board)
        return source.url or f"https://{tenant}.{pod}.myworkdayjobs.com"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The first page of the whole list."""
        tenant, _, self.site = re.split(r"[./]", self.source.board)
        self.api = f"{self.base}/wday/cxs/{tenant}/{self.site}"
        self.rows: dict[str, Row] = {}
        self.lists_open = self.expected = 0
        yield self._ask({}, 0, 0, set())

    def _ask(self, facets: Facets, offset: int, total: int, seen: set[str]) -> Request:
        self.lists_open += offset == 0

        def read(response: Response) -> Output:
            yield from self.read_list(response, facets, offset, total, seen)

        def trouble(trouble: Trouble) -> Output:
            self.problem(trouble)
            yield from self._done()

        wanted = {"appliedFacets": facets, "limit": LIMIT, "offset": offset, "searchText": ""}
        return self.ask(f"{self.api}/jobs", read, post=wanted, validate=False, on_trouble=trouble)

    def read_list(
        self, response: Response, facets: Facets, offset: int, total: int, seen: set[str]
    ) -> Output:
        """One page of a list, then the next one or, where the list is too long, its parts."""
        document = read_json(response)
        rows = rows_in(response, document, "jobPostings")
        if offset == 0:
            total = int(document.get("total") or 0)
            if not facets:
                self.expected = expected(document) or total
            deeper = total >= self.most and len(facets) < DEEPEST
            if deeper and (parts := splits(document, facets, self.most)):
                for part in parts:
                    yield self._ask(part, 0, 0, set())
                yield from self._done()
                return
        before = len(seen)
        for row in rows:
            if _PATH.fullmatch(path := str(row.get("externalPath") or "")):
                self.rows[path] = row
                seen.add(path)
            else:
                yield from self.read_one(None, lambda: None)
        # A page of which all is known is the beginning again.
        if len(seen) > before and offset + LIMIT < min(total, self.most):
            yield self._ask(facets, offset + LIMIT, total, seen)
            return
        if self.whole(total, len(seen)) and total >= self.most:
            self.problem(Trouble(Outcome.PARTIAL, "its list could not be read in parts", "total"))
        yield from self._done()

    def _done(self) -> Output:
        """Behind the last list: the pages of its postings, each named by what follows its title."""
        self.lists_open -= 1
        if self.lists_open:
            return
        if not self.problems:
            self.whole(self.expected, len(self.rows))
        names = Counter(_name(path) for path in self.rows)
        for path, row in self.rows.items():
            external_id = _name(path) if names[_name(path)] == 1 else path
            # What moves by itself, "Posted 3 Days Ago", is no change.
            stamp = {key: value for key, value in row.items() if key != "postedOn"}
            read = functools.partial(self.read_job, external_id)
            yield from self.ask_posting(external_id, f"{self.api}{path}", read, row, stamp=stamp)

    def trouble_in(self, response: Response, wants: Wants) -> Trouble | None:
        """As everywhere, but that 403 with the code S22 is a posting that was taken down."""
        if response.status == 403:
            try:
                code = json.loads(response.body).get("errorCode")
            except (ValueError, AttributeError, RecursionError):
                code = None
            if code == "S22":
                return Trouble(Outcome.GONE, f"{response.url} was taken down (S22)", "http_403_s22")
        return super().trouble_in(response, wants)

    def read_job(self, external_id: str, row: Row, response: Response) -> Posting:
        """One posting from its row of the list and its own page."""
        address = f"{self.base}/{self.site}{row['externalPath']}"
        document = read_json(response)
        return requisition(self.source, row, document, external_id, address, now=self.now)


def _name(path: str) -> str:
    """The requisition's name in an address: /job/{place}/{title}_{name}."""
    return path.rsplit("/", 1)[-1].rpartition("_")[2] or path
