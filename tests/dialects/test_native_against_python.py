"""A pipeline function that is called, and the plan that is read out of it, do the same: same steps, same results."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from native_writer import Writer
from plan_interpreter import Frame, run

from icefloe.dialects import native
from icefloe.findings import Finding, Severity
from icefloe.lower import lower
from icefloe.survey import Pipeline, Survey
from icefloe_schema import literals, plan

STEPS = """
import asyncio
import functools
from dataclasses import dataclass
from icefloe import pipeline, step, map_task, group, retry

LOG = []


@step
def number(n=1):
    LOG.append(("number", n)); return n

@step
def add(a, b=1):
    LOG.append(("add", a, b)); return a + b

@step
def items(n):
    LOG.append(("items", n)); return list(range(n))

@step(outputs=["low", "high"])
def halves(n):
    LOG.append(("halves", n)); return n // 2, n - n // 2

@step
def is_big(n, limit=3):
    LOG.append(("is_big", n)); return n > limit

@step
def total(*parts, start=0):
    LOG.append(("total", parts)); return sum(parts) + start

@step
def both(xs, more=()):
    LOG.append(("both", tuple(xs))); return sum(xs) + len(more)

@step
def info(n):
    LOG.append(("info", n)); return {"n": n, "name": f"n{n}", "parts": [n, n + 1]}

@step
def text(value, title="", **rest):
    LOG.append(("text", value, title)); return f"{title}:{value}:{sorted(rest)}"

@map_task(concurrency=2)
def square(item, by=1):
    LOG.append(("square", item)); return item * item * by

@step
async def later(n):
    LOG.append(("later", n)); return n + 100
"""

# Pipelines `p`, with the arguments of several calls of each.
PROGRAMS = {
    "chain": ("def p(n=2): return add(add(number(n)), b=10)", [{}, {"n": 5}]),
    "outputs": ("def p(n): low, high = halves(n); a, b = halves(high); return add(low, b), a", [{"n": 9}]),
    "branch": (
        """
def p(n, other=7):
    x = number(n)
    if is_big(x):
        y = add(x, other)
    elif x == 2:
        y = add(x, 1000)
        y = add(y)
    else:
        y = other if n else x
    return add(y)
""",
        [{"n": 0}, {"n": 1}, {"n": 2}, {"n": 9}],
    ),
    "early return": (
        """
def p(n):
    x = number(n)
    if x < 0: return None
    if is_big(x): return add(x, 5)
    return add(x)
""",
        [{"n": -1}, {"n": 1}, {"n": 8}],
    ),
    "conditions": (
        """
def p(n, flag=True):
    x = number(n)
    y = add(x) if flag and not x == 3 else (number(50) or add(x, 2))
    z = y if 1 < x <= 5 or x in (9, 10) else number(0)
    return text(z, title=f"{x:>4}|{y!r}|{flag}")
""",
        [{"n": 1}, {"n": 3}, {"n": 4}, {"n": 9, "flag": False}],
    ),
    "match": (
        """
def p(n):
    match number(n):
        case 1: r = add(1)
        case 2 | 3 if n > 2: r = add(2)
        case 4: r = number(44)
        case _: r = 0
    return total(r, 1)
""",
        [{"n": n} for n in range(1, 6)],
    ),
    "expressions": (
        """
def p(n, k=3):
    i = info(n)
    xs = items(k)
    return [i["n"] * 2 - len(xs), xs[-1] ** 2, xs[1:], {"a": i["name"], "b": (n, k)}, not xs, -n, i["parts"][k - 3]]
""",
        [{"n": 4}, {"n": 0, "k": 4}],
    ),
    "unrolled": (
        """
def p(n=1):
    found = {}
    for name, by in {"a": 1, "b": 2}.items():
        for k in range(2):
            found[f"{name}{k}"] = add(number(n + by), k)
    return total(*found.values(), start=found["a1"])
""",
        [{}, {"n": 7}],
    ),
    "map": ("def p(xs, by=2): return both([add(number(x), by) for x in xs], more=xs)", [{"xs": [1, 2, 3]}, {"xs": []}]),
    "map of several": (
        """
def p(n):
    out, names = [], []
    for i, x in enumerate(items(n), 1):
        low, high = halves(x)
        out.append(add(low, i))
        names.append((i, info(high)["name"]))
    return both(out), names
""",
        [{"n": 4}, {"n": 0}],
    ),
    "filters": (
        """
def p(n):
    kept = [add(x) for x in items(n) if is_big(x, 1)]
    more = []
    for x in items(n):
        if is_big(x):
            more.append(number(x))
        elif x == 1:
            text(x)
    return both(kept), more
""",
        [{"n": 6}, {"n": 1}, {"n": 0}],
    ),
    "nested maps": (
        "def p(n, k=2): return [[add(y, x + k) for y in items(x)] for x in items(n)]",
        [{"n": 4}, {"n": 1}],
    ),
    "zip and range": (
        """
def p(n):
    xs = items(n)
    ys = [add(xs[i], i) for i in range(len(xs))]
    return [add(a, b) for a, b in zip(ys, xs[1:])]
""",
        [{"n": 4}],
    ),
    "after a map": (
        """
def p(xs):
    last = None
    for x in xs:
        y = number(x)
        last = add(y)
    return last
""",
        [{"xs": [3, 4]}, {"xs": []}],
    ),
    "retry until": (
        """
def p(n):
    x = None
    for attempt in range(4):
        x = add(n, attempt)
        if is_big(x):
            break
    return number(x)
""",
        [{"n": 0}, {"n": 2}, {"n": 9}],
    ),
    "while": (
        """
def p(n, step=2):
    x, rounds, done = number(n), 0, False
    while not done and rounds < 4:
        x = add(x, step)
        done = is_big(x, 8)
        rounds += 1
    return x, rounds
""",
        [{"n": 0}, {"n": 5}, {"n": -20}],
    ),
    "while that is not begun": (
        """
def p(n):
    x, k = number(n), 3
    while is_big(x, 5) and k > 0:
        x = add(x, -1)
        k -= 1
    return x
""",
        [{"n": 1}, {"n": 7}, {"n": 50}],
    ),
    "while true": (
        """
def p(n):
    x, k = n, 0
    while True:
        x = add(x)
        k += 1
        if is_big(x, 10) or k >= 5:
            break
        x = add(x, 2)
    return x, k
""",
        [{"n": 0}, {"n": 8}, {"n": 20}],
    ),
    "fold": (
        """
def p(xs, n=0):
    state, seen = number(n), []
    for i, x in enumerate(xs):
        state = add(state, x * i)
        seen.append(info(state)["n"])
    return state, seen
""",
        [{"xs": [1, 2, 3]}, {"xs": []}],
    ),
    "epochs": (
        """
def p(epochs=3):
    x = number(0)
    for e in range(epochs):
        x = add(x, e)
        if is_big(x, 20): break
    return x
""",
        [{}, {"epochs": 0}, {"epochs": 30}],
    ),
    "a value beside the one that is carried": (
        """
def p(n, xs):
    start = number(n)
    x = start
    for by in xs:
        x = add(x, by)
        text(x, start)
    return x, start
""",
        [{"n": 1, "xs": [2, 3]}, {"n": 1, "xs": []}],
    ),
    "a skipped value in a loop": (
        """
def p(n, xs):
    y = 5
    if is_big(n):
        y = add(n)
    return [add(x, y) for x in xs], [add(x, y) if x > 1 else x for x in xs]
""",
        [{"n": 1, "xs": [1, 2]}, {"n": 9, "xs": [1, 2]}],
    ),
    "a break before the test": (
        """
def p(n):
    x, k = n, 0
    while is_big(x, 2) and k < 5:
        k += 1
        if is_big(x, 9): break
        x = add(x, 3)
    return x, k
""",
        [{"n": 0}, {"n": 3}, {"n": 20}],
    ),
    "two loops at one place": (
        """
def climb(x, limit):
    k = 0
    while not is_big(x, limit) and k < 3:
        x = add(x, 2)
        k += 1
    return x
def p(n): return climb(climb(n, 4), 8)
""",
        [{"n": 0}, {"n": 6}, {"n": 20}],
    ),
    "first hit": (
        """
def p(xs):
    found = None
    for x in xs:
        if is_big(x):
            found = x
            break
    return text(found)
""",
        [{"xs": [1, 5, 7]}, {"xs": [1]}, {"xs": []}],
    ),
    "loop in a map": (
        """
def p(xs):
    out = []
    for x in xs:
        y, k = number(x), 0
        while not is_big(y) and k < 3:
            y = add(y, x)
            k += 1
        out.append(y)
    return out
""",
        [{"xs": [0, 1, 2, 9]}],
    ),
    "map in a loop": (
        """
def p(n):
    xs, k = items(n), 0
    total_ = 0
    while k < 3:
        ys = [add(x, k) for x in xs]
        total_ = both(ys, more=xs)
        k += 1
    return total_
""",
        [{"n": 2}, {"n": 0}],
    ),
    "nested pipelines": (
        """
def inner(n, by=2):
    low, high = halves(n)
    return {"low": add(low, by), "high": high}
inner = pipeline(inner)
def p(n):
    a = inner(n)
    b = inner(a["low"], by=n)
    return [inner(x)["high"] for x in items(b["high"])], b
""",
        [{"n": 7}, {"n": 1}],
    ),
    "map task": ("def p(n): return both(square(items(n)))", [{"n": 4}]),
    "helpers": (
        """
def helper(x, k):
    if k > 1:
        return add(x, k)
    y = number(k)
    return y
def p(n): return total(helper(n, 1), helper(n, 2), helper(helper(n, 3), n))
""",
        [{"n": 1}, {"n": 5}],
    ),
    "blocks": (
        """
def p(n):
    with group("g"), retry(max_attempts=2):
        x = add(n)
    return text(x, **{"title": "t", "more": 1})
""",
        [{"n": 1}],
    ),
    "partials": ("def p(n): return functools.partial(add, b=5)(functools.partial(number)(n))", [{"n": 2}]),
    "starred": ("def p(n):\n    first, *rest = items(n)\n    return first, rest, text(rest[-1])", [{"n": 4}]),
}


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("main", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["main"] = module
    spec.loader.exec_module(module)
    return module


def same(returned: object, results: dict[str, object], names: list[str]) -> bool:
    """Whether results are what was returned; a result that was skipped is none."""
    found = [results.get(name) for name in names]
    if isinstance(returned, dict) and set(names) == set(returned):
        return [returned[name] for name in names] == found
    if isinstance(returned, tuple) and len(names) > 1:
        return list(returned) == found
    return [returned] == found


def labelled(folder: Path) -> tuple[Pipeline, list[Finding]]:
    survey = Survey(folder, (native.DIALECT,)).file("main.py")
    one = next(one for one in survey.pipelines if one.label == "p")
    return one, [f for f in survey.findings if f.severity is Severity.ERROR and f.code != "FLO301"]


def written(folder: Path, source: str) -> None:
    head, _, rest = source.rpartition("def p(")
    (folder / "pyproject.toml").write_text("")
    (folder / "main.py").write_text(f"{STEPS}\n{head}@pipeline\ndef p({rest}\n")


def compare(folder: Path, one: Pipeline, calls: Sequence[Mapping[str, object]]) -> None:
    """Call the function and run the plan with the same arguments: the same steps with the same results."""
    made = lower(one.graph, code=plan.Code(), spell=one.types.written, imports=lambda _: ())
    assert isinstance(made, plan.Plan), made
    module = loaded(folder / "main.py")
    functions = {key: getattr(value, "__wrapped__", value) for key, value in vars(module).items()}
    for arguments in calls:
        module.LOG.clear()
        returned = module.p(**arguments)
        wanted = sorted(map(repr, module.LOG))
        module.LOG.clear()
        defaults = {p.name: literals.decode(p.default) for p in made.parameters if not p.required}
        results = run(made, Frame(functions=functions, parameters={**defaults, **arguments}))
        assert sorted(map(repr, module.LOG)) == wanted, arguments
        assert same(returned, results, [result.name for result in made.results]), (arguments, returned, results)


@pytest.mark.executes
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_plan_does_what_the_function_does(name, tmp_path):
    source, calls = PROGRAMS[name]
    written(tmp_path, source)
    one, errors = labelled(tmp_path)
    assert not errors
    compare(tmp_path, one, calls)


RANDOM = 40
ARGUMENTS = [
    {"n": 0, "xs": []},
    {"n": 1, "xs": [4], "flag": False},
    {"n": 3, "xs": [1, 2, 6]},
    {"n": 7, "xs": [9, 0]},
    {"n": 5, "xs": [2, 2, 2, 8], "flag": False},
]


@pytest.mark.executes
@pytest.mark.parametrize("seed", range(RANDOM))
def test_random_functions(seed, tmp_path):
    """A function is compiled to what it does, or there is a finding: nothing in between."""
    written(tmp_path, Writer(seed).program())
    one, errors = labelled(tmp_path)
    if errors:
        assert {finding.code for finding in errors} == {"FLO103"}
        return
    compare(tmp_path, one, ARGUMENTS)
