"""The marks in a sample posting's HTML: what they say, the HTML without them, their exact offsets.

A mark is ``{{credential-id requirement|surface}}`` or, for a member of a group of alternatives,
``{{credential-id requirement 1|surface}}``.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast, get_args

Requirement = Literal["required", "preferred", "after_hire", "mentioned", "not_required"]

REQUIREMENTS: tuple[Requirement, ...] = get_args(Requirement)

_MARK = re.compile(
    r"\{\{([a-z0-9-]+) (" + "|".join(REQUIREMENTS) + r")(?: (\d+))?\|([^{}|<>\n]+)\}\}"
)
_IN_A_TAG = re.compile(r"<[A-Za-z/!][^<>]*\{\{")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_FIRST_SENTINEL = 0xE000
_LAST_SENTINEL = 0xF8FF
MOST_MARKS = (_LAST_SENTINEL - _FIRST_SENTINEL + 1) // 2
"""Marks that one text can hold: each needs two private-use characters of its own."""


class MarkError(ValueError):
    """A mark that cannot be read, or that a conversion to plain text did not keep."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked mention in HTML; ``surface`` is HTML too (it may hold entities)."""

    credential_id: str
    requirement: Requirement
    group: int | None
    surface: str


@dataclass(frozen=True, slots=True)
class Label:
    """A marked mention in plain text: ``text`` is what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    credential_id: str
    requirement: Requirement
    group: int | None


def _mark(match: re.Match[str]) -> Mark:
    credential_id, requirement, group, surface = match.groups()
    return Mark(
        credential_id,
        cast("Requirement", requirement),
        None if group is None else int(group),
        surface,
    )


def iter_marks(html: str) -> Iterator[Mark]:
    """The marks of an HTML text in order."""
    return (_mark(match) for match in _MARK.finditer(html))


def strip_marks(html: str) -> str:
    """The HTML as a board serves it: each mark replaced by its surface."""
    return _MARK.sub(lambda match: match.group(4), html)


def mark_problems(html: str) -> list[str]:
    """What is wrong with the marks of an HTML text, one sentence each; empty when all is well."""
    problems = [
        f"mark {match.group()!r}: the surface begins or ends with a space"
        for match in _MARK.finditer(html)
        if match.group(4) != match.group(4).strip()
    ]
    rest = _MARK.sub("", html)
    for braces in ("{{", "}}"):
        at = rest.find(braces)
        if at >= 0:
            problems.append(f"unreadable mark near {rest[max(0, at - 20) : at + 60]!r}")
            break
    inside = _IN_A_TAG.search(html)
    if inside:
        problems.append(f"a mark stands inside a tag: {inside.group()[-60:]!r}")
    if _PRIVATE_USE.search(html):
        problems.append("private-use characters (U+E000 to U+F8FF) stand in the text")
    if sum(1 for _ in _MARK.finditer(html)) > MOST_MARKS:
        problems.append(f"more than {MOST_MARKS} marks")
    return problems


def label_html(
    marked: str, convert: Callable[[Callable[[str], str]], str]
) -> tuple[str, list[Label]]:
    """The plain text of marked HTML and where its marks lie in it.

    ``marked`` is all the HTML that holds marks. ``convert`` makes the plain text: it is called with
    a function to put over each piece of marked HTML first (so a text may be assembled from several
    pieces, each appearing once). Around every surface that function puts two private-use
    characters; they tell the offsets and are then removed. Raises MarkError if the conversion lost
    or changed a surface, or if the private-use characters changed the text around them.
    """
    marks: list[Mark] = []

    def guard(html: str) -> str:
        def put(match: re.Match[str]) -> str:
            opening = _FIRST_SENTINEL + 2 * len(marks)
            marks.append(_mark(match))
            return chr(opening) + match.group(4) + chr(opening + 1)

        return _MARK.sub(put, html)

    guarded = convert(guard)
    if len(marks) != sum(1 for _ in iter_marks(marked)):
        raise MarkError("the conversion left out or repeated a part that holds marks")
    pieces: list[str] = []
    offsets: dict[int, int] = {}
    length = cursor = 0
    for match in _PRIVATE_USE.finditer(guarded):
        pieces.append(guarded[cursor : match.start()])
        length += len(pieces[-1])
        if ord(match.group()) in offsets:
            raise MarkError("the conversion repeated a marked surface")
        offsets[ord(match.group())] = length
        cursor = match.end()
    pieces.append(guarded[cursor:])
    text = "".join(pieces)
    if text != convert(strip_marks):
        raise MarkError("the text differs with and without the marks")
    labels = [_label(index, mark, text, offsets) for index, mark in enumerate(marks)]
    return text, sorted(labels, key=lambda label: (label.start, label.end))


def _label(index: int, mark: Mark, text: str, offsets: dict[int, int]) -> Label:
    opening = _FIRST_SENTINEL + 2 * index
    if opening not in offsets or opening + 1 not in offsets:
        raise MarkError(f"the plain text lost the mark around {mark.surface!r}")
    start, end = offsets[opening], offsets[opening + 1]
    found = text[start:end]
    wanted = htmllib.unescape(mark.surface)
    if found.split() != wanted.split():
        raise MarkError(f"{found!r} stands where {wanted!r} is marked")
    return Label(start, end, found, mark.credential_id, mark.requirement, mark.group)
