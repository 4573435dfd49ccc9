"""Keys under which employers, titles and texts are the same for counting."""

from __future__ import annotations

import hashlib
import re

from taxonomy.normalize import normalize

_LEGAL = re.compile(
    r"\b(?:inc|incorporated|llc|l l c|llp|ltd|limited|corp|corporation|co|company|plc|lp|pllc|pc|na)$"
)


def digest(*parts: object) -> str:
    """A hash of 128 bits, as 32 hexadecimal digits, of the parts as text."""
    text = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def posting_id(source: str, external_id: str) -> int:
    """The id of a posting: 63 bits of a hash, so that no order of arrival changes it."""
    return int(digest(source, external_id)[:16], 16) >> 1


def employer_key(name: str | None) -> str | None:
    """An employer's name without case, punctuation and legal form; None for none.

    >>> employer_key("Acme Health, Inc."), employer_key("The ACME Health")
    ('acme health', 'acme health')
    """
    if not name:
        return None
    key = normalize(name)
    while (shorter := _LEGAL.sub("", key.removeprefix("the ")).strip()) and shorter != key:
        key = shorter
    return key or None


def title_key(title: str) -> str:
    """A title without case and punctuation."""
    return normalize(title)
