"""What the server holds between requests: database, taxonomy, and answers until the next count."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine, func, select

from db import schema as t
from db.columns import Columns, read_columns
from taxonomy.model import Taxonomy

MOST_ANSWERS = 2_000


@dataclass
class State:
    """All that requests share; ``now`` is asked anew each time."""

    engine: Engine
    taxonomy: Taxonomy
    now: Callable[[], datetime]
    _answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _columns: tuple[Hashable, Columns] | None = None
    _reading: Lock = field(default_factory=Lock)

    def counted(self) -> int:
        """The number of the last finished run: what was answered before it may be old."""
        with self.engine.connect() as connection:
            last = select(func.max(t.runs.c.id)).where(t.runs.c.finished.is_not(None))
            return connection.scalar(last) or 0

    def columns(self) -> Columns:
        """The jobs of the last count, read once for all answers until the next."""
        key = (self.counted(), self.now().date())
        with self._reading:
            if self._columns is None or self._columns[0] != key:
                with self.engine.connect() as connection:
                    self._columns = key, read_columns(connection, key[1])
            return self._columns[1]

    def remembered(self, key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once for a key between two counts and on one day."""
        whole = (self.counted(), self.now().date(), *key)
        with self._lock:
            if whole in self._answers:
                self._answers.move_to_end(whole)
                return self._answers[whole]
        made = make()
        with self._lock:
            self._answers[whole] = made
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return made
