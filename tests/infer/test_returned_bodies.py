"""What bodies show of what they return: 200 functions whose types pyright agrees with, and those nobody may guess."""

from collections.abc import Callable
from pathlib import Path

import pytest
from project_source import project

from icefloe.types import spell
from icefloe.values import Function

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "returned_functions.py"


@pytest.mark.golden
def test_functions(golden: Callable[[Path, str], None]) -> None:
    """`make truth` compares the same functions with pyright."""
    made = project(SOURCE.read_text(encoding="utf-8"))
    functions = [f for name, f in made.trace.scope.items() if isinstance(f, Function) and name[1:].isdigit()]
    types = [(f.name, made.types.returned(made.evaluator.summary(f)).type) for f in functions]
    assert len(types) > 150
    golden(HERE / "returned_functions.txt", "".join(f"{name}: {spell(type)}\n" for name, type in types))


# Each: why nothing is said, or what; the code of `f`; its result.
CASES = [
    ("another name of a list that grows", "def f():\n    a = []\n    b = a\n    b.append(1)\n    return a", "list[?]"),
    ("a list that somebody else fills", "def f():\n    a = []\n    fill(a)\n    return a", "list[?]"),
    ("a list that a function inside fills", "def f():\n    a = []\n    def g():\n        a.append(1)\n    g()\n    return a", "list[?]"),
    ("a list in a list", "def f():\n    a = []\n    b = [a]\n    b[0].append(1)\n    return a", "list[?]"),
    ("a name that a function inside changes", "def f():\n    n = 1\n    def g():\n        nonlocal n\n        n = 'a'\n    g()\n    return n", "?"),
    ("a name that functions change", "G = None\ndef set_it():\n    global G\n    G = 1\ndef f():\n    return G", "?"),
    ("an attribute that other code sets", "class A:\n    pass\ndef f(a: A):\n    return a.x", "?"),
    ("a class with a base from elsewhere", "from lib import B\nclass A(B):\n    pass\ndef f(a: A):\n    return a.x", "?"),
    ("a parameter without annotation", "def f(x):\n    return x", "?"),
    ("what a parameter has", "def f(x):\n    return x.y, x[0], x + 1, -x", "tuple[?, ?, ?, ?]"),
    ("what is deleted", "def f():\n    x = 1\n    del x\n    return x", "?"),
    ("itself, without end", "def f(x: int):\n    return [f(x)]", "list[?]"),
    ("two that call each other", "def f(x: int):\n    return g(x) if x else 1\ndef g(x: int):\n    return f(x - 1)", "int"),
    ("a handler changes it", "def f():\n    try:\n        x = g()\n    except ValueError:\n        x = None\n    return x\ndef g():\n    return 1", "int | None"),
    ("a finally that returns", "def f():\n    try:\n        return 1\n    finally:\n        print()", "int"),
    ("the end is never reached", "def f():\n    while True:\n        pass", "Never"),
    ("a decorator from elsewhere", "from lib import d\n@d\ndef g():\n    return 1\ndef f():\n    return g()", "?"),
    ("a class that makes something else", "class A:\n    def __new__(cls):\n        return 1\ndef f():\n    return A()", "?"),
    ("a list of parts that do not fit", "def f():\n    a, b = 1, 2, 3\n    return a", "?"),
    ("more and more types", "def f(n: int):\n    x = 1\n    for _ in range(n):\n        x = [x]\n    return x", "?"),
    ("a test that is kept under a name", "def f(x: int | None):\n    has = x is not None\n    has = has and x\n    if has:\n        return x\n    return 0", "int | None"),
    ("what a guard tells", "def f(x: int | str):\n    if callable(x):\n        return x\n    return 1", "? | int"),
    ("a generic class", "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Box(Generic[T]):\n    def __init__(self, held: T):\n        self.held = held\n    def get(self) -> T:\n        return self.held\ndef f():\n    return Box(1).get(), Box('a').held", "tuple[int, str]"),
    ("a model of pydantic", "from pydantic import BaseModel\nclass C(BaseModel):\n    n: int = 3\ndef f(d: dict):\n    c = C.model_validate(d)\n    return c, C(**d).n, c.model_copy()", "tuple[shop.C, int, shop.C]"),
    ("what `with` enters", "class A:\n    def __enter__(self):\n        return self\n    def __exit__(self, *a): ...\ndef f():\n    with A() as a:\n        return a", "shop.A"),
    ("a class method of a base", "class A:\n    @classmethod\n    def make(cls):\n        return cls()\nclass B(A):\n    pass\ndef f():\n    return B.make()", "shop.B"),
    ("a partial application", "import functools\ndef g(a: int, b: int) -> str: ...\ndef f():\n    return functools.partial(g, 1)(2)", "str"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_body(source: str, text: str) -> None:
    made = project(source + "\n")
    assert spell(made.types.returned(made.summary("f")).type) == text


DEEP = [
    "def f(a):\n    return " + " + ".join(["a"] * 90),
    "def f(a):\n    return " + "[" * 90 + "]" * 90,
    "def f(a):\n    return a" + ".b" * 90,
    "def f(a):\n    if a and " + " or ".join(["not a"] * 90) + ":\n        return 1",
    "def f(a):\n" + "".join(f"{'    ' * (n + 1)}if a:\n" for n in range(60)) + "    " * 61 + "return 1",
    "def f(a):\n" + "    if a == 1:\n        return 1\n" + "    elif a == 2:\n        return 2\n" * 90,
    "def f(a):\n" + "    try:\n        a = a + 1\n    except ValueError:\n        a = None\n" * 400 + "    return a",
    "def f(a):\n" + "".join(f"    for x{n} in a:\n        a = [a]\n" for n in range(200)) + "    return a",
    "".join(f"def g{n}(a):\n    return g{n + 1}(a), g{n + 1}([a])\n" for n in range(60)) + "def g60(a):\n    return a\ndef f(a):\n    return g0(a)",
    "def f(a):\n    while a:\n        " + "\n        ".join(f"while a:\n{'    ' * (n + 3)}pass" for n in range(1)) + "\n    return a",
]  # fmt: skip


@pytest.mark.parametrize("source", DEEP, ids=range(len(DEEP)))
def test_no_body_is_too_much(source: str) -> None:
    made = project(source + "\n")
    assert spell(made.types.returned(made.summary("f")).type)
