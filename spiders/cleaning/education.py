"""The lowest education and experience that a posting asks for, read from its text.

What is only preferred, offered ("tuition for your bachelor's degree") or true of the employer ("over
50 years of experience") is not asked for. Nothing said gives None, never "none".
"""

from __future__ import annotations

import functools
import re

LEVELS = ("none", "high school", "associate", "bachelor", "master", "doctor")
"""The levels, lowest first."""

_LABELS = (
    ("high school", "high school"),
    ("associate", "associate"),
    ("bachelor", "bachelor"),
    ("master", "master"),
    ("doctor", "doctor"),
    ("phd", "doctor"),
)

# The letters with which any of them begins come first: most places in a text are passed over at once.
_DEGREE = re.compile(
    r"\b(?=[24abcdefghjmnptu])(?:(?P<none>\bno\s+(?:formal\s+)?education(?:al)?(?:\s+requirements?)?"
    r"\s+(?:is\s+|are\s+)?(?:required|needed|necessary)|\bno\s+formal\s+education\b"
    r"|\b(?:no|(?:does|do)\s+not\s+have\s+an?y?)\s+(?:specific\s+|minimum\s+|particular\s+|positive\s+)?"
    r"education(?:al)?\s+requirements?\b(?!\s+(?:beyond|above|over|other)\b)"
    r"|\bno\s+(?:college\s+|high\s+school\s+)?(?:degree|diploma)\b"
    r"|\b(?:do\s+not|don['’]t)\s+(?:ask\s+for|need|require)\s+an?y?\s+(?:degree|diploma)\b)"
    r"|(?P<high_school>\bhigh[- ]?school\s+(?:diploma|degree|graduate|graduation|education"
    r"|equivalen\w+|or\s+(?:equivalent|ged|higher))|\bh\.?s\.?\s+diploma|\bG\.?E\.?D\b"
    r"|\bhiset\b|\bgraduat\w+\s+(?:from|of)\s+(?:an?\s+)?(?:\w+\s+)?high\s+school)"
    r"|(?P<associate>\bassociate(?:['’]?s?|s['’])\s+(?:level\s+)?(?:degree|of|in)\b"
    r"|\bassociate['’]s\b|\bA\.A\.S?\.|\bAAS?\s+degree|\bADN\b|\bASN\b"
    r"|\b(?:two|2)[- ]year\s+(?:college\s+)?degree)"
    r"|(?P<bachelor>\bbachelor(?:['’]?s|s['’])?(?=\W)|\bbaccalaureate|\bB\.[AS]\.|\bB[AS]\s*/\s*B[AS]\b"
    r"|\bB[AS]\s+(?:degree|in)\b|\bBSN\b|\bBSW\b|\bundergraduate\s+degree"
    r"|\b(?:four|4)[- ]year\s+(?:college\s+|university\s+)?degree|\bcollege\s+degree)"
    r"|(?P<master>\bmaster(?:['’]s|s['’])(?=\W)|\bmasters?\s+(?:level\s+)?degree"
    r"|\bmasters?\s+(?:of|in)\s+(?:arts|science|business|education|social|public|nursing|health)"
    r"|\bM\.[AS]\.|\bM[AS]\s+(?:degree|in)\b|\bMBA\b|\bMSW\b|\bMSN\b|\bgraduate\s+degree"
    r"|\badvanced\s+degree)"
    r"|(?P<doctor>\bdoctora(?:te|l)\b|\bPh\.?\s?D\b|\bdoctor\s+of\s+\w+|\bpharm\.?\s?d\b"
    r"|\bjuris\s+doctor|\bJ\.D\.|\bDNP\b|\bEd\.?D\b))",
    re.IGNORECASE,
)
_CASED = re.compile(r"ged|aas?|adn|asn|b[as]|bsn|bsw|m[as]|mba|msw|msn|dnp|edd", re.IGNORECASE)
_NUMBER = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
_SPAN = (
    rf"\b(?=[\defnost])(?P<low>\b\d{{1,2}}(?:\.\d)?|\b(?:{'|'.join(_NUMBER)}))\s*(?:\(\s*\d{{1,2}}\s*\))?\s*\+?"
    rf"(?:\s*(?:-|–|—|to|or)\s*(?:\d{{1,2}}|{'|'.join(_NUMBER)})\s*(?:\(\s*\d{{1,2}}\s*\))?)?\s*\+?"
    r"\s*(?:full\s+)?(?:or\s+more\s+|plus\s+)?(?P<unit>years?|yrs?\.?|months?|mos?\.)(?:['’]s?)?"
)
_EXPERIENCE = re.compile(
    _SPAN + r"(?=\W)(?P<gap>[^.;!?\n]{0,80}?)\bexperience",
    re.IGNORECASE,
)
# "4 years working in hospitals"; what is counted after the hiring ("working with us") is none.
_WORKING = re.compile(
    _SPAN + r"(?P<gap>)\s+(?:of\s+)?(?:\w+ly\s+)?working\s+(?:in|as|with|within|on)\b"
    r"(?!\s+(?:us|our|the\s+(?:company|firm|team))\b)",
    re.IGNORECASE,
)
_NOT_ASKED_SPAN = re.compile(
    r"\b(?:after|within|every|first|next|last|past|spen[dt]s?|brings?|(?:with|for)\s+(?:over|more\s+than"
    r"|nearly|almost))\s*$",
    re.IGNORECASE,
)
_EXPERIENCE_FIRST = re.compile(
    r"(?:\bexperience\s*(?:required)?\s*[:(]|^\W*experience\b)\s*"
    r"(?:at\s+least\s+|minimum\s+(?:of\s+)?)?"
    rf"(?P<low>\d{{1,2}}(?:\.\d)?|(?:{'|'.join(_NUMBER)}))\s*\+?"
    r"(?:\s*(?:-|–|to)\s*\d{1,2})?\s*\+?\s*"
    r"(?P<unit>years?|yrs?|months?)\b(?P<gap>)",
    re.IGNORECASE,
)
_NO_EXPERIENCE = re.compile(
    r"\bno\s+(?:prior\s+|previous\s+|work\s+)*experience\s+(?:is\s+)?(?:required|needed|necessary)"
    r"|\bexperience\s+(?:is\s+)?not\s+(?:required|needed|necessary)|\bno\s+experience\s*(?=[.,?!]|$)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\bprefer\w*|\bdesir(?:ed|able|ous)\b|\bnice[- ]to[- ]have\b|\ba\s+(?:big\s+|strong\s+)?plus\b"
    r"|\bideal(?:ly)?\b|\bhelpful\b|\badvantage\w*|\bbonus\b|\bnot\s+(?:required|necessary|needed)\b"
    r"|\bwelcomed?\b|\bbeneficial\b|\boptional\b",
    re.IGNORECASE,
)
# "2 years of sales experience, preferably in retail": only the kind is a wish, not the years.
_WISH_OF_KIND = re.compile(r"[,(–—]\s*(?:preferably|ideally)\s+(?=\w)", re.IGNORECASE)
_NEED = re.compile(
    r"\brequire[ds]?\b|\bmust\b|\bminimum\b|\bat\s+least\b|\bmandatory\b|\bneeded\b|\bnecessary\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\btuition|\bscholarship|\breimburs|\bloan|\bpursu(?:e|ing)\b|\bworking\s+toward|\bearn\s+(?:a|an"
    r"|your)\b|\bstudents?\b|\boffers?\s+(?:a|an|degree)|\bdegree\s+programs?\b"
    r"|\bin\s+lieu\b|\bsubstitut\w+|\bpay\s+(?:scale|grade|differential)",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(
    r"\b(?:we|our|us|company|firm|team|has|have\s+been|combined|collective|serving|business|history"
    r"|legacy|for\s+(?:over|more\s+than))\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"[\s,/()'’]*(?:\b(?:or|and|degrees?|an?|level|higher|equivalent|s|of)\b[\s,/()'’]*)*", re.I
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])|;\s*")
_NEED_HEADING = re.compile(r"\b(?:required|requirements?|must\s+have|minimum|need)\s*:\s*$", re.I)
_WISH_HEADING = re.compile(
    r"(?:preferred|desired|nice[- ]to[- ]have|bonus|plus(?:es)?|additional|it['’]s\s+a\s+plus)\b",
    re.IGNORECASE,
)
_MOST_YEARS = 25.0


def level_of(label: object) -> str | None:
    """The level that a platform's own label for education names: "Bachelor's Degree", "high_school".

    None for a label that names no level of ours.
    """
    words = re.sub(r"[^a-z]+", " ", str(label or "").lower())
    return next((level for word, level in _LABELS if word in words), None)


def lowest_education(text: str | None) -> str | None:
    """The lowest of ``LEVELS`` that a posting asks for, or None where it does not say.

    "Or equivalent experience" does not lower the level that is named.
    """
    levels: list[str] = []
    for sentence in _asking_sentences(text):
        levels += _levels_in(sentence)
    return min(levels, key=LEVELS.index) if levels else None


def lowest_experience(text: str | None) -> float | None:
    """The lowest number of years of experience that a posting asks for, or None.

    Months are parts of a year; "no experience required" is 0. Of a range the low end counts.
    """
    years: list[float] = []
    for sentence in _asking_sentences(text):
        words = sentence.lower()
        if "experience" not in words and "working" not in words:
            continue
        if _NO_EXPERIENCE.search(sentence):
            years.append(0.0)
            continue
        matches = [*_EXPERIENCE.finditer(sentence), *_EXPERIENCE_FIRST.finditer(sentence)]
        matches += [
            match
            for match in _WORKING.finditer(sentence)
            if not _NOT_ASKED_SPAN.search(sentence[: match.start()])
        ]
        for match in matches:
            before, after = sentence[: match.start()], sentence[match.end() :]
            number = _years(match)
            if number > _MOST_YEARS or _EMPLOYER.search(before[-40:]):
                continue
            cut = _EXPERIENCE.search(after)
            after = after[: cut.start()] if cut else after
            if not _is_wish(before, match["gap"] + " " + after):
                years.append(number)
    return min(years) if years else None


def _years(match: re.Match[str]) -> float:
    word = match["low"].lower()
    number = float(_NUMBER.index(word) + 1) if word in _NUMBER else float(word)
    return round(number / 12, 2) if match["unit"].lower().startswith("mo") else number


@functools.lru_cache(maxsize=2)
def _asking_sentences(text: str | None) -> tuple[str, ...]:
    """The sentences of a text, those under a heading for wishes left out.

    The last text is remembered: it is asked for its education first, and then for its experience.
    """
    kept: list[str] = []
    under_wishes = False
    for line in (text or "")[:100_000].split("\n"):
        line = line.strip()
        if not line:
            continue
        if _is_heading(line):
            under_wishes = bool(_WISH_HEADING.match(line))
            if ":" not in line.rstrip(":"):
                continue
        elif under_wishes:
            continue
        kept += [part for part in _SENTENCE.split(line) if part]
    return tuple(kept)


def _is_heading(line: str) -> bool:
    """Whether a line heads what follows: short, no list item, a colon at its end or no verb."""
    if line[0] in "*-•·–" or len(line) > 60 or line[-1] in ".;!?,":
        return False
    if line.endswith(":"):
        return True
    words = line.split()
    return len(words) <= 5 and not _DEGREE.search(line + " ") and line[0].isupper() and (
        line.isupper() or sum(word[0].isupper() for word in words) >= len(words) / 2
        or bool(_WISH_HEADING.match(line))
    )  # fmt: skip


def _levels_in(sentence: str) -> list[str]:
    """The levels that one sentence asks for."""
    sentence += " "
    matches = [match for match in _DEGREE.finditer(sentence) if _is_degree(match)]
    if not matches or (_NOT_ASKED.search(sentence) and not _NEED.search(sentence)):
        return []
    levels: list[str] = []
    chain: list[str] = []
    start = 0
    for index, match in enumerate(matches):
        level = (match.lastgroup or "none").replace("_", " ")
        if level == "none":
            levels.append(level)
            start = match.end()
            continue
        chain.append(level)
        end = matches[index + 1].start() if index + 1 < len(matches) else len(sentence)
        after = sentence[match.end() : end]
        # "Associate's or bachelor's degree preferred": what is said behind the last holds for all.
        if index + 1 < len(matches) and _LINK.fullmatch(after):
            continue
        if not _is_wish(sentence[start : match.start()], after):
            levels += chain
        chain = []
        start = match.end()
    return levels


def _is_degree(match: re.Match[str]) -> bool:
    """Whether short letters stand in capitals: "BA in" is a degree, "ba in" is not."""
    letters = re.sub(r"[^A-Za-z]", "", match.group().split()[0])
    return not _CASED.fullmatch(letters) or letters[0].isupper()


def _is_wish(before: str, after: str) -> bool:
    """Whether words beside something asked for make it a wish; those behind it count first."""
    if _NEED_HEADING.search(before):
        return False
    after = _WISH_OF_KIND.sub(" ", after)
    wish, need = _WISH.search(after), _NEED.search(after)
    if wish and "not" in wish.group().lower():
        return True
    if wish or need:
        return bool(wish) and not (need and wish and need.start() < wish.start())
    wish, need = _WISH.search(before), _NEED.search(before)
    return bool(wish) and not need
