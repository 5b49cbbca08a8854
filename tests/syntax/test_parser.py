"""The deep thread, positions, and expressions in quotes."""

import gc
import sys
import threading

import libcst as cst
import pytest

from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.syntax.parser import Parsed, deep, parse


def depth(levels: int) -> int:
    return 0 if levels == 0 else 1 + depth(levels - 1)


def test_deep_recurses_further_than_a_plain_call_and_leaves_no_trace() -> None:
    before = sys.getrecursionlimit(), threading.stack_size(), gc.isenabled(), threading.active_count()
    assert deep(depth, 20_000) == 20_000
    assert (sys.getrecursionlimit(), threading.stack_size(), gc.isenabled(), threading.active_count()) == before


def test_deep_in_deep_is_a_plain_call() -> None:
    outer, inner = deep(lambda: (threading.get_ident(), deep(threading.get_ident)))
    assert outer == inner != threading.get_ident()


def test_what_a_deep_function_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        deep(lambda: 1 // 0)
    with pytest.raises(KeyboardInterrupt):
        deep(interrupt)


def interrupt() -> None:
    raise KeyboardInterrupt


def parsed(source: str) -> Parsed:
    found = parse(source.encode(), "x.py")
    assert isinstance(found, Parsed), found
    return found


def test_spans_leave_out_decorators_and_comments() -> None:
    tree = parsed("# c\n@d\ndef f(a):\n    return a  # d\n")
    node = tree.tree.body[0]
    assert isinstance(node, cst.FunctionDef)
    assert tree.span(node) == Span(path="x.py", line=3, column=1, end_line=4, end_column=13)
    assert tree.span(node.name) == Span(path="x.py", line=3, column=5, end_line=3, end_column=6)
    assert tree.span(node.decorators[0].decorator) == Span(path="x.py", line=2, column=2, end_line=2, end_column=3)


def test_an_expression_in_quotes_has_the_span_of_its_string() -> None:
    tree = parsed("x: 'list[int]' = 1\n")
    string = tree.tree.body[0].body[0].annotation.annotation
    inner = tree.expression("list[int]", string)
    assert isinstance(inner, cst.Subscript)
    assert tree.span(inner.value) == tree.span(inner) == tree.span(string)
    assert tree.expression("list[int]", string) is inner


@pytest.mark.parametrize("text", ["", "a b", "x = 1", "(" * 500, "a" + ".b" * 500, "1) + (2", "a\0b", "'"])
def test_what_is_no_expression_is_none(text: str) -> None:
    tree = parsed("x = 'text'\n")
    assert tree.expression(text, tree.tree.body[0].body[0].value) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@step\ndef f(:\n    pass\n", "`:` cannot stand here"),
        ("x = = 1\n", "`=` cannot stand here"),
        ("x y\n", "`y` cannot stand here"),
        ("x = 1 +\n", "something is missing at the end of this line"),
    ],
)
def test_a_syntax_error_without_a_reason_names_what_stands_there(text: str, reason: str) -> None:
    found = parse(text.encode(), "a.py")
    assert isinstance(found, Finding)
    assert found.message == f"this is not valid Python: {reason}"
