"""Which values runnable takes for an argument: pydantic refuses the others when the object is made."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from icefloe.constants import PATHS
from icefloe.dialects.runnable import vocabulary
from icefloe.dialects.runnable.vocabulary import makes_chain, word
from icefloe.reach import text
from icefloe.values import Function, Items, Known, Module, Record, Reference, Table, Value

#: What a task must be where a pipeline belongs: what is meant is plain then.
TASK_FOR_PIPELINE = "a pipeline"
AT_LEAST_ONE = "a dictionary with at least one branch"
#: What a value must be instead, with the value that is wrong; None if it is right, or not known.
Wrong: TypeAlias = tuple[str, Value] | None


def _known(value: Value) -> bool:
    """Whether it is known what a value is."""
    if isinstance(value, Record):
        # A method of a word (`Catalog.model_validate`) gives what only a run knows.
        short = word(value.path)
        return (bool(short) and "." not in short) or value.path in PATHS
    return isinstance(value, Known | Items | Table | Function | Module)


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _text(value: Value) -> Wrong:
    return ("a text", value) if _known(value) and text(value) is None else None


def _text_or_none(value: Value) -> Wrong:
    return None if _is_none(value) else _text(value)


def _texts(value: Value) -> Wrong:
    if not isinstance(value, Items):
        return ("a list of texts", value) if _known(value) else None
    return next((("a text", one) for one in value.items if _text(one) is not None), None)


def _table(value: Value) -> Wrong:
    return ("a dictionary", value) if _known(value) and not isinstance(value, Table) else None


def _table_or_none(value: Value) -> Wrong:
    return None if _is_none(value) else _table(value)


def _returns(value: Value) -> Wrong:
    if not isinstance(value, Items):
        return ("a list of names", value) if _known(value) and not isinstance(value, Table) else None
    return next(
        (("a name, or `json`, `pickled` or `metric` of one", one) for one in value.items if _nameless(one)), None
    )


def _nameless(value: Value) -> bool:
    """Whether a value is certainly not one of a list of returns."""
    if isinstance(value, Record):
        short = word(value.path)
        return bool(short) and short not in vocabulary.KINDS and short != "TaskReturns"
    return isinstance(value, Function | Reference | Items | Module) or (
        isinstance(value, Known) and text(value) is None
    )


def _chain(value: Value) -> Wrong:
    if not _known(value) or (isinstance(value, Record) and makes_chain(value)):
        return None
    is_task = isinstance(value, Record) and word(value.path) in vocabulary.TASKS
    return (TASK_FOR_PIPELINE if is_task else "a Pipeline", value)


def _chain_or_none(value: Value) -> Wrong:
    return None if _is_none(value) else _chain(value)


def _branches(value: Value) -> Wrong:
    if not isinstance(value, Table):
        return ("a dictionary of pipelines", value) if _known(value) else None
    if not value.entries:
        return AT_LEAST_ONE, value
    for key, branch in value.entries:
        found = _text(key) or _chain(branch)
        if found is not None:
            return found
    return None


def _catalog(value: Value) -> Wrong:
    is_catalog = isinstance(value, Table) or (isinstance(value, Record) and word(value.path) == "Catalog")
    return None if is_catalog or _is_none(value) or not _known(value) else ("a Catalog", value)


def _number(value: Value) -> Wrong:
    if not isinstance(value, Known):
        return ("a whole number", value) if _known(value) else None
    number = value.value
    whole = isinstance(number, int) or (isinstance(number, float) and number.is_integer())
    digits = number.strip().removeprefix("-").isdigit() if isinstance(number, str) else False
    return None if whole or digits else ("a whole number", value)


def _steps(value: Value) -> Wrong:
    # A text, a dictionary or a lone task is no list; what is in the list is looked at where the pipeline is built.
    is_list = isinstance(value, Items)
    return ("a list of tasks", value) if _known(value) and not is_list else None


def _callable(value: Value) -> Wrong:
    # What an object of a class can do is looked at where the function's name is.
    wrong = isinstance(value, Known | Items | Table | Module) or (isinstance(value, Record) and bool(word(value.path)))
    return ("a function", value) if wrong else None


def _kind(value: Value) -> Wrong:
    wrong = _known(value) and text(value) not in {"json", "object", "metric"}
    return ('"json", "object" or "metric"', value) if wrong else None


FORMS: Mapping[str, Callable[[Value], Wrong]] = MappingProxyType({
    "name": _text, "description": _text, "command": _text, "notebook": _text, "iterate_on": _text, "iterate_as": _text,
    "parameter": _text, "break_on": _text, "index_as": _text, "stream_end_type": _text, "reducer": _text_or_none,
    "secrets": _texts, "get": _texts, "put": _texts, "overrides": _table, "optional_ploomber_args": _table_or_none,
    "returns": _returns, "on_failure": _chain_or_none, "branch": _chain, "branches": _branches, "catalog": _catalog,
    "max_iterations": _number, "steps": _steps, "function": _callable, "kind": _kind,
})  # fmt: skip
