"""The components in a spaCy pipeline of somebody else's, found by their entry points."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

TEXT = "Must hold a current RN license. CPR certification preferred."


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A blank English pipeline with both components, added by name alone."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sought_occupation")
    pipeline.add_pipe("sought_credentials")
    return pipeline


def test_credentials_are_spans_of_the_document(nlp: Language) -> None:
    doc = nlp(TEXT)
    spans = doc.spans["credentials"]
    assert [span.label_ for span in spans] == ["rn", "cpr"]
    assert "RN" in spans[0].text
    assert "CPR" in spans[1].text


def test_the_reading_hangs_on_the_document(nlp: Language) -> None:
    reading = nlp(TEXT)._.sought
    assert reading.text == TEXT
    assert [m.requirement for m in reading.mentions] == ["required", "preferred"]


def test_a_title_given_before_names_the_occupation(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.title = "Registered Nurse - Nights"
    reading = nlp(doc)._.sought
    assert reading.soc == "29-1141"
    assert reading.career_cluster == "Healthcare & Human Services"
    assert reading.career_cluster_confidence > 0.5


def test_documents_are_apart(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT, "", "No credential here.", "CDL required."]))
    assert [[span.label_ for span in doc.spans["credentials"]] for doc in docs] == [
        ["rn", "cpr"],
        [],
        [],
        ["cdl"],
    ]


def test_each_component_stands_alone() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sought_credentials")
    doc = pipeline(TEXT)
    assert [span.label_ for span in doc.spans["credentials"]] == ["rn", "cpr"]
