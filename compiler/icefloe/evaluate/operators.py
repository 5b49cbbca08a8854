"""Operators on known values, with the size of every result bounded before it is made."""

import operator
from collections.abc import Iterable
from typing import TypeAlias

from icefloe import membership
from icefloe.evaluate import paths
from icefloe.evaluate.budget import BITS, ITEMS, TEXT
from icefloe.source import Span
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Record,
    Reference,
    Scalar,
    Symbol,
    Table,
    Unknown,
    Value,
)

# Names in the module `operator`: what the operands are is only known when the operator is tried.
_BINARY: dict[str, str] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "<<": "lshift",
    ">>": "rshift",
    "&": "and_",
    "^": "xor",
    "|": "or_",
}
_COMPARE: dict[str, str] = {
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}
_UNARY: dict[str, str] = {
    "-": "neg",
    "+": "pos",
    "~": "invert",
}


def binary(op: str, left: Value, right: Value, token: int, span: Span) -> Value:
    """The value of `left op right`; `token` is the identity of a new list or dictionary."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(left, right, span)
    path = paths.divided(left, right, token, span) if op == "/" else None
    if path is not None:
        return path
    if isinstance(left, Items) and isinstance(right, Items) and op == "+" and left.kind == right.kind != "set":
        if len(left.items) + len(right.items) > ITEMS:
            return Unknown(why=f"the list would have more than {ITEMS:,} items", span=span)
        return Items(kind=left.kind, items=left.items + right.items, token=token, span=span)
    if isinstance(left, Table) and isinstance(right, Table) and op == "|":
        return table([*left.entries, *right.entries], token, span)
    if isinstance(left, Items) and isinstance(right, Known) and op == "*" and type(right.value) is int:
        return _repeat(left, right.value, token, span)
    if op == "%" and isinstance(left, Known) and isinstance(left.value, str):
        from icefloe.evaluate import percent

        text = percent.formatted(left.value, right, span)
        return Symbol(op=op, operands=(left, right), span=span) if text is None else text
    if isinstance(left, Known) and isinstance(right, Known) and op in _BINARY:
        return _fold(op, left, right, span)
    return Symbol(op=op, operands=(left, right), span=span)


def _unknown(left: Value, right: Value, span: Span) -> Unknown:
    source = left if isinstance(left, Unknown) else right
    why = source.why if isinstance(source, Unknown) else ""
    return Unknown(why=why, span=source.span if isinstance(source, Unknown) else span)


def _repeat(left: Items, times: int, token: int, span: Span) -> Value:
    if left.kind == "set":
        return Unknown(why="a set cannot be repeated", span=span)
    if len(left.items) * max(times, 0) > ITEMS:
        return Unknown(why=f"the list would have more than {ITEMS:,} items", span=span)
    return Items(kind=left.kind, items=left.items * times, token=token, span=span)


def _fold(op: str, left: Known, right: Known, span: Span) -> Value:
    a, b = left.value, right.value
    if _too_large(op, a, b):
        return Unknown(why=f"the result of `{op}` would be too large to fold", span=span)
    try:
        result: object = getattr(operator, _BINARY[op])(a, b)
    except (TypeError, ValueError, ArithmeticError) as error:
        return Unknown(why=f"`{op}` fails: {error}", span=span)
    return scalar(result, span)


def scalar(result: object, span: Span) -> Value:
    """A Python constant as a value."""
    if result is None or isinstance(result, str | int | float | complex | bytes):
        return Known(value=result, span=span)
    return Unknown(why=f"a {type(result).__name__} cannot be kept", span=span)


def _too_large(op: str, a: Scalar, b: Scalar) -> bool:
    if op == "*":
        for text, times in ((a, b), (b, a)):
            if isinstance(text, str | bytes) and isinstance(times, int):
                return len(text) * times > TEXT
        return isinstance(a, int) and isinstance(b, int) and a.bit_length() + b.bit_length() > BITS
    if op == "**":
        return isinstance(a, int) and isinstance(b, int) and a.bit_length() * max(b, 0) > BITS
    if op == "<<":
        return isinstance(a, int) and isinstance(b, int) and a.bit_length() + max(b, 0) > BITS
    if op == "+" and isinstance(a, str) and isinstance(b, str):
        return len(a) + len(b) > TEXT
    # `"%1000000000d" % 1` makes a text of any size.
    return op == "%" and isinstance(a, str | bytes)


def compare(op: str, left: Value, right: Value, span: Span) -> Value:
    """The value of one comparison."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(left, right, span)
    if op in {"in", "not in"}:
        return _contains(op, left, right, span)
    if op in {"is", "is not"}:
        return _identical(op, left, right, span)
    if isinstance(left, Known) and isinstance(right, Known):
        try:
            return scalar(bool(getattr(operator, _COMPARE[op])(left.value, right.value)), span)
        except TypeError as error:
            return Unknown(why=f"`{op}` fails: {error}", span=span)
    if op in {"==", "!="}:
        equal = _equal(left, right)
        if equal is not None:
            return Known(value=equal == (op == "=="), span=span)
    return Symbol(op=op, operands=(left, right), span=span)


def _equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal, or None where that is not known."""
    a, b = constant(left), constant(right)
    if a is not None and b is not None:
        return a == b
    if isinstance(left, Table) and isinstance(right, Table):
        return _all_equal(left, right)
    if isinstance(left, Items) and isinstance(right, Items) and left.kind == right.kind == "set":
        found = [{constant(item) for item in one.items} for one in (left, right)]
        return None if any(None in one for one in found) else found[0] == found[1]
    return _one(left, right)


def _all_equal(left: Table, right: Table) -> bool | None:
    if not settled((*left.entries, *right.entries)):
        return None
    if {constant(key) for key, _ in left.entries} != {constant(key) for key, _ in right.entries}:
        return False
    pairs = [(value, entry(right, key)) for key, value in left.entries]
    found = [constant(a) == constant(b) if b is not None and constant(a) and constant(b) else None for a, b in pairs]
    return False if False in found else None if None in found else True


def _one(left: Value, right: Value) -> bool | None:
    """Whether two things that are compared by what they are, are one; None where that is not known."""
    if isinstance(left, Function | Class) and isinstance(right, Function | Class):
        return left.token == right.token
    if isinstance(left, Record) and isinstance(right, Record):
        if left.token != right.token and left.path == right.path and _decorates(left) and _decorates(right):
            return False
        return True if left.token == right.token and _decorates(left) else None
    for a, b in ((left, right), (right, left)):
        is_plain = isinstance(b, Known | Items | Table | Function)
        if isinstance(a, Function) and is_plain:
            return False
        if isinstance(a, Record) and isinstance(b, Function) and _decorates(a):
            return False
    return None


def _decorates(value: Record) -> bool:
    """Whether a call is a decorator's: made of one function or class, and its own object for each."""
    arguments = value.arguments
    return len(arguments) == 1 and arguments[0].name is None and isinstance(arguments[0].value, Function | Class)


def constant(value: Value) -> tuple[object, ...] | None:
    """A key that is equal for equal constants (numbers of different types included), or None for other values."""
    if isinstance(value, Known):
        return ("scalar", value.value)
    if isinstance(value, Items) and value.kind != "set":
        inner = [constant(item) for item in value.items]
        return None if None in inner else (value.kind, *inner)
    return membership.key(value) if isinstance(value, Symbol) else None


def _contains(op: str, left: Value, right: Value, span: Span) -> Value:
    if isinstance(right, Known):
        if isinstance(left, Known) and isinstance(left.value, str) and isinstance(right.value, str):
            return Known(value=(left.value in right.value) == (op == "in"), span=span)
        if isinstance(left, Known):
            return Unknown(why=f"`{op}` fails on these constants", span=span)
    members: tuple[Value, ...] | None = None
    if isinstance(right, Items):
        members = right.items
    elif isinstance(right, Table):
        members = tuple(key for key, _ in right.entries)
    found = [_equal(left, member) for member in members or ()]
    if members is None or (True not in found and None in found):
        return Symbol(op=op, operands=(left, right), span=span)
    return Known(value=(True in found) == (op == "in"), span=span)


def _identical(op: str, left: Value, right: Value, span: Span) -> Value:
    for a, b in ((left, right), (right, left)):
        if isinstance(b, Known) and b.value is None:
            if isinstance(a, Known):
                return Known(value=(a.value is None) == (op == "is"), span=span)
            if isinstance(a, Reference) and not a.path.startswith("builtins."):
                break
            if not isinstance(a, Symbol | Record) or getattr(a, "path", "") == "functools.partial":
                return Known(value=op == "is not", span=span)
    if isinstance(left, Known) and isinstance(right, Known):
        same = type(left.value) is type(right.value) and left.value == right.value
        # Equal texts and numbers may be one object or two.
        if not same or isinstance(left.value, bool):
            return Known(value=same == (op == "is"), span=span)
    one = left.token == right.token if isinstance(left, _MADE) and isinstance(right, _MADE) else _one(left, right)
    if one is False and isinstance(left, Items) and left.kind == "tuple":
        # Equal tuples of constants may be one object or two.
        one = None
    if one is not None:
        return Known(value=one == (op == "is"), span=span)
    if isinstance(left, Record) and isinstance(right, Record) and left.token == right.token:
        return Known(value=op == "is", span=span)
    return Symbol(op=op, operands=(left, right), span=span)


def slice_of(start: int | None, stop: int | None, token: int, span: Span) -> Record:
    """What stands in the brackets of `value[start:stop]`."""
    bounds = tuple(Argument(name=None, value=Known(value=b, span=span), span=span) for b in (start, stop, None))
    return Record(path="builtins.slice", function=builtin("slice", span), arguments=bounds, token=token, span=span)


def unary(op: str, operand: Value, span: Span) -> Value:
    """The value of `-x`, `+x`, `~x`."""
    if isinstance(operand, Unknown):
        return operand
    if isinstance(operand, Known):
        # `~True` is deprecated, and warns.
        value = int(operand.value) if isinstance(operand.value, bool) else operand.value
        try:
            return scalar(getattr(operator, _UNARY[op])(value), span)
        except TypeError as error:
            return Unknown(why=f"`{op}` fails: {error}", span=span)
    return Symbol(op=f"{op}x", operands=(operand,), span=span)


def table(entries: Iterable[tuple[Value, Value]], token: int, span: Span) -> Table:
    """A dictionary of entries in order, the later of equal keys winning in the place of the earlier."""
    places: dict[tuple[object, ...], int] = {}
    found: list[tuple[Value, Value]] = []
    for key, value in entries:
        wanted = constant(key)
        at = len(found) if wanted is None else places.setdefault(wanted, len(found))
        if at < len(found):
            found[at] = (found[at][0], value)
        else:
            found.append((key, value))
    return Table(entries=tuple(found), token=token, span=span)


def entry(table: Table, key: Value) -> Value | None:
    """The value of a key; None if the dictionary has no such key, an Unknown if that cannot be told."""
    wanted = constant(key)
    unknown = Unknown(why="a key of the dictionary is only known when it runs", span=key.span)
    if wanted is None:
        return unknown
    for candidate, value in reversed(table.entries):
        other = constant(candidate)
        if other is None:
            return unknown
        if other == wanted:
            return value
    return None


# What has an identity of its own, with a display or a call that makes it.
_MADE = (Items, Table, Instance)
Places: TypeAlias = "dict[tuple[object, ...], int]"


def put(old: Table, key: Value, value: Value, kept: dict[int, tuple[tuple[tuple[Value, Value], ...], Places]]) -> Table:
    """A dictionary with one more entry, or with another value for a key.

    `kept` remembers where keys stand by the dictionary's token, so that filling one is not quadratic.
    """
    wanted = constant(key)
    entries, places = kept.get(old.token, ((), {}))
    if wanted is None or (entries is not old.entries and not settled(old.entries)):
        return table([*old.entries, (key, value)], old.token, old.span)
    if entries is not old.entries:
        places = {found: at for at, (other, _) in enumerate(old.entries) if (found := constant(other)) is not None}
    at = places.get(wanted)
    made = list(old.entries)
    if at is None:
        places[wanted] = len(made)
        made.append((key, value))
    else:
        made[at] = (made[at][0], value)
    result = Table(entries=tuple(made), token=old.token, span=old.span)
    kept[old.token] = result.entries, places
    return result


def settled(entries: Iterable[tuple[Value, Value]]) -> bool:
    """Whether all keys are constants, so that no two of them can turn out to be equal."""
    return all(constant(key) is not None for key, _ in entries)


def builtin(path: str, span: Span) -> Reference:
    """A reference to a builtin."""
    return Reference(path=f"builtins.{path}", span=span)
