"""The counts of one row of a table, and what a reader must mind about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.check import SMALL


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of some jobs. ``jobs`` require or prefer; ``after_hire`` is apart from them.

    ``largest`` are the jobs of the employer with the most, ``entry_jobs`` those that are entry level.
    """

    jobs: int = 0
    employers: int = 0
    required: int = 0
    preferred: int = 0
    after_hire: int = 0
    alone: int = 0
    postings: int = 0
    largest: int = 0
    entry_jobs: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Figures:
        """The figures of a row that has them under these names, among others."""
        return cls(**{name: int(row[name]) for name in cls.__slots__})

    @property
    def withheld(self) -> bool:
        """Whether one employer makes the figure: it tells what that one does, and is not shown in tables."""
        return self.jobs > 0 and self.employers == 1

    @property
    def caution(self) -> str:
        """What to mind when reading the figure; empty for nothing."""
        out = []
        if 0 < self.jobs < SMALL:
            out.append("small figure")
        if self.withheld:
            out.append("one employer")
        if self.jobs > 0 and self.employers == 0:
            out.append("employers not named")
        return ", ".join(out)

    @property
    def required_share(self) -> str:
        """How many of the jobs require it, with the share where the figure is not small."""
        return self._with_share(self.required)

    @property
    def largest_share(self) -> str:
        """How many of the jobs are the largest employer's."""
        return self._with_share(self.largest)

    def _with_share(self, part: int) -> str:
        return f"{part:,} ({part / self.jobs:.0%})" if self.jobs >= SMALL else f"{part:,}"


NONE = Figures()
