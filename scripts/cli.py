"""The command ``sought``: puts the commands of the other files together."""

from __future__ import annotations

import typer

from scripts import (
    check,
    crawl,
    database,
    demand,
    extract,
    imports,
    nightly,
    site,
    sources,
    taxonomies,
)

app = typer.Typer(
    name="sought",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Counts which certifications and licenses US employers ask for, down to the sentence that "
    "was counted. The database is SOUGHT_DATABASE_URL, by default sought.db here.",
    rich_markup_mode="markdown",
)
app.command()(nightly.nightly)
app.command()(crawl.crawl)
app.command()(extract.extract)
app.command("import")(imports.import_file)
app.command()(check.check)
app.command()(demand.demand)
app.command()(site.site)
app.add_typer(sources.app, name="sources")
app.add_typer(taxonomies.app, name="taxonomy")
app.add_typer(database.app, name="db")


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
