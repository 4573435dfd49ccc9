"""A browser, and a page in it, for the tests that give the ``address`` of what they look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.scripts.browsing import opened, watched


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with opened() as found:
        yield found


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with watched(browser, address) as found:
        yield found
