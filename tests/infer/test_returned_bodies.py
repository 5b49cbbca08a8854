"""What bodies show of what they return: 200 functions whose types pyright agrees with, and those nobody may guess."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from project_source import project

from icefloe.types import spell
from icefloe.values import Function

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "returned_functions.txt"


@pytest.mark.golden
def test_functions(golden: Callable[[Path, str], None]) -> None:
    """`make truth` compares the same functions with pyright."""
    made = project(SOURCE.read_text(encoding="utf-8"))
    functions = [f for name, f in made.trace.scope.items() if isinstance(f, Function) and name[1:].isdigit()]
    types = [(f.name, made.types.returned(made.evaluator.summary(f)).type) for f in functions]
    assert len(types) > 150
    golden(HERE / "returned_types.txt", "".join(f"{name}: {spell(type)}\n" for name, type in types))


CASES = tomllib.loads((HERE / "returned_bodies.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_body(case: dict[str, str]) -> None:
    made = project(case["code"])
    assert spell(made.types.returned(made.summary("f")).type) == case["gives"]


DEEP = [
    "def f(a):\n    return " + " + ".join(["a"] * 90),
    "def f(a):\n    return " + "[" * 90 + "]" * 90,
    "def f(a):\n    return a" + ".b" * 90,
    "def f(a):\n    if a and " + " or ".join(["not a"] * 90) + ":\n        return 1",
    "def f(a):\n" + "".join(f"{'    ' * (n + 1)}if a:\n" for n in range(60)) + "    " * 61 + "return 1",
    "def f(a):\n" + "    if a == 1:\n        return 1\n" + "    elif a == 2:\n        return 2\n" * 90,
    "def f(a):\n" + "    try:\n        a = a + 1\n    except ValueError:\n        a = None\n" * 400 + "    return a",
    "def f(a):\n" + "".join(f"    for x{n} in a:\n        a = [a]\n" for n in range(200)) + "    return a",
    "".join(f"def g{n}(a):\n    return g{n + 1}(a), g{n + 1}([a])\n" for n in range(60))
    + "def g60(a):\n    return a\ndef f(a):\n    return g0(a)",
]  # fmt: skip


@pytest.mark.parametrize("source", DEEP, ids=range(len(DEEP)))
def test_no_body_is_too_much(source: str) -> None:
    made = project(source + "\n")
    assert spell(made.types.returned(made.summary("f")).type)
