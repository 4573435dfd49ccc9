"""What changed between two versions of the taxonomy, by credential."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from taxonomy.load import DATA, TaxonomyError, rows

_REVISION = re.compile(r"\w[\w./~^-]*")


@dataclass(frozen=True, slots=True)
class Changed:
    """A credential that both versions have, with what is not the same.

    ``fields`` gives for each column the cell before and now.
    """

    id: str
    name: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    aliases_added: tuple[str, ...] = ()
    aliases_removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids and names of credentials that came, went or were retired, and those that changed."""

    added: dict[str, str]
    removed: dict[str, str]
    retired: dict[str, str]
    changed: tuple[Changed, ...]


def diff(before: Path, now: Path) -> Difference:
    """What changed from one taxonomy directory to another.

    A removed id is a fault of the later version: a retired credential keeps its row and names its
    successor. Reads only the columns that both have, so that older versions can be compared. Raises
    :class:`TaxonomyError` where a file cannot be read.
    """
    old, new = _credentials(before), _credentials(now)
    old_aliases, new_aliases = _aliases(before), _aliases(now)
    changed = []
    for own in sorted(old.keys() & new.keys()):
        fields = {
            column: (cell, new[own][column])
            for column, cell in old[own].items()
            if column in new[own] and new[own][column] != cell
        }
        had, has = old_aliases.get(own, set()), new_aliases.get(own, set())
        if fields or had != has:
            changed.append(
                Changed(
                    own,
                    new[own]["name"],
                    fields,
                    tuple(sorted(has - had)),
                    tuple(sorted(had - has)),
                )
            )
    return Difference(
        added={own: new[own]["name"] for own in sorted(new.keys() - old.keys())},
        removed={own: old[own]["name"] for own in sorted(old.keys() - new.keys())},
        retired={
            each.id: each.fields["successor"][1]
            for each in changed
            if each.fields.get("successor", ("x", ""))[0] == "" and each.fields["successor"][1]
        },
        changed=tuple(changed),
    )


@contextmanager
def version_directory(version: str, data: Path = DATA) -> Iterator[Path]:
    """The files of a version: a folder, ``now``, a released number such as 0.1.0, or a git revision.

    A number stands for the last commit that had it. Raises :class:`TaxonomyError` where there is no
    such version.
    """
    if version == "now":
        yield data
        return
    if version and Path(version).is_dir():
        yield Path(version)
        return
    if not _REVISION.fullmatch(version):
        raise TaxonomyError(f"{version!r} is no folder, version number or git revision")
    revision = _released(version, data) or version
    try:
        archive = _git(data, "archive", "--format=tar", revision, ".")
    except (OSError, subprocess.CalledProcessError):
        raise TaxonomyError(
            f"{version!r} is no folder, no version that the history of {data} holds and no git "
            "revision; see: git tag, git log taxonomy/data/version.txt"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def _released(version: str, data: Path) -> str | None:
    """The last commit whose version.txt held a number; None where none did."""
    try:
        commits = _git(data, "log", "--format=%H", "--", ".").decode().split()
        for commit in commits:
            held = _git(data, "show", f"{commit}:./version.txt").decode().strip()
            if held == version:
                return commit
    except (OSError, subprocess.CalledProcessError):
        return None
    return None


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        check=True,
        capture_output=True,
    ).stdout


def _credentials(directory: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for _, row in rows(directory / "credentials.csv", ("id", "name"))}


def _aliases(directory: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for _, row in rows(directory / "aliases.csv", ("credential", "alias")):
        found.setdefault(row["credential"], set()).add(row["alias"])
    return found
