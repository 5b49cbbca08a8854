"""The source closure: what a function reaches, what changes it, and what does not."""

import pytest

from icefloe.syntax.closure import closure, imports_of
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Closure


class Memory:
    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        text = self.files.get(path)
        return None if text is None else text.encode()


def table(**files: str) -> ModuleTable:
    return ModuleTable(Memory({f"{name}.py": text for name, text in files.items()}), (".",))


def of(main: str, qualname: str = "step", /, ordinal: int = 0, **files: str) -> Closure:
    return closure(table(main=main, **files), "main", qualname, ordinal)


def names(found: Closure) -> list[str]:
    return [f"{reached.module}:{reached.name}" for reached in found.reached]


REACHES = {
    "nothing": ("def step(x): y = x; return [z for z in y if z]", [], []),
    "a helper": ("def step(): return a()\ndef a(): return b()\ndef b(): pass\ndef c(): pass", ["main:a", "main:b"], []),
    "itself": ("def step(n): return step(n - 1)", ["main:step"], []),
    "a constant": ("X = 1\nY = X + 1\nZ = 2\ndef step(): return Y", ["main:X", "main:Y"], []),
    "a default": ("X = 1\ndef step(a=X): return a", ["main:X"], []),
    "an annotation": ("class A: pass\ndef step(a: A): return a", ["main:A"], []),
    "a decorator": ("def d(f): return f\n@d\ndef step(): pass", ["main:d"], []),
    "a class with its bases": (
        "class A:\n def m(self): return h()\nclass B(A): x = Y\nY = 1\ndef h(): pass\ndef step(): return B()",
        ["main:A", "main:B", "main:Y", "main:h"],
        [],
    ),
    "a class's keyword": (
        "class step_base(metaclass=M): pass\nclass M(type): pass\ndef step(): return step_base",
        ["main:M", "main:step_base"],
        [],
    ),
    "a shadowed name": ("X = 1\ndef step(X): return X\n", [], []),
    "a local name": ("X = 1\ndef step():\n X = 2\n return X", [], []),
    "a global name": ("X = 1\ndef step():\n global X\n X = X + 1", ["main:X"], []),
    "a global name only written": ("X = 1\ndef step():\n global X\n X = 2", [], []),
    "a name in a comprehension": ("x = 1\ny = 2\ndef step(z): return [x + y for x in z]", ["main:y"], []),
    "the first iterable": ("x = 1\ndef step(): return [x for x in x]", ["main:x"], []),
    "an attribute's name": ("x = 1\ndef step(a): return a.x", [], []),
    "a keyword's name": ("x = 1\ndef step(a): return a(x=2)", [], []),
    "a class's own names": (
        "x = 1\ndef step():\n class A:\n  x = 2\n  def m(self): return x\n return A",
        ["main:x"],
        [],
    ),
    "an item's target": ("X = {}\ndef step(): X['a'] = 1", ["main:X"], []),
    "a lambda": ("X = 1\nY = 2\ndef step(): return lambda Y: X + Y", ["main:X"], []),
    "an except name": ("def step():\n try: pass\n except E as e: return e\nclass E(Exception): pass", ["main:E"], []),
    "a walrus": ("y = 1\ndef step():\n if (y := 2): return y", [], []),
    "a pattern": (
        "class C: pass\nb = 1\ndef step(x):\n match x:\n  case C(a=b, d=[*c], e={'k': 1, **r}): return b, c, r",
        ["main:C"],
        [],
    ),
    "a type parameter": ("def step[T](x: T) -> T: return x", [], []),
    "an f-string": ("X = 1\ndef step(): return f'{X:>{Y}}'\nY = 2", ["main:X", "main:Y"], []),
    "an unknown name": ("def step(): return mystery()", [], ["main:mystery"]),
    "globals": ("def step(): return globals()['x']", [], ["main:globals()"]),
    "eval": ("def step(x): return eval(x)", [], ["main:eval()"]),
    "a shadowed eval": ("def eval(x): pass\ndef step(x): return eval(x)", ["main:eval"], []),
    "import_module": (
        "import importlib\ndef step(x): return importlib.import_module(x)",
        ["importlib:*"],
        ["main:importlib.import_module()"],
    ),
    "what only the main program runs": (
        "X = []\nif __name__ == '__main__':\n X.append(Y)\n step()\nY = 1\ndef step(): return X",
        ["main:X"],
        [],
    ),
    "type checking": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n import pandas as pd\ndef step(x: pd.DataFrame): pass",
        [],
        [],
    ),
    "both definitions": (
        "if A:\n def h(): return 1\nelse:\n def h(): return B\nA = B = 1\ndef step(): return h()",
        ["main:A", "main:B", "main:h"],
        [],
    ),
    "a fallback import": (
        "try:\n import ujson as json\nexcept ImportError:\n import json\ndef step(): return json.dumps(1)",
        ["json:*", "ujson:*"],
        [],
    ),
    "an import from outside": ("import numpy as np\ndef step(): return np.random.rand()", ["numpy:*"], []),
    "a name from outside": ("from sklearn.svm import SVC\ndef step(): return SVC().fit", ["sklearn.svm:SVC"], []),
    "a submodule from outside": ("import a.b\ndef step(): return a.b.c", ["a.b:*"], []),
    "a local import": ("def step():\n import numpy as np\n return np.x", ["numpy:*"], []),
    "a star from outside": ("from flowyml import *\ndef step(): return Thing(len([]))", ["flowyml:Thing"], []),
    "an unused import": ("import numpy\ndef step(): pass", [], []),
}


@pytest.mark.parametrize("name", REACHES)
def test_what_is_reached(name: str) -> None:
    source, reached, opaque = REACHES[name]
    found = of(source)
    assert names(found) == reached
    assert list(found.opaque) == opaque


LIBRARY = {
    "helpers": "LIMIT = 5\ndef clean(x): return _strip(x)\ndef _strip(x): return x\ndef other(): pass\n",
    "pkg/__init__": "from .impl import thing as renamed\nfrom . import impl\n",
    "pkg/impl": "from .low import LOW\ndef thing(): return LOW\n",
    "pkg/low": "LOW = 1\n_HIDDEN = 2\n",
    "stars": "from pkg.low import *\nfrom helpers import *\n__all__ = ['LOW', 'clean']\n",
    "space/mod": "def far(): pass\n",
    "broken": "x = (",
    "lazy": "def __getattr__(name): return helper(name)\ndef helper(n): pass\n",
    "one": "from two import x\n",
    "two": "from one import x\n",
    "circle": "import main\ndef back(): return main.X\n",
}
IMPORTED = {
    "import helpers\ndef step(): return helpers.clean(1)": ["helpers:_strip", "helpers:clean"],
    "import helpers as h\ndef step(): return h.LIMIT": ["helpers:LIMIT"],
    "from helpers import clean as c\ndef step(): return c": ["helpers:_strip", "helpers:clean"],
    "def step():\n from helpers import LIMIT\n return LIMIT": ["helpers:LIMIT"],
    "def step():\n import helpers\n return helpers.LIMIT": ["helpers:LIMIT"],
    "import pkg\ndef step(): return pkg.renamed()": ["pkg.impl:thing", "pkg.low:LOW"],
    "import pkg.impl\ndef step(): return pkg.impl.thing()": ["pkg.impl:thing", "pkg.low:LOW"],
    "from pkg import impl\ndef step(): return impl.thing()": ["pkg.impl:thing", "pkg.low:LOW"],
    "from stars import *\ndef step(): return LOW, clean": ["helpers:_strip", "helpers:clean", "pkg.low:LOW"],
    "import stars\ndef step(): return stars.LOW": ["pkg.low:LOW"],
    "import space.mod\ndef step(): return space.mod.far()": ["space.mod:far"],
    "from space import mod\ndef step(): return mod.far()": ["space.mod:far"],
    "from space.mod import far\ndef step(): return far()": ["space.mod:far"],
    "import lazy\ndef step(): return lazy.anything": ["lazy:__getattr__", "lazy:helper"],
    "import circle\nX = 1\ndef step(): return circle.back()": ["circle:back", "main:X"],
    "import helpers\ndef step(): return helpers": ["helpers:*"],
}


@pytest.mark.parametrize("source", IMPORTED)
def test_modules_of_the_project_are_followed(source: str) -> None:
    found = of(source, **LIBRARY)
    assert names(found) == IMPORTED[source]
    assert found.opaque == ()


@pytest.mark.parametrize(
    ("source", "opaque"),
    [
        ("from stars import *\ndef step(): return other, _HIDDEN", ("main:_HIDDEN", "main:other")),
        ("import helpers\ndef step(): return helpers.absent", ("helpers:absent",)),
        ("import helpers\ndef step(n): return getattr(helpers, n)", ("main:getattr(helpers, …)",)),
        ("import one\ndef step(): return one.x", ("two:x",)),
        ("import broken\ndef step(): return broken.x", ("broken:x",)),
        ("from .. import far\ndef step(): return far", ("main:..",)),
    ],
)
def test_what_cannot_be_resolved_is_named(source: str, opaque: tuple[str, ...]) -> None:
    assert of(source, **LIBRARY).opaque == opaque


def test_the_way_and_the_place_are_told() -> None:
    found = of("from helpers import clean as c\ndef step(): return c(1)", **LIBRARY)
    strip = next(reached for reached in found.reached if reached.name == "_strip")
    assert strip.via == ("step", "clean", "_strip")
    assert (strip.span.path, strip.span.line, strip.span.column) == ("helpers.py", 3, 5)
    assert (found.span.path, found.span.line) == ("main.py", 2)


def test_modules_are_all_that_importing_would_import() -> None:
    found = of("import pkg.impl\nfrom stars import LOW\ndef step(): return 1", **LIBRARY)
    assert found.modules == ("helpers", "main", "pkg", "pkg.impl", "pkg.low", "stars")
    assert found.reached == ()


def digests(found: Closure) -> tuple[object, ...]:
    return found.semantic, tuple((r.module, r.name, r.digest) for r in found.reached), found.opaque


BASE = """
import numpy as np
import helpers
TABLE = []
FROZEN = 1
def fill(into): into.append(1)
def step(a=FROZEN):
    return TABLE, np.random.rand(), helpers.clean(a)
class Pipe: pass
p = Pipe()
p.add(step)
"""


@pytest.mark.parametrize(
    "more",
    [
        "TABLE.append(1)",
        "TABLE[0] = 1",
        "TABLE += [1]",
        "del TABLE[0]",
        "TABLE = TABLE + [1]",
        "for i in range(3): TABLE.append(i)",
        "if FROZEN: TABLE.append(1)",
        "fill(TABLE)",
        "fill(into=TABLE)",
        "np.random.seed(0)",
        "helpers.LIMIT = 3",
        "FROZEN = 2",
        "if np: FROZEN = 2",
        "try: FROZEN = 2\nfinally: pass",
        "with np: FROZEN = 2",
        "for FROZEN in [2]: pass",
        "(FROZEN := 2)",
        "def reset():\n    global FROZEN\n    FROZEN = 3",
        "step.attribute = 1",
        "step = fill(step)",
        "@TABLE.register\ndef entry(): pass",
    ],
)
def test_a_statement_that_changes_what_is_reached_counts(more: str) -> None:
    before, after = (of(BASE + text, **LIBRARY) for text in ("", more + "\n"))
    assert before.semantic == after.semantic
    assert digests(before) != digests(after)


@pytest.mark.parametrize(
    "more",
    [
        "# a comment",
        "p.add(fill)",
        "p.run(TABLE)",
        "print(TABLE)",
        "import os",
        "other = TABLE",
        "def another(TABLE): TABLE.append(1)",
        "if __name__ == '__main__': TABLE.append(1)",
        "p.x = TABLE",
        "x = [TABLE for TABLE in ()]",
    ],
)
def test_a_statement_that_changes_nothing_reached_does_not(more: str) -> None:
    before, after = (of(BASE + text, **LIBRARY) for text in ("", more + "\n"))
    assert digests(before) == digests(after)


def test_a_builder_that_decorates_does_not_tie_all_steps_together() -> None:
    other = "@p.step\ndef other(): return mystery\np.add(other)\n"
    source = "from flow import Pipe\np = Pipe()\n@p.step\ndef step(): pass\n" + other
    assert names(of(source)) == ["flow:Pipe", "main:p"]
    assert of(source).opaque == ()


def test_a_change_in_a_helper_changes_that_entry_alone() -> None:
    main = "from helpers import clean, LIMIT\ndef step(): return clean(LIMIT)"
    before = of(main, **LIBRARY)
    after = of(main, **{**LIBRARY, "helpers": LIBRARY["helpers"].replace("return x\n", "return x.y\n")})
    changed = [a.name for a, b in zip(before.reached, after.reached, strict=True) if a.digest != b.digest]
    assert changed == ["_strip"]
    assert before.semantic == after.semantic


def test_moving_code_and_layout_change_nothing() -> None:
    one = of("X = 1\ndef h(a): return X\ndef step(): return h(a=1)\n")
    other = of("# c\ndef step( ):\n\n    return (h(a = 0x1,))\n\n\nX = 1\ndef h(a):\n    return X  # c\n")
    assert digests(one) == digests(other)


def test_a_nested_function_reaches_the_one_around_it() -> None:
    source = """
K = 1
def factory(a, b=K):
    c = helper(a)
    def inner(x): return x * c
    def free(x): return x
    return inner
def helper(a): pass
"""
    assert names(of(source, "factory.<locals>.inner")) == ["main:K", "main:factory", "main:helper"]
    assert names(of(source, "factory.<locals>.free")) == []


def test_functions_of_one_name_are_told_apart() -> None:
    source = "def f():\n def g(): return A\n def g(): return B\nA = 1\nB = 2\n"
    assert names(of(source, "f.<locals>.g", 0)) == ["main:A"]
    assert names(of(source, "f.<locals>.g", 1)) == ["main:B"]
    assert names(of("A = 1\nx = [lambda: A]", "<lambda>")) == ["main:A"]


def test_a_method_reaches_its_class() -> None:
    source = "class A:\n x = X\n def m(self): return self.n()\n def n(self): return h()\nX = 1\ndef h(): pass\n"
    assert names(of(source, "A.m")) == ["main:A", "main:X", "main:h"]


def test_deeply_nested_functions() -> None:
    source = "def a():\n x = H\n def b():\n  y = x\n  def c(): return y\n  return c\n return b\nH = 1\n"
    assert names(of(source, "a.<locals>.b.<locals>.c")) == ["main:H", "main:a", "main:a.<locals>.b"]


def test_a_function_that_is_not_there() -> None:
    with pytest.raises(LookupError, match="no function gone"):
        of("def step(): pass", "gone")
    with pytest.raises(LookupError, match="no readable module"):
        closure(table(), "nowhere", "step")


def test_imports_are_the_packages_from_outside() -> None:
    main = (
        "import os, json, numpy as np, helpers\nfrom sklearn.svm import SVC\nimport unused\n"
        "def step():\n    import pandas\n    return os, json, np, SVC, helpers.load()\n"
    )
    modules = table(main=main, helpers="import yaml\ndef load(): return yaml.safe_load\n")
    assert imports_of(modules, "main", "step") == ("numpy", "pandas", "sklearn", "yaml")


def test_an_endless_chain_of_modules_ends() -> None:
    files = {f"m{n}": f"from m{n + 1} import f as g\ndef f(): return g()\n" for n in range(300)}
    found = of("from m0 import f\ndef step(): return f()", m300="def f(): pass\n", **files)
    assert len(found.reached) == 301
    assert len(found.modules) == 302
