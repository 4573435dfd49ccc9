"""Machine code of the busiest modules, used where it was made of just the source that is here.

``python -m scripts.compile`` makes it. Without it, and after any change of the source until it is made
again, Python reads the source itself: the results are the same, only slower.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableSequence
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "compiled"
"""Here the machine code of each state of the source lies in a folder of its own."""
LIBRARY = "sought__mypyc"
"""The module that holds the code of all others."""
SWITCH = "SOUGHT_COMPILED"
"""The environment variable that, set to 0, leaves machine code unused."""
MODULES = (
    "extraction.beside", "extraction.candidates", "extraction.clusters", "extraction.cues",
    "extraction.dictionary", "extraction.headings", "extraction.items", "extraction.levels",
    "extraction.linking", "extraction.lists", "extraction.normal", "extraction.occupation",
    "extraction.others", "extraction.pipeline", "extraction.requirement", "extraction.sections",
    "extraction.sense", "extraction.sentences", "extraction.spans", "extraction.states",
    "extraction.status", "extraction.unlinked", "taxonomy.normalize",
)  # fmt: skip
"""What is compiled. What others store stays Python's own: the model."""
_BESIDE = ("extraction.model", "taxonomy.model", "taxonomy.compiled")


def source(module: str) -> Path:
    """The file that a module's source stands in."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def folder() -> Path | None:
    """Where the machine code of the source as it is now lies, or would lie; None where the source is not all here."""
    digest = sha256()
    try:
        for module in (*MODULES, *_BESIDE):
            digest.update(source(module).read_bytes() + b"\0")
    except OSError:
        return None
    return FOLDER / digest.hexdigest()[:16]


def _found() -> Path | None:
    """The folder to import from, its library loaded; None where there is nothing for this Python."""
    if os.environ.get(SWITCH) == "0":
        return None
    here = folder()
    if here is None:
        return None
    library = here / f"{LIBRARY}{EXTENSION_SUFFIXES[0]}"
    spec = spec_from_file_location(LIBRARY, library) if library.exists() else None
    if spec is None or spec.loader is None:
        return None
    try:
        sys.modules[LIBRARY] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[LIBRARY])
    except ImportError:  # made on another kind of machine
        sys.modules.pop(LIBRARY, None)
        return None
    return here


_HERE = _found()


def prefer(package: str, path: MutableSequence[str]) -> None:
    """Puts a package's compiled modules, where there are any, before their source on its search path."""
    if _HERE is not None:
        path.insert(0, str(_HERE / package))


def in_use() -> bool:
    """Whether this process reads by machine code."""
    return _HERE is not None
