"""One normal form of a name, for the taxonomy's aliases and for the text they are looked up in."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"['\u2019\u2018\u00b4`]")
_NOT_NAME = re.compile(r"(?:[^\w+#&]|_)+")


def normalize(name: str) -> str:
    """``name`` in lower case, apostrophes dropped, other punctuation as single spaces.

    ``+``, ``#`` and ``&`` stay, since they tell names apart: A+, C#, A&P.

    >>> normalize("Driver’s License (Class-A)")
    'drivers license class a'
    """
    name = _APOSTROPHE.sub("", name).lower().replace("licence", "license")
    return _NOT_NAME.sub(" ", name).strip()


def is_acronym(form: str) -> bool:
    """Whether a form is one token of up to six capitals, digits or signs: matched in capitals only.

    >>> is_acronym("CPR"), is_acronym("CompTIA"), is_acronym("A+"), is_acronym("NATE")
    (True, False, True, True)
    """
    return (
        1 < len(form) <= 6
        and " " not in form
        and form == form.upper()
        and any(character.isalpha() for character in form)
    )
