"""What a name on a list means, and what a careful person would leave open."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import taxonomy.index
from taxonomy.resolve import resolve, resolve_rows
from taxonomy.resolver import STATUSES, is_family
from taxonomy.statelist import Listed
from tests.taxonomy.lists import LISTS


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(taxonomy.index).failed == 0


@pytest.mark.parametrize(
    ("listed", "status", "own"),
    [
        ("Certified Brick Finisher", "exact", "bricks"),
        ("CERTIFIED BRICK FINISHER®", "exact", "bricks"),
        ("107-B: Certified Brick Finisher", "exact", "bricks"),
        ("12. Certified Brick Finisher", "exact", "bricks"),
        ("CBF", "alias", "bricks"),
        ("Certified Brick Finisher (CBF)", "alias", "bricks"),
        ("Brick Finisher Certification", "alias", "bricks"),
        ("Kiln Operator License", "exact", "kiln"),
        ("Nevada Kiln Operator License", "alias", "kiln"),
        ("Certifed Brick Finnisher", "close", "bricks"),
        ("Certified Brick Finisher exam prep", "close", "bricks"),
        ("Certified Brick Finisher (countywide)", "close", "bricks"),
        ("Glazeworks Certification (Matte+)", "alias", "glaze-plus"),
        ("NEA Certified Brick Finisher", "close", "bricks"),
        ("Certified Brick Finisher (104-17 and 104-18)", "alias", "bricks"),
        ("Certified Brick Finisher 2019", "alias", "bricks"),
        ("Certified Brick Finisher (see page 4)", "exact", "bricks"),
        ("Kiln Operator", "close", "kiln"),  # the occupation that is licensed
        ("Glazeworks Matte+", "exact", "glaze-plus"),
        ("Stone Craft Masonry Level Two", "alias", "mason-2"),
        ("Level II Stone Craft Masonry", "alias", "mason-2"),
        ("Masonry 1", "alias", "mason-1"),
        ("Masonry One", "alias", "mason-1"),
        ("Basics", "close", "mason-1"),
        ("Setter Card", "alias", "new"),
        ("CBA (National Example Association)", "alias", "cba-brick"),
    ],
)
def test_one_credential_is_meant(listed: str, status: str, own: str) -> None:
    found = resolve(LISTS, listed)
    assert found.credential is not None, found
    assert (found.status, found.credential.id) == (status, own)
    assert found.candidates == (found.credential,)
    assert found.reason
    assert 70 <= found.score <= 100
    assert (found.score == 100) == (found.status == "exact" or "another form" in found.reason)


@pytest.mark.parametrize(
    ("listed", "candidates"),
    [
        ("CBA", {"cba-brick", "cba-beam"}),
        ("Glazeworks Certification", {"glaze", "glaze-plus", "glaze-gloss"}),
        ("Glazeworks Certification (Matte+, Gloss+)", {"glaze-plus", "glaze-gloss"}),
        ("Glazeworks Matte+, Gloss+", {"glaze-plus", "glaze-gloss"}),
        ("Glazeworks Certification (Matte+, Satin+)", {"glaze-plus"}),
        ("Stone Craft Masonry Level 1 & 2", {"mason-1", "mason-2"}),
        ("Stone Craft Masonry Level 1/2", {"mason-1", "mason-2"}),
        ("Certified Brick Finisher, Kiln Operator License", {"bricks", "kiln"}),
        ("Kiln Supervisor License", {"kiln-oh", "kiln-tx"}),
        ("Certified Brick Finisher fundamentals", {"bricks"}),
        ("Brick Finisher License", {"bricks"}),  # we know it as a certification
        ("Brick Finisher certifications", {"bricks"}),
        ("Glazeworks", {"glaze", "glaze-plus", "glaze-gloss"}),
    ],
)
def test_what_a_person_has_to_choose_is_left_open(listed: str, candidates: set[str]) -> None:
    found = resolve(LISTS, listed)
    assert found.status == "ambiguous", found
    assert found.credential is None
    assert {each.id for each in found.candidates} == candidates
    assert found.reason


@pytest.mark.parametrize(
    "listed",
    [
        "Brick Polisher Certification",
        "Stone Craft Masonry Level 3",
        "Certified Brick Finisher Level 2",
        "Underwater Basket Weaver",
        "cGmP",  # not the acronym of the mortar planners
    ],
)
def test_what_the_taxonomy_lacks_is_never_taken_for_something_near(listed: str) -> None:
    found = resolve(LISTS, listed)
    assert found.credential is None
    assert found.status in ("none", "ambiguous")


@pytest.mark.parametrize(
    "listed",
    [
        "Associate of Applied Science Degree",
        "Bachelor's degree in ceramics",
        "Advanced kiln lab skills",
        "Foundational glazing competencies",
        "Industry credentials",
        "State approved certifications",
        "Notes: see the guide of the department",
        "Construction",
        "Arts, Entertainment, & Design",
        "17",
        "—",
        "This list must be approved by the board before any school may offer what stands on it",
    ],
)
def test_degrees_skills_headings_and_notes_are_told(listed: str) -> None:
    found = resolve(LISTS, listed)
    assert found.status == "not_a_credential", found
    assert found.credential is None


def test_the_lists_state_is_preferred_and_others_are_not_taken() -> None:
    for listed, state in (("Kiln Supervisor License", "OH"), ("Ohio Kiln Supervisor", None)):
        found = resolve(LISTS, listed, state)
        assert found.credential is not None, found
        assert found.credential.id == "kiln-oh"
    foreign = resolve(LISTS, "Texas Kiln Supervisor License", "OH")
    assert foreign.credential is not None  # the name says which state
    only = resolve(LISTS, "Kiln Supervisor License", "NV")
    assert only.credential is None
    assert only.status == "ambiguous"


def test_a_phrase_that_often_means_something_else_is_left_open_unless_lists_mean_it() -> None:
    doubted = resolve(LISTS, "Sand & Gravel")
    assert (doubted.status, doubted.candidates[0].id) == ("ambiguous", "gravel")
    for sure in ("Gravel", "Sand and Gravel (Quarry)"):
        found = resolve(LISTS, sure)
        assert found.credential is not None, sure
        assert found.credential.id == "gravel"


def test_a_family_is_told_from_a_credential_that_has_levels() -> None:
    assert is_family(LISTS, LISTS.credentials["glaze"])
    assert not is_family(LISTS, LISTS.credentials["glaze-plus"])


@given(st.text(max_size=80))
def test_any_text_has_a_status_and_a_credential_only_where_one_is_meant(text: str) -> None:
    found = resolve(LISTS, text)
    assert found.status in STATUSES
    assert (found.credential is not None) == (found.status in ("exact", "alias", "close"))
    assert 0 <= found.score <= 100


def listed(row: int, name: str, **cells: str) -> Listed:
    return Listed("", row, "", name, {"credential": name, **cells})


def test_every_row_comes_back_also_headings_and_repeats() -> None:
    rows = [
        listed(2, "Certified Brick Finisher", code="1"),
        listed(3, "Ceramics of the coast", code=""),
        listed(4, "", code="see below"),
        listed(5, "Underwater Basket Weaver", code="2"),
        listed(6, "CBF", code="3"),
        listed(7, "Kiln Operator License", code="4"),
    ]
    statuses = {each.row: found.status for each, found in resolve_rows(LISTS, rows)}
    assert statuses == {
        2: "exact",
        3: "not_a_credential",  # alone in its row where others have a code
        4: "not_a_credential",
        5: "none",
        6: "alias",
        7: "exact",
    }
