"""A text in the taxonomy's normal form, with the way back to the offsets of the text as given."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from taxonomy.normalize import normalize

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
# Emoji and other signs outside the table part words too.
_SIGN = re.compile(f"[^\\w+#& {_DROP}]")
_CUT = re.compile(f"{_DROP}| (?={_DROP}* )")


class Normal:
    """The normal form of ``text``: ``Normal(t).form`` equals ``normalize(t)`` but for its margins."""

    __slots__ = ("_cuts", "form")

    def __init__(self, text: str) -> None:
        if "?" in text or "\ufffd" in text:
            text = _LOST_APOSTROPHE.sub("'", text)
        same_length = text.translate(_TABLE)
        if not same_length.isascii():
            same_length = _SIGN.sub(" ", same_length)
        if "licence" in same_length:
            same_length = same_length.replace("licence", "license")
        # The n-th cut (from 0) lies at this offset of the text; in the form, n characters earlier.
        self._cuts = [match.start() for match in _CUT.finditer(same_length)]
        for index, at in enumerate(self._cuts):
            self._cuts[index] = at - index
        self.form = _CUT.sub("", same_length)

    def start(self, offset: int) -> int:
        """Where in the text the character at ``offset`` of the form stands."""
        return offset + bisect_right(self._cuts, offset)

    def end(self, offset: int) -> int:
        """Where in the text the character before ``offset`` of the form ends."""
        return self.start(offset - 1) + 1 if offset else 0


__all__ = ["Normal", "normalize"]
