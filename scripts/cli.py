"""The command ``sought``: puts the commands of the other files together.

A command's file is imported only when it is called: spaCy, pandas and Scrapy take a second each.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "nightly": "scripts.nightly:nightly",
    "crawl": "scripts.crawl:crawl",
    "extract": "scripts.extract:extract",
    "import": "scripts.imports:import_file",
    "check": "scripts.check:check",
    "audit": "scripts.audit:app",
    "evaluate": "scripts.evaluate:evaluate",
    "label": "scripts.label:label",
    "demand": "scripts.demand:demand",
    "jobs": "scripts.jobs:app",
    "coverage": "scripts.coverage:coverage",
    "export": "scripts.export:export",
    "site": "scripts.site:site",
    "sources": "scripts.sources:app",
    "taxonomy": "scripts.taxonomies:app",
    "db": "scripts.database:app",
}


class _Commands(TyperGroup):
    """The commands of :data:`COMMANDS`, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            single.command()(found)
            found = single
        command = typer.main.get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="sought",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Counts which certifications and licenses US employers ask for, down to the sentence that "
    "was counted. The database is SOUGHT_DATABASE_URL, by default sought.db here.",
)


@app.callback()
def sought() -> None:
    """Counts which certifications and licenses US employers ask for."""


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
