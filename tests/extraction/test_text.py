"""HTML to plain text, and contact details masked without moving a character."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.text import MASK, MAX_HTML, html_to_text, is_html, mask_contacts, tidy

LINES = [
    ("paragraphs", "<p>Hold a CDL.</p><p>Work nights.</p>", ["Hold a CDL.", "Work nights."]),
    ("breaks", "Hold a CDL.<br>Work nights.<br/>Lift.", ["Hold a CDL.", "Work nights.", "Lift."]),
    ("divs", "<div>one<div>two</div>three</div>", ["one", "two", "three"]),
    ("heading", "<h3>Requirements</h3><p>CPR card</p>", ["Requirements", "CPR card"]),
    ("list", "<ul><li>CPR</li><li>BLS</li></ul>", ["• CPR", "• BLS"]),
    ("list after text", "You need:<ul><li>CPR</li></ul>Apply!", ["You need:", "• CPR", "Apply!"]),
    (
        "inline",
        "<p>an <b>active</b> <i>RN</i> <a href='/x'>license</a></p>",
        ["an active RN license"],
    ),
    ("glued inline", "<p>Net<b>work</b>+</p>", ["Network+"]),
    ("entity", "<p>A&amp;P &lt;any&gt; R&eacute;sum&eacute;</p>", ["A&P <any> Résumé"]),
    ("numeric entity", "<p>Driver&#8217;s license</p>", ["Driver’s license"]),
    ("script and style", "<style>p{}</style><script>x='RN'</script><p>CPR</p>", ["CPR"]),
    ("comment", "<p>CPR<!-- RN required --></p>", ["CPR"]),
    ("spaces", "<p>  CPR \t and&nbsp;&nbsp;AED\n card </p>", ["CPR and AED card"]),
    ("control characters", "<p>CP\x00R\x0b and\u200b AED\ufeff</p>", ["CPR and AED"]),
    ("unclosed", "<p>CPR<li>BLS<b>now", ["CPR", "• BLSnow"]),
]


@pytest.mark.parametrize(
    ("html", "lines"), [row[1:] for row in LINES], ids=[row[0] for row in LINES]
)
def test_html_becomes_lines(html: str, lines: list[str]) -> None:
    assert [line for line in html_to_text(html).split("\n") if line] == lines


def test_entities_are_decoded_once() -> None:
    assert html_to_text("<p>write &amp;amp; or &amp;lt;p&amp;gt;</p>") == "write &amp; or &lt;p&gt;"


def test_table_cells_of_a_row_share_a_line_and_stay_apart() -> None:
    text = html_to_text(
        "<table><tr><th>License</th><th>By when</th></tr>"
        "<tr><td>CDL Class A</td><td>at hire</td></tr>"
        "<tr><td>Tanker endorsement</td><td>90 days</td></tr></table>"
    )
    lines = [line for line in text.split("\n") if line]
    assert [line.split() for line in lines] == [
        "License By when".split(),
        "CDL Class A at hire".split(),
        "Tanker endorsement 90 days".split(),
    ]


def test_blocks_are_never_glued_and_never_far_apart() -> None:
    text = html_to_text(
        "<div><p>required</p></div><p></p><p>&nbsp;</p><div><br><br></div><p>CPR</p>"
    )
    assert re.fullmatch(r"required\n{1,2}CPR", text)


@pytest.mark.parametrize(
    "nothing", ["", " \n\t", "<p></p>", "<!-- x -->", "\x00", "<", "<p", "&", "&#0;", "&#x110000;"]
)
def test_html_without_words_gives_hardly_anything(nothing: str) -> None:
    assert len(html_to_text(nothing)) <= len(nothing)


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "b"])
def test_nested_20_000_deep_is_bounded(tag: str) -> None:
    began = time.perf_counter()
    html_to_text(f"<{tag}>" * 20_000 + "CPR required")
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("depth", [200, 300, 5_000])
def test_no_words_are_lost_however_deep(depth: int) -> None:
    assert html_to_text("<div>" * depth + "CPR required" + "</div>" * depth) == "CPR required"


def test_huge_html_is_cut() -> None:
    began = time.perf_counter()
    text = html_to_text("<p>" + "CPR card. " * 400_000 + "</p>")
    assert text.startswith("CPR card. CPR")
    assert len(text) <= MAX_HTML
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<p>CPR</p>", True),
        ("line<br>line", True),
        ("<LI>CPR", True),
        ("fewer than <10 beds and >5 staff", False),
        ("R&D; A&P", False),
        ("", False),
    ],
)
def test_markup_is_told_from_plain_text(text: str, markup: bool) -> None:
    assert is_html(text) is markup


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_converted(text: str) -> None:
    out = html_to_text(text)
    assert out == out.strip()
    assert "\n\n\n" not in out
    assert "\x00" not in out


FRAGMENTS = st.sampled_from(
    ["<p>", "</p>", "<li>", "</ul>", "<table>", "<td>", "<tr", "<!--", "-->", "<![CDATA[", "<?xml ?>",
     "&amp;", "&#", "&nbsp", "CPR", " ", "\n", "\r\n", "\x0c", "\ud7ff", "é", "<svg>", "<a href='", "\"", ">", "<title>"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_broken_markup_is_converted(html: str) -> None:
    assert "\x0c" not in html_to_text(html)


@given(st.text(alphabet=st.sampled_from("ab \t\r\n\u00a0\u2003\u200b.")))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once


EMAILS = [
    "jobs@acme.org",
    "jane.o'neil+rn@careers.st-mary.example.com",
    "HR_DEPT@CITY.GOV",
    "x@y.co",
]


@pytest.mark.parametrize("address", EMAILS)
def test_email_addresses_are_covered(address: str) -> None:
    text = f"Write to {address}, or <{address}>. RN required."
    assert mask_contacts(text) == text.replace(address, MASK * len(address))


PHONES = [
    "(614) 555-2671",
    "614-555-2671",
    "614.555.2671",
    "614 555 2671",
    "6145552671",
    "1-614-555-2671",
    "+1 614 555 2671",
    "+1 (614) 555-2671",
    "(614)555-2671",
    "614–555–2671",
    "1 (800) 555-0199",
]


@pytest.mark.parametrize("number", PHONES)
def test_phone_numbers_are_covered(number: str) -> None:
    text = f"Questions? Call {number} today. CPR required."
    masked = mask_contacts(text)
    assert len(masked) == len(text)
    assert not re.search(r"\d", masked), masked
    assert masked.startswith("Questions? Call ")
    assert masked.endswith(" today. CPR required.")


UNTOUCHED = [
    "Pay: $52,000 - $68,500 a year",
    "$18.50-$24.75/hr, 40 hours",
    "$1,200.00 to $1,450.00 weekly",
    "Posted 2026-03-31, closes 04/30/2026",
    "January 5, 2026 to June 30, 2026",
    "Shift 7:00 a.m. - 3:30 p.m., Mon-Fri",
    "Requisition 20260317",
    "Req ID: R-0045821",
    "Job #2026-00417",
    "OSHA 10/30, EPA 608, ASE A4-A6, 29 CFR 1910.120",
    "Columbus, OH 43215-1234",
    "Series 7, 63 and 65",
    "401(k), 403(b)",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_figures_are_left(text: str) -> None:
    assert mask_contacts(text) == text


@pytest.mark.parametrize(
    "text",
    ["Salary 52000 - 68500 USD", "52000-68500 a year", "Req ID: 2026003172", "NPI 1234567893"],
)
def test_ten_digits_that_are_no_number_to_call_are_left(text: str) -> None:
    assert mask_contacts(text) == text


def test_a_phone_number_with_a_slash_is_covered() -> None:
    assert mask_contacts("Call 614/555-2671.") == "Call ████████████."


CONTACT_PARTS = st.sampled_from(
    [*EMAILS, *PHONES, *UNTOUCHED, " ", "\n", "@", ".", "+", "(", "5", "614", "CPR", "Ω", "😀", "-"]
)


@given(st.one_of(st.text(), st.lists(CONTACT_PARTS, max_size=12).map("".join)))
@settings(max_examples=200, deadline=None)
def test_masking_never_moves_a_character(text: str) -> None:
    masked = mask_contacts(text)
    assert len(masked) == len(text)
    assert all(new in (old, MASK) for old, new in zip(text, masked, strict=True))


def test_masking_many_digits_is_quick() -> None:
    began = time.perf_counter()
    text = "1" * 100_000 + "@" * 1000 + ".".join(["a"] * 20_000)
    assert len(mask_contacts(text)) == len(text)
    assert time.perf_counter() - began < 5
