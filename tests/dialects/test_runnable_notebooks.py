"""Notebooks as tasks of runnable: the names that they read and bind, and what is said of their tasks."""

import json
from pathlib import Path

import pytest

from icefloe.dialect import Dialect, NotebookNames, Reader, Reading
from icefloe.dialects.runnable import DIALECT
from icefloe.survey import Survey
from icefloe.trace import Trace
from icefloe.values import Known

Cell = str | tuple[str, str]


def notebook(*cells: Cell) -> str:
    """A notebook of these code cells; of a pair the second is a tag."""
    made = []
    for cell in cells:
        source, tags = (cell, []) if isinstance(cell, str) else (cell[0], [cell[1]])
        made.append(
            {"cell_type": "code", "source": source, "metadata": {"tags": tags}, "outputs": [], "execution_count": None}
        )
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def names(folder: Path, text: str | None) -> NotebookNames | None:
    """What a reader says of `work.ipynb`."""
    found: list[NotebookNames | None] = []

    def read(trace: Trace, reader: Reader) -> Reading:
        found.append(reader.notebook("work.ipynb"))
        return Reading()

    (folder / "main.py").write_text("import one\n")
    if text is not None:
        (folder / "work.ipynb").write_text(text)
    Survey(folder, (Dialect(name="one", packages=("one",), words=dict, read=read),)).file("main.py")
    return found[0]


READS = [
    (["print(a)"], "a"),
    (["a = 1", "print(a)"], ""),
    (["print(a)", "a = 1"], "a"),
    ([("a = 1", "parameters"), "print(a, b)"], "b"),
    (["# parameters\na = 1", "print(a, b)"], "b"),
    (["import os\nfrom pathlib import Path", "print(os, Path)"], ""),
    (["def f(x):\n    return x + late", "late = 1", "f(1)"], ""),
    (["def f(x):\n    return x + never"], "never"),
    (["def f(x=a):\n    return x"], "a"),
    (["class C:\n    def f(self):\n        return self.x + a"], "a"),
    (["for i in rows:\n    total = i"], "rows"),
    (["rows = [row * k for row in data]"], "data k"),
    (["with open(path) as file:\n    text = file.read()"], "path"),
    (["try:\n    n = int(a)\nexcept ValueError as error:\n    print(error)"], "a"),
    (["if flag:\n    b = 1\nelse:\n    b = 2\nprint(b)"], "flag"),
    (["count += 1"], "count"),
    (["x[0] = y"], "x y"),
    (["a, (b, *c) = data", "print(a, b, c)"], "data"),
    (["if (n := len(rows)) > 1:\n    print(n)"], "rows"),
    (["%matplotlib inline\n!ls\nprint(a)"], "a"),
    (["%%bash\necho $a"], ""),
    (["display(a)\nprint(len(_))"], "a"),
    (["f = lambda x: x + a"], "a"),
    (["a = 1\ndel a\nprint(a)"], "a"),
    (["from tools import *", "print(anything)"], ""),
    (["exec(text)", "print(anything)"], ""),
]


@pytest.mark.parametrize(("cells", "reads"), READS)
def test_the_names_that_a_notebook_reads(tmp_path: Path, cells: list[Cell], reads: str):
    found = names(tmp_path, notebook(*cells))
    assert found is not None
    assert sorted(one.name for one in found.reads) == reads.split()


def test_the_names_that_a_notebook_has_at_its_end(tmp_path: Path):
    cells = [("n = 3\nname = 'a'", "parameters"), "n = n + 1", "def f(): pass", "import os", "for i in [1]:\n    pass"]
    found = names(tmp_path, notebook(*cells))
    assert found is not None
    assert [name for name, _, _ in found.parameters] == ["n", "name"]
    assert {"n", "name", "f", "os", "i"} <= set(found.binds)
    value = found.binds["name"]
    assert isinstance(value, Known)
    assert value.value == "a"
    assert found.parameters[1][2].line == 2
    assert not found.open


@pytest.mark.parametrize("text", [None, "", "{}", "not json", notebook("def (")])
def test_what_is_no_notebook_has_no_names(tmp_path: Path, text: str | None):
    assert names(tmp_path, text) is None


HEAD = """\
from runnable import NotebookTask, Pipeline, PythonTask, pickled

def give() -> int:
    return 3

def use(total):
    print(total)

def main():
    p = Pipeline(steps=[
        PythonTask(function=give, name="give", returns=[{kind}]),
        NotebookTask(name="work", notebook="{path}", returns=["{returned}"]),
        PythonTask(function=use, name="use"),
    ])
    p.execute()
    return p
"""
SAID = [
    (["total = n"], '"n"', "total", []),
    ([("n = 1", "parameters"), "total = n"], '"n"', "total", []),
    (["other = n"], '"n"', "total", ["error FLO325"]),
    (["from tools import *\nother = n"], '"n"', "total", []),
    (["total = m"], '"n"', "total", ["warning FLO326"]),
    ([("m = 1", "parameters"), "total = m"], '"n"', "total", []),
    (["total = n"], '"n"', "total_${n}", ["error FLO325"]),
    (["n = 1", "total = n"], '"n"', "total", ["warning FLO331"]),
    (["n = [1]\ntotal = n"], '"n"', "total", ["warning FLO331"]),
    (["n = n + 1", "total = n"], '"n"', "total", []),
    ([("m = 1", "parameters"), "n = 1", "total = n"], '"n"', "total", []),
    (["total = 1"], '"total"', "total", []),
    (None, '"n"', "total", ["warning FLO328"]),
    (["def ("], '"n"', "total", ["warning FLO328"]),
]


@pytest.mark.parametrize(("cells", "kind", "returned", "codes"), SAID)
def test_what_is_said_of_a_notebook_task(read, cells: list[Cell] | None, kind: str, returned: str, codes: list[str]):
    files = {} if cells is None else {"work__ipynb": notebook(*cells)}
    found = read(DIALECT, HEAD.format(kind=kind, path="work.ipynb", returned=returned), **files)
    said = [f"{one.severity.value} {one.code}" for one in found.findings if one.code.startswith(("FLO32", "FLO331"))]
    assert said == codes


def test_both_ends_are_named(read):
    main = HEAD.format(kind='"n"', path="work.ipynb", returned="total")
    found = read(DIALECT, main, work__ipynb=notebook("a = 1", "other = m"))
    by_code = {one.code: one for one in found.findings}
    lost, unknown = by_code["FLO325"], by_code["FLO326"]
    assert (lost.span.path, [note.span.path for note in lost.related]) == ("main.py", ["work.ipynb"])
    assert (unknown.span.path, unknown.span.line) == ("work.ipynb", 2)
    assert [note.span.path for note in unknown.related] == ["main.py"]
