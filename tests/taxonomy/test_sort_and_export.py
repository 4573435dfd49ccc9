"""The files in their order, and the taxonomy as other programs get it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS

from taxonomy.export import write_csv, write_ctdl, write_jsonl, write_skos
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


def test_csv_has_a_row_a_credential_that_says_what_the_taxonomy_says() -> None:
    out = io.StringIO()
    count = write_csv(load(), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == count == len(load().credentials)
    by_id = {row["id"]: row for row in rows}
    a_plus = load().credentials["comptia-a-plus"]
    assert by_id["comptia-a-plus"]["issuer"] == load().issuers[a_plus.issuer or ""].name
    assert by_id["comptia-a-plus"]["socs"].split(";") == list(a_plus.socs)
    assert "RN" in by_id["rn"]["aliases"].split(";")
    assert by_id["rn"]["ctid"] == ""


def test_skos_is_turtle_with_labels_families_and_no_misspelling_shown(small: Path) -> None:
    aliases = small / "aliases.csv"
    aliases.write_text(aliases.read_text("utf-8") + "rn,Registred Nurse,misspelling,,,\n", "utf-8")
    out = io.StringIO()
    assert write_skos(load(small), out) == 4
    graph = Graph().parse(data=out.getvalue(), format="turtle")
    rn, family = URIRef("urn:sought:credential:rn"), URIRef("urn:sought:credential:cdl")
    assert (rn, SKOS.prefLabel, Literal("Registered Nurse", lang="en")) in graph
    assert (rn, SKOS.altLabel, Literal("RN", lang="en")) in graph
    assert (rn, SKOS.hiddenLabel, Literal("Registred Nurse", lang="en")) in graph
    assert (URIRef("urn:sought:credential:cdl-class-a"), SKOS.broader, family) in graph
    # Four credentials, three clusters, the three occupations that they are for.
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == 10


def test_ctdl_is_json_ld_of_which_nothing_is_invented(small: Path) -> None:
    out = io.StringIO()
    assert write_ctdl(load(small), out) == 4
    assert "ceterms:ctid" not in out.getvalue()
    graph = Graph().parse(data=out.getvalue(), format="json-ld")
    terms = "https://purl.org/ctdl/terms/"
    a_plus = URIRef("urn:sought:credential:comptia-a-plus")
    assert (a_plus, RDF.type, URIRef(terms + "Certification")) in graph
    assert (a_plus, URIRef(terms + "name"), Literal("CompTIA A+", lang="en-us")) in graph
    assert (a_plus, URIRef(terms + "ownedBy"), URIRef("urn:sought:issuer:comptia")) in graph
    assert {str(code) for code in graph.objects(None, URIRef(terms + "codedNotation"))} == {
        "15-1232",
        "29-1141",
        "53-3032",
    }
    assert {str(code) for code in graph.objects(None, URIRef(terms + "addressRegion"))} == {
        "OH",
        "TX",
    }


def test_a_known_ctid_is_given(small: Path) -> None:
    path = small / "credentials.csv"
    path.write_text(path.read_text("utf-8").replace("Services,,,yes,,comptia", "Services,,ce-1,yes,,comptia"), "utf-8")  # fmt: skip
    out = io.StringIO()
    write_ctdl(load(small), out)
    assert '"ceterms:ctid": "ce-1"' in out.getvalue()
