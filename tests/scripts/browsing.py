"""A real browser for tests: Debian's Chromium, driven by its path.

``SOUGHT_REQUIRE=browser`` makes its absence a failure; otherwise such tests are skipped and say so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The path of a Chromium; skips the test, or fails it, where there is none."""
    found = os.environ.get("SOUGHT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")  # fmt: skip
    if found:
        return found
    missing = "nothing was tested in a browser: no chromium is installed"
    if "browser" in os.environ.get("SOUGHT_REQUIRE", "").split(","):
        pytest.fail(f"{missing}, and SOUGHT_REQUIRE asks for it")
    pytest.skip(missing)


@contextmanager
def opened() -> Iterator[Any]:
    """A browser."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def watched(browser: Any, address: str) -> Iterator[Any]:
    """A page; raises at the end where a script erred, the policy was broken or another host asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    host = urlsplit(address).netloc
    page.on(
        "request",
        lambda r: (
            wrong.append(f"asked {r.url}")
            if urlsplit(r.url).netloc != host and not r.url.startswith(("data:", "blob:", "file:"))
            else None
        ),
    )
    yield page
    context.close()
    assert wrong == []


def violations(page: Any, addresses: Iterable[str]) -> list[tuple[str, str, str]]:
    """What axe finds on pages: address, rule, the first place."""
    found = []
    for address in addresses:
        page.goto(address)
        found += violations_here(page)
    return found


def violations_here(page: Any) -> list[tuple[str, str, str]]:
    """What axe finds on the page as it stands."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    result = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    return [(page.url, v["id"], v["nodes"][0]["html"][:200]) for v in result["violations"]]
