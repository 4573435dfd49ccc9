"""The rooms import one another in one direction only (read from the source, nothing is run)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("taxonomy", "extraction", "db", "spiders", "scripts")
# What each room may import of ours beside itself: a room, or a module of one.
MAY_IMPORT = {
    "taxonomy": (),
    "extraction": ("taxonomy",),
    "db": ("taxonomy",),
    "spiders": ("db.records", "extraction.text"),
    "scripts": ("taxonomy", "extraction", "db", "spiders"),
}


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a module imports, in functions too.

    ``from a import b`` gives ``a.b``, since ``b`` may be a module. Names handed to
    ``import_module`` and ``__import__`` as they stand count as well.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            first = node.args[0]
            if name in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def allowed(room: str, name: str) -> bool:
    """Whether a module of a room may import this name."""
    if name.split(".")[0] not in (*ROOMS, "tests"):
        return True
    return any(name == each or name.startswith(f"{each}.") for each in (room, *MAY_IMPORT[room]))


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert modules(room)
    wrong = [
        f"{path.relative_to(ROOT)}, line {line}: imports {name}"
        for path in modules(room)
        for line, name in imports(
            path.read_text("utf-8"), ".".join(path.relative_to(ROOT).parent.parts)
        )
        if not allowed(room, name)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_with_modules_is_a_package(room: str) -> None:
    assert [str(p.parent) for p in modules(room) if not (p.parent / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import db.store", "db.store"),
        ("import db.store as s", "db.store"),
        ("from db import store", "db.store"),
        ("from db.store import save", "db.store.save"),
        ("def f():\n    from db import store", "db.store"),
        ("from ..b import c", "room.b.c"),
        ("from . import c", "room.inner.c"),
        ("import importlib\nimportlib.import_module('scripts.cli')", "scripts.cli"),
    ],
)
def test_no_way_of_importing_is_overlooked(source: str, name: str) -> None:
    assert name in [found for _, found in imports(source, "room.inner")]


@pytest.mark.parametrize(
    ("room", "name", "may"),
    [
        ("taxonomy", "taxonomy.model", True),
        ("taxonomy", "us", True),
        ("taxonomy", "db.names", False),
        ("extraction", "taxonomy.load.load", True),
        ("extraction", "db.names", False),
        ("db", "extraction.model", False),
        ("spiders", "db.records.Posting", True),
        ("spiders", "db.recordsish", False),
        ("spiders", "db.store", False),
        ("spiders", "db", False),
        ("spiders", "extraction.text.html_to_text", True),
        ("spiders", "extraction.pipeline", False),
        ("spiders", "taxonomy.load", False),
        ("db", "scripts.common", False),
        ("scripts", "spiders.run", True),
        ("scripts", "tests.conftest", False),
    ],
)
def test_the_rules_themselves(room: str, name: str, may: bool) -> None:
    assert allowed(room, name) is may
