"""Tasks of Python code that hold chains: Parallel, Map, Conditional, Loop."""

from collections.abc import Callable
from typing import TypeAlias

from icefloe.dialects.runnable.python.view import View
from icefloe.dialects.runnable.vocabulary import word
from icefloe.dialects.runnable.written import Chain, Conditional, Loop, Map, Parallel, Text
from icefloe.reach import text
from icefloe.values import Function, Known, Record, Value

#: The chain that a value is; None if it is none.
Inner: TypeAlias = Callable[[Value], Chain | None]


def holder(view: View, record: Record, inner: Inner) -> Parallel | Map | Conditional | Loop:
    """What a task holds."""
    match word(record.path):
        case "Parallel":
            return Parallel(branches=_branches(view, record, inner))
        case "Map":
            return _map(view, record, inner)
        case "Conditional":
            return Conditional(parameter=_text(view, record, "parameter"), branches=_branches(view, record, inner))
        case _:
            return _loop(view, record, inner)


def _branches(view: View, record: Record, inner: Inner) -> tuple[tuple[Text, Chain], ...]:
    """The branches by name, in the order of writing."""
    found: list[tuple[Text, Chain]] = []
    for key, branch in view.entries(record, "branches") or ():
        name = text(key) or (str(key.value) if isinstance(key, Known) else None)
        if name is None:
            view.unknown("the name of a branch", key, key.span)
            continue
        chain = inner(branch)
        if chain is None:
            view.unknown(f"branch `{name}`", branch, branch.span)
            continue
        found.append((Text(value=name, span=key.span), chain))
    return tuple(found)


def _branch(view: View, record: Record, inner: Inner) -> Chain:
    """The only branch; without tasks, and with a hole, if it is not known."""
    value = view.value(record, "branch")
    found = None if value is None else inner(value)
    if found is None:
        view.unknown("the branch", value, record.span)
        return Chain(tasks=(), span=record.span)
    return found


def _text(view: View, record: Record, name: str) -> Text:
    """A name that a composite must have."""
    found = view.text(record, name, f"`{name}` of a {word(record.path)}")
    return found or Text(value="", span=record.span)


def _map(view: View, record: Record, inner: Inner) -> Map:
    value = view.value(record, "reducer")
    written = text(value)
    reducer: Function | Text | None = None
    if isinstance(value, Function):
        reducer = value
    elif value is not None and written is not None:
        reducer = Text(value=written, span=value.span)
    elif value is not None and not (isinstance(value, Known) and value.value is None):
        view.unknown("the reducer of a Map", value, record.span)
    return Map(
        branch=_branch(view, record, inner),
        iterate_on=_text(view, record, "iterate_on"),
        iterate_as=_text(view, record, "iterate_as"),
        reducer=reducer,
    )


def _loop(view: View, record: Record, inner: Inner) -> Loop:
    value = view.value(record, "max_iterations")
    maximum = _number(value)
    if maximum is None:
        view.unknown("`max_iterations` of a Loop", value, record.span)
    return Loop(
        branch=_branch(view, record, inner),
        maximum=maximum or 0,
        break_on=_text(view, record, "break_on"),
        index=_text(view, record, "index_as"),
    )


def _number(value: Value | None) -> int | None:
    """A whole number, as pydantic takes it: a text of digits is one too."""
    if not isinstance(value, Known):
        return None
    if isinstance(value.value, int) or (isinstance(value.value, float) and value.value.is_integer()):
        return int(value.value)
    digits = value.value.strip() if isinstance(value.value, str) else ""
    return int(digits) if digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 20 else None
