"""Plain text from what a posting is written in: HTML to lines, contact details masked."""

from __future__ import annotations

import re

import phonenumbers
from resiliparse.extract.html2text import extract_plain_text

MASK = "█"
AROUND = 60
"""Characters before and after ten digits that tell whether they are a telephone number."""
MAX_HTML = 1_000_000
"""Characters of HTML read at most; a real posting has fewer than 100,000."""

_TAG = re.compile(
    r"</?(?:p|br|div|ul|ol|li|span|strong|em|b|i|u|h[1-6]|table|tr|td|a|font|section|article|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\u2060]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# Half of a character pair, which can be neither stored nor searched.
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# A cheap look before the library's slow one: ten digits with at most three other signs between two.
_PHONE_HINT = re.compile(r"(?:\d[\s().+\-–‑/]{0,3}){9}\d")
_CALL = re.compile(
    r"\b(?:call|phone|tel|telephone|text|fax|cell|mobile|dial|whatsapp)\b\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)


def is_html(text: str) -> bool:
    """Whether a text is markup: it holds at least one tag that postings use."""
    return _TAG.search(text) is not None


def html_to_text(html: str) -> str:
    """The text of an HTML fragment or page, blocks, list items and headings on lines of their own.

    Lines are stripped, list items begin with ``•`` or their number, at most one empty line stands
    between two blocks; buttons and form fields, control and invisible characters are gone. Never
    raises; at most ``MAX_HTML`` characters are read.
    """
    html = _SURROGATE.sub("\ufffd", _CONTROL.sub("", html[:MAX_HTML]))
    return tidy(extract_plain_text(html, preserve_formatting=True, alt_texts=False))


def tidy(text: str) -> str:
    """The same text with single spaces, stripped lines and no runs of empty lines."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def mask_contacts(text: str) -> str:
    """The same text, e-mail addresses and telephone numbers covered; its length does not change."""
    text = _SURROGATE.sub("\ufffd", text)
    if "@" in text:
        text = _EMAIL.sub(lambda m: MASK * len(m.group()), text)
    spans: list[tuple[int, int]] = []
    for low, high in _phone_places(text):
        # The library takes a slash for the end of a number; a dash in its place keeps all offsets.
        matches = phonenumbers.PhoneNumberMatcher(
            text[low:high].replace("/", "-"), "US", leniency=phonenumbers.Leniency.POSSIBLE
        )
        spans += [
            (low + match.start, low + match.end)
            for match in matches
            if _is_phone(match.raw_string, text[max(0, low + match.start - 40) : low + match.start])
        ]
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _phone_places(text: str) -> list[tuple[int, int]]:
    """Where the library has to look: around each run of digits that is long enough, words kept whole."""
    places: list[tuple[int, int]] = []
    for hint in _PHONE_HINT.finditer(text):
        low = text.rfind(" ", 0, max(0, hint.start() - AROUND)) + 1
        high = text.find(" ", hint.end() + AROUND)
        high = len(text) if high < 0 else high
        if places and low <= places[-1][1]:
            places[-1] = places[-1][0], max(high, places[-1][1])
        else:
            places.append((low, high))
    return places


def _is_phone(raw: str, before: str) -> bool:
    """Whether digits are grouped as a US number is, or stand bare after a word such as *call*.

    Ranges of pay, dates and requisition numbers have ten digits too.
    """
    groups = re.findall(r"\d+", raw)
    if groups and groups[0] == "1" and len(groups) > 1:
        groups = groups[1:]
    sizes = [len(group) for group in groups]
    if sizes[:3] == [3, 3, 4] or sizes[:2] == [3, 7]:
        return True
    return sum(sizes) in (10, 11) and len(sizes) == 1 and _CALL.search(before) is not None
