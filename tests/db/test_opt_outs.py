"""Hosts and employers that asked to be left alone are nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.jobs import merge_jobs
from db.opt_outs import OptOutError, OptOuts, apply_opt_outs, opt_outs, read_opt_outs
from db.records import Page
from db.store import Saved, save_pages, save_source
from tests.db.make import SOURCE, at, posting, rows_of, save

OTHER = "https://jobs.other.example/9"


def test_a_file_of_hosts_and_employers(tmp_path: Path) -> None:
    path = tmp_path / "opt_outs.txt"
    assert read_opt_outs(path) is None
    path.write_text(
        "# asked in May\nexample.org\n\nAcme Health, Inc.  # by letter\nhttps://b.example/\n"
    )
    found = read_opt_outs(path)
    assert found is not None
    assert found.hosts == {"example.org", "b.example"}
    assert found.covers(url="https://jobs.example.org/1")
    assert found.covers(url="HTTPS://EXAMPLE.ORG:443/x")
    assert not found.covers(url="https://notexample.org/1")
    assert not found.covers(url="http://[bad")
    assert found.covers(employer="ACME Health")
    assert not found.covers(employer="Acme Steel", url="https://other.example/")
    assert not found.covers()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OptOutError, match="cannot be read"):
        read_opt_outs(path)


def test_an_employer_is_removed_and_stays_away(engine: Engine) -> None:
    save(engine, "2026-01-05", posting("1"), posting("2", employer="Other Health", url=OTHER))
    merge_jobs(engine)
    wanted = OptOuts(employers=frozenset({"acme health"}))
    assert apply_opt_outs(engine, wanted, at("2026-01-06")) == 1
    assert opt_outs(engine) == wanted
    assert [row["external_id"] for row in rows_of(engine, t.postings)] == ["2"]
    assert [row["employer"] for row in rows_of(engine, t.jobs)] == ["Other Health"]
    assert (
        rows_of(engine, t.posting_places)[0]["posting_id"] == rows_of(engine, t.postings)[0]["id"]
    )
    # Neither a crawl nor an archive brings it back.
    assert save(engine, "2026-01-07", posting("3")) == Saved()
    assert save(engine, "2026-01-07", posting("4"), observed=False) == Saved()


def test_a_host_is_removed_with_its_sources(engine: Engine) -> None:
    save_source(engine, SOURCE, employer="Acme", url="https://boards.example")
    save(engine, "2026-01-05", posting("1", url=None), posting("2", url=OTHER))
    save_source(engine, SOURCE, employer="Acme", url="https://boards.example")
    save_pages(engine, SOURCE, [Page("https://boards.example/list")])
    apply_opt_outs(engine, OptOuts(hosts=frozenset({"boards.example"})), at("2026-01-06"))
    assert rows_of(engine, t.postings) == []
    assert rows_of(engine, t.pages) == []


def test_a_file_that_lacks_a_line_takes_it_back_and_no_file_leaves_all(engine: Engine) -> None:
    both = OptOuts(frozenset({"a.example"}), frozenset({"acme"}))
    apply_opt_outs(engine, both, at("2026-01-06"))
    apply_opt_outs(engine, None, at("2026-01-07"))
    assert opt_outs(engine) == both
    apply_opt_outs(engine, OptOuts(frozenset({"a.example"})), at("2026-01-08"))
    assert opt_outs(engine) == OptOuts(frozenset({"a.example"}))
