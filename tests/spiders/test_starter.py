"""The boards that the repository begins with."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from typer.testing import CliRunner

from scripts.sources import app
from spiders.config import load_sources
from spiders.kinds import spider_class
from taxonomy.load import load

FILE = Path(__file__).parents[2] / "sources.toml"
SOURCES = load_sources(FILE)


def test_they_are_many_and_of_all_career_clusters() -> None:
    clusters = {cluster.name for cluster in load().career_clusters.values()}
    counts = Counter(cluster for source in SOURCES for cluster in source.career_clusters)
    assert len(SOURCES) >= 100
    assert set(counts) == clusters
    assert len(clusters) == 14
    assert min(counts.values()) >= 5
    assert counts["Digital Technology"] <= 0.1 * len(SOURCES)


def test_a_kind_that_needs_terms_is_off_and_the_rest_is_on() -> None:
    for source in SOURCES:
        assert source.terms_checked is None
        assert source.enabled is not spider_class(source.kind).gated, source.key
        assert source.url is None


def test_nothing_claims_that_they_were_reached(tmp_path: Path) -> None:
    environment = {"SOUGHT_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    done = CliRunner().invoke(app, ["list", "--json", "--sources", str(FILE)], env=environment)
    assert done.exit_code == 0, done.output
    assert {row["status"] for row in json.loads(done.stdout)} == {"unchecked"}
    assert {row["last_crawl"] for row in json.loads(done.stdout)} == {None}
