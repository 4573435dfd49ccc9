"""One extractor for all tests of a process: building it takes a second."""

from __future__ import annotations

import pytest

from extraction.pipeline import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """An extractor over the taxonomy that ships with Sought."""
    return Extractor()
