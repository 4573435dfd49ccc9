"""Employers' own career sites: sitemaps and job pages with schema.org JobPosting.

The pages show JobPosting in the varieties that real sites show; which one a posting gets, and in
which form its fields are written, depends only on its place in its file.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from xml.sax.saxutils import escape as escape_xml

from extraction.text import html_to_text
from scripts.sample_boards.answers import XML, Answer, Request, html_answer, not_found, tag
from scripts.sample_boards.postings import STATE_NAMES, Board, Pay, Place, Posting, served_html

PREFIX = "/site/"

VARIETIES = (
    "plain",
    "graph",
    "list",
    "entity_escaped",
    "raw_newlines",
    "trailing_semicolon",
    "html_comment",
    "microdata",
    "similar_jobs",
    "plain_text",
)
"""The ways in which a page holds its posting, in turn over the postings of a board."""

_EMPLOYMENT_TYPES = {
    "full-time": ("FULL_TIME", "Full Time"),
    "part-time": ("PART_TIME", "Part Time"),
    "contract": ("CONTRACTOR", "Contract"),
    "temporary": ("TEMPORARY", "Temporary"),
    "per-diem": ("PER_DIEM", "Per Diem"),
    "intern": ("INTERN", "Internship"),
}
_COUNTRIES: tuple[Callable[[str], Any], ...] = (
    lambda name: "US" if name == "United States" else name,
    lambda name: name,
    lambda name: {"@type": "Country", "name": "USA" if name == "United States" else name},
)
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_RISKY = re.compile(r"<(?=[!/]|script)", re.IGNORECASE)
_NEWLINE_STAND_IN = "\uf8ff"


def variety(posting: Posting) -> str:
    """In which of ``VARIETIES`` the page of a posting is served."""
    return VARIETIES[posting.index % len(VARIETIES)]


def answer(
    request: Request, boards: dict[str, Board], hidden: Collection[str] | None, today: date
) -> Answer:
    """The answer to a request under ``/site/``.

    ``boards`` are the career sites by name. ``hidden`` are ids that are to be left out, None for
    all of them.
    """
    name, _, rest = request.path.removeprefix(PREFIX).partition("/")
    if name not in boards:
        return not_found()
    board = boards[name]
    shown = [each for each in board.postings if hidden is not None and each.id not in hidden]
    root = f"{request.base}{PREFIX}{name}"
    # The first site by name has an index with a gzipped child, the others one plain sitemap.
    indexed = name == min(boards)
    match rest.split("/"):
        case [""] | ["jobs"] | ["benefits"]:
            return html_answer(_front_page(board, shown, root))
        case ["sitemap.xml"] if indexed:
            children = [f"{root}/sitemap-pages.xml", f"{root}/sitemap-jobs.xml.gz"]
            return _validated(_sitemap_index(children, today), XML)
        case ["sitemap.xml"]:
            return _validated(_urlset(_pages(root) + _jobs(root, shown, today)), XML)
        case ["sitemap-pages.xml"] if indexed:
            return _validated(_urlset(_pages(root)), XML)
        case ["sitemap-jobs.xml.gz"] if indexed:
            packed = gzip.compress(_urlset(_jobs(root, shown, today)), mtime=0)
            return _validated(packed, "application/x-gzip")
        case ["jobs", number]:
            for posting in shown:
                if posting.id == number:
                    others = [each for each in shown if each.id != number]
                    page = job_page(posting, others, root, today)
                    return _validated(page.encode(), "text/html; charset=utf-8")
    return not_found()


def _validated(body: bytes, content_type: str) -> Answer:
    return Answer(body, content_type, etag=tag(body, weak=False))


def _pages(root: str) -> list[tuple[str, date | None]]:
    return [(f"{root}/", None), (f"{root}/benefits", None)]


def _jobs(root: str, shown: Iterable[Posting], today: date) -> list[tuple[str, date | None]]:
    return [(f"{root}/jobs/{each.id}", each.updated_on(today)) for each in shown]


def _urlset(pages: Iterable[tuple[str, date | None]]) -> bytes:
    urls = "".join(
        f"<url><loc>{escape_xml(url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for url, day in pages
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{urls}</urlset>\n'
    ).encode()


def _sitemap_index(children: Iterable[str], today: date) -> bytes:
    maps = "".join(
        f"<sitemap><loc>{escape_xml(url)}</loc><lastmod>{today}</lastmod></sitemap>\n"
        for url in children
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="{_SITEMAP}">\n{maps}</sitemapindex>\n'
    ).encode()


def _front_page(board: Board, shown: Iterable[Posting], root: str) -> str:
    links = "".join(
        f'<li><a href="{root}/jobs/{each.id}">{html.escape(each.title)}</a></li>\n'
        for each in shown
    )
    title = f"Careers at {board.employer}"
    return _document(title, "", f"<h1>{html.escape(title)}</h1>\n<ul>\n{links}</ul>\n")


def _document(title: str, head: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n{head}</head>\n<body>\n{body}</body>\n</html>\n"
    )


def job_page(posting: Posting, others: Iterable[Posting], root: str, today: date) -> str:
    """The page of a posting; ``others`` are what it may show as similar jobs."""
    kind = variety(posting)
    title = f"{posting.title} at {posting.employer}"
    if kind == "microdata":
        return _document(title, "", _microdata(posting, today))
    own = _job_posting(posting, root, today)
    blocks: list[Any] = [own]
    if kind == "graph":
        site = {"@type": "WebSite", "name": posting.employer, "url": f"{root}/"}
        own.pop("@context")
        blocks = [{"@context": "https://schema.org", "@graph": [site, own]}]
    elif kind == "list":
        crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
        blocks = [[crumbs, own]]
    elif kind == "similar_jobs":
        # The page's own block does not come first: its url and title tell it from the others.
        blocks = [_job_posting(each, root, today) for each in list(others)[:2]]
        blocks.insert(1, own)
    head = "".join(_script(block, kind) for block in blocks)
    visible = html.escape(html_to_text(served_html(posting)))
    body = f"<h1>{html.escape(posting.title)}</h1>\n<pre>{visible}</pre>\n"
    return _document(title, head, body)


def _script(data: Any, kind: str) -> str:
    """A JSON-LD block; nothing in its strings can end the script or open a comment."""
    raw = kind == "raw_newlines"
    if raw:
        data = _replace_newlines(data)
    text = _RISKY.sub(r"\\u003c", json.dumps(data, ensure_ascii=False))
    if raw:
        text = text.replace(_NEWLINE_STAND_IN, "\n")
    if kind == "trailing_semicolon":
        text += ";"
    if kind == "html_comment":
        text = f"<!--\n{text}\n-->"
    return f'<script type="application/ld+json">{text}</script>\n'


def _replace_newlines(data: Any) -> Any:
    if isinstance(data, str):
        return data.replace("\n", _NEWLINE_STAND_IN)
    if isinstance(data, list):
        return [_replace_newlines(each) for each in data]
    if isinstance(data, dict):
        return {key: _replace_newlines(value) for key, value in data.items()}
    return data


def _job_posting(posting: Posting, root: str, today: date) -> dict[str, Any]:
    """A schema.org JobPosting, its fields in the forms that the posting's turn says."""
    turn = posting.index
    closes = posting.closes_on(today)
    employer: dict[str, Any] = {"@type": "Organization", "name": posting.employer}
    if turn % 2:
        employer |= {"sameAs": f"{root}/", "logo": f"{root}/logo.png"}
    job: dict[str, Any] = {
        "@context": ("https://schema.org", "http://schema.org", "https://schema.org/")[turn % 3],
        "@type": "JobPosting",
        "title": posting.title,
        "description": _description(posting),
        "identifier": _identifier(posting),
        "datePosted": _date_posted(posting, today),
        "hiringOrganization": employer,
        "employmentType": _employment_type(posting),
        "directApply": (True, False, "False", "True")[turn % 4],
        "url": f"{root}/jobs/{posting.id}",
    }
    if closes:
        job["validThrough"] = (f"{closes}T23:59:59-05:00", f"{closes}")[turn % 2]
    places = [_place(each, turn) for each in posting.places if not each.remote]
    if places:
        job["jobLocation"] = places[0] if len(places) == 1 and turn % 2 else places
    if posting.remote:
        job["jobLocationType"] = "TELECOMMUTE"
        job["applicantLocationRequirements"] = {"@type": "Country", "name": "USA"}
    if posting.pay_field:
        job["baseSalary"] = _salary(posting.pay_field)
    elif turn % 6 == 1:
        empty = {"@type": "QuantitativeValue", "unitText": ""}
        job["baseSalary"] = {"@type": "MonetaryAmount", "currency": "", "value": empty}
    return job


def _description(posting: Posting) -> str:
    body = served_html(posting)
    if variety(posting) == "entity_escaped":
        return html.escape(body)
    return html_to_text(body) if variety(posting) == "plain_text" else body


def _identifier(posting: Posting) -> Any:
    forms: tuple[Any, ...] = (
        {"@type": "PropertyValue", "name": posting.employer, "value": posting.id},
        posting.id,
        int(posting.id),
    )
    return forms[posting.index % 3]


def _employment_type(posting: Posting) -> Any:
    code, words = _EMPLOYMENT_TYPES[posting.employment_type]
    return (code, [code], words)[posting.index % 3]


def _date_posted(posting: Posting, today: date) -> str | int:
    day = posting.posted_on(today)
    noon = datetime.combine(day, time(12), UTC)
    return (
        f"{day}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day}T08:30:00-05:00",
        f"{day:%d-%b-%Y}",
        f"{day:%B} {day.day}, {day.year}",
        int(noon.timestamp() * 1000),
        f"{day}T14:05:09.120Z",
    )[posting.index % 7]


def _place(place: Place, turn: int) -> dict[str, Any]:
    address: dict[str, Any] = {"@type": "PostalAddress", "addressLocality": place.city}
    if place.state:
        address["addressRegion"] = STATE_NAMES[place.state] if turn % 2 else place.state
    elif place.region:
        address["addressRegion"] = place.region
    address["addressCountry"] = _COUNTRIES[turn % 3](place.country or "United States")
    return {"@type": "Place", "address": address}


def _salary(pay: Pay) -> dict[str, Any]:
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": pay.period.upper()}
    if pay.low == pay.high:
        value["value"] = pay.low
    else:
        value |= {"minValue": pay.low, "maxValue": pay.high}
    return {"@type": "MonetaryAmount", "currency": "USD", "value": value}


def _microdata(posting: Posting, today: date) -> str:
    """The body of a page with microdata in place of JSON-LD, with dates as Java prints them."""
    day, closes = posting.posted_on(today), posting.closes_on(today)
    items = [
        _meta("identifier", posting.id),
        _meta("datePosted", f"{day:%a %b %d} 07:00:00 UTC {day.year}"),
        _meta("validThrough", f"{closes:%a %b %d} 07:00:00 UTC {closes.year}") if closes else "",
        _meta("employmentType", _EMPLOYMENT_TYPES[posting.employment_type][0]),
        f'<h1 itemprop="title">{html.escape(posting.title)}</h1>\n',
        _scope("hiringOrganization", "Organization", _meta("name", posting.employer)),
        *(_microdata_place(each) for each in posting.places if not each.remote),
        _meta("jobLocationType", "TELECOMMUTE") if posting.remote else "",
        _microdata_salary(posting.pay_field) if posting.pay_field else "",
        f'<div itemprop="description">\n{served_html(posting)}\n</div>\n',
    ]
    inner = "".join(items)
    return f'<div itemscope itemtype="http://schema.org/JobPosting">\n{inner}</div>\n'


def _meta(name: str, value: object) -> str:
    return f'<meta itemprop="{name}" content="{html.escape(str(value))}">\n'


def _scope(name: str, kind: str, inner: str) -> str:
    return f'<div itemprop="{name}" itemscope itemtype="http://schema.org/{kind}">\n{inner}</div>\n'


def _microdata_place(place: Place) -> str:
    inner = _meta("addressLocality", place.city)
    if place.state or place.region:
        inner += _meta("addressRegion", place.state or place.region)
    inner += _meta("addressCountry", place.country)
    return _scope("jobLocation", "Place", _scope("address", "PostalAddress", inner))


def _microdata_salary(pay: Pay) -> str:
    inner = _meta("minValue", pay.low) + _meta("maxValue", pay.high)
    inner += _meta("unitText", pay.period.upper())
    value = _scope("value", "QuantitativeValue", inner)
    return _scope("baseSalary", "MonetaryAmount", _meta("currency", "USD") + value)
