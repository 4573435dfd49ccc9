"""``sought db``: migrations, integrity, copies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from db.backup import backup as copy_database
from db.backup import restore as bring_back
from db.catalog import last_count
from db.engine import DatabaseError, connect, newest, revision
from db.engine import upgrade as run_upgrade
from db.integrity import integrity
from scripts import common

app = typer.Typer(
    no_args_is_help=True, help="The database: its version, its soundness, its copies."
)


@app.command()
def upgrade() -> None:
    """Brings the tables to this version's form, with the data in them.

    Example: `sought db upgrade`
    """
    try:
        engine = connect(common.database_url())
        before = revision(engine)
        with common.alone(engine):
            run_upgrade(engine)
    except DatabaseError as error:
        raise common.fail(str(error)) from None
    common.out.print(f"The database was at version {before or 'none'}, and is at {newest()}.")


@app.command()
def check(json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Proves what must hold: spans are their text, nothing is orphaned, demand equals a recount.

    Exit code 1: something does not hold.

    Example: `sought db check`
    """
    engine = common.database()
    with common.database_errors(), common.err.status("Checking"):
        results = integrity(engine, last_count(engine) or common.now().date())
    if json_out:
        common.print_json(results)
    else:
        for result in results:
            common.out.print(
                f"{'holds' if not result['broken'] else 'BROKEN'}  {result['what']}", markup=False
            )
            for example in result["broken"][:5]:
                common.out.print(f"        {example}", markup=False)
    if any(result["broken"] for result in results):
        raise typer.Exit(common.SOME_FAILED)


@app.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="Where the copy goes; one that is there is replaced.")
    ],
) -> None:
    """Copies the whole database into one SQLite file, also while a run is writing.

    The file can be brought back into SQLite or PostgreSQL: `sought db restore`.

    Example: `sought db backup sought-2026-03-31.db`
    """
    engine = common.database()
    try:
        with common.database_errors(), common.err.status("Copying"):
            count = copy_database(engine, file)
    except DatabaseError as error:
        raise common.fail(str(error)) from None
    except OSError as error:
        raise common.fail(f"{file} cannot be written: {error.strerror}") from None
    common.out.print(f"{count:,} postings, and all else, copied to {file}", markup=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `sought db backup` made.")],
) -> None:
    """Brings a copy back into the database of SOUGHT_DATABASE_URL, which must be empty.

    Example: `SOUGHT_DATABASE_URL=sqlite:///again.db sought db restore sought-2026-03-31.db`
    """
    url = common.database_url()
    try:
        with (
            common.alone(connect(url)),
            common.database_errors(),
            common.err.status("Bringing back"),
        ):
            count = bring_back(file, url)
    except DatabaseError as error:
        raise common.fail(str(error)) from None
    except OSError as error:
        raise common.fail(f"{file} cannot be read: {error.strerror}") from None
    common.out.print(f"{count:,} postings, and all else, are back. Prove it: sought db check")
