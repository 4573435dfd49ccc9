"""Sums over groups of rows, their keys packed into one integer: the arithmetic of a recount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def distinct(values: Ints) -> Ints:
    """The distinct values, sorted. ``np.unique`` puts them into a table first, which takes far longer."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


class Sums:
    """Sums over groups: keys packed into one integer, counted by their place in its sorted values."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.columns: dict[str, tuple[Ints, Ints]] = {}

    def pack(self, *codes: Ints) -> Ints:
        """One integer for the codes of each row."""
        key = np.zeros(len(codes[0]), dtype=np.int64)
        for code, size in zip(codes, self.sizes, strict=True):
            key = key * size + code
        return key

    def add(self, name: str, key: Ints) -> None:
        """A column: how many rows each key has."""
        self.columns[name] = np.unique(key, return_counts=True)

    def add_sums(self, key: Ints, weights: Mapping[str, Ints | NDArray[np.bool_]]) -> None:
        """Columns with the sums of the rows' weights for each key; the keys are sorted but once."""
        values, place = np.unique(key, return_inverse=True)
        for name, each in weights.items():
            sums = np.bincount(place, weights=each, minlength=len(values))
            self.columns[name] = values, sums.astype(np.int64)

    def add_employers(self, key: Ints, employer: Ints, named: int) -> None:
        """``employers`` (distinct) and ``largest`` (jobs of the one with most); -1 is none."""
        keep = employer >= 0
        pairs, counts = np.unique(key[keep] * max(named, 1) + employer[keep], return_counts=True)
        groups = pairs // max(named, 1)
        values, starts, sizes = np.unique(groups, return_index=True, return_counts=True)
        self.columns["employers"] = values, sizes.astype(np.int64)
        largest = np.maximum.reduceat(counts, starts) if len(values) else counts
        self.columns["largest"] = values, largest.astype(np.int64)

    def frame(self, names: Mapping[str, Sequence[str]]) -> pd.DataFrame:
        """All columns, 0 where a key has none, under the names of the keys' codes, sorted."""
        keys = distinct(np.concatenate([values for values, _ in self.columns.values()]))
        out: dict[str, Any] = {}
        rest = keys
        for name, size in reversed(list(zip(names, self.sizes, strict=True))):
            rest, code = rest // size, rest % size
            out[name] = np.array(names[name], dtype=object)[code] if len(names[name]) else code
        out = dict(reversed(out.items()))
        for name, (values, sums) in self.columns.items():
            column = np.zeros(len(keys), dtype=np.int64)
            column[np.searchsorted(keys, values)] = sums
            out[name] = column
        return pd.DataFrame(out)


def open_months(new: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Each row once for every month in which its job was open: the row, the month."""
    lengths = end - new + 1
    rows = np.repeat(np.arange(len(new), dtype=np.int64), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return rows, new[rows] + np.arange(len(rows), dtype=np.int64) - starts
