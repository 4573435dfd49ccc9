"""Labelled postings with marks in their text: read into labels, and refused with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction.evaluation import LabelError
from scripts.marked import read_marked
from taxonomy.load import load

TAXONOMY = load()
HEAD = 'id = "a"\ntitle = "Nurse"\ncareer_cluster = "Healthcare & Human Services"\n'


def written(folder: Path, *postings: str) -> Path:
    path = folder / "marked.toml"
    path.write_text("".join(f"[[posting]]\n{each}\n" for each in postings), "utf-8")
    return path


def test_plain_and_html_are_read_and_the_marks_are_spans_of_the_text(tmp_path: Path) -> None:
    body = "body = '''{{rn required|RN}} and {{unlisted preferred|Frobnicator III}}.'''\n"
    html = "body = '''<ul><li>{{bls after_hire|BLS &amp; more}}</li></ul>'''\n"
    path = written(
        tmp_path,
        HEAD + body,
        HEAD.replace('"a"', '"b"') + 'career_cluster_also = "Education"\n' + html,
    )
    plain, other = read_marked(path, TAXONOMY)
    assert plain.text == "RN and Frobnicator III."
    assert [(plain.text[x.start : x.end], x.requirement, x.shown) for x in plain.labels] == [
        ("RN", "required", "Registered Nurse"),
        ("Frobnicator III", "preferred", "Frobnicator III"),
    ]
    (label,) = other.labels
    assert other.text[label.start : label.end] == "BLS & more"
    assert other.career_clusters == {"Healthcare & Human Services", "Education"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[posting", "is no TOML"),
        ("", "no labelled postings"),
        ('[[posting]]\nid = "a"\n', "posting a: body is missing"),
        (f"[[posting]]\n{HEAD}body = 'x'\n" * 2, "posting a: the id stands twice"),
        (f"[[posting]]\n{HEAD}body = '{{{{frob required|x}}}}'\n", "no credential of the taxonomy"),
        (f"[[posting]]\n{HEAD}body = '{{{{rn wanted|RN}}}}'\n", "posting a: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(LabelError, match=r"wrong\.toml") as raised:
        read_marked(path, TAXONOMY)
    assert said in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"nowhere\.toml: cannot be read"):
        read_marked(tmp_path / "nowhere.toml", TAXONOMY)
