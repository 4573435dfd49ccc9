"""``sought db``: migrations and integrity."""

from __future__ import annotations

from typing import Annotated

import typer

from db.catalog import last_count
from db.engine import DatabaseError, connect, newest, revision
from db.engine import upgrade as run_upgrade
from db.integrity import integrity
from scripts import common

app = typer.Typer(no_args_is_help=True, help="The database: its version and its soundness.")


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
