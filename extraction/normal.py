"""A text in the taxonomy's normal form, with the way back to the offsets of the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import AnyStr

import numpy as np

_DROP = "\x00"  # stands for an apostrophe until it is cut out


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in [
        *range(0x250),
        *range(0x2000, 0x2200),
        *range(0x25A0, 0x2600),
        *range(0x3000, 0x3003),
        0xF0B7,
    ]:
        character = chr(code)
        if character in "+#&":
            continue
        if character in "'\u2019\u2018\u00b4`":
            table[code] = _DROP
        elif character.isalnum():
            lower = character.lower()
            if lower != character and len(lower) == 1:
                table[code] = lower
        elif not unicodedata.combining(character):
            table[code] = " "
    return table


_TABLE = _table()
# `Driver?s`: an apostrophe that some system could not encode.
_LOST_APOSTROPHE = re.compile("(?<=[a-z])[?\ufffd](?=s\\b)")
_OUTSIDE_ASCII = re.compile("[^\x00-\x7f]")
_ASCII = bytes(ord(chr(code).translate(_TABLE)) for code in range(128)) + bytes(range(128, 256))
_SPACE = ord(" ")
# What a character is to the places where words are glued: a small letter or digit, or a capital.
_SMALL = b"abcdefghijklmnopqrstuvwxyz0123456789"
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CLASS = bytes.maketrans(_SMALL + _CAPITALS, b"a" * len(_SMALL) + b"A" * len(_CAPITALS))
_GLUED = b"aA"
_SPACES = re.compile(" +")
_MANY = 40


class _Plain(dict[str, str]):
    """What becomes of a character outside ASCII, remembered: letters stay, signs and emoji part words."""

    def __missing__(self, character: str) -> str:
        mapped = _TABLE.get(ord(character), character)
        if mapped == _DROP:
            mapped = "'"
        elif not re.match(r"\w", mapped):
            mapped = " "
        self[character] = mapped
        return mapped


_PLAIN = _Plain()


def _mapped(text: str) -> str:
    """The text by the table, character for character."""
    if not text.isascii():
        others = set(_OUTSIDE_ASCII.findall(text))
        if len(others) > _MANY:
            text = _OUTSIDE_ASCII.sub(lambda match: _PLAIN[match[0]], text)
        else:
            for character in others:
                text = text.replace(character, _PLAIN[character])
    return text.encode("utf-8", "surrogatepass").translate(_ASCII).decode("utf-8", "surrogatepass")


def _each(text: AnyStr, part: AnyStr) -> Iterator[int]:
    """Where a part stands in a text; faster than an expression where it is rare."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


class Normal:
    """The normal form of ``text``, equal to ``taxonomy.normalize.normalize(text)``, and the way back to its offsets."""

    __slots__ = ("_distinct", "_text", "_words", "form", "places")

    def __init__(self, text: str) -> None:
        if "?s" in text or "\ufffds" in text:
            text = _LOST_APOSTROPHE.sub("'", text)
        same_length = _mapped(text)
        if "licence" in same_length:
            same_length = same_length.replace("licence", "license")
        self._text = text
        self._words: list[str] | None = None
        self._distinct: frozenset[str] | None = None
        # One byte a character: what is dropped is a zero, of a run of spaces the first stays.
        mapped = np.frombuffer(same_length.encode("ascii", "replace"), np.uint8)
        kept = np.flatnonzero(mapped)
        part = mapped[kept] != _SPACE
        part[1:] |= part[:-1]
        self.places = kept[part]
        if same_length.isascii():
            form = mapped[self.places].tobytes().decode("ascii")
        else:
            form = _SPACES.sub(" ", same_length.replace(_DROP, "")).removeprefix(" ")
        self.form = form.removesuffix(" ")

    @property
    def words(self) -> list[str]:
        """The words of the form, in order."""
        if self._words is None:
            self._words = self.form.split()
        return self._words

    @property
    def distinct(self) -> frozenset[str]:
        """The words of the form, each once."""
        if self._distinct is None:
            self._distinct = frozenset(self.words)
        return self._distinct

    def inner(self) -> list[int]:
        """Where in the form a word begins that no space parts from the one before it, in order.

        ``requiredCPR``: a capital right after a small letter or a digit; ``CPR&AED``: after a sign.
        """
        kinds = self._text.encode("ascii", "replace").translate(_CLASS)
        glued = [at + 1 for at in _each(kinds, _GLUED)]
        found = np.searchsorted(self.places, glued).tolist() if glued else []
        form = self.form
        after = [
            at + 1 for sign in "+&#" for at in _each(form, sign) if form[at + 1 : at + 2] > " "
        ]
        return sorted({*found, *after}) if after else found

    def start(self, offset: int) -> int:
        """Where in the text the character at ``offset`` of the form stands."""
        return int(self.places[offset])

    def end(self, offset: int) -> int:
        """Where in the text the character before ``offset`` of the form ends."""
        return self.start(offset - 1) + 1 if offset else 0
