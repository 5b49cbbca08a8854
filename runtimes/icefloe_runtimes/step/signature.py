"""What a function takes: its call, and what it does with a value that is not there."""

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import TypeGuard, cast

from icefloe_runtimes.standin.maps import MapResult
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.narrow import entries, fields, items

# What `without` gives where the parameter has a default, and where the function needs the value.
MISSING = object()
REQUIRED = object()
_STARS = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


def parameters(function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    """Give the parameters of a function; none where a built-in does not say."""
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}


def defaults(function: Callable[..., object]) -> Mapping[str, object]:
    """Give what the parameters of a function have for a default, by their names."""
    if _is_plain(function):
        code, given = function.__code__, function.__defaults__ or ()
        placed = code.co_varnames[code.co_argcount - len(given) : code.co_argcount]
        return {**dict(zip(placed, given, strict=True)), **(function.__kwdefaults__ or {})}
    return {name: one.default for name, one in parameters(function).items() if one.default is not one.empty}


def without(function: Callable[..., object], name: str) -> object:
    """Give what stands for a value that is not there: `None` where it is accepted, else `MISSING` or `REQUIRED`."""
    parameter = parameters(function).get(name)
    if parameter is None:
        return REQUIRED
    if _accepts_none(_annotation(function, parameter)):
        return None
    return REQUIRED if parameter.default is inspect.Parameter.empty else MISSING


def listed(value: object, function: Callable[..., object] | None, name: str) -> object:
    """Give the result of a map as the list that it is, but where a parameter asks for the count of what went well."""
    if not isinstance(value, list):
        return value
    given = value if isinstance(value, MapResult) else cast("list[object]", value)
    parameter = parameters(function).get(name) if function is not None else None
    asked = inspect.Parameter.empty if function is None or parameter is None else _annotation(function, parameter)
    if MapResult in (asked, typing.get_origin(asked)):
        return given if isinstance(given, MapResult) else MapResult(given)
    return list(given) if isinstance(given, MapResult) else given


def first(function: Callable[..., object]) -> object:
    """Give what the first parameter of a function is annotated with, looked up."""
    parameter = next(iter(parameters(function).values()), None)
    found = None if parameter is None else _annotation(function, parameter)
    return None if found is inspect.Parameter.empty else found


def call(function: Callable[..., object], values: Mapping[str, object]) -> object:
    """Call a function with values by parameter name, whatever the kinds of its parameters."""
    if _takes(function, values):
        return function(**values)
    known = parameters(function)
    args: list[object] = []
    keywords: dict[str, object] = {}
    star = next((name for name, one in known.items() if one.kind is one.VAR_POSITIONAL and name in values), None)
    for name, parameter in known.items():
        if name not in values:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            args.extend(_many(values[name]))
        elif parameter.kind is parameter.VAR_KEYWORD:
            keywords.update(_named(values[name]))
        elif parameter.kind is parameter.POSITIONAL_ONLY or (star and parameter.kind is not parameter.KEYWORD_ONLY):
            args.append(values[name])
        else:
            keywords[name] = values[name]
    keywords.update({name: value for name, value in values.items() if name not in known})
    if known:
        try:
            inspect.signature(function).bind(*args, **keywords)
        except TypeError as error:
            raise StepFailed(f"{getattr(function, '__qualname__', function)} cannot be called: {error}") from None
    return function(*args, **keywords)


def _is_plain(function: Callable[..., object]) -> TypeGuard[FunctionType]:
    """Whether a function takes what its code says, and nothing says that it takes something else."""
    return type(function) is FunctionType and not ("__wrapped__" in vars(function) or "__signature__" in vars(function))


def _takes(function: Callable[..., object], values: Mapping[str, object]) -> bool:
    """Whether a plain function has a parameter for each of these values by its name, and a value for all it needs."""
    if not _is_plain(function):
        return False
    code = function.__code__
    if code.co_flags & _STARS or code.co_posonlyargcount:
        return False
    count = code.co_argcount + code.co_kwonlyargcount
    names = code.co_varnames[:count]
    if len(values) == count:
        return count == 0 or set(values) == set(names)
    return values.keys() <= set(names) and {*values, *defaults(function)} == set(names)


def _many(value: object) -> Sequence[object]:
    listed = items(value)
    if listed is None:
        raise StepFailed(f"a list of arguments is needed, not {type(value).__name__}")
    return listed


def _named(value: object) -> Mapping[str, object]:
    if entries(value) is None:
        raise StepFailed(f"named arguments are needed, not {type(value).__name__}")
    return fields(value)


def _annotation(function: Callable[..., object], parameter: inspect.Parameter) -> object:
    try:
        return typing.get_type_hints(function).get(parameter.name, parameter.annotation)
    except Exception:  # noqa: BLE001 - annotations are the user's code, and may name what is imported for checkers only
        return parameter.annotation


def _accepts_none(annotation: object) -> bool:
    if annotation is inspect.Parameter.empty:
        return False
    if isinstance(annotation, str):
        text = annotation.replace(" ", "")
        return text.startswith(("Optional[", "typing.Optional[")) or "None" in text.split("|") or text == "object"
    if annotation in (None, type(None), typing.Any, object):
        return True
    if typing.get_origin(annotation) is typing.Annotated:
        return _accepts_none(typing.get_args(annotation)[0])
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return union and any(_accepts_none(part) for part in typing.get_args(annotation))
