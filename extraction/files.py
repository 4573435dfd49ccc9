"""Files of postings in, files of mentions out: one line at a time, whatever the size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extraction.model import Reading
from extraction.pipeline import Extractor
from extraction.rows import BATCH, FileError, Row, checked, read_rows
from extraction.text import html_to_text, is_html, mask_contacts


def plain(text: str) -> tuple[str, bool]:
    """The text to be read, contact details masked, and whether it was markup.

    Markup becomes plain text; what is plain keeps every character's place.
    """
    if is_html(text):
        return mask_contacts(html_to_text(text)), True
    return mask_contacts(text), False


def as_line(extractor: Extractor, row: Row) -> dict[str, Any]:
    """What is written for one row: the mentions as the design's format has them, or the error.

    Never raises for what a row holds: a posting that the extractor stumbles over gets an error too,
    and the others go on.
    """
    posting_id = str(row.cells.get("id", "")) or f"row {row.number}"
    if checked(row).error is not None:
        return {"id": posting_id, "error": row.error}
    try:
        text, markup = plain(row.cells["text"])
        title = row.cells.get("title")
        reading = extractor.read(text, title if isinstance(title, str) else None)
        line = {"id": posting_id, **mentions_out(extractor, reading)}
    except Exception as error:  # noqa: BLE001 - whatever a stage stumbles over ends this posting only
        return {"id": posting_id, "error": f"could not be read: {type(error).__name__}: {error}"}
    return line | {"plain_text": text} if markup else line


def mentions_out(extractor: Extractor, reading: Reading) -> dict[str, Any]:
    """A reading as the design's format of mentions, without the posting's id."""
    text, credentials = reading.text, extractor.taxonomy.credentials
    return {
        "soc": reading.soc,
        "career_cluster": reading.career_cluster,
        "career_cluster_confidence": reading.career_cluster_confidence,
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "text": text[m.start : m.end],
                "credential": {"id": m.credential_id, "name": credentials[m.credential_id].name},
                "requirement": m.requirement,
                "confidence": m.confidence,
                "sentence": text[m.sentence_start : m.sentence_end],
                "alternatives": m.alternatives,
            }
            for m in reading.mentions
        ],
        "unlinked": [{"start": a, "end": b, "text": text[a:b]} for a, b in reading.unlinked],
    }


def extract_files(
    extractor: Extractor,
    paths: Iterable[Path],
    out: Path,
    progress: Callable[[int], None] = lambda done: None,
    report: Callable[[str, str], None] = lambda posting_id, error: None,
) -> tuple[int, int]:
    """Reads every posting of some files and writes a line for each, in order, to ``out``.

    ``out`` is .jsonl or .parquet; it appears whole or not at all. ``progress`` is told the number
    of rows done, ``report`` the id and the error of each posting that has one. Gives
    the number of postings and of those with an error.
    """
    done = failed = 0
    fresh = out.with_name(f".{out.name}.part")
    try:
        with _Writer(out, fresh) as write:
            for path in paths:
                for row in read_rows(path):
                    line = as_line(extractor, row)
                    if "error" in line:
                        failed += 1
                        report(line["id"], line["error"])
                    write(line)
                    done += 1
                    if done % 100 == 0:
                        progress(done)
        fresh.replace(out)
    except OSError as error:
        raise FileError(f"{out}: cannot be written: {error.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)
    progress(done)
    return done, failed


_MENTION = pa.struct(
    [
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
        ("credential", pa.struct([("id", pa.string()), ("name", pa.string())])),
        ("requirement", pa.string()),
        ("confidence", pa.float64()),
        ("sentence", pa.string()),
        ("alternatives", pa.int64()),
    ]
)
_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("soc", pa.string()),
        ("career_cluster", pa.string()),
        ("career_cluster_confidence", pa.float64()),
        ("mentions", pa.list_(_MENTION)),
        (
            "unlinked",
            pa.list_(
                pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
            ),
        ),
        ("plain_text", pa.string()),
        ("error", pa.string()),
    ]
)


class _Writer:
    """Opens a fresh file by the ending of the final one and gives the function that writes a line."""

    def __init__(self, out: Path, fresh: Path) -> None:
        if out.suffix not in (".jsonl", ".parquet"):
            raise FileError(f"{out}: the output is .jsonl or .parquet")
        self._parquet = out.suffix == ".parquet"
        self._fresh = fresh
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Callable[[dict[str, Any]], None]:
        self._fresh.parent.mkdir(parents=True, exist_ok=True)
        if self._parquet:
            self._table = pq.ParquetWriter(self._fresh, _SCHEMA)
            return self._hold
        self._file = self._fresh.open(
            "w", encoding="utf-8", errors="backslashreplace", newline="\n"
        )
        return lambda line: void(self._file.write(json.dumps(line, ensure_ascii=False) + "\n"))

    def _hold(self, line: dict[str, Any]) -> None:
        self._rows.append(line)
        if len(self._rows) == BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._table.write_table(pa.Table.from_pylist(self._rows, _SCHEMA))
            self._rows.clear()

    def __exit__(self, *_: object) -> None:
        if self._parquet:
            self._flush()
            self._table.close()
        else:
            self._file.close()


def void(_: object) -> None:
    """Takes a value and gives nothing."""
