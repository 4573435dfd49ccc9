"""What ``sources.toml`` may hold, and what is said where it holds something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from spiders.base import BoardSpider
from spiders.config import ConfigError, Source, load_sources
from spiders.kinds import kinds, spider_class

ROW = '[[source]]\nkind = "greenhouse"\nboard = "acme"\nemployer = "Acme"\n'


def test_a_whole_row_and_a_short_one(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        ROW
        + '[[source]]\nkind = "careersite"\nboard = "mercy"\nemployer = "Mercy"\n'
        + 'url = "http://127.0.0.1:8731/site/"\nstate = "OH"\ncadence_hours = 48\nenabled = false\n'
        + 'career_clusters = ["Health Science"]\nterms_checked = 2026-11-01\ndelay_seconds = 0\n'
    )
    short, whole = load_sources(path)
    assert short == Source("greenhouse", "acme", "Acme")
    assert short.key == "greenhouse/acme"
    assert (short.delay_seconds, short.cadence_hours, short.enabled) == (1.5, 24, True)
    assert whole.url == "http://127.0.0.1:8731/site"
    assert whole.terms_checked == date(2026, 11, 1)
    assert whole.career_clusters == ("Health Science",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[source]", "not valid TOML"),
        ("sources = 1", "unknown key 'sources'"),
        ("[source]\nkind = 'a'", "write [[source]]"),
        (ROW + 'color = "red"', "unknown key 'color'; known are kind, board"),
        (
            ROW.replace("greenhouse", "monster"),
            "unknown kind 'monster'; known are ashby, careersite",
        ),
        (ROW.replace("greenhouse", "linkedin"), "linkedin is not read: its robots.txt"),
        (ROW + 'url = "https://x.breezy.hr"', "breezy is not read: its terms"),
        (ROW + "max_requests = 0", "a whole number, 1 or more"),
        (ROW + ROW, "stand in source 1; remove one"),
        (ROW.replace('"acme"', "7"), "board must be a text"),
        (ROW.replace('"acme"', '"a/b"'), "no space and no slash"),
        (ROW.replace('employer = "Acme"\n', ""), "'employer' is missing"),
        (ROW + 'enabled = "yes"', "enabled must be true or false"),
        (ROW + "cadence_hours = true", "cadence_hours must be a number"),
        (ROW + "delay_seconds = -1", "delay_seconds must be a number"),
        (ROW + "delay_seconds = 0.1", "delay_seconds must be 1 or more"),
        (ROW + 'state = "Ohio"', "two-letter code"),
        (ROW + 'country = "Germany"', 'country must be a two-letter code such as "DE"'),
        (ROW + 'state = "OH"\ncountry = "DE"', "state 'OH' does not lie in the country 'DE'"),
        (ROW + 'url = "ftp://x.org"', "begins with http"),
        (ROW + 'url = "http://x.org:99999"', "begins with http"),
        (ROW + 'terms_checked = "2026"', "a date without quotes"),
        (ROW + 'career_clusters = "Health"', "list of texts"),
        (ROW.replace("greenhouse", "careersite"), "no address of its own"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_sources(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(ROW + ROW.replace("acme", "b") + "x = 1")
    with pytest.raises(ConfigError, match=r"source 2 \(greenhouse/b\)"):
        load_sources(path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_sources(tmp_path / "none.toml")


def test_each_kind_has_its_spider() -> None:
    assert {"careersite", "greenhouse", "usajobs", "lever", "workday"} <= kinds()
    for kind in kinds():
        assert issubclass(spider_class(kind), BoardSpider)


@pytest.mark.parametrize(
    ("kind", "board", "fits"),
    [
        ("ashby", "Two Words", True),
        ("ashby", "a/b", False),
        ("recruitee", "acme.evil", False),
        ("personio", "acme#x", False),
        ("lever", "../admin", False),
        ("workday", "acme.wd5.Careers", True),
        ("workday", "acme/wd5/Careers", True),
        ("workday", "acme", False),
        ("icims", "careers-acme", True),
    ],
)
def test_a_board_has_the_form_of_its_kind(kind: str, board: str, fits: bool) -> None:
    assert bool(spider_class(kind).board_form.fullmatch(board)) is fits
