"""The rows of an import that cannot be taken, in a file of their own: what each held, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from extraction.rows import Row
from scripts import common
from scripts.archives import Layout
from scripts.resuming import Run

LONGEST_HELD = 20_000
"""Characters of a rejected row, as JSON, that are kept whole to mend it by."""


class Rejects:
    """The file of rejected rows, made with the first of them; one that is there goes on."""

    def __init__(self, path: Path, count: int, size: int) -> None:
        self._path, self._count, self._size = path, count, size
        self._file: IO[bytes] | None = None

    def add(self, path: Path, row: Row, layout: Layout, reason: str) -> None:
        """Writes a row with the reason, and what it held, so that it can be mended."""
        if self._file is None:
            self._file = self._path.open("r+b" if self._size else "wb")
            # What was written of rows after the last batch kept is written anew.
            self._file.truncate(self._size)
            self._file.seek(self._size)
        columns = layout.columns.get("id", ())
        external_id = next((row.cells[c] for c in columns if row.cells.get(c) is not None), None)
        held = json.dumps(row.cells, ensure_ascii=True, default=str)
        line = {"file": path.name, "row": row.number, "id": external_id, "reason": reason}
        line["held"] = row.cells if len(held) <= LONGEST_HELD else held[:LONGEST_HELD]
        self._file.write(json.dumps(line, ensure_ascii=True, default=str).encode() + b"\n")
        self._count += 1

    def flush(self) -> tuple[int, int]:
        """How many rows the file holds, all of them written, and its size in bytes."""
        if self._file is not None:
            self._file.flush()
            self._size = self._file.tell()
        return self._count, self._size

    def close(self) -> None:
        """Closes the file where there is one."""
        if self._file is not None:
            self._file.close()


@contextmanager
def rejected_rows(path: Path, run: Run) -> Iterator[Rejects]:
    """The file of rejected rows of a run; where it is gone or cut short, the run begins anew."""
    progress = run.progress
    if progress.rejects_size and (not path.exists() or path.stat().st_size < progress.rejects_size):
        common.err.print(f"{path} of the import that was cut off is gone; it begins anew.")
        run.progress = progress = type(progress)(progress.key)
    file = Rejects(path, progress.rejected, progress.rejects_size)
    try:
        yield file
    finally:
        file.close()
