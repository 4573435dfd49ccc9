"""The Career Cluster of a posting, from its occupation, its title's words and its text's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.pipeline import Extractor
from taxonomy.normalize import normalize

HEALTH = "Healthcare & Human Services"
SALES = "Marketing & Sales"
KITCHEN = (
    "You cook the menu with two chefs, keep the kitchen clean and greet guests of the restaurant."
)
WARD = "Patients meet you first: you book the clinic's visits for physicians and nurses of the hospital."
SHOP = (
    "You machine parts on a CNC mill, check tolerances against blueprints and assemble the tooling."
)


def cluster(extractor: Extractor, text: str, title: str | None) -> str | None:
    return extractor.read(text, title).career_cluster


@pytest.mark.parametrize(
    ("title", "text", "wanted"),
    [
        ("Patient Service Representative", WARD, HEALTH),
        ("Staff Accountant", WARD, "Financial Services"),
        ("Data Scientist", "Our bank lends money. You build models in Python and SQL.", "Digital Technology"),
        ("Crew Leader of Mornings", KITCHEN, "Hospitality, Events, & Tourism"),
        ("Sales Job in Springfield", "You sell to customers and reach a quota in your territory.", SALES),
        ("Second Shift Opening", SHOP, "Advanced Manufacturing"),
        (None, KITCHEN, "Hospitality, Events, & Tourism"),
        # What the crosswalk puts elsewhere than whoever reads the posting.
        ("Landscaper", "You mow, edge and prune for our clients.", "Agriculture"),
        ("Regulatory Affairs Associate / Night Owl", "You file forms.", "Management & Entrepreneurship"),
        # What is repaired and where is the text's to say.
        ("Service Technician", "You keep wind turbines, solar panels and the substation of an energy utility on the power grid.", "Energy & Natural Resources"),
        ("Corporate Controller", "You lead six people and plan the year.", "Financial Services"),
    ],
)  # fmt: skip
def test_text_and_title_speak_where_the_occupation_does_not_decide(
    extractor: Extractor, title: str | None, text: str, wanted: str
) -> None:
    assert cluster(extractor, text, title) == wanted


@pytest.mark.parametrize("title", ["Vibe Alchemist", "Now Hiring", "", None, "12345"])
def test_nothing_is_given_where_nothing_speaks(extractor: Extractor, title: str | None) -> None:
    reading = extractor.read("Come and join us. Apply today.", title)
    assert (reading.career_cluster, reading.career_cluster_confidence) == (None, 0.0)


def test_a_whole_title_is_surer_than_words_alone(extractor: Extractor) -> None:
    whole = extractor.read(SHOP, "Machinist").career_cluster_confidence
    words = extractor.read(SHOP, None).career_cluster_confidence
    assert 0.3 <= words < whole <= 1.0


@given(st.text(max_size=60), st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_title_and_text_are_judged_alike_twice(
    extractor: Extractor, title: str, text: str
) -> None:
    words = extractor.dictionary.scan(normalize(text)).words
    first = extractor.clusters.choose(None, 0.0, title, words)
    assert first == extractor.clusters.choose(None, 0.0, title, words)
    assert (first[0] is None) == (first[1] == 0.0)
    assert 0.0 <= first[1] <= 1.0
