"""The taxonomy is read whole, or the file, line and mend are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction.dictionary import Dictionary
from taxonomy.find import find
from taxonomy.load import COLUMNS, DATA, FILES, TaxonomyError, load, many, version_of
from taxonomy.model import ALIAS_KINDS, CATEGORIES, CROSS_CUTTING, TYPES
from tests.taxonomy.conftest import replace_in


def test_the_shipped_data_loads() -> None:
    whole = load()
    assert {"rn", "cdl-class-a", "comptia-a-plus"} <= set(whole.credentials)
    assert len(whole.career_clusters) == 14
    assert sum(len(each.sub_clusters) for each in whole.career_clusters.values()) == 72
    assert "Arts, Entertainment, & Design" in whole.career_clusters
    assert whole.occupations["29-1141"].title == "Registered Nurses"
    assert whole.credentials["rn"].type == "license"
    assert "29-1141" in whole.credentials["rn"].socs
    assert "RN" in {alias.form for alias in whole.credentials["rn"].aliases}


def test_every_shipped_credential_keeps_to_the_words_of_the_model() -> None:
    whole = load()
    for credential in whole.credentials.values():
        assert credential.type in TYPES
        assert credential.category in CATEGORIES
        assert credential.career_clusters
        assert credential.cross_cutting == (credential.career_clusters == (CROSS_CUTTING,))
        assert {alias.kind for alias in credential.aliases} <= set(ALIAS_KINDS)
        assert credential.parent is None or credential.parent in whole.credentials


def test_loading_twice_gives_the_same_object() -> None:
    assert load() is load()


def test_cells_are_read_as_they_stand(small: Path) -> None:
    taxonomy = load(small)
    a_plus, class_a = taxonomy.credentials["comptia-a-plus"], taxonomy.credentials["cdl-class-a"]
    assert a_plus.notes == "In two exams, both needed"
    assert (a_plus.issuer, a_plus.parent, a_plus.entry_level) == ("comptia", None, True)
    assert (class_a.states, class_a.parent, class_a.level) == (("OH", "TX"), "cdl", "Class A")
    (alias,) = a_plus.aliases
    assert (alias.form, alias.ambiguous, alias.context) == ("A+", True, ("comptia", "help desk"))
    assert taxonomy.credentials["rn"].aliases[0].occupation
    assert taxonomy.titles["truck driver"] == "53-3032"
    hybrid, aide = taxonomy.occupations["31-1120"], taxonomy.occupations["31-1121"]
    assert (hybrid.is_oews_group, hybrid.job_zone, aide.oews_group) == (True, None, "31-1120")
    assert (hybrid.employment, aide.employment) == (3900000, 0)


def test_families(small: Path) -> None:
    taxonomy = load(small)
    assert taxonomy.family("cdl") == ("cdl", "cdl-class-a")
    assert taxonomy.family("rn") == ("rn",)


def test_forms_hold_the_official_name_first(small: Path) -> None:
    taxonomy = load(small)
    forms = [alias.form for alias in taxonomy.forms(taxonomy.credentials["cdl-class-a"])]
    assert forms == ["Commercial Driver's License Class A", "CDL A", "CDL Class A"]


def test_a_form_for_lists_is_kept_apart_so_that_no_posting_is_searched_for_it(small: Path) -> None:
    replace_in(small, "aliases.csv", "cdl-class-a,CDL A,variant", "cdl-class-a,Trucks,list_form")
    taxonomy = load(small)
    class_a = taxonomy.credentials["cdl-class-a"]
    assert class_a.list_forms == ("Trucks",)
    assert "Trucks" not in {alias.form for alias in taxonomy.forms(class_a)}
    assert "trucks" not in {form for form, _ in taxonomy.normal_forms}
    assert "trucks" not in Dictionary(taxonomy).entries
    assert find(taxonomy, "Trucks") == []


def test_a_byte_order_mark_and_windows_lines_change_nothing(small: Path) -> None:
    before = load(small)
    for name in FILES:
        text = (small / name).read_text("utf-8")
        (small / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    load.cache_clear()
    assert load(small).credentials == before.credentials


def test_empty_lines_are_passed_over(small: Path) -> None:
    with (small / "titles.csv").open("a") as file:
        file.write("\n\n")
    assert len(load(small).titles) == 2


@pytest.mark.parametrize("name", FILES)
def test_a_change_in_any_file_changes_the_version(small: Path, name: str) -> None:
    before = version_of(small)
    assert before.startswith("9.9.9+")
    assert len(before) == len("9.9.9+") + 8
    assert version_of(small) == before
    with (small / name).open("a") as file:
        file.write("\n")
    assert version_of(small) != before


def test_the_version_is_the_same_with_windows_lines(small: Path) -> None:
    before = version_of(small)
    for name in FILES:
        (small / name).write_bytes((small / name).read_bytes().replace(b"\n", b"\r\n"))
    assert version_of(small) == before


def test_the_shipped_version_is_that_of_its_files() -> None:
    assert load().version == version_of(DATA)


# Files that cannot be read


def error_of(directory: Path) -> str:
    with pytest.raises(TaxonomyError) as caught:
        load(directory)
    return str(caught.value)


@pytest.mark.parametrize("name", [*FILES, "version.txt"])
def test_a_missing_file_is_named(small: Path, name: str) -> None:
    (small / name).unlink()
    assert f"{name} is missing" in error_of(small)


def test_a_row_with_a_comma_too_many_is_named_with_its_line_and_mend(small: Path) -> None:
    replace_in(small, "aliases.csv", "rn,RN,acronym,,yes,", "rn,RN, or nurse,acronym,,yes,")
    assert error_of(small) == (
        "aliases.csv, line 6: 7 cells where the header has 6; "
        "put cells that hold a comma in double quotes"
    )


def test_a_row_that_is_too_short_is_named(small: Path) -> None:
    replace_in(small, "titles.csv", "truck driver,53-3032", "truck driver")
    assert error_of(small).startswith("titles.csv, line 3: 1 cells where the header has 2")


def test_what_is_not_utf_8_is_named(small: Path) -> None:
    (small / "issuers.csv").write_bytes("comptia,Compagn\u00eda,,x".encode("latin-1"))
    assert error_of(small).startswith("issuers.csv is not UTF-8")
    assert error_of(small).endswith("save it as UTF-8")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n in FILES for c in COLUMNS[n]])
def test_a_missing_column_is_named_with_its_file(small: Path, name: str, column: str) -> None:
    path = small / name
    header, _, rest = path.read_text("utf-8").partition("\n")
    renamed = [f"{each}_old" if each == column else each for each in header.split(",")]
    path.write_text(",".join(renamed) + "\n" + rest, "utf-8")
    assert error_of(small).startswith(f"{name}, line 1: the column '{column}' is missing; ")


@pytest.mark.parametrize("cell", ["three", "3.5", "-1"])
def test_a_number_that_is_none_is_named(small: Path, cell: str) -> None:
    replace_in(small, "soc.csv", "Registered Nurses,,,3,", f"Registered Nurses,,,{cell},")
    assert error_of(small) == (
        f"soc.csv, line 3: job_zone is '{cell}'; write a whole number or nothing"
    )


def test_an_empty_file_lacks_its_columns(small: Path) -> None:
    (small / "credentials.csv").write_text("")
    assert error_of(small).startswith("credentials.csv, line 1: the column 'id' is missing")


@pytest.mark.parametrize(
    ("cell", "values"),
    [("", ()), ("a", ("a",)), ("a;b", ("a", "b")), (" a ; ;b; ", ("a", "b"))],
)
def test_cells_of_several_values(cell: str, values: tuple[str, ...]) -> None:
    assert many(cell) == values
