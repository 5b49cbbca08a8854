"""Which way out of a decision the result of its handler picks."""

from collections.abc import Collection
from typing import Literal

from icefloe.graph import PythonRun, Step
from icefloe.reach import text
from icefloe.types import LiteralType, Named, Type, Union
from icefloe.values import Known, Symbol, Table, Value
from icefloe_schema.records import dataclass

_TRUTHS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "not"})
POSITIVE = frozenset({"pass", "passed", "true", "yes", "ok", "success", "succeeded", "good", "accept", "accepted"})
NEGATIVE = frozenset({"fail", "failed", "false", "no", "error", "failure", "bad", "reject", "rejected", "not ok"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """How a result picks: as a whole, by the value of a key, by its truth; by whatever it turns out to be in a run
    (`open`); or not, so that it is always the first port.

    `values` are the labels and ports that it can be, None where that is not known. `says` is false for a handler that
    runs and surely names nothing.
    """

    how: Literal["whole", "key", "truth", "open", "first"]
    key: str = ""
    values: frozenset[str | int] | None = None
    says: bool = True


FIRST = Pick(how="first", values=frozenset({0}))
_NOTHING = Pick(how="first", values=frozenset({0}), says=False)
_OPEN = Pick(how="open")


def picks(step: Step, labels: Collection[str]) -> frozenset[str | int] | None:
    """The labels and ports that the handler of a step can name; None where that is not known."""
    return pick(step, labels).values


def pick(step: Step, labels: Collection[str]) -> Pick:
    """How the handler of a step names one of the ways that have these labels."""
    if not isinstance(step.run, PythonRun):
        return FIRST
    if step.body is None:
        return _OPEN
    if not step.body.returns:
        return _NOTHING
    type_ = step.outputs[0].type if step.outputs else None
    ways = [_way(back.value, type_, labels) for back in step.body.returns]
    if len({(way.how, way.key) for way in ways}) > 1:
        return _OPEN
    known = [way.values for way in ways]
    values = None if None in known else frozenset(value for one in known if one is not None for value in one)
    return Pick(how=ways[0].how, key=ways[0].key, values=values, says=ways[0].says)


def _way(value: Value, type_: Type | None, labels: Collection[str]) -> Pick:
    """How one returned value names the way."""
    if isinstance(value, Table):
        return _of_table(value, labels)
    if _is_truth(value) or _is(type_, "builtins.bool"):
        return Pick(how="truth", values=_truths(value, labels))
    names = _names(value)
    if names is not None or _is(type_, "builtins.str") or _is(type_, "builtins.int"):
        return Pick(how="whole", values=names)
    return _NOTHING if isinstance(value, Known) and value.value is None else _OPEN


def _of_table(table: Table, labels: Collection[str]) -> Pick:
    """How a dictionary names the way: under `port`, or under a key whose value is one of the labels."""
    entries = [(key, value) for key, value in ((text(k), v) for k, v in table.entries) if key is not None]
    for key, value in entries:
        if key == "port":
            return Pick(how="key", key=key, values=_names(value))
    for key, value in entries:
        names = _names(value)
        if names is not None and names & set(labels):
            return Pick(how="key", key=key, values=names)
    return _NOTHING


def _names(value: Value) -> frozenset[str | int] | None:
    """The texts and numbers that a value can be."""
    found = text(value)
    if found is not None:
        return frozenset({found})
    match value:
        case Known(value=bool()):
            return None
        case Known(value=int(number)):
            return frozenset({number})
        case Symbol(op="choice", operands=(_, then, otherwise)):
            first, second = _names(then), _names(otherwise)
            return None if first is None or second is None else first | second
        case _:
            return None


def _is_truth(value: Value) -> bool:
    """Whether a value is surely true or false."""
    match value:
        case Known(value=bool()):
            return True
        case Symbol(op="choice", operands=(_, then, otherwise)):
            return _is_truth(then) and _is_truth(otherwise)
        case Symbol(op="and" | "or", operands=operands):
            return all(map(_is_truth, operands))
        case Symbol(op=op):
            return op in _TRUTHS
        case _:
            return False


def _truths(value: Value, labels: Collection[str]) -> frozenset[str | int] | None:
    """The labels and ports that a truth can stand for; both where it may be either."""
    if not (isinstance(value, Known) and isinstance(value.value, bool)):
        return None
    words = POSITIVE if value.value else NEGATIVE
    return frozenset({0 if value.value else 1, *(label for label in labels if label.lower() in words)})


def _is(type_: Type | None, path: str) -> bool:
    """Whether a type is that builtin, or constants of it."""
    match type_:
        case Named(path=found) | LiteralType(path=found):
            return found == path
        case Union(members=members):
            return all(_is(member, path) for member in members)
        case _:
            return False
