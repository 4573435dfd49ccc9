"""Rows of files of every format and compression, from any row on."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extraction import rows
from extraction.rows import FileError, read_rows

RECORDS = [{"id": str(n), "text": f"Line one of {n},\nline two – “quoted”"} for n in range(1, 2501)]


def jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), "utf-8")


def csv_file(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("id", "text"))
        writer.writeheader()
        writer.writerows(RECORDS)


def parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(RECORDS), path, row_group_size=700)


def packed(write: Callable[[Path], None], kind: str) -> Callable[[Path], None]:
    """The same file, compressed."""

    def run(path: Path) -> None:
        plain = path.with_suffix("")
        write(plain)
        if kind == "gz":
            # In two members, as files that were put one behind the other are.
            data = plain.read_bytes()
            path.write_bytes(gzip.compress(data[:9000]) + gzip.compress(data[9000:]))
        else:
            data = plain.read_bytes()
            path.write_bytes(
                pa.compress(data[:9000], "zstd", asbytes=True)
                + pa.compress(data[9000:], "zstd", asbytes=True)
            )
        plain.unlink()

    return run


FILES = {
    "a.jsonl": jsonl,
    "a.ndjson": jsonl,
    "a.csv": csv_file,
    "a.parquet": parquet,
    "a.jsonl.gz": packed(jsonl, "gz"),
    "a.jsonl.zst": packed(jsonl, "zst"),
    "a.csv.gz": packed(csv_file, "gz"),
    "A.CSV.ZST": packed(csv_file, "zst"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("after", [0, 1, 700, 1000, 1399, 2499, 2500, 9999])
def test_rows_from_any_row_on(tmp_path: Path, name: str, after: int) -> None:
    FILES[name](tmp_path / name)
    shares: list[float] = []
    found = list(read_rows(tmp_path / name, after=after, share=shares.append))
    assert [row.number for row in found] == list(range(after + 1, 2501))
    assert [row.cells for row in found] == RECORDS[after:]
    assert all(row.error is None for row in found)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.csv.zst", "a.parquet"])
def test_a_file_that_was_cut_off_is_broken_as_a_whole(tmp_path: Path, name: str) -> None:
    whole = tmp_path / name
    FILES[name if name in FILES else "A.CSV.ZST"](whole)
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(FileError, match="cannot be read to its end"):
        list(read_rows(whole))


def test_what_is_compressed_but_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.zst").write_text('{"id": 1}\n')
    with pytest.raises(FileError, match=r"a\.jsonl\.zst: cannot be read"):
        list(read_rows(tmp_path / "a.jsonl.zst"))


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST", 40)
    lines = ['{"id": "1"}', '{"id": "2", "text": "' + "x" * 100 + '"}', '{"id": "3"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    found = list(read_rows(tmp_path / "a.jsonl"))
    assert [(row.number, row.error is None) for row in found] == [(1, True), (2, False), (3, True)]
    assert "longer than 40 characters" in (found[1].error or "")


def test_a_row_that_cannot_be_read_says_what_it_held(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1,}\n[1]\n\n{"id": 4}\n')
    found = list(read_rows(tmp_path / "a.jsonl"))
    assert [(row.number, row.cells) for row in found] == [
        (1, {"line": '{"id": 1,}'}), (2, {"line": "[1]"}), (4, {"id": 4})
    ]  # fmt: skip
