"""White space that looks alike is one node where the command has the process for itself, and nowhere else."""

import libcst as cst
import pytest

from icefloe.syntax import importing
from icefloe.syntax.parser import Parsed, parse

TEXT = "def f(a, b):  # one\n    return a + b  # one\n\n\nx = f(1, 2)\ny = f(\n    3, 4)\n"


def _spaces(tree: cst.CSTNode) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    pending = [tree]
    while pending:
        node = pending.pop()
        found += [node] if isinstance(node, cst.SimpleWhitespace) else []
        pending.extend(node.children)
    return found


@pytest.mark.parametrize("wanted", [False, True])
def test_space_is_shared_where_it_is_wanted(wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree says the same text, each name stands where it stood, and LibCST has its own classes again."""
    plain = cst.parse_module(TEXT)
    monkeypatch.setattr(importing, "is_wanted", wanted)
    parsed = parse(TEXT.encode(), "p.py")
    assert isinstance(parsed, Parsed)
    assert parsed.tree.code == TEXT
    assert parsed.tree.deep_equals(plain)
    spaces = _spaces(parsed.tree)
    assert (len({id(one) for one in spaces}) < len(spaces) // 4) is wanted
    assert isinstance(cst.SimpleWhitespace, type)
    call = cst.ensure_type(cst.ensure_type(parsed.tree.body[1], cst.SimpleStatementLine).body[0], cst.Assign).value
    assert (parsed.span(call).line, parsed.span(call).column, parsed.span(call).end_column) == (5, 5, 12)
