"""One fault of every kind, planted in a sound taxonomy, gives exactly that problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.load import DATA
from taxonomy.validate import validate
from tests.taxonomy.conftest import replace_in

A, C, S, T, I = "aliases.csv", "credentials.csv", "soc.csv", "titles.csv", "issuers.csv"  # noqa: E741
CDL = "53-3032,Supply Chain & Transportation,,,,yes,,49 CFR 383,\ncdl-class-a"  # the end of line 2
CLUSTER = "copy it from career_clusters.csv"
SORT = "sort the file: sought taxonomy sort"
COMMON = "flag it ambiguous, give its context"
KINDS = "acronym, former_name, short_form, variant, spoken_form, misspelling, list_form"
SHARED = "keep it at one, or flag all ambiguous and give each its context"

# id, file, what is replaced, by what, the problem as it is shown
FAULTS = [
    ("id with capitals", C, "\nrn,Registered", "\nRn,Registered", None),
    ("id with a sign", C, "\ncomptia-a-plus,", "\ncomptia-a+,", None),
    ("no name", C, "rn,Registered Nurse,", "rn,,", f"{C}, line 5: there is no name; give the official name"),
    ("name twice", C, "rn,Registered Nurse,", "rn,COMPTIA A+,",
     f"{C}, line 5: the name 'COMPTIA A+' is that of comptia-a-plus too; make one of them"),
    ("type", C, "A+,certification,certification", "A+,diploma,certification",
     f"{C}, line 4: type is 'diploma'; write one of: license, certification, certificate, registration, endorsement"),
    ("category", C, "A+,certification,certification", "A+,certification,cert",
     f"{C}, line 4: category is 'cert'; write one of: "
     "license, certification, software, general_readiness, cte_assessment"),
    ("entry level", C, ",,,no,,state boards", ",,,maybe,,state boards",
     f"{C}, line 5: entry_level is 'maybe'; write one of: yes, no"),
    ("issuer", C, "certification,comptia,", "certification,comptai,",
     f"{C}, line 4: the issuer 'comptai' is not in issuers.csv; add it there"),
    ("parent", C, ",cdl,Class A", ",cld,Class A",
     f"{C}, line 3: the parent 'cld' is no credential; write an id of this file"),
    ("successor", C, ",no,,state boards", ",no,rnn,state boards",
     f"{C}, line 5: the successor 'rnn' is no credential; write an id of this file"),
    ("retired parent", C, CDL, CDL.replace("yes,,", "yes,rn,"),
     f"{C}, line 3: the parent 'cdl' is retired; write its successor"),
    ("own parent", C, "rn,Registered Nurse,license,license,,,", "rn,Registered Nurse,license,license,,rn,",
     f"{C}, line 5: the parents of rn lead in a circle; empty one parent"),
    ("state", C, "OH;TX", "OH;ZZ", f"{C}, line 3: 'ZZ' is no state; write two-letter codes joined by ;"),
    ("soc", C, "29-1141", "29-9999", f"{C}, line 5: '29-9999' is no SOC 2018 code; look it up in soc.csv"),
    ("soc of the wage survey", C, "29-1141", "31-1120",
     f"{C}, line 5: 31-1120 is a group of the wage survey; write its detailed codes"),
    ("no cluster", C, "29-1141,Healthcare & Human Services", "29-1141,",
     f"{C}, line 5: there is no Career Cluster; write one, or Cross-cutting"),
    ("cluster", C, "29-1141,Healthcare & Human Services", "29-1141,Health Science",
     f"{C}, line 5: 'Health Science' is no Career Cluster; {CLUSTER}"),
    ("cross-cutting beside a cluster", C, "29-1141,Healthcare", "29-1141,Cross-cutting;Healthcare",
     f"{C}, line 5: Cross-cutting stands beside a cluster; write one or the other"),
    ("sub-cluster of another", C, "15-1232,Digital Technology,IT Support & Services",
     "15-1232,Digital Technology,Physical Health",
     f"{C}, line 4: 'Physical Health' is no Sub-Cluster of Digital Technology; mend either"),
    ("alias of nothing", A, "rn,RN,", "rnn,RN,", f"{A}, line 6: 'rnn' is no credential; write an id of credentials.csv"),
    ("kind", A, "RN,acronym", "RN,abbreviation", f"{A}, line 6: kind is 'abbreviation'; write one of: {KINDS}"),
    ("ambiguous", A, "A+,acronym,yes,,comptia;help desk", "A+,acronym,perhaps,,",
     f"{A}, line 5: ambiguous is 'perhaps'; write yes, always or nothing"),
    ("always without context", A, "A+,acronym,yes,,comptia;help desk", "A+,acronym,always,,",
     f"{A}, line 5: only its context would tell this form and it has none; give it one"),
    ("occupation", A, "RN,acronym,,yes,", "RN,acronym,,no,", f"{A}, line 6: occupation is 'no'; write yes or nothing"),
    ("too short", A, "rn,RN,acronym", "rn,R.,variant", f"{A}, line 6: the alias 'R.' is too short to be told; remove it"),
    ("context without need", A, "rn,RN,acronym,,yes,", "rn,RN,acronym,,yes,nurse",
     f"{A}, line 6: context is given for a form that is not ambiguous; write yes or remove it"),
    ("a common word", A, "rn,RN,acronym,,yes,", "rn,License,short_form,,,",
     f"{A}, line 6: the alias 'License' is made of common words; {COMMON}"),
    ("common words", A, "rn,RN,acronym,,yes,", "rn,State License,short_form,,,",
     f"{A}, line 6: the alias 'State License' is made of common words; {COMMON}"),
    ("alias twice", A, "cdl-class-a,CDL Class A,", "cdl-class-a,Cdl a,",
     f"{A}, line 4: the alias 'Cdl a' stands twice at cdl-class-a; remove one"),
    ("shared alias", A, "rn,RN,acronym,,yes,", "rn,CDL,acronym,,,",
     f"{A}, line 6: the alias 'CDL' is shared by cdl, rn; {SHARED}"),
    ("the name of another", A, "rn,RN,acronym,,yes,", "rn,Commercial Drivers License,variant,,,",
     f"{A}, line 6: the alias 'Commercial Drivers License' is the name of cdl; remove it here"),
    ("list form with context", A, "cdl-class-a,CDL A,variant,,,", "cdl-class-a,CDL A,list_form,,,truck",
     f"{A}, line 3: the list_form 'CDL A' has flags, and no posting is searched for it; "
     "empty ambiguous, occupation and context"),
    ("list form that is a name", A, "cdl,CDL,acronym,,,", "cdl,CompTIA A+,list_form,,,",
     f"{A}, line 2: the list_form 'CompTIA A+' is the name of comptia-a-plus; remove it"),
    ("list form that is an alias there", A, "cdl-class-a,CDL Class A,variant,,,", "cdl-class-a,CDL-A,list_form,,,",
     f"{A}, line 4: the list_form 'CDL-A' stands at cdl-class-a already; keep it once"),
    ("aliases out of order", A, "cdl,CDL,acronym,,,\ncdl-class-a,CDL A,variant,,,",
     "cdl-class-a,CDL A,variant,,,\ncdl,CDL,acronym,,,", f"{A}, line 3: the row of 'cdl' is out of order; {SORT}"),
    ("survey group", S, "Aides,31-1120", "Aides,31-1129", f"{S}, line 5: '31-1129' is no code of this file; mend it"),
    ("cluster of an occupation", S, "3300000,Healthcare & Human Services", "3300000,Health",
     f"{S}, line 3: 'Health' is no Career Cluster; {CLUSTER}"),
    ("number", S, "Nurses,,,3,", "Nurses,,,III,", f"{S}, line 3: job_zone is 'III'; write a whole number or nothing"),
    ("soc of a title", T, "29-1141", "29-114", f"{T}, line 2: '29-114' is no detailed SOC 2018 code; look it up in soc.csv"),
    ("survey group of a title", T, "29-1141", "31-1120",
     f"{T}, line 2: '31-1120' is no detailed SOC 2018 code; look it up in soc.csv"),
    ("title with capitals", T, "truck driver,", "truck Driver,",
     f"{T}, line 3: the title 'truck Driver' is not in plain lower case; write 'truck driver'"),
    ("title twice", T, "truck driver,53-3032", "registered nurse,53-3032",
     f"{T}, line 3: 'registered nurse' stands twice; remove one"),
    ("titles out of order", T, "registered nurse,29-1141\ntruck driver,53-3032",
     "truck driver,53-3032\nregistered nurse,29-1141",
     f"{T}, line 3: the row of 'registered nurse' is out of order; {SORT}"),
    ("issuer twice", I, "comptia,CompTIA,,comptia.org", "comptia,CompTIA,,comptia.org\ncomptia,CompTIA,,x.org",
     f"{I}, line 3: 'comptia' stands twice; remove one"),
]  # fmt: skip


def shown(directory: Path) -> list[str]:
    """The problems as a person reads them."""
    return [str(problem) for problem in validate(directory)]


def test_the_shipped_data_is_sound_and_looking_writes_nothing() -> None:
    before = {path.name: path.stat().st_mtime_ns for path in DATA.iterdir()}
    assert [str(problem) for problem in validate()] == []
    assert {path.name: path.stat().st_mtime_ns for path in DATA.iterdir()} == before


def test_a_copy_of_the_shipped_data_is_judged_by_itself(copied: Path) -> None:
    with (copied / "titles.csv").open("a") as file:
        file.write("\u00ff no such title,99-9999\n")
    assert [problem.file for problem in validate(copied)] == ["titles.csv"]


def test_the_small_taxonomy_is_sound(small: Path) -> None:
    assert shown(small) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [fault[1:] for fault in FAULTS if fault[4]],
    ids=[fault[0] for fault in FAULTS if fault[4]],
)
def test_each_fault_gives_that_problem_alone(
    small: Path, file: str, old: str, new: str, problem: str
) -> None:
    replace_in(small, file, old, new)
    assert shown(small) == [problem]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [fault[1:4] for fault in FAULTS if not fault[4]],
    ids=["capitals", "sign"],
)
def test_an_id_with_other_signs_is_told(small: Path, file: str, old: str, new: str) -> None:
    replace_in(small, file, old, new)
    (problem,) = [each for each in validate(small) if "is not lower-case letters" in each.what]
    assert (problem.file, problem.mend) == (C, "mend the id")


def test_an_id_that_stands_twice_is_told(small: Path) -> None:
    path = small / C
    last = path.read_text("utf-8").rstrip("\n").rsplit("\n", 1)[1]
    with path.open("a") as file:
        file.write(last.replace("Registered Nurse", "Nurse, Registered".replace(",", "")) + "\n")
    assert shown(small) == [f"{C}, line 6: 'rn' stands twice; remove one"]


def test_a_circle_of_parents_is_told_at_each_of_them(small: Path) -> None:
    replace_in(
        small,
        C,
        "cdl,Commercial Driver's License,license,license,,,",
        "cdl,Commercial Driver's License,license,license,,cdl-class-a,",
    )
    assert [(p.line, p.what) for p in validate(small)] == [
        (2, "the parents of cdl lead in a circle"),
        (3, "the parents of cdl-class-a lead in a circle"),
    ]


def test_a_shared_alias_may_stand_where_each_has_its_context(small: Path) -> None:
    replace_in(small, A, "rn,RN,acronym,,yes,", "rn,A+,acronym,yes,,nurse")
    assert shown(small) == []


def test_a_form_for_lists_may_be_common_words_and_shared(small: Path) -> None:
    replace_in(
        small, "aliases.csv", "cdl,CDL,acronym,,,", "cdl,Driver,list_form,,,\ncdl,CDL,acronym,,,"
    )
    replace_in(
        small,
        "aliases.csv",
        "cdl-class-a,CDL A,",
        "cdl-class-a,Driver,list_form,,,\ncdl-class-a,CDL A,",
    )
    problems = [p for p in validate(small) if "out of order" not in p.what]
    assert problems == []


def test_what_is_ambiguous_in_a_posting_may_be_sure_on_a_list(small: Path) -> None:
    replace_in(
        small,
        "aliases.csv",
        "comptia-a-plus,A+,acronym",
        "comptia-a-plus,A+,list_form,,,\ncomptia-a-plus,A+,acronym",
    )
    assert validate(small) == []


def test_problems_come_in_the_order_of_files_and_lines(small: Path) -> None:
    replace_in(small, T, "29-1141", "29-9999")
    replace_in(small, A, "rn,RN,acronym,,yes,", "rn,CDL,acronym,,maybe,")
    replace_in(small, C, "OH;TX", "ZZ")
    replace_in(small, A, "cdl,CDL,acronym", "cdl,CDL,short")
    assert [(problem.file, problem.line) for problem in validate(small)] == [
        (C, 3), (A, 2), (A, 6), (A, 6), (T, 2),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_is_one_problem(small: Path) -> None:
    replace_in(small, C, "id,name", "id,title")
    (problem,) = validate(small)
    assert "credentials.csv, line 1: the column 'name' is missing" in problem.what
    (small / C).unlink()
    (problem,) = validate(small)
    assert "credentials.csv is missing" in problem.what
