"""The atoms that the body of a step makes, read from its `AtomConstructor` calls."""

from collections.abc import Iterator

from icefloe.dialects.motools.code import Code
from icefloe.dialects.motools.vocabulary import ATOM, argument, word
from icefloe.dialects.motools.work import Work
from icefloe.reach import every, text
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Argument, Class, Function, Instance, Items, Known, Record, Symbol, Value
from icefloe_schema.records import dataclass

_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeAtom:
    """One atom that a body makes: its name and type, as far as they are known."""

    name: str | None
    type: str | None
    name_value: Value
    type_value: Value
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What one `return` gives: the tokens of its atoms, None where that is not known in full."""

    tokens: frozenset[int] | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the body of a step does: the atoms that it makes by token, its ways out, its effects.

    `complete` says that no way out gives anything beside those atoms.
    """

    atoms: dict[int, MadeAtom]
    ways: tuple[Way, ...]
    effects: tuple[Effect, ...]
    complete: bool

    def returned(self) -> tuple[MadeAtom, ...]:
        """The atoms that are returned; all that are made, where it is not known which are."""
        if not self.complete:
            return tuple(self.atoms.values())
        given = {token for way in self.ways for token in way.tokens or ()}
        return tuple(made for token, made in self.atoms.items() if token in given)


def body(code: Code, done: Work) -> Body:
    """Follow the body of a step, with the defaults of its parameters and what is fixed of them."""
    function = done.function
    if not isinstance(function, Function):
        return Body(atoms={}, ways=(), effects=(), complete=False)
    trace = code.reader.apply(function, tuple(_arguments(function, done)), at_run=True)
    atoms = {one.token: _made(one) for one in every(effect.value for effect in trace.effects) if word(one) == ATOM}
    ways = tuple(_ways(trace.effects))
    # A body without `return` returns nothing, unless it ends before, as far as it can be followed.
    ends = bool(ways) or not any(effect.kind == "raise" for effect in trace.effects)
    complete = ends and all(way.tokens is not None for way in ways) and not function.is_generator
    return Body(atoms=atoms, ways=ways, effects=trace.effects, complete=complete)


def _arguments(function: Function, done: Work) -> Iterator[Argument]:
    """What is known of the arguments: defaults, what is fixed, the object of a method."""
    given = {argument.name: argument for argument in done.fixed}
    for position, one in enumerate(function.parameters):
        if done.owner is not None and position == 0:
            yield Argument(name=None, value=_object(done, done.owner), span=one.span)
        elif one.name in given and one.kind in ("normal", "keyword"):
            yield given[one.name]
        elif one.default is not None and one.kind in ("normal", "keyword"):
            yield Argument(name=one.name, value=one.default, span=one.span)


def _object(done: Work, owner: Instance | Class) -> Instance | Class:
    """The object of a method: of a class alone, one that was made without arguments; of a class method, the class."""
    if isinstance(owner, Instance) or done.is_of_class:
        return owner
    return Instance(of=owner, attributes=(), token=-owner.token - 1, span=owner.span)


def _made(record: Record) -> MadeAtom:
    none = Known(value=None, span=record.span)
    name, kind = argument(record, "name") or none, argument(record, "type") or none
    return MadeAtom(name=text(name), type=text(kind), name_value=name, type_value=kind, span=record.span)


def _ways(effects: tuple[Effect, ...]) -> Iterator[Way]:
    """The ways out of a body, those of a `choice` one by one."""
    for effect in effects:
        if effect.kind == "return":
            for tokens in _tokens(effect.value):
                yield Way(tokens=tokens, span=effect.span)


def _tokens(value: Value) -> list[frozenset[int] | None]:
    """The atoms that a value is a list of, for each of its alternatives; None where that is not known."""
    match value:
        case Items(items=items) if all(word(one) == ATOM for one in items):
            return [frozenset(one.token for one in items if isinstance(one, Record))]
        case Known(value=None):
            return [frozenset()]
        case Symbol(op="choice", operands=(_, then, otherwise)):
            found = [*_tokens(then), *_tokens(otherwise)]
            return found if len(found) <= _ALTERNATIVES else [None]
        case _:
            return [None]
