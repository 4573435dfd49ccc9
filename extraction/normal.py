"""A text in the taxonomy's normal form, with the way back to the offsets of the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np

from taxonomy.normalize import undotted

_DROP = "\x00"  # stands for an apostrophe until it is left out


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
        if character in "'\u2019\u2018\u00b4`\x91\x92":
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
_LOST = "?\ufffd\u00bf"
_LOST_APOSTROPHE = re.compile(f"(?<=[a-z])[{_LOST}](?=s\\b)")
# `Driver\u00db\u00aas`, `Driver\u00e2\u20ac\u2122s`: one that was read in another encoding than it was written in.
_MANGLED_APOSTROPHE = re.compile(
    "(?<=[A-Za-z])(?:\u00db\u00aa|\u00e2\u20ac\u2122|\u00e2\u0080\u0099)(?=s\\b)"
)
_ALL_ASCII = bytes(range(128))
_ASCII = bytes(ord(chr(code).translate(_TABLE)) for code in range(128)) + bytes(range(128, 256))
# What a character is to the places where words are glued: a small letter or digit, a capital, a stop
# or none of these.
_CLASS = "".join(
    "A"
    if chr(code) in ascii_uppercase
    else "a"
    if chr(code) in ascii_lowercase + digits
    else chr(code)
    if chr(code) in ".'"
    else " "
    for code in range(256)
).encode()
# Where in these the second word begins: `requiredCPR`, `CertificationsCPR`, `Certification'BLS`.
_GLUED = re.compile(rb"A(?<! A)(?:(?<=aA)|(?=aaa)(?<=AA)|(?<=a'A)|(?<=A\.A)())")
_DROPS_BEFORE_SPACES = re.compile(rb"(\0+)( +)")
_MANY = 40
_BEFORE_STOP = 12
"""Characters before the first stop between two capitals with which its acronym begins, at most."""


class _Plain(dict[str, bytes]):
    """What becomes of a character outside ASCII, remembered: letters stay, signs and emoji part words."""

    def __missing__(self, character: str) -> bytes:
        mapped = _TABLE.get(ord(character), character)
        if mapped == _DROP:
            mapped = "'"
        elif not re.match(r"\w", mapped):
            mapped = " "
        self[character] = encoded = mapped.encode("utf-8", "surrogatepass")
        return encoded


_PLAIN = _Plain()


def _mapped(text: str) -> bytes:
    """The text by the table, character for character, in UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        # Without those in it, what is left of the text is short: quicker than to look for the others.
        others = set(data.translate(None, _ALL_ASCII).decode("utf-8", "surrogatepass"))
        if len(others) > _MANY:
            data = b"".join(_PLAIN[each] if each > "\x7f" else each.encode() for each in text)
        else:
            for character in others:
                data = data.replace(character.encode("utf-8", "surrogatepass"), _PLAIN[character])
    return data.translate(_ASCII)


def occurrences(text: str, part: str) -> Iterator[int]:
    """Where a part stands in a text; faster than an expression where it is rare."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _spaces_first(mapped: bytes) -> bytes:
    """The text with each space behind apostrophes before them instead."""
    moved = False
    at = mapped.find(b"\0")
    while at >= 0:
        after = mapped[at + 1 : at + 2]
        if after == b"\0":
            return _DROPS_BEFORE_SPACES.sub(rb"\2\1", mapped)
        moved = moved or after == b" "
        at = mapped.find(b"\0", at + 1)
    return mapped.replace(b"\0 ", b" \0") if moved else mapped


class Normal:
    """The normal form of ``text``, equal to ``taxonomy.normalize.normalize(text)``, and the way back to its offsets."""

    __slots__ = ("_glued", "_kept", "_places", "form")

    def __init__(self, text: str) -> None:
        # One character is looked for many times faster than two.
        if any(sign in text and f"{sign}s" in text for sign in _LOST):
            text = _LOST_APOSTROPHE.sub("'", text)
        if "Û" in text or "â" in text:
            text = _MANGLED_APOSTROPHE.sub(lambda match: "'" * len(match[0]), text)
        glued = list(_GLUED.finditer(text.encode("ascii", "replace").translate(_CLASS)))
        stopped = next((match.start() for match in glued if match.lastindex), None)
        if stopped is not None:
            first = max(0, stopped - _BEFORE_STOP)
            text = text[:first] + undotted(text[first:], "'")
        # A space after an apostrophe stands before it instead, where the word before it is seen to end.
        mapped = _spaces_first(_mapped(text))
        if b"licence" in mapped:
            mapped = mapped.replace(b"licence", b"license")
        self._glued = [match.start() for match in glued if not match.lastindex]
        self._places: Sequence[int] | None = None
        encoding, size = "ascii", "u1"
        if not mapped.isascii():
            encoding, size = "utf-32-le", "u4"
            mapped = mapped.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")
        letters = np.frombuffer(mapped, size)
        # All letters and signs, and of a run of spaces the first.
        kept = letters > ord(" ")
        kept[1:] |= kept[:-1]
        kept &= letters > ord(_DROP)
        self._kept = kept
        self.form = letters[kept].tobytes().decode(encoding, "surrogatepass").rstrip(" ")

    @property
    def places(self) -> Sequence[int]:
        """Where in the text each character of the form stands; found when first asked for."""
        if self._places is None:
            places: Sequence[int] = np.flatnonzero(self._kept).data
            self._places = places
        return self._places

    def inner(self) -> list[int]:
        """Where in the form a word begins that no space parts from the one before it, in order.

        ``requiredCPR``, ``CDLMust``: a capital right after a small letter or a digit, or after capitals and before
        small letters; ``CPR&AED``: after a sign.
        """
        found = []
        last = kept = 0
        for at in self._glued:
            kept += int(np.count_nonzero(self._kept[last:at]))
            last = at
            found.append(kept)
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
        return self.places[offset]

    def end(self, offset: int) -> int:
        """Where in the text the character before ``offset`` of the form ends."""
        return self.places[offset - 1] + 1 if offset else 0
