"""CIP codes as spreadsheets write them, and their Career Clusters."""

from __future__ import annotations

import doctest

import pytest

import taxonomy.cip
from taxonomy.cip import cip_codes, clusters_of_cip
from taxonomy.load import DATA, load, rows


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(taxonomy.cip).failed == 0


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("46.0302", ["46.0302"]),
        ("1.0101", ["01.0101"]),  # a spreadsheet took it for a number
        ("51.38", ["51.38"]),
        ("12.050", ["12.0500"]),
        ("460302.", ["46.0302"]),
        ("46", ["46"]),
        ("46.0302; 46.0303 / 46.0302", ["46.0302", "46.0303"]),
        ("Electrician (46.0302)", ["46.0302"]),
        ("", []),
        ("12/31/2025", []),
        ("3.5.1", []),
        ("n/a", []),
    ],
)
def test_codes_in_a_cell(cell: str, codes: list[str]) -> None:
    assert cip_codes(cell) == codes


def test_a_code_has_the_clusters_of_the_crosswalk() -> None:
    assert clusters_of_cip("01.0101") == ("Agriculture", "Education")
    assert clusters_of_cip("99.0000") == ()


def test_a_shorter_code_has_the_clusters_of_most_codes_under_it() -> None:
    assert "Healthcare & Human Services" in clusters_of_cip("51.38")
    assert clusters_of_cip("46.0300") == clusters_of_cip("46.03") != ()


def test_the_crosswalk_names_clusters_of_2024_only() -> None:
    table = [row for _, row in rows(DATA / "cip_to_cluster.csv", ("cip", "career_clusters"))]
    assert len({row["cip"] for row in table}) == len(table) > 1900
    named = {name for row in table for name in row["career_clusters"].split(";")}
    assert named <= set(load().career_clusters)
