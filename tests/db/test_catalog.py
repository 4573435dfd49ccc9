"""The taxonomy's tables, and the record of each run."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from db import schema as t
from db.catalog import finish_run, save_taxonomy, start_run
from taxonomy.load import load
from taxonomy.model import CROSS_CUTTING, Alias, Taxonomy
from tests.db.make import at, count, rows_of

VERSIONS = {
    "code_version": "0.1.0",
    "extractor_version": "3",
    "taxonomy_version": "0.1.0+abc",
    "crosswalk_version": "2024",
}


def only(*ids: str) -> Taxonomy:
    """The shipped taxonomy with these credentials alone."""
    whole = load()
    return replace(whole, credentials={each: whole.credentials[each] for each in ids})


def test_the_shipped_taxonomy_is_kept_whole(engine: Engine) -> None:
    whole = load()
    save_taxonomy(engine, whole)
    rows = {row["id"]: row for row in rows_of(engine, t.credentials)}
    assert set(rows) == set(whole.credentials)
    assert {row["taxonomy_version"] for row in rows.values()} == {whole.version}
    for own in ("rn", "cdl-class-a", "comptia-a-plus"):
        credential = whole.credentials[own]
        assert (rows[own]["name"], rows[own]["type"]) == (credential.name, credential.type)
        assert rows[own]["socs"].split(";") == list(credential.socs)
    assert count(engine, t.aliases) == sum(
        len({alias.form for alias in c.aliases}) for c in whole.credentials.values()
    )


def test_the_issuer_stands_by_its_name(engine: Engine) -> None:
    save_taxonomy(engine, only("comptia-a-plus", "rn"))
    issuers = {row["id"]: row["issuer"] for row in rows_of(engine, t.credentials)}
    assert issuers["comptia-a-plus"] == load().issuers["comptia"].name
    assert issuers["rn"] is None


def test_the_first_career_cluster_is_the_primary_one(engine: Engine) -> None:
    taxonomy = only("rn")
    taxonomy.credentials["rn"] = replace(
        taxonomy.credentials["rn"], career_clusters=("Education", "Construction")
    )
    save_taxonomy(engine, taxonomy)
    primary = {r["career_cluster"]: r["is_primary"] for r in rows_of(engine, t.credential_clusters)}
    assert primary == {"Education": True, "Construction": False}


def test_what_is_cross_cutting_has_no_career_cluster(engine: Engine) -> None:
    taxonomy = only("rn")
    taxonomy.credentials["rn"] = replace(
        taxonomy.credentials["rn"], career_clusters=(CROSS_CUTTING,)
    )
    save_taxonomy(engine, taxonomy)
    assert count(engine, t.credential_clusters) == 0


def test_saving_replaces_what_was_there(engine: Engine) -> None:
    save_taxonomy(engine, only("rn", "cdl-class-a"))
    newer = only("rn")
    twice = (Alias("RN", "acronym"), Alias("RN", "variant"))
    newer.credentials["rn"] = replace(newer.credentials["rn"], aliases=twice)
    save_taxonomy(engine, newer)
    assert [row["id"] for row in rows_of(engine, t.credentials)] == ["rn"]
    assert [(row["alias"], row["kind"]) for row in rows_of(engine, t.aliases)] == [
        ("RN", "acronym")
    ]
    before = rows_of(engine, t.credentials)
    save_taxonomy(engine, newer)
    assert rows_of(engine, t.credentials) == before


def test_a_taxonomy_without_credentials_empties_the_tables(engine: Engine) -> None:
    save_taxonomy(engine, only("rn"))
    save_taxonomy(engine, only())
    assert count(engine, t.credentials) == count(engine, t.aliases) == 0


def test_a_run_is_recorded_with_the_versions_that_made_its_numbers(engine: Engine) -> None:
    run = start_run(engine, "nightly", at("2026-01-05"), VERSIONS)
    (row,) = rows_of(engine, t.runs)
    assert {name: row[name] for name in VERSIONS} == VERSIONS
    assert (row["id"], row["command"], row["finished"], row["summary"]) == (
        run,
        "nightly",
        None,
        None,
    )
    finish_run(engine, run, at("2026-01-06"), {"jobs": 3})
    (row,) = rows_of(engine, t.runs)
    assert (row["started"], row["finished"]) == (at("2026-01-05"), at("2026-01-06"))
    assert row["summary"] == {"jobs": 3}


def test_each_run_has_its_own_row(engine: Engine) -> None:
    first, second = (start_run(engine, "crawl", at("2026-01-05"), VERSIONS) for _ in range(2))
    finish_run(engine, second, at("2026-01-06"), {})
    assert [row["finished"] for row in rows_of(engine, t.runs)] == [None, at("2026-01-06")]
    assert first != second
