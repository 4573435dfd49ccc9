"""What an HTTP answer, or the lack of one, means for a crawl: 200 alone is no success."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response, TextResponse

from db.records import Outcome
from spiders.backoff import HostDropped
from spiders.budget import BudgetSpent
from spiders.hosts import MissingContact, RefusedHost
from spiders.listings import links
from spiders.robots import ForbiddenByRobots

Wants = Literal["json", "html", "xml"]
"""What the answer to a request is to be."""

MAX_PAGE = 10 * 2**20
"""Bytes of a web page at most: taking it apart costs many times as much memory."""

_CHALLENGE = re.compile(
    rb"_incapsula_resource|incapsula incident|cf-challenge|cf_chl_|cf-browser-verification"
    rb"|<title>\s*(?:just a moment|attention required|access denied|human verification"
    rb"|pardon our interruption|security check|are you a (?:human|robot))"
    rb"|enable javascript and cookies to continue|request unsuccessful\. incapsula|px-captcha"
    rb"|geo\.captcha-delivery\.com|awswaf|verify(?:ing)? (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN = re.compile(
    r"^(?:login|signin|sso|auth)\.|/(?:login|log-in|signin|sign-in|sso|saml|oauth2?)(?:[/.?]|$)",
    re.IGNORECASE,
)
LITTLE_TEXT = 800
"""Characters that a sign-in page shows at most; a list of jobs may hold its form too, hidden."""

_POSTING = re.compile(rb"JobPosting", re.IGNORECASE)
_NOT_FOR_USE = re.compile(r"\b(?:noindex|none|noarchive)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an answer cannot be used: the outcome it leads to, a sentence, and a word to count it by."""

    outcome: Outcome
    reason: str
    kind: str


class Unreadable(Exception):  # noqa: N818
    """An answer that came as asked for does not hold what it should; carries the ``Trouble``."""

    def __init__(self, reason: str, kind: str = "changed") -> None:
        super().__init__(reason)
        self.trouble = Trouble(Outcome.CHANGED, reason, kind)


def trouble_in(response: Response, wants: Wants) -> Trouble | None:
    """What is wrong with an answer before its content is read; None where nothing is."""
    status, url = response.status, response.url
    if status in {401, 403, 407, 429, 451, 503}:
        return Trouble(Outcome.BLOCKED, f"{url} answered {status}", f"http_{status}")
    if status in {404, 410}:
        return Trouble(Outcome.GONE, f"{url} answered {status}", f"http_{status}")
    if status >= 500:
        return Trouble(Outcome.FAILED, f"{url} answered {status}", f"http_{status}")
    if not 200 <= status < 300:
        return Trouble(Outcome.CHANGED, f"{url} answered {status}", f"http_{status}")
    body = response.body
    is_page = _is_page(response)
    if is_page and not _POSTING.search(body):
        if _CHALLENGE.search(body[:100_000]):
            return Trouble(Outcome.BLOCKED, f"{url} is a check for robots", "challenge")
        if _wants_sign_in(response):
            return Trouble(Outcome.BLOCKED, f"{url} wants a sign-in", "login")
    if wants != "html" and is_page:
        return Trouble(Outcome.CHANGED, f"{url} is a web page, not {wants.upper()}", "content_type")
    if wants == "html" and len(body) > MAX_PAGE:
        reason = f"{url} is a page of {len(body) // 2**20} MiB, which no posting is"
        return Trouble(Outcome.CHANGED, reason, "too_large")
    if wants == "html" and not is_page:
        return Trouble(Outcome.CHANGED, f"{url} is not a web page", "content_type")
    return None


def reserved(response: Response) -> bool:
    """Whether a page asks not to be kept: X-Robots-Tag, or a reservation of text mining."""
    tag = (response.headers.get("X-Robots-Tag") or b"").decode("latin-1")
    return bool(_NOT_FOR_USE.search(tag)) or response.headers.get("TDM-Reservation") == b"1"


def trouble_of(error: BaseException) -> Trouble:
    """What an error in place of an answer means."""
    reason = str(error) or type(error).__name__
    if isinstance(error, ForbiddenByRobots):
        return Trouble(Outcome.FORBIDDEN, reason, "robots")
    if isinstance(error, MissingContact):
        return Trouble(Outcome.FAILED, reason, "no_contact")
    if isinstance(error, RefusedHost):
        return Trouble(Outcome.FORBIDDEN, reason, "refused_host")
    if isinstance(error, HostDropped):
        return Trouble(Outcome.BLOCKED, reason, "dropped_host")
    if isinstance(error, BudgetSpent):
        return Trouble(Outcome.PARTIAL, f"{reason}; the rest comes next time", "budget")
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in reason:
        return Trouble(Outcome.FAILED, f"the answer is too large ({reason[:200]})", "too_large")
    if isinstance(error, IgnoreRequest):
        return Trouble(Outcome.CHANGED, reason, "redirects")
    if isinstance(error, DownloadCancelledError):
        return Trouble(Outcome.FAILED, f"the answer is too large ({reason})", "too_large")
    return Trouble(Outcome.FAILED, f"no answer ({reason})", "connection")


def read_json(response: Response) -> Any:
    """The JSON value in an answer; raises ``Unreadable`` where it is none, or cut off."""
    body = response.body
    try:
        try:
            return json.loads(body)
        except UnicodeDecodeError:
            # Some servers send Windows letters for the UTF-8 that JSON must be.
            return json.loads(body.decode("cp1252", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{response.url} is not valid JSON ({error})", "json") from None


def rows_in(response: Response, value: Any, *keys: str) -> list[dict[str, Any]]:
    """The list of objects under keys of a JSON value; raises ``Unreadable`` where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        name = ".".join(keys) or "the answer"
        raise Unreadable(f"{response.url} holds no list of postings ({name})")
    return value


def _wants_sign_in(response: Response) -> bool:
    """Whether a redirect led to a sign-in, or a page asks for a password and has little else."""
    parts = urlsplit(response.url)
    if "redirect_urls" in response.meta and _LOGIN.search(parts.netloc + parts.path):
        return True
    if not _PASSWORD.search(response.body):
        return False
    if not isinstance(response, TextResponse):
        return True
    shown = response.xpath(
        "//text()[normalize-space()][not(ancestor::script or ancestor::style or ancestor::template)]"
    )
    little = len(" ".join(" ".join(shown.getall()).split())) < LITTLE_TEXT
    return little and not links(response)[0]


def _is_page(response: Response) -> bool:
    content_type = (response.headers.get("Content-Type") or b"").lower()
    start = response.body[:200].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    # A word without any tag is an answer in words, whatever its type says.
    tagged = b"<" in response.body[:10_000] and not start.startswith((b"{", b"[", b"<?xml"))
    return b"html" in content_type and tagged
