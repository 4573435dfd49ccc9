"""Copies of the shipped data, whole or in part, for tests to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from taxonomy.load import COLUMNS, DATA

# A sound taxonomy of three credentials; what the tests break.
SMALL = {
    "credentials.csv": [
        "cdl,Commercial Driver's License,license,license,,,,,53-3032,Supply Chain & Transportation,,,,yes,,49 CFR 383,",
        "cdl-class-a,Commercial Driver's License Class A,license,license,,cdl,Class A,OH;TX,53-3032,Supply Chain & Transportation,,,,yes,,49 CFR 383,",
        'comptia-a-plus,CompTIA A+,certification,certification,comptia,,,,15-1232,Digital Technology,IT Support & Services,,,yes,,comptia.org,"In two exams, both needed"',
        "rn,Registered Nurse,license,license,,,,,29-1141,Healthcare & Human Services,,,,no,,state boards,",
    ],
    "aliases.csv": [
        "cdl,CDL,acronym,,,",
        "cdl-class-a,CDL A,variant,,,",
        "cdl-class-a,CDL Class A,variant,,,",
        "comptia-a-plus,A+,acronym,yes,,comptia;help desk",
        "rn,RN,acronym,,yes,",
    ],
    "issuers.csv": ["comptia,CompTIA,,comptia.org"],
    "soc.csv": [
        "15-1232,Computer User Support Specialists,,,3,700000,Digital Technology,IT Support & Services,Information Technology",
        "29-1141,Registered Nurses,,,3,3300000,Healthcare & Human Services,,Health Science",
        "31-1120,Home Health and Personal Care Aides,,yes,,3900000,Healthcare & Human Services,,Health Science",
        "31-1121,Home Health Aides,31-1120,,2,,Healthcare & Human Services,,Health Science",
        '53-3032,Heavy and Tractor-Trailer Truck Drivers,,,2,2100000,Supply Chain & Transportation,,"Transportation, Distribution & Logistics"',
    ],
    "career_clusters.csv": [
        "Digital Technology,Connecting & Supporting Success,IT Support & Services;Web & Cloud",
        "Healthcare & Human Services,Caring for Communities,Physical Health",
        "Supply Chain & Transportation,Building & Moving,Ground & Rail Transportation",
    ],
    "career_clusters_2002.csv": [
        "Health Science,Therapeutic Services,Healthcare & Human Services",
        "Information Technology,Network Systems,Digital Technology",
        '"Transportation, Distribution & Logistics",Transportation Operations,Supply Chain & Transportation',
    ],
    "titles.csv": ["registered nurse,29-1141", "truck driver,53-3032"],
}
Change = Callable[[str, str, str], None]


def write_small(directory: Path) -> Path:
    """Writes the small taxonomy into a directory."""
    for name, lines in SMALL.items():
        text = "\n".join([",".join(COLUMNS[name]), *lines, ""])
        (directory / name).write_text(text, "utf-8")
    (directory / "version.txt").write_text("9.9.9\n", "utf-8")
    return directory


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A directory with the small taxonomy, sound and sorted."""
    return write_small(tmp_path)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data that ships with Sought."""
    target = tmp_path / "data"
    shutil.copytree(DATA, target)
    return target


def replace_in(directory: Path, file: str, old: str, new: str) -> None:
    """Replaces the one place where ``old`` stands in a file."""
    path = directory / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")
