"""The routes of a web application, as FastHTML and Starlette let a file write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from icefloe.reach import given, text
from icefloe.source import Span
from icefloe.values import Function, Items, Record, Reference, Symbol, Value
from icefloe_schema.records import dataclass

_METHODS = ("get", "post", "put", "delete", "patch", "head", "options")
_MAKERS = ("fast_app", "FastHTML", "APIRouter", "Starlette", "FastAPI")
_ADDERS = ("add_route", "add_api_route", "Route")
_DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route: its path and where that is written, the methods that it answers (none: any), and its function.

    `function` is the function's token, 0 if it is not known.
    """

    path: str
    span: Span
    methods: tuple[str, ...] = ()
    function: int = 0


def routes(calls: Sequence[Record]) -> tuple[Route, ...]:
    """The routes that calls make, in their order."""
    mounts = dict(_mounts(calls))
    return tuple(route for call in calls for route in _route(call, mounts))


def _mounts(calls: Iterable[Record]) -> Iterator[tuple[int, str]]:
    """The applications that are mounted below a path of another one, by their tokens."""
    for call in calls:
        if call.path.rpartition(".")[2] in ("mount", "Mount"):
            path, held = text(given(call, "path", 0)), given(call, "app", 1)
            base = None if held is None else _base(held)
            if path is not None and base is not None:
                yield base.token, path.rstrip("/")


def makes_application(record: Record) -> bool:
    """Whether a call makes a web application."""
    return record.path.rpartition(".")[2] in _MAKERS and record.path.rpartition(".")[2] != "APIRouter"


def _route(call: Record, mounts: Mapping[int, str]) -> Iterator[Route]:
    """The route that a call makes: as a decorator, with its path or without, or by telling the function."""
    function = _function(call)
    if function is None:
        return
    adder = call.path.rpartition(".")[2]
    if adder in _ADDERS:
        yield from _told(call, call, function, "", mounts)
        return
    maker = call.function
    if isinstance(maker, Record) and _is_application(maker.function):
        yield from _told(maker, maker, function, _way(maker.function), mounts)
    elif _is_application(maker):
        path = f"/{'' if function.name == 'index' else function.name}"
        way = _way(maker)
        yield Route(
            path=_prefix(maker, mounts) + path, span=function.name_span, methods=_only(way), function=function.token
        )


def _told(call: Record, named: Record, function: Function, way: str, mounts: Mapping[int, str]) -> Iterator[Route]:
    """A route whose path stands in a call; a function named like a method answers that alone."""
    argument = named.argument("path", 0)
    path = None if argument is None else text(argument.value)
    if argument is None or path is None:
        return
    methods = _only(way) or _listed(given(call, "methods", 1)) or _only(function.name)
    prefix = _prefix(named.function, mounts)
    yield Route(path=prefix + path, span=argument.value.span, methods=methods, function=function.token)


def _function(call: Record) -> Function | None:
    """The function that a call gets."""
    for argument in call.arguments:
        value = argument.value
        if isinstance(value, Function) and not argument.star and argument.name in (None, "endpoint", "route"):
            return value
    return None


def _only(name: str) -> tuple[str, ...]:
    return (name.upper(),) if name in _METHODS else ()


def _listed(value: Value | None) -> tuple[str, ...]:
    """The methods that `methods=` names."""
    items = value.items if isinstance(value, Items) else () if value is None else (value,)
    return tuple(name.upper() for name in map(text, items) if name is not None)


def _way(value: Value) -> str:
    """The last name of `app.get`, `rt.route`: nothing for the router itself."""
    if isinstance(value, Symbol) and value.op == "attribute":
        return text(value.operands[1]) or ""
    return ""


def _is_application(value: Value, depth: int = 0) -> bool:
    """Whether a value is an application, a router or a method of one: what a decorator of a route is taken from."""
    if depth > _DEPTH:
        return False
    match value:
        case Record(path=path):
            return path.rpartition(".")[2] in _MAKERS
        case Symbol(op="index" | "item", operands=(inner, *_)):
            return _is_application(inner, depth + 1)
        case Symbol(op="attribute", operands=(inner, _)):
            return _is_application(inner, depth + 1) and _way(value) in (*_METHODS, "route", "ws", "app", "api_route")
        case Reference(path=path):
            return path.rpartition(".")[2] in ("rt", "app", "router", "ar")
        case _:
            return False


def _prefix(value: Value, mounts: Mapping[int, str]) -> str:
    """What a router, or the path below which its application is mounted, puts before the paths of its routes."""
    base = _base(value)
    if base is None:
        return ""
    own = text(given(base, "prefix", 0 if base.path.endswith("APIRouter") else None)) or ""
    return mounts.get(base.token, "") + own


def _base(value: Value, depth: int = 0) -> Record | None:
    """The application or router that a value is, or is taken from."""
    match value:
        case Record():
            return value
        case Symbol(op="attribute" | "index" | "item", operands=(inner, *_)) if depth < _DEPTH:
            return _base(inner, depth + 1)
        case _:
            return None
