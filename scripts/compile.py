"""Compiles the busiest modules to machine code with mypyc, from the same source.

`python -m scripts.compile` takes under a minute and needs a C compiler and Python's headers. Where they
are missing it says so and ends well: Sought reads all the same, about a fifth slower.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from filelock import FileLock

from scripts import common
from taxonomy import compiled

# In a process of its own: mypyc ends the process where it finds a fault.
_BUILD = """
import sys
from mypyc.build import mypycify
from setuptools import setup

work, library, *files = sys.argv[1:]
setup(
    name="sought-compiled",
    packages=[],
    ext_modules=mypycify(
        files, opt_level="3", debug_level="0", target_dir=f"{work}/c", group_name=library
    ),
    script_args=["-q", "build", "--build-base", f"{work}/build", "build_ext", "--build-lib", f"{work}/lib"],
)
"""


def build() -> None:
    """Compiles what is not compiled yet, and removes what was made of other states of the source."""
    target = compiled.folder()
    if target is None:
        common.err.print("Not compiled: the source is not all here.")
        return
    if target.is_dir():
        return
    if lacking := _lacking():
        _tell(lacking)
        return
    try:
        _make(target)
    except OSError as error:
        _tell(f"{error.filename or compiled.FOLDER} cannot be written ({error.strerror})")


def _make(target: Path) -> None:
    """Makes the code in a folder of its own and puts it in its place whole, or not at all."""
    compiled.FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(compiled.FOLDER / ".lock"):
        if target.is_dir():  # another run was quicker
            return
        for other in compiled.FOLDER.iterdir():
            if other.is_dir():
                shutil.rmtree(other, ignore_errors=True)
        with TemporaryDirectory(dir=compiled.FOLDER, prefix="making-") as work:
            if _made(work):
                (Path(work) / "lib").replace(target)


def _made(work: str) -> bool:
    """Whether the code could be made in a folder; where not, it is told why."""
    files = [str(compiled.source(module).relative_to(compiled.ROOT)) for module in compiled.MODULES]
    library = compiled.LIBRARY.removesuffix("__mypyc")
    with common.err.status("Compiling extraction (under a minute)"):
        ended = subprocess.run(
            [sys.executable, "-c", _BUILD, work, library, *files],
            cwd=compiled.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if not ended.returncode:
        return True
    said = (ended.stderr or ended.stdout).strip().splitlines() or ["nothing"]
    _tell(f"the compiler's last line is: {said[-1][:200]}")
    return False


def _lacking() -> str | None:
    """What it takes to compile and is not on this machine."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "Python's headers are missing"
    return None


def _tell(reason: str) -> None:
    common.err.print(
        f"Not compiled: {reason}. Sought reads postings about a fifth slower; all else is the same. "
        "To mend it, install a C compiler and Python's headers (Debian: gcc, python3-dev), then run "
        "python -m scripts.compile.",
        markup=False,
    )


if __name__ == "__main__":
    typer.run(build)
