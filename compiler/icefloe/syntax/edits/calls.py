"""Calls with an argument more, another, or none."""

from collections.abc import Iterator, Sequence

import libcst as cst

from icefloe.fixes import SetArgument, SetDecorated, Uncall
from icefloe.source import Span
from icefloe.syntax.edits.commas import added
from icefloe.syntax.edits.page import Cut, Found, Page


def set_argument(page: Page, change: SetArgument) -> tuple[Cut, ...]:
    """Give a call or a decorator the argument; a bare decorator becomes a call."""
    for found in page.at(change.span):
        call = _called(found)
        if call is not None:
            return _in_call(page, call, change.name, change.text)
        if isinstance(found.node, cst.Name | cst.Attribute) and isinstance(found.around[0], cst.Decorator):
            return _made_call(page, found.node, change.name, change.text)
    return ()


def set_decorated(page: Page, change: SetDecorated) -> tuple[Cut, ...]:
    """Give a decorator of a function the argument."""
    function = function_at(page, change.span)
    for decorator in () if function is None else function.decorators:
        called = decorator.decorator
        word = called.func if isinstance(called, cst.Call) else called
        last = word.attr if isinstance(word, cst.Attribute) else word
        if isinstance(last, cst.Name) and last.value == change.decorator:
            if isinstance(called, cst.Call):
                return _in_call(page, called, change.name, change.text)
            return _made_call(page, called, change.name, change.text)
    return ()


def _made_call(page: Page, word: cst.BaseExpression, name: str, text: str) -> tuple[Cut, ...]:
    end = page.range(word)[1]
    return (Cut(end, end, f"({name}={text})"),)


def function_at(page: Page, span: Span) -> cst.FunctionDef | None:
    """The function whose name, or whose whole definition, stands at a span."""
    for found in page.at(span):
        for node in (found.node, *found.around[:1]):
            if isinstance(node, cst.FunctionDef) and (node is found.node or node.name is found.node):
                return node
    return None


def uncall(page: Page, change: Uncall) -> tuple[Cut, ...]:
    """Take the brackets of a call away, if nothing stands in them."""
    for found in page.at(change.span):
        call = _called(found)
        if call is not None and not call.args:
            start, end = page.range(call.func)[1], page.range(call)[1]
            return () if "#" in page.text[start:end] else (Cut(start, end, ""),)
    return ()


def arguments(page: Page, call: cst.Call) -> tuple[Sequence[tuple[int, int]], int, int]:
    """The places of a call's arguments, the one behind its opening bracket, and the one before its closing one."""
    opening = page.text.index("(", _behind(page, call.func)) + 1
    return [page.range(one) for one in call.args], opening, page.range(call)[1] - 1


def _behind(page: Page, function: cst.BaseExpression) -> int:
    """Where a called expression ends, its own brackets included."""
    end = page.range(function)[1]
    for _ in function.rpar:
        end = page.text.index(")", end) + 1
    return end


def _called(found: Found) -> cst.Call | None:
    node = found.node
    if isinstance(node, cst.Call):
        return node
    # The span of a call in a chain may be that of its method's name alone.
    return next(_calls(found), None)


def _calls(found: Found) -> Iterator[cst.Call]:
    inner = found.node
    for node in found.around:
        if isinstance(node, cst.Call) and node.func is inner:
            yield node
        if not (isinstance(node, cst.Attribute) and node.attr is inner):
            return
        inner = node


def call_at(page: Page, span: Span) -> cst.Call | None:
    """The call at a span: its own, or that of what is called in it."""
    return next((call for found in page.at(span) if (call := _called(found)) is not None), None)


def _in_call(page: Page, call: cst.Call, name: str, text: str) -> tuple[Cut, ...]:
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == name:
            return (Cut(*page.range(argument.value), text),)
    places, opening, closing = arguments(page, call)
    return added(page, places, opening, closing, f"{name}={text}")
