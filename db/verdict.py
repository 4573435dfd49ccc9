"""From figures to a verdict in one of four words, by thresholds that are printed with it."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, replace
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

OFTEN, SOMETIMES, RARELY, NOT_ENOUGH = "often", "sometimes", "rarely", "not enough data"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What makes a verdict; shares are fractions of the relevant jobs."""

    least_relevant_jobs: int
    least_relevant_employers: int
    least_employers_at_all: int
    often: float
    sometimes: float


@cache
def thresholds(path: Path = Path(__file__).parent / "thresholds.toml") -> Thresholds:
    """The thresholds of the settings file that ships with Sought."""
    data = tomllib.loads(path.read_text("utf-8"))
    return Thresholds(**data["data"], **data["verdict"])


def verdict(figures: dict[str, Any], limits: Thresholds | None = None) -> str:
    """``often``, ``sometimes``, ``rarely`` or ``not enough data``, by the thresholds.

    Too few relevant jobs or employers is "not enough data" unless what there is already shows, at
    the lower end of its interval, that the credential is asked for. One or two employers never
    make a verdict, and neither does a share that rests on so few of them that the interval reaches
    down to next to nothing: below ``sometimes`` for "often", 0 for "sometimes".
    """
    limits = limits or thresholds()
    few = (
        figures["relevant_jobs"] < limits.least_relevant_jobs
        or figures["relevant_employers"] < limits.least_relevant_employers
    )
    if figures["relevant_employers"] < limits.least_employers_at_all:
        return NOT_ENOUGH
    if few and (figures["share_low"] or 0.0) < limits.sometimes:
        return NOT_ENOUGH
    share, low = figures["share"] or 0.0, figures["share_low"] or 0.0
    if share >= limits.often:
        return OFTEN if low >= limits.sometimes else NOT_ENOUGH
    if share >= limits.sometimes:
        return SOMETIMES if low > 0 else NOT_ENOUGH
    if (figures["share_high"] or 0.0) >= limits.often:
        return NOT_ENOUGH
    return RARELY


def flips(figures: dict[str, Any], limits: Thresholds | None = None) -> list[dict[str, Any]]:
    """What the verdict would be with a threshold moved by a quarter, for each where it changes.

    Gives ``{"threshold", "from", "to", "verdict"}``; an empty list means that the verdict stands.
    """
    limits = limits or thresholds()
    own = verdict(figures, limits)
    out = []
    for name, value in asdict(limits).items():
        for factor in (0.75, 1.25):
            moved: Any = round(value * factor, 6)
            if isinstance(value, int):
                moved = int(moved) if factor < 1 else ceil(moved)
            other = verdict(figures, replace(limits, **{name: moved}))
            if other != own:
                out.append({"threshold": name, "from": value, "to": moved, "verdict": other})
    return out
