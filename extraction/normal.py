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
# `requiredCPR`: a capital right after a small letter or a digit begins a word.
_GLUED = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_RUN = re.compile(f"[ {_DROP}]{{2,}}|{_DROP}")


# What most often keeps a posting from being plain ASCII, by what the table makes of it anyway.
_COMMON = (("\u2019", "'"), ("\u2018", "'"), ("\u2013", "-"), ("\u2014", "-"), ("\u2022", "*"),
           ("\xa0", " "), ("\u201c", '"'), ("\u201d", '"'), ("\xb7", "*"), ("\u2026", "."))  # fmt: skip
_ASCII = bytes(ord(chr(code).translate(_TABLE)) for code in range(128)) + bytes(128)


def _mapped(text: str) -> str:
    """The text by the table, character for character; plain ASCII goes a faster way."""
    if not text.isascii():
        for sign, plain in _COMMON:
            text = text.replace(sign, plain)
        if not text.isascii():
            return text.translate(_TABLE)
    return text.encode("ascii").translate(_ASCII).decode("ascii")


class Normal:
    """The normal form of ``text``, equal to ``normalize(text)``, and the way back to its offsets."""

    __slots__ = ("_at", "_cut", "_text", "form")

    def __init__(self, text: str) -> None:
        if "?" in text or "\ufffd" in text:
            text = _LOST_APOSTROPHE.sub("'", text)
        same_length = _mapped(text)
        if not same_length.isascii():
            same_length = _SIGN.sub(" ", same_length)
        if "licence" in same_length:
            same_length = same_length.replace("licence", "license")
        self._text = text
        self.form = " ".join(same_length.replace(_DROP, "").split())
        # From each of these offsets of the form on, so many characters of the text were left out.
        cut = len(same_length) - len(same_length.lstrip(f" {_DROP}"))
        self._at, self._cut = [0], [cut]
        for match in _RUN.finditer(same_length, cut):
            run = match.group()
            cut += len(run) - (" " in run)
            self._at.append(match.end() - cut)
            self._cut.append(cut)

    @property
    def glued(self) -> set[int]:
        """Where in the form a word begins that is glued to the one before it."""
        ends = [at + cut for at, cut in zip(self._at, self._cut, strict=True)]
        return {
            match.start() - self._cut[bisect_right(ends, match.start()) - 1]
            for match in _GLUED.finditer(self._text)
        }

    def start(self, offset: int) -> int:
        """Where in the text the character at ``offset`` of the form stands."""
        return offset + self._cut[bisect_right(self._at, offset) - 1]

    def end(self, offset: int) -> int:
        """Where in the text the character before ``offset`` of the form ends."""
        return self.start(offset - 1) + 1 if offset else 0


__all__ = ["Normal", "normalize"]
