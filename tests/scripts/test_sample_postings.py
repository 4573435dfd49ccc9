"""Sample postings: reading and checking them, their marks, and the demand that they amount to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extraction.text import html_to_text, mask_contacts
from scripts.sample_boards.expected import Demand, expected
from scripts.sample_boards.marks import MarkError, label_html
from scripts.sample_boards.postings import (
    Posting,
    PostingError,
    labels,
    load_board,
    load_boards,
    marks,
    parse_place,
    served_html,
    served_sections,
    strip_marks,
)
from scripts.sample_boards.server import POSTINGS

BOARDS = Path(__file__).parent / "data" / "boards"


@pytest.fixture(scope="module")
def postings() -> dict[str, Posting]:
    return {each.key: each for board in load_boards(BOARDS) for each in board.postings}


# --- reading


def test_reads_a_posting_whole(postings: dict[str, Posting]) -> None:
    nurse = postings["alder:5001"]
    assert nurse.employer == 'Alder & Birch "Care"'
    assert [place.state for place in nurse.places] == ["OH", "PA"]
    assert nurse.pay is not None
    assert (nurse.pay.low, nurse.pay.high, nurse.pay.period) == (34.5, 44.0, "hour")
    assert nurse.pay_field is None
    assert (nurse.education, nurse.experience_years, nurse.remote) == ("associate", 2.0, False)
    assert postings["alder:5002"].same_job_as == "alder:5001"
    assert postings["alder:5004"].remote
    assert postings["federal:800000002"].employer == "Bureau of Sample Roads"


@pytest.mark.parametrize(
    ("text", "state", "country", "foreign", "remote"),
    [
        ("Columbus, OH", "OH", "United States", False, False),
        ("Washington, DC", "DC", "United States", False, False),
        ("San Juan, PR, USA", "PR", "United States", False, False),
        ("Toronto, ON, Canada", None, "Canada", True, False),
        ("Lyon, France", None, "France", True, False),
        ("London, UK", None, "UK", True, False),
        ("Remote", None, "United States", False, True),
    ],
)
def test_places(text: str, state: str | None, country: str, foreign: bool, remote: bool) -> None:
    place = parse_place(text)
    assert (place.state, place.country) == (state, country)
    assert (place.foreign, place.remote) == (foreign, remote)


@pytest.mark.parametrize(
    "text", ["Columbus", "Columbus, XX", "", "A, B, C, D", "Here, USA", ", OH"]
)
def test_places_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="place"):
        parse_place(text)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('soc = "53-7051"', 'soc = "537051"', "soc '537051' is not of the form"),
        ('id = "81"', 'id = "x81"', "posting x81: the id must be digits"),
        ('"temporary"', '"sometimes"', "employment_type 'sometimes' is none of full-time"),
        ("posted_days_ago = 2", "posted_days_ago = 999", "posted_days_ago must be a number"),
        ("posted_days_ago = 2\n", "", "posted_days_ago is missing"),
        ("posted_days_ago = 2", "posted_days_ago = 2\npot = 1", "unknown key 'pot'"),
        ('"Gary, IN"', '"Gary"', "place 'Gary' is none of"),
        ("cdl-a preferred|", "cdl-a prefered|", "body: unreadable mark near"),
        ("|Class A CDL}}", "| Class A CDL}}", "the surface begins or ends with a space"),
        ('<p>{{', '<p title="{{cdl-a preferred|x}}">{{', "a mark stands inside a tag"),
        ("a plus.", "a plus.\ue000", "private-use characters"),
        ("a plus.", "a plus.<script>x</script>", "active tags are not allowed"),
        ('"Forklift Operator"', '"{{cdl-a preferred|CDL}}"', "a mark stands in the title"),
        ("posted_days_ago = 2", 'posted_days_ago = 2\nseries = "0610"', "series belongs to usajobs"),
        ("posted_days_ago = 2", "posted_days_ago = 2\npay = { low = 2, high = 1, period = 'hour' }",
         "pay must be"),
        ("posted_days_ago = 2", 'posted_days_ago = 2\nsame_job_as = "81"', "the posting itself"),
        ("posted_days_ago = 2", 'posted_days_ago = 2\nsame_job_as = "9"', "which does not exist"),
        ('board = "aspen"', 'board = "Aspen!"', "must be made of a-z"),
        ('kind = "careersite"', 'kind = "monster"', "kind 'monster' is none of"),
        ('employer = "Aspen Yards"', "employer = 3", "employer must be a text"),
        ("[[posting]]", "[[posting", "not readable as TOML"),
    ],
)  # fmt: skip
def test_problems_name_file_and_posting(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = (BOARDS / "aspen.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "aspen.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PostingError) as caught:
        load_boards(tmp_path)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("aspen.toml: ")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = (BOARDS / "alder.toml").read_text(encoding="utf-8")
    text = text.replace('"Education"', '"Schooling"').replace('"per-diem"', '"daily"')
    (tmp_path / "alder.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PostingError) as caught:
        load_board(tmp_path / "alder.toml")
    first, second = str(caught.value).splitlines()
    assert "posting 5003" in first
    assert "posting 5004" in second


def test_a_repost_must_be_the_same(tmp_path: Path) -> None:
    text = (BOARDS / "alder.toml").read_text(encoding="utf-8")
    at = text.index("5002")
    changed = text[:at] + text[at:].replace("Basic Life", "Basic  Life", 1)
    (tmp_path / "alder.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(PostingError, match="same_job_as names alder:5001, but these differ: text"):
        load_boards(tmp_path)


def test_a_directory_without_postings(tmp_path: Path) -> None:
    with pytest.raises(PostingError, match=r"no \*.toml file"):
        load_boards(tmp_path)


# --- marks


def test_marks_are_read_and_stripped(postings: dict[str, Posting]) -> None:
    found = marks(postings["alder:5001"])
    assert [(mark.credential_id, mark.requirement, mark.group) for mark in found[:3]] == [
        ("rn", "required", 1),
        ("lpn", "required", 1),
        ("bls", "required", None),
    ]
    html = served_html(postings["alder:5001"])
    assert "{{" not in html
    assert "required" in html
    assert "Ohio&nbsp;RN or LPN&nbsp;license</li>" in html


def test_labels_lie_where_the_surface_is(postings: dict[str, Posting]) -> None:
    text, found = labels(postings["alder:5001"], html_to_text)
    assert text == html_to_text(served_html(postings["alder:5001"]))
    assert [text[label.start : label.end] for label in found] == [
        "RN",
        "LPN license",
        "Basic Life Support (BLS)",
        "CPR",
        "ACLS",
        "BLS",
        "CDL A",
        "Alder Star",
    ]
    assert all(text[label.start : label.end] == label.text for label in found)
    assert [label.requirement for label in found][-3:] == ["mentioned", "not_required", "required"]


def test_labels_of_a_federal_announcement(postings: dict[str, Posting]) -> None:
    nurse = postings["federal:800000001"]
    assert list(served_sections(nurse)) == [
        "summary",
        "requirementsConditionsOfEmployment",
        "requiredDocuments",
    ]
    text, found = labels(nurse, html_to_text)
    assert text.startswith("Summary\n")
    assert [text[each.start : each.end] for each in found] == ["registered nurse license", "BLS"]
    # An assembly that makes plain text itself, in an order of its own.
    text, found = labels(
        nurse,
        str,
        lambda parts: "\n".join(f"# {name}\n{html_to_text(parts[name])}" for name in sorted(parts)),
    )
    assert text.startswith("# requiredDocuments\nBLS card")
    assert [text[each.start : each.end] for each in found] == ["BLS", "registered nurse license"]


@pytest.mark.parametrize(
    ("to_text", "problem"),
    [
        (lambda html: "", "lost the mark"),
        (lambda html: html.replace("\ue000", ""), "lost the mark"),
        (lambda html: html + html, "repeated a marked surface"),
        (lambda html: html.replace("RN", "R.N."), "stands where 'RN' is marked"),
        (lambda html: html + str(len(html)), "differs with and without the marks"),
    ],
)
def test_a_conversion_that_breaks_marks_is_refused(
    postings: dict[str, Posting], to_text: Callable[[str], str], problem: str
) -> None:
    with pytest.raises(PostingError, match=f"alder:5003: .*{problem}"):
        labels(postings["alder:5003"], to_text)


def test_an_assembly_that_leaves_a_part_out_is_refused() -> None:
    with pytest.raises(MarkError, match="left out or repeated"):
        label_html("{{rn required|RN}}", lambda clean: clean("nothing"))


def test_labels_hold_over_masked_contacts() -> None:
    marked = "<p>Write to jo@example.com or 614-555-0134.</p><p>{{rn required|RN}} needed</p>"

    def to_text(html: str) -> str:
        return mask_contacts(html_to_text(html))

    text, [label] = label_html(marked, lambda clean: to_text(clean(marked)))
    assert "example" not in text
    assert text[label.start : label.end] == "RN"


# --- expected demand


def test_expected_demand(postings: dict[str, Posting]) -> None:
    result = expected(postings.values())
    assert (result.postings, result.jobs, result.jobs_in_nation) == (10, 9, 7)
    # RN: the repost counts once, the job in Toronto not at all, BLS mentioned is no demand.
    assert result.demand["rn"] == Demand(3, 2, 1, 0, alone=2, employers=2)
    assert result.demand["lpn"] == Demand(1, 1, 0, 0, alone=0, employers=1)
    assert result.demand["bls"] == Demand(1, 1, 0, 0, alone=1, employers=1)
    assert result.demand["acls"] == Demand(0, 0, 0, 1, alone=0, employers=0)
    assert result.demand["cdl-a"] == Demand(3, 2, 1, 0, alone=3, employers=3)
    assert set(result.demand) == {"rn", "lpn", "bls", "cpr", "acls", "cdl-a", "hazmat"}
    assert result.by_area["OH"]["rn"].jobs == 2
    assert result.by_area["PA"]["rn"].jobs == 1
    assert result.by_area["remote"]["rn"] == Demand(2, 1, 1, 0, alone=2, employers=2)


def test_the_strongest_mark_of_a_job_counts(postings: dict[str, Posting]) -> None:
    base = postings["alder:5004"]
    first = replace(base, id="1", body="{{rn after_hire|RN}} {{rn not_required|RN}}")
    second = replace(base, id="2", body="{{rn preferred|RN}}", same_job_as="alder:1")
    third = replace(base, id="3", body="{{rn required|RN}}", same_job_as="alder:2")
    assert expected([first]).demand["rn"] == Demand(0, 0, 0, 1, alone=0, employers=0)
    assert expected([second, first]).demand["rn"] == Demand(1, 0, 1, 0, alone=1, employers=1)
    merged = expected([third, first, second])
    assert (merged.postings, merged.jobs) == (3, 1)
    assert merged.demand["rn"] == Demand(1, 1, 0, 0, alone=1, employers=1)


# --- the postings of the demo


def test_the_demo_postings_can_be_used() -> None:
    """Every mark of the bundled postings lies exactly where its surface stands in the text."""
    if not list(POSTINGS.glob("*.toml")):
        pytest.skip("no bundled postings yet")
    for board in load_boards(POSTINGS):
        for posting in board.postings:
            _, found = labels(posting, html_to_text)
            assert len(found) == len(marks(posting)), posting.key


def test_strip_marks_leaves_other_braces() -> None:
    assert strip_marks("{a} {{rn required|RN}} {b}") == "{a} RN {b}"
