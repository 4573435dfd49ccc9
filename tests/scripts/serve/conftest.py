"""A database, its pages and a server over them, for the tests of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.serve.serving import WILD, Server, running
from tests.scripts.test_audit import postings
from tests.scripts.test_commands import here


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of 40 postings, and the pages made of it."""
    made = tmp_path_factory.mktemp("serve")
    text = postings(40) + json.dumps(
        {"id": "wild", "title": f"Nurse {WILD}", "employer": f"Employer {WILD}", "location": "Columbus, OH",
         "date": "2026-03-20", "text": f"Requirements\nRN license required {WILD} by law."}
    )  # fmt: skip
    (made / "archive.jsonl").write_text(text + "\n", "utf-8")
    here(made, "import", "archive.jsonl")
    here(made, "extract")
    here(made, "site", "public")
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with running(folder, "--site", "public") as made:
        yield made
