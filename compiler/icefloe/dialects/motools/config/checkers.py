"""Functions that check the value of a field, read as checks: those of motools by their names, others by their code."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.shape import Check, Plain
from icefloe.trace import If
from icefloe.values import Function, Items, Known, Record, Symbol, Value

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "in": "not in", "not in": "in", "==": "!=", "!=": "=="}
_PACKAGES = ("motools", "mozoo")


def checks_of(reader: Reader, function: Function) -> tuple[Check, ...]:
    """The checks that a function of one argument (`deserialize=…`) makes, as far as they can be told."""
    if not function.parameters:
        return ()
    name, found, before = function.parameters[0].name, list[Check](), list[Value]()
    for effect in reader.apply(function).effects:
        tests = [one for one in effect.path if isinstance(one, If) and (one.taken or one.test not in before)]
        if effect.kind == "return" and not tests:
            found += _returned(effect.value, name)
        elif effect.kind == "raise" and tests and len(tests) <= len(effect.path):
            ways = [_unless(one.test, name, is_then=one.taken) for one in tests[:-1]]
            before.append(tests[-1].test)
            checks = _refused(tests[-1].test, name, taken=tests[-1].taken)
            if len(set(ways)) < 2 and "" not in ways:
                found += (replace(one, unless=ways[0] if ways else "") for one in checks)
    return tuple(found)


def called(record: Record) -> Check | None:
    """The check that a call of one of motools' own functions makes."""
    match _own_name(record.path):
        case "validate_enum":
            allowed = record.argument("allowed_values", 1)
            values = None if allowed is None else _values(allowed.value)
            return None if values is None else Check(kind="one of", values=values)
        case "validate_range":
            return Check(kind="between", least=_bound(record, "min_val", 1), most=_bound(record, "max_val", 2))
        case _:
            return named(record.path)


def named(path: str) -> Check | None:
    """The check that one of motools' own functions makes of a value alone."""
    match _own_name(path):
        case "validate_import_path" | "import_function":
            return Check(kind="target")
        case "validate_model_name":
            return Check(kind="model")
        case "validate_non_empty_string":
            return Check(kind="filled")
        case "validate_positive_int" | "validate_positive_float":
            return Check(kind="between", least=0, above=True)
        case "validate_non_negative_int":
            return Check(kind="between", least=0)
        case "validate_probability":
            return Check(kind="between", least=0, most=1)
        case _:
            return None


def _own_name(path: str) -> str:
    """The name of a function of motools; nothing for one from elsewhere."""
    package, _, name = path.rpartition(".")
    return name if package.split(".")[0] in _PACKAGES else ""


def _returned(value: Value, name: str) -> Iterator[Check]:
    """The checks in what is returned: a call of one, or a choice between it and what was given."""
    if isinstance(value, Symbol) and value.op == "choice":
        test, then, otherwise = value.operands
        for branch, is_then in ((then, True), (otherwise, False)):
            unless = _unless(test, name, is_then=is_then)
            if unless:
                yield from (replace(one, unless=unless) for one in _returned(branch, name))
    elif isinstance(value, Record):
        first = value.argument("value", 0)
        found = called(value) if first is not None and _is_own(first.value, name) else None
        if found is not None:
            yield found


def _unless(test: Value, name: str, *, is_then: bool) -> Literal["", "none", "false"]:
    """Of which values nothing is asked where the test comes out so; nothing if that cannot be told."""
    if _is_own(test, name):
        return "false" if is_then else ""
    match test:
        case Symbol(op="not", operands=(inner,)):
            return _unless(inner, name, is_then=not is_then)
        case Symbol(op="is not" | "is", operands=(left, Known(value=None))) if _is_own(left, name):
            return "none" if (test.op == "is not") == is_then else ""
        case _:
            return ""


def _refused(test: Value, name: str, *, taken: bool) -> Iterator[Check]:
    """The checks that a test makes under which a value is refused."""
    match test:
        case Symbol(op="not", operands=(inner,)):
            yield from _refused(inner, name, taken=not taken)
        case Symbol(op="or", operands=operands) if taken:
            for one in operands:
                yield from _refused(one, name, taken=taken)
        case Symbol(op="and", operands=operands) if not taken:
            for one in operands:
                yield from _refused(one, name, taken=taken)
        case Symbol(op=op, operands=(left, right)):
            op = op if taken else _NEGATED.get(op, "")
            if _is_own(right, name):
                left, right, op = right, left, _TURNED.get(op, "")
            yield from _compared(op, right) if _is_own(left, name) else ()
        case _:
            return


def _compared(op: str, right: Value) -> Iterator[Check]:
    """The check of a comparison that must not hold."""
    bound = right.value if isinstance(right, Known) else None
    if op == "not in":
        values = _values(right)
        if values is not None:
            yield Check(kind="one of", values=values)
    elif isinstance(bound, int | float) and not isinstance(bound, bool):
        if op in ("<", "<="):
            yield Check(kind="between", least=bound, above=op == "<=")
        elif op in (">", ">="):
            yield Check(kind="between", most=bound, below=op == ">=")


def _values(value: Value) -> tuple[Plain, ...] | None:
    """The constants of a display; None if not all of it are."""
    if not isinstance(value, Items):
        return None
    found: list[Plain] = []
    for one in value.items:
        if not isinstance(one, Known) or isinstance(one.value, bytes | complex):
            return None
        found.append(one.value)
    return tuple(found)


def _bound(record: Record, name: str, position: int) -> float | None:
    argument = record.argument(name, position)
    value = argument.value.value if argument is not None and isinstance(argument.value, Known) else None
    return value if isinstance(value, int | float) else None


def _is_own(value: Value, name: str) -> bool:
    """Whether a value is the function's own first parameter."""
    if not isinstance(value, Symbol) or value.op != "parameter":
        return False
    first = value.operands[0]
    return isinstance(first, Known) and first.value == name
