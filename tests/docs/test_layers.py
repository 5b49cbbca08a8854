"""The staircase that CONTRIBUTING.md shows is the one that import-linter holds."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def contract() -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c for c in contracts if c["id"] == "layers")["layers"]
    return [re.findall(r"\w+", layer) for layer in layers]


def rows_of_table() -> list[str]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("| layer | what it holds |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    return [re.split(r"(?<!\\)\|", row)[1] for row in table.splitlines()]


def test_contributing_shows_the_contract():
    rows = [row for row in contract() if row != ["__main__"]]
    first_cells = [re.findall(r"`(\w+)`", row) for row in rows_of_table()]
    assert [sorted(row) for row in first_cells] == [sorted(row) for row in rows]


def test_every_module_of_the_compiler_is_a_layer():
    package = ROOT / "compiler" / "icefloe"
    modules = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    assert modules - {"__init__", "sdk"} <= {name for row in contract() for name in row}
