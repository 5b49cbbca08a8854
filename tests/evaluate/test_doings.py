"""What a function does, as its text tells: paths of calls, roots, changes, handlers, decisions, helpers."""

from pathlib import Path

import pytest

from icefloe.deeds import Doings
from icefloe.dialects import DIALECTS
from icefloe.survey import Survey

HEAD = """\
import os
import numpy as np
import requests
from pathlib import Path
from flowyml import Pipeline, step

TABLE = {}
ENV = os.getenv("ENV")
client = requests.Session()

"""
TAIL = """
pipeline = Pipeline("p").add_step(work)
"""


def doings(body: str, root: Path) -> Doings:
    (root / "pyproject.toml").write_text("")
    (root / "case.py").write_text(HEAD + body + TAIL)
    (pipeline,) = Survey(root, DIALECTS).file("case.py").pipelines
    (step,) = pipeline.graph.steps
    assert step.body is not None
    return step.body.does


def work(*lines: str, parameters: str = "rows=None") -> str:
    return f"@step\ndef work({parameters}):\n" + "".join(f"    {line}\n" for line in lines)


CALLS = [
    (work("np.random.rand(3)"), [("numpy.random.rand", "np", "outside")]),
    (work("import numpy as n", "n.sum(rows)"), [("numpy.sum", "n", "outside")]),
    (work("from os import path as p", "p.exists('x')"), [("os.path.exists", "p", "outside")]),
    (work("client.get('u')"), [("requests.Session.get", "client", "module")]),
    (work("s = requests.Session()", "s.get('u')"), [("requests.Session", "requests", "outside"),
     ("requests.Session.get", "s", "local")]),
    (work("with requests.Session() as s:", "    s.get('u')"), [("requests.Session", "requests", "outside"),
     ("requests.Session.get", "s", "local")]),
    (work("rows.append(1)"), [(".append", "rows", "parameter")]),
    (work("rows = list(rows)", "rows.append(1)"), [("builtins.list", "list", "outside"),
     ("builtins.list.append", "rows", "local")]),
    (work("open = rows", "open('x')"), [("", "open", "local")]),
    (work("[np.sum(np) for np in rows]"), [(".sum", "np", "local")]),
    (work("def inner(np): return np.sum(rows)", "np.max(rows)"), [(".sum", "np", "local"),
     ("numpy.max", "np", "outside")]),
    (work("Path('x').write_text('y')"), [("pathlib.Path", "Path", "outside"),
     ("pathlib.Path.write_text", "Path", "outside")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CALLS)
def test_paths_and_roots_of_calls(body: str, expected: list[tuple[str, str, str]], tmp_path: Path):
    found = doings(body, tmp_path).own.calls
    assert [(call.path, call.root, call.of) for call in found] == expected


CHANGES = [
    ("rows['a'] = 1", [("rows", "parameter")]),
    ("rows.a.b = 1", [("rows", "parameter")]),
    ("del rows[0]", [("rows", "parameter")]),
    ("rows[0], TABLE['x'] = 1, 2", [("rows", "parameter"), ("TABLE", "module")]),
    ("TABLE['x'] += 1", [("TABLE", "module")]),
    ("own = {}; own['x'] = 1", []),
    ("rows = dict(rows); rows['a'] = 1", []),
    ("os.environ['A'] = 'b'", []),
]


@pytest.mark.parametrize(("line", "expected"), CHANGES)
def test_changes(line: str, expected: list[tuple[str, str]], tmp_path: Path):
    assert [(change.root, change.of) for change in doings(work(line), tmp_path).own.changes] == expected


DECISIONS = [
    (("if ENV == 'prod': pass",), [("os.environ", "ENV", ("prod",), False)]),
    (("if os.environ['STAGE'] in ('a', 'b'): pass",), [("os.environ", "STAGE", ("a", "b"), False)]),
    (("if os.getenv('X') is None: raise ValueError",), [("os.getenv", "X", (), True)]),
    (("mode = os.environ.get('MODE', 'x').lower()", "return 1 if mode == 'y' else 2"),
     [("os.environ.get", "MODE", ("y",), False)]),
    (("token = os.environ['TOKEN']", "answer = client.get('u', token)", "if answer == 'x': pass"), []),
    (("if rows == 'x': pass",), []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), DECISIONS)
def test_decisions_by_the_surroundings(lines: tuple[str, ...], expected: list[object], tmp_path: Path):
    found = doings(work(*lines), tmp_path).own.decisions
    assert [(one.path, one.name, one.against, one.refuses) for one in found] == expected


def test_handlers(tmp_path: Path):
    lines = ("try: rows()", "except (ValueError, Exception): pass", "try: rows()", "except: raise", "try: rows()",
             "except OSError: pass", "try: rows()", "except BaseException: print(1)")  # fmt: skip
    found = doings(work(*lines), tmp_path).own.handlers
    assert [(one.bare, one.silent, one.raises) for one in found] == [
        (False, True, False),
        (True, False, True),
        (False, False, False),
    ]


def test_helpers_are_followed_once_each(tmp_path: Path):
    body = "def a(): return b(), missing\n\ndef b(): return a(), c()\n\ndef c(): return len('x')\n\n" + work(
        "a()", "b()"
    )
    found = doings(body, tmp_path)
    assert [(one.name, one.caller) for one in found.helpers] == [("a", "work"), ("b", "work"), ("c", "b")]
    assert [read.name for read in found.helpers[0].undefined] == ["missing"]


def test_what_a_module_does_leaves_out_what_runs_only_as_a_program(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "case.py").write_text(
        HEAD
        + "def told(): print(1)\n\ndef main(): told()\n\n"
        + work("pass")
        + TAIL
        + 'told()\nif __name__ == "__main__":\n    main()\n'
    )
    (pipeline,) = Survey(tmp_path, DIALECTS).file("case.py").pipelines
    loading = pipeline.graph.loading
    assert [call.path for call in loading.own.calls if call.path.startswith("case.")] == ["case.told"]
    assert [(one.name, [call.path for call in one.deeds.calls]) for one in loading.helpers] == [
        ("told", ["builtins.print"])
    ]
