"""What the evaluator knows of Python's library: what a program makes is what Python itself makes of it."""

import pathlib

import pytest
from test_trace import plain, trace

from icefloe.evaluate import paths
from icefloe.values import Instance, Known, Record, Symbol, Value

SOURCES = r"""
from pathlib import Path; x = str(Path("a") / "b" / "c.csv"), Path("a/b.tar.gz").name, Path("a/b.tar.gz").stem
from pathlib import Path; p = Path("a/b.csv"); x = p.suffix, str(p.parent), str(p.with_suffix(".x")), str(p.parents[0])
from pathlib import Path; x = str(Path("a", "b").joinpath("c", "d")), Path("a").as_posix(), f"{Path('a') / 'b'}/c"
from pathlib import Path; x = str("a" / Path("b")), str(Path("a/b").relative_to("a")), str(Path("a/b").with_name("c"))
import os; x = os.path.join("a", "b"), os.path.basename("a/b.c"), os.path.dirname("a/b"), os.path.splitext("a/b.c")
x = sorted([3, 1, 2], reverse=True), sorted("bca"), sorted(["bb", "a"], key=len), sorted({"b": 1, "a": 2})
x = min(3, 1, 2), max([1, 5, 3]), min("b", "a"), max([1, 2], key=lambda n: -n), min([], default=7), max("ab", "b")
x = sum([1, 2, 3]), sum([1], 10), sum([[1], [2]], []), sum(n * n for n in range(4)), abs(-3), round(2.567, 1), divmod(7, 2)
x = any([0, 1]), all([]), any(n > 2 for n in range(4)), all([1, 0])
x = list(zip([1, 2], "ab", strict=True)), list(zip([1, 2, 3], "ab"))
x = list(enumerate("ab", start=1)), list(enumerate("ab", 5)), list(reversed([1, 2])), list(map(str, [1, 2]))
x = list(filter(None, [0, 1, 2])), list(filter(lambda n: n % 2, range(5))), list(map(lambda a, b: a + b, [1], [2]))
x = isinstance(1, int), isinstance("a", (int, str)), isinstance([], dict), isinstance(True, int), isinstance(None, str)
x = isinstance({}, dict | list), callable(len) if False else callable(lambda: 0), callable(3), hasattr("a", "upper")
class A: y = 1\nclass B(A): ...\nx = isinstance(B(), A), isinstance(A(), B), isinstance(1, A), hasattr(A(), "y")
import itertools; x = list(itertools.product("ab", [1, 2])), list(itertools.product([0, 1], repeat=2))
import itertools; x = list(itertools.chain([1], "ab")), list(itertools.chain.from_iterable([[1], [2, 3]]))
import itertools; x = list(itertools.repeat("a", 3)), list(itertools.islice(range(10), 2, 8, 3)), list(itertools.islice("abc", 2))
import itertools; x = list(itertools.combinations("abc", 2)), list(itertools.permutations("ab")), list(itertools.pairwise("abc"))
import itertools; x = list(itertools.zip_longest([1, 2], "a", fillvalue=0)), list(itertools.accumulate([1, 2, 3]))
from functools import partial, reduce; x = reduce(lambda a, b: a * b, [1, 2, 3]), partial(lambda a, b: a - b, b=1)(5)
from functools import lru_cache, wraps\n@lru_cache(maxsize=None)\ndef f(n): return n + 1\nx = f(1), f(1)
from functools import wraps\ndef d(f):\n  @wraps(f)\n  def g(*a): return f(*a) + 1\n  return g\n@d\ndef h(n): return n\nx = h(3)
from operator import itemgetter, attrgetter; x = sorted([{"a": 2}, {"a": 1}], key=itemgetter("a")), itemgetter(1)("ab")
from collections import OrderedDict; x = OrderedDict([("a", 1)]) | {"b": 2}, list(OrderedDict(a=1))
from collections import defaultdict\nd = defaultdict(list)\nd["a"].append(1)\nd["a"].append(2)\nd["b"] += [3]\nx = dict(d)
from collections import defaultdict\nd = defaultdict(int)\nfor c in "aab": d[c] += 1\nx = dict(d), len(d)
from collections import Counter\nc = Counter("aab")\nx = dict(c), c["z"]
from collections import namedtuple\nP = namedtuple("P", "a b")\np = P(1, b=2)\nx = p.a, p.b, list(p), p._replace(a=5).a
from collections import namedtuple\nP = namedtuple("P", ["a", "b"], defaults=[3])\na, b = P(1)\nx = a, b
from typing import NamedTuple\nclass P(NamedTuple):\n  a: int\n  b: str = "q"\np = P(1)\na, b = p\nx = a, b, p.b
from dataclasses import dataclass, field\n@dataclass\nclass C:\n  a: int\n  b: list = field(default_factory=list)\nx = C(1).b, C(1, [2]).b
from dataclasses import dataclass, field\n@dataclass\nclass C:\n  b: list = field(default_factory=list)\nc = C()\nc.b.append(1)\nx = c.b, C().b
from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass C:\n  a: int = field(default=3)\n  b: str = "x"\nx = C().a, C(b="y").b
from dataclasses import dataclass, replace, asdict\n@dataclass\nclass C:\n  a: int\n  b: int = 2\nx = replace(C(1), b=5).b, asdict(C(1))
from dataclasses import dataclass\n@dataclass\nclass A:\n  a: int = 1\n@dataclass\nclass B(A):\n  b: int = 2\nx = B().a, B(3, 4).b, B(5).a
from dataclasses import dataclass\n@dataclass\nclass A:\n  a: int\n  def __post_init__(self):\n    self.b = self.a * 2\nx = A(3).b
from enum import Enum\nclass E(Enum):\n  A = "a"\n  B = "b"\nx = E.A.value, E.A.name, [e.value for e in E], E("b").name, E["A"].value
from enum import Enum, auto\nclass E(Enum):\n  A = auto()\n  B = auto()\nx = E.A.value, E.B.value, len(E), E.A == E.A, E.A == E.B, E.A is E.B
from enum import Enum\nclass E(str, Enum):\n  A = "a"\nx = E.A == "a", E.A == "b", E.A.value.upper()
from enum import StrEnum, auto\nclass E(StrEnum):\n  ONE = auto()\n  TWO = "2"\nx = E.ONE.value, f"{E.ONE}_x", E.TWO == "2"
from enum import Enum\nclass E(str, Enum):\n  A = "a"\n  B = "b"\nd = {E.A: 1, E.B: 2, "c": 3}\nx = d[E.A], d["b"], d.get(E.B), E.A in d, [k.value for k in list(d)[:2]], len({**d, "a": 4})
from enum import Enum\nclass E(Enum):\n  A = "a"\n  B = "b"\n  C = "a"\nd = {E.A: 1, E.B: 2}\nx = d[E.A], d[E.C], "a" in d, E.A == "a", d.get("b", 0), [k.name for k in d]
from enum import Enum\nclass E(Enum):\n  A = "a"\n  B = "b"\n  @property\n  def path(self):\n    return f"{self.value}/{self.name}"\nx = E.A.path, [e.path for e in E]
from enum import Enum, auto\nclass E(Enum):\n  A = auto()\n  B = auto()\nd = {E.A: 1, E.B: 2}\nd[E.A] = 3\nx = d[E.A], d[E.B], len(d), E.A in {E.B: 1}
from enum import IntEnum\nclass E(IntEnum):\n  A = 1\nx = E.A == 1, E(1).name
class A:\n  n = 1\n  def __init__(self, k=2):\n    self.k = k\n  @property\n  def s(self): return self.n + self.k\n  @staticmethod\n  def t(): return 3\n  @classmethod\n  def u(cls): return cls(7)\nx = A().s, A.t(), A.u().k
class A:\n  def __init__(self): self.a = 1\n  def f(self): return 1\nclass B(A):\n  def __init__(self):\n    super().__init__()\n    self.b = 2\n  def f(self): return super().f() + 1\nx = B().a, B().b, B().f()
class A:\n  def __init__(self, n): self.n = n\n  def __call__(self, m): return self.n + m\nx = A(1)(2)
x = "{}-{}".format("a", 1), "{n:03d}".format(n=2), "{0}{0}".format("a"), "{!r}".format("a"), "{a}".format_map({"a": 1})
x = "7".zfill(3), "a".ljust(3, "."), "a".rjust(3), "ab".center(6, "*"), "-".join(["a", "b"]), "a-b".rpartition("-")
x = dict.fromkeys("ab"), dict.fromkeys(["a"], 0), {"a": 1}.popitem(), {k: v for k, v in {"a": 1}.items()}
d = {"a": 1, "b": 2}\ny = d.popitem()\nx = y, d
import copy\na = [[1], {"k": [2]}]\nb = copy.deepcopy(a)\nc = copy.copy(a)\nb[0].append(9)\nc[0].append(8)\nx = a, b, c
import copy\nbase = {"a": {"b": 1}}\nmine = copy.deepcopy(base)\nmine["a"]["b"] = 2\nx = base, mine
from string import Template; x = Template("$a-${b}").substitute(a="x", b=1), Template("$a").safe_substitute({})
import textwrap; x = textwrap.dedent("  a"), int(), str(), float("1.5"), int("0x1f", 16) if False else int("12")
import json; x = json.loads('{"a": [1, 2.5, null, true]}'), json.dumps({"b": 1, "a": [None, True]}, sort_keys=True)
import json; x = json.dumps({"a": 1}, indent=2), json.loads("[]")
import math; x = math.ceil(1.2), math.floor(1.8), math.sqrt(16), math.prod([1, 2]) if False else 2
from typing import cast; x = cast(int, "3"), chr(97), ord("a"), hex(255), bin(5), repr("a")
from types import SimpleNamespace\nn = SimpleNamespace(a=1, b="c")\nx = n.a, n.b
from argparse import Namespace\nn = Namespace(**{"a": 1})\nx = n.a
from typing import TypedDict\nclass T(TypedDict):\n  a: int\nt = T(a=1)\nx = t["a"], t
import datetime; x = [datetime.timedelta(days=1) == 3] and 1
""".strip().split("\n")


@pytest.mark.parametrize("source", [source.replace("\\n", "\n") for source in SOURCES])
def test_as_python_has_it(source: str) -> None:
    names: dict[str, object] = {"__name__": "main"}
    exec(compile(source, "main.py", "exec"), names)
    assert plain(trace(source).scope["x"]) == names["x"]


def test_a_file_s_own_path_leads_to_its_neighbours() -> None:
    source = "from pathlib import Path\nimport os\nHERE = Path(__file__).resolve().parent\nx = [HERE / 'a.csv', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'b.csv'), Path.cwd() / 'c']"
    found = plain_paths(trace("from pkg.inner import x", {"pkg/inner.py": source}).scope["x"])
    assert found == ["pkg/a.csv", "pkg/b.csv", "c"]


def plain_paths(value: Value) -> list[str | None]:
    return [paths.text_of(item) for item in getattr(value, "items", ())]


def test_what_leads_out_of_the_project_is_not_known() -> None:
    assert plain(trace("from pathlib import Path\nx = Path(__file__).parent.parent").scope["x"]) == (
        "?the path leads out of the project"
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("from enum import Enum\nclass E(Enum):\n  A = 1\nx = E.A", Symbol),
        ("from pathlib import Path\nx = Path('a')", Record),
        ("import datetime\nx = datetime.timedelta(hours=1)", Record),
        (
            "from pydantic import BaseModel, Field\nclass C(BaseModel):\n  a: int = Field(3)\n  b: list = Field(default_factory=list)\nx = C(a=1)",
            Instance,
        ),
    ],
)
def test_kinds(source: str, kind: type) -> None:
    assert isinstance(trace(source).scope["x"], kind)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "class C(BaseModel):\n  a: int = 1\n  b: str = Field('q')\nc = C(a=2)\nx = c.a, c.b, c.model_dump()",
            (2, "q", {"a": 2, "b": "q"}),
        ),
        (
            "class C(BaseModel):\n  a: int = Field(default=3, gt=0)\nx = C().a, C().model_copy(update={'a': 5}).a",
            (3, 5),
        ),
        ("class C(BaseModel):\n  a: int = Field(...)\nx = C(a=4).a", 4),
    ],
)
def test_models(source: str, expected: object) -> None:
    assert plain(trace("from pydantic import BaseModel, Field\n" + source).scope["x"]) == expected


@pytest.mark.parametrize(
    "source",
    [
        "from itertools import product\nx = list(product(range(100), range(100), range(100)))",
        "x = '{:1000000000d}'.format(1)",
        "x = 'a'.ljust(10 ** 9)",
        "x = sum([[0] * 9000] * 100, [])",
        "from string import Template\nx = Template('$a' * 10000).substitute(a='b' * 60000)",
        "import json\nx = json.loads('[' * 100000)",
        "import itertools\nx = list(itertools.repeat(0, 10 ** 9))",
        "from itertools import permutations\nx = list(permutations(range(12)))",
    ],
)
def test_what_would_grow_without_bound_is_not_made(source: str) -> None:
    assert not isinstance(trace(source).scope["x"], Known)


def test_print_of_what_only_a_run_knows_stays_in_the_log() -> None:
    found = trace("from lib import act\nprint('a', 1)\nprint(f'b {act()}')")
    assert [getattr(e.value, "path", "") for e in found.effects] == ["lib.act", "builtins.print"]


def test_pathlib_is_what_is_meant() -> None:
    # The texts are those of POSIX paths, on every machine.
    assert str(pathlib.PurePosixPath("a") / "b") == "a/b"
