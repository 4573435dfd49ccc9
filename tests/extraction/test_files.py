"""Files of postings in, files of mentions out."""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extraction.files import extract_files
from extraction.pipeline import Extractor
from extraction.rows import FileError

POSTINGS: list[dict[str, Any]] = [
    {
        "id": "p1",
        "title": "Registered Nurse",
        "text": "RN license required. Résumés to hr@acme.org. BLS preferred.",
    },
    {
        "id": "p2",
        "title": None,
        "text": "<p>You need a <b>CDL Class A</b>.</p><ul><li>TWIC card &amp; CPR</li></ul>",
    },
    {"id": "p3", "title": "Host", "text": "Smile, seat guests and keep the book."},
]
KEYS = {"id", "soc", "career_cluster", "career_cluster_confidence", "mentions", "unlinked"}
MENTION_KEYS = {
    "start",
    "end",
    "text",
    "credential",
    "requirement",
    "confidence",
    "sentence",
    "alternatives",
}
FOUND = [["rn", "bls"], ["cdl-class-a", "twic", "cpr"], []]


def as_jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def as_jsonl_gz(path: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def as_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "title", "text"])
        writer.writeheader()
        writer.writerows(rows)


def as_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path)


FORMATS: dict[str, Callable[[Path, list[dict[str, Any]]], None]] = {
    "in.jsonl": as_jsonl,
    "in.jsonl.gz": as_jsonl_gz,
    "in.csv": as_csv,
    "in.parquet": as_parquet,
}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids(line: dict[str, Any]) -> list[str]:
    return [m["credential"]["id"] for m in line["mentions"]]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_read(extractor: Extractor, tmp_path: Path, name: str) -> None:
    FORMATS[name](tmp_path / name, POSTINGS)
    assert extract_files(extractor, [tmp_path / name], tmp_path / "out.jsonl") == (3, 0)
    out = lines(tmp_path / "out.jsonl")
    assert [line["id"] for line in out] == ["p1", "p2", "p3"]
    assert [ids(line) for line in out] == FOUND
    assert out[0]["soc"] == "29-1141"
    assert out[0]["career_cluster"] == "Healthcare & Human Services"


def test_a_line_has_the_fields_of_the_design(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "in.jsonl", POSTINGS)
    extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl")
    plain, markup, none = lines(tmp_path / "out.jsonl")
    assert set(plain) == KEYS
    assert set(markup) == KEYS | {"plain_text"}
    assert set(none) == KEYS
    for mention in plain["mentions"] + markup["mentions"]:
        assert set(mention) == MENTION_KEYS
        assert set(mention["credential"]) == {"id", "name"}
        assert mention["text"] in mention["sentence"]
    assert plain["mentions"][0]["credential"]["name"] == "Registered Nurse"
    assert [m["requirement"] for m in plain["mentions"]] == ["required", "preferred"]
    assert (markup["soc"], markup["career_cluster"], markup["career_cluster_confidence"]) == (
        None,
        None,
        0.0,
    )


def test_offsets_count_in_text_when_plain_and_in_plain_text_when_markup(
    extractor: Extractor, tmp_path: Path
) -> None:
    as_jsonl(tmp_path / "in.jsonl", POSTINGS)
    extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl")
    for posting, line in zip(POSTINGS, lines(tmp_path / "out.jsonl"), strict=True):
        base = line.get("plain_text", posting["text"])
        assert "<" not in base
        for part in [*line["mentions"], *line["unlinked"]]:
            assert base[part["start"] : part["end"]] == part["text"]


def test_plain_text_keeps_every_characters_place(extractor: Extractor, tmp_path: Path) -> None:
    text = "\ufeff  \r\n\tWrite jobs@x.org or (614) 555-2671!\x00\u200b\r\n\r\n\r\n• 😀 CPR  certification required\r\n"
    as_jsonl(tmp_path / "in.jsonl", [{"id": "1", "text": text}])
    extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl")
    (line,) = lines(tmp_path / "out.jsonl")
    (mention,) = line["mentions"]
    assert text[mention["start"] : mention["end"]] == mention["text"]
    assert "CPR" in mention["text"]


def test_contact_details_do_not_come_out(extractor: Extractor, tmp_path: Path) -> None:
    secret = ["jane.doe@acme.org", "614-555-2671"]
    text = f"CPR certification required, call {secret[1]} or write {secret[0]}."
    as_jsonl(
        tmp_path / "in.jsonl", [{"id": "1", "text": text}, {"id": "2", "text": f"<p>{text}</p>"}]
    )
    extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl")
    out = (tmp_path / "out.jsonl").read_text("utf-8")
    assert "CPR" in out
    assert not any(each in out for each in secret)


BAD = [
    ("{not json", "JSON"),
    ("[1, 2]", "object"),
    ('"text"', "object"),
    ('{"id": "b"}', "text"),
    ('{"text": "CPR required"}', "id"),
    ('{"id": "", "text": "CPR required"}', "id"),
    ('{"id": "b", "text": null}', "text"),
    ('{"id": "b", "text": 7}', "text"),
    ('{"id": "b", "text": ["CPR"]}', "text"),
    ("[" * 100_000, "JSON"),
    ("\x00\x01\x02", "JSON"),
]


@pytest.mark.parametrize(("bad", "word"), BAD, ids=[bad[:30] for bad, _ in BAD[:-1]] + ["nul"])
def test_a_bad_row_has_its_error_in_its_line_and_the_others_go_on(
    extractor: Extractor, tmp_path: Path, bad: str, word: str
) -> None:
    good = json.dumps({"id": "a", "text": "CPR required"})
    (tmp_path / "in.jsonl").write_text(f"{good}\n{bad}\n\n{good}", "utf-8")
    assert extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl") == (3, 1)
    first, second, third = lines(tmp_path / "out.jsonl")
    assert ids(first) == ids(third) == ["cpr"]
    assert word in second["error"]
    assert second["id"]
    assert "mentions" not in second


def test_whole_numbers_as_ids_and_odd_titles_are_taken(
    extractor: Extractor, tmp_path: Path
) -> None:
    rows = [
        {"id": 17, "text": "CPR required"},
        {"id": "x", "title": 5, "text": "CPR required"},
        {"id": 0, "text": ""},
    ]
    as_jsonl(tmp_path / "in.jsonl", rows)
    assert extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl") == (3, 0)
    assert [line["id"] for line in lines(tmp_path / "out.jsonl")] == ["17", "x", "0"]


def test_bytes_that_are_no_utf_8_spoil_one_character_only(
    extractor: Extractor, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_bytes(
        b'{"id": "1", "text": "CPR required \xff"}\n{"id": "2", "text": "CPR required"}\n'
    )
    assert extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.jsonl") == (2, 0)
    assert [ids(line) for line in lines(tmp_path / "out.jsonl")] == [["cpr"], ["cpr"]]


def test_a_lone_surrogate_is_written(extractor: Extractor, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"id": "1", "text": "CPR required \\ud83d now"}\n{"id": "2", "text": "BLS required"}\n'
    )
    for out in ("out.jsonl", "out.parquet"):
        done, _ = extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / out)
        assert done == 2
        assert (tmp_path / out).exists()


def test_a_csv_row_with_too_many_cells_is_said(extractor: Extractor, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        'id,text\n1,"CPR required, now"\n2,CPR,required\n3,CPR required\n'
    )
    assert extract_files(extractor, [tmp_path / "in.csv"], tmp_path / "out.jsonl") == (3, 1)
    first, second, third = lines(tmp_path / "out.jsonl")
    assert ids(first) == ids(third) == ["cpr"]
    assert "cells" in second["error"]


def test_parquet_out_holds_the_same(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "in.jsonl", [*POSTINGS, {"id": "p4"}])
    for out in ("out.jsonl", "out.parquet"):
        assert extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / out) == (4, 1)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    for row, line in zip(rows, lines(tmp_path / "out.jsonl"), strict=True):
        assert {key: value for key, value in row.items() if value is not None} == {
            key: value for key, value in line.items() if value is not None
        }


def test_several_files_keep_their_order(extractor: Extractor, tmp_path: Path) -> None:
    as_csv(tmp_path / "b.csv", POSTINGS[:1])
    as_parquet(tmp_path / "a.parquet", POSTINGS[1:])
    paths = [tmp_path / "b.csv", tmp_path / "a.parquet"]
    assert extract_files(extractor, paths, tmp_path / "deep" / "out.jsonl") == (3, 0)
    assert [line["id"] for line in lines(tmp_path / "deep" / "out.jsonl")] == ["p1", "p2", "p3"]


def test_more_rows_than_one_batch(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "in.jsonl", [{"id": str(n), "text": "no"} for n in range(2300)])
    seen: list[int] = []
    assert extract_files(
        extractor, [tmp_path / "in.jsonl"], tmp_path / "out.parquet", seen.append
    ) == (2300, 0)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["id"].to_pylist() == [str(n) for n in range(2300)]
    assert seen == sorted(seen) and seen[-1] == 2300


def test_the_same_file_twice_gives_the_same_bytes(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "in.jsonl", POSTINGS)
    for out in ("one.jsonl", "two.jsonl"):
        extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / out)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def broken_gz(folder: Path) -> Path:
    path = folder / "broken.jsonl.gz"
    as_jsonl_gz(path, POSTINGS * 20)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def broken_parquet(folder: Path) -> Path:
    path = folder / "broken.parquet"
    as_parquet(path, POSTINGS)
    path.write_bytes(path.read_bytes()[:-40])
    return path


def missing(folder: Path) -> Path:
    return folder / "missing.jsonl"


def other_format(folder: Path) -> Path:
    path = folder / "postings.docx"
    path.write_text("RN required")
    return path


def a_folder(folder: Path) -> Path:
    path = folder / "folder.jsonl"
    path.mkdir()
    return path


@pytest.mark.parametrize("second", [broken_gz, broken_parquet, missing, other_format, a_folder])
@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_output_appears_whole_or_not_at_all(
    extractor: Extractor, tmp_path: Path, second: Callable[[Path], Path], out: str
) -> None:
    as_jsonl(tmp_path / "in.jsonl", POSTINGS)
    bad = second(tmp_path)
    with pytest.raises(FileError) as caught:
        extract_files(extractor, [tmp_path / "in.jsonl", bad], tmp_path / out)
    assert bad.name in str(caught.value)
    assert not [path for path in tmp_path.iterdir() if out in path.name]


def test_an_older_output_survives_a_failed_run(extractor: Extractor, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("older\n")
    with pytest.raises(FileError):
        extract_files(extractor, [missing(tmp_path)], tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text() == "older\n"


def test_an_unknown_output_format_is_refused(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "in.jsonl", POSTINGS)
    with pytest.raises(FileError, match=r"out\.xlsx"):
        extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_the_output_may_replace_its_input(extractor: Extractor, tmp_path: Path) -> None:
    as_jsonl(tmp_path / "same.jsonl", POSTINGS)
    extract_files(extractor, [tmp_path / "same.jsonl"], tmp_path / "same.jsonl")
    assert [ids(line) for line in lines(tmp_path / "same.jsonl")] == FOUND


def test_an_empty_file_gives_an_empty_one(extractor: Extractor, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("")
    for out in ("out.jsonl", "out.parquet"):
        assert extract_files(extractor, [tmp_path / "in.jsonl"], tmp_path / out) == (0, 0)
    assert lines(tmp_path / "out.jsonl") == []
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


def test_a_huge_row_is_read(extractor: Extractor, tmp_path: Path) -> None:
    began = time.perf_counter()
    as_csv(
        tmp_path / "in.csv",
        [{"id": "1", "title": "", "text": "All work and no play. " * 50_000 + "CPR required."}],
    )
    assert extract_files(extractor, [tmp_path / "in.csv"], tmp_path / "out.jsonl") == (1, 0)
    assert ids(lines(tmp_path / "out.jsonl")[0]) == ["cpr"]
    assert time.perf_counter() - began < 10


def test_a_posting_that_a_stage_stumbles_over_does_not_end_the_file(
    extractor: Extractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": str(n), "text": f"Posting {n}: CPR required."} for n in (1, 2, 3)]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    read = extractor.read

    def stumble(text: str, title: str | None = None) -> Any:
        if "Posting 2" in text:
            raise ZeroDivisionError("a fault of ours")
        return read(text, title)

    monkeypatch.setattr(extractor, "read", stumble)
    told: list[tuple[str, str]] = []
    out = tmp_path / "out.jsonl"
    counted = extract_files(
        extractor, [tmp_path / "in.jsonl"], out, report=lambda key, error: told.append((key, error))
    )
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert counted == (3, 1)
    assert [line["id"] for line in lines] == ["1", "2", "3"]
    assert ["error" in line for line in lines] == [False, True, False]
    assert [key for key, _ in told] == ["2"]
    assert "a fault of ours" in told[0][1]
