"""``make demo``: the main job on the bundled sample job boards, over real HTTP on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from rich.table import Table
from rich.text import Text

from db.check import check
from db.demand_by import demand_by
from scripts import common
from scripts.sample_boards.server import POSTINGS, SampleBoards

FOLDER = Path("demo")
TOP = 10


def main() -> int:
    """Serves the boards, runs ``sought nightly`` on them, shows what came out; gives the exit code."""
    FOLDER.mkdir(exist_ok=True)
    today = common.now().date()
    url = f"sqlite:///{FOLDER / 'sought.db'}"
    with SampleBoards(POSTINGS, today=today, port=_port()) as boards:
        sources = FOLDER / "sources.toml"
        boards.write_sources_toml(sources)
        common.out.print(
            f"{len(boards.postings)} sample postings on {len(boards.boards)} boards are served at {boards.url}\n"
            "Running: sought nightly --sources demo/sources.toml --site demo/site\n"
        )
        environment = {
            **os.environ,
            "SOUGHT_DATABASE_URL": url,
            "SOUGHT_ALLOW_PRIVATE_HOSTS": boards.host,
        }
        command = [sys.executable, "-m", "scripts.cli", "nightly"]
        done = subprocess.run(
            [*command, "--sources", str(sources), "--site", str(FOLDER / "site")],
            env=environment,
            check=False,
        )
    if done.returncode != common.DONE:
        return done.returncode
    os.environ["SOUGHT_DATABASE_URL"] = url
    _show_top()
    common.out.print(
        f"\nThe database: {(FOLDER / 'sought.db').resolve()}\nThe site:     {(FOLDER / 'site' / 'index.html').resolve()}\n"
        f'Ask it:       SOUGHT_DATABASE_URL={url} .venv/bin/sought check "CDL A" --state OH'
    )
    return common.DONE


def _port() -> int:
    """The port of the last demo, so that its postings keep their addresses; any free one at first."""
    note = FOLDER / "port"
    if note.exists():
        return int(note.read_text())
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    note.write_text(str(port))
    return port


def _show_top() -> None:
    engine, taxonomy, today = common.database(), common.taxonomy(), common.now().date()
    rows = demand_by(engine, ["credential"], since=today - timedelta(days=365))
    common.out.print(
        f"\nThe {TOP} credentials that the sample employers ask for most", style="bold"
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("credential")
    for column in ("jobs", "employers", "required"):
        table.add_column(column, justify="right")
    top = rows.head(TOP)
    for row in top.itertuples(index=False):
        table.add_row(
            str(row.credential_name),
            str(row.jobs),
            str(row.employers),
            f"{int(str(row.required)) / int(str(row.jobs)):.0%}",
        )
    common.out.print(table)
    common.out.print("\nOne sentence behind each", style="bold")
    for row in top.itertuples(index=False):
        answer = check(engine, taxonomy.credentials[str(row.credential)], "US", today)
        for evidence in answer["evidence"][:1]:
            said = evidence["sentence"].replace("\n", " ")
            line = Text(f"  {row.credential_name}: “")
            line.append(said[: evidence["start"]])
            line.append(said[evidence["start"] : evidence["end"]], style="bold")
            line.append(said[evidence["end"] :] + f"” {evidence['employer']}, {evidence['url']}")
            common.out.print(line)


if __name__ == "__main__":
    sys.exit(main())
