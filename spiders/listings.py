"""Listing pages of a careers site without a sitemap: the jobs they lead to, and the next pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from scrapy.http import TextResponse

from spiders.sitemaps import looks_like_job, same_site

_PAGING = re.compile(
    r"^(?:p|pg|page|paged|pagenumber|start|startrow|offset|from|skip)$", re.IGNORECASE
)
_PAGING_PATH = re.compile(r"/page/\d+/?$", re.IGNORECASE)
_NO_PAGE = re.compile(r"^(?:mailto|tel|javascript|data):", re.IGNORECASE)


def links(response: TextResponse) -> tuple[list[str], list[str]]:
    """The addresses of jobs on a listing page, and those of further pages of the same listing."""
    jobs: dict[str, None] = {}
    pages: dict[str, None] = {}
    for link in response.xpath("//a[@href] | //link[@rel='next'][@href]"):
        href = link.attrib["href"].strip()
        if not href or len(href) > 2_000 or _NO_PAGE.match(href):
            continue
        try:
            url = urldefrag(urljoin(response.url, href)).url
            fine = same_site(url, response.url) and urlsplit(url).scheme in {"http", "https"}
        except ValueError:
            continue
        if not fine or url == response.url:
            continue
        if "next" in link.attrib.get("rel", "").split() or _is_page_of(url, response.url):
            pages.setdefault(url)
        elif looks_like_job(url):
            jobs.setdefault(url)
    return list(jobs), list(pages)


def _is_page_of(url: str, listing: str) -> bool:
    """Whether an address is the listing's own with another number for its page."""
    one, other = urlsplit(url), urlsplit(listing)
    path = _PAGING_PATH.sub("", other.path).rstrip("/")
    if _PAGING_PATH.sub("", one.path).rstrip("/") != path:
        return False
    if _PAGING_PATH.search(one.path):
        return True
    plain = {key: value for key, value in parse_qsl(other.query) if not _PAGING.match(key)}
    asked = dict(parse_qsl(one.query))
    paging = {key for key in asked if _PAGING.match(key)}
    # Filters and orders of the same list ("?team=7", "?sort=date") are not its pages.
    return bool(paging) and {k: v for k, v in asked.items() if k not in paging} == plain
