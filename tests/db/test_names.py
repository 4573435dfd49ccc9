"""Keys: the same for what is the same, and stable for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import digest, employer_key, posting_id, title_key
from taxonomy.normalize import normalize

# Words that the rules turn on, beside any other text.
NAMES = st.lists(
    st.sampled_from(
        ["The", "the", "Acme", "Inc.", "L.L.C.", "LLC", "Co", "&", ",", "Health", "N.A."]
    )
    | st.text(max_size=6),
    max_size=6,
).map(" ".join)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme Health, Inc.", "acme health"),
        ("The ACME Health", "acme health"),
        ("ACME HEALTH L.L.C.", "acme health"),
        ("Acme Health Co., Ltd.", "acme health"),
        ("  Acme   Health  ", "acme health"),
        ("Macy’s", "macys"),
        ("Macy's Inc", "macys"),
        ("Johnson & Johnson", "johnson and johnson"),
        ("Johnson and Johnson", "johnson and johnson"),
        ("ACME Health System", "acme health"),
        ("Acme Health Systems, Inc.", "acme health"),
        ("Acme Health Care", "acme healthcare"),
        ("Acme Systems", "acme systems"),
        ("Acme Holdings Group, LLC", "acme"),
        ("Acme Foods USA", "acme foods"),
        ("Burger Barn #4412", "burger barn"),
        ("Burger Barn - Store #12", "burger barn"),
        ("JKL Ventures LLC d/b/a Burger Barn", "burger barn"),
        ("Acme Health (AH)", "acme health"),
        ("Acme.com", "acme"),
        ("Usability Partners", "usability partners"),
        ("Theale Motors", "theale motors"),
        ("Incyte Corporation", "incyte"),
        ("Co-op", "co op"),
    ],
)
def test_an_employer_is_known_without_case_punctuation_and_legal_form(name: str, key: str) -> None:
    assert employer_key(name) == key


@pytest.mark.parametrize("name", [None, "", "   ", "—", "..."])
def test_no_name_has_no_key(name: str | None) -> None:
    assert employer_key(name) is None


@pytest.mark.parametrize("name", ["Inc", "The Company", "LLC"])
def test_a_name_that_is_all_legal_form_keeps_a_key(name: str) -> None:
    assert employer_key(name)


@given(NAMES)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    key = employer_key(name)
    assert employer_key(key) == key


@given(NAMES, st.sampled_from([" Inc.", ", LLC", " Corporation", " co."]))
def test_a_legal_form_changes_nothing(name: str, form: str) -> None:
    key = employer_key(name)
    # A name of nothing but articles and legal forms is no name.
    if (
        key
        and "the" not in key.split()
        and key != employer_key(form)
        and "the the" not in normalize(name)
    ):
        assert employer_key(name + form) == key


@given(st.text(), st.text())
def test_a_posting_id_is_stable_and_fits_a_signed_64_bit_column(source: str, own: str) -> None:
    made = posting_id(source, own)
    assert 0 <= made < 2**63
    assert posting_id(source, own) == made


def test_posting_ids_are_those_of_every_database_ever_made() -> None:
    # Changing these would give every stored posting a new id.
    assert posting_id("greenhouse/acme", "1") == 3235292922129822446
    assert digest("a", None, 1) == "85edbf9a1d6e36c73f4d62cce0289487"


def test_posting_ids_differ_by_source_and_by_id() -> None:
    ids = {posting_id(source, str(n)) for source in ("a/b", "a/c", "b/a") for n in range(5000)}
    assert len(ids) == 15000
    assert posting_id("a", "bc") != posting_id("ab", "c")


@given(st.text())
def test_a_digest_is_32_hexadecimal_digits(part: str) -> None:
    made = digest(part)
    assert len(made) == 32
    assert set(made) <= set("0123456789abcdef")


@given(st.text())
def test_the_key_of_a_title_key_is_itself(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


def test_titles_are_the_same_without_case_and_punctuation() -> None:
    assert title_key("Registered Nurse (RN) - Nights") == title_key("registered nurse, RN: nights")
    assert title_key("Registered Nurse I") != title_key("Registered Nurse II")
    assert title_key("C Developer") != title_key("C# Developer")
