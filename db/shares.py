"""Verdicts over many places, each interval drawn only where the verdict hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.interval import accuracy, interval_share
from db.verdict import NOT_ENOUGH, RARELY, Thresholds, thresholds, verdict


@dataclass(frozen=True, slots=True)
class Share:
    """How many of an area's jobs in a credential's occupations ask for it, and what that shows."""

    relevant_jobs: int
    relevant_employers: int
    share: float | None
    verdict: str


def share_of(pairs: Any, limits: Thresholds | None = None) -> Share:
    """The verdict of :func:`db.verdict.verdict` over an interval, drawn only where it decides.

    ``pairs`` as :func:`db.interval.interval_share` takes them.
    """
    limits = limits or thresholds()
    jobs, asked = (int(n) for n in pairs.sum(axis=0))
    employers = len(pairs)
    share = round(asked / jobs, 4)

    def out(word: str) -> Share:
        return Share(jobs, employers, share, word)

    few = jobs < limits.least_relevant_jobs or employers < limits.least_relevant_employers
    if employers < limits.least_employers_at_all or (few and share < limits.sometimes):
        return out(NOT_ENOUGH)
    if not few and not asked:
        high = round(1 - 0.025 ** (1 / employers), 4)
        return out(NOT_ENOUGH if high >= limits.often else RARELY)
    return out(verdict(interval_share(pairs, errors=accuracy()), limits))
