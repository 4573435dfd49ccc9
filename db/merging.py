"""Puts postings of one job together: by the same text, by nearly the same, in time of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from db import schema as t
from db.ads import BATCH, Ad, Block, Places, batches, block, near_in_time
from db.employers import named_employer
from db.names import TEXT_VERSION
from db.similar import Text, candidates, judge


def merged(connection: Connection, ads: Sequence[Ad], places: Places) -> list[list[Ad]]:
    """The postings of each job, the first seen first; jobs in the order of their ids."""
    together = _Union(ads)
    blocks: dict[Block, list[Ad]] = {}
    unnamed: dict[tuple[Any, ...], list[Ad]] = {}
    for ad in ads:
        key = block(ad, places)
        blocks.setdefault(key, []).append(ad)
        if ad.text_key.startswith(TEXT_VERSION + "L"):
            unnamed.setdefault((ad.text_key, *key[1:]), []).append(ad)
    unsure = []
    for members in blocks.values():
        if len(members) == 1:
            continue
        by_text = _by_text(members)
        for same in by_text.values():
            _chain(together, same)
        if len(by_text) > 1:
            unsure.append(by_text)
    for by_text, texts in _with_texts(connection, unsure):
        keys = list(by_text)
        for n, m in candidates(texts):
            a, b = by_text[keys[n]], by_text[keys[m]]
            if _reachable(together, a, b) and judge(texts[n], texts[m]).same:
                _link(together, a, b)
    for members in unnamed.values():
        # The same long ad, once with its employer and once without: one job, if only one is named.
        names = {named_employer(ad.employer) for ad in members}
        if None in names and len(names) <= 2 and len(members) > 1:
            _chain(together, members)
    return together.groups()


def _by_text(ads: Iterable[Ad]) -> dict[str, list[Ad]]:
    out: dict[str, list[Ad]] = {}
    for ad in sorted(ads, key=lambda ad: (ad.first_seen, ad.id)):
        out.setdefault(ad.text_key, []).append(ad)
    return out


def _with_texts(
    connection: Connection, blocks: Sequence[dict[str, list[Ad]]]
) -> Iterator[tuple[dict[str, list[Ad]], list[Text]]]:
    """Each block with one text for each of its keys; the texts are fetched many blocks at a time."""
    waiting: list[dict[str, list[Ad]]] = []
    size = 0
    for n, by_text in enumerate(blocks):
        waiting.append(by_text)
        size += len(by_text)
        if size < BATCH and n + 1 < len(blocks):
            continue
        wanted = sorted(same[0].id for each in waiting for same in each.values())
        texts: dict[int, str] = {}
        for ids in batches(wanted, BATCH):
            texts.update(
                (key, text)
                for key, text in connection.execute(
                    select(t.postings.c.id, t.postings.c.text).where(t.postings.c.id.in_(ids))
                )
            )
        for each in waiting:
            yield each, [Text(texts[same[0].id]) for same in each.values()]
        waiting, size = [], 0


class _Union:
    """Which postings are together; each posting's representative is the first of its job."""

    def __init__(self, ads: Sequence[Ad]) -> None:
        self._ads = ads
        self._up: dict[int, int] = {}

    def find(self, key: int) -> int:
        """The id that stands for the group of a posting."""
        root = key
        while (above := self._up.get(root, root)) != root:
            root = above
        while key != root:
            self._up[key], key = root, self._up.get(key, key)
        return root

    def join(self, a: int, b: int) -> None:
        """Puts two groups together."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._up[max(a, b)] = min(a, b)

    def groups(self) -> list[list[Ad]]:
        """All groups, each with the first seen first, in the order of the first one's id."""
        out: dict[int, list[Ad]] = {}
        for ad in self._ads:
            out.setdefault(self.find(ad.id), []).append(ad)
        for group in out.values():
            if len(group) > 1:
                group.sort(key=lambda ad: (ad.first_seen, ad.id))
        return sorted(out.values(), key=lambda group: group[0].id)


def _chain(together: _Union, same: list[Ad]) -> None:
    """Joins postings of one text, each to the one before it that was seen the longest."""
    last: Ad | None = None
    for ad in sorted(same, key=lambda ad: (ad.first_seen, ad.id)):
        if last is not None and near_in_time(last, ad):
            together.join(last.id, ad.id)
        if last is None or ad.end > last.end:
            last = ad


def _reachable(together: _Union, a: list[Ad], b: list[Ad]) -> bool:
    """Whether joining two texts would change anything."""
    apart = {together.find(ad.id) for ad in a} | {together.find(ad.id) for ad in b}
    return len(apart) > 1 and any(True for _ in _links(a, b))


def _link(together: _Union, a: list[Ad], b: list[Ad]) -> None:
    for left, right in _links(a, b):
        together.join(left.id, right.id)


def _links(a: list[Ad], b: list[Ad]) -> Iterator[tuple[Ad, Ad]]:
    """Pairs over two texts that are near in time: each posting with the other's longest before it.

    That is enough: those of the other text that also are near in time are in one chain with it.
    """
    last: list[Ad | None] = [None, None]
    both = sorted(
        [(ad.first_seen, ad.id, 0, ad) for ad in a] + [(ad.first_seen, ad.id, 1, ad) for ad in b]
    , key=lambda each: each[:2])  # fmt: skip
    for _, _, side, ad in both:
        other = last[1 - side]
        if other is not None and near_in_time(other, ad):
            yield other, ad
        own = last[side]
        if own is None or ad.end > own.end:
            last[side] = ad
