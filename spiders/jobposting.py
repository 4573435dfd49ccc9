"""schema.org JobPosting in a page: finds the objects, however broken, and takes the page's own.

JSON-LD first, read in ever more forgiving ways; microdata where a page has no JSON-LD posting.
Keys come back in small letters, since sites write them in every case.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import chompjs
from resiliparse.parse.html import HTMLTree
from scrapy.http import TextResponse

from spiders.cleaning.titles import clean_line

Object = dict[str, Any]

_DEEPEST = 8
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)\s*")
_WRAPPED = re.compile(r"\s*(?:(?://\s*)?-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_HOLDERS = ("@graph", "mainentity", "mainentityofpage", "itemlistelement", "item", "haspart")
_HTML_FIELDS = ("description", "responsibilities", "qualifications", "skills")


def job_postings(response: TextResponse) -> list[Object]:
    """All JobPosting objects of a page, keys in small letters."""
    found = [posting for block in _blocks(response.text) for posting in _walk(block)]
    return found or list(_microdata(response))


def own_posting(response: TextResponse) -> Object | None:
    """The posting that the page is about; None where it has none, or several and none fits.

    Pages show "similar jobs": among several the one whose address, identifier or title is the
    page's is taken.
    """
    found = _fitting(job_postings(response), response)
    return found[0] if found else None


def page_postings(response: TextResponse) -> list[Object]:
    """The postings that a page gives: its own, or all of a page that is about several.

    A page of several names for each an address or an identifier of its own.
    """
    postings = job_postings(response)
    fitting = _fitting(postings, response)
    if not fitting:
        return [each for each in postings if each.get("url") or identifier(each)]
    names = {(str(each.get("url")), identifier(each)) for each in fitting}
    return fitting if len(names) == len(fitting) else fitting[:1]


def _fitting(postings: list[Object], response: TextResponse) -> list[Object]:
    """Those of a page's postings that fit it best; none where it has several and none fits."""
    if len(postings) <= 1:
        return postings
    scores = [_score(posting, response) for posting in postings]
    best = max(scores)
    return [each for each, score in zip(postings, scores, strict=True) if best and score == best]


def identifier(posting: Object) -> str | None:
    """The posting's identifier, written as a text, a number or an object with a value."""
    value = posting.get("identifier")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("value") or value.get("@id")
    return clean_line(value, 200)


def lower_keys(value: Any, depth: int = 0) -> Any:
    """The same JSON value, the keys of its objects in small letters."""
    if depth > 3 * _DEEPEST:
        return None
    if isinstance(value, dict):
        return {str(key).lower(): lower_keys(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [lower_keys(item, depth + 1) for item in value]
    return value


def read_block(text: str) -> Any:
    """The value of one JSON-LD block, None where nothing can be made of it."""
    text = _WRAPPED.sub("", _WRAPPING.sub("", text.strip())).strip()
    if text.startswith(("&quot;", "{&quot;", "[{&quot;")):
        text = html.unescape(text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            # Not strict: raw line breaks stand inside strings. What follows the first value is
            # junk: a semicolon, a brace too many.
            return json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    try:
        return chompjs.parse_js_object(text)
    except (ValueError, RecursionError):
        return None


def _blocks(page: str) -> Iterator[Any]:
    """The values of a page's JSON-LD blocks that speak of a JobPosting."""
    # Lexbor takes half the time of the selector's parser, and most pages are read for these alone.
    document = HTMLTree.parse(page).document
    for script in document.query_selector_all("script[type]") if document else ():
        text = script.text or ""
        if "ld+json" in script["type"].lower() and "jobposting" in text.lower():
            yield lower_keys(read_block(text))


def _walk(value: Any, depth: int = 0) -> Iterator[Object]:
    """The JobPosting objects in a JSON-LD value: itself, in a list, or in a graph."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        if _is_posting(value.get("@type")):
            yield value
            return
        for key in _HOLDERS:
            yield from _walk(value.get(key), depth + 1)


def _is_posting(types: Any) -> bool:
    names = types if isinstance(types, list) else [types]
    return any(str(name).rstrip("/").split("/")[-1].lower() == "jobposting" for name in names)


def _microdata(response: TextResponse) -> Iterator[Object]:
    if "itemtype" not in response.text or "JobPosting" not in response.text:
        return
    # Imported here: extruct brings a large library for RDF along, and few pages need it.
    import extruct

    try:
        items = extruct.extract(
            response.text, base_url=response.url, syntaxes=["microdata"], errors="ignore"
        )["microdata"]
    except (ValueError, AssertionError, RecursionError):
        return
    scopes = response.xpath("//*[@itemscope and contains(@itemtype, 'JobPosting')]")
    postings = [item for item in items if _is_posting(item.get("type"))]
    for index, item in enumerate(postings):
        posting: Object = lower_keys(_plain(item))
        if index < len(scopes):
            # extruct gives texts without their line breaks; the markup has them.
            for field in _HTML_FIELDS:
                parts = scopes[index].xpath(f".//*[@itemprop='{field}']").getall()
                if parts:
                    posting[field] = "\n".join(parts)
        yield posting


def _plain(item: Any) -> Any:
    """A microdata item in the shape that JSON-LD has."""
    if isinstance(item, list):
        return [_plain(part) for part in item]
    if isinstance(item, dict) and "properties" in item:
        return {"@type": item.get("type"), **{k: _plain(v) for k, v in item["properties"].items()}}
    return item


def _score(posting: Object, response: TextResponse) -> int:
    """How surely a posting is the page's own: by address, then identifier, then title."""
    url = posting.get("url")
    here = urlsplit(response.url)
    canonical = response.xpath("//link[@rel='canonical']/@href").get() or response.url
    if isinstance(url, str) and url:
        parts = urlsplit(response.urljoin(url))
        paths = {(here.path.rstrip("/"), here.query)}
        elsewhere = urlsplit(response.urljoin(canonical))
        paths.add((elsewhere.path.rstrip("/"), elsewhere.query))
        if (parts.path.rstrip("/"), parts.query) in paths:
            return 4
    name = identifier(posting)
    if name and re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", response.url):
        return 3
    title = clean_line(posting.get("title"))
    headings = response.xpath("//h1//text() | //title/text()").getall()
    if title and any(clean_line(heading) == title for heading in headings):
        return 2
    return 1 if title and any(title in heading for heading in headings) else 0
