"""The package for researchers: valid, explained, the same bytes again, and nothing that must stay here."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from frictionless import Package
from sqlalchemy import Engine, insert, update

from db import schema as t
from db.catalog import note_run, start_run
from db.dictionary import DictionaryError, dictionary
from db.names import posting_id
from db.publish import LONGEST_SENTENCE
from scripts.package import _cell
from tests.db.make import SOURCE, TODAY, at, posting, save
from tests.db.market import open_market
from tests.scripts.test_commands import Done, here

VERSIONS = {f"{each}_version": "1" for each in ("code", "extractor", "taxonomy", "crosswalk")}


@pytest.fixture
def market(engine: Engine) -> Engine:
    """A database that holds the market, counted on its day."""
    open_market(engine)
    run = start_run(engine, "extract", at(TODAY.isoformat()), VERSIONS)
    with engine.begin() as connection:
        note_run(connection, run, {"jobs": 14, "demand_rows": 9})
    return engine


def export(engine: Engine, folder: Path, *more: str, code: int = 0) -> Done:
    """Runs ``sought export`` on a database."""
    url = engine.url.render_as_string(hide_password=False)
    return here(folder, "export", "out", *more, code=code, SOUGHT_DATABASE_URL=url)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table's CSV."""
    with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_is_valid_and_holds_all_tables(market: Engine, tmp_path: Path) -> None:
    export(market, tmp_path)
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert [task.name for task in report.tasks] == [
        name for table in dictionary() for name in (table, f"{table}-parquet")
    ]
    assert all(
        resource["rows"] > 0 for resource in described(tmp_path) if resource["name"] == "demand"
    )


def described(folder: Path) -> list[dict[str, Any]]:
    """The resources that the package's descriptor names."""
    resources: list[dict[str, Any]] = json.loads(
        (folder / "out" / "datapackage.json").read_text("utf-8")
    )["resources"]
    return resources


def test_parquet_holds_the_same_as_csv(market: Engine, tmp_path: Path) -> None:
    export(market, tmp_path)
    for name, each in dictionary().items():
        read = pq.read_table(tmp_path / "out" / f"{name}.parquet")
        types = {"integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]",
                 "datetime": "timestamp[us]", "string": "string"}  # fmt: skip
        assert [str(field.type) for field in read.schema] == [types[c.type] for c in each.columns]
        assert [[_cell(value) for value in row.values()] for row in read.to_pylist()] == [
            list(row.values()) for row in table(tmp_path, name)
        ]


def test_every_column_is_explained(market: Engine, tmp_path: Path) -> None:
    export(market, tmp_path)
    schemas = {r["name"]: r["schema"]["fields"] for r in described(tmp_path) if "schema" in r}
    for resource in described(tmp_path):
        fields = schemas[resource.get("columnsOf", resource["name"])]
        if resource["format"] == "csv":
            with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as file:
                names = next(csv.reader(file))
        else:
            names = pq.read_schema(tmp_path / "out" / resource["path"]).names
        assert names == [field["name"] for field in fields]
        assert all(field["description"].endswith(".") and field["source"] for field in fields)
    listed = {(row["table"], row["column"]) for row in table(tmp_path, "dictionary")}
    assert listed == {(name, c.name) for name, each in dictionary().items() for c in each.columns}


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('active_jobs = { about = "Jobs open', 'x = { about = "Jobs open', "active_jobs is not described"),
        ("[tables.months", "[tables.month", "table months is not described"),
        ("[not_exported]", '[tables.x]\ntitle="X"\nabout="X"\nsource="x"\n[tables.x.columns]\na={about="A."}\n[not_exported]', "table x is described and is not there"),
        ("[tables.months.columns]", '[tables.months.columns]\nx = { about = "X." }', "months.x is described and is not there"),
        ('Pages asked for.", unit = "pages"', 'Pages asked for."', "number crawls.pages has no unit"),
        ("read_hash =", "red_hash =", "postings.read_hash is not described"),
    ],
)  # fmt: skip
def test_a_column_that_is_not_explained_is_found(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    from db.dictionary import FILE

    said = FILE.read_text("utf-8")
    assert before in said
    path = tmp_path / "dictionary.toml"
    path.write_text(
        said.replace(before, after),
        "utf-8",
    )
    with pytest.raises(DictionaryError, match=problem):
        dictionary(path)


def test_the_same_database_gives_the_same_bytes(market: Engine, tmp_path: Path) -> None:
    export(market, tmp_path)
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    shutil.move(tmp_path / "out", tmp_path / "before")
    export(market, tmp_path)
    export(market, tmp_path)  # over itself
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    assert sorted(path.name for path in tmp_path.iterdir() if "out" in path.name) == ["out"]


def test_both_databases_give_the_same_tables(
    market: Engine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What one kind wrote lies here for the other to be compared with."""
    export(market, tmp_path)
    names = [
        "demand",
        "slices",
        "totals",
        "postings",
        "mentions",
        "jobs",
        "job_credentials",
        "months",
    ]
    files = {name: (tmp_path / "out" / f"{name}.csv").read_bytes() for name in names}
    kept = tmp_path_factory.getbasetemp() / "export-of-either-kind.json"
    said = {name: data.decode() for name, data in files.items()}
    if kept.exists():
        assert json.loads(kept.read_text("utf-8")) == said
    else:
        kept.write_text(json.dumps(said), "utf-8")


def test_what_one_employer_makes_is_withheld_and_small_rows_are_flagged(
    market: Engine, tmp_path: Path
) -> None:
    export(market, tmp_path)
    rows = {
        (r["credential_id"], r["state"], r["month"], r["career_cluster"]): r
        for r in table(tmp_path, "demand")
    }
    health = "Healthcare & Human Services"
    nurses = rows["rn", "OH", "2026-01", health]
    assert (nurses["jobs"], nurses["employers"], nurses["small"], nurses["withheld"]) == (
        "3",
        "2",
        "true",
        "false",
    )
    alone = rows["rn", "TX", "2026-02", health]
    assert (alone["employers"], alone["withheld"]) == ("1", "true")
    assert {
        alone[c]
        for c in (
            "jobs",
            "active_jobs",
            "required",
            "postings",
            "largest_employer_share",
            "panel_jobs",
        )
    } == {""}


def test_full_texts_stay_here(market: Engine, tmp_path: Path) -> None:
    long = "word " * 400 + "RN required " + "more " * 400
    save(market, "2026-03-20", posting("99", text=long))
    mention = {
        "posting_id": posting_id(SOURCE, "99"), "start_char": 2000, "end_char": 2002, "text": "RN",
        "credential_id": "rn", "requirement": "required", "confidence": 1.0, "sentence_start": 0,
        "sentence_end": len(long), "extractor_version": "1", "taxonomy_version": "1",
    }  # fmt: skip
    with market.begin() as connection:
        connection.execute(insert(t.mentions), mention)
    export(market, tmp_path)
    sentences = [row["sentence"] for row in table(tmp_path, "mentions")]
    assert "RN or LPN, BLS and MBA stand here." in sentences
    (cut,) = [each for each in sentences if "word" in each]
    assert len(cut) <= LONGEST_SENTENCE
    assert "RN required" in cut
    for path in (tmp_path / "out").iterdir():
        assert b"Opening 3. RN or LPN" not in path.read_bytes()
    assert "text" not in table(tmp_path, "postings")[0]


def test_who_opted_out_is_in_no_table(market: Engine, tmp_path: Path) -> None:
    rows = [
        {"host_or_employer": "best care", "kind": "employer", "asked_on": None},
        {"host_or_employer": "elsewhere.example", "kind": "host", "asked_on": None},
    ]
    with market.begin() as connection:
        connection.execute(insert(t.opt_outs), rows)
        changed = update(t.postings).where(t.postings.c.id == posting_id(SOURCE, "8"))
        connection.execute(changed.values(url="https://jobs.elsewhere.example/8"))
    done = export(market, tmp_path, code=1)
    assert "5 jobs of those who opted out are still in the counts" in done.stderr
    gone = {str(posting_id(SOURCE, n)) for n in ("4", "5", "8", "9", "15")}
    for path in (tmp_path / "out").glob("*.csv"):
        said = path.read_text("utf-8")
        assert not any(each in said for each in ("Best Care", "best care", "elsewhere.example"))
        assert not any(each in said for each in gone), path.name
    assert len(table(tmp_path, "postings")) == 10
    assert Package(str(tmp_path / "out" / "datapackage.json")).validate().valid


def test_postings_of_archives_are_shown_only_where_asked_for(
    market: Engine, tmp_path: Path
) -> None:
    save(
        market,
        "2026-03-20",
        posting("a1", source="archive/lent", title="Lent Nurse"),
        observed=False,
    )
    export(market, tmp_path)
    assert "Lent Nurse" not in {row["title"] for row in table(tmp_path, "postings")}
    export(market, tmp_path, "--with-archives")
    assert "Lent Nurse" in {row["title"] for row in table(tmp_path, "postings")}


def test_no_cell_is_run_by_a_spreadsheet(market: Engine, tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://evil.example";"x")'
    save(
        market, "2026-03-20", posting("99", title=formula, employer="+1 Staffing", location="@home")
    )
    export(market, tmp_path)
    (row,) = [row for row in table(tmp_path, "postings") if row["external_id"] == "99"]
    assert (row["title"], row["employer"], row["location"]) == (
        f"'{formula}",
        "'+1 Staffing",
        "'@home",
    )
    frame = pd.read_parquet(tmp_path / "out" / "postings.parquet")
    assert formula in set(frame["title"])


def test_the_reader_is_told_method_versions_coverage_accuracy_and_license(
    market: Engine, tmp_path: Path
) -> None:
    export(market, tmp_path, "--license", "CC0-1.0")
    said = (tmp_path / "out" / "README.md").read_text("utf-8")
    for each in (
        "As of 2026-03-31",
        "## Method",
        "no sample of the economy",
        "% of what is there is found",
        "CC0-1.0",
    ):
        assert each in said
    citation = yaml.safe_load((tmp_path / "out" / "CITATION.cff").read_text("utf-8"))
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "dataset")
    assert (citation["version"], citation["license"]) == ("2026-03-31", "CC0-1.0")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert package["created"] == "2026-03-31T00:00:00Z"
    assert {"precision", "recall", "measured"} <= set(package["accuracy"])
    assert package["coverage"]["states"]


def test_a_folder_of_someone_else_is_left_alone(market: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    assert "would be lost" in export(market, tmp_path, code=2).stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.docx"]


def test_what_was_never_counted_is_not_exported(engine: Engine, tmp_path: Path) -> None:
    assert "sought extract" in export(engine, tmp_path, code=3).stderr
    assert not (tmp_path / "out").exists()
