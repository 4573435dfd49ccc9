"""Advertised pay, from text or from figures, to US dollars per hour, day, week, month or year.

It refuses what is not clear: no period, another currency, figures that no job pays. Bonuses and
benefits in dollars are not pay.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from db.records import PayPeriod


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay in US dollars; one end is None where only the other is said ("up to", "from")."""

    low: float | None
    high: float | None
    period: PayPeriod


_BOUNDS: dict[PayPeriod, tuple[float, float]] = {
    PayPeriod.HOUR: (2, 1_000),
    PayPeriod.DAY: (20, 10_000),
    PayPeriod.WEEK: (80, 30_000),
    PayPeriod.MONTH: (300, 150_000),
    PayPeriod.YEAR: (5_000, 3_000_000),
}
"""What pay can be; figures beyond were read wrongly or stand in another unit."""

_WIDEST = 12.0
"""The high end is at most so many times the low one."""

_PERIOD = re.compile(
    r"(?<![a-z])(?:(?P<hour>hour(?:ly|s)?|hrs?|ph)|(?P<day>day|daily|diem)|(?P<week>week(?:ly)?|wk)"
    r"|(?P<month>month(?:ly)?|mo)|(?P<year>year(?:ly)?|yr|annum|annual(?:ly|ized)?|pa|p\.a\.))(?![a-z])"
)
_TWICE = re.compile(r"\b(?:bi|semi)[- ]?(?:week|month|annual)|school year|fortnight", re.I)

_DIGIT = re.compile(r"\d")
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?"
_MONEY = re.compile(
    rf"(?P<sign>(?:US\s?)?\$|\bUSD\s?\$?)\s*(?P<low>{_AMOUNT})(?!\d)\s?(?P<low_k>[kK]\b)?"
    r"(?P<more>\s*\+)?"
    r"(?P<unit>\s*(?:USD\b)?\s*(?:/|per\s|an?\s)\s*(?:hour|hr|year|yr|annum|week|month|day)\b\.?)?"
    r"(?:\s*(?:-|–|—|to|and|through|up\s+to)\s*"
    rf"(?:(?:US\s?)?\$|USD\s?\$?)?\s*(?P<high>{_AMOUNT})(?![\d%])\s?(?P<high_k>[kK]\b)?)?",
)
# "$66,000 to", and the high end on the next line.
_BROKEN = re.compile(r"(?:(?<=\d to)|(?<=\d [-–—])|(?<=\d[-–—]))[ \t]*\n\s*(?=\$\d)")
_PLAIN = re.compile(
    rf"(?<![\d.,])(?P<low>{_AMOUNT})(?![\d%])\s?(?P<low_k>[kK]\b)?(?P<more>\s*\+)?(?P<unit>)"
    rf"(?:\s*(?:-|–|—|to)\s*(?P<high>{_AMOUNT})(?![\d%])\s?(?P<high_k>[kK]\b)?)?",
)
_FOREIGN = re.compile(r"(?:\b(?:CAD|AUD|NZD|SGD|HKD|MXN|EUR|GBP|INR)\b|[€£₹¥])", re.IGNORECASE)
_FOREIGN_BEFORE = re.compile(r"(?:\b(?:C|CA|A|AU|NZ|HK|S|MX|R)|[€£₹¥]\s?)$")
_NO_PAY = re.compile(
    r"\b(?:bonus(?:es)?|sign[- ]?on|signing|stipend|reimburse\w*|tuition|relocat\w*|retention"
    r"|referral|allowance|differential|incentives?|insurance|401|budget|revenue|sales|assets"
    r"|million|billion|portfolio|grants?|fund(?:s|ing|ed)?|award|scholarship|loan|deductible"
    r"|premium|savings|match(?:ing)?|fees?|costs?|fine|worth|value[ds]?|up\s+front|deposit"
    r"|commissions?|discounts?|housing|meal|travel|mileage|uniform|equipment|contribution)\b",
    re.IGNORECASE,
)
_CLAUSE_BEFORE = re.compile(r"[.;!?•)]\s|\bplus\b|[+&]")
_CLAUSE_AFTER = re.compile(r"[.;!?•](?:\s|$)|,|\bplus\b|\band\b|[+&(]")
_SCALE = re.compile(r"\s*(?:million|billion|mm\b|m\b|b\b|bn\b)", re.IGNORECASE)
_SALARY = re.compile(
    r"\b(?:salary|salaries|annual|yearly|base|compensation|pay|wage|salaried)\b", re.I
)
_HEADING = re.compile(r"(?:\bhourly\b|\brate\b|" + _SALARY.pattern + r")", re.IGNORECASE)
_OPENING = re.compile(r"[\s*•(–-]*(?:range\s*:?\s*)?", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:USD|usd|dollars)?\s*(?:\(?\s*(?:/|per|an?\b|each|every|p)?\s*\.?\s*)(?P<word>[A-Za-z.]+)"
)
_UP_TO = re.compile(
    r"\b(?:up\s+to|as\s+much\s+as|max(?:imum)?(?:\s+(?:salary|pay|rate|wage))?(?:\s+of)?)\s*:?\s*$",
    re.I,
)
_FROM = re.compile(
    r"\b(?:from|start(?:s|ing)?(?:\s+(?:at|pay|rate|salary|wage))*"
    r"|at\s+least|min(?:imum)?(?:\s+(?:salary|pay|rate|wage))?)"
    r"\s*(?:is|of|at)?\s*:?\s*$",
    re.IGNORECASE,
)


def parse_pay(text: str | None, *, field: bool = False) -> Pay | None:
    """The pay that a text advertises, or None.

    With ``field`` the text is the value of a field for pay, where figures may stand without a dollar
    sign. A range goes before a single figure; several ranges for the same period (by zone, by
    grade) are taken together. A heading such as "Hourly pay range" speaks for the line below it.
    """
    if not text or (not field and "$" not in text and "USD" not in text):
        return None
    text = _BROKEN.sub(" ", text[: 500 if field else 200_000])
    found = [pay for line in _with_headings(text.splitlines()) for pay in _in_line(line, field)]
    ranges = [pay for pay in found if pay.low and pay.high and pay.low != pay.high]
    if not ranges:
        return found[0] if found else None
    period = ranges[0].period
    low = min(pay.low for pay in ranges if pay.low and pay.period is period)
    high = max(pay.high for pay in ranges if pay.high and pay.period is period)
    return pay_from_figures(low, high, period) or ranges[0]


def pay_from_figures(
    low: object, high: object, period: PayPeriod | None, *, currency: str | None = "USD"
) -> Pay | None:
    """Pay from figures that a source keeps apart; 0 counts as missing. None where they cannot be.

    Without a period the size must tell it: 15,000 and more is a year's, up to 200 an hour's.
    """
    if (currency or "USD").strip().upper() not in {"USD", "US$", "$", "US DOLLAR", "US DOLLARS"}:
        return None
    bottom, top = _figure(low), _figure(high)
    if bottom is None and top is None:
        return None
    if period is None:
        period = _clear_period(bottom, top)
        if period is None:
            return None
    least, most = _BOUNDS[period]
    if any(end is not None and not least <= end <= most for end in (bottom, top)):
        return None
    if bottom is not None and top is not None and not bottom <= top <= bottom * _WIDEST:
        return None
    return Pay(bottom, top, period)


def pay_of_fields(low: object, high: object, word: object, currency: object = None) -> Pay | None:
    """Pay from a source's fields: two figures, its own word for the period, its currency.

    None where the word names a period that we do not know ("Biweekly"): the figures would be read as
    another's.
    """
    period = period_of(word)
    if word and period is None:
        return None
    return pay_from_figures(low, high, period, currency=str(currency) if currency else None)


def period_of(word: object) -> PayPeriod | None:
    """The period in a source's own word: "Per Year", "HOUR", "/hr", "annually"; None if another."""
    if not isinstance(word, str) or _TWICE.search(word):
        return None
    found = {match.lastgroup or "" for match in _PERIOD.finditer(word.lower())}
    return PayPeriod(found.pop()) if len(found) == 1 else None


def _figure(value: object) -> float | None:
    if isinstance(value, str):
        match = re.fullmatch(rf"\s*(?:US)?\$?\s*({_AMOUNT})0*\s*", value)
        value = _number(match[1]) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value)
    return round(number, 2) if math.isfinite(number) and number > 0 else None


def _clear_period(low: float | None, high: float | None) -> PayPeriod | None:
    ends = [end for end in (low, high) if end is not None]
    if min(ends) >= 15_000:
        return PayPeriod.YEAR
    return PayPeriod.HOUR if max(ends) <= 200 else None


def _number(amount: str, thousands: bool = False) -> float:
    """The number that an ``_AMOUNT`` writes."""
    return float(amount.replace(",", "")) * (1_000 if thousands else 1)


def _with_headings(lines: list[str]) -> Iterator[str]:
    """The lines that hold anything, those that begin with a figure behind their heading for pay."""
    above = ""
    for line in filter(None, map(str.strip, lines)):
        figure = above and ("$" in line or "USD" in line)
        first = _MONEY.search(line) if figure and _HEADING.search(above) else None
        headed = first and _OPENING.fullmatch(line[: first.start()])
        yield f"{above.rstrip(' :')}: {line[first.start() :]}" if first and headed else line
        above = line if len(line) <= 60 and "$" not in line and line[-1] not in ".!?;," else ""


def _in_line(line: str, field: bool) -> list[Pay]:
    """The pay that a line names, in its order."""
    if not _DIGIT.search(line) or (not field and "$" not in line and "USD" not in line):
        return []
    matches = list(_MONEY.finditer(line))
    if not matches and field:
        matches = list(_PLAIN.finditer(line))
    found = []
    for index, match in enumerate(matches):
        # What stands beyond a neighboring figure is said of that figure.
        before = line[matches[index - 1].end() if index else 0 : match.start()][-60:]
        after = line[match.end() : matches[index + 1].start() if index + 1 < len(matches) else None]
        if pay := _read(match, before, after[:60], field):
            found.append(pay)
    return found


def _read(match: re.Match[str], before: str, after: str, field: bool) -> Pay | None:
    """The pay in one figure or range with the words around it."""
    if _FOREIGN_BEFORE.search(before) or _FOREIGN.search(before[-8:] + " " + after[:8]):
        return None
    if _SCALE.match(after) or _TWICE.match(after.lstrip(" /per")):
        return None
    # The words that belong to a figure end where the sentence or the clause does.
    clause_before = _CLAUSE_BEFORE.split(before)[-1]
    clause_after = _CLAUSE_AFTER.split(after)[0]
    if _NO_PAY.search(clause_before[-40:]) or _NO_PAY.search(clause_after[:40]):
        return None
    low = _number(match["low"], bool(match["low_k"]))
    high = _number(match["high"], bool(match["high_k"])) if match["high"] else None
    if high is not None and match["high_k"] and not match["low_k"] and low < 1_000:
        low *= 1_000
    period = _period_around(match["unit"] or "", after, clause_before)
    if period is None and (field or _SALARY.search(clause_before)):
        period = _clear_period(low, high)
        # "Pay range: $19 - $24" can only be an hour's; one small figure may be anything.
        if period is PayPeriod.HOUR and high is None and not field:
            return None
    if period is None and high is not None and _OPENING.fullmatch(clause_before):
        # A range that opens a sentence, "$58,000 - $66,000 plus mileage.", is a year's pay.
        period = PayPeriod.YEAR if min(low, high) >= 15_000 else None
    if period is None:
        return None
    if high is not None:
        return pay_from_figures(low, high, period)
    if match["more"] or _FROM.search(before):
        return pay_from_figures(low, None, period)
    if _UP_TO.search(before):
        return pay_from_figures(None, low, period)
    return pay_from_figures(low, low, period)


def _period_around(unit: str, after: str, before: str) -> PayPeriod | None:
    """The period that the words beside a figure name, those behind it first."""
    if unit:
        return period_of(unit)
    if (match := _AFTER.match(after)) and (period := period_of(match["word"])):
        return period
    if _TWICE.search(before):
        return None
    return period_of(before)
