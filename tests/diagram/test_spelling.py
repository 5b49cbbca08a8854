"""Values of a plan in Python's words."""

import pytest

from icefloe_runtimes.diagram import spelling
from icefloe_schema.plan import (
    Binding,
    ExpressionGuard,
    FromContext,
    FromExpression,
    FromLiteral,
    FromOutput,
    FromParameter,
    FunctionGuard,
    FunctionRef,
    Value,
)

ACCURACY = FromOutput(step="evaluate", name="accuracy")
LIMIT = FromParameter(name="limit")


def made(op: str, *operands: Value) -> FromExpression:
    return FromExpression(op=op, operands=operands)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (FromOutput(step="load", name="load"), "load"),
        (made(">", ACCURACY, FromLiteral(value={"$float": "0.9"})), "evaluate.accuracy > 0.9"),
        (made("not", made(">", ACCURACY, LIMIT)), "not (evaluate.accuracy > limit)"),
        (made("and", made("<", ACCURACY, LIMIT), made("not", LIMIT)), "(evaluate.accuracy < limit) and (not limit)"),
        (made("index", ACCURACY, FromLiteral(value="a")), "evaluate.accuracy['a']"),
        (made("attribute", ACCURACY, FromLiteral(value="mean")), "evaluate.accuracy.mean"),
        (made("choice", LIMIT, ACCURACY, FromLiteral(value=None)), "evaluate.accuracy if limit else None"),
        (made("-x", LIMIT), "-limit"),
        (made("tuple", LIMIT, FromLiteral(value="x")), "(limit, 'x')"),
        (made("len", made("list", LIMIT)), "len([limit])"),
        (FromContext(), "…"),
        (made("format", LIMIT), "…"),
    ],
)
def test_spelled(value: Value, text: str) -> None:
    assert spelling.spelled(value) == text


def test_what_is_nested_too_deep_is_cut() -> None:
    value: Value = LIMIT
    for _ in range(50):
        value = made("not", value)
    assert spelling.spelled(value).count("not") == 8


def test_guards() -> None:
    function = FunctionRef(module="m", qualname="good")
    bound = (Binding(parameter="data", value=LIMIT),)
    assert spelling.guard(ExpressionGuard(test=LIMIT)) == "limit"
    assert spelling.guard(FunctionGuard(function=function, bindings=bound)) == "good(data)"
    assert spelling.guard(FunctionGuard(function=function, bindings=bound, negate=True)) == "not good(data)"
    assert spelling.guard(FunctionGuard(function=FunctionRef(module="m", qualname="f.<locals>.<lambda>"))) == "…"
