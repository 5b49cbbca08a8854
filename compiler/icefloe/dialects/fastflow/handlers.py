"""What a handler is: a function, and what is already given to it."""

from dataclasses import field

from icefloe.constants import NotLiteralError, literal_of
from icefloe.reach import text, why
from icefloe.trace import Trace
from icefloe.values import Class, Function, Instance, Record, Reference, Symbol, Value
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.literals import Ref
from icefloe_schema.records import dataclass

_PARTIAL = frozenset({"functools.partial", "functools.partialmethod"})
_PLAIN = frozenset({"builtins.staticmethod", "builtins.classmethod"})
_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A handler: the function that runs, and the arguments that it has been given before.

    `implied` is the parameter that a class or an object made on the spot goes into, if it is a method of one.
    """

    function: Function | Reference
    bound: JsonObject = field(default_factory=dict[str, Json])
    implied: str = ""

    @property
    def given(self) -> frozenset[str]:
        """The parameters that have a value already."""
        return frozenset({*self.bound, self.implied})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoHandler:
    """Why a value is no handler that a plan can name: the text completes "… because"; `wrong` if it never can be."""

    why: str
    value: Value
    help: str = ""
    wrong: bool = False


def handler(value: Value, trace: Trace, depth: int = 0, *, member: Function | None = None) -> Handler | NoHandler:
    """The function behind a handler; `member` is one that takes an object first although it is no method of it."""
    if depth > _DEPTH:
        return NoHandler(why="it is wrapped too often", value=value)
    match value:
        case Function() | Reference():
            return Handler(function=value)
        case Record(path=path) if path in _PARTIAL:
            return _partial(value, trace, depth)
        case Record(path=path, arguments=(only,)) if path in _PLAIN or path.endswith("()"):
            # A decorator from outside: the name of the function still leads to what it made of it.
            inner = handler(only.value, trace, depth + 1)
            return inner if isinstance(inner, Handler) else NoHandler(why=why(value), value=value)
        case Symbol(op="attribute", operands=(Instance() | Class() as of, name)):
            return _member(of, text(name) or "", value, trace, member)
        case Instance():
            return _member(value, "__call__", value, trace)
        case Class(name=name):
            because = f"`{name}` is a class: calling it makes an object, and awaits that"
            return NoHandler(why=because, value=value, help=f"give a method of an object of `{name}`", wrong=True)
        case _:
            return NoHandler(why=why(value), value=value)


def _partial(record: Record, trace: Trace, depth: int) -> Handler | NoHandler:
    """What `functools.partial` makes of a function."""
    if not record.arguments or record.arguments[0].name or record.arguments[0].star:
        return NoHandler(why="a `partial` of no function", value=record)
    inner = handler(record.arguments[0].value, trace, depth + 1)
    if isinstance(inner, NoHandler):
        return inner
    bound = dict(inner.bound)
    names = list(free(inner))
    for argument in record.arguments[1:]:
        name = argument.name or (names.pop(0) if names and not argument.star else None)
        if name is None or argument.star:
            return NoHandler(why="what a `partial` gives it is not known", value=argument.value)
        named = _name(argument.value, trace) if isinstance(argument.value, Instance) else None
        try:
            bound[name] = literal_of(argument.value) if named is None else literals.encode(named)
        except NotLiteralError as error:
            return NoHandler(
                why=f"`{name}`, which `partial` gives it, is no constant: {error}",
                value=argument.value,
                help="give a constant, or put the value into the context of the run",
            )
    return Handler(function=inner.function, bound=bound, implied=inner.implied)


def free(found: Handler) -> tuple[str, ...]:
    """The parameters of a handler that can be given by position and are not given yet."""
    if isinstance(found.function, Reference):
        return ()
    kinds = ("positional", "normal")
    return tuple(p.name for p in found.function.parameters if p.kind in kinds and p.name not in found.given)


def _member(
    of: Instance | Class, name: str, value: Value, trace: Trace, member: Function | None = None
) -> Handler | NoHandler:
    """A method of an object or class of the project."""
    kind = of.of if isinstance(of, Instance) else of
    found = _method(kind, name) if member is None else (member, "")
    if found is None:
        what = (
            f"an object of `{kind.name}` cannot be called" if name == "__call__" else f"`{kind.name}` has no `{name}`"
        )
        return NoHandler(why=what, value=value, help="give a function", wrong=True)
    function, wrapper = found
    if wrapper == "builtins.staticmethod" or not function.parameters:
        return Handler(function=function)
    first = function.parameters[0].name
    if wrapper == "builtins.classmethod":
        return Handler(function=function, implied=first)
    named = _name(of, trace)
    if named is None and isinstance(of, Instance) and _made_of_nothing(kind):
        return Handler(function=function, implied=first)
    if named is None:
        because = f"the object of `{kind.name}` has no name by which a step could find it"
        return NoHandler(why=because, value=value, help="make the object at module level, and give it a name")
    if isinstance(of, Class) and not wrapper:
        return Handler(function=function)
    return Handler(function=function, bound={first: literals.encode(named)})


def _method(kind: Class, name: str, depth: int = 0) -> tuple[Function, str] | None:
    """A method of a class or of its bases in the project, and what it is wrapped in."""
    for key, member in kind.methods:
        if key != name:
            continue
        if isinstance(member, Function):
            return member, ""
        if isinstance(member, Record) and len(member.arguments) == 1:
            inner = member.arguments[0].value
            return (inner, member.path if member.path in _PLAIN else "") if isinstance(inner, Function) else None
    bases = (base for base in kind.bases if isinstance(base, Class))
    return next((found for base in bases if depth < _DEPTH and (found := _method(base, name, depth + 1))), None)


def _made_of_nothing(kind: Class) -> bool:
    """Whether an object of a class is made without arguments, so that a step can make it again."""
    made = _method(kind, "__init__")
    bases = all(isinstance(base, Class) and _made_of_nothing(base) for base in kind.bases)
    return not kind.fields and bases and (made is None or len(made[0].parameters) == 1)


def _name(value: Instance | Class, trace: Trace) -> Ref | None:
    """How a step finds an object: by the first name that the module has for it."""
    if isinstance(value, Class):
        return Ref(module=value.module, name=value.qualname) if "<" not in value.qualname else None
    for name, held in trace.scope.items():
        if isinstance(held, Instance) and held.token == value.token:
            return Ref(module=trace.module, name=name)
    return None
