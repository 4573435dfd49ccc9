"""Locations as sources write them, to places with a US state or a foreign country.

States are known by their exact names and codes only: a guess at a misspelling would count a job
where it is not. What is no place ("Headquarters", "Multiple Locations") gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import us

from db.records import Place
from spiders.cleaning.countries import (
    ALPHA_3,
    CANADA,
    CANADA_CODES,
    COUNTRY_BY_NAME,
    COUNTRY_CODES,
)
from spiders.cleaning.titles import clean_line

MAX_PLACES = 300
"""Places kept of one posting; a national ad that lists every store has more."""

_STATES = [*us.STATES, us.states.DC, *us.TERRITORIES]
STATE_CODES = frozenset(state.abbr for state in _STATES)
"""The two-letter codes of the states, of DC and of the territories."""

_STATE_BY_NAME = {state.name.casefold(): state.abbr for state in _STATES} | {
    "u.s. virgin islands": "VI",
    "us virgin islands": "VI",
    "united states virgin islands": "VI",
    "d.c.": "DC",
    "commonwealth of puerto rico": "PR",
}
_TERRITORIES = frozenset(state.abbr for state in us.TERRITORIES)

_SEPARATOR = re.compile(r"[;|\n•·]|\s+or\s+|\s/\s")
_ZIP = re.compile(r"\s*\b\d{5}(?:-\d{4})?$")
_POSTCODE = re.compile(r"\s+[A-Z]\d[A-Z]\s?\d[A-Z]\d$")
_REMOTE = re.compile(
    r"\b(?:fully\s+)?remote\b|\bwork(?:ing)?[ -]from[ -](?:home|anywhere)\b|\btelecommut\w+\b"
    r"|\bwfh\b|\banywhere\b",
    re.IGNORECASE,
)
_NOT_REMOTE = re.compile(
    r"\b(?:not|non|no)[ -](?:a[ -])?remote\b|\bremote\s+(?:work\s+)?(?:is\s+)?not\b|\bhybrid\b"
    r"|\bon-?site\b|\bin[ -]office\b|\bin[ -]person\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:hybrid|on-?site|in[ -]office|in[ -]person|remote|jobs?|based|position|eligible"
    r"|within|only|the|in|of|from)\b",
    re.IGNORECASE,
)
_COUNTY = re.compile(r"(?:county of .+|.+ (?:county|parish|borough))", re.IGNORECASE)
_DASHED = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
_CAPITAL = re.compile(r"\bWashington,?\s+D\.?\s?C\b\.?")
_NO_COMMA = re.compile(r"([^\W\d_][\w.' -]*?)\s+([A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?)")
_HYPHENED = re.compile(r"^(?:USA?-)([A-Z]{2})-(.+)$")
_CITY = re.compile(r"[^\W\d_][^\d@#$%&*=+<>{}\[\]\\_]{0,59}")
_NO_CITY = re.compile(
    r"\b(?:locations?|multiple|various|several|nationwide|headquarters|hq|office|campus|virtual"
    r"|anywhere|negotiable|statewide|region(?:al)?|area|all)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Location:
    """What a location text says: its places, and whether the work is done remotely (None: unsaid)."""

    places: tuple[Place, ...] = ()
    remote: bool | None = None


def parse_location(text: str | None) -> Location:
    """The places in a location text, and whether it says remote.

    Several places may be separated by semicolons, bars, line ends, " or ", or follow each other in
    one list of commas. A country other than the US is recognized and leaves the state empty.
    """
    if not text:
        return Location()
    places: list[Place] = []
    remote: bool | None = None
    for piece in _SEPARATOR.split(text[:20_000]):
        line = clean_line(piece)
        if not line:
            continue
        if _NOT_REMOTE.search(line):
            remote = remote or False
        elif _REMOTE.search(line):
            remote = True
        places.extend(_places_of(line))
    return Location(unique(places), remote)


def place_from_parts(
    city: str | None, region: str | None, country: str | None, county: str | None = None
) -> Place | None:
    """A place from fields that a source keeps apart; None where they say nothing.

    The country may be a code of two or three letters or a name. A region that is no US state, or
    that stands beside another country, is dropped.
    """
    city, region, county = clean_line(city), clean_line(region), clean_line(county)
    code = country_code(clean_line(country))
    if code in _TERRITORIES:
        # ISO gives the territories country codes of their own.
        region, code = code, "US"
    state = _state(region) if region and code in {None, "US"} else None
    if state is None and region and code is None:
        if region.upper() in CANADA_CODES or region.casefold() in CANADA:
            code = "CA"
        elif found := COUNTRY_BY_NAME.get(region.casefold()):
            code = found
    if state:
        code = "US"
    elif city and code in {None, "US"} and "," in city:
        inside = parse_location(city).places
        if len(inside) == 1 and (code is None or inside[0].country == code):
            return replace(inside[0], county=county)
    city = _city(city)
    if not (state or code):
        return None
    return Place(city=city, county=county, state=state, country=code)


def locate(
    parts: Iterable[tuple[object, object, object]],
) -> tuple[tuple[Place, ...], str | None]:
    """The places of (city, region, country) triples, and the location as a line of text."""
    places: list[Place] = []
    lines: list[str] = []
    for triple in parts:
        city, region, country = (clean_line(part) for part in triple)
        if line := ", ".join(dict.fromkeys(part for part in (city, region, country) if part)):
            lines.append(line)
        if place := place_from_parts(city, region, country):
            places.append(place)
        else:
            places.extend(parse_location(line).places)
    return unique(places), "; ".join(dict.fromkeys(lines)) or None


def country_code(text: str | None) -> str | None:
    """The alpha-2 code of a country written as a code or an English name; None if unknown."""
    if not text:
        return None
    upper = text.upper().strip(".")
    if upper in COUNTRY_CODES or upper in _TERRITORIES:
        return upper
    return ALPHA_3.get(upper) or COUNTRY_BY_NAME.get(text.casefold())


def unique(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places in their order, each once, at most ``MAX_PLACES``."""
    return tuple(dict.fromkeys(places))[:MAX_PLACES]


def _places_of(line: str) -> list[Place]:
    """The places of one piece: a list of parts between commas, read from left to right."""
    if match := _HYPHENED.match(line):
        line = f"{match[2]}, {match[1]}"
    line = _CAPITAL.sub("Washington, DC", line.replace("(", ", ").replace(")", ", "))
    line = ",".join(_with_comma(part) for part in line.split(","))
    return _Reader([part for part in (_bare(part) for part in line.split(",")) if part]).read()


def _with_comma(part: str) -> str:
    """ "Dallas TX 75201" with the comma that it lacks."""
    match = _NO_COMMA.fullmatch(part.strip())
    return f"{match[1]}, {match[2]}" if match and match[2][:2] in STATE_CODES else part


def _bare(part: str) -> str:
    """A part without words on how the work is done: "Remote - Texas" is "Texas"."""
    part = _REMOTE.sub(" ", part)
    pieces = [_trimmed(piece) for piece in _DASHED.split(part)]
    pieces = [piece for piece in pieces if piece and not _only_manner(piece)]
    if not pieces:
        return ""
    # "TX - Downtown Clinic" begins, "Downtown Clinic - Dallas" ends with the place.
    known = _state(pieces[0]) or pieces[0].casefold() in COUNTRY_BY_NAME
    return pieces[0] if known else pieces[-1]


def _trimmed(text: str) -> str:
    words = text.strip(" -–—:/").split()
    while words and _only_manner(words[0]):
        words.pop(0)
    while words and _only_manner(words[-1]):
        words.pop()
    return " ".join(words).strip(" -–—:/")


def _only_manner(text: str) -> bool:
    # IN in capitals is Indiana.
    return text != "IN" and not _MANNER.sub("", text).strip(" -–—:/")


def _state(text: str) -> str | None:
    """The code of a state written as its code or its name, a ZIP code behind it or not."""
    text = _ZIP.sub("", text).strip()
    if text.upper() in STATE_CODES:
        return text.upper()
    return _STATE_BY_NAME.get(text.casefold())


def _is_code(text: str) -> bool:
    return len(_ZIP.sub("", text).strip()) == 2


def _city(text: str | None) -> str | None:
    if not text or not _CITY.fullmatch(text) or _NO_CITY.search(text) or _COUNTY.fullmatch(text):
        return None
    return text


class _Reader:
    """Walks over the parts of one list: what waits is a city until a state or country closes it."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.waiting: list[str] = []
        self.places: list[Place] = []
        # Three states' names in a row are a list; two are "City, State" (Delaware, Ohio).
        self.names_only = len(parts) > 2 and all(_state(p) and not _is_code(p) for p in parts)

    def read(self) -> list[Place]:
        """All places of the list."""
        for index, part in enumerate(self.parts):
            following = self.parts[index + 1] if index + 1 < len(self.parts) else ""
            if self._closes_with_state(part, following) or self._closes_with_country(
                part, following
            ):
                continue
            self.waiting.append(part)
        return self.places

    def _closes_with_state(self, part: str, following: str) -> bool:
        state = _state(part)
        if state is None or (not self.names_only and self._is_city_of(part, following)):
            return False
        # A lone code in small letters is a word: "in", "or", "me".
        if _is_code(part) and not self.waiting and not part[:2].isupper():
            return False
        # "Bengaluru, KA, IN": what stands between is no part of a US place, so IN is India.
        if _is_code(part) and state in COUNTRY_CODES and len(self.waiting) >= 2:
            between = self.waiting[-1]
            if len(between) == 2 and between.isupper():
                self._close(None, state)
                return True
        self._close(state, "US")
        return True

    def _is_city_of(self, part: str, following: str) -> bool:
        """Whether a state's name is a city here, because a state follows: New York, NY."""
        if _is_code(part) or not following or self.waiting:
            return False
        return _state(following) is not None

    def _closes_with_country(self, part: str, following: str) -> bool:
        bare = _POSTCODE.sub("", part)
        code = COUNTRY_BY_NAME.get(bare.casefold())
        if code is None and (bare in CANADA_CODES or bare.casefold() in CANADA):
            # Ontario, California; but Ontario, Canada.
            if following and not self.waiting and _state(following):
                return False
            code = "CA" if self.waiting or bare not in CANADA_CODES else None
        if code is None and bare in {"USA", "GBR", "CAN", "MEX", "IND"}:
            code = ALPHA_3[bare]
        if code is None and self.waiting and len(bare) == 2 and bare.isupper():
            # "Munich, BY, DE": BY is Bavaria here, not Belarus.
            region = len(following) == 2 and following in COUNTRY_CODES
            code = bare if bare in COUNTRY_CODES and not region else None
        if code is None and (words := bare.split()) and words[0] in {"US", "USA"}:
            # "US Remote", "US Nationwide"
            code = "US" if len(words) <= 2 else None
        if code is None:
            return False
        last = self.places[-1] if self.places else None
        if last and not self.waiting and last.country == code:
            return True
        self._close(None, code)
        return True

    def _close(self, state: str | None, country: str) -> None:
        county = next((text for text in self.waiting if _COUNTY.fullmatch(text)), None)
        cities = [text for text in self.waiting if text != county]
        # A foreign place names its city first and its region behind it, a US one a street first.
        city = _city(cities[-1 if state else 0]) if cities else None
        self.places.append(Place(city=city, county=county, state=state, country=country))
        self.waiting = []
