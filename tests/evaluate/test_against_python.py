"""What the evaluator says of small programs is what Python does.

The programs are run here, by the test itself; the compiler only reads them.
"""

import builtins
import copy
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from programs import program
from test_trace import trace

from icefloe.trace import Effect, If, Trace
from icefloe.values import Class, Function, Instance, Items, Known, Record, Reference, Symbol, Table, Unknown, Value

pytestmark = pytest.mark.executes
FLAGS = 3
OPERATORS: Mapping[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "<<": operator.lshift, ">>": operator.rshift, "&": operator.and_,
    "|": operator.or_, "^": operator.xor, "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "-x": operator.neg, "+x": operator.pos, "~x": operator.invert,
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b, "not": operator.not_,
}  # fmt: skip


class NotKnownError(Exception):
    """The evaluator leaves it open."""


@dataclass(frozen=True)
class Call:
    """A call of `act` or `flag`, with what was passed."""

    name: str
    value: object


def run(source: str, flags: tuple[bool, ...]) -> tuple[list[Call], dict[str, object], bool]:
    """The calls that Python makes, the names that it leaves, and whether the program ends without an error."""
    calls: list[Call] = []

    def act(value: object) -> None:
        if not isinstance(value, type | SimpleNamespace):
            calls.append(Call("act", copy.deepcopy(value)))

    def flag(number: int) -> bool:
        calls.append(Call("flag", number))
        return flags[number]

    def find(name: str, *rest: object) -> object:
        return SimpleNamespace(act=act, flag=flag) if name == "lib" else builtins.__import__(name, *rest)  # type: ignore[arg-type]

    names: dict[str, object] = {"__builtins__": {**vars(builtins), "__import__": find}, "__name__": "__main__"}
    try:
        exec(compile(source, "<program>", "exec"), names)
    except Exception:  # noqa: BLE001 - whatever a program raises, it is not one to compare
        return calls, names, False
    return calls, names, True


def resolve(value: Value, flags: tuple[bool, ...]) -> object:
    """A value as Python has it, where the flags are known."""
    match value:
        case Known():
            return value.value
        case Items():
            made = [resolve(item, flags) for item in value.items]
            return {"list": list, "tuple": tuple, "set": set}[value.kind](made)
        case Table():
            return {resolve(key, flags): resolve(item, flags) for key, item in value.entries}
        case Record(path="lib.flag"):
            number = resolve(value.arguments[0].value, flags)
            assert isinstance(number, int)
            return flags[number]
        case Symbol(op="choice"):
            return resolve(value.operands[1 if resolve(value.operands[0], flags) else 2], flags)
        case Symbol(op="and"):
            left = scalar(value.operands[0], flags)
            return scalar(value.operands[1], flags) if left else left
        case Symbol(op="or"):
            left = scalar(value.operands[0], flags)
            return left or scalar(value.operands[1], flags)
        case Symbol() if value.op in OPERATORS:
            return OPERATORS[value.op](*(scalar(operand, flags) for operand in value.operands))
        case _:
            raise NotKnownError


def scalar(value: Value, flags: tuple[bool, ...]) -> object:
    """An operand as Python has it; a list in an expression may have changed since."""
    found = resolve(value, flags)
    if isinstance(found, list | dict | set):
        raise NotKnownError
    return found


def same(ours: object, theirs: object) -> bool:
    """Equal, in type and order too; a range, a view or an iterator is known as the list of what it holds."""
    if isinstance(ours, list) and not isinstance(theirs, list | tuple | set | dict | str):
        theirs = list(theirs)  # type: ignore[call-overload]  # it fails if it is no such thing
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        return type(ours) is type(theirs) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return same(list(ours.items()), list(theirs.items()))
    return type(ours) is type(theirs) and (ours == theirs or repr(ours) == repr(theirs))


def check_names(found: Trace, names: dict[str, object], flags: tuple[bool, ...], source: str) -> tuple[int, int]:
    """Every name that is known has Python's value; says how many there were to know, and how many were."""
    seen = known = 0
    for name, value in found.scope.items():
        if isinstance(value, Function | Class | Reference | Instance) or name not in names:
            continue
        seen += 1
        if isinstance(value, Unknown):
            continue
        try:
            ours = resolve(value, flags)
        except NotKnownError:
            continue
        known += 1
        assert same(ours, names[name]), f"{name}: {ours!r}, in Python {names[name]!r} with {flags}\n{source}"
    return seen, known


def happens(effect: Effect, flags: tuple[bool, ...]) -> bool:
    """Whether an effect's conditions hold."""
    for step in effect.path:
        if not isinstance(step, If):
            raise NotKnownError
        if bool(resolve(step.test, flags)) != step.taken:
            return False
    return True


def check_calls(found: Trace, calls: list[Call], flags: tuple[bool, ...], ended: bool, source: str) -> bool:
    """The calls under conditions that hold are Python's, in order; False if that is left open."""
    made: list[tuple[Effect, Record]] = []
    try:
        for effect in found.effects:
            value = effect.value
            if isinstance(value, Record) and value.path in {"lib.act", "lib.flag"} and happens(effect, flags):
                made.append((effect, value))
    except NotKnownError:
        return False
    shown = [f"{r.path} {r.arguments[0].value}" for _, r in made]
    expected = [f"lib.{call.name}" for call in calls]
    text = f"{shown}\nin Python {calls} with {flags}\n{source}"
    assert [record.path for _, record in made][: len(expected) if not ended else None] == expected, text
    for (_, record), call in zip(made, calls, strict=False):
        try:
            ours = resolve(record.arguments[0].value, flags)
        except NotKnownError:
            continue
        assert same(ours, call.value), f"{ours!r}\n{text}"
    return True


@dataclass(slots=True)
class Compared:
    """How many runs of a program there were, names to be known, names that were, and logs that were known whole."""

    runs: int = 0
    names: int = 0
    known: int = 0
    logs: int = 0


def compare(source: str, flags: bool) -> Compared:
    """Compare one program, under every result of its tests that are not known."""
    found: Trace | None = None
    counted = Compared()
    for assignment in product((False, True), repeat=FLAGS) if flags else [(False,) * FLAGS]:
        calls, names, ended = run(source, assignment)
        if not ended:
            continue
        found = found or trace(source)
        seen, known = check_names(found, names, assignment, source)
        counted.runs += 1
        counted.names += seen
        counted.known += known
        counted.logs += check_calls(found, calls, assignment, ended, source)
    return counted


@st.composite
def programs(draw: st.DrawFn, flags: bool) -> str:
    """Programs of every part of the language."""
    return program(lambda count: draw(st.integers(0, count - 1)), flags)


SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@SETTINGS
@given(programs(flags=False))
def test_values_and_calls_are_those_of_python(source: str) -> None:
    assume(compare(source, flags=False).runs)


@SETTINGS
@given(programs(flags=True))
def test_under_every_result_of_the_unknown_tests(source: str) -> None:
    assume(compare(source, flags=True).runs)
