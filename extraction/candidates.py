"""Finds every listed form of a credential in a text, in one pass, and chooses among overlaps."""

from __future__ import annotations

import re

from extraction.dictionary import Dictionary, Entry, Hit
from extraction.items import ANY, SURE
from extraction.normal import Normal
from extraction.spans import beginning, overlapping
from taxonomy.normalize import is_acronym, normalize

_HARD_BREAK = re.compile(
    rf"(?<![^\n]{{60}})\n(?=[A-Z])|\n\s*(?:\n|{ANY})|(?<=\w)(?<!\b[A-Z])(?<!\bLic)(?<!\bReg)(?<!\blic)(?<!\breg)[.;!?](?:\s+(?=[A-Z*•])|\s*[{SURE}\ufffd])"
)
_STOPS = frozenset("\n.;!?")
_LEVEL_WORD = re.compile(
    r"(?:class|type|level|grade|tier|group|state|part|[A-Z]|\d+|I{1,3})\b", re.IGNORECASE
)
# `CDL a plus`: an article, not the level A.
_ARTICLE = re.compile(
    r"\s+(?:big |huge |strong |definite |real |major )?(?:plus|must|bonus|benefit|requirement|preference|necessity|condition)\b",
    re.IGNORECASE,
)
# `FedRAMP`: what is glued to a short word in capitals is part of a name.
_BRAND = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{1,2}$")
# `CMRT - Certified Medical Radiologic Technologist`: what the acronym stands for begins.
_SPELLED_OUT = re.compile(r"\s[-–—]\s+\w+$")
_MORE_WORDS = re.compile(r" (?!and\b|or\b)[A-Za-z]{3}")
_CLOSED_FIRST = re.compile(r"[^()]*\)")
# `www.acme.org/jobs.cfm?id=CNA`, `jobs@rn.com`: what stands in an address names nothing.
_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"()]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[\w-]+\.)+(?:com|org|net|gov|edu|mil|info|jobs|us|io|co)\b(?:[/?][^\s<>\"()]*)?"
    r"|\S*\.(?:cfm|aspx?|html?|php|jsp)\b\S*",
    re.IGNORECASE,
)
_ADDRESS_SIGNS = frozenset("./@_-=?&%~")
_TOLD_BY = ("@", "://", "www.", ".com", ".org", ".net", ".gov", ".edu", ".mil", ".info", ".jobs",
            ".us", ".io", ".co", ".cfm", ".asp", ".htm", ".php", ".jsp")  # fmt: skip
_LONGEST_ADDRESS = 200
_BETWEEN = re.compile(
    r"s?[ \t]*[(\[/,:–—-]?[ \t]*[(\[]?[ \t]*[\"“]?|[ \t]+(?:certification|certificate|designation|credential|license)[ \t]*[(\[]",
    re.IGNORECASE,
)
_LONGEST_BETWEEN = 17
# `driver's licensePREFERRED`
_CAPITALS = re.compile(r"[A-Z]{5}")
_CAPITALIZED = re.compile(r"[A-Z][a-z]{3}")
_CLOSED = re.compile(r"[\"”]?\.?['’]?s?\)")


class Candidate:
    """A span of the text and what it may name, each a reading of the same words.

    ``shares_status`` tells of ``plumber`` in ``licensed electrician or plumber``.
    """

    def __init__(
        self,
        start: int,
        end: int,
        entries: list[Entry],
        confidence: float = 1.0,
        shares_status: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.entries = entries
        self.confidence = confidence
        self.shares_status = shares_status


class Found:
    """What one pass over a text finds; offsets are the text's own.

    ``headings`` are left out where there is neither candidate nor trigger. ``inner`` are the candidates that a longer
    one covers: they are asked where that one means something else.
    """

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.headings: list[tuple[int, int, str]] = []
        self.triggers: list[int] = []
        self.inner: list[Candidate] = []


def find(dictionary: Dictionary, text: str, normal: Normal, hits: list[Hit]) -> Found:
    """What the hits in a text are: candidates (longest first, none overlapping), headings, triggers.

    ``normal`` is the normal form of the text, ``hits`` are those of the dictionary in it.
    """
    form = normal.form
    found = Found()
    named: list[Candidate] = []
    headings: list[tuple[int, int, str]] = []
    size = len(form)
    patterns = dictionary.patterns
    for number, low, high in hits:
        trigger, entries, kind = patterns[number]
        if trigger:
            found.triggers.append(normal.start(low))
            continue
        if high < size and form[high] != " ":
            end = normal.end(high)
            plural = form[high - 2] != " " and _plural(text, end)  # `(PSM) is` is no PSM I
            if not plural and not _glued_after(text, end, form[high]):
                continue
        if kind is not None:
            headings.append((low, high, kind))
        if entries:
            start, end = normal.start(low), normal.end(high)
            surface = text[start:end]
            fitting = [e for e in entries if not e.acronym or _in_capitals(surface)]
            if (
                fitting
                and ";" not in surface
                and not _in_address(text, start, end)
                and (
                    _STOPS.isdisjoint(surface)
                    or not _HARD_BREAK.search(surface)
                    or any("." in e.form for e in fitting)
                )
                and not (surface.endswith(" a") and _ARTICLE.match(text, end))
                and not (")" in surface and _from_within(dictionary, surface, fitting))
                and not ("(" in surface and _opens(text, surface, end))
                and not (surface.endswith("ertified") and _SPELLED_OUT.search(surface))
                and not (
                    surface.split()[0].isupper()
                    and form[low - 1 : low] > " "
                    and _BRAND.search(text, max(0, start - 4), start)
                )
            ):
                named.append(Candidate(start, end, fitting))
    named = [hit for hit in named if not _parted_by_comma(text[hit.start : hit.end], hit.entries)]
    named.sort(key=lambda hit: (hit.start, -hit.end))
    last = -1
    for hit in named:
        if hit.start >= last:
            found.candidates.append(hit)
            last = hit.end
        elif hit.end > last and _is_surer(hit, found.candidates[-1]):
            found.inner.append(found.candidates[-1])
            found.candidates[-1] = hit
            last = hit.end
        else:
            found.inner.append(hit)
    found.inner.sort(key=lambda hit: hit.start)
    found.triggers.sort()
    if found.candidates or found.triggers:
        found.headings = [
            (normal.start(low), normal.end(high), kind) for low, high, kind in headings
        ]
    return found


def _in_capitals(surface: str) -> bool:
    """Whether an acronym is written as one: in capitals, or most of a longer one as in ``CMfgE``."""
    if surface == surface.upper():
        return True
    # `ACLs` are several of another thing.
    if len(surface) < 4 or not surface.isalnum() or surface[-1] == "s" or surface[0].islower():
        return False
    return 2 * sum(map(str.isupper, surface)) >= len(surface)


def _from_within(dictionary: Dictionary, surface: str, entries: list[Entry]) -> bool:
    """``(AHA) Basic Life Support``: a name that begins within brackets, and after them once more."""
    closed = _CLOSED_FIRST.match(surface)
    if closed is None:
        return False
    rest = dictionary.entries.get(normalize(surface[closed.end() :]), [])
    return not {e.credential_id for e in rest}.isdisjoint(e.credential_id for e in entries)


def _opens(text: str, surface: str, end: int) -> bool:
    """``CPO (Certified`` of ``CPO (Certified Pool Operator)``: a name that ends amid the words in brackets."""
    return ")" not in surface and _MORE_WORDS.match(text, end) is not None


def merge_expansions(
    text: str, candidates: list[Candidate], inner: list[Candidate]
) -> list[Candidate]:
    """Joins ``Basic Life Support (BLS)`` into one span where both parts name the same credential.

    ``inner`` are the shorter candidates inside others.
    """
    out: list[Candidate] = []
    for candidate in candidates:
        before = out[-1] if out else None
        if before is not None and candidate.start - before.end <= _LONGEST_BETWEEN:
            shared = _shared(before, candidate)
            gap = text[before.end : candidate.start]
            if gap == " (" and _names_more(text, before, candidate):
                before.entries, before.end = candidate.entries, candidate.end
                continue
            if not shared and gap == " (" and ")" in text[candidate.start : candidate.end]:
                # `Administrator (CERA) designation`: the acronym alone may be what stands before it.
                at = beginning(inner, candidate.start, candidate.end)
                candidate = next(
                    (c for c in inner[at] if _shared(before, c) and c.end < candidate.end),
                    candidate,
                )
                shared = _shared(before, candidate)
            if (
                shared
                and "\n" not in gap
                and _BETWEEN.fullmatch(gap)
                and _is_expansion(before, candidate, gap)
            ):
                both = dict.fromkeys([*before.entries, *candidate.entries])
                before.entries = [entry for entry in both if entry.credential_id in shared]
                before.end = candidate.end
                if "(" in gap and (closed := _CLOSED.match(text, before.end)):
                    before.end = closed.end()
                continue
        out.append(candidate)
    return out


def with_new(
    candidates: list[Candidate], extra: list[Candidate], *, surer: bool = False
) -> list[Candidate]:
    """The candidates and, where none of them stands, the new ones; of two of these the first.

    ``surer`` tells that the new ones take the place of candidates that may all mean something else.
    """
    out = list(candidates)
    for new in extra:
        place = overlapping(out, new.start, new.end)
        there = [entry for other in out[place] for entry in other.entries]
        if not there or (surer and all(entry.ambiguous for entry in there)):
            out[place] = [new]
    return out


def _shared(one: Candidate, other: Candidate) -> set[str]:
    """The credentials that both may name."""
    return {e.credential_id for e in one.entries} & {e.credential_id for e in other.entries}


def _names_more(text: str, before: Candidate, after: Candidate) -> bool:
    """``Microsoft Certified Solutions Expert (MCSE): Messaging``: the acronym's name tells which one."""
    acronym, closing, more = text[after.start : after.end].partition(")")
    if not closing or more.lstrip()[:1] not in (":", "-", "–"):
        return False
    letters = "".join(re.findall(r"\b[A-Z]", text[before.start : before.end]))
    return letters.endswith(acronym)


def _is_surer(hit: Candidate, before: Candidate) -> bool:
    """``2B Water Treatment Operator License``: a name twice as long beyond doubt beats what may be `B Water`.

    ``Ohio certification in Reading``: any such name beats what only its context tells.
    """
    return (
        (
            hit.end - hit.start > 2 * (before.end - before.start)
            or all(e.strict for e in before.entries)
        )
        and all(e.ambiguous for e in before.entries)
        and not all(e.ambiguous for e in hit.entries)
    )


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a hit lies inside a web or mail address, or a file's name."""
    if text[start - 1 : start] not in _ADDRESS_SIGNS and text[end : end + 1] not in _ADDRESS_SIGNS:
        return False
    low, high = max(0, start - _LONGEST_ADDRESS), min(len(text), end + _LONGEST_ADDRESS)
    space = max(text.rfind(sign, low, start) for sign in " \n\t\xa0")
    low = max(low, space + 1)
    token = text[low:high].split(" ", 1)[0]
    lower = token.lower()
    return any(sign in lower for sign in _TOLD_BY) and any(
        match.start() <= start - low and end - low <= match.end()
        for match in _ADDRESS.finditer(token)
    )


def _parted_by_comma(surface: str, entries: list[Entry]) -> bool:
    """``MCSA, VMware``: a comma parts two names, unless it is the name's or a level or an acronym follows it."""
    _, comma, after = surface.partition(",")
    if not comma or any("," in entry.form for entry in entries):
        return False
    words = after.split()
    return bool(words) and not (_LEVEL_WORD.match(words[0]) or is_acronym(words[0].strip("()")))


def _is_expansion(before: Candidate, after: Candidate, gap: str) -> bool:
    """One of the two is the acronym of the other, not the same name said twice in a list."""
    if "(" in gap or not gap.strip():
        return True
    return any(e.acronym for e in before.entries) != any(e.acronym for e in after.entries)


def _glued_after(text: str, end: int, following: str) -> bool:
    """``CPR certificationMust``: a capital that begins a word right after a lower-case end."""
    if following in "&#":
        return True
    if following == "+":
        return False
    if text[end - 1].isupper():
        return _CAPITALIZED.match(text, end) is not None  # `a CDLMust`
    return (
        (text[end - 1].islower() or text[end - 1].isdigit() or text[end - 1] == "+")
        and text[end].isupper()
        and (text[end + 1 : end + 2].islower() or _CAPITALS.match(text, end) is not None)
    )


def _plural(text: str, end: int) -> bool:
    """``CPAs``, ``RN's``: an s and then no letter."""
    if text[end : end + 1] in ("'", "’"):
        end += 1
    return text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum()
