"""Which part of a posting a character stands in: required, preferred, duties, benefits, about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter, itemgetter

from extraction.headings import (
    AFTER_HIRE,
    BENEFITS,
    COMPOSED,
    DUTIES,
    MAY_BE_COMPOSED,
    NOT_REQUIRED,
    PREFERRED,
    REQUIRED,
    composed_kind,
)
from extraction.items import ANY, SIGNS, SURE
from extraction.spans import overlapping

_BEFORE = f" \t{SIGNS}#_:=[(|>0123456789.)"
# A lead line that no list of headings holds is judged by its words, in this order.
_SAYS = (
    (AFTER_HIRE, r"\b(?:within|after|by)\s+(?:\w+\s+){0,3}(?:days?|weeks?|months?|years?|anniversary|hire|class|training|academy|start|you start)\b"
     r"|\bonce (?:hired|you are here|youre here)|\bwhile you are here|\b(?:well|we will) (?:train|teach|help you)|\b(?:earn|get) with us|\byou will (?:complete|earn)|\byoull get on us\b|\bwe give you$|\bwe will give you$|\btraining we provide|\bprovided training|\bpaid training"),
    (REQUIRED, r"\ball we (?:want|ask|need|require)\b"),
    (PREFERRED, r"\b(?:plus|helpful|nice|desired|desirable|preferred|love|welcome|valued)\b.*\bnot (?:a must|needed|required|necessary|mandatory)$|\bnot (?:needed|required|necessary) but\b"),
    (NOT_REQUIRED, r"\bnot (?:needed|required|necessary)$|\b(?:dont|do not) (?:need|require|ask)\b|\bno need\b"),
    (PREFERRED, r"\b(?:prefer\w*|plus(?:es)?|nice|love\w*|delight|cool|might also|may also|might have|may have|would help|bonus|desir\w+|helpful|helps|useful|ideal|ideally|welcome|advantage\w*|assets?|beneficial|optional|extras?)\b"
     r"|\b(?:smile|stand out|ahead|call you first|set you apart|sets you apart|good to have|great if|would be|even better|not essential|good signs|also good|also valued|valued|would like|like to see|better|want(?! to (?:talk|hear|meet|see)))\b"),
    (BENEFITS, r"\b(?:offer|benefits?|perks?|we pay|the pay|pays?|you get|compensation|salary|rewards?|stipend)\b"),
    (REQUIRED, r"\b(?:requir\w+|need\w*|must|qualif\w+|bring|minimum|licens\w+|certif\w+|credentials?|hold|you have|we ask|ask for|looking for|have|basics|essentials?|to apply|to begin|to start|eligib\w+|conditions)\b"),
    (DUTIES, r"\b(?:duties|responsib\w+|you will|youll|will do|the work|the job|your day|role|do all day|do here)\b"),
)  # fmt: skip
_RULES = [(kind, re.compile(pattern)) for kind, pattern in _SAYS]
_ANY_RULE = re.compile("|".join(pattern for _, pattern in _SAYS))
_NO_WORD = re.compile(r"[^\w\s]")
_SEVERAL = re.compile(r"\w\W+\w")
_COLON = re.compile(r"(?: ?\([^()\n]{0,3})?[ \t]?:")
# `Qualifications (Required)`, `Skills (nice to have):`
_BRACKETED = re.compile(r"\s?\(([A-Za-z/ -]{4,30})\)")
_LINE_END = re.compile(r"[ \t]+\n")
_CAPITAL_AFTER = re.compile(rf"(?:[ \t\xa0]+{ANY}?[ \t]*)[A-Z0-9•*]")
_ITEM = re.compile(rf"\s*(?:{ANY}|o[ \t]|\d{{1,2}}[.)]\s)")
_DEMANDED = re.compile(r"\b(?:required|minimum|mandatory|must|necessary)\b", re.IGNORECASE)
MOST_ITEMS = 5
"""So many headings that are items are passed on the way to the one of their list."""
LONGEST_LEAD = 75
"""Characters of a line that may be a heading."""
BLOCK = 600
"""Characters in which headings are looked for at a time, at least."""
LONGEST_COMPOSED = 200
"""Characters of a heading that is made of a heading's words, at most."""
_JOINS = frozenset("/&,")
_GOES_ON = frozenset(",.;/&'’")
# What a line may begin with that a line without a colon leads: an item, or nothing.
_LED = frozenset(f" \t\n\r\xa0\x0b\x0c{SIGNS}0123456789")
_OPENS = frozenset(f"\n.!?:;)|>{SURE}")
_START = attrgetter("start")


class Heading:
    """A heading as it stands in the text, and the kind of what follows it."""

    def __init__(self, start: int, end: int, kind: str) -> None:
        self.start = start
        self.end = end
        self.kind = kind


class Sections:
    """The sections of a text, from the headings found in it.

    They are looked for block by block, from where something is asked backward: most of a text that
    holds a name or two is never looked at.
    """

    def __init__(
        self, text: str, found: list[tuple[int, int, str]], until: int | None = None
    ) -> None:
        """``found`` are the spans where a listed heading's words stand, with their kind.

        Nothing will be asked of what lies beyond ``until``: headings there need not be found.
        """
        self._text = text
        self._found = sorted(found, key=lambda f: (f[0], -f[1]))
        self._until = len(text) if until is None else min(until, len(text))
        self._blocks: dict[int, list[Heading]] = {}
        self._last: dict[int, Heading | None] = {}
        self._known_starts: list[int] | None = None

    @property
    def _starts(self) -> list[int]:
        """Where the blocks begin; found when first asked for."""
        if self._known_starts is None:
            self._known_starts = self._parted()
        return self._known_starts

    def _parted(self) -> list[int]:
        """Blocks begin at lines over whose break no heading reaches."""
        text, starts = self._text, [0]
        at = text.find("\n", BLOCK)
        while 0 <= at < self._until:
            over = any(
                end > at
                for _, end, _ in self._found[self._from(at - 2 * LONGEST_LEAD) : self._from(at)]
            )
            if not over and text[at - 1] not in _JOINS and text[at + 1 : at + 2] not in _JOINS:
                starts.append(at + 1)
                at += BLOCK
            at = text.find("\n", at + 1)
        return starts

    def _from(self, offset: int) -> int:
        """The number of the first listed heading that begins at an offset or later."""
        return bisect_left(self._found, offset, key=itemgetter(0))

    def _block(self, number: int) -> list[Heading]:
        """The headings that begin in a block, in their order."""
        headings = self._blocks.get(number)
        if headings is None:
            starts = self._starts
            low = starts[number]
            last = number + 1 == len(starts)
            high = self._until if last else starts[number + 1]
            headings = self._blocks[number] = self._headings(low, high, last)
        return headings

    def _headings(self, low: int, high: int, last: bool) -> list[Heading]:
        text = self._text
        made = list(_composed(text, low, high + 1 if last else high))
        # One that is listed may lie in the last of those, and be the longer of the two.
        until = max(high, made[-1].end) if made else high
        listed: list[Heading] = []
        for start, end, kind in self._found[self._from(low) :]:
            if start >= until:
                break
            if listed and start < listed[-1].end:
                continue
            # Most stand in the middle of a sentence.
            after = text[end : end + 2]
            if after[:1] in _GOES_ON or (after[:1] == " " and after[1:].isalnum()):
                continue
            words, closed = _with_brackets(text, start, end)
            if _is_heading(text, start, closed):
                more = composed_kind(words) if closed > end else None
                listed.append(Heading(start, closed, more or kind))
        listed = _longer(listed, made)
        taken = {text.rfind("\n", 0, heading.start) for heading in listed}
        leads = [lead for lead in _leads(text, low, high) if lead.start - 1 not in taken]
        return sorted([*listed, *leads], key=_START)

    def kind(self, offset: int) -> str | None:
        """The kind of the section at an offset; None before the first heading."""
        heading = self.heading_before(offset)
        return heading.kind if heading else None

    def heading_before(self, offset: int) -> Heading | None:
        """The heading under which an offset stands.

        One that is itself an item of what is preferred says no more than that one does: ``Desired
        Qualifications: * Licenses: ...``.
        """
        found = above = self._nearest(offset)
        for _ in range(MOST_ITEMS):
            if above is None or above.kind != REQUIRED or not self._is_item(above):
                break
            above = self._nearest(above.start - 1)
        if found and above and found is not above and above.kind == PREFERRED:
            return Heading(found.start, found.end, PREFERRED)
        return found

    def _is_item(self, heading: Heading) -> bool:
        """Whether a heading is an item of a list, and asks for nothing by its own words."""
        line = self._text.rfind("\n", 0, heading.start) + 1
        before = self._text[line : heading.start].strip()
        return (
            0 < len(before) < 3
            and not before.strip(SIGNS)
            and not _DEMANDED.search(self._text, heading.start, heading.end)
        )

    def _nearest(self, offset: int) -> Heading | None:
        """The last heading that begins at an offset or before it."""
        number = bisect_right(self._starts, offset) - 1
        here = self._block(number)
        index = bisect_right(here, offset, key=_START) - 1
        return here[index] if index >= 0 else self._last_before(number)

    def _last_before(self, number: int) -> Heading | None:
        """The last heading of the blocks before one; remembered, so that each is passed once."""
        passed = []
        found: Heading | None = None
        while number and number not in self._last:
            passed.append(number)
            number -= 1
            if here := self._block(number):
                found = here[-1]
                break
        else:
            found = self._last.get(number)
        self._last.update(dict.fromkeys(passed, found))
        return found

    def between(self, low: int, high: int) -> list[Heading]:
        """The headings that begin from one offset to before another."""
        starts = self._starts
        first, end = bisect_right(starts, low) - 1, bisect_left(starts, high)
        return [
            heading
            for number in range(first, end)
            for heading in self._block(number)
            if low <= heading.start < high
        ]


def _composed(text: str, low: int, high: int) -> Iterator[Heading]:
    """The headings made of a heading's words that begin from one offset to before another."""
    last = 0
    for beginning in MAY_BE_COMPOSED.finditer(text, low, high + 2):
        start = beginning.start()
        if not last <= start < high:
            continue
        # In the middle of a sentence only what a colon follows may be one.
        if (
            text[start - 1 : start] == " "
            and text[start - 2].isalnum()
            and text.find(":", start, start + LONGEST_COMPOSED) < 0
        ):
            continue
        match = COMPOSED.match(text, start)
        if match is None:
            continue
        last = end = match.end()
        words, closed = _with_brackets(text, start, end)
        if _stands_alone(text, start, closed) and (kind := composed_kind(words)):
            yield Heading(start, closed, kind)


def _with_brackets(text: str, start: int, end: int) -> tuple[str, int]:
    """The words of what may be a heading and its end, with those in brackets right behind it."""
    match = _BRACKETED.match(text, end) if "(" in text[end : end + 2] else None
    if match is None:
        return text[start:end], end
    return f"{text[start:end]} {match[1]}", match.end()


def _longer(listed: list[Heading], made: list[Heading]) -> list[Heading]:
    """Headings that are listed and those made of a heading's words; of two in one place the longer."""
    out = [
        h for h in listed
        if not any(
            m.start <= h.start and h.end <= m.end and m.end - m.start > h.end - h.start
            for m in made[overlapping(made, h.start, h.end)]
        )
    ]  # fmt: skip
    return sorted(
        [*out, *(m for m in made if not out[overlapping(out, m.start, m.end)])],
        key=lambda heading: heading.start,
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether words of which headings are made are one: parted from what stands before and after.

    They are parted from what follows by a colon, a line break, a capital glued to them or, where
    they are several, a capital; from what comes before by a line break, the end of a sentence, a
    space too many or a small letter glued to them; a colon is enough where they are several.
    """
    before = text[max(0, start - 4) : start]
    after = text[end : end + 8].lstrip("*_")
    bare = before.rstrip(" \t\xa0*_#")
    opens = (
        not bare
        or bare[-1] in _OPENS
        or before.endswith(("  ", "\xa0 ", "\xa0"))
        or (bare == before and (bare[-1].islower() or bare[-1].isdigit()))
    )
    # `License: CPA: Preferred`: what ends a line after a colon is said of what stands before that.
    if (
        bare[-1:] == ":"
        and "\n" not in before
        and after[:1] in ("", "\n", " ")
        and after.lstrip()[:1] != ":"
        and not _SEVERAL.search(text, start, end)
    ):
        return False
    if not opens:
        return (
            before[-1:] == " "
            and bare[-1:].isalnum()
            and ":" in after
            and _COLON.match(after) is not None
            and _SEVERAL.search(text, start, end) is not None
        )
    if not after or after[0] == "\n" or _COLON.match(after) or _LINE_END.match(after):
        return True
    if "|" in bare[-1:] or after.lstrip()[:1] == "|":
        return True
    if (after[0].isupper() or after[0].isdigit()) and end - start > 8:
        return True
    if _CAPITAL_AFTER.match(after) and _SEVERAL.search(text, start, end):
        return text[start:end].isupper() or bare[-1:] in "\n.!?•)" or before[-1:].islower()
    return False


def _leads(text: str, low: int, high: int) -> Iterator[Heading]:
    """Short lines that lead a list or a paragraph, of a kind that their words tell; from a line to before an offset."""
    end = low - 1
    while end + 1 < high:
        start = end + 1
        end = _line_end(text, start)
        if not 3 < end - start < 4 * LONGEST_LEAD:
            continue
        line = text[start:end]
        # `**Highly preferred:**`
        bare = line.strip().strip("*_# ")
        if not 3 < len(bare) <= LONGEST_LEAD or bare[-1] in ".!?;,":
            continue
        if (
            bare[-1] not in ":…"
            and not bare.isupper()
            and (text[end + 1 : end + 2] not in _LED or not _leads_on(text, start, end))
        ):
            continue
        if _ITEM.match(line) and not line.lstrip().startswith("**"):
            continue
        words = _NO_WORD.sub("", bare.lower())
        if not _ANY_RULE.search(words):
            continue
        for kind, pattern in _RULES:
            if pattern.search(words):
                yield Heading(start, end, kind)
                break


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _leads_on(text: str, start: int, end: int) -> bool:
    """Whether a line without a colon stands as a heading: apart, or right over a list."""
    next_end = _line_end(text, end + 1)
    following = text[end + 1 : next_end]
    blank_after = not following.strip()
    if blank_after:
        following = text[next_end + 1 : _line_end(text, next_end + 1)]
    if not following.strip():
        return False
    if _ITEM.match(following):
        return True
    before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    return blank_after and not before.strip()


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether words that are a heading's stand as one: alone on a line, or before a colon."""
    tail = text[end : end + 40]
    stripped = tail.lstrip(" \t*_)®™]")
    at_line_end = not stripped or stripped[0] == "\n"
    # `Icing on the cake!- OSHA 10`
    called = stripped[:1] == "!" and text.count(" ", start, end) > 1
    colon = (
        stripped[:1] == ":"
        or called
        or (stripped[:2] in ("- ", "– ", "— ") and text[start].isupper())
    )
    if not at_line_end and not colon and not tail[0].isupper():
        return False
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start].strip(_BEFORE)
    if before:
        # Line breaks were lost: the heading begins with a capital right after a sentence's end or
        # glued to a word, and a colon or a glued capital follows it.
        last = text[:start].rstrip(" \t")[-1:]
        glued = start > 0 and text[start - 1].islower() and text[start].isupper()
        if not text[start].isupper() or not (last in ".!?;:•)*" or glued):
            return False
        glued_after = bool(tail) and tail[0].isupper() and end - start > 8
        return (colon and stripped[:1] in ":!") or glued_after
    if at_line_end:
        return True
    return colon and end - start < 60
