"""How an import that was cut off goes on where it stopped: what is done, in the row of its run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from db import schema as t
from db.catalog import start_run
from db.names import digest

COMMAND = "import"
_END = 1 << 16


@dataclass(slots=True)
class Progress:
    """How far an import is: files done, the row of the one it is in, and what came of them."""

    key: str
    files_done: int = 0
    row: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    seen: int = 0
    rejected: int = 0
    rejects_size: int = 0
    """Bytes of the file of rejected rows that belong to the rows done."""


@dataclass(slots=True)
class Run:
    """The run of an import: its row, the time it began at first, how far it is."""

    id: int
    started: datetime
    progress: Progress
    resumed: bool = field(default=False)

    def keep(self, connection: Connection) -> None:
        """Writes how far the import is, in the transaction that brought it there."""
        connection.execute(
            update(t.runs).where(t.runs.c.id == self.id).values(summary=asdict(self.progress))
        )

    def finish(self, engine: Engine, now: datetime) -> None:
        """Ends the run's row."""
        with engine.begin() as connection:
            connection.execute(
                update(t.runs)
                .where(t.runs.c.id == self.id)
                .values(finished=now, summary=asdict(self.progress))
            )


def fingerprint(files: Sequence[Path], *how: object) -> str:
    """What says that an import is the same as one before: its files, their ends, how they are read.

    Raises OSError where a file cannot be read.
    """
    parts: list[object] = list(how)
    for path in files:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(_END)
            file.seek(max(0, size - _END))
            parts += [path.name, size, first.hex(), file.read(_END).hex()]
    return digest(*parts)


def begin(engine: Engine, key: str, now: datetime, versions: dict[str, str]) -> Run:
    """The run of the same import that was cut off, or a new one.

    A run that goes on keeps the time at which it began, so that its rows are as if it had never
    stopped.
    """
    r = t.runs.c
    unfinished = (
        select(r.id, r.started, r.summary)
        .where(r.command == COMMAND, r.finished.is_(None))
        .order_by(r.id.desc())
    )
    with engine.connect() as connection:
        for row in connection.execute(unfinished):
            summary: dict[str, Any] = row.summary or {}
            if summary.get("key") == key:
                return Run(row.id, row.started, Progress(**summary), resumed=True)
    run = Run(start_run(engine, COMMAND, now, versions), now, Progress(key))
    with engine.begin() as connection:
        run.keep(connection)
    return run
