"""Folders that a command makes anew each time and that are never seen half made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import common


def refuse_foreign(directory: Path, marker: str, what: str) -> None:
    """Ends the command where ``directory`` is a file, or holds something and no ``marker``.

    ``what`` says in its message what the files there are not.
    """
    try:
        if directory.exists() and not directory.is_dir():
            raise common.fail(f"{directory} is a file; name a folder", common.WRONG_USAGE)
        foreign = (
            directory.is_dir() and any(directory.iterdir()) and not (directory / marker).is_file()
        )
    except OSError as error:
        raise common.fail(f"cannot read {directory}: {error.strerror or error}") from None
    if foreign:
        raise common.fail(
            f"{directory} holds files that are {what} and would be lost; name another folder",
            common.WRONG_USAGE,
        )


@contextmanager
def made_anew(directory: Path, marker: str, what: str) -> Iterator[Path]:
    """A fresh folder that takes the place of ``directory`` when it is whole.

    A command that is killed leaves the old one whole. Ends the command where the folder cannot be
    written, or is foreign (:func:`refuse_foreign`).
    """
    refuse_foreign(directory, marker, what)
    target = directory.resolve()
    fresh, old = (target.with_name(f".{target.name}.{end}") for end in ("new", "old"))
    try:
        if old.exists() and not target.exists():  # killed between the two renames below
            old.rename(target)
        for left in (fresh, old):
            if left.exists():
                shutil.rmtree(left)
        fresh.mkdir(parents=True)
        yield fresh
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        if old.exists():
            shutil.rmtree(old)
    except OSError as error:
        raise common.fail(f"{directory} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
