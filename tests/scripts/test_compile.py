"""The busiest modules are compiled from the source that is here, and from no other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from taxonomy import compiled

READ = """
import json, sys, tomllib
from dataclasses import asdict
from extraction.pipeline import Extractor
from extraction.text import html_to_text
from scripts.sample_boards.marks import strip_marks
from taxonomy.compiled import in_use
extractor = Extractor()
with open(sys.argv[1], "rb") as file:
    rows = tomllib.load(file)["posting"]
bodies = [strip_marks(row["body"]) for row in rows]
read = [
    extractor.read(text, row["title"]) for body, row in zip(bodies, rows) for text in (body, html_to_text(body))
]
print(json.dumps([in_use(), [
    [r.soc, r.career_cluster, r.career_cluster_confidence, r.unlinked, [asdict(m) for m in r.mentions]] for r in read
]]))
"""
LABELLED = sorted((Path(__file__).parents[1] / "extraction" / "labelled").glob("*.toml"))


def run(
    *words: str, at: Path = compiled.ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=at, env={**os.environ, "PYTHONPATH": str(at), **variables},
        capture_output=True, text=True, check=True,
    )  # fmt: skip


def is_in_use(at: Path, **variables: str) -> bool:
    told = run("-c", "from taxonomy import compiled; print(compiled.in_use())", at=at, **variables)
    return told.stdout.strip() == "True"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source, with what was compiled of it."""
    for name in ("extraction", "taxonomy", "scripts", "build/compiled"):
        if (compiled.ROOT / name).is_dir():
            shutil.copytree(
                compiled.ROOT / name, tmp_path / name,
                ignore=shutil.ignore_patterns("__pycache__", "making-*"),
            )  # fmt: skip
    return tmp_path


needs_code = pytest.mark.skipif(
    not (compiled.folder() or Path("none")).is_dir(),
    reason="NOT COMPILED: what is compiled of the source as it is now is not tested (make setup)",
)


@needs_code
@pytest.mark.parametrize("file", LABELLED, ids=lambda path: path.stem)
def test_compiled_code_reads_what_python_reads(file: Path) -> None:
    fast, readings = json.loads(run("-c", READ, str(file)).stdout)
    slow, same = json.loads(run("-c", READ, str(file), SOUGHT_COMPILED="0").stdout)
    assert (fast, slow) == (True, False)
    assert readings == same
    assert any(mentions for *_, mentions in readings)


@needs_code
def test_after_a_change_of_the_source_python_reads_it_itself(tree: Path) -> None:
    assert is_in_use(tree)
    changed = tree / "extraction" / "spans.py"
    changed.write_text(changed.read_text("utf-8") + "\nCHANGED = True\n", "utf-8")
    assert not is_in_use(tree)
    told = run("-c", "from extraction import spans; print(spans.CHANGED, spans.__file__)", at=tree)
    assert told.stdout.split() == ["True", str(changed)]


@needs_code
def test_code_that_cannot_be_loaded_is_left_alone(tree: Path) -> None:
    for file in tree.glob(f"build/compiled/*/{compiled.LIBRARY}*"):
        file.write_bytes(b"of another machine")
    assert not is_in_use(tree)
    assert run("-c", "import extraction.pipeline", at=tree).returncode == 0


@pytest.mark.parametrize("compiler", ["no-such-compiler", "false"])
def test_without_a_compiler_it_says_so_and_all_else_works(tree: Path, compiler: str) -> None:
    shutil.rmtree(tree / "build", ignore_errors=True)
    if compiler == "no-such-compiler":
        told = run("-m", "scripts.compile", at=tree, CC=compiler)
        assert "there is no C compiler (no-such-compiler)" in " ".join(told.stderr.split())
    else:
        # One small module is enough to see a compiler fail.
        names = tree / "taxonomy" / "compiled.py"
        source = names.read_text("utf-8")
        listed = source[source.index("MODULES = (") : source.index(")  # fmt: skip")]
        names.write_text(source.replace(listed, 'MODULES = ("extraction.items",'), "utf-8")
        told = run("-m", "scripts.compile", at=tree, CC=compiler)
        assert "Not compiled: the compiler's last line is:" in " ".join(told.stderr.split())
    assert "gcc, python3-dev" in " ".join(told.stderr.split())
    assert not is_in_use(tree)
    assert not [folder for folder in tree.glob("build/compiled/*") if folder.is_dir()]


def test_where_it_cannot_write_it_says_so(tree: Path) -> None:
    shutil.rmtree(tree / "build", ignore_errors=True)
    (tree / "build").write_text("in the way")
    told = run("-m", "scripts.compile", at=tree)
    assert "cannot be written" in " ".join(told.stderr.split())
    assert not is_in_use(tree)
