"""Reads the keys of a TOML table, and notes all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TableReader:
    """Takes keys out of a TOML table and notes what is wrong with them."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._left = dict(table)
        self._where = where
        self.problems: list[str] = []

    def problem(self, sentence: str) -> None:
        """Notes a problem under the table's name."""
        self.problems.append(f"{self._where}: {sentence}")

    def no_more(self) -> None:
        """Notes every key that nothing has asked for."""
        for key in self._left:
            self.problem(f"unknown key {key!r}")

    def take(self, key: str) -> Any:
        """The raw value of a key, or None where it is missing."""
        return self._left.pop(key, None)

    def text(self, key: str, default: str | None = None) -> str:
        """A string; it may be missing if there is a default."""
        value = self._left.pop(key, default)
        if isinstance(value, str) and (value.strip() or value == default):
            return value
        self.problem(f"{key} is missing" if value is None else f"{key} must be a text")
        return ""

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A string out of a list."""
        value = self.text(key, default)
        if value and value != default and value not in allowed:
            self.problem(f"{key} {value!r} is none of {', '.join(allowed)}")
        return value

    def whole(self, key: str, most: int, *, optional: bool = False) -> int | None:
        """A whole number from 0 to ``most``."""
        value = self._left.pop(key, None)
        if value is None and optional:
            return None
        if type(value) is int and 0 <= value <= most:
            return value
        self.problem(
            f"{key} is missing" if value is None else f"{key} must be a number from 0 to {most}"
        )
        return None

    def number(self, key: str) -> float | None:
        """A number that is not negative, or None where the key is missing."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if type(value) in (int, float) and value >= 0:
            return float(value)
        self.problem(f"{key} must be a number, not negative")
        return None

    def flag(self, key: str) -> bool:
        """A boolean, false where the key is missing."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            self.problem(f"{key} must be true or false")
        return value is True

    def tables(self, key: str) -> list[dict[str, Any]]:
        """An array of tables with at least one."""
        value = self._left.pop(key, None)
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            return value
        self.problem(f"[[{key}]] is missing")
        return []
