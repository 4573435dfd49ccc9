"""The normal form of a text and the way back to the text's own offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.dictionary import Dictionary
from extraction.normal import Normal
from extraction.pipeline import Extractor
from taxonomy.normalize import normalize

PIECES = st.sampled_from(
    ["CDL", "Class-A", "Driver’s", "driver's", "Driver`s", "LICENCE", "licence", "A+", "C#", "A&P", "CPR/AED",
     "(BLS)", "  ", " ", "\n", "\t", "\u00a0", "•", "–", "...", "_", "'", "’", "''", "İ", "ß", "é", "e\u0301", "😀",
     "\x00", "ﬁ", "Ⅳ", "RN", "?s", "Driver?s", "\ufffds", "x"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=15).map("".join))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Driver’s License (Class-A)", "drivers license class a"),
        ("CompTIA Security+", "comptia security+"),
        ("A&P / C#", "a&p c#"),
        ("a driving  licence", "a driving license"),
        ("OSHA–10", "osha 10"),
        ("under_score", "under score"),
        ("Driver?s license", "drivers license"),
    ],
)
def test_form(text: str, form: str) -> None:
    assert Normal(text).form.strip() == form


@given(
    st.lists(
        PIECES.filter(lambda p: not any(c in p for c in "?\ufffdİ\u0301ﬁⅣ\x00😀")), max_size=15
    ).map("".join)
)
@settings(max_examples=300)
def test_form_is_the_taxonomys_normal_form(text: str) -> None:
    assert Normal(text).form.split() == normalize(text).split()


@given(TEXTS)
@settings(max_examples=400)
def test_every_character_has_its_place(text: str) -> None:
    normal = Normal(text)
    starts = [normal.start(i) for i in range(len(normal.form))]
    assert starts == sorted(set(starts))
    for offset, start in enumerate(starts):
        assert 0 <= start < len(text)
        assert normal.end(offset + 1) == start + 1
        kept = normal.form[offset]
        if kept.isalnum() and text[start].isascii() and text[start] not in "cC?":
            assert text[start].lower() == kept


@given(TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_a_found_names_span_normalizes_to_it(
    extractor: Extractor, around: str, data: st.DataObject
) -> None:
    dictionary: Dictionary = extractor.dictionary
    forms = [form for form in sorted(dictionary.entries) if form.isascii()]
    name = data.draw(st.sampled_from(forms))
    text = f"{around} {name} {around}"
    normal = Normal(text)
    found = []
    form = f" {normal.form} "
    for _, low, high in dictionary.scan(normal.form, normal.inner()).hits:
        pattern = normal.form[low:high]
        if form[low] != " " or form[high + 1] != " ":
            continue
        span = text[normal.start(low) : normal.end(high)]
        found.append(pattern)
        if "?" not in span and "\ufffd" not in span and "İ" not in span:
            assert normalize(span) == normalize(pattern), (span, pattern)
    assert name in found
