"""Where the sentence or list item around a span begins and ends, in text that is often glued."""

from __future__ import annotations

import re
from bisect import bisect_right
from string import ascii_uppercase

from extraction.items import SIGNS, SURE

LONGEST = 600
"""Characters of a sentence at most; beyond, the nearest word boundary ends it."""
NEAR, BEYOND = 150, 40
"""Characters before the start of a span in which its sentence's beginning is looked for at a time, and behind it."""
MARGIN = 150
"""Characters between a span and the end of a sentence that was cut for its length, at least."""

_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|no|st|dr|mr|ms|mrs|lic|cert|req|reqs?|yrs?|mos?|min|max|dept|approx|inc|[A-Za-z])\.$",
    re.IGNORECASE,
)
# A stop and a space, a stop glued to the next sentence, a line break; or what begins the next: a sign
# of an item, a capital glued to the word before it. The first character is one of a set, so that most
# of a text is passed over by that alone; what it is comes only then.
_SIGNS = (
    r"(?<=[a-z][A-Z])(?:(?=[a-z]+ )|(?<=[a-z]{3}.)(?=[A-Z]+\b))|(?<=[A-Z]{3})(?=[a-z]{3,} )"
    r"|(?<=[.!?])(?:(?=[\s\"'”’)\]]+[A-Z0-9•*\-(])|(?<=[a-z)\]%0-9].)(?=[A-Z][a-z]))"
    rf"|(?<=[\n{SURE}])"
)
_BREAK = re.compile(rf"[.!?\n{SURE}A-Z](?:{_SIGNS})")
# The same, and spaces before an asterisk, or so many that they part two sentences; a single space and a
# capital after one are passed over at once.
_SPACES_TOO = re.compile(
    rf"[.!?\n{SURE}A-Z \xa0](?<! (?![ \xa0*]))(?<! [A-Z])(?:{_SIGNS}|(?<=[ \xa0])(?=[ \xa0*])(?:"
    r"(?<=[a-z)\]%0-9.;].)[ \xa0]*(?=\*[ \xa0]+[A-Z])|"
    r"(?<=[a-z)\]%0-9].)(?=[ \xa0]+[A-Z])(?<!\bor.)(?<!\band.)(?<!\bof.)(?<!\bthe.)[ \xa0]+))"
)
_BEGINS_NEXT = frozenset(SURE + ascii_uppercase)
_TELLING_SPACES = ("  ", " *", "\xa0")

# `CDL required. Or obtainable within 30 days`: the alternative speaks of the same name.
_GOES_ON = re.compile(
    r"\s*or\s+(?:must\s+|be\s+)*(?:able|ability|obtain|willing|eligible)", re.IGNORECASE
)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence or list item that holds ``text[start:end]``, stripped."""
    low = max(0, start - LONGEST)
    begin = low
    # What stands before the last line break that ends a sentence need not be looked at.
    at = text.rfind("\n", low, start)
    while at >= 0 and _wrapped(text, at):
        at = text.rfind("\n", low, at)
    if at >= 0:
        begin = at + 1
    finish = min(len(text), end + LONGEST)
    begin = _beginning(text, begin, start)
    for match in _pattern(text, end, finish).finditer(text, end, finish):
        if _breaks(text, match):
            finish = _next(match)
            break
    # What was cut in the middle of a word, far from the span, is cut at a space instead.
    if begin == low and low > 0 and at < 0:
        begin = text.find(" ", low, start) + 1 or low
    while begin < start and (text[begin].isspace() or text[begin] in SIGNS):
        begin += 1
    while finish > end and text[finish - 1].isspace():
        finish -= 1
    return begin, finish


def _pattern(text: str, low: int, high: int) -> re.Pattern[str]:
    """The expression that finds all breaks between two offsets: the quicker one where no spaces tell any."""
    near = text[max(0, low - 1) : high]
    return _SPACES_TOO if any(spaces in near for spaces in _TELLING_SPACES) else _BREAK


def _beginning(text: str, low: int, start: int) -> int:
    """Where the last sentence begins that does so between two offsets; the first of these if none does."""
    # Most begin not far before the span: what stands before that is looked at only for the others.
    until = start + 1
    while until > low:
        first = max(low, min(until, start) - NEAR)
        # A little beyond the start, so that a break right before it is seen.
        found = []
        for match in _pattern(text, first, start + BEYOND).finditer(text, first, start + BEYOND):
            if match.start() >= until:
                break
            found.append(match)
        for match in reversed(found):
            following = _next(match)
            if following <= start and _breaks(text, match):
                return following
        until = first
    return low


class Sentences:
    """The sentences of one text, each looked for once, so that dense text is read in linear time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        # With each sentence, between which offsets a span must lie to have the same one.
        self._known: list[tuple[int, int, tuple[int, int]]] = []

    def around(self, start: int, end: int) -> tuple[int, int]:
        """:func:`sentence`, from memory where a span lies well inside one that was found before."""
        index = bisect_right(self._starts, start) - 1
        if index >= 0:
            low, high, bounds = self._known[index]
            if low <= start and end <= high:
                return bounds
        begin, finish = bounds = sentence(self._text, start, end)
        # One that was cut for its length is another near its ends.
        low = begin + MARGIN if start - begin > LONGEST - MARGIN else begin
        high = finish - MARGIN if finish - end > LONGEST - MARGIN else finish
        index = bisect_right(self._starts, low)
        self._starts.insert(index, low)
        self._known.insert(index, (low, high, bounds))
        return bounds


def _next(match: re.Match[str]) -> int:
    """Where the next sentence begins: what ends one belongs to it, what begins the next does not."""
    return match.start() if match[0] in _BEGINS_NEXT else match.end()


def _breaks(text: str, match: re.Match[str]) -> bool:
    at = match.start()
    sign = match.group()
    if sign == "\n":
        return not _wrapped(text, at)
    if sign == "." and _GOES_ON.match(text, at + 1):
        return False
    if sign == ".":
        return _ABBREVIATION.search(text, max(0, at - 8), at + 1) is None
    return True


def _wrapped(text: str, newline: int) -> bool:
    """Whether a line break only wraps a long line: the next one goes on in lower case."""
    following = text[newline + 1 : newline + 3]
    before = text[max(0, newline - 2) : newline].rstrip()
    line_start = text.rfind("\n", 0, newline) + 1
    return (
        bool(following)
        and following[0].islower()
        and bool(before)
        and before[-1] not in ".!?:;"
        and newline - line_start > 40
    )
