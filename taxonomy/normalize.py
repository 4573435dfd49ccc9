"""One normal form of a name, for the taxonomy's aliases and for the text they are looked up in."""

from __future__ import annotations

import re
from functools import lru_cache

_APOSTROPHE = re.compile(r"['\u2019\u2018\u00b4`\x91\x92]")  # the last two as Windows has them
# `T.A.B.C.`, `R.N.`: capitals with a stop after each are one word. What may not stand before comes
# after the first two, so that most of a text is passed over by the capital alone.
_DOTTED = re.compile(r"[A-Z]\.(?<![^\W_]..)(?:[A-Z]\.){0,4}[A-Z](?![^\W_])", re.DOTALL)
_NOT_NAME = re.compile(r"(?:[^\w+#&]|_)+")
# The same for ASCII, character by character: most names are.
_PLAIN = {
    code: None
    if chr(code) in "'`"
    else chr(code).lower()
    if chr(code).isalnum() or chr(code) in "+#&"
    else " "
    for code in range(128)
}


def normalize(name: str) -> str:
    """``name`` in lower case, apostrophes and the stops of ``R.N.`` dropped, other punctuation as single spaces.

    ``+``, ``#`` and ``&`` stay, since they tell names apart: A+, C#, A&P.

    >>> normalize("Driver’s License (Class-A)")
    'drivers license class a'
    """
    if "." in name:
        name = undotted(name, "")
    if name.isascii():
        return " ".join(name.translate(_PLAIN).split()).replace("licence", "license")
    name = _APOSTROPHE.sub("", name).lower().replace("licence", "license")
    return _NOT_NAME.sub(" ", name).strip()


def undotted(text: str, instead: str) -> str:
    """The text with ``instead`` for each stop between the single capitals of an acronym: ``C.D.L.``, ``U.S.``"""
    return _DOTTED.sub(lambda match: match[0].replace(".", instead), text)


def is_acronym(form: str) -> bool:
    """Whether a form is one token of up to six capitals, digits or signs: matched in capitals only.

    >>> is_acronym("CPR"), is_acronym("CompTIA"), is_acronym("A+"), is_acronym("NATE")
    (True, False, True, True)
    """
    if len(form) > 12 or " " in form:  # twelve with a stop after each
        return False
    if "." in form:
        form = undotted(form, "").rstrip(".")
    return (
        1 < len(form) <= 6
        and form == form.upper()
        and any(character.isalpha() for character in form)
    )


_NUMERALS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def level(word: str) -> str | None:
    """The level that a word of a normal form names, or None where it names none.

    Digits, single letters with or without their sign (A+, C#), Roman numerals and counts in words
    tell credentials apart that are otherwise spelled alike, so they are compared, never likened.

    >>> level("10"), level("ii"), level("two"), level("a+"), level("network+"), level("&")
    ('10', '2', '2', 'a+', None, None)
    """
    if word in _NUMERALS:
        return _NUMERALS[word]
    if any(character.isdigit() for character in word):
        return word
    stem = word.rstrip("+#")
    return word if len(stem) == 1 and stem.isalpha() else None


def levels(form: str) -> tuple[str, ...]:
    """The levels that a normal form names, in the order of the alphabet.

    >>> levels("carpentry level two") == levels("level ii carpentry") == levels("carpentry 2")
    True
    """
    return tuple(sorted(found for found in map(level, form.split()) if found))
