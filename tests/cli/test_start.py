"""What a plain check of one small file imports, and what it does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[2] / "bench" / "start").glob("*.py"))
CODE = """
import os, sys
os._exit = sys.exit
from icefloe.__main__ import main
sys.argv = ["icefloe", "check", "--no-cache", sys.argv[1]]
try:
    main()
except SystemExit as end:
    print(end.code)
print(*sys.modules)
"""
HEAVY = {"click", "jsonschema", "yaml", "pathspec", "typeshed_client", "libcst.matchers", "libcst.codemod"}
#: Of our own modules but the rules, each of which is one; every module costs a fifth of a millisecond.
MOST = 330
ANNOTATED = 280


def imported(file: Path, folder: Path) -> set[str]:
    """The modules that a check of a file has imported at its end."""
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (folder / file.name).write_bytes(file.read_bytes())
    command = [sys.executable, "-c", CODE, file.name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"})
    *_, status, modules = done.stdout.splitlines()
    assert status == "0", done.stdout + done.stderr
    return set(modules.split())


@pytest.mark.executes
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_small_file_needs_little(tmp_path, file):
    found = imported(file, tmp_path)
    assert not HEAVY & found
    ours = {name for name in found if name.startswith("icefloe") and not name.startswith("icefloe.rules.")}
    assert len(ours) <= (ANNOTATED if file.stem == "flowyml_annotated" else MOST)
    own = file.stem.partition("_")[0]
    others = {"fastflow", "motools", "runnable"} - {own}
    assert not {name for name in ours for other in others if name.startswith(f"icefloe.dialects.{other}.")}
    assert not {name for name in ours if name.startswith(("icefloe.lock", "icefloe.lower"))}


@pytest.mark.executes
def test_a_file_without_dialect_reads_none(tmp_path):
    file = tmp_path / "given.py"
    file.write_text("import json\n\nvalue = json.dumps({})\n")
    command = [sys.executable, "-c", CODE, "given.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert not {
        name for name in done.stdout.split() if name.startswith(("icefloe.builder", "icefloe.dialects.native."))
    }
