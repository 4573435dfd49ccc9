"""A list of parts between commas, each a city, a county, a state or a country, to places."""

from __future__ import annotations

import re
from dataclasses import replace

from db.records import Place
from spiders.cleaning.countries import (
    ALPHA_3,
    CANADA,
    CANADA_CODES,
    COUNTRY_BY_NAME,
    COUNTRY_CODES,
)
from spiders.cleaning.states import is_code, state_of

_POSTCODE = re.compile(r"\s+[A-Z]\d[A-Z]\s?\d[A-Z]\d$")
_COUNTY = re.compile(r"(?:county of .+|.+ (?:county|parish|borough))", re.IGNORECASE)
_CITY = re.compile(r"[^\W\d_][^\d@#$%&*=+<>{}\[\]\\_]{0,59}")
_NO_CITY = re.compile(
    r"\b(?:locations?|multiple|various|several|nationwide|headquarters|hq|office|campus|virtual"
    r"|anywhere|negotiable|statewide|region(?:al)?|area|all)\b",
    re.IGNORECASE,
)
_PREMISES = re.compile(
    r"\b(?:clinic|hospital|medical|health|healthcare|school|university|store|warehouse|building"
    r"|facility|branch|hub|airport|market|downtown|field|sales|territory|district|zone|division"
    r"|department|team)\b|^(?:north|south|east|west|central)(?:ern|east|west|eastern|western)?$",
    re.IGNORECASE,
)


def read_parts(parts: list[str]) -> list[Place]:
    """The places of one list, read from left to right, or from the US down: US, CA, Santa Clara."""
    if len(parts) > 1 and is_us(parts[0]):
        rest = parts[1:]
        places = _read_down(rest) if _goes_down(rest) else _Reader(rest).read()
        if any(place.state for place in places):
            return places
    return _Reader(parts).read()


def is_us(text: str) -> bool:
    """Whether a part is the country's name or code."""
    return COUNTRY_BY_NAME.get(text.casefold()) == "US"


def city_of(text: str | None) -> str | None:
    """A text that may be the name of a city; None for a county, a number, "Multiple Locations"."""
    if not text or not _CITY.fullmatch(text) or _NO_CITY.search(text) or _COUNTY.fullmatch(text):
        return None
    return text


def likely_city(text: str) -> str | None:
    """A city behind its state, where names of premises and districts stand as well."""
    return None if _PREMISES.search(text) else city_of(text)


def _goes_down(parts: list[str]) -> bool:
    """Whether a state comes first and its city behind it: not "New York, NY", not "CA, TX"."""
    if _stated(parts[0]) is None:
        return False
    # "OH, Delaware": behind a code a state's name is that of a city.
    behind = parts[1] if len(parts) > 1 else ""
    return _stated(behind) is None or (is_code(parts[0]) and not is_code(behind))


def _read_down(parts: list[str]) -> list[Place]:
    """The places of a list in which each state stands before its city."""
    places: list[Place] = []
    before = ""
    for part in parts:
        state, last = _stated(part), places[-1] if places else None
        if last and not last.city and (not state or (is_code(before) and not is_code(part))):
            if _COUNTY.fullmatch(part):
                places[-1] = replace(last, county=part)
            elif not is_us(part):
                places[-1] = replace(last, city=likely_city(part))
        elif state and (last is None or last.state != state):
            places.append(Place(state=state, country="US"))
        before = part
    return places


def _stated(part: str) -> str | None:
    """The state of a part; a code in small letters is a word: "in", "or", "me"."""
    return None if is_code(part) and not part[:2].isupper() else state_of(part)


class _Reader:
    """Walks over the parts of one list: what waits is a city until a state or country closes it."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.waiting: list[str] = []
        self.places: list[Place] = []
        # Three states' names in a row are a list; two are "City, State" (Delaware, Ohio).
        self.names_only = len(parts) > 2 and all(state_of(p) and not is_code(p) for p in parts)

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
        state = state_of(part)
        if state is None or (not self.names_only and self._is_city_of(part, following)):
            return False
        # A lone code in small letters is a word: "in", "or", "me".
        if is_code(part) and not self.waiting and not part[:2].isupper():
            return False
        # "Bengaluru, KA, IN": what stands between is no part of a US place, so IN is India.
        if is_code(part) and state in COUNTRY_CODES and len(self.waiting) >= 2:
            between = self.waiting[-1]
            if len(between) == 2 and between.isupper():
                self._close(None, state)
                return True
        self._close(state, "US")
        return True

    def _is_city_of(self, part: str, following: str) -> bool:
        """Whether a state's name is a city here, because a state follows: New York, NY."""
        if is_code(part) or not following or self.waiting:
            return False
        return state_of(following) is not None

    def _closes_with_country(self, part: str, following: str) -> bool:
        bare = _POSTCODE.sub("", part)
        code = COUNTRY_BY_NAME.get(bare.casefold())
        if code is None and (bare in CANADA_CODES or bare.casefold() in CANADA):
            # Ontario, California; but Ontario, Canada.
            if following and not self.waiting and state_of(following):
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
        city = city_of(cities[-1 if state else 0]) if cities else None
        self.places.append(Place(city=city, county=county, state=state, country=country))
        self.waiting = []
