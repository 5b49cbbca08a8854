"""What the evaluator says of small modules: names, effects, paths."""

from collections.abc import Mapping

import pytest

from icefloe.evaluate import Evaluator
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Each, Effect, If, Trace, While, With
from icefloe.values import Class, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value

RETURNS = {"lib.Pipeline.add_step": "self"}


class Memory:
    """A project in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        text = self.files.get(path)
        return None if text is None else text.encode()


def evaluator(source: str, others: Mapping[str, str] | None = None) -> Evaluator:
    files = {"main.py": source, **(others or {})}
    return Evaluator(ModuleTable(Memory(files), (".",)), RETURNS)


def trace(source: str, others: Mapping[str, str] | None = None) -> Trace:
    return evaluator(source, others).trace("main")


def plain(value: Value) -> object:
    """A value as a short Python object."""
    match value:
        case Known():
            return value.value
        case Items():
            inner = [plain(item) for item in value.items]
            return tuple(inner) if value.kind == "tuple" else set(inner) if value.kind == "set" else inner
        case Table():
            return {plain(k): plain(v) for k, v in value.entries}
        case Unknown():
            return f"?{value.why}"
        case Record():
            return f"<{value.path}>"
        case Symbol():
            return f"({value.op})"
        case Function():
            return f"def {value.qualname}"
        case _:
            return type(value).__name__


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1 + 2 * 3", 7),
        ("x = 7 // 2, 7 % 2, -7, ~1, 2 ** 10", (3, 1, -7, -2, 1024)),
        ("x = 'a' 'b' + 'c'", "abc"),
        ("n = 3\nx = f'm_{n:03d}_{n!r}{{}}\\n'", "m_003_3{}\n"),
        ("a, (b, *c), d = 1, (2, 3, 4), 5\nx = [a, b, c, d]", [1, 2, [3, 4], 5]),
        ("x = [*range(3), *(5, 6)]", [0, 1, 2, 5, 6]),
        ("x = {**{'a': 1}, 'b': 2, 'a': 3}", {"a": 3, "b": 2}),
        ("x = [i * 10 for i in range(5) if i % 2]", [10, 30]),
        ("x = {k: v for k, v in zip('ab', [1, 2])}", {"a": 1, "b": 2}),
        ("x = [(i, j) for i in range(2) for j in 'ab']", [(0, "a"), (0, "b"), (1, "a"), (1, "b")]),
        ("x = []\ny = x\ny.append(1)\nx += [2]", [1, 2]),
        ("a = [1]\nx = a + [2]\nx.append(3)\na.append(4)\nx = [a, x]", [[1, 4], [1, 2, 3]]),
        ("a = [1]\nb = a * 2\nb.append(3)\nx = [a, b]", [[1], [1, 1, 3]]),
        ("a = b = [1]\na *= 2\nb.append(3)\nx = a", [1, 1, 3]),
        ("a = {1: 2}\nb = a | {3: 4}\nb[5] = 6\nx = [a, b]", [{1: 2}, {1: 2, 3: 4, 5: 6}]),
        ("a = b = {1: 2}\na |= {3: 4}\nx = b", {1: 2, 3: 4}),
        ("x = {}\nx['a'] = 1\nx.setdefault('b', []).append(2)", {"a": 1, "b": [2]}),
        ("x = 0\nfor i in range(5):\n    if i == 3:\n        break\n    x += i", 3),
        ("x = 0\nwhile x < 4:\n    x += 1\nelse:\n    x = -x", -4),
        ("x = 'b' if 1 > 2 else 'c'", "c"),
        ("x = 1 < 2 < 3 and not []", True),
        ("def f(a, b=2, *c, d, **e):\n    return a, b, c, d, e\nx = f(1, d=4, z=5)", (1, 2, (), 4, {"z": 5})),
        ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n        return n\n    g()\n    return g()\nx = f()", 2),
        ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nx = f(5)", 120),
        ("import functools\ndef f(a, b):\n    return a - b\nx = functools.partial(f, b=1)(5)", 4),
        ("x = (lambda a, b=3: a + b)(1)", 4),
        ("x = [y := 3, y + 1]", [3, 4]),
        ("match ('a', 2):\n    case ('b', n):\n        x = 0\n    case ('a', n):\n        x = n", 2),
        ("try:\n    import nowhere\n    x = 1\nexcept ImportError:\n    x = 2\n    y = 3", 1),
        ("class A:\n    n = 1\n    def __init__(self, m):\n        self.m = m\n    def both(self):\n        return self.n, self.m\nx = A(2).both()", (1, 2)),
        ("from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int\n    b: str = 'z'\nx = (C(1).a, C(1).b)", (1, "z")),
        ("x = 'a,b'.split(','), ' '.join(['p', 'q']), 'ab'.upper()", (["a", "b"], "p q", "AB")),
        ("x = len([1, 2]), sorted([3, 1]), list(reversed('ab')), dict(a=1), list(enumerate('a'))",
         (2, [1, 3], ["b", "a"], {"a": 1}, [(0, "a")])),
        ("if __name__ == '__main__':\n    x = 1", 1),
        ("x = [1, 2, 3][1:], 'abc'[-1]", ([2, 3], "c")),
    ],
)  # fmt: skip
def test_folding(source: str, expected: object) -> None:
    assert plain(trace(source).scope["x"]) == expected


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("x = nothing", "the name `nothing` is not defined"),
        ("x = 10 ** 10 ** 9", "too large to fold"),
        ("x = 'a' * 10 ** 9", "too large to fold"),
        ("x = [0] * 10 ** 9", "more than"),
        ("x = list(range(10 ** 9))", "a range of 1,000,000,000 numbers"),
        ("x = 1 / 0", "division by zero"),
        ("x = '%1000000000d' % 1", "too large to fold"),
        ("x = f'{1:1000000000d}'", "too large to fold"),
        ("x = {'a': 1}['b']", "no such key"),
        ("def f(n):\n    return f(n + 1)\nx = f(0)", "nest too deep"),
    ],
)
def test_not_knowing_is_a_value(source: str, why: str) -> None:
    value = trace(source).scope["x"]
    assert isinstance(value, Unknown)
    assert why in value.why


def of(found: Trace, path: str) -> list[Effect]:
    return [e for e in found.effects if isinstance(e.value, Record) and e.value.path == path]


def calls(found: Trace, path: str) -> list[Record]:
    return [e.value for e in found.effects if isinstance(e.value, Record) and e.value.path == path]


def test_alias() -> None:
    found = trace("from lib import Pipeline\np = Pipeline('x')\nq = p\nq.add_step('a')")
    made = found.scope["p"]
    assert isinstance(made, Record)
    effect = found.effects[-1]
    assert isinstance(effect.target, Record)
    assert effect.target.token == made.token
    assert calls(found, "lib.Pipeline.add_step")[0].argument("step", 0) is not None


def test_chain() -> None:
    found = trace("from lib import Pipeline\np = Pipeline('x').add_step('a').add_step('b')")
    added = calls(found, "lib.Pipeline.add_step")
    assert [plain(r.arguments[0].value) for r in added] == ["a", "b"]
    assert isinstance(found.scope["p"], Record)
    assert found.scope["p"].path == "lib.Pipeline"
    assert {r.receiver.token for r in added if isinstance(r.receiver, Record)} == {found.scope["p"].token}


def test_factory_loop() -> None:
    source = """
from lib import Pipeline, step
def make(kind):
    @step(outputs=[f"{kind}_model"])
    def train():
        return kind
    return train
p = Pipeline("x")
for kind in ["a", "b"]:
    p.add_step(make(kind))
"""
    found = trace(source)
    made = [r.arguments[0].value for r in calls(found, "lib.Pipeline.add_step")]
    functions = [r.arguments[0].value for r in made if isinstance(r, Record)]
    assert [(f.qualname, f.ordinal, plain(dict(f.captured)["kind"])) for f in functions if isinstance(f, Function)] == [
        ("make.<locals>.train", 0, "a"),
        ("make.<locals>.train", 0, "b"),
    ]
    options = [r.function for r in made if isinstance(r, Record)]
    assert [plain(o.arguments[0].value) for o in options if isinstance(o, Record)] == [["a_model"], ["b_model"]]


def test_step_under_an_unknown_if() -> None:
    source = """
import os
from lib import Pipeline
p = Pipeline("x")
p.add_step("always")
if os.environ.get("FAST", "0") == "1":
    p.add_step("fast")
else:
    p.add_step("slow")
p.add_step("last")
"""
    found = trace(source)
    paths = {
        plain(e.value.arguments[0].value): e.path
        for e in found.effects
        if isinstance(e.value, Record) and e.value.path == "lib.Pipeline.add_step"
    }
    assert paths["always"] == paths["last"] == ()
    fast, slow = paths["fast"][0], paths["slow"][0]
    assert isinstance(fast, If)
    assert isinstance(slow, If)
    assert (fast.taken, slow.taken) == (True, False)
    assert isinstance(fast.test, Symbol)
    assert fast.test.op == "=="
    assert isinstance(fast.test.operands[0], Symbol)
    assert fast.test.operands[0].op == "environment"


def test_early_return_negates_what_follows() -> None:
    source = """
import os
from lib import act
def main():
    if os.getenv("SKIP"):
        return
    act()
main()
act()
"""
    inside, outside = (
        e.path for e in trace(source).effects if isinstance(e.value, Record) and e.value.path == "lib.act"
    )
    assert outside == ()
    step = inside[0]
    assert isinstance(step, If)
    assert step.taken is False


def test_early_return_below_a_known_if_still_negates() -> None:
    source = """
import os
from lib import act
def main():
    if True:
        if os.getenv("A"):
            return
    act()
main()
"""
    (effect,) = of(trace(source), "lib.act")
    assert [type(step) for step in effect.path] == [If]


def test_branches_merge_into_a_choice() -> None:
    found = trace("import os\nif os.getenv('A'):\n    x, y = 1, 2\nelse:\n    x, y = 1, 3")
    assert plain(found.scope["x"]) == 1
    value = found.scope["y"]
    assert isinstance(value, Symbol)
    assert value.op == "choice"
    assert [plain(v) for v in value.operands[1:]] == [2, 3]


def test_guard_decorator() -> None:
    source = "from lib import step, when\n@step\n@when(lambda data: data['q'] > 0.9)\ndef train(data):\n    return data"
    outer = trace(source).scope["train"]
    assert isinstance(outer, Record)
    assert outer.path == "lib.step"
    inner = outer.arguments[0].value
    assert isinstance(inner, Record)
    assert inner.path == "lib.when()"
    assert isinstance(inner.function, Record)
    assert plain(inner.function.arguments[0].value) == "def <lambda>"
    assert plain(inner.arguments[0].value) == "def train"


def test_pipeline_body_with_a_loop_and_an_if_on_steps_outputs() -> None:
    source = """
from lib import pipeline, step
@step
def load(path): ...
@step
def fit(part): ...
@step
def deploy(models): ...
@pipeline
def training(path: str):
    parts = load(path)
    models = [fit(part) for part in parts]
    if score(models) > 0.9:
        deploy(models)
    return models
"""
    reader = evaluator(source)
    found = reader.trace("main")
    decorated = found.scope["training"]
    assert isinstance(decorated, Record)
    function = decorated.arguments[0].value
    assert isinstance(function, Function)
    body = reader.apply(function)
    by_step = {
        plain(e.value.function.arguments[0].value): e
        for e in body.effects
        if isinstance(e.value, Record) and isinstance(e.value.function, Record)
    }
    assert by_step["def load"].path == ()
    argument = by_step["def load"].value
    assert isinstance(argument, Record)
    assert plain(argument.arguments[0].value) == "(parameter)"
    each = by_step["def fit"].path[0]
    assert isinstance(each, Each)
    assert isinstance(each.iterable, Record)
    assert each.iterable.token == argument.token
    returned = [e.value for e in body.effects if e.kind == "return"]
    assert isinstance(returned[0], Symbol)
    assert returned[0].op == "each"


def test_a_list_filled_in_a_loop_is_a_comprehension() -> None:
    source = "def f(rates):\n    models = []\n    for r in rates:\n        models.append(r)\n    return models"
    reader = evaluator(source)
    function = reader.trace("main").scope["f"]
    assert isinstance(function, Function)
    value = reader.apply(function).effects[-1].value
    assert isinstance(value, Symbol)
    assert value.op == "each"


def test_apply_leaves_the_module_as_it_was() -> None:
    reader = evaluator("names = []\ndef f(x):\n    names.append(x)\n    return names")
    function = reader.trace("main").scope["f"]
    assert isinstance(function, Function)
    first = plain(reader.apply(function).effects[-1].value)
    assert plain(reader.apply(function).effects[-1].value) == first == ["(parameter)"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("from lib import act, state\nwhile state():\n    act()", While),
        ("from lib import act, group\nwith group('gpu'):\n    act()", With),
        ("from lib import act, things\nfor t in things():\n    act(t)", Each),
    ],
)
def test_paths(source: str, kind: type) -> None:
    (effect,) = of(trace(source), "lib.act")
    assert [type(step) for step in effect.path] == [kind]


def test_attribute_stores_are_effects() -> None:
    found = trace("from lib import Task\nt = Task()\nt.on_failure = 'p'\nx = t.on_failure")
    effect = next(e for e in found.effects if e.kind == "set")
    assert (effect.name, plain(effect.value)) == ("on_failure", "p")
    assert plain(found.scope["x"]) == "p"


def test_imports_of_the_project() -> None:
    found = trace(
        "import pkg.deep as d\nfrom pkg import helper, near\nfrom stars import *\n"
        "x = [d.two, helper(3), near.one, starred]",
        {
            "pkg/__init__.py": "from .deep import helper",
            "pkg/deep.py": "from . import near\nfrom .near import one\ntwo = one + 1\ndef helper(n):\n    return n",
            "pkg/near.py": "one = 1",
            "stars.py": "starred = 4\n_hidden = 5",
        },
    )
    assert plain(found.scope["x"]) == [2, 3, 1, 4]
    assert "_hidden" not in found.scope


def test_cyclic_imports_end() -> None:
    found = trace("import other\nx = 1\ny = other.z", {"other.py": "import main\nz = 2"})
    assert plain(found.scope["y"]) == 2


def test_star_import_of_an_absent_package() -> None:
    found = trace("from fasthtml.common import *\nx = Titled('a')\ny = len('ab')")
    assert plain(found.scope["x"]) == "<fasthtml.common.Titled>"
    assert plain(found.scope["y"]) == 2


def test_a_loop_of_a_billion_rounds_is_a_finding() -> None:
    found = trace("for i in range(10 ** 9):\n    pass")
    assert [f.code for f in found.findings] == ["FLO912"]


def test_work_without_end_is_a_finding() -> None:
    found = trace("n = 0\nfor i in range(9999):\n    for j in range(9999):\n        n += j")
    assert "FLO911" in [f.code for f in found.findings]


def test_a_broken_import_is_reported_and_the_rest_goes_on() -> None:
    found = trace("import bad\nx = 1", {"bad.py": "def f(:\n"})
    assert plain(found.scope["x"]) == 1
    assert [f.span.path for f in found.findings] == ["bad.py"]


def test_summary() -> None:
    source = """
import os
LIMIT = 3
def f(data, n: int = 2):
    '''Check it.'''
    global COUNT
    if len(data) < LIMIT:
        raise ValueError(missing_name)
    os.environ.get("MODE")
    return data, n
"""
    reader = evaluator(source)
    function = reader.trace("main").scope["f"]
    assert isinstance(function, Function)
    summary = reader.summary(function)
    assert function.docstring == "Check it."
    assert summary.can_raise
    assert [r.arity for r in summary.returns] == [2]
    assert [n.name for n in summary.globals] == ["COUNT"]
    assert [n.name for n in summary.undefined] == ["missing_name"]


def test_quoted_annotations_and_type_checking() -> None:
    source = """
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import pandas as pd
def f(x: "list[pd.DataFrame]") -> pd.Series: ...
"""
    function = trace(source).scope["f"]
    assert isinstance(function, Function)
    annotation = function.parameters[0].annotation
    assert isinstance(annotation, Symbol)
    assert annotation.op == "index"
    assert [getattr(v, "path", "") for v in annotation.operands] == ["builtins.list", "pandas.DataFrame"]
    assert getattr(function.returns, "path", "") == "pandas.Series"


def test_classes() -> None:
    reader = evaluator("class Base: ...\nclass A(Base):\n    n: int = 1\n    def f(self): ...\na = A()")
    found = reader.trace("main")
    value = reader.classes("main.A")
    assert isinstance(value, Class)
    assert [f.name for f in value.fields] == ["n"]
    assert isinstance(found.scope["a"], Instance)
    assert reader.classes("main.Nothing") is None


def test_a_value_that_doubles_forty_times_is_not_kept() -> None:
    lines = "\n".join(f"x{n + 1} = (x{n}, x{n})" for n in range(40))
    found = trace(f"from lib import act\nx0 = (1,)\n{lines}\nact(x40)")
    value = calls(found, "lib.act")[0].arguments[0].value
    assert isinstance(value, Items | Unknown)
    assert isinstance(found.scope["x40"], Items | Unknown)


def test_members_of_an_enumeration_are_no_constants() -> None:
    value = trace("from enum import Enum\nclass Color(Enum):\n    RED = 'red'\nx = Color.RED").scope["x"]
    assert isinstance(value, Symbol)
    assert value.op == "attribute"
