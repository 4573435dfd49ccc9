"""Which part of a posting a character stands in: required, preferred, duties, benefits, about."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the text, and the kind of what follows it."""

    start: int
    end: int
    kind: str


class Sections:
    """The sections of a text, from the headings found in it."""

    def __init__(self, text: str, found: list[tuple[int, int, str]]) -> None:
        """``found`` are the spans where a heading's words stand, with their kind."""
        self.headings: list[Heading] = []
        for start, end, kind in sorted(found, key=lambda f: (f[0], -f[1])):
            if self.headings and start < self.headings[-1].end:
                continue
            if _is_heading(text, start, end):
                self.headings.append(Heading(start, end, kind))
        self._starts = [heading.start for heading in self.headings]

    def kind(self, offset: int) -> str | None:
        """The kind of the section at an offset; None before the first heading."""
        index = bisect_right(self._starts, offset) - 1
        return self.headings[index].kind if index >= 0 else None

    def heading_before(self, offset: int) -> Heading | None:
        """The heading under which an offset stands."""
        index = bisect_right(self._starts, offset) - 1
        return self.headings[index] if index >= 0 else None


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether words that are a heading's stand as one: alone on a line, or before a colon."""
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start].strip(" \t*•#-–—_:=[(|>+0123456789.)")
    tail = text[end : end + 40]
    stripped = tail.lstrip(" \t*_)®™]")
    at_line_end = not stripped or stripped[0] == "\n"
    colon = stripped[:1] == ":" or stripped[:2] in ("- ", "– ", "— ") and text[start].isupper()
    if before:
        # Line breaks were lost: the heading begins with a capital right after a sentence's end or
        # glued to a word, and a colon or a glued capital follows it.
        last = text[:start].rstrip(" \t")[-1:]
        glued = start > 0 and text[start - 1].islower() and text[start].isupper()
        if not text[start].isupper() or not (last in ".!?;:•)*" or glued):
            return False
        glued_after = bool(tail) and tail[0].isupper() and end - start > 8
        return (colon and stripped[:1] == ":") or glued_after
    if at_line_end:
        return True
    return colon and end - start < 60
