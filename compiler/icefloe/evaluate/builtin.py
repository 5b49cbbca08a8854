"""Builtins and a few functions of the standard library that pipelines are written with."""

from icefloe.evaluate import attribute, iteration, iterators, numbers, paths, platforms
from icefloe.evaluate.budget import ITEMS
from icefloe.evaluate.iterators import Handler
from icefloe.evaluate.machine import Machine, truth
from icefloe.evaluate.operators import constant, scalar, settled
from icefloe.source import Span
from icefloe.values import Argument, Class, Instance, Items, Known, Module, Record, Symbol, Table, Unknown, Value


def call(machine: Machine, path: str, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """The value of a call of that dotted path, or None if it is not followed."""
    fixed = platforms.called(path, span)
    if fixed is not None:
        return fixed
    handler = _HANDLERS.get(path) or _rare(path)
    if handler is None or any(argument.star for argument in arguments):
        return None
    return handler(machine, arguments, span)


def _values(machine: Machine, arguments: tuple[Argument, ...]) -> list[Value]:
    return [machine.current(a.value) for a in arguments if a.name is None]


def _made(machine: Machine, items: tuple[Value, ...], span: Span) -> Items:
    return Items(kind="list", items=items, token=machine.token(), span=span)


def _range(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    bounds = [v.value for v in _values(machine, arguments) if isinstance(v, Known) and isinstance(v.value, int)]
    if len(bounds) != len(arguments) or not 1 <= len(bounds) <= 3 or (len(bounds) == 3 and bounds[2] == 0):
        return None
    numbers = range(*bounds)
    low, high, step = numbers.start, numbers.stop, numbers.step
    count = max(0, (high - low + step - (1 if step > 0 else -1)) // step)
    if count > ITEMS:
        message = f"a range of {count:,} numbers; more than {ITEMS:,} are not followed"
        machine.limit("FLO912", message, span, help="make it a map over a parameter")
        return Unknown(why=message, span=span)
    return iteration.lazy(machine, "range", tuple(Known(value=number, span=span) for number in numbers), (), span)


def _sequence(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return _made(machine, (), span)
    found = iteration.elements(machine, arguments[0].value)
    if found is None:
        value = machine.current(arguments[0].value)
        # `list(x)` of something whose length is not known iterates like x itself; it is not one of several lists.
        if isinstance(value, Symbol) and value.op in {"choice", "and", "or"}:
            return Unknown(why="what is made a list is only known when it runs", span=span)
        return value if isinstance(value, Symbol | Unknown) else None
    return _made(machine, found, span)


def _tuple(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    made = _sequence(machine, arguments, span)
    if isinstance(made, Items):
        return Items(kind="tuple", items=made.items, token=made.token, span=span)
    return made


def _set(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return Items(kind="set", items=(), token=machine.token(), span=span)
    found = iteration.elements(machine, arguments[0].value, ordered=False)
    if found is None:
        return _sequence(machine, arguments, span)
    return Items(kind="set", items=tuple(iteration.distinct(found)), token=machine.token(), span=span)


def _len(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    found = iteration.peek(machine, value, ordered=False) if value is not None else None
    if isinstance(value, Items) and value.kind == "set" and len(value.items) > 1 and None in map(constant, value.items):
        return None
    if isinstance(value, Table) and len(value.entries) > 1 and not settled(value.entries):
        return None
    return None if found is None else Known(value=len(found), span=span)


def _str(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return Known(value="", span=span)
    if len(arguments) != 1:
        return None
    value = arguments[0].value
    if isinstance(value, Known) and not isinstance(value.value, bytes):
        return Known(value=str(value.value), span=span)
    text = paths.text_of(value)
    return None if text is None else Known(value=text, span=span)


def _int(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _number(int, arguments, span)


def _float(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _number(float, arguments, span)


def _number(kind: type[int] | type[float], arguments: tuple[Argument, ...], span: Span) -> Value | None:
    if not arguments:
        return Known(value=kind(), span=span)
    value = arguments[0].value if len(arguments) == 1 else None
    if not isinstance(value, Known) or not isinstance(value.value, int | float | str) or arguments[0].name is not None:
        return None
    if isinstance(value.value, str) and len(value.value) > 1_000:
        return None
    try:
        return scalar(kind(value.value), span)
    except (ValueError, OverflowError) as error:
        return Unknown(why=f"`{kind.__name__}` fails: {error}", span=span)


def _bool(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    decided = truth(machine.current(arguments[0].value)) if len(arguments) == 1 else None
    return None if decided is None else Known(value=decided, span=span)


def _print(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    # What only a run knows is printed by the run: the call stays in the log.
    if any(isinstance(argument.value, Record | Symbol) for argument in arguments):
        return None
    return Known(value=None, span=span)


def _getattr(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    values = _values(machine, arguments)
    name = values[1] if len(values) > 1 else None
    if not isinstance(name, Known) or not isinstance(name.value, str):
        return None
    found = attribute.get(machine, values[0], name.value, span)
    missing = isinstance(found, Unknown) if isinstance(values[0], Module) else _is_bare(values[0], found)
    if len(values) < 3:
        return found
    if isinstance(found, Symbol) and found.op == "attribute" and found.operands[0] is values[0] and not missing:
        # Its name stands apart, which tells that it may be missing.
        return Symbol(op="attribute", operands=(values[0], name), span=found.span)
    return values[2] if missing else found


def _is_bare(owner: Value, found: Value) -> bool:
    """Whether an object of the project has no such attribute."""
    is_own = isinstance(owner, Instance) and all(isinstance(base, Class) for base in owner.of.bases)
    return is_own and isinstance(found, Symbol) and found.op == "attribute" and found.operands[0] is owner


def _setattr(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    values = _values(machine, arguments)
    name = values[1] if len(values) == 3 else None
    if isinstance(name, Known) and isinstance(name.value, str):
        attribute.put_attribute(machine, values[0], name.value, values[2], span)
        return Known(value=None, span=span)
    return None


def _awaited(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`asyncio.run(f())` of a project's function is what that returns: its body has been followed by the call."""
    value = arguments[0].value if len(arguments) == 1 else None
    return None if isinstance(value, Record | Symbol | Unknown) else value


def _environment(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    given = _values(machine, arguments)
    # Where there is no such variable the value is the second argument, or None; `os.environ[…]` would raise.
    absent = [Known(value=None, span=span)] if len(given) == 1 else []
    return Symbol(op="environment", operands=(*given, *absent), span=span)


def _type(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = arguments[0].value if len(arguments) == 1 else None
    return value.of if isinstance(value, Instance) else None


_HANDLERS: dict[str, Handler] = {
    **iterators.HANDLERS,
    **numbers.HANDLERS,
    **paths.HANDLERS,
    "builtins.range": _range,
    "builtins.list": _sequence,
    "builtins.tuple": _tuple,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    "builtins.len": _len,
    "builtins.str": _str,
    "builtins.int": _int,
    "builtins.float": _float,
    "builtins.bool": _bool,
    "builtins.print": _print,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.type": _type,
    "os.getenv": _environment,
    "asyncio.run": _awaited,
    "os.environ.get": _environment,
}


def _rare(path: str) -> Handler | None:
    """What is called in few files, and therefore imported only when it is."""
    match path.partition(".")[0]:
        case "builtins" if path.startswith("builtins.dict"):
            from icefloe.evaluate import builtin_dict

            return builtin_dict.HANDLERS.get(path)
        case "collections" | "copy" | "dataclasses":
            from icefloe.evaluate import collecting

            return collecting.HANDLERS.get(path)
        case "itertools":
            from icefloe.evaluate import itertool

            return itertool.HANDLERS.get(path)
        case "textwrap" | "typing":
            from icefloe.evaluate import standard

            return standard.HANDLERS.get(path)
        case "json" if path == "json.dumps":
            from icefloe.evaluate import standard

            return standard.HANDLERS.get(path)
        case "json" | "omegaconf" | "orjson" | "toml" | "tomli" | "tomllib" | "yaml":
            from icefloe.evaluate import readfiles

            return readfiles.HANDLERS.get(path)
        case _:
            return None
