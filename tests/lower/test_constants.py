"""Values of the evaluator as literals."""

import pathlib

import pytest

from icefloe.constants import NotLiteralError, literal_of, python_of
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Function,
    Items,
    Known,
    Module,
    Record,
    Reference,
    Scalar,
    Symbol,
    Table,
    Unknown,
    Value,
)
from icefloe_schema.literals import Ref

S = Span(path="a.py", line=1, column=1, end_line=1, end_column=2)


def known(value: Scalar) -> Known:
    return Known(value=value, span=S)


def items(kind: str, *values: Value) -> Items:
    return Items(kind=kind, items=values, token=1, span=S)  # type: ignore[arg-type]


def record(path: str, *values: Value, **named: Value) -> Record:
    arguments = [Argument(name=None, value=value, span=S) for value in values]
    arguments += [Argument(name=name, value=value, span=S) for name, value in named.items()]
    function = Reference(path=path, span=S)
    return Record(path=path, function=function, arguments=tuple(arguments), token=1, span=S)


def function(qualname: str) -> Function:
    return Function(
        token=1, module="m", qualname=qualname, ordinal=0, name=qualname.split(".")[-1], parameters=(), returns=None,
        captured=(), is_async=False, is_generator=False, docstring=None, span=S, name_span=S, returns_span=None,
    )  # fmt: skip


def cls(qualname: str) -> Class:
    return Class(
        token=1, module="m", qualname=qualname, name="C", bases=(), decorators=(), fields=(), methods=(), span=S,
        name_span=S,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "python", "document"),
    [
        (known(1), 1, 1),
        (known(0.5), 0.5, {"$float": "0.5"}),
        (known(True), True, True),
        (items("list", known(1), known(None)), [1, None], [1, None]),
        (items("tuple", known("a")), ("a",), {"$tuple": ["a"]}),
        (items("set", known(2), known(1)), {1, 2}, {"$set": [1, 2]}),
        (Table(entries=((known("a"), known(1)),), token=1, span=S), {"a": 1}, {"a": 1}),
        (Table(entries=((known(1), known(1)),), token=1, span=S), {1: 1}, {"$pairs": [[1, 1]]}),
        (record("pathlib.Path", known("a"), known("b")), pathlib.Path("a/b"), {"$path": "a/b"}),
        (
            Symbol(op="/", operands=(record("pathlib.Path", known("a")), known("b")), span=S),
            pathlib.Path("a/b"),
            {"$path": "a/b"},
        ),
        (
            Reference(path="pandas.DataFrame", span=S),
            Ref(module="pandas", name="DataFrame"),
            {"$ref": "pandas:DataFrame"},
        ),
        (Reference(path="pandas", span=S), Ref(module="pandas", name=""), {"$ref": "pandas:"}),
        (Module(name="helpers", span=S), Ref(module="helpers", name=""), {"$ref": "helpers:"}),
        (function("f"), Ref(module="m", name="f"), {"$ref": "m:f"}),
        (cls("C.D"), Ref(module="m", name="C.D"), {"$ref": "m:C.D"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_a_literal(value: Value, python: object, document: object) -> None:
    assert python_of(value) == python
    assert type(python_of(value)) is type(python)
    assert literal_of(value) == document


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (Unknown(why="it is read from a file", span=S), "it is read from a file"),
        (items("list", known(1), Unknown(why="of the moon", span=S)), "of the moon"),
        (record("pandas.read_csv", known("a")), "pandas.read_csv"),
        (record("pathlib.Path", Unknown(why="of the moon", span=S)), "of the moon"),
        (record("pathlib.Path", known(1)), "path"),
        (record("pathlib.Path", a=known("a")), "path"),
        (Symbol(op="parameter", operands=(known("x"),), span=S), "parameter"),
        (Symbol(op="/", operands=(known(1), known(2)), span=S), "only known when"),
        (known(1j), "complex"),
        (function("f.<locals>.g"), "inside a function"),
        (function("<lambda>"), "inside a function"),
        (cls("f.<locals>.C"), "inside a function"),
        (items("set", items("list")), "unhashable"),
        (Table(entries=((items("list"), known(1)),), token=1, span=S), "unhashable"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_none(value: Value, why: str) -> None:
    with pytest.raises(NotLiteralError, match=why) as raised:
        literal_of(value)
    assert raised.value.value is not None


def test_deep_values_are_refused() -> None:
    value: Value = known(1)
    for _ in range(500):
        value = items("list", value)
    with pytest.raises(NotLiteralError, match="nested"):
        literal_of(value)
