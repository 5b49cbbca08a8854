"""Where names of packages from outside lead: re-exports, stars, conditions, stubs before sources."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from site_packages import packages, told

CASES: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
    (
        "a class goes by the shortest public path",
        {
            "shop/__init__.py": "from shop.core.api import Frame\nfrom .core.frame import Frame as Table\n",
            "shop/core/__init__.py": "",
            "shop/core/api.py": "from .frame import Frame\n",
            "shop/core/frame.py": "class Frame:\n    class Row: ...\n",
        },
        {
            "shop.Frame": "class shop:Frame",
            "shop.Table": "class shop:Frame",
            "shop.core.frame.Frame": "class shop:Frame",
            "shop.core.api.Frame": "class shop:Frame",
            "shop.Frame.Row": "class shop:Frame.Row",
            "shop.core": "module shop.core",
            "shop.Missing": "nothing",
            "shop.core.frame.Frame.missing": "nothing",
            "absent.Frame": "nothing",
        },
    ),
    (
        "a private package is shown by its public name",
        {"_impl/__init__.py": "class A: ...\n", "impl.py": "from _impl import A\n"},
        {"impl.A": "class impl:A", "_impl.A": "class impl:A"},
    ),
    (
        "stars take what __all__ says, in all its forms",
        {
            "a/__init__.py": "from .b import *\nfrom .c import *\nfrom .d import *\n",
            "a/b.py": "from . import e\n__all__ = ['B']\n__all__ += e.__all__\n__all__.extend(['X'])\n"
            "from .e import *\nclass B: ...\nclass Hidden: ...\nclass X: ...\n",
            "a/c.py": "class C: ...\nclass _Private: ...\n",
            "a/d.py": "__all__ = ['_Shown', *['D']]\nclass _Shown: ...\nclass D: ...\nclass Rest: ...\n",
            "a/e.py": "__all__ = ('E',)\nclass E: ...\nclass F: ...\n",
        },
        {
            "a.B": "class a:B",
            "a.E": "class a:E",
            "a.X": "class a:X",
            "a.F": "nothing",
            "a.Hidden": "nothing",
            "a.C": "class a:C",
            "a._Private": "nothing",
            "a._Shown": "class a:_Shown",
            "a.D": "class a:D",
            "a.Rest": "nothing",
        },
    ),
    (
        "imports in all their forms",
        {
            "p/__init__.py": "import p.q.r as deep\nimport p.q\nfrom . import s\nfrom .q import r as other\n"
            "from .t import t\n",
            "p/q/__init__.py": "",
            "p/q/r.py": "class R: ...\nfrom ..s import S\nfrom ... import nowhere\n",
            "p/s.py": "class S: ...\n",
            "p/t.py": "def t() -> int: ...\nclass T: ...\n",
        },
        {
            "p.deep.R": "class p.q.r:R",
            "p.q.r.R": "class p.q.r:R",
            "p.other.S": "class p.s:S",
            "p.s.S": "class p.s:S",
            "p.t": "def t() -> builtins.int",
            "p.t.T": "class p.t:T",
            "p.q.r.nowhere": "nothing",
        },
    ),
    (
        "conditions are decided as type checkers do",
        {
            "lib/python3.12/site-packages/none.txt": "",
            "v.py": "import sys\nfrom typing import TYPE_CHECKING\n"
            "if sys.version_info >= (3, 8):\n    class New: ...\nelse:\n    class Old: ...\n"
            "if sys.version_info[0] == 2:\n    text = int\nelse:\n    text = str\n"
            "if TYPE_CHECKING:\n    from w import W\nelse:\n    W = None\n"
            "if sys.platform == 'win32':\n    class Windows: ...\nelif sys.platform.startswith('linux'):\n"
            "    class Linux: ...\n"
            "try:\n    from w import W as Fast\nexcept ImportError:\n    Fast = None\n    class Slow: ...\n"
            "if some():\n    class Maybe(int): ...\nelse:\n    class Maybe(str): ...\n"
            "if some():\n    class Only: ...\n",
            "w.py": "class W: ...\n",
        },
        {
            "v.New": "class v:New",
            "v.Old": "nothing",
            "v.text": "builtins.str",
            "v.W": "class w:W",
            "v.Windows": "nothing",
            "v.Linux": "class v:Linux",
            "v.Fast": "class w:W",
            "v.Maybe": "?",
            "v.Only": "?",
        },
    ),
    (
        "stubs go before sources",
        {
            "one/__init__.py": "class A: ...\nclass OnlySource: ...\n",
            "one-stubs/__init__.pyi": "class A(int): ...\n",
            "one/more.py": "class M: ...\n",
            "two/__init__.py": "class A: ...\n",
            "two/deep.py": "class D: ...\n",
            "two-stubs/__init__.pyi": "class A(str): ...\n",
            "two-stubs/py.typed": "partial\n",
            "three/__init__.py": "class A: ...\n",
            "three/__init__.pyi": "class A(bytes): ...\n",
            "four.py": "class A: ...\n",
            "four.pyi": "class A(float): ...\n",
            "five-stubs/inner/__init__.pyi": "class A(complex): ...\n",
            "five/other/__init__.py": "class B: ...\n",
        },
        {
            "one.A": "class one:A(builtins.int)",
            "one.OnlySource": "nothing",
            "one.more.M": "nothing",
            "two.A": "class two:A(builtins.str)",
            "two.deep.D": "class two.deep:D",
            "three.A": "class three:A(builtins.bytes)",
            "four.A": "class four:A(builtins.float)",
            "five.inner.A": "class five.inner:A(builtins.complex)",
            "five.other.B": "class five.other:B",
        },
    ),
    (
        "names that a module makes when it is asked",
        {
            "lazy.py": "class A: ...\ndef __getattr__(name): ...\n",
            "plain.py": "from lazy import B\nfrom broken import C\nfrom plain import D\n",
            "broken.py": "class C(:\n",
        },
        {
            "lazy.A": "class lazy:A",
            "lazy.B": "?",
            "plain.A": "nothing",
            "plain.B": "?",
            "plain.C": "?",
            "plain.D": "nothing",
        },
    ),
    (
        "namespace packages",
        {"space/one/__init__.py": "class A: ...\n", "space/two.py": "class B: ...\n"},
        {"space.one.A": "class space.one:A", "space.two.B": "class space.two:B", "space": "module space"},
    ),
    (
        "aliases and variables",
        {
            "al.py": "import typing as t\nfrom typing import TypeVar, NewType, Any\nT = TypeVar('T')\nBase = int\n"
            "Ids: t.TypeAlias = 'list[Id]'\nId = NewType('Id', Base)\nOpt = t.Optional[int]\nlimit: int = 3\n"
            "Pairs = dict[str, T]\nclass Thing:\n    def make(self) -> 'Thing': ...\nthing: Thing\nmake = thing.make\n"
            "Other = Thing\nname: t.Final = 'x'\n",
        },
        {
            "al.Base": "builtins.int",
            "al.Ids": "builtins.list[al.Id]",
            "al.Id": "typing.NewType('Id', al.Base)",
            "al.Opt": "typing.Optional[builtins.int]",
            "al.limit": "annotated builtins.int",
            "al.Pairs": "builtins.dict[builtins.str, typing.TypeVar('T')]",
            "al.make": "annotated al.Thing attribute 'make'",
            "al.Other": "class al:Thing",
            "al.name": "'x'",
        },
    ),
]


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_names(tmp_path: Path, files: Mapping[str, str], expected: Mapping[str, str]) -> None:
    outside = packages(tmp_path, files)
    assert {path: told(outside.find(path)) for path in expected} == expected


def test_canonical(tmp_path: Path) -> None:
    outside = packages(
        tmp_path,
        {"a/__init__.py": "from ._b import C\nfrom typing import Any as Thing\nD = C\n", "a/_b.py": "class C: ...\n"},
    )
    paths = ("a.C", "a._b.C", "a.D", "a.missing", "nowhere.X", "typing.Any", "builtins.int")
    assert [outside.canonical(path) for path in paths] == ["a.C"] * 3 + list(paths[3:])


def test_the_standard_library_is_read_from_typeshed_without_any_environment() -> None:
    from icefloe.installed import Installed

    outside = Installed(())
    assert told(outside.find("graphlib.TopologicalSorter")) == (
        "class graphlib:TopologicalSorter(typing.Generic[typing.TypeVar('_T')])"
    )
    assert told(outside.find("wave.Wave_read")) == "class wave:Wave_read"
    assert outside.find("wave.nothing") is None
