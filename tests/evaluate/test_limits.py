"""What costs too much is not followed: a finding with its place, or an unknown value with its reason."""

import time

import pytest
from test_trace import plain, trace

from icefloe.evaluate.budget import DEPTH
from icefloe.values import Items, Symbol, Value

LIB = "from lib import act, flag\n"
FOUND = {
    "for": ("for i in range(10 ** 9): x = i", "FLO912:1"),
    "while": ("x = 0\nwhile x < 10 ** 9: x += 1", "FLO912:2"),
    "comprehension": ("x = [a for a in range(10 ** 9)]", "FLO912:1"),
    "nested comprehensions": ("x = [[a for a in range(9000)] for b in range(9000)]", "FLO911:1"),
    "nested loops": ("x = 0\nfor a in range(2000):\n    for b in range(2000):\n        x += 1", "FLO911:4"),
    "recursion": ("def f(n): return f(n + 1)\nx = f(0)", "FLO913:1"),
    "mutual recursion": ("def f(n): return g(n)\ndef g(n): return f(n)\nx = f(1)", "FLO913:2"),
    "two calls each": ("def f(n): return f(n - 1) + f(n - 2) if n > 1 else n\nx = f(90)", "FLO913:1"),
    "an unknown end": (LIB + "def f(n): return f(n - 1) if flag(n) else f(n + 1)\nx = f(1)", "FLO913:2"),
}
NOT_KNOWN = {
    "doubled lists": "x = [0]\n" + "x = x + x\n" * 40,
    "doubled texts": "x = 'a'\n" + "x += x\n" * 60,
    "powers": "x = 9 ** 9 ** 9",
    "shifts": "x = 1 << 10 ** 9",
    "repeated texts": "x = 'a' * 10 ** 9",
    "repeated lists": "x = [0] * 10 ** 9",
    "wide %": "x = '%999999999d' % 1",
    "wide f-strings": "x = f'{1:999999999}'",
    "a width as a value": "n = 10 ** 9\nx = f'{1:{n}}'",
    "a generator without end": "def g():\n    while True: yield 1\nx = list(g())",
}


@pytest.mark.parametrize(("source", "expected"), FOUND.values(), ids=FOUND)
def test_a_limit_is_told_with_its_place(source: str, expected: str) -> None:
    begin = time.process_time()
    found = trace(source).findings
    assert expected in {f"{one.code}:{one.span.line}" for one in found}
    assert time.process_time() - begin < 15


@pytest.mark.parametrize("source", NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_is_too_large_is_not_known(source: str) -> None:
    begin = time.process_time()
    assert str(plain(trace(source).scope["x"])).startswith("?")
    assert time.process_time() - begin < 15


@pytest.mark.parametrize(
    "source",
    [
        "x = 0\n" + "x = (x, x)\n" * 40,
        "x = 0\nfor i in range(5000): x = [x]",
        "from lib import flag\nx = 0\n" + "if flag(0): x += 1\n" * 300,
        "from lib import flag\nx = ()\nfor i in range(400):\n    if flag(i): x = (x, i)",
    ],
)
def test_values_can_be_gone_through_by_recursion(source: str) -> None:
    assert depth(trace(source).scope["x"]) <= DEPTH


def depth(value: Value, known: dict[int, int] | None = None) -> int:
    """How deep a value nests; what occurs twice is gone through once."""
    known = {} if known is None else known
    if id(value) not in known:
        inner = value.items if isinstance(value, Items) else value.operands if isinstance(value, Symbol) else ()
        known[id(value)] = 1 + max((depth(one, known) for one in inner), default=0)
    return known[id(value)]


def test_a_loop_without_end_is_one_round() -> None:
    """`while True` without a way out is followed once, with its loop in the path."""
    effects = trace(f"{LIB}import time\nwhile True:\n    act(1)\n    time.sleep(3600)\n").effects
    assert [(type(step).__name__) for effect in effects for step in effect.path] == ["While", "While"]
