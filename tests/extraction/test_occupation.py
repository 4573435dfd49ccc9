"""Titles as employers write them, to SOC codes and Career Clusters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.pipeline import Extractor

HEALTH = "Healthcare & Human Services"
TRANSPORT = "Supply Chain & Transportation"

TITLES = [
    ("Registered Nurse", "29-1141", HEALTH),
    ("RN - Night Shift - $5k Sign-On Bonus", "29-1141", HEALTH),
    ("Registered Nurse (RN), Med/Surg - Full Time Days", "29-1141", HEALTH),
    ("Licensed Practical Nurse - LPN", "29-2061", HEALTH),
    ("Sr. Staff Accountant (Remote)", "13-2011", "Financial Services"),
    ("Accountant II", "13-2011", "Financial Services"),
    ("CDL A Driver in Columbus, OH", "53-3032", TRANSPORT),
    ("NOW HIRING!! Class A CDL Truck Driver - Home Daily", "53-3032", TRANSPORT),
    ("Journeyman Electrician [Req #20417]", "47-2111", "Construction"),
    ("Electricians", "47-2111", "Construction"),
    ("welder - 2nd shift", "51-4121", "Advanced Manufacturing"),
    ("HVAC Technician | $28-$34/hr", "49-9021", None),
    ("Line Cook, Part-Time", "35-2014", "Hospitality, Events, & Tourism"),
    ("Cybersecurity Analyst", "15-1212", "Digital Technology"),
    ("Paramedic (Per Diem)", "29-2043", None),
    ("Engineer II - Civil", "17-2051", "Construction"),
    ("Technician (HVAC service)", "49-9021", None),
    ("Nurse, Registered", "29-1141", HEALTH),
    ("Administrative Assistant - $/hr", "43-6014", None),
    ("IT Project Specialist (Oracle Database Administrator)", "15-1242", "Digital Technology"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "soc", "cluster"), TITLES)
def test_titles_with_noise(extractor: Extractor, title: str, soc: str, cluster: str | None) -> None:
    got, confidence = extractor.occupations.soc(title)
    assert got == soc
    assert 0.5 <= confidence <= 1.0
    if cluster:
        assert extractor.taxonomy.occupations[soc].career_clusters[0] == cluster


@pytest.mark.parametrize(
    "title",
    [None, "", "   ", "!!!", "$5k bonus", "Now Hiring", "Full Time - Days", "Vibe Alchemist", "12345", "\x00", "😀",
     "Join our talent community", "Senior", "(Remote)", "Instrumentation Specialist I"],
)  # fmt: skip
def test_an_unknown_title_is_said_to_be_unknown(extractor: Extractor, title: str | None) -> None:
    assert extractor.occupations.soc(title) == (None, 0.0)


def test_an_unknown_occupation_has_no_career_cluster(extractor: Extractor) -> None:
    assert extractor.clusters.choose(None, 0.0, None, []) == (None, 0.0)
    assert extractor.clusters.choose("99-9999", 1.0, None, []) == (None, 0.0)
    reading = extractor.read("CPR required", "Vibe Alchemist")
    assert (reading.soc, reading.career_cluster, reading.career_cluster_confidence) == (
        None,
        None,
        0.0,
    )


def test_the_job_decides_not_the_employers_industry(extractor: Extractor) -> None:
    text = "Our hospital has 400 beds. You keep its books and close each month with the nurses' managers."
    assert extractor.read(text, "Staff Accountant").career_cluster == "Financial Services"
    text = "Our school district has nine buildings."
    assert extractor.read(text, "School Nurse").career_cluster == HEALTH


def test_confidence_is_higher_for_a_whole_title(extractor: Extractor) -> None:
    _, whole = extractor.occupations.soc("Registered Nurse")
    _, inside = extractor.occupations.soc("Wound and Ostomy Registered Nurse Navigator")
    assert 0.5 <= inside < whole


def test_a_near_title_of_which_one_word_is_left_is_none(extractor: Extractor) -> None:
    assert extractor.occupations.soc("First Officer")[0] == "53-2011"
    assert extractor.occupations.soc("Zonal Officer") == (None, 0.0)


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_title_is_judged(extractor: Extractor, title: str) -> None:
    soc, confidence = extractor.occupations.soc(title)
    assert (soc is None) == (confidence == 0.0)
    assert soc is None or soc in extractor.taxonomy.occupations
