"""The table of licenses that the law asks: well-formed, known, sourced."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import schema as t
from db.licensing import LicensingError, laws, save_licensing
from taxonomy.load import load
from tests.db.make import rows_of

HEAD = "soc,credential,states,source,note\n"


def test_every_row_names_what_the_taxonomy_knows_and_a_source() -> None:
    taxonomy = load()
    for law in laws():
        assert law.soc in taxonomy.occupations, law
        assert law.credential in taxonomy.credentials, law
        assert law.states, law
        assert len(law.source) > 15, law
    assert len({(law.soc, law.credential) for law in laws()}) == len(laws())


def test_sixty_occupations_and_more() -> None:
    assert len({law.soc for law in laws()}) >= 60


@pytest.mark.parametrize(
    ("soc", "credential", "state", "asked"),
    [
        ("29-1141", "rn", "OH", True),
        ("53-3032", "cdl", "WY", True),
        ("47-2111", "electrician-license", "TX", True),
        ("47-2111", "electrician-license", "PA", False),  # by cities, not by the state
        ("29-2034", "radiologic-technologist-license", "GA", False),
        ("29-9091", "athletic-trainer", "CA", False),
        ("31-9011", "massage-therapist-license", "KS", False),
        ("33-3051", "post-certification", "HI", False),
    ],
)
def test_what_can_be_looked_up(soc: str, credential: str, state: str, asked: bool) -> None:
    (law,) = [law for law in laws() if (law.soc, law.credential) == (soc, credential)]
    assert (state in law.states) is asked


def test_states_are_given_one_by_one_or_all_but_some(tmp_path: Path) -> None:
    path = tmp_path / "laws.csv"
    path.write_text(
        HEAD
        + "29-1141,rn,all except CA NY,A source,\n29-1142,x,OH TX,A source,\n29-1143,y,all,A source,\n"
    )
    some, two, everywhere = laws(path)
    assert (len(some.states), len(two.states), len(everywhere.states)) == (49, 2, 51)
    assert "CA" not in some.states


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("29-1141,rn,all but CA,A source,", "line 2: after “all” comes nothing or “except”"),
        ("29-1141,rn,OH XX,A source,", "line 2: 'XX' is no state"),
        ("29-1141,rn,OH, ,", "line 2: give a source"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "laws.csv"
    path.write_text(f"{HEAD}{row}\n")
    with pytest.raises(LicensingError, match=said):
        laws(path)


def test_the_table_holds_a_row_for_each_state(engine: Engine) -> None:
    for _ in range(2):
        with engine.begin() as connection:
            save_licensing(connection)
    rows = rows_of(engine, t.licensing)
    assert len(rows) == sum(len(law.states) for law in laws())
    assert all(row["source"] for row in rows)
