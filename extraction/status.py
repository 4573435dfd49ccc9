"""Credentials named by what their holder is or does: ``licensed as a dietitian``, ``license to operate a crane``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.candidates import Candidate, with_new
from extraction.dictionary import Dictionary, Entry
from extraction.normal import occurrences
from extraction.spans import overlapping
from taxonomy.normalize import normalize

# Spaces are taken whole (`++`): of many in a row no part is tried again.
_WORDS = r"(?P<words>(?:[A-Za-z][\w’'/&-]*[ \t]++){0,5}[A-Za-z][\w’'/-]*)"
_AS = re.compile(
    r"(?P<head>licen[sc]e|licensed|licensure|registration|registered|certification|certified|endorsement|endorsed)"
    r"(?:\s++(?:w/|with|by|through|in)\s++(?:the\s++)?(?:[A-Z][\w.’'-]*\s++(?:(?:of|for)\s++(?:the\s++)?)?){1,5}(?<!\sas\s))?"
    rf"(?:\s++(?:is\s++)?(?:preferred|required))?(?:\s++to\s++practice)?\s++as\s++(?:either\s++)?(?:an?\s++|the\s++)?{_WORDS}",
    re.IGNORECASE,
)
_OR_AS = re.compile(
    rf"(?:,?\s++(?:or|and)\s++(?:(?:as|in)\s++)?|,\s++)(?:an?\s++)?{_WORDS}", re.IGNORECASE
)
_TO_OPERATE = re.compile(
    rf"(?:licen[sc]ed?|certified|certification|certificate|permit)\s++to\s++(?:operate|drive|sell)\s++(?:an?\s++|the\s++)?{_WORDS}",
    re.IGNORECASE,
)
# `certification in school psychology`, `endorsement in French`
_IN = re.compile(
    rf"(?P<head>certifications?|certificates?|certified|licen[sc]es?|licensed|licensure|endorsements?|endorsed|credentials?)(?:\s++by\s++(?:the\s++)?(?:state|[A-Z]\w+)(?:\s++of\s++[A-Z]\w+)?)?\s++in\s++(?:the\s++)?{_WORDS}",
    re.IGNORECASE,
)
_IN_IT: dict[str, tuple[str, ...]] = {
    "c": ("{} certification", "certified {}", "{} certificate"),
    "l": ("{} license", "licensed {}"),
    "e": ("{} endorsement",),
}
# `licensed by the Ohio State Board of Pharmacy`, `registration with the Board of Nurse Examiners`
_BY_BOARD = re.compile(
    r"(?:[Ll]icen[sc]ed?|[Ll]icensure|[Rr]egistered|[Rr]egistration)(?:[ ](?:to[ ]practice|in[ ]good[ ]standing|to[ ]practice[ ]in[ ][A-Z]\w+))?"
    r"[ ](?:issued[ ])?(?:by|with|from|through)[ ](?:the[ ])?(?:[A-Z][\w.]*[ ]){0,4}"
    r"(?:Board[ ]of|Commission[ ]on)[ ](?:Registration[ ](?:for|of)[ ]|Licensure[ ](?:for|of)[ ]|Examiners[ ](?:for|of|in)[ ])?"
    r"(?P<words>[A-Z][\w'’-]*(?:(?:[ ](?:and|of|&))?[ ][A-Z][\w'’-]*){0,3})"
)
# `certification by NBSTSA or NCCT`, `board certified through ANCC`
_BY_ISSUER = re.compile(
    r"[Cc]ertif(?:ied|ication|icate)s?[ ](?:\w+[ ])?(?:by|through|from|with|via)[ ](?:the[ ])?(?:either[ ])?"
    r"(?:(?:an?[ ])?(?:[\w-]+[ ]){0,5}(?:bod(?:y|ies)|organizations?|associations?|agenc(?:y|ies))[ ](?:such[ ]as|like|including)[ ])?"
    r"(?P<issuers>[A-Z]{3,}(?:(?:,|/|,?[ ](?:or|and))[ ]?(?:the[ ])?[A-Z]{3,}){0,4}+)\b(?!,?\s*(?:any|one)\s|:| as an? )"
)
# `a tutoring program certified by CRLA`: no person.
_THING_BEFORE = re.compile(
    r"\b(?:programs?|facilit(?:y|ies)|compan(?:y|ies)|centers?|agency|schools?|hospitals?|labs?|laborator\w+|organizations?|plants?"
    r"|products?|farms?|is|are|we are|been) $",
    re.IGNORECASE,
)
_AS_WHAT = re.compile(r" as an? ")
_EXAMINERS = re.compile(r"[ ](?:Examiners|Licensure|Registration)$")
_ASIDE = 30
"""Characters before a license of a board in which a name says which license it is."""
_IS: dict[str, tuple[str, ...]] = {
    "l": ("licensed {}", "registered {}", "certified {}", "{} license", "{} certification", "{}"),
    "r": ("registered {}", "licensed {}", "certified {}", "{} license", "{} certification", "{}"),
    "c": ("certified {}", "{} certification", "licensed {}", "registered {}", "{} license", "{}"),
    "e": ("{} endorsement", "{} certification", "{} license"),
}
_DOES: tuple[str, ...] = (
    "{} license", "{} operator license", "{} certification", "{} operator certification",
    "certified {} operator", "licensed {} operator",
)  # fmt: skip
# What may follow a whole name: no further noun, `certified as a substitute list`, no further capital.
_CLOSED = re.compile(
    r"s?[ \t]*(?:$|[^\w \t]|\d|(?:in|by|with|or|and|from|issued|is|are|for|at|within|through|required|preferred|of|to|under|per|who"
    r"|that|on|upon|before|after|as|shall|class|grade|level|licen\w+|certif\w+|pursuant|prior|desired|strongly|highly|may|must|will)\b)",
    re.IGNORECASE,
)
# `licensed as a physical or occupational therapist`: the first shares what the second ends with.
_SHARED = re.compile(r"(\w+)(?:\s?/\s?|\s+or\s+(?:an?\s+)?)\w+\s+(\w+)")
MOST_WORDS = 6
# No word of those around which names are looked for, but what follows it may be one all the same.
_REGISTRATION = "egistration "


def is_stated(surface: str) -> bool:
    """Whether a surface says of itself that the status is held: ``registration as an engineer``."""
    return _AS.match(surface) is not None or _TO_OPERATE.match(surface) is not None


def add(
    dictionary: Dictionary, text: str, candidates: list[Candidate], triggers: list[int]
) -> list[Candidate]:
    """The candidates and those that a status names where none of them stands.

    ``triggers`` are the places of words such as *licensed*; what follows one there is tried in the
    forms that names have, the longest first.
    """
    # Looked for once: most texts hold neither of the two.
    registered = _REGISTRATION in text
    places = [*triggers, *(_registrations(text, "as ") if registered else ())]
    named = [found for at in places if (found := _named(dictionary, text, at))]
    more = [each for found in named for each in _others(dictionary, text, found)]
    out = with_new(candidates, sorted([*named, *more], key=lambda new: new.start))
    _add_boards(
        dictionary, text, out, {*triggers, *(_registrations(text, "with ") if registered else ())}
    )
    for at in triggers:
        match = _BY_ISSUER.match(text, at)
        if match is None or _THING_BEFORE.search(text, max(0, at - 30), at):
            continue
        # `Phlebotomy certification by NHA` has its name; `board certification by ANCC` has none.
        near = out[overlapping(out, at - _ASIDE, match.start("issuers"))]
        if all(text[c.start : c.end].lower().startswith("board certif") for c in near):
            _add_issuers(dictionary, out, match)
    return out


def _registrations(text: str, after: str) -> list[int]:
    """Where *registration* begins before some words."""
    return [at - 1 for at in occurrences(text, _REGISTRATION + after) if at]


def _add_issuers(dictionary: Dictionary, candidates: list[Candidate], match: re.Match[str]) -> None:
    """Adds what those who certify give, where each gives one certification or a family."""
    first = match.start("issuers")
    for issuer in re.finditer(r"[A-Z]{3,}", match["issuers"]):
        # The first with the words that lead to it.
        start = first + issuer.start() if issuer.start() else match.start()
        end = first + issuer.end()
        place = overlapping(candidates, start, end)
        form = f"{issuer[0]} certification"
        entries = _entries(dictionary, form) or dictionary.entries.get(normalize(form), [])
        there = [each for other in candidates[place] for each in other.entries]
        if entries and all(each.acronym or each.ambiguous for each in there):
            candidates[place] = [Candidate(start, end, entries, 0.9)]


def _add_boards(
    dictionary: Dictionary, text: str, candidates: list[Candidate], places: set[int]
) -> None:
    """Adds the licenses that only the board which gives them tells."""
    for at in sorted(places):
        match = _BY_BOARD.match(text, at)
        # `licensed by the Board of Nursing as an LPN` has its name, and so has `RN licensed by ...`.
        if match is None or _AS_WHAT.match(text, match.end()):
            continue
        if candidates[overlapping(candidates, at - _ASIDE, match.start("words"))]:
            continue
        subject = _EXAMINERS.sub("", match["words"])
        form = normalize(f"{subject} license")
        entries = _entries(dictionary, form) or dictionary.entries.get(form)
        if entries:
            # An occupation in the board's own name is none.
            place = overlapping(candidates, at, match.end())
            candidates[place] = [Candidate(at, match.end(), entries, 0.9)]


def _named(dictionary: Dictionary, text: str, at: int) -> Candidate | None:
    for pattern, by_head in ((_AS, _IS), (_TO_OPERATE, None), (_IN, _IN_IT)):
        match = pattern.match(text, at)
        # `a Class B CDL license to operate equipment` has its name.
        if match is None or (pattern is _TO_OPERATE and text.endswith("CDL ", 0, at)):
            continue
        forms = by_head[match["head"][0].lower()] if by_head else _DOES
        if pattern is _AS and (shared := _SHARED.match(match["words"])):
            for form in forms:
                if entries := _entries(dictionary, form.format(f"{shared[1]} {shared[2]}")):
                    return Candidate(at, match.start("words") + shared.end(1), entries, 0.9)
        if found := _closed(dictionary, text, match, forms):
            return Candidate(at, found[0], found[1], 0.9)
        # `certification in CT`: what the form may mean is the context's to say.
        for end, words in _shorter(match) if pattern is _IN else ():
            for form in forms if _CLOSED.match(text, end) else ():
                if entries := dictionary.entries.get(normalize(form.format(words)), []):
                    return Candidate(at, end, entries, 0.9)
    return None


def _others(dictionary: Dictionary, text: str, first: Candidate) -> Iterator[Candidate]:
    """What else the holder is licensed as: ``licensed as a psychologist or a clinical social worker``."""
    match = _AS.match(text, first.start)
    if match is not None:
        head = match["head"][0].lower()
        # Who is certified as one thing is not licensed as the other.
        forms = _IS[head][:2] if head == "c" else _IS[head]
    else:
        # `certifications in water treatment and water distribution`
        match = _IN.match(text, first.start)
        if match is None and _TO_OPERATE.match(text, first.start) is None:
            return
        forms = _IN_IT[match["head"][0].lower()] if match else _DOES
    at = first.end
    for _ in range(MOST_WORDS):
        also = _OR_AS.match(text, at)
        found = _closed(dictionary, text, also, forms) if also else None
        if also is None or found is None:
            return
        at, entries = found
        yield Candidate(also.start("words"), at, entries, 0.9)


def _closed(
    dictionary: Dictionary, text: str, match: re.Match[str], forms: tuple[str, ...]
) -> tuple[int, list[Entry]] | None:
    """The end of the longest of the words that name something beyond doubt in one of the forms, and what."""
    for end, words in _shorter(match):
        if _CLOSED.match(text, end):
            for form in forms:
                if entries := _entries(dictionary, form.format(words)):
                    return end, entries
    return None


def _shorter(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The ends of what follows, from all its words to the first, each with its words."""
    ends = [word.end() for word in re.finditer(r"\S+", match["words"])][:MOST_WORDS]
    for end in reversed(ends):
        yield match.start("words") + end, match["words"][:end]


def _entries(dictionary: Dictionary, phrase: str) -> list[Entry]:
    """What a phrase names beyond doubt, in the singular too."""
    form = normalize(phrase)
    for each in (form, re.sub(r"s(?= (?:license|certification)$|$)", "", form)):
        if entries := dictionary.sure(each):
            return entries
    return []
