"""Which board stands behind a web address or a careers page: kind and name, told by the addresses in it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from db.records import CrawlResult, Page, Posting, Sample
from spiders.base import BoardSpider, Output
from spiders.cleaning.titles import clean_line
from spiders.kinds import kinds, spider_class
from spiders.refused import Refusal, refused_host

_ADDRESS = re.compile(r"""(?:https?:)?//[^\s"'<>\\)]+""")
_TOKEN = re.compile(r"Grnhse\.Settings\.boardToken\s*=\s*[\"']([\w-]+)")
_NAMELESS = re.compile(r"^(?:careers?|jobs?|home|open positions|welcome)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Board:
    """A board that was recognized: what its row says beside the employer."""

    kind: str
    board: str
    url: str | None = None


def by_address(address: str) -> Board | Refusal | None:
    """The board that an address belongs to, or why such are not read; None where it tells neither."""
    host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    if refusal := refused_host(host):
        return refusal
    for kind in sorted(kinds()):
        if found := spider_class(kind).recognize(address):
            return Board(kind, found["board"], found.get("url"))
    return None


def in_page(url: str, text: str) -> list[Board | Refusal]:
    """What the addresses in a page lead to, what is named most often first.

    A site of Teamtailor or Jibe with a host of its own is told by the files that its pages load, and a
    page with a JobPosting in it by that.
    """
    text = html.unescape(text).replace("\\/", "/")
    found: Counter[Board | Refusal] = Counter()
    for match in _ADDRESS.finditer(text):
        if (board := by_address(match.group())) is not None:
            found[board] += 1
    found.update(Board("greenhouse", token) for token in _TOKEN.findall(text))
    parts = urlsplit(url)
    origin, name = f"{parts.scheme}://{parts.netloc}", parts.netloc.partition(":")[0]
    if "teamtailor-cdn.com" in text and not any(_is(each, "teamtailor") for each in found):
        found[Board("teamtailor", name, origin)] += 1
    if re.search(r"jibecdn\.com|jibeapply\.com|data-jibe|window\.jibe", text):
        found[Board("jibe", name, origin)] += 1
    if re.search(r"schema\.org/JobPosting|[\"']JobPosting[\"']", text):
        found[Board("careersite", name, origin)] += 1
    return [board for board, _ in found.most_common()]


def employer_in_page(text: str) -> str | None:
    """Whose page it is, as it says itself: the site's name, else the last part of the title."""
    page = Selector(text=text)
    name = clean_line(page.xpath("//meta[@property='og:site_name']/@content").get())
    if name and not _NAMELESS.fullmatch(name):
        return name
    title = clean_line(page.xpath("//title/text()").get()) or ""
    parts = [part.strip() for part in re.split(r"\s+[|–—-]\s+|\s+at\s+", title)]
    named = [part for part in parts if part and not _NAMELESS.fullmatch(part)]
    return named[-1] if named else None


class LookSpider(BoardSpider):
    """Fetches one page, as politely as all others, and hands it over as the result's sample."""

    name = "look"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The page."""
        yield self.ask(self.base, self.keep, wants="html", validate=False)

    def keep(self, response: Response) -> Output:
        """Keeps the page."""
        self.listed.add("page")
        self.page_seen = Sample(response.url, response.status, "text/html", response.body)
        yield from ()

    def outcome(self, stopped: str | None = None) -> CrawlResult:
        """The page in the result, where it came."""
        result = super().outcome(stopped)
        result.sample = getattr(self, "page_seen", result.sample)
        return result


def _is(board: Board | Refusal, kind: str) -> bool:
    return isinstance(board, Board) and board.kind == kind
