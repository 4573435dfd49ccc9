"""Which sources are not read at all, and why: the rows of ``refused.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("refused.toml")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One platform that is not read."""

    name: str
    hosts: tuple[str, ...]
    reason: str


@cache
def refusals() -> tuple[Refusal, ...]:
    """All of them, in the file's order."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["refused"]
    return tuple(Refusal(row["name"], tuple(row["hosts"]), row["reason"]) for row in rows)


def refused_kind(kind: str) -> Refusal | None:
    """Why there is no such kind, where it was refused and not merely unknown."""
    return next((each for each in refusals() if each.name == kind.lower()), None)


@lru_cache(maxsize=1_000)
def refused_host(host: str) -> Refusal | None:
    """Why a host is not asked; None where it may be."""
    return next((each for each in refusals() if under(host, each.hosts)), None)


def under(host: str, hosts: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether a host is one of some, or below one of them.

    >>> under("www.example.org", ("example.org",)), under("badexample.org", ("example.org",))
    (True, False)
    """
    parts = host.lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in hosts for start in range(len(parts)))
