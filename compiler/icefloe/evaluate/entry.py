"""Code that nobody in the project calls, as something outside may call it: functions, classes with their methods."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.evaluate import attribute, definitions, options
from icefloe.evaluate.budget import BODY_FUEL, Budget
from icefloe.evaluate.machine import Machine, Raised
from icefloe.source import Span
from icefloe.trace import Effect, If
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Items,
    Known,
    Parameter,
    Record,
    Symbol,
    Table,
    Unknown,
    Value,
)
from icefloe_schema.records import dataclass

# What test frameworks call before each test.
_BEFORE = ("setUp", "asyncSetUp", "setup_method")


def free(machine: Machine, function: Function, bound: Sequence[str] = ()) -> tuple[Argument, ...]:
    """Arguments for a call from outside: nothing where there is a default, else a symbol that names the function.

    What the command line gives (`click`, `typer`) is taken to be its default.
    """
    given = options.of(machine, function)
    return tuple(
        Argument(name=one.name, value=given.get(one.name) or _symbol(function, one), span=one.span)
        for one in function.parameters
        if (one.default is None or one.name in given)
        and one.kind in {"positional", "normal", "keyword"}
        and one.name not in bound
    )


def _symbol(function: Function, one: Parameter) -> Symbol:
    # The second operand tells it from a parameter that a run gives: it is the one that the caller must know.
    operands = tuple(Known(value=text, span=one.span) for text in (one.name, function.qualname))
    return Symbol(op="parameter", operands=operands, span=one.span)


def arguments(machine: Machine, function: Function) -> tuple[Argument, ...]:
    """Arguments for all parameters of a function that something outside calls."""
    found = free(machine, function)
    names = {argument.name for argument in found}
    rest = (p for p in function.parameters if p.default is not None and p.name not in names)
    stars = (p for p in function.parameters if p.kind in {"args", "kwargs"})
    return (
        *found,
        *(Argument(name=p.name, value=p.default, span=p.span) for p in rest if p.default is not None),
        *(Argument(name=p.name, value=_symbol(function, p), span=p.span) for p in stars),
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """What one method did."""

    name: str
    token: int
    effects: tuple[Effect, ...]
    called: frozenset[int]


def use(machine: Machine, of: Class, methods: Sequence[str]) -> None:
    """Make an object of a class and call each of its methods on it, each from the object as it was made."""
    me = _called(machine, of, definitions.member(machine, of, "__init__"), of.span)
    if not isinstance(me, Instance | Class):
        return
    for name in _BEFORE:
        if definitions.member(machine, of, name) is not None:
            _method(machine, me, name)
    state, made = machine.snapshot(), tuple(machine.effects)
    found: list[_Use] = []
    for name in methods:
        function = _function(definitions.member(machine, of, name))
        if function is None or name in _BEFORE:
            continue
        machine.effects, machine.called, before = [], set(), machine.called
        machine.budget = Budget(BODY_FUEL)
        _method(machine, me, name)
        called = frozenset(machine.called)
        found.append(_Use(name, function.token, tuple(machine.effects), called - {function.token}))
        machine.called = before | called
        machine.restore(state)
        machine.path.clear()
        machine.exits.clear()
    inner = frozenset[int]().union(*(one.called for one in found))
    kept = [one for one in found if one.token not in inner]
    machine.effects = _in_row(made, _alternatives(kept, made))


def _in_row(made: tuple[Effect, ...], others: Sequence[Effect]) -> list[Effect]:
    return [replace(effect, sequence=at) for at, effect in enumerate((*made, *others))]


def _alternatives(found: Sequence[_Use], made: tuple[Effect, ...]) -> list[Effect]:
    """The effects of the methods; where several add to one object that was there before, each is only perhaps called.

    Nobody in the project says which of them are called, nor in which order.
    """
    there = {effect.value.token for effect in made if isinstance(effect.value, Record)}
    by: dict[int, set[str]] = {}
    for one in found:
        for token in _added_to(one.effects) & there:
            by.setdefault(token, set()).add(one.name)
    shared = {token: names for token, names in by.items() if len(names) > 1}
    effects: list[Effect] = []
    for one in found:
        for effect in one.effects:
            token = effect.target.token if isinstance(effect.target, Record) else 0
            if token in shared:
                names = " and ".join(f"`{name}()`" for name in sorted(shared[token]))
                why = Unknown(why=f"nothing calls {names}, so that it is not known which are", span=effect.span)
                effects.append(replace(effect, path=(If(test=why, taken=True), *effect.path)))
            else:
                effects.append(effect)
    return effects


def _added_to(effects: Sequence[Effect]) -> set[int]:
    """The records that were given objects by a call of a method."""
    found: set[int] = set()
    for effect in effects:
        call = effect.value
        added = isinstance(call, Record) and any(_is_object(argument.value) for argument in call.arguments)
        if effect.kind == "call" and added and isinstance(effect.target, Record):
            found.add(effect.target.token)
    return found


def _is_object(value: Value) -> bool:
    if isinstance(value, Items):
        return any(_is_object(item) for item in value.items)
    return isinstance(value, Record | Function) or (
        isinstance(value, Table) and any(_is_object(item) for _, item in value.entries)
    )


def _function(value: Value | None) -> Function | None:
    """A method as the function that it is, without what makes it static or a class's own."""
    if isinstance(value, Record) and value.path in {"builtins.staticmethod", "builtins.classmethod"}:
        value = value.arguments[0].value if len(value.arguments) == 1 else None
    return value if isinstance(value, Function) else None


def _method(machine: Machine, me: Instance | Class, name: str) -> None:
    member = definitions.member(machine, me.of if isinstance(me, Instance) else me, name)
    _called(machine, attribute.get(machine, machine.current(me), name, me.span), member, me.span)


def _called(machine: Machine, callee: Value, member: Value | None, span: Span) -> Value:
    """A call with free arguments; `member` says what it takes beside the object itself."""
    function = _function(member)
    arguments: tuple[Argument, ...] = ()
    if function is not None:
        is_static = isinstance(member, Record) and member.path == "builtins.staticmethod"
        first = [p.name for p in function.parameters if p.kind in {"positional", "normal"}][: 0 if is_static else 1]
        arguments = _placed(function, free(machine, function, first))
    try:
        return machine.call(callee, arguments, span)
    except Raised:
        return Unknown(why="it raises", span=span)


def _placed(function: Function, arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """Arguments of parameters that take no names, by their place."""
    places = {p.name for p in function.parameters if p.kind == "positional"}
    first = [replace(a, name=None) for a in arguments if a.name in places]
    return (*first, *(a for a in arguments if a.name not in places))
