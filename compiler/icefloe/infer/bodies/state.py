"""What is known at one place of a function: the types of its names, and of what was asked or set below them."""

from collections.abc import Iterable, Sequence
from dataclasses import field

from icefloe.body import Attribute, Constant, Expression, Index, Inner, Local, Star
from icefloe.infer.bodies.joining import met, remaining, settled
from icefloe.types import Type, UnknownType, causes
from icefloe.values import Known
from icefloe_schema.records import dataclass


@dataclass(slots=True)
class State:
    """`types` by place (`x`, `self.x`, `d['a']`); `owned` are names whose list or dictionary was made here.

    `declared` are types that names were annotated with, `tests` tests whose outcome a name holds, `functions` the
    functions defined inside that names stand for.
    """

    types: dict[str, Type] = field(default_factory=dict[str, Type])
    owned: set[str] = field(default_factory=set[str])
    declared: dict[str, Type] = field(default_factory=dict[str, Type])
    tests: dict[str, Expression] = field(default_factory=dict[str, Expression])
    functions: dict[str, Inner] = field(default_factory=dict[str, Inner])

    def copy(self) -> "State":
        """The same for a branch that goes its own way."""
        return State(dict(self.types), set(self.owned), dict(self.declared), dict(self.tests), dict(self.functions))

    def put(self, place: str, type: Type) -> None:
        """Something new stands at a place: what was known below it is not known any more."""
        self.forget_below(place)
        self.functions.pop(place, None)
        self.types[place] = type

    def forget_below(self, place: str) -> None:
        """Nothing is known any more of what stands below a place, nor of tests that spoke of it."""
        for key in [one for one in self.types if one.startswith((f"{place}.", f"{place}["))]:
            del self.types[key]
        self.tests.clear()

    def lose(self, names: Iterable[str], why: str) -> None:
        """Names of which nothing is known any more."""
        for name in names:
            self.put(name, UnknownType(why, causes.NO_RETURN))
            self.owned.discard(name)

    def give_away(self, name: str) -> None:
        """Somebody else holds the value of a name from here on, and may change it."""
        if name in self.owned and name in self.types:
            self.types[name] = remaining(settled(self.types[name]))


def join(states: Iterable[State | None]) -> State | None:
    """What is known where several ways meet; None where none of them leads there."""
    alive = [one for one in states if one is not None]
    if not alive:
        return None
    first = alive[0].copy()
    for other in alive[1:]:
        owned = {one for one in first.owned | other.owned if _owned(one, first, other)}
        names: dict[str, Type] = {}
        for place, type in first.types.items():
            if place in other.types:
                there = other.types[place]
                names[place] = type if type is there else met(type, there)
            elif _is_name(place):
                names[place] = type
        names |= {p: type for p, type in other.types.items() if p not in first.types and _is_name(p)}
        first.types = names
        first.owned = owned
        first.declared |= other.declared
        first.functions = {name: one for name, one in first.functions.items() if other.functions.get(name) is one}
        first.tests = {name: test for name, test in first.tests.items() if other.tests.get(name) is test}
    return first


def _is_name(place: str) -> bool:
    return "." not in place and "[" not in place


def _owned(name: str, first: State, other: State) -> bool:
    return all(name in one.owned or name not in one.types for one in (first, other))


def place_of(expression: Expression) -> str | None:
    """The place that an expression speaks of, if it is one whose type can be kept."""
    match expression:
        case Local(name):
            return name
        case Attribute(owner, name):
            above = place_of(owner)
            return None if above is None else f"{above}.{name}"
        case Index(owner, Constant(Known(value=str(key) | int(key)))):
            above = place_of(owner)
            return None if above is None else f"{above}[{key!r}]"
        case _:
            return None


def root_of(expression: Expression) -> str | None:
    """The name at the beginning of a place."""
    while isinstance(expression, Attribute | Index):
        expression = expression.owner
    return expression.name if isinstance(expression, Local) else None


def escape(state: State, nodes: Sequence[Expression]) -> None:
    """Somebody else holds the values of these expressions from here on."""
    for node in nodes:
        root = root_of(node.value if isinstance(node, Star) else node)
        if root is not None:
            state.give_away(root)
