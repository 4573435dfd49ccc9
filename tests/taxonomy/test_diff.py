"""What changed between two versions of the taxonomy."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from taxonomy.diff import Changed, diff, version_directory
from taxonomy.load import TaxonomyError
from tests.taxonomy.conftest import replace_in, write_small

PARAMEDIC = "paramedic,Paramedic,license,license,,,,,29-1141,Healthcare & Human Services,,,,no,,state EMS offices,\n"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The small taxonomy twice."""
    before, now = tmp_path / "before", tmp_path / "now"
    before.mkdir()
    now.mkdir()
    return write_small(before), write_small(now)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments],
        check=True, capture_output=True,
    )  # fmt: skip


def test_nothing_changed(two: tuple[Path, Path]) -> None:
    found = diff(*two)
    assert (found.added, found.removed, found.retired, found.changed) == ({}, {}, {}, ())


def test_what_came_went_and_changed_is_told(two: tuple[Path, Path]) -> None:
    before, now = two
    replace_in(now, "credentials.csv", "rn,Registered Nurse,", f"{PARAMEDIC}rn,Registered Nurse (RN),")  # fmt: skip
    replace_in(before, "credentials.csv", "cdl,Commercial", "cab,Cab License,license,license,,,,,53-3032,Supply Chain & Transportation,,,,yes,,,\ncdl,Commercial")  # fmt: skip
    replace_in(now, "aliases.csv", "rn,RN,acronym,,yes,", "rn,R.N.,acronym,,yes,")
    found = diff(before, now)
    assert found.added == {"paramedic": "Paramedic"}
    assert found.removed == {"cab": "Cab License"}
    assert found.changed == (
        Changed(
            "rn",
            "Registered Nurse (RN)",
            {"name": ("Registered Nurse", "Registered Nurse (RN)")},
            ("R.N.",),
            ("RN",),
        ),
    )


def test_a_retired_credential_names_its_successor(two: tuple[Path, Path]) -> None:
    replace_in(two[1], "credentials.csv", "no,,state boards", "no,cdl,state boards")
    assert diff(*two).retired == {"rn": "cdl"}


def test_an_older_version_may_lack_a_column_and_a_file(two: tuple[Path, Path]) -> None:
    replace_in(two[0], "credentials.csv", "source,notes", "source,remarks")
    (two[0] / "soc.csv").unlink()
    assert diff(*two).changed == ()


def test_a_version_number_and_a_revision_are_found_in_the_history(tmp_path: Path) -> None:
    folder = tmp_path / "repository" / "taxonomy" / "data"
    folder.mkdir(parents=True)
    write_small(folder)
    git(tmp_path / "repository", "init", "-q")
    git(tmp_path / "repository", "add", ".")
    git(tmp_path / "repository", "commit", "-qm", "first")
    (folder / "version.txt").write_text("10.0.0\n")
    replace_in(folder, "aliases.csv", "rn,RN,acronym", "rn,RNX,acronym")
    git(tmp_path / "repository", "commit", "-qam", "second")
    with version_directory("9.9.9", folder) as before, version_directory("now", folder) as now:
        assert [each.id for each in diff(before, now).changed] == ["rn"]
    with version_directory("HEAD~1", folder) as before, version_directory("10.0.0", folder) as now:
        assert [each.aliases_added for each in diff(before, now).changed] == [("RNX",)]


@pytest.mark.parametrize("version", ["no-such", "--output=x", "77.0.0", ""])
def test_a_version_that_is_none_is_refused(tmp_path: Path, version: str) -> None:
    folder = write_small(tmp_path)
    with (
        pytest.raises(TaxonomyError, match="is no folder"),
        version_directory(version, folder),
    ):
        raise AssertionError
