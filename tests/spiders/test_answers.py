"""What an answer means: pages that want a sign-in, and pages that only offer one."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request

from db.records import Outcome
from spiders.answers import LITTLE_TEXT, trouble_in

FORM = "<form><input name='user'><input type='password'></form>"
WORDS = "<p>" + "We hire nurses. " * (LITTLE_TEXT // 10) + "</p>"
JOBS = "<a href='/jobs/1/nurse'>Nurse</a>"


def outcome(body: str, url: str = "https://x.org/list", *, redirected: bool = False) -> object:
    """The outcome of a page, None where it can be read."""
    request = Request(url, meta={"redirect_urls": ["https://x.org/jobs"]} if redirected else {})
    page = f"<html><body>{body}</body></html>".encode()
    response = HtmlResponse(url, body=page, encoding="utf-8", request=request)
    trouble = trouble_in(response, "html")
    return trouble.outcome if trouble else None


@pytest.mark.parametrize(
    "body", [FORM, f"<h1>Sign in</h1>{FORM}", f"{FORM}<script>{WORDS}</script>"]
)
def test_a_page_of_a_password_and_little_else_is_a_sign_in(body: str) -> None:
    assert outcome(body) is Outcome.BLOCKED


@pytest.mark.parametrize("body", [JOBS + FORM, WORDS + FORM])
def test_a_hidden_sign_in_is_none(body: str) -> None:
    assert outcome(body) is None
    assert outcome(body, redirected=True) is None


@pytest.mark.parametrize(
    "url", ["https://x.org/login?next=/jobs", "https://login.x.org/", "https://x.org/sso/start"]
)
def test_a_redirect_to_a_sign_in_is_one(url: str) -> None:
    assert outcome(WORDS + JOBS, url, redirected=True) is Outcome.BLOCKED
    assert outcome(WORDS + JOBS, url) is None
