"""Sixty postings with every rule of counting in them; ``test_sixty.py`` works the figures out by hand.

Today is 31 March 2026. Source ``one`` is read whole from 1 September 2025, ``two`` from 10 February 2026,
both every night but 10 to 12 March, ``two`` not on 20 March either; ``old`` is an imported archive.
A posting is open unless it says when it closed. A number after "of" names the posting it is one job with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, update

from db import schema as t
from db.demand import count_demand
from db.jobs import merge_jobs
from db.names import posting_id
from db.opt_outs import OptOuts, apply_opt_outs
from db.records import Place, Posting
from tests.db.make import (
    CANADA,
    CLEVELAND,
    HEALTH,
    MANAGEMENT,
    NURSE,
    OHIO,
    TEXAS,
    TODAY,
    Said,
    at,
    mention,
    occupation,
    save,
)

ONE, TWO, OLD = "greenhouse/one", "usajobs/two", "archive/old"
DAYTON = Place(city="Dayton", state="OH", country="US")
STATEWIDE = Place(state="OH", country="US")
DRIVER, CLERK, ELECTRICIAN, COOK = "53-3032", "43-6014", "47-2111", "35-2014"
TRANSPORT, BUILDING = "Supply Chain & Transportation", "Construction"
FOOD = "Hospitality, Events, & Tourism"
CLUSTERS = {
    NURSE: HEALTH, DRIVER: TRANSPORT, CLERK: MANAGEMENT, ELECTRICIAN: BUILDING, COOK: FOOD, None: None,
}  # fmt: skip
TITLES = {
    NURSE: "Registered Nurse", DRIVER: "Truck Driver", CLERK: "Office Assistant",
    ELECTRICIAN: "Electrician", COOK: "Cook", None: "Team Member",
}  # fmt: skip
ACME, BEST, CITY, DELTA = "Acme Health, Inc.", "Best Care", "City Hospital", "Delta Nursing"
FREIGHT, ECHO, FOXTROT, GRILL = "Delta Freight LLC", "Echo Offices", "Foxtrot Electric", "Golden Grill"  # fmt: skip
HILLTOP, QUIET = "Hilltop Center", "Quiet Clinic"

WORDS = "RN / R.N. / LPN / BLS / B.L.S. / CDL / C-A / C-B / MOS / SERVSAFE / ELEC / OSHA"
_VERBS = "Check Clean Order Move Count Repair Teach Measure Carry Draw".split()
_THINGS = "rooms orders machines books pupils patients trucks accounts gardens kitchens".split()
_WHEN = ("each morning", "twice a day", "before noon", "with a colleague", "after every shift", "when asked",
         "in the annex", "by the list", "without delay", "for the families")  # fmt: skip
_NAMES = ("Oak", "Elm", "Ash", "Fir", "Yew", "Bay", "Tea")


def long(name: str, more: str = "") -> str:
    """A long text of its own for each name, which a repost shares."""
    k = _NAMES.index(name)
    body = "\n".join(
        f"{verb} the {_THINGS[(n + k) % 10]} {_WHEN[(n * 3 + k) % 10]}."
        for n, verb in enumerate(_VERBS[k:] + _VERBS[:k])
    )
    return f"Our house is called {name}.\n{body}\n{more}\nAsked for: {WORDS}."


@dataclass(frozen=True)
class Row:
    """A posting of the sixty, and what was read in it."""

    number: int
    source: str
    employer: str | None
    places: tuple[Place, ...]
    day: str
    soc: str | None
    said: tuple[Said, ...]
    closed: str | None = None
    text: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def posting(self) -> Posting:
        """As the store takes it."""
        return Posting(
            source=self.source,
            external_id=str(self.number),
            title=TITLES[self.soc],
            text=self.text or f"Opening {self.number}. Asked for: {WORDS}.",
            url=f"https://boards.example/{self.number}",
            employer=self.employer,
            location=None,
            places=self.places,
            **self.fields,
        )


def _rn(requirement: str = "required", alternatives: int | None = None) -> Said:
    return Said("RN", "rn", requirement, alternatives)


RN = (_rn(),)
COLUMBUS, AUSTIN = (OHIO,), (TEXAS,)
ENTRY = {"education": "high school", "experience_years": 1.0}

ROWS = (
    # One job or several
    Row(1, ONE, ACME, COLUMBUS, "2026-01-10", NURSE, RN, closed="2026-02-20", text=long("Oak")),
    Row(2, ONE, "ACME Health System", COLUMBUS, "2026-02-25", NURSE, RN, text=long("Oak")),  # of 1
    Row(3, ONE, ACME, COLUMBUS, "2025-12-01", NURSE, RN, text=long("Elm")),
    Row(4, ONE, ACME, COLUMBUS, "2026-02-15", NURSE, RN, text=long("Elm")),  # 76 days after 3
    Row(5, ONE, BEST, COLUMBUS, "2026-02-03", NURSE, RN, text=long("Ash")),
    Row(6, ONE, BEST, (CLEVELAND,), "2026-02-03", NURSE, RN, text=long("Ash")),  # another city
    Row(7, ONE, BEST, COLUMBUS, "2026-02-05", NURSE, (_rn("preferred"),), text=long("Fir", "$30 an hour."),
        fields={"pay_low": 30.0, "pay_period": "hour"}),
    Row(8, TWO, "Best Care LLC", COLUMBUS, "2026-03-01", NURSE, RN,  # of 7: new pay, one sentence more
        text=long("Fir", "$34 an hour. Write to us until Friday."), fields={"pay_low": 34.0, "pay_period": "hour"}),
    Row(9, ONE, CITY, COLUMBUS, "2026-02-06", NURSE, (_rn("preferred"),), text=long("Yew", "Department: ICU")),
    Row(10, ONE, CITY, COLUMBUS, "2026-02-06", NURSE, RN, text=long("Yew", "Department: Surgery")),  # a template
    Row(11, ONE, CITY, (DAYTON,), "2026-02-08", NURSE, RN, text=long("Bay")),
    Row(12, TWO, None, (DAYTON,), "2026-02-12", NURSE, RN, text=long("Bay")),  # of 11: nobody named
    Row(13, ONE, "Kelly Services", COLUMBUS, "2026-02-08", NURSE, RN, text=long("Tea")),  # a staffing firm
    Row(14, ONE, ACME, COLUMBUS, "2026-02-09", NURSE, RN, text=long("Tea")),  # another employer
    Row(15, TWO, "Indeed", COLUMBUS, "2026-02-10", NURSE, RN),  # a board names nobody; left-censored
    # Asked for or not, with or without an alternative
    Row(16, ONE, CITY, COLUMBUS, "2026-02-11", NURSE, (_rn("mentioned"), Said("R.N.", "rn"))),
    Row(17, ONE, CITY, COLUMBUS, "2026-02-12", NURSE, (_rn("after_hire"),)),
    Row(18, ONE, CITY, COLUMBUS, "2026-02-13", NURSE, (_rn("mentioned"),)),
    Row(19, ONE, CITY, COLUMBUS, "2026-02-14", NURSE, (_rn("not_required"),)),
    Row(20, ONE, CITY, COLUMBUS, "2026-02-15", NURSE,
        (_rn(alternatives=1), Said("LPN", "lpn", alternatives=1))),
    Row(21, ONE, CITY, COLUMBUS, "2026-02-16", NURSE,
        (_rn(alternatives=1), Said("LPN", "lpn", alternatives=1), Said("R.N.", "rn"))),
    Row(22, ONE, CITY, COLUMBUS, "2026-02-17", NURSE, (Said("LPN", "lpn", "preferred"), Said("BLS", "bls"))),
    Row(23, ONE, CITY, COLUMBUS, "2026-02-18", NURSE,
        (Said("BLS", "bls", "after_hire"), Said("B.L.S.", "bls", "preferred"))),
    Row(24, ONE, CITY, COLUMBUS, "2026-02-19", NURSE, (_rn(alternatives=1),)),  # RN or equivalent
    # Places and times
    Row(25, ONE, BEST, (OHIO, TEXAS), "2026-03-02", NURSE, RN),
    Row(26, ONE, BEST, COLUMBUS, "2026-03-03", NURSE, RN, fields={"remote": True}),
    Row(27, ONE, BEST, (CANADA,), "2026-03-04", NURSE, RN),
    Row(28, ONE, BEST, (), "2026-03-05", NURSE, RN),
    Row(29, TWO, BEST, AUSTIN, "2026-02-10", NURSE, RN),  # left-censored
    Row(30, TWO, BEST, AUSTIN, "2026-02-20", NURSE, RN,
        fields={"posted_on": date(2026, 1, 15), "posted_is_first": True}),
    Row(31, TWO, BEST, AUSTIN, "2026-02-21", NURSE, RN,
        fields={"posted_on": date(2026, 1, 16), "posted_is_first": False}),
    Row(32, OLD, DELTA, AUSTIN, "2026-01-01", NURSE, RN,
        fields={"posted_on": date(2025, 5, 10), "posted_is_first": True}),
    Row(33, OLD, DELTA, AUSTIN, "2026-01-01", NURSE, RN,
        fields={"posted_on": date(2025, 3, 20), "posted_is_first": True}),
    Row(34, ONE, BEST, AUSTIN, "2026-03-06", NURSE, RN, closed="2026-03-20"),
    Row(35, ONE, BEST, AUSTIN, "2026-01-05", NURSE, RN, closed="2026-02-02"),
    # A family, the law, the level, pay
    Row(36, ONE, FREIGHT, COLUMBUS, "2026-01-12", DRIVER, (Said("CDL", "cdl"),),
        fields={"pay_low": 4000.0, "pay_period": "month"}),
    Row(37, ONE, FREIGHT, COLUMBUS, "2026-01-13", DRIVER, (Said("C-A", "cdl-a"),)),
    Row(38, ONE, FREIGHT, COLUMBUS, "2026-02-14", DRIVER,
        (Said("C-A", "cdl-a", "preferred", 1), Said("C-B", "cdl-b", "preferred", 1))),
    Row(39, ONE, FREIGHT, COLUMBUS, "2026-03-15", DRIVER, (Said("CDL", "cdl"), Said("C-A", "cdl-a"))),
    Row(40, ONE, FREIGHT, COLUMBUS, "2026-03-16", DRIVER, ()),
    Row(41, ONE, FREIGHT, AUSTIN, "2026-03-17", DRIVER, (Said("C-B", "cdl-b", "after_hire"),)),
    Row(42, ONE, FREIGHT, COLUMBUS, "2026-03-18", DRIVER, (Said("CDL", "cdl"),),
        fields=ENTRY | {"pay_low": 25.0, "pay_period": "hour"}),
    Row(43, ONE, FREIGHT, COLUMBUS, "2026-03-19", DRIVER, (Said("CDL", "cdl"),),
        fields={"education": "high school", "experience_years": 5.0, "pay_low": 60_000.0,
                "pay_high": 80_000.0, "pay_period": "year"}),
    Row(44, ONE, FREIGHT, COLUMBUS, "2026-03-20", DRIVER, (Said("CDL", "cdl"),),
        fields={"experience_years": 1.0, "pay_low": 5.0, "pay_period": "year"}),
    # Software
    Row(45, ONE, ECHO, COLUMBUS, "2026-02-20", CLERK, (Said("MOS", "mos-excel", "preferred"),),
        text=f"Opening 45. You know MS Excel well. {WORDS}.", fields=ENTRY),
    Row(46, ONE, ECHO, COLUMBUS, "2026-02-21", CLERK, (), text="Opening 46. You know MS Excel well.", fields=ENTRY),
    Row(47, ONE, ECHO, COLUMBUS, "2026-02-22", CLERK, (), text="Opening 47. You know MS Excel well.",
        fields={"education": "bachelor", "experience_years": 1.0}),
    Row(48, ONE, ECHO, COLUMBUS, "2026-02-23", CLERK, (), text="Opening 48. You know MS Excel well."),
    # A law of some states; what is asked for in all fields
    Row(49, ONE, FOXTROT, COLUMBUS, "2026-03-01", ELECTRICIAN, (Said("ELEC", "electrician-license"), Said("OSHA", "osha-10"))),
    Row(50, ONE, FOXTROT, AUSTIN, "2026-03-02", ELECTRICIAN, ()),
    Row(51, ONE, FOXTROT, AUSTIN, "2026-03-03", ELECTRICIAN, (Said("OSHA", "osha-10", "preferred"),)),
    # One employer alone
    Row(52, ONE, GRILL, COLUMBUS, "2026-03-05", COOK, (Said("SERVSAFE", "servsafe"),)),
    Row(53, ONE, GRILL, COLUMBUS, "2026-03-06", COOK, (Said("SERVSAFE", "servsafe", "preferred"),)),
    Row(54, ONE, GRILL, COLUMBUS, "2026-03-07", COOK, ()),
    # Occupation not known
    Row(55, ONE, HILLTOP, COLUMBUS, "2026-03-08", None, (Said("OSHA", "osha-10"),)),
    Row(56, ONE, HILLTOP, (CLEVELAND,), "2026-03-09", None, (Said("BLS", "bls"),)),
    # Who asked not to be read; a place that is a state; the last one is of tomorrow's tomorrow
    Row(57, ONE, QUIET, COLUMBUS, "2026-03-10", NURSE, RN),
    Row(58, ONE, ACME, (STATEWIDE,), "2026-03-11", NURSE, RN),
    Row(59, ONE, ACME, COLUMBUS, "2026-03-12", NURSE, RN),
    Row(60, ONE, ACME, COLUMBUS, "2026-04-02", NURSE, RN),
)  # fmt: skip

FAMILIES = {"cdl-a": "cdl", "cdl-b": "cdl"}
SOFTWARE = {"mos-excel": "Microsoft Excel"}
IDS = ("rn", "lpn", "bls", "cdl", "cdl-a", "cdl-b", "mos-excel", "servsafe", "electrician-license", "osha-10")  # fmt: skip
MISSED = {date(2026, 3, day) for day in (10, 11, 12)}


def open_sixty(engine: Engine) -> None:
    """Puts the sixty into the database as crawls of seven months would have, and counts them."""
    with engine.begin() as connection:
        connection.execute(
            insert(t.credentials),
            [
                {
                    "id": each, "name": f"Name of {each}", "type": "license", "category": "license",
                    "parent": FAMILIES.get(each), "software": SOFTWARE.get(each), "entry_level": False,
                    "taxonomy_version": "1",
                }
                for each in IDS
            ],
        )  # fmt: skip
    for row in ROWS:
        posting = row.posting
        save(engine, row.day, posting, observed=row.source != OLD)
        if row.said:
            mention(engine, posting, *row.said)
        occupation(engine, posting, row.soc, CLUSTERS[row.soc])
    with engine.begin() as connection:
        for row in ROWS:
            if row.closed:
                connection.execute(
                    update(t.postings)
                    .where(t.postings.c.id == posting_id(row.source, str(row.number)))
                    .values(closed_on=date.fromisoformat(row.closed))
                )
        for source, first in ((ONE, date(2025, 9, 1)), (TWO, date(2026, 2, 10))):
            connection.execute(
                update(t.sources)
                .where(t.sources.c.key == source)
                .values(first_whole_crawl=at(first.isoformat()))
            )
            nights = (first + timedelta(days=n) for n in range((TODAY - first).days + 1))
            connection.execute(
                insert(t.crawls),
                [
                    {
                        "source": source, "status": "ok", "whole": True, "errors": {}, "pages": 1,
                        "started": at(night.isoformat()), "postings_seen": 0, "postings_new": 0,
                        "postings_changed": 0, "postings_closed": 0,
                    }
                    for night in nights
                    if night not in MISSED and (source, night) != (TWO, date(2026, 3, 20))
                ],
            )  # fmt: skip
    apply_opt_outs(engine, OptOuts(employers=frozenset({"quiet clinic"})), datetime(2026, 3, 31))
    merge_jobs(engine, TODAY)
    count_demand(engine, TODAY)
