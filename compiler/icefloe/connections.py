"""The connections of a graph: every place where a value goes into a parameter, and whether it fits there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icefloe.graph import Binding, Graph, MapRun, Step
from icefloe.infer import Types
from icefloe.infer.parts import element_of
from icefloe.nested import graphs
from icefloe.source import Span
from icefloe.types import NONE, LiteralType, Named, TupleType, Type, UnknownType, Verdict, spell, union
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_SCALARS = {"builtins.str", "builtins.int", "builtins.float", "builtins.bool"}
_CONTAINERS = {"builtins.list", "builtins.dict", "builtins.tuple", "builtins.set"}
_TAGS = {"$float": "float", "$int": "int", "$bytes": "bytes", "$set": "set", "$pairs": "dict"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One value on its way into one parameter.

    `asset` is the name that joins the two ends, `giver` describes the producing end in words, `given` is the type that
    leaves it and `place` where that type is written (None where it is not).
    """

    step: Step
    binding: Binding
    asset: str
    giver: str
    given: Type
    place: Span | None
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many connections there are and what came out: `total` is `checked` and `wrong` and `unknown` together."""

    checked: int = 0
    wrong: int = 0
    unknown: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        """All connections."""
        return self.checked + self.wrong + self.unknown

    def __add__(self, other: "Tally") -> "Tally":
        """Two tallies in one."""
        reasons = Counter(dict(self.reasons)) + Counter(dict(other.reasons))
        return Tally(
            checked=self.checked + other.checked,
            wrong=self.wrong + other.wrong,
            unknown=self.unknown + other.unknown,
            reasons=_ranked(reasons),
        )


def connections(graph: Graph, types: Types) -> Iterator[Connection]:
    """The connections of one graph, in the order of its steps; those of graphs inside it are not among them."""
    for step in graph.steps:
        guard = step.guard.bindings if step.guard is not None else ()
        for binding in (*step.bindings, *guard):
            found = _giver(graph, binding.source)
            if found is not None:
                asset, giver, given, place = found
                verdict = _verdict(binding, given, types)
                yield Connection(
                    step=step, binding=binding, asset=asset, giver=giver, given=given, place=place, verdict=verdict
                )
        if isinstance(step.run, MapRun):
            yield from _elements(graph, step.run, types)


def _elements(graph: Graph, run: MapRun, types: Types) -> Iterator[Connection]:
    """The elements of what a map goes through, on their way into the steps of its body."""
    found = _giver(graph, run.over)
    if found is None:
        return
    asset, giver, whole, place = found
    element = element_of(whole)
    given = element if element is not None else _no_element(whole)
    for inner in run.body.steps:
        for binding in inner.bindings:
            if binding.source == plan.FromItem(name=run.item):
                verdict = _verdict(binding, given, types)
                giving = f"{giver}, element by element,"
                yield Connection(
                    step=inner, binding=binding, asset=asset, giver=giving, given=given, place=place, verdict=verdict
                )


def _no_element(whole: Type) -> Type:
    return whole if isinstance(whole, UnknownType) else UnknownType(f"the elements of a `{spell(whole)}` are not known")


def tally(graph: Graph, types: Types) -> Tally:
    """The count over a graph and all graphs inside it, with the reasons for what is unknown, most frequent first."""
    answers: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for part in graphs(graph):
        for connection in connections(part, types):
            answers[connection.verdict.answer] += 1
            if connection.verdict.answer == "unknown":
                reasons[connection.verdict.why] += 1
    return Tally(checked=answers["yes"], wrong=answers["no"], unknown=answers["unknown"], reasons=_ranked(reasons))


def _ranked(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Reasons by how often they were given, then by their text."""
    return tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def _giver(graph: Graph, source: object) -> tuple[str, str, Type, Span | None] | None:
    """The producing end of a binding: asset, description, type, place; None where nothing is joined."""
    match source:
        case plan.FromOutput(step=id, name=name, item=item):
            producer = graph.step(id)
            port = next((port for port in producer.outputs if port.name == name), None) if producer else None
            if port is None:
                return name, f"step `{id}`", UnknownType(f"step `{id}` has no output `{name}`"), None
            given = port.type if item is None else UnknownType(f"only an element of `{name}` is taken")
            return name, f"step `{id}`", given, port.type_span
        case plan.FromParameter(name=name):
            parameter = next((one for one in graph.parameters if one.name == name), None)
            if parameter is None or parameter.origin == "external":
                return None
            return name, f"parameter `{name}`", parameter.type, parameter.span
        case plan.FromLiteral(value=value):
            return "", "the constant", literal_type(value), None
        case plan.FromExpression(op="choice", operands=(_, then, otherwise)):
            return _either(graph, then, otherwise)
        case plan.FromExpression(op=op):
            return "", "the expression", UnknownType(f"the type of an expression (`{op}`) is not followed yet"), None
        case _:
            return None


def _either(graph: Graph, then: plan.Value, otherwise: plan.Value) -> tuple[str, str, Type, Span | None] | None:
    """The producing end of a value that one of two steps gives."""
    first, second = _giver(graph, then), _giver(graph, otherwise)
    if first is None or second is None:
        return None
    return first[0], f"{first[1]} or {second[1]}", union(first[2], second[2]), first[3] or second[3]


def _verdict(binding: Binding, given: Type, types: Types) -> Verdict:
    """Whether a value fits, when what is done to it on its way in is taken into account."""
    if isinstance(binding.type, UnknownType):
        return Verdict("unknown", binding.type.why)
    if isinstance(given, UnknownType):
        return Verdict("unknown", given.why)
    verdict = types.assignable(given, binding.type)
    if verdict.answer == "yes" or not binding.adapt:
        return verdict
    if any(adapt.how in ("unwrap", "json") for adapt in binding.adapt):
        return Verdict("unknown", f"what a `{spell(given)}` holds is not known")
    return _cast(given, binding.type, verdict)


def _cast(given: Type, wanted: Type, verdict: Verdict) -> Verdict:
    """Whether calling the wanted class with the value makes one: certain for scalars into text and numbers into
    numbers, certainly not for a scalar that is no text into a container, unknown otherwise."""
    source = given.path if isinstance(given, Named | LiteralType) else ""
    target = wanted.path if isinstance(wanted, Named) else ""
    if source in _SCALARS and target in _SCALARS:
        if target in ("builtins.str", "builtins.bool") or source != "builtins.str":
            return Verdict("yes")
        return Verdict("unknown", f"whether a text can be read as `{spell(wanted)}` depends on the text")
    if source in _SCALARS - {"builtins.str"} and target in _CONTAINERS:
        return verdict
    return Verdict("unknown", f"it is cast to `{spell(wanted)}` at run time")


def literal_type(value: Json) -> Type:
    """The type of a constant in its encoded form."""
    match value:
        case None:
            return NONE
        case bool() | int() | str():
            return LiteralType(f"builtins.{type(value).__name__}", value, fresh=True)
        case list() | tuple():
            return Named("builtins.list", _element(value), fresh=True)
        case {"$tuple": [*items]}:
            return TupleType(tuple(literal_type(item) for item in items))
        case {"$path": _}:
            return Named("pathlib.Path")
        case {"$ref": name}:
            return UnknownType(f"`{name}` is only looked up at run time")
        case dict() if len(value) == 1 and next(iter(value)) in _TAGS:
            return Named(f"builtins.{_TAGS[next(iter(value))]}", fresh=True)
        case dict():
            text = Named("builtins.str")
            return Named("builtins.dict", (text, *_element(list(value.values()))) if value else (), fresh=True)
        case _:
            return UnknownType("it is not a constant of the plan")


def _element(values: Sequence[Json]) -> tuple[Type, ...]:
    """The type arguments of a list of these constants: none for an empty one."""
    return (union(*(literal_type(value) for value in values)),) if values else ()
