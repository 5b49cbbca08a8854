"""Places of nodes are those that LibCST gives."""

from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from icefloe.syntax.positions import Positions

COMPILER = Path(__file__).resolve().parents[2] / "compiler" / "icefloe"
TEXTS = {
    "nothing": "",
    "a comment alone": "# nothing\n",
    "no newline at the end": "x = 1",
    "blank lines at the end": "def f():\n    return 1\n\n\n",
    "a string of several lines": 'x = """one\ntwo\n"""  # three\ny = (1,\n     2)\n',
    "wide characters and tabs": "if größe:\n\tx = 'ä𝒳', \"é\"  # ü\n",
    "lines that go on": "x = 1 + \\\n    2\nassert x, (\n    f'{x!r:>{3}}'\n)\n",
    "decorators and types": "@a\n@b(1)\nasync def f[T: int](x, /, *y: T, z: 'int' = 1, **k) -> T: pass\n",
    "every kind of block": (
        "with a as b, c: pass\ntry:\n  x\nexcept* E as e: y\nelse: z\nfinally: w\n"
        "while x: break\nelse:\n  pass\nmatch a:\n  case {'k': [1, *r], **m} if g: del a, b\n"
    ),
    "clauses": (
        "async def f():\n  if a:\n    x\n  # one\n  elif b: y\n  elif c:\n    z\n\n  else:\n    w\n"
        "  async for i in g(): break\n  else: v\n"
        "  try:\n    x\n  except (A, B) as e:\n    y\n  except C: z\n  except: w\n  else: v\n  finally:\n    u\n"
    ),
    "classes": "# one\n@a  # two\n# three\nclass A(B, *c, d=1): x: int = 1; y = 2;\nclass C [T] (\n): pass\n",
    "signs": "x = a<b<=c==d>=e>f!=g in h not in i is j is not k and l or not m\ny //= 2 ** 3 // ~z @ w | v & u ^ t\n",
    "displays": "x = ({1: 2, **a, 3 : 4,}, {1, *b}, [*c, d,], (1,), (), (i for i in j if k), {**l})\n",
    "parentheses": "x = ((a) + (b.c)[1:2, ::3])(*d, **{'e': lambda: (yield)})\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_node_stands_where_libcst_says(text: str) -> None:
    """Every node of small texts, white space and commas among them."""
    _compare(text)


@pytest.mark.parametrize("path", ["survey/walk.py", "evaluate/expression.py", "syntax/scan.py"])
def test_each_node_of_a_file_stands_where_libcst_says(path: str) -> None:
    """Every node of some files of this project."""
    _compare((COMPILER / path).read_text(encoding="utf-8"))


def _compare(text: str) -> None:
    tree = cst.parse_module(text)
    places = Positions(tree, text)
    wrapper = MetadataWrapper(tree, unsafe_skip_copy=True)
    found = wrapper.resolve(PositionProvider)
    assert found
    for node, range_ in found.items():
        start, end = range_.start, range_.end
        assert places.of(node) == (start.line, start.column + 1, end.line, end.column + 1), type(node).__name__
