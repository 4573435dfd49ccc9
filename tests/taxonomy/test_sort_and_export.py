"""The files in their order, and the taxonomy as other programs get it."""

from __future__ import annotations

import io
import json
from pathlib import Path

from taxonomy.export import write_jsonl
from taxonomy.load import DATA, load
from taxonomy.sort import sort_files


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def turn_over(path: Path) -> None:
    """Turns the rows of a file upside down."""
    header, *lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(lines), ""]), "utf-8")


def test_the_shipped_files_are_in_order(copied: Path) -> None:
    assert sort_files(copied) == []
    assert contents(copied) == contents(DATA)


def test_files_out_of_order_are_put_in_order_and_named(copied: Path) -> None:
    for name in ("credentials.csv", "aliases.csv", "issuers.csv"):
        turn_over(copied / name)
    assert sort_files(copied) == ["credentials.csv", "aliases.csv", "issuers.csv"]
    assert contents(copied) == contents(DATA)


def test_the_files_that_are_not_edited_stay_as_they_are(small: Path) -> None:
    turn_over(small / "soc.csv")
    before = contents(small)
    assert sort_files(small) == []
    assert contents(small) == before


def test_cells_with_commas_and_quotes_survive_sorting(small: Path) -> None:
    before = load(small).credentials
    turn_over(small / "credentials.csv")
    sort_files(small)
    load.cache_clear()
    assert load(small).credentials == before


def test_a_file_with_a_header_alone_is_sorted(small: Path) -> None:
    (small / "titles.csv").write_text("title,soc\n")
    assert sort_files(small) == []


# Export


def exported() -> list[dict[str, object]]:
    out = io.StringIO()
    count = write_jsonl(load(), out)
    lines = out.getvalue().splitlines()
    assert len(lines) == count == len(load().credentials)
    return [json.loads(line) for line in lines]


def test_each_line_has_the_keys_of_the_design() -> None:
    for line in exported():
        assert {"id", "name", "aliases", "type", "issuer", "clusters", "socs"} <= set(line)
        assert all(isinstance(line[name], list) for name in ("aliases", "clusters", "socs"))
        assert line["name"] not in line["aliases"]  # type: ignore[operator]


def test_a_line_says_what_the_taxonomy_says() -> None:
    lines = {line["id"]: line for line in exported()}
    whole = load()
    rn, a_plus = whole.credentials["rn"], whole.credentials["comptia-a-plus"]
    assert lines["rn"]["name"] == rn.name
    assert lines["rn"]["socs"] == list(rn.socs)
    assert lines["rn"]["clusters"] == list(rn.career_clusters)
    assert (lines["rn"]["type"], lines["rn"]["issuer"]) == ("license", None)
    assert lines["comptia-a-plus"]["issuer"] == whole.issuers[a_plus.issuer or ""].name
    assert "RN" in lines["rn"]["aliases"]  # type: ignore[operator]


def test_signs_beyond_ascii_are_written_as_they_are(small: Path) -> None:
    path = small / "aliases.csv"
    path.write_text(path.read_text("utf-8").replace("rn,RN,", "rn,Enfermería,"), "utf-8")
    out = io.StringIO()
    write_jsonl(load(small), out)
    assert "Enfermería" in out.getvalue()
