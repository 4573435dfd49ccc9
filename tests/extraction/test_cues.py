"""Cue words: where they stand, and which of two that overlap is meant."""

from __future__ import annotations

import pytest

from extraction.cues import AFTER, MUST, NOT, PLUS, find


def said(sentence: str) -> list[tuple[str, str]]:
    return [(sentence[c.start : c.end].lower(), c.says) for c in find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "cue", "says"),
    [
        ("CPR required", "required", MUST),
        ("CPR is not required", "is not required", NOT),
        ("CPR isn’t required", "isn’t required", NOT),
        ("CPR isn't required", "isn't required", NOT),
        ("a CSM is a plus", "a plus", PLUS),
        ("CPR within 90 days", "within 90 days", AFTER),
        ("CPR within six (6) months", "within six (6) months", AFTER),
        ("Training on the job", "on the job", AFTER),
        ("CPR REQUIREDMust lift", "required", MUST),
        ("CPR requiredMust lift", "required", MUST),
    ],
)
def test_a_cue_and_where_it_stands(sentence: str, cue: str, says: str) -> None:
    assert (cue, says) in said(sentence)


def test_a_word_in_a_phrase_that_says_otherwise_is_no_cue() -> None:
    assert MUST not in {says for _, says in said("PMP is not required but welcome")}


@pytest.mark.parametrize(
    "sentence", ["base plus commission", "Security plus network", "a salary plus tips", ""]
)
def test_plus_between_two_things_is_no_asset(sentence: str) -> None:
    assert PLUS not in {says for _, says in said(sentence)}


def test_offsets_count_from_where_the_sentence_begins() -> None:
    (cue,) = find("CPR required", 100)
    assert (cue.start, cue.end) == (104, 112)
