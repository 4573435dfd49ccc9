"""Keys under which employers, titles and texts are the same for counting."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from taxonomy.normalize import normalize

_LEGAL = re.compile(
    r"\b(?:inc|incorporated|llc|l l c|llp|ltd|limited|corp|corporation|co|company|plc|lp|pllc|pc|na"
    r"|companies|holdings?|group|grp|usa|u s a|us|u s|com)$"
)
# "Acme Health System" and "Acme Health" are one; "Acme Systems" and "Acme" may be two.
_SYSTEM = re.compile(r"\b(health(?:care)?|hospital|medical|school) systems?$")
_HEALTH_CARE = re.compile(r"\bhealth care\b")
_DOING_BUSINESS_AS = re.compile(r".*\b(?:d/b/a|dba|doing business as)\b[:\s]+(.+)", re.IGNORECASE)
_STORE = re.compile(
    r"\s*(?:[-–—,]?\s*\b(?:store|location|unit|restaurant)\s*)?#\s*\d+\s*$", re.IGNORECASE
)
_BRACKETS = re.compile(r"(?<=\S)\s*\([^()]*\)\s*$")


def digest(*parts: object) -> str:
    """A hash of 128 bits, as 32 hexadecimal digits, of the parts as text."""
    text = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def posting_id(source: str, external_id: str) -> int:
    """The id of a posting: 63 bits of a hash, so that no order of arrival changes it."""
    return int(digest(source, external_id)[:16], 16) >> 1


@lru_cache(maxsize=200_000)
def employer_key(name: str | None) -> str | None:
    """An employer's name without case, punctuation, legal form, store number; None for none.

    A name after "d/b/a" is the one that counts; "Health System" is "Health", "health care" is
    "healthcare", "&" is "and".

    >>> employer_key("Acme Health, Inc."), employer_key("The ACME Health System")
    ('acme health', 'acme health')
    """
    if not name:
        return None
    if trade := _DOING_BUSINESS_AS.match(name):
        name = trade.group(1)
    shorter_name = _BRACKETS.sub("", _STORE.sub("", name))
    key = normalize(shorter_name) or normalize(name)
    key = " ".join("and" if word == "&" else word for word in key.split())
    key = _HEALTH_CARE.sub("healthcare", key)
    while True:
        shorter = _LEGAL.sub("", key.removeprefix("the ")).strip()
        shorter = _SYSTEM.sub(r"\1", shorter.removesuffix(" and").strip())
        if not shorter or shorter == key:
            return key or None
        key = shorter


def title_key(title: str) -> str:
    """A title without case and punctuation."""
    return normalize(title)


_PAY = re.compile(
    r"(?:up to |from )?\$\s?\d[\d,.]*\s?k?\b(?:\s?(?:-|–|—|to)\s?\$?\s?\d[\d,.]*\s?k?\b)?\+?"
    r"(?:\s?(?:/|per|an?|each)\s?(?:hr|hour|h|wk|week|yr|year|annum|mo|month|day|shift|mile)\b)?"
    r"(?:\s?(?:hourly|weekly|annually|yearly|daily|doe)\b)?",
)
_NUMBER = re.compile(
    r"\b(?:req(?:uisition)?|job|posting|position|ref(?:erence)?|vacancy|announcement)\s*"
    r"(?:id|no\.?|number|code|#)\s*[:#]?\s*[a-z]{0,5}-?\d[\w-]*"
    r"|#\s?[a-z]{0,4}-?\d[\w-]*|\b(?:jr|r|req)-?\d{3,}\b|\b\d{5,}\b",
)
_NOISE = re.compile(
    r"\b(?:now hiring|hiring (?:now|event|immediately)|immediate(?:ly)? (?:opening|hire|start|need)s?|urgent(?:ly)?(?: hiring)?"
    r"|apply (?:now|today)|new (?:pay|rate|wage)s?|great benefits|(?:\$?[\d,.]*k?\s*)?sign[- ]?on(?: bonus)?(?: available)?"
    r"|bonus|full[- ]?time|job opening|job|opening|position|vacancy|w m d|m f d|m w d|f m d|hiring|wanted|needed)\b",
)
_WORDS = {
    "sr": "senior", "jr": "junior", "asst": "assistant", "mgr": "manager", "tech": "technician",
    "rn": "registered nurse", "lpn": "licensed practical nurse", "cna": "certified nursing assistant",
    "admin": "administrative", "eng": "engineer", "engr": "engineer", "supv": "supervisor",
    "rep": "representative", "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "nights": "night", "days": "day", "evenings": "evening", "weekends": "weekend",
    "noc": "night", "pt": "part time", "ft": "", "a": "", "an": "", "the": "", "of": "", "in": "",
    "at": "", "for": "", "and": "", "&": "", "to": "", "shift": "", "us": "", "usa": "",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def _title_without_noise(title: str) -> str:
    rest = _NUMBER.sub(" ", _PAY.sub(" ", title.lower()))
    return _NOISE.sub(" ", normalize(_NOISE.sub(" ", rest)))


@lru_cache(maxsize=200_000)
def _sorted_words(key: str) -> str:
    return " ".join(
        sorted({part for word in key.split() for part in _WORDS.get(word, word).split()})
    )


_cached_normal = lru_cache(maxsize=100_000)(normalize)


def title_core(title: str, places: tuple[str, ...] = ()) -> str:
    """What a title says of the job itself, its words in the order of the alphabet.

    Pay, requisition numbers, calls to apply and the names of the posting's own ``places`` (cities
    and states) go; levels, shifts and specialties stay, since they tell jobs apart.

    >>> title_core("RN - ICU (Nights) - $5,000 Sign-On Bonus! #R-10422")
    'icu night nurse registered'
    >>> title_core("Registered Nurse, ICU, Night Shift | Columbus, OH", ("Columbus", "OH"))
    'icu night nurse registered'
    """
    key = _title_without_noise(title)
    for place in places:
        name = _cached_normal(place)
        if name in key:
            key = f" {key} ".replace(f" {name} ", "  ")
    return _sorted_words(key) or title_key(title)


def plain_words(text: str) -> list[str]:
    """The words of a text for comparing it: without pay, dates, numbers of the ad and addresses.

    What two postings of one job differ in most often is so set aside before they are compared.
    """
    text = text.lower().replace("\u2019", "'")
    if "@" in text or "://" in text or "www." in text:
        text = _LINK.sub(" ", text)
    words: list[str] = []
    for sentence in _SENTENCE.split(text):
        # Most sentences hold no figure; the patterns are slow.
        if _DIGIT.search(sentence):
            if "$" in sentence:
                sentence = _PAY.sub(" ", sentence)
            sentence = _NUMBER.sub(" ", _DATE.sub(" ", sentence))
        words += _WORD.findall(sentence)
    return words


_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"\n|(?<=[.!?;]) (?=[^\d\s])")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{4}}\b"
)
_WORD = re.compile(r"[a-z0-9]+(?:['+#&/][a-z0-9]+|[+#]+)*")
TEXT_VERSION = "w1"
"""Moves when :func:`plain_words` does, so that stored keys of texts are made anew."""


def text_key(words: Iterable[str]) -> str:
    """The key of a text's plain words: the version and 120 bits of a hash, 32 characters."""
    return TEXT_VERSION + digest(" ".join(words))[:30]
