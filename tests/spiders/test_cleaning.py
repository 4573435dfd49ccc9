"""What cleaning makes of texts: examples, and that it never raises on any text."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.records import PayPeriod, Place
from spiders.cleaning.dates import parse_date
from spiders.cleaning.education import LEVELS, lowest_education, lowest_experience
from spiders.cleaning.pay import Pay, parse_pay, pay_from_figures, period_of
from spiders.cleaning.places import (
    STATE_CODES,
    country_code,
    parse_location,
    place_from_parts,
    unique,
)
from spiders.cleaning.titles import MAX_TITLE, clean_line
from tests.spiders.conftest import NOW

HOUR, DAY, WEEK, MONTH, YEAR = PayPeriod


def us(city: str | None, state: str | None) -> Place:
    """A place in the US."""
    return Place(city=city, state=state, country="US")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Dallas, TX", [us("Dallas", "TX")]),
        ("Dallas, Texas", [us("Dallas", "TX")]),
        ("Dallas, Tx", [us("Dallas", "TX")]),
        ("Dallas TX 75201", [us("Dallas", "TX")]),
        ("Dallas, TX 75201-1234", [us("Dallas", "TX")]),
        ("Dallas, TX, US", [us("Dallas", "TX")]),
        ("Dallas, TX, USA", [us("Dallas", "TX")]),
        ("Dallas, Texas, United States", [us("Dallas", "TX")]),
        ("123 Main St, Dallas, TX 75201", [us("Dallas", "TX")]),
        ("Downtown Clinic - Dallas, TX", [us("Dallas", "TX")]),
        ("Dallas, TX - Downtown", [us("Dallas", "TX")]),
        ("US-TX-Dallas", [us("Dallas", "TX")]),
        ("Gary, IN", [us("Gary", "IN")]),
        ("Portland, OR", [us("Portland", "OR")]),
        ("Portland, OR or Boise, ID", [us("Portland", "OR"), us("Boise", "ID")]),
        (
            "Austin, TX; Reno, NV | Bath, ME",
            [us("Austin", "TX"), us("Reno", "NV"), us("Bath", "ME")],
        ),
        ("San Francisco, CA, New York, NY", [us("San Francisco", "CA"), us("New York", "NY")]),
        ("California, Texas, Nevada", [us(None, "CA"), us(None, "TX"), us(None, "NV")]),
        ("New York, New York", [us("New York", "NY")]),
        ("Delaware, Ohio", [us("Delaware", "OH")]),
        ("Washington, DC", [us("Washington", "DC")]),
        ("Washington D.C.", [us("Washington", "DC")]),
        ("Washington Depot, CT", [us("Washington Depot", "CT")]),
        ("Atlanta, Georgia", [us("Atlanta", "GA")]),
        ("San Juan, PR", [us("San Juan", "PR")]),
        ("St. Thomas, U.S. Virgin Islands", [us("St. Thomas", "VI")]),
        ("Ontario, California", [us("Ontario", "CA")]),
        ("Texas", [us(None, "TX")]),
        ("United States", [us(None, None)]),
        ("Cook County, IL", [Place(county="Cook County", state="IL", country="US")]),
        ("London, UK", [Place("London", country="GB")]),
        ("Toronto, ON", [Place("Toronto", country="CA")]),
        ("Toronto, Ontario, Canada", [Place("Toronto", country="CA")]),
        ("Vancouver, BC V6B 1A1", [Place("Vancouver", country="CA")]),
        ("Bangalore, India", [Place("Bangalore", country="IN")]),
        ("Bengaluru, KA, IN", [Place("Bengaluru", country="IN")]),
        ("Munich, BY, DE", [Place("Munich", country="DE")]),
        ("US, CA, Santa Clara", [us("Santa Clara", "CA")]),
        ("USA, California, San Jose", [us("San Jose", "CA")]),
        ("US, NC, Durham", [us("Durham", "NC")]),
        ("US, TX, Remote", [us(None, "TX")]),
        ("US, OH, Delaware", [us("Delaware", "OH")]),
        ("US, PA, Lebanon", [us("Lebanon", "PA")]),
        ("US, CA, Santa Clara, TX, Austin", [us("Santa Clara", "CA"), us("Austin", "TX")]),
        ("US, CA, Los Angeles, CA", [us("Los Angeles", "CA")]),
        ("US, IL, Cook County", [Place(county="Cook County", state="IL", country="US")]),
        ("USA, Texas, Multiple Locations", [us(None, "TX")]),
        ("USA, New York, New York", [us("New York", "NY")]),
        ("US, New York, NY", [us("New York", "NY")]),
        ("United States, Austin, TX", [us("Austin", "TX")]),
        ("US, CA, TX", [us(None, "CA"), us(None, "TX")]),
        ("US, Canada", [us(None, None), Place(country="CA")]),
        ("Illinois - Chicago", [us("Chicago", "IL")]),
        ("Georgia - Atlanta", [us("Atlanta", "GA")]),
        ("New York - New York", [us("New York", "NY")]),
        ("Illinois - Chicago - Loop, USA", [us("Chicago", "IL")]),
        ("USA - CA - San Diego", [us("San Diego", "CA")]),
        ("United States – Texas – Houston", [us("Houston", "TX")]),
        ("TX - Downtown Clinic", [us(None, "TX")]),
        ("Texas - Downtown Clinic", [us(None, "TX")]),
        ("USA - TX - Downtown Clinic", [us(None, "TX")]),
        ("Texas - Northeast", [us(None, "TX")]),
        ("Remote - Ohio - Dayton", [us("Dayton", "OH")]),
        ("6 Locations", []),
        ("Headquarters", []),
        ("San Francisco", []),
        ("in", []),
        ("Virgina", []),
        ("", []),
    ],
)
def test_places(text: str, places: list[Place]) -> None:
    assert list(parse_location(text).places) == places


@pytest.mark.parametrize(
    ("text", "remote", "places"),
    [
        ("Remote", True, []),
        ("Remote - US", True, [us(None, None)]),
        ("Remote (United States)", True, [us(None, None)]),
        ("Remote - Texas", True, [us(None, "TX")]),
        ("Remote in Austin, TX", True, [us("Austin", "TX")]),
        ("Remote - Canada", True, [Place(country="CA")]),
        ("Austin, TX or Remote", True, [us("Austin", "TX")]),
        ("Hybrid - Austin, TX", False, [us("Austin", "TX")]),
        ("Not remote", False, []),
        ("Austin, TX", None, [us("Austin", "TX")]),
        ("Remote - EMEA", True, [Place(country="ZZ")]),
        ("APAC Remote", True, [Place(country="ZZ")]),
        ("Remote (LATAM)", True, [Place(country="ZZ")]),
        ("Remote, EU", True, [Place(country="EU")]),
        ("Remote within EU time zones", True, [Place(country="EU")]),
        ("Anywhere in Europe", True, [Place(country="EU")]),
        ("European Union", None, [Place(country="EU")]),
        ("Remote - US or Europe", True, [us(None, None), Place(country="EU")]),
        ("US, TX, Remote", True, [us(None, "TX")]),
        ("USA - TX - Remote", True, [us(None, "TX")]),
    ],
)
def test_remote(text: str, remote: bool | None, places: list[Place]) -> None:
    location = parse_location(text)
    assert location.remote is remote
    assert list(location.places) == places


def test_places_from_parts() -> None:
    assert place_from_parts("El Paso", "Texas", "United States") == us("El Paso", "TX")
    assert place_from_parts("Sunnyvale", "CA", "USA") == us("Sunnyvale", "CA")
    assert place_from_parts("San Juan", None, "PR") == us("San Juan", "PR")
    assert place_from_parts("Dallas, TX", None, None) == us("Dallas", "TX")
    assert place_from_parts("Metzingen", None, "DE") == Place("Metzingen", country="DE")
    assert place_from_parts("Tbilisi", "Georgia", "GE") == Place("Tbilisi", country="GE")
    assert place_from_parts("Toronto", "ON", None) == Place("Toronto", country="CA")
    assert place_from_parts("Somewhere", None, None) is None
    assert place_from_parts(None, None, "EMEA") == Place(country="ZZ")
    assert place_from_parts("Remote - Europe", None, None) == Place(country="EU")
    assert place_from_parts("Lagos", "Africa", None) == Place("Lagos", country="ZZ")
    assert country_code("United States of America") == "US"
    assert country_code("Atlantis") is None
    assert unique([us("A", "TX"), us("A", "TX")]) == (us("A", "TX"),)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("$22.50 - $28.75 per hour", Pay(22.5, 28.75, HOUR)),
        ("Salary: $80k-$100k", Pay(80000, 100000, YEAR)),
        ("$80-100K/yr", Pay(80000, 100000, YEAR)),
        ("Salary range: $60,000 to $80,000", Pay(60000, 80000, YEAR)),
        ("Pay range: $19.00 - $24.00", Pay(19, 24, HOUR)),
        ("between $50,000 and $60,000 per year", Pay(50000, 60000, YEAR)),
        ("USD 50,000 - 60,000 per annum", Pay(50000, 60000, YEAR)),
        ("$103,409.00 to $134,435.00 per year", Pay(103409, 134435, YEAR)),
        ("Pay: $22–$28 per hour plus $5,000 sign-on bonus", Pay(22, 28, HOUR)),
        ("$5,000 sign-on bonus; $35/hr", Pay(35, 35, HOUR)),
        ("$17.50/hour, $1/hour shift differential", Pay(17.5, 17.5, HOUR)),
        ("$25/hr ($52,000 annually)", Pay(25, 25, HOUR)),
        ("$1,200 per week", Pay(1200, 1200, WEEK)),
        ("$500 a day", Pay(500, 500, DAY)),
        ("Base pay: $4,500 - $5,200 per month", Pay(4500, 5200, MONTH)),
        ("Hourly rate: $20 to $25", Pay(20, 25, HOUR)),
        ("Up to $35/hour", Pay(None, 35, HOUR)),
        ("Starting at $18 an hour", Pay(18, None, HOUR)),
        ("$18+/hr", Pay(18, None, HOUR)),
        ("Zone 1: $60 - $70 per hour\nZone 2: $50 - $65 per hour", Pay(50, 70, HOUR)),
        ("$58,000 - $66,000 plus mileage.", Pay(58000, 66000, YEAR)),
        ("On site. Range: $72,000 - $88,000. Hybrid.", Pay(72000, 88000, YEAR)),
        ("Hourly Pay Range\n$21.50—$28.00 USD", Pay(21.5, 28, HOUR)),
        ("Base salary:\n\n* $62,000 - $71,000", Pay(62000, 71000, YEAR)),
        ("Annual Salary\n$85,000 USD", Pay(85000, 85000, YEAR)),
        ("Hourly rate\n$24\nBenefits\n$30 - $40", Pay(24, 24, HOUR)),
        ("Annual salary -\n$66,628.08 to\n$100,161.36", Pay(66628.08, 100161.36, YEAR)),
        ("Hourly rate:\n$21.50 –\n  $28.00", Pay(21.5, 28, HOUR)),
        ("Pay\n$1,200 per week", Pay(1200, 1200, WEEK)),
        ("Hourly Pay Range\nCA$21.50—CA$28.00 CAD", None),
        ("Compensation\n$5,000 sign-on bonus", None),
        ("Annual bonus\n$9,000 - $12,000", None),
        ("We pay every Friday.\n$15 - $20", None),
        ("Our top drivers made $88,000 to $104,000", None),
        ("$85 to $95 for each visit", None),
        ("$5M to $90M", None),
        ("Sign-on bonus $5,000", None),
        ("Monthly bonus of $500", None),
        ("tuition reimbursement up to $5,250 per year", None),
        ("$25 million budget per year", None),
        ("Compensation: $2,000 bi-weekly", None),
        ("CA$80,000 - CA$90,000 per year", None),
        ("$80,000 CAD per year", None),
        ("£40,000 per year", None),
        ("$15", None),
        ("$80k-$100k", Pay(80000, 100000, YEAR)),
        ("$60,000 per hour", None),
        ("60,000 - 80,000 per year", None),
    ],
)
def test_pay(text: str, pay: Pay | None) -> None:
    assert parse_pay(text) == pay


def test_pay_of_fields() -> None:
    assert parse_pay("60,000 - 80,000", field=True) == Pay(60000, 80000, YEAR)
    assert parse_pay("22.50", field=True) == Pay(22.5, 22.5, HOUR)
    assert parse_pay("5000", field=True) is None
    assert pay_from_figures("0.0", 0, HOUR) is None
    assert pay_from_figures(20, "25.50", HOUR) == Pay(20, 25.5, HOUR)
    assert pay_from_figures(25, 20, HOUR) is None
    assert pay_from_figures(25, 30, YEAR) is None
    assert pay_from_figures(50000, 60000, YEAR, currency="EUR") is None
    assert pay_from_figures(float("nan"), None, None) is None
    assert [period_of(word) for word in ("Per Year", "HOUR", "/hr", "ANNUALLY", "Per Diem")] == [
        YEAR,
        HOUR,
        HOUR,
        YEAR,
        DAY,
    ]
    assert [period_of(word) for word in ("Bi-weekly", "School Year", "", None, "Fee")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "level", "years"),
    [
        ("High school diploma or GED required", "high school", None),
        ("Bachelor's degree preferred", None, None),
        ("Bachelor's degree required; Master's preferred.", "bachelor", None),
        ("Associate's or bachelor's degree preferred", None, None),
        (
            "High school diploma required, bachelor's degree in business preferred",
            "high school",
            None,
        ),
        ("Bachelor's degree or equivalent experience", "bachelor", None),
        ("Preferred Qualifications:\n* Master's degree\nRequirements:\n* ADN", "associate", None),
        ("Tuition assistance for your bachelor's degree", None, None),
        ("ADN or BSN", "associate", None),
        ("Bachelor's degree is not required", None, None),
        ("No degree required", "none", None),
        ("No diploma, no experience. No resume.", "none", 0.0),
        ("We don't ask for a degree", "none", None),
        (
            "* High school diploma; three years of payroll, public sector ideally",
            "high school",
            None,
        ),
        ("REQUIRED: Bachelor's degree, law degree welcome.", "bachelor", None),
        ("Need: bachelor's, two years in compensation or benefits", "bachelor", None),
        ("Experience: two years, municipal preferred.", None, None),
        ("Experience 6 years on water-cooled equipment", None, 6.0),
        ("PhD in chemistry", "doctor", None),
        ("Master Electrician license", None, None),
        ("Teach at a high school", None, None),
        ("3-5 years of experience", None, 3.0),
        ("Minimum of two (2) years experience", None, 2.0),
        ("6 months of experience", None, 0.5),
        ("No experience necessary", None, 0.0),
        ("Over 50 years of experience serving Ohio", None, None),
        ("We have 10 years of experience", None, None),
        ("5+ years of nursing experience preferred", None, None),
        ("1 year of supervisory experience required, 3 years preferred", None, 1.0),
        ("Must be 18 years of age.", None, None),
        ("2+ years of sales experience, preferably in the UK market", None, 2.0),
        ("One year of experience (ideally as a cook) is required", None, 1.0),
        ("3 years of experience, preferably.", None, None),
        ("3 years of experience preferred, ideally in retail", None, None),
        ("Ideally 3 years of experience in retail", None, None),
        ("Bachelor's degree, preferably in nursing", "bachelor", None),
        ("Bachelor's degree, ideally a master's degree", "bachelor", None),
        ("4 to 8 years working in SRE, DevOps roles", None, 4.0),
        ("At least two years working as a welder", None, 2.0),
        ("2 years of directly working with children", None, 2.0),
        ("6 months working with forklifts required", None, 0.5),
        ("3 years working in a kitchen preferred", None, None),
        ("After 2 years working with us you get a sabbatical", None, None),
        ("After 3 years working in a shop you get more leave", None, None),
        ("We have spent 12 years working with schools", None, None),
        ("With over 20 years working in Ohio, Acme is known for care", None, None),
        ("Maria brings 9 years working as a nurse", None, None),
        ("Over 50 years in business", None, None),
        ("Must be 18 years of age and working in the US", None, None),
        ("You will write a 5-year plan, working with schools", None, None),
        ("There are no specific education requirements for this position.", "none", None),
        ("This position does not have a positive education requirement.", "none", None),
        ("No educational requirement beyond a high school diploma", "high school", None),
        ("There is no substitution of education for experience", None, None),
        ("", None, None),
    ],
)
def test_education_and_experience(text: str, level: str | None, years: float | None) -> None:
    assert (lowest_education(text), lowest_experience(text)) == (level, years)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-05-13", date(2026, 5, 13)),
        ("2026-5-13", date(2026, 5, 13)),
        ("2026-05-13T23:30:00-08:00", date(2026, 5, 13)),
        ("2024-06-06T00:00:00.0000", date(2024, 6, 6)),
        ("2026-05-13T10:00:00Z", date(2026, 5, 13)),
        ("13-May-2026", date(2026, 5, 13)),
        ("May 13, 2026", date(2026, 5, 13)),
        ("5/13/2026", date(2026, 5, 13)),
        ("06-15-26", date(2026, 6, 15)),
        ("Wed, 13 May 2026 23:30:00 -0800", date(2026, 5, 13)),
        ("Posted 3 Days Ago", date(2026, 11, 20)),
        ("yesterday", date(2026, 11, 22)),
        (1778630400, date(2026, 5, 13)),
        (1778630400000, date(2026, 5, 13)),
        ("1778630400", date(2026, 5, 13)),
        (datetime(2026, 5, 13, 4), date(2026, 5, 13)),
        (date(2026, 5, 13), date(2026, 5, 13)),
        ("30+ days ago", None),
        ("May 2026", None),
        ("12", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("1989-12-31", None),
        ("2026-13-45", None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_dates(value: object, found: date | None) -> None:
    assert parse_date(value, now=NOW) == found


def test_titles() -> None:
    assert clean_line("  RN \x00 &amp;\n LPN\u200b ") == "RN & LPN"
    assert len(clean_line("x" * 999) or "") == MAX_TITLE
    assert clean_line(12) == "12"
    assert clean_line(" \n") is None
    assert clean_line(None) is None
    assert clean_line(["a"]) is None


WORDS = st.lists(
    st.sampled_from(
        [
            "$",
            "20",
            "25.50",
            "80k",
            "100,000",
            "-",
            "–",
            "to",
            "per",
            "hour",
            "/hr",
            "year",
            "a",
            "bonus",
            "Remote",
            "TX",
            "Texas",
            ",",
            ";",
            "|",
            "(",
            ")",
            "US",
            "USA",
            "Ontario",
            "CA",
            "New",
            "York",
            "or",
            "2026",
            "May",
            "13",
            "ago",
            "days",
            "bachelor's",
            "degree",
            "years",
            "experience",
            "+",
        ]
    ),
    max_size=14,
).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), WORDS)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_places_never_raise(text: str) -> None:
    for place in parse_location(text).places:
        assert place.state is None or (place.state in STATE_CODES and place.country == "US")
        assert place.state or place.country
    place_from_parts(text, text, text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_pay_never_raises(text: str) -> None:
    for field in (False, True):
        pay = parse_pay(text, field=field)
        if pay is not None:
            assert pay.low or pay.high
            assert pay.low is None or pay.high is None or 0 < pay.low <= pay.high
    pay_from_figures(text, text, period_of(text), currency=text)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_dates_never_raise(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is None or 1990 <= found.year <= 2100


@given(st.one_of(st.integers(), st.floats()))
@settings(deadline=None)
def test_dates_never_raise_on_numbers(number: float) -> None:
    parse_date(number, now=NOW)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_education_never_raises(text: str) -> None:
    level, years = lowest_education(text), lowest_experience(text)
    assert level is None or level in LEVELS
    assert years is None or 0 <= years <= 25


@given(st.text())
def test_titles_never_raise(text: str) -> None:
    clean = clean_line(text)
    assert clean is None or (clean == clean.strip() and "\x00" not in clean)
