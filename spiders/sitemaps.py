"""Sitemaps: the addresses in them, read strictly, for a cut-off one would close what it lacks."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

MAX_SIZE = 50 * 2**20
"""Bytes of a sitemap at most, unpacked: what the protocol allows."""

_GZIP = b"\x1f\x8b"
_JOB_PATH = re.compile(
    r"/(?:jobs?|careers?|positions?|openings?|vacanc(?:y|ies)|requisitions?|opportunit(?:y|ies)"
    r"|postings?|offers?|stellen?)(?:[-/_]|$)",
    re.IGNORECASE,
)


class BadSitemap(ValueError):  # noqa: N818
    """The sitemap cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds: pages with their lastmod, or, as an index, the sitemaps below it."""

    pages: tuple[tuple[str, str | None], ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(body: bytes) -> Sitemap:
    """The content of a sitemap or of an index, gzipped or not, whatever its namespace.

    Raises ``BadSitemap`` for what is no sitemap, is cut off or unpacks to more than ``MAX_SIZE``.
    """
    if body.startswith(_GZIP):
        body = _unpack(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadSitemap(f"it is not valid XML ({error})") from None
    name = _local(root)
    if name not in {"urlset", "sitemapindex"}:
        raise BadSitemap(f"it begins with <{name}>")
    entries: list[tuple[str, str | None]] = []
    for entry in root:
        fields = {_local(field): (field.text or "").strip() for field in entry}
        if fields.get("loc"):
            entries.append((fields["loc"], fields.get("lastmod") or None))
    if name == "sitemapindex":
        return Sitemap(sitemaps=tuple(loc for loc, _ in entries))
    return Sitemap(pages=tuple(entries))


def job_pages(pages: dict[str, str | None], site: str) -> dict[str, str | None]:
    """Those of a site's pages that may hold a posting, with their lastmod.

    Pages of other hosts are left out. Where some addresses look like those of jobs only these are
    taken, else all.
    """
    host = _host(site)
    own = {url: lastmod for url, lastmod in pages.items() if _host(url) == host}
    jobs = {url: lastmod for url, lastmod in own.items() if looks_like_job(url)}
    return jobs or own


def same_site(url: str, site: str) -> bool:
    """Whether two addresses have the same host, ``www.`` or not."""
    return bool(_host(url)) and _host(url) == _host(site)


def looks_like_job(url: str) -> bool:
    """Whether an address has the form that those of jobs have: ``/jobs/...``, ``/careers/...``."""
    path = urlsplit(url).path.rstrip("/")
    match = _JOB_PATH.search(path)
    # "/careers" alone is the page above the jobs.
    return match is not None and match.end() < len(path)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def _local(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MAX_SIZE)
    except zlib.error as error:
        raise BadSitemap(f"it cannot be unpacked ({error})") from None
    if unpacker.unconsumed_tail:
        raise BadSitemap(f"it unpacks to more than {MAX_SIZE // 2**20} MiB")
    if not unpacker.eof:
        raise BadSitemap("it is cut off")
    return plain
