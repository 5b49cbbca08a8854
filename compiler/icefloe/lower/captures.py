"""What a nested function captures, as far as a plan must say it."""

from icefloe.values import Function, Value

_LOCALS = ".<locals>."


def variables(function: Function) -> dict[str, Value]:
    """The captured variables of a function, and of the functions beside it that it uses.

    A function that is defined beside it is made again at run time from its code, as it is itself: not its value is
    written, but what it captures in turn. Both see the same enclosing variables, so that one name has one value.
    """
    found: dict[str, Value] = {}
    _collect(function, (), found)
    return found


def _collect(function: Function, above: tuple[int, ...], found: dict[str, Value]) -> None:
    way = (*above, function.token)
    for name, value in function.captured:
        if isinstance(value, Function) and value.token not in way and _beside(value, name, function):
            _collect(value, way, found)
        else:
            found[name] = value


def _beside(value: Function, name: str, function: Function) -> bool:
    """Whether a captured function can be made again from its code alone: found under that name, without defaults."""
    enclosing, nested, own = value.qualname.rpartition(_LOCALS)
    return (
        bool(nested)
        and own == name
        and value.module == function.module
        and enclosing == function.qualname.rpartition(_LOCALS)[0]
        and all(parameter.default is None for parameter in value.parameters)
    )
