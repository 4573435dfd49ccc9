"""The job postings in a web archive (WARC, such as Common Crawl's): pages with schema.org JobPosting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from extraction.rows import BATCH, FileError, Row, Share
from spiders.jobposting import own_posting

LONGEST_PAGE = 10_000_000
"""Bytes of a page that are looked at."""


def read_warc(path: Path, *, after: int = 0, share: Share = lambda part: None) -> Iterator[Row]:
    """A row for each page that is about one job, its cells the page's JobPosting; numbered by record.

    ``path`` is a .warc or .warc.gz file. Raises :class:`FileError` where it cannot be read.
    """
    is_one = False
    try:
        size = path.stat().st_size or 1
        with path.open("rb") as raw:
            for number, record in enumerate(ArchiveIterator(raw), 1):
                is_one = is_one or record.format == "warc"
                if number % BATCH == 0:
                    share(raw.tell() / size)
                if number <= after or record.rec_type != "response":
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                headers = record.http_headers
                kind = (headers and headers.get_header("Content-Type")) or ""
                if headers is None or headers.get_statuscode() != "200" or "html" not in kind:
                    continue
                yield from _posting(number, url, kind, record.content_stream().read(LONGEST_PAGE))
    except (OSError, EOFError, ArchiveLoadFailed) as error:
        raise FileError(f"{path}: cannot be read to its end: {error}") from None
    if not is_one:
        raise FileError(f"{path}: holds no record of a web archive")


def _posting(number: int, url: str, kind: str, body: bytes) -> Iterator[Row]:
    if b"JobPosting" not in body:
        return
    page = HtmlResponse(url, body=body, headers={"Content-Type": kind})
    try:
        found: dict[str, Any] | None = own_posting(page)
    except (ValueError, LookupError, RecursionError) as error:
        yield Row(number, {"url": url}, f"the page cannot be read: {error}")
        return
    if found is not None:
        yield Row(number, {"@type": "JobPosting", **found, "url": url})
