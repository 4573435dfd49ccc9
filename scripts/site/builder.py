"""``sought site``: writes the pages into a folder that then takes the old one's place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, Connection, Engine

from db.engine import connect
from db.shares import Share
from scripts import common, folders
from scripts.site import files, pages
from scripts.site.data import SiteData, read_site
from scripts.site.evidence import evidence_of
from scripts.site.pages import Page
from scripts.site.render import STATIC
from taxonomy.model import Credential, Taxonomy

MARKER = ".sought-site"
FOREIGN = "not a site made by Sought"
MOST_PROCESSES = 4
FEW = 300
"""With fewer credentials asked for, a second process costs more than it saves."""
FOLDERS = ("clusters", "credentials", "evidence", "states", "data")


def site(
    directory: Annotated[Path, typer.Argument(help="The folder of the site; made anew each time.")],
    framework: common.FrameworkOption = common.Framework.OF_2024,
) -> None:
    """Writes the pages that staff read in a browser; they need no server and no connection.

    Example: `sought site public/`
    """
    refuse_foreign(directory)
    engine = common.database()
    taxonomy = common.taxonomy(framework)
    with common.alone(engine), common.database_errors(), common.err.status("Writing pages"):
        count = build(engine, taxonomy, directory, common.now())
    common.out.print(
        f"{count:,} pages; start with {directory.resolve() / 'index.html'}", markup=False
    )


def build(engine: Engine, taxonomy: Taxonomy, directory: Path, now: datetime) -> int:
    """Writes all pages of the twelve months to ``now`` and gives their number.

    A build that is killed leaves the old pages whole. Ends the command where the folder cannot be
    written or is not ours.
    """
    with folders.made_anew(directory, MARKER, FOREIGN) as fresh:
        (fresh / MARKER).write_text("Made by sought site, which replaces this folder.\n", "utf-8")
        with engine.connect() as connection:
            return write_site(connection, read_site(connection, taxonomy, now), fresh)


def refuse_foreign(directory: Path) -> None:
    """Ends the command where ``directory`` is a file, or holds what is not a site of ours."""
    folders.refuse_foreign(directory, MARKER, FOREIGN)


def write_site(connection: Connection, data: SiteData, folder: Path) -> int:
    """Writes everything into an empty folder and gives the number of pages."""
    for name in FOLDERS:
        (folder / name).mkdir()
    for path in sorted(STATIC.iterdir()):
        shutil.copyfile(path, folder / path.name)
    (folder / "search-index.js").write_text(files.search_index(data), "utf-8")
    tables = files.write_downloads(folder, data)
    count = _write(folder, _few_pages(data, tables))
    shares: dict[str, dict[str, Share]] = {}
    for part in _in_processes(connection, data, folder):
        count += part.pages
        for area, own in part.shares.items():
            shares.setdefault(area, {}).update(own)
    files.write_views(folder, data, shares)
    return count


@dataclass(frozen=True, slots=True)
class _Part:
    """What a process wrote: its pages, and by area the shares of its credentials."""

    pages: int
    shares: dict[str, dict[str, Share]]


_inherited: tuple[SiteData, Path] | None = None
"""What a forked process takes over: it is never sent."""


def _in_processes(connection: Connection, data: SiteData, folder: Path) -> list[_Part]:
    """The pages of all credentials, those of a large market on every processor."""
    global _inherited
    everyone = list(data.taxonomy.credentials)
    count = min(os.cpu_count() or 1, MOST_PROCESSES)
    if count == 1 or len(data.market.credentials) < FEW or not hasattr(os, "fork"):
        return [_write_credentials(connection, data, folder, everyone)]
    _ = data.by_area, data.answers.window  # worked out once, before the processes part
    _inherited = data, folder
    try:
        with ProcessPoolExecutor(count - 1, mp_context=get_context("fork")) as pool:
            url = connection.engine.url
            others = [pool.submit(_write_part, url, everyone[n::count]) for n in range(1, count)]
            own = _write_credentials(connection, data, folder, everyone[::count])
            return [own, *(other.result() for other in others)]
    finally:
        _inherited = None


def _write_part(url: URL, credentials: list[str]) -> _Part:
    assert _inherited is not None
    engine = connect(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        return _write_credentials(connection, *_inherited, credentials)


def _write_credentials(
    connection: Connection, data: SiteData, folder: Path, credentials: list[str]
) -> _Part:
    count = 0
    shares: dict[str, dict[str, Share]] = {}
    for credential in credentials:
        made, own = credential_pages(connection, data, data.taxonomy.credentials[credential])
        count += _write(folder, made)
        for area, share in own.items():
            shares.setdefault(area, {})[credential] = share
    return _Part(count, shares)


def _few_pages(data: SiteData, tables: Sequence[dict[str, object]]) -> Iterator[Page]:
    yield pages.home(data)
    yield pages.every(data)
    yield pages.explore(data)
    yield pages.audit(data)
    yield pages.method(data)
    yield pages.downloads(data, tables)
    yield pages.wrong(data)
    for name in data.taxonomy.career_clusters:
        yield pages.cluster(data, name)
    for area in data.areas:
        yield pages.state(data, area)


def credential_pages(
    connection: Connection, data: SiteData, credential: Credential
) -> tuple[list[Page], dict[str, Share]]:
    """A credential's page, that of its evidence where there is any, and its share in each area."""
    evidence = evidence_of(connection, data, credential.id)
    shares = data.shares(credential)
    made = [pages.credential(data, credential, evidence, shares)]
    if evidence:
        made.append(pages.evidence_page(data, credential, evidence))
    return made, shares


def _write(folder: Path, made: Iterator[Page] | Sequence[Page]) -> int:
    count = 0
    for page in made:
        (folder / page.path).write_text(page.html(), "utf-8")
        count += 1
    return count
