"""One normal form for names and texts."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import taxonomy.normalize
from taxonomy.normalize import is_acronym, normalize

TEXTS = st.text() | st.lists(
    st.sampled_from(
        ["licence", "LICENCE", "Licence", "A+", "C#", "A&P", "_", "'", "\u2019", "-", " ", "x"]
    )
).map("".join)


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(taxonomy.normalize).failed == 0


@given(TEXTS)
def test_the_normal_form_is_its_own(name: str) -> None:
    assert normalize(normalize(name)) == normalize(name)


@given(TEXTS)
def test_words_are_parted_by_single_spaces(name: str) -> None:
    form = normalize(name)
    assert form == " ".join(form.split())
    assert "_" not in form


@given(TEXTS, st.sampled_from([" ", "  ", "-", "/", " – ", "\u00a0", "\n", "_"]))
def test_what_stands_between_words_does_not_matter(name: str, between: str) -> None:
    assert normalize(f"Class{between}A {name}") == normalize(f"class a {name}")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("CompTIA A+", "comptia a+"),
        ("C#", "c#"),
        ("A&P Mechanic", "a&p mechanic"),
        ("Driver\u2019s License", "drivers license"),
        ("DRIVER'S LICENCE", "drivers license"),
        ("Licence", "license"),
        ("CDL/A", "cdl a"),
        ("  (RN)  ", "rn"),
        ("snake_case__name", "snake case name"),
        ("Técnico", "técnico"),
        ("", ""),
        ("—", ""),
    ],
)
def test_names(name: str, form: str) -> None:
    assert normalize(name) == form


@pytest.mark.parametrize("form", ["CPR", "A+", "RN", "NATE", "CDL-A", "C#", "PTCB1"])
def test_acronyms(form: str) -> None:
    assert is_acronym(form)


@pytest.mark.parametrize("form", ["CompTIA", "A", "", "CDL A", "OSHA-10", "rn", "10", "1+2"])
def test_what_is_no_acronym(form: str) -> None:
    assert not is_acronym(form)
