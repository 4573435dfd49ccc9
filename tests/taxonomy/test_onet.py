"""O*NET's titles, from a download as it is published: beside ours, never over them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from extraction.occupation import EXACT, Occupations
from taxonomy.load import ONET_TITLES, TaxonomyError, load, version_of
from taxonomy.onet import read_onet, write_onet
from taxonomy.validate import validate

HEADER = "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)"


@pytest.fixture
def download(tmp_path: Path) -> Path:
    folder = tmp_path / "db_30_0_text"
    folder.mkdir()
    (folder / "Alternate Titles.txt").write_text(
        f"{HEADER}\n"
        "53-3032.00\tOver-the-Road Hauler\tn/a\t09\n"
        "29-1141.00\tTruck Driver\tn/a\t09\n"  # ours says another thing
        '29-1141.01\tNurse "Float"\tn/a\t02\n'
        "15-1232.00\tStock Helper\tn/a\t02\n"
        "53-3032.00\tStock Helper\tn/a\t02\n"
        "99-9999.00\tUnknown Thing\tn/a\t02\n",
        "utf-8",
    )
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("O*NET-SOC Code", "Title", "Reported Job Title", "Shown in My Next Move"),
        ("15-1232.00", "Computer User Support Specialists", "Desk Side Analyst", "Y"),
    ):
        sheet.append(row)
    book.save(folder / "Sample of Reported Titles.xlsx")
    (folder / "Skills.txt").write_text("Not\tTitles\n", "utf-8")
    return folder


def test_titles_are_added_and_ours_stay(small: Path, download: Path) -> None:
    before = version_of(small)
    assert write_onet(load(small), read_onet(download), small) == 5
    load.cache_clear()
    taxonomy = load(small)
    assert taxonomy.onet_titles["over the road hauler"] == "53-3032"
    assert taxonomy.onet_titles["nurse float"] == "29-1141"
    assert taxonomy.onet_titles["desk side analyst"] == "15-1232"
    assert taxonomy.onet_titles["stock helper"] == "53-3032"  # the occupation with more employment
    assert "unknown thing" not in taxonomy.onet_titles
    assert taxonomy.titles["truck driver"] == "53-3032"
    assert version_of(small) != before
    assert not validate(small)


def test_they_speak_for_whole_titles_alone(small: Path, download: Path) -> None:
    write_onet(load(small), read_onet(download) | {"bender": {"53-3032"}}, small)
    load.cache_clear()
    occupations = Occupations(load(small))
    assert occupations.soc("Over-the-Road Hauler - $5k bonus") == ("53-3032", EXACT)
    assert occupations.soc("Truck Driver") == ("53-3032", EXACT)  # as ours says
    assert occupations.soc("Pet Nurse Float Team") == (None, 0.0)
    assert occupations.soc("Bender") == (None, 0.0)


def test_a_title_of_many_occupations_says_nothing(small: Path, download: Path) -> None:
    socs = {"15-1232", "29-1141", "53-3032", "31-1121"}
    assert write_onet(load(small), {"helper": socs}, small) == 0


def test_a_folder_without_titles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="holds none of O\\*NET's files"):
        read_onet(tmp_path)
    with pytest.raises(TaxonomyError, match="is no folder"):
        read_onet(tmp_path / "nowhere")


def test_another_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "Alternate Titles.txt").write_text("code\tname\n1\t2\n", "utf-8")
    with pytest.raises(TaxonomyError, match=r"Alternate Titles.txt, line 1"):
        read_onet(tmp_path)
    assert not (tmp_path / ONET_TITLES).exists()
