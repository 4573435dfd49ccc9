"""A text in the taxonomy's normal form, with the way back to the offsets of the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase, digits

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
_ALL_ASCII = bytes(range(128))
_ASCII = bytes(ord(chr(code).translate(_TABLE)) for code in range(128)) + bytes(range(128, 256))
_SPACE = ord(" ")
# What a character is to the places where words are glued: a small letter or digit, a capital, or
# neither. No other two of these follow each other with the same step from one to the next.
_SMALL, _CAPITAL, _NEITHER = 1, 3, 0
_CLASS = bytes(
    _CAPITAL
    if chr(code) in ascii_uppercase
    else _SMALL
    if chr(code) in ascii_lowercase + digits
    else _NEITHER
    for code in range(256)
)
_GLUED = _CAPITAL - _SMALL
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
        # Without those in it, what is left of the text is short: quicker than to look for the others.
        rest = text.encode("utf-8", "surrogatepass").translate(None, _ALL_ASCII)
        others = set(rest.decode("utf-8", "surrogatepass"))
        if len(others) > _MANY:
            text = _OUTSIDE_ASCII.sub(lambda match: _PLAIN[match[0]], text)
        else:
            for character in others:
                text = text.replace(character, _PLAIN[character])
    return text.encode("utf-8", "surrogatepass").translate(_ASCII).decode("utf-8", "surrogatepass")


def occurrences(text: str, part: str) -> Iterator[int]:
    """Where a part stands in a text; faster than an expression where it is rare."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


class Normal:
    """The normal form of ``text``, equal to ``taxonomy.normalize.normalize(text)``, and the way back to its offsets.

    ``words`` are the words of the form, in order.
    """

    __slots__ = ("_distinct", "_mapped", "_places", "_text", "form", "words")

    def __init__(self, text: str) -> None:
        if ("?" in text and "?s" in text) or ("\ufffd" in text and "\ufffds" in text):
            text = _LOST_APOSTROPHE.sub("'", text)
        mapped = _mapped(text)
        if "licence" in mapped:
            mapped = mapped.replace("licence", "license")
        self._text, self._mapped = text, mapped
        self._distinct: frozenset[str] | None = None
        self._places: np.ndarray[tuple[int], np.dtype[np.intp]] | None = None
        self.words = mapped.replace(_DROP, "").split()
        self.form = " ".join(self.words)

    @property
    def distinct(self) -> frozenset[str]:
        """The words of the form, each once."""
        if self._distinct is None:
            self._distinct = frozenset(self.words)
        return self._distinct

    @property
    def places(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Where in the text each character of the form stands; found when first asked for."""
        if self._places is None:
            # One byte a character: what is dropped is a zero, of a run of spaces the first stays.
            mapped = np.frombuffer(self._mapped.encode("ascii", "replace"), np.uint8)
            kept = np.flatnonzero(mapped)
            part = mapped[kept] != _SPACE
            part[1:] |= part[:-1]
            self._places = kept[part]
        return self._places

    def inner(self) -> list[int]:
        """Where in the form a word begins that no space parts from the one before it, in order.

        ``requiredCPR``: a capital right after a small letter or a digit; ``CPR&AED``: after a sign.
        """
        kinds = np.frombuffer(self._text.encode("ascii", "replace").translate(_CLASS), np.uint8)
        glued = np.flatnonzero(kinds[1:] - kinds[:-1] == _GLUED)
        found = np.searchsorted(self.places, glued + 1).tolist() if glued.size else []
        form = self.form
        after = [
            at + 1
            for sign in "+&#"
            for at in occurrences(form, sign)
            if form[at + 1 : at + 2] > " "
        ]
        return sorted({*found, *after}) if after else found

    def start(self, offset: int) -> int:
        """Where in the text the character at ``offset`` of the form stands."""
        return int(self.places[offset])

    def end(self, offset: int) -> int:
        """Where in the text the character before ``offset`` of the form ends."""
        return self.start(offset - 1) + 1 if offset else 0
