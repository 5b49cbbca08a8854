"""The shadows of modules: what a type checker gets to see of a project, and what it does not."""

from collections.abc import Mapping

import pytest

from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.shadow import Place, Probe, Shadows


class Files:
    """The files of a project, in memory."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def read(self, path: str) -> bytes | None:
        return self.texts[path].encode() if path in self.texts else None


def shadows(files: Mapping[str, str], *probes: Probe) -> tuple[Mapping[str, str], list[Place | None]]:
    """The shadows for some probes, and where these are."""
    made = Shadows(ModuleTable(Files(files), (".",)), "P", "_x_")
    labels = [made.ask(probe) for probe in probes]
    written = made.write()
    return written, [made.place(label) for label in labels]


def body(text: str) -> list[str]:
    """The lines of a shadow, without those that are in each."""
    return [line.rstrip() for line in text.splitlines()[4:]]


def only(source: str, others: Mapping[str, str] | None = None) -> list[str]:
    """The shadow of one module."""
    probe = Probe(module="m", qualname="f", ordinal=0)
    return body(shadows({"m.py": source, **(others or {})}, probe)[0]["P/m.py"])


KEPT = {
    "a function": ("def f(a: int, *b) -> str:\n    return 1\n", ["def f(*args: _x_Any, **kwargs: _x_Any) -> str: ...", "def _x_0() -> str: ..."]),
    "its decorators": ("@step(x=launch())\ndef f(): ...\n", ["def f(*args: _x_Any, **kwargs: _x_Any): ..."]),
    "comments": ("def f() -> dict[  # type: ignore\n    str, int]: ...  # ty: ignore\n", None),
    "a class": (
        "@register\n@dataclass(frozen=True)\nclass A(B, metaclass=M):\n    x: int = launch()\n    def g(self, a=launch()) -> int:\n        launch()\n",
        ["@dataclass(frozen=True)", "class A(B, metaclass=M):", "    x: int = ...", "    def g(self, a = ...) -> int: ..."],
    ),
    "what a method sets": (
        "class A:\n    def __init__(self, x: int):\n        if x:\n            self.x = x\n        self.y: str = launch()\n        launch()\n",
        ["class A():", "    def __init__(self, x: int): self.y: str = ...; self.x = x"],
    ),
    "a method that is decorated": (
        "class A:\n    @property\n    def p(self) -> int: ...\n    @p.setter\n    def p(self, x): ...\n    @other\n    def q(self) -> int: ...\n",
        ["class A():", "    @property", "    def p(self) -> int: ...", "    @p.setter", "    def p(self, x): ...", "    q = _x_unknown()"],
    ),
    "statements": ("launch()\nx = launch()\ny: int = launch()\ndel z\nfor i in launch(): launch()\nA = list[int]\nT = TypeVar('T')\n", ["x = _x_unknown()", "y: int = ...", "A = list[int]", "T = TypeVar('T')"]),
    "conditions": (
        "if TYPE_CHECKING:\n    import a\nelif launch():\n    import b\nelse:\n    import c\n",
        ["if TYPE_CHECKING:", "    import a", "else:", "    if _x_unknown():", "        import b", "    else:", "        import c"],
    ),
    "versions": ("import sys\nif sys.version_info >= (3, 12):\n    X = int\n", ["import sys", "if sys.version_info >= (3, 12):", "    X = int"]),
    "the program": ("if __name__ == '__main__':\n    X = int\n", ["X = int"]),
    "tries": ("try:\n    import a\nexcept ImportError:\n    a = None\n    B = int\n", ["import a", "B = int"]),
    "blocks": ("with launch():\n    A = int\nwhile launch():\n    B = str\n", ["A = int", "B = str"]),
    "imports from outside": ("import a.b\nimport c as d\nfrom e import f as g, h\nfrom i import *\n", ["import a.b", "import c as d", "from e import f as g", "from e import h as h", "from i import *"]),
    "names of the built-in types": ("def list(): ...\n", []),
    "what stars give": ('__all__ = ["a"]\n__all__ += ["b"]\n', ['__all__ = ["a"]', '__all__ += ["b"]']),
    "what stars give, computed": ("__all__ = [n for n in dir()]\n", []),
    "type parameters": ("type A[T] = list[T]\nclass B[T: int]: ...\n", ["type A[T] = list[T]", "class B[T: int]():", "    pass"]),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept(name: str) -> None:
    source, expected = KEPT[name]
    found = only(source)
    assert not any("launch" in line or "ignore" in line for line in found)
    if expected is not None:
        assert [line for line in found if line.strip() != "pass"] == [
            line for line in expected if line.strip() != "pass"
        ]


OURS = {
    "json": ("import json\n", {"json.py": ""}, ["import P.json; from P import json as json"]),
    "inside": ("import a.b\n", {"a/__init__.py": "", "a/b.py": ""}, ["import P.a.b; from P import a as a"]),
    "by another name": ("import a.b as c\n", {"a/b.py": ""}, ["import P.a.b as c"]),
    "a module of a package": ("from a import b\n", {"a/__init__.py": "", "a/b.py": ""}, ["import P.a.b as b"]),
    "what a package has made of it": (
        "from a import b\n",
        {"a/__init__.py": "from a.b import b\n", "a/b.py": "def b(): ...\n"},
        ["from P.a import b as b"],
    ),
    "a name of a module": ("from a import B as C\n", {"a.py": "class B: ...\n"}, ["from P.a import B as C"]),
    "a star": ("from a import *\n", {"a.py": "class B: ...\n"}, ["from P.a import *"]),
}


@pytest.mark.parametrize("name", OURS)
def test_modules_of_the_project_have_names_that_nobody_else_has(name: str) -> None:
    source, others, expected = OURS[name]
    assert only(source + "def f(): ...\n", others)[: len(expected)] == expected


def test_relative_imports_and_all_that_they_lead_to() -> None:
    files = {
        "p/__init__.py": "from .q import A\n",
        "p/q.py": "from . import r\nfrom .. import s\nclass A: ...\n",
        "p/r.py": "from .q import A\n",
        "unrelated.py": "",
    }
    written, _ = shadows(files, Probe(module="p.q", qualname="f", ordinal=0))
    assert sorted(written) == ["P/__init__.py", "P/p/__init__.py", "P/p/q.py", "P/p/r.py"]
    assert body(written["P/p/q.py"])[:1] == ["import P.p.r as r"]
    assert "from P.p.q import A as A" in written["P/p/r.py"]


def test_each_annotation_is_asked_for_where_it_stands() -> None:
    source = (
        "class A:\n    class B: ...\n    @step\n    def f(self, x: 'B') -> B: ...\n"
        "def build(n):\n    import q\n    class L: ...\n    def f(x: q.R = None) -> L: ...\n"
        "    def deeper():\n        def f() -> L: ...\n"
        "def f(): ...\ndef f() -> A: ...\n"
    )
    probes = [
        Probe(module="m", qualname="A.f", ordinal=0),
        Probe(module="m", qualname="A.f", ordinal=0, parameter="x"),
        Probe(module="m", qualname="build.<locals>.f", ordinal=0),
        Probe(module="m", qualname="build.<locals>.f", ordinal=0, parameter="x", optional=True),
        Probe(module="m", qualname="build.<locals>.deeper.<locals>.f", ordinal=0),
        Probe(module="m", qualname="f", ordinal=1),
        Probe(module="m", qualname="f", ordinal=0),
        Probe(module="m", qualname="nothing", ordinal=0),
        Probe(module="nowhere", qualname="f", ordinal=0),
    ]
    written, places = shadows({"m.py": source}, *probes)
    found = [place and (place.module, ".".join(place.path)) for place in places]
    inner, deeper = found[2][0], found[4][0]
    assert found[:2] == [("P.m", "A._x_0"), ("P.m", "A._x_1")]
    assert found[5:] == [("P.m", "_x_5"), None, None, None]
    text = written[f"{inner.replace('.', '/')}.py"]
    assert "import q\n" in text
    assert "from P.m import A\n" in text
    assert "def _x_2() -> L: ...\ndef _x_3(value: _x_Optional[q.R]) -> None: ...\n" in text
    text = written[f"{deeper.replace('.', '/')}.py"]
    assert f"from {inner} import L\n" in text
    assert "def _x_4() -> L: ...\n" in text
    assert "    @_x_staticmethod\n    def _x_1(value: 'B') -> None: ...\n" in written["P/m.py"]


def test_a_body_becomes_a_module_that_returns_nothing() -> None:
    source = (
        "import q\ndef f(a: q.A, b=None, *c: int):\n    if b:  # ty: ignore\n        return q.x(a)\n"
        "    def inner():\n        return 3\n    return inner()\n"
    )
    written, places = shadows({"m.py": source}, Probe(module="m", qualname="f", ordinal=0, body=True))
    assert places[0] is not None
    text = written[f"{places[0].module.replace('.', '/')}.py"]
    assert body(text) == [
        "from P.m import f",
        "from P.m import q",
        "def _x_0_a() -> q.A: ...",
        "a = _x_0_a()",
        "b = _x_unknown()",
        "c = _x_unknown()",
        "if b:",
        "    _x_0_0 = q.x(a)",
        "def inner():",
        "    return 3",
        "_x_0_1 = inner()",
        "",
        "_x_0 = _x_0_0 if _x_unknown() else _x_0_1",
        "_x_0each0 = _x_0_0",
        "_x_0each1 = _x_0_1",
    ]


@pytest.mark.parametrize("source", ["def f():\n    yield 1\n", "def f(): return 1\n", "def f():\n    pass\n"])
def test_bodies_that_cannot_be_told_so(source: str) -> None:
    _, places = shadows({"m.py": source}, Probe(module="m", qualname="f", ordinal=0, body=True))
    assert places == [None]


def test_files_whose_names_no_import_can_say() -> None:
    written, places = shadows({"01 load.py": "def f() -> int: ...\n"}, Probe(module="01 load", qualname="f", ordinal=0))
    assert places == [Place(module="P._x_m0", path=("_x_0",))]
    assert "P/_x_m0.py" in written


def test_nothing_is_told_of_what_is_set_elsewhere() -> None:
    source = (
        "A = B = None\nC = 1\nclass K:\n    D = 2\n    E = 3\n    def __init__(self):\n        self.x = None\n"
        "        self.y = 1\ndef f() -> int:\n    global A\n    globals()['B'] = 4\n    K().x = K.D = 5\n"
    )
    assert only(source)[:7] == [
        "A = _x_unknown()",
        "B = _x_unknown()",
        "C = 1",
        "class K():",
        "    D = _x_unknown()",
        "    E = 3",
        "    def __init__(self): self.x = _x_unknown(); self.y = 1",
    ]


def test_the_module_that_sets_it_may_be_found_late() -> None:
    files = {"a.py": "import b\nX = None\nY = 1\n", "b.py": "import a\ndef g(): a.X = 1\n"}
    written, _ = shadows(
        {"m.py": "import a\ndef f() -> int: ...\n", **files}, Probe(module="m", qualname="f", ordinal=0)
    )
    assert body(written["P/a.py"]) == ["import P.b; from P import b as b", "X = _x_unknown()", "Y = 1"]
