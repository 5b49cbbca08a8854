"""Notebooks as source: checked cell by cell, drawn, and compiled where their steps live in modules."""

import json
from pathlib import Path

import pytest

from icefloe.findings import Finding
from icefloe.syntax.notebook import Notebook, read

STEPS = """from flowyml import Pipeline, step
@step(outputs=["a"])
def first(): return 1
@step(inputs=["a"], outputs=["b"])
def second(a): return a
"""


def notebook(*cells: str, markdown: str = "# A title") -> str:
    text = {"cell_type": "markdown", "metadata": {}, "source": [markdown]}
    code = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell.splitlines(True)}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text, *code]})


GOOD = notebook(
    "%matplotlib inline\n!pip install flowyml\n" + STEPS, "p = Pipeline('x')\np.add_step(first)\np.add_step(second)"
)


def test_a_notebook_is_checked(project, call) -> None:
    project({"pyproject.toml": "", "nb.ipynb": GOOD})
    result = call("check", "nb.ipynb")
    assert result.exit_code == 0, result.output
    assert "checked 1 file, 1 pipeline, 1 connection" in result.output


def test_a_folder_s_notebooks_are_checked(project, call) -> None:
    project(
        {
            "pyproject.toml": "",
            "a/nb.ipynb": GOOD,
            "b/other.ipynb": notebook("import os"),
            ".ipynb_checkpoints/c.ipynb": GOOD,
        }
    )
    assert "1 pipeline" in call("check", ".").output


def test_findings_name_the_cell(project, call) -> None:
    project(
        {"pyproject.toml": "", "nb.ipynb": notebook(STEPS, "\np = Pipeline('x', verison='1')\np.add_step(first)\n")}
    )
    result = call("check", "nb.ipynb", "--output-format", "concise")
    assert "nb.ipynb:cell 3:2:27: FLO105" in result.output
    full = call("check", "nb.ipynb")
    assert "p = Pipeline('x', verison='1')" in full.output
    assert "nb.ipynb:cell 3:2:27" in full.output


def test_a_syntax_error_names_the_cell(project, call) -> None:
    project({"pyproject.toml": "", "nb.ipynb": notebook("import flowyml", "x = (1,\n\ny = 2")})
    result = call("check", "nb.ipynb", "--output-format", "concise")
    assert result.exit_code == 1
    assert "nb.ipynb:cell 3:1:" in result.output
    assert "FLO901" in result.output


def test_a_suppression_in_a_cell(project, call) -> None:
    source = "p = Pipeline('x', verison='1')  # icefloe: ignore[FLO105] wanted\np.add_step(first)"
    project({"pyproject.toml": "", "nb.ipynb": notebook(STEPS, source)})
    assert "FLO105" not in call("check", "nb.ipynb").output


def test_steps_of_a_notebook_are_drawn_and_not_compiled(project, call) -> None:
    project({"pyproject.toml": "", "nb.ipynb": GOOD})
    assert "first" in call("graph", "nb.ipynb").output
    result = call("compile", "nb.ipynb")
    assert result.exit_code == 1
    assert "FLO134" in result.output
    assert "cell 2" in result.output


def test_steps_of_modules_are_compiled(project, call) -> None:
    cells = (
        "from steps import first, second\nfrom flowyml import Pipeline",
        "p = Pipeline('x')\np.add_steps([first, second])",
    )
    root = project({"pyproject.toml": "", "steps.py": STEPS, "nb.ipynb": notebook(*cells)})
    result = call("compile", "nb.ipynb:p")
    assert result.exit_code == 0, result.output
    assert (root / "nb.plan.json").exists()


def test_freeze_takes_modules_only(project, call) -> None:
    project({"pyproject.toml": "", "nb.ipynb": GOOD, "main.py": STEPS + "p = Pipeline('y')\np.add_step(first)\n"})
    assert call("freeze").exit_code == 0


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("x = 1", "x = 1"),
        ("%time\nx = 1", "pass\nx = 1"),
        ("  %time", "  pass"),
        ("!ls -l\nx = 2", "pass\nx = 2"),
        ("files = !ls\ny = %timeit -o f()", "files = None\ny = None"),
        ("x?\n?x\nx??", "pass\npass\npass"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("%%bash\nls\nfor x in *; do", "\n\n"),
        ("%%writefile a.py\nimport this", "\n"),
        ("for i in y:\n    %time f(i)\n    x = 1", "for i in y:\n    pass\n    x = 1"),
        ("x = '''\n%not magic\n!neither\n'''", "x = '''\n%not magic\n!neither\n'''"),
        ("x = 7 % 2\ny = a != b", "x = 7 % 2\ny = a != b"),
        ("# what?\nx = 1", "# what?\nx = 1"),
        ("await f()", "await f()"),
        ("", ""),
    ],
)
def test_what_is_not_python_is_made_harmless(cell: str, text: str) -> None:
    found = read(notebook(cell).encode(), "nb.ipynb")
    assert isinstance(found, Notebook)
    assert found.text == text + "\n"
    assert found.place(1) == (2, 1)


def test_lines_lead_back_to_cells() -> None:
    found = read(notebook("a = 1\nb = 2", "c = 3", "d = 4\n").encode(), "nb.ipynb")
    assert isinstance(found, Notebook)
    assert [found.place(line) for line in (1, 2, 3, 4)] == [(2, 1), (2, 2), (3, 1), (4, 1)]
    assert [found.cell(number) for number in (2, 3)] == ["a = 1\nb = 2", "c = 3"]


HOSTILE = {
    "empty": b"",
    "null": b"null",
    "a list": b"[]",
    "no cells": b"{}",
    "cells are no list": b'{"cells": {"a": 1}}',
    "not JSON": b"{",
    "not UTF-8": b'{"cells": "\xff"}',
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "large": b" " * 17_000_000,
    "long number": b'{"cells": [], "n": ' + b"9" * 5_000 + b"}",
}
HARMLESS = {
    "cells of all types": b'{"cells": [1, null, "x", [], {}, {"cell_type": 3}, {"cell_type": "code"}, '
    b'{"cell_type": "code", "source": 5}, {"cell_type": "code", "source": ["x = 1", 3, null]}]}',
    "no code": b'{"cells": []}',
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_notebooks_are_findings(data: bytes) -> None:
    found = read(data, "nb.ipynb")
    assert isinstance(found, Finding)
    assert found.code.startswith("FLO9")


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_strange_notebooks_are_read(data: bytes) -> None:
    assert isinstance(read(data, "nb.ipynb"), Notebook)


@pytest.mark.parametrize("data", [*HOSTILE.values(), *HARMLESS.values()], ids=[*HOSTILE, *HARMLESS])
def test_the_command_survives_them(data: bytes, project, call) -> None:
    root: Path = project({"pyproject.toml": "", "nb.ipynb": data})
    result = call("check", "nb.ipynb")
    assert result.exit_code in {1, 2}
    assert "itself failed" not in result.output
    assert sorted(path.name for path in root.iterdir()) == ["nb.ipynb", "pyproject.toml"]
