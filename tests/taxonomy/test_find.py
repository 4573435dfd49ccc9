"""A name as a person types it: exact, alias, misspelled, and never another level."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest

from taxonomy.find import NEAR, SURE, choose, find
from taxonomy.load import load
from taxonomy.model import Alias

WHOLE = load()
# The families that the tests ask for, with all their aliases: near names are sought in fewer.
SOME = replace(
    WHOLE,
    credentials={
        own: credential
        for own, credential in WHOLE.credentials.items()
        if own.startswith(("osha", "cdl", "rn", "comptia", "certified"))
    },
)
# Three credentials by their official names alone, so that no alias decides.
BARE = replace(
    WHOLE,
    credentials={
        own: replace(WHOLE.credentials[own], aliases=())
        for own in ("rn", "cdl-class-a", "comptia-a-plus")
    },
)


def ids(name: str) -> list[str]:
    return [found.credential.id for found in find(SOME, name)]


@pytest.mark.parametrize("own", ["rn", "cdl-class-a", "comptia-a-plus"])
@pytest.mark.parametrize("change", [str, str.upper, lambda name: f"  {name} "])
def test_the_id_and_the_official_name_are_exact(own: str, change: type[str]) -> None:
    for name in (own, WHOLE.credentials[own].name):
        (found,) = find(WHOLE, change(name))
        assert (found.credential.id, found.status, found.score) == (own, "exact", 100.0)
        assert choose([found]) == found


def test_an_apostrophe_of_any_kind_is_the_same() -> None:
    straight = WHOLE.credentials["cdl-class-a"].name
    assert "'" in straight
    for name in (straight.replace("'", "\u2019"), straight.replace("'", "")):
        assert [(f.credential.id, f.status) for f in find(WHOLE, name)] == [
            ("cdl-class-a", "exact")
        ]


@pytest.mark.parametrize(("name", "own"), [("RN", "rn"), ("CDL Class A", "cdl-class-a")])
def test_an_alias_is_found(name: str, own: str) -> None:
    found = find(WHOLE, name)
    assert found[0].credential.id == own
    assert found[0].status in ("exact", "alias")


def test_all_that_share_an_alias_are_given_and_a_person_has_to_choose() -> None:
    shared = Alias("Shared Form", "variant", ambiguous=True, context=("x",))
    both = {
        own: replace(WHOLE.credentials[own], aliases=(shared,)) for own in ("rn", "cdl-class-a")
    }
    found = find(replace(WHOLE, credentials=both), "shared form")
    assert {(each.credential.id, each.status) for each in found} == {
        ("rn", "alias"),
        ("cdl-class-a", "alias"),
    }
    assert choose(found) is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Registerd Nurse", "rn"),
        ("Nurse, Registered", "rn"),
        ("Comercial Drivers Licence Class A", "cdl-class-a"),
        ("ComTIA A+", "comptia-a-plus"),
    ],
)
def test_a_misspelled_name_is_near(name: str, own: str) -> None:
    (found,) = find(BARE, name)
    assert (found.credential.id, found.status) == (own, "close")
    assert own in ids(name)


def test_the_nearest_alone_is_taken_without_asking() -> None:
    found = find(BARE, "Registerd Nurse")
    assert found[0].status == "close"
    chosen = choose(found)
    assert chosen is not None
    assert chosen.credential.id == "rn"


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("OSHA 10", "osha-30"),
        ("OSHA10", "osha-30"),
        ("OSHA 10 hour", "osha-30"),
        ("OSHA 10 Hour Construction", "osha-30"),
        ("Oshaa 10", "osha-30"),
        ("OSHA 30", "osha-10"),
        ("CDL B", "cdl-class-a"),
        ("CDL-B", "cdl-class-a"),
        ("CDL Class B", "cdl-class-a"),
        ("Commercal Driver License Class B", "cdl-class-a"),
        ("Class B Comercial Drivers Licens", "cdl-class-a"),
        ("CDL Class A", "cdl-class-b"),
        ("Class A comercial drivers licens", "cdl-class-b"),
        ("Comptia B+", "comptia-a-plus"),
    ],
)
def test_a_level_is_never_fuzzy(name: str, never: str) -> None:
    assert never not in ids(name)
    assert never not in [found.credential.id for found in find(BARE, name)]


@pytest.mark.parametrize(
    "name", ["", "   ", "zqxjkvw", "a name that nothing in the world goes by 77"]
)
def test_what_is_near_nothing_finds_nothing(name: str) -> None:
    assert find(SOME, name) == []
    assert choose([]) is None


def test_scores_fall_and_are_within_bounds() -> None:
    found = find(SOME, "Certified Medical Asistant")
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(NEAR <= score < 100 for score in scores)
    assert len({each.credential.id for each in found}) == len(found) <= 5


def test_no_more_than_asked_for() -> None:
    assert len(find(SOME, "Certified Medical Asistant", limit=2)) <= 2


def test_the_letter_of_a_class_is_no_article() -> None:
    names = [
        replace(WHOLE.credentials["rn"], id=x, name=f"Kiln Permit Class {x}", aliases=())
        for x in "AB"
    ]
    both = replace(WHOLE, credentials={each.id: each for each in names})
    assert [each.credential.id for each in find(both, "Class A Kiln Permit")] == ["A"]
    assert choose(find(both, "Class Kiln Permit")) is None


def test_two_that_are_equally_near_are_left_to_a_person() -> None:
    found = find(BARE, "Registerd Nurse")
    second = replace(found[0], credential=WHOLE.credentials["cdl-class-a"])
    assert choose([found[0], second]) is None
    assert choose([replace(found[0], score=89.9)]) is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("ServSafe Managr", "servsafe-manager"),
        ("Certified Nursing Asistant", "cna"),
        ("Certfied Nursing Assistent", "cna"),
        ("AWS Cloud Practioner", "aws-cloud-practitioner"),
        ("Assistant, Nursing (Certified)", "cna"),
    ],
)
def test_a_misspelled_name_is_taken_among_all_that_ship(name: str, own: str) -> None:
    found = find(WHOLE, name)
    assert found[0].credential.id == own
    chosen = choose(found)
    assert chosen is not None
    assert chosen.credential.id == own


def test_another_word_is_offered_but_never_taken() -> None:
    # One letter apart, and both are words that credentials have.
    found = find(BARE, "Registered Purse")
    assert all(each.score < SURE for each in found)
    assert choose(found) is None
    longer = find(BARE, "Commercial Driver's License Class A Hazmat")
    assert [each.credential.id for each in longer] == ["cdl-class-a"]
    assert choose(longer) is None


def test_a_license_is_not_taken_for_what_an_association_certifies() -> None:
    bare = replace(WHOLE.credentials["comptia-a-plus"], name="Welding Inspector", aliases=())
    only = replace(WHOLE, credentials={bare.id: bare})
    assert choose(find(only, "Certified Welding Inspector")) is not None
    found = find(only, "Welding Inspector License")
    assert [each.credential.id for each in found] == [bare.id]
    assert choose(found) is None


def test_levels_in_words_roman_and_digits_are_the_same_level() -> None:
    name = replace(WHOLE.credentials["rn"], name="Carpentry Level 2", aliases=())
    only = replace(WHOLE, credentials={"rn": name})
    for written in ("Carpentry Level Two", "Carpentry Level II", "Level II Carpentry"):
        chosen = choose(find(only, written))
        assert chosen is not None, written
    assert find(only, "Carpentry Level Three") == []


def test_two_hundred_names_are_found_in_seconds() -> None:
    find(WHOLE, "warm")
    start = perf_counter()
    for number in range(200):
        find(WHOLE, f"Certifed Nursing Asistant of Springfield {number % 7}")
    assert perf_counter() - start < 4  # 20 ms each, where scoring each form in Python took 400
