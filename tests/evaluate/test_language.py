"""Parts of the language, each in a few lines: what is known after them is what Python has."""

from types import SimpleNamespace

import pytest
from test_trace import plain, trace

POINT = "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 2\n"
MATCHING = f"""{POINT}def f(v):
    match v:
        case {{"a": 1, **rest}}: return ("map", rest)
        case [1, *mid, 9]: return ("star", mid)
        case P(3, y=k): return ("P", k)
        case P(x=a): return ("P2", a)
        case bool(): return "bool"
        case int(n) if n > 3: return ("int", n)
        case str() | bytes() as t: return ("text", t)
        case (a, (b, c)): return (a, b, c)
        case {{}}: return "map"
        case None: return "none"
        case _: return "?"
"""
SOURCES = {
    "slices": (
        "a = [1, 2, 3, 4]\na[1:3] = [9]\ndel a[0]\nb = a[::-1]\na[:0] = b\nx = a, b, 'abcd'[1:-1], (1, 2, 3)[::2]"
    ),
    "deleted items": "a = {'b': 1, 'c': 2}\nb = a\ndel a['b']\nc = [1, 2]\ndel c[-1], c[:1]\nx = b, c",
    "displays": "x = [*'ab', *(1, 2)], {**{'a': 1}, **dict(b=2), 'a': 3}, (*[], 1), {*[1, 1], 2}",
    "calls": "def f(a, /, b, *c, d=4, **e): return a, b, c, d, e\nx = f(1, *[2, 3], **{'d': 5, 'z': 6}), f(1, b=2)",
    "unpacking": (
        "a, (b, *c), *d = 1, (2, 3, 4), 5, 6\n[e, f] = 'gh'\n(i, j), k = (j, i) = [1, 2], 3\nx = a, b, c, d, e, f, k"
    ),
    "in one after another": "a = [0, 0]\ni = 0\ni, a[i] = 1, 2\nx = i, a",
    "walrus": "x = [(n := i) for i in range(3)], n, (m := 5) + m",
    "augmented": "a = b = [1]\na += (2,)\na *= 2\nc = {1}\nd = c\nc |= {2}\nx = b, d, a is b",
    "comprehension scopes": "i = 7\na = [i for i in range(3)]\nx = a, i, [[j * i for j in a] for i in a]",
    "a class is no scope for its methods": (
        "n = 1\nclass A:\n    n = 2\n    m = [n for _ in range(1)]\n    def f(self): return n\nx = A().f(), A.m"
    ),
    "late binding": (
        "f = [lambda: i for i in range(3)]\n"
        "g = [lambda i=i: i for i in range(3)]\n"
        "x = [h() for h in f], [h() for h in g]"
    ),
    "nonlocal": (
        "def c():\n"
        "    n = 0\n"
        "    def inc():\n"
        "        nonlocal n\n"
        "        n += 1\n"
        "        return n\n"
        "    return inc\n"
        "a, b = c(), c()\n"
        "x = a(), a(), b()"
    ),
    "aliases": "a = []\nb = {'k': a}\nc = [b, b]\nc[0]['k'].append(1)\nc[1]['k'] += [2]\nx = a, b",
    "default is made once": "def f(a, b=[]):\n    b.append(a)\n    return b\nf(1)\nx = f(2), f(3, [])",
    "chained": "x = 1 < 2 < 3 != 4, 1 < 3 < 2, 1 == 1 in [1]",
    "identity": (
        "a = []\n"
        "b = {}\n"
        "def f(): pass\n"
        "g = f\n"
        "x = b is b, f is g, f == f, f is None, f in [g], {1: 2} == {1: 2}, {1} == {1}"
    ),
    "formats": "x = f'{3.14159:.{2}f}|{7!r:>{4}}|{1=}', '%s-%03d' % ('a', 3), '{0}{a:>4}{0!r}'.format('q', a=2)",
    "loops with else": (
        "x = []\n"
        "for i in range(3):\n"
        "    if i == 5: break\n"
        "else:\n"
        "    x.append('no')\n"
        "while x:\n"
        "    x.append(i)\n"
        "    break\n"
        "else:\n"
        "    x.append('never')"
    ),
    "try": (
        "x = []\n"
        "def f():\n"
        "    try:\n"
        "        raise ValueError\n"
        "    except ValueError:\n"
        "        return 'e'\n"
        "    finally:\n"
        "        x.append('f')\n"
        "x.append(f())"
    ),
    "assert in try": "try:\n    assert 1 > 2\n    x = 1\nexcept AssertionError:\n    x = 2",
    "with": (
        "x = []\n"
        "class M:\n"
        "    def __enter__(self):\n"
        "        x.append('in')\n"
        "        return 3\n"
        "    def __exit__(self, *a): x.append('out')\n"
        "with M() as m: x.append(m)"
    ),
    "lambdas and partial": (
        "from functools import partial\nf = partial(lambda a, b, c=3: (a, b, c), 1, c=5)\nx = f(2), f(2, c=6)"
    ),
    "decorators": (
        "import functools\n"
        "def d(n):\n"
        "    def w(f):\n"
        "        @functools.wraps(f)\n"
        "        def i(*a, **k): return f(*a, **k) * n\n"
        "        return i\n"
        "    return w\n"
        "@d(2)\n"
        "def f(a): return a + 1\n"
        "x = f(2), d(3)(lambda a: a)(2)"
    ),
    "generators": (
        "def g(n):\n"
        "    for i in range(n):\n"
        "        if i == 1: continue\n"
        "        yield i * 2\n"
        "    yield from 'ab'\n"
        "x = list(g(3)), [*g(1)], sum(v for v in [1, 2]), next(g(1))"
    ),
    "half a generator": "def g():\n    yield 1\n    yield 2\na = g()\nb = next(a)\nx = b, list(a), list(a)",
    "context managers": (
        "from contextlib import contextmanager\n@contextmanager\ndef m(k):\n    yield k + 1\nwith m(4) as x: pass"
    ),
    "coroutines": (
        "import asyncio\n"
        "async def f(a): return a + 1\n"
        "async def g(): return await f(1) + await f(2)\n"
        "x = asyncio.run(g())"
    ),
    "super": (
        "class A:\n"
        "    def __init__(self, n): self.n = n\n"
        "    def f(self): return self.n\n"
        "class B(A):\n"
        "    def __init__(self):\n"
        "        super().__init__(4)\n"
        "        self.m = self.f() + 1\n"
        "b = B()\n"
        "b.k = 6\n"
        "x = b.n, b.m, b.k, b.f()"
    ),
    "properties": (
        "class A:\n"
        "    n = 1\n"
        "    @property\n"
        "    def p(self): return self.n + 1\n"
        "    @classmethod\n"
        "    def c(cls): return cls.n\n"
        "    @staticmethod\n"
        "    def s(a): return a\n"
        "x = A().p, A.c(), A().s(3)"
    ),
    **{
        f"match {subject}": f"{MATCHING}x = f({subject})"
        for subject in (
            "{'a': 1, 'b': 2}",
            "{'z': 1}",
            "[1, 2, 3, 9]",
            "(1, 9)",
            "P(3)",
            "P(4)",
            "True",
            "7",
            "2",
            "'x'",
            "b'y'",
            "(1, (2, 3))",
            "None",
            "[]",
            "f",
            "{'a': 2}",
        )
    },
}


def as_python(source: str) -> object:
    """The value that `x` has after a program."""
    names: dict[str, object] = {"__name__": "language"}
    exec(compile(source, "<language>", "exec"), names)
    return names["x"]


@pytest.mark.executes
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_values_are_those_of_python(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "language", SimpleNamespace())
    assert plain(trace(source).scope["x"]) == as_python(source)
