"""Locations as sources write them, to places with a US state or a foreign country.

States are known by their exact names and codes only: a guess at a misspelling would count a job
where it is not. What is no place ("Headquarters", "Multiple Locations") gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from db.records import Place
from spiders.cleaning.countries import ALPHA_3, CANADA, CANADA_CODES, COUNTRY_BY_NAME, COUNTRY_CODES
from spiders.cleaning.parts import city_of, is_us, likely_city, read_parts
from spiders.cleaning.states import STATE_CODES, TERRITORIES, is_code, state_of
from spiders.cleaning.titles import clean_line

MAX_PLACES = 300
"""Places kept of one posting; a national ad that lists every store has more."""

_SEPARATOR = re.compile(r"[;|\n•·]|\s+or\s+|\s/\s")
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
    r"|within|only|the|in|of|from|time|zones?|timezones?)\b",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")
_CAPITAL = re.compile(r"\bWashington,?\s+D\.?\s?C\b\.?")
_NO_COMMA = re.compile(r"([^\W\d_][\w.' -]*?)\s+([A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?)")
_HYPHENED = re.compile(r"^(?:USA?-)([A-Z]{2})-(.+)$")


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
    if code in TERRITORIES:
        # ISO gives the territories country codes of their own.
        region, code = code, "US"
    state = state_of(region) if region and code in {None, "US"} else None
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
    if not (state or code):
        # A field for the city that says where it is all the same: "Remote - EMEA".
        return next((each for each in parse_location(city).places if each.country != "US"), None)
    city = city_of(city)
    return Place(city=city, county=county, state=state, country=code)


def locate(
    parts: Iterable[tuple[object, object, object]],
) -> tuple[tuple[Place, ...], str | None]:
    """The places of (city, region, country) triples, and the location as a line of text."""
    places: list[Place] = []
    lines: list[str] = []
    for triple in parts:
        city, region, country = (clean_line(part) for part in triple)
        # Equal parts are all kept: New York, New York.
        if line := ", ".join(part for part in (city, region, country) if part):
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
    if upper in COUNTRY_CODES or upper in TERRITORIES:
        return upper
    return ALPHA_3.get(upper) or COUNTRY_BY_NAME.get(text.casefold())


def unique(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places in their order, each once, at most ``MAX_PLACES``."""
    return tuple(dict.fromkeys(places))[:MAX_PLACES]


def _places_of(line: str) -> list[Place]:
    """The places of one piece: a list of parts between commas."""
    if match := _HYPHENED.match(line):
        line = f"{match[2]}, {match[1]}"
    line = _CAPITAL.sub("Washington, DC", line.replace("(", ", ").replace(")", ", "))
    line = ",".join(_with_comma(part) for part in _from_the_state(line).split(","))
    return read_parts([part for part in (_bare(part) for part in line.split(",")) if part])


def _from_the_state(line: str) -> str:
    """ "Illinois - Chicago" and "USA - CA - San Diego" with commas, what else there is as it is.

    Behind a state's code alone ("TX - Downtown Clinic") stands a place of work as often as a city.
    """
    head, comma, tail = line.partition(",")
    pieces = _pieces(head)
    country = ["US"] if pieces and is_us(pieces[0]) else []
    levels = pieces[len(country) :]
    state = state_of(levels[0]) if levels else None
    if state is None or any(state_of(part) for part in tail.split(",")):
        return line
    if country:
        return ", ".join(country + levels) + comma + tail
    if len(levels) == 1 or is_code(levels[0]) or state_of(levels[1]) not in {None, state}:
        return line
    city = likely_city(levels[1])
    return f"{city}, {levels[0]}{comma}{tail}" if city else line


def _with_comma(part: str) -> str:
    """ "Dallas TX 75201" with the comma that it lacks."""
    match = _NO_COMMA.fullmatch(part.strip())
    return f"{match[1]}, {match[2]}" if match and match[2][:2] in STATE_CODES else part


def _bare(part: str) -> str:
    """A part without words on how the work is done: "Remote - Texas" is "Texas"."""
    pieces = _pieces(part)
    if not pieces:
        return ""
    # "TX - Downtown Clinic" begins, "Downtown Clinic - Dallas" ends with the place.
    known = state_of(pieces[0]) or pieces[0].casefold() in COUNTRY_BY_NAME
    return pieces[0] if known else pieces[-1]


def _pieces(part: str) -> list[str]:
    """What stands between the dashes of a part, without words on how the work is done."""
    pieces = (_trimmed(piece) for piece in _DASHED.split(_REMOTE.sub(" ", part)))
    return [piece for piece in pieces if piece and not _only_manner(piece)]


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
