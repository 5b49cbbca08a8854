"""When a step runs: the tests of the branch that it stands in, and its own condition."""

from collections.abc import Iterator, Mapping, Sequence

from icefloe.builder import expressions, wiring
from icefloe.builder.conditions import Conditions, Nameless
from icefloe.builder.drafts import Condition, Draft
from icefloe.builder.expressions import Unreadable, made
from icefloe.builder.flows import Test
from icefloe.builder.insides import Inside
from icefloe.builder.members import Member
from icefloe.builder.notes import Notes
from icefloe.builder.offers import Offer, Taken
from icefloe.dialect import Reader
from icefloe.fixes import renamed
from icefloe.graph import Binding, Guard, Missing
from icefloe.source import Span
from icefloe.types import UnknownType, causes
from icefloe.values import Record, Symbol, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_MANY = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """The tests of one member: those that all have to hold, where it stands in one branch alone, and as one whole."""

    taken: tuple[Taken, ...]
    whole: plan.Value
    span: Span


def tests(member: Member, conditions: Conditions, notes: Notes) -> Tests | None:
    """What the branches that a step stands in ask for; None if it stands in none, or they cannot be read."""
    ways: list[tuple[Taken, ...]] = []
    for way in member.tests:
        found = [_taken(member, test, conditions, notes) for test in way]
        if any(one is None for one in found):
            return None
        ways.append(tuple(one for one in found if one is not None))
    if not ways or not all(ways):
        return None  # one of the ways that lead to it asks for nothing
    wholes = [_all(way) for way in ways]
    whole = wholes[0]
    for other in wholes[1:]:
        whole = made("or", whole, other)
    return Tests(taken=ways[0] if len(ways) == 1 else (), whole=whole, span=member.tests[0][0].span)


def inside(member: Member, body: Inside) -> Tests | None:
    """What the tests around a step ask for that is added in the body of a dynamic step."""
    found = body.tests(member.path)
    if not found:
        return None
    taken = tuple(Taken(test=test, holds=holds) for test, holds, _ in found)
    return Tests(taken=taken, whole=_all(taken), span=found[0][2])


def _taken(member: Member, test: Test, conditions: Conditions, notes: Notes) -> Taken | None:
    try:
        found = conditions.test(test.condition)
        if test.case is not None:
            found = made("==", found, expressions.literal(test.case))
    except Unreadable as reason:
        span = reason.value.span if reason.value.span.path == test.span.path else test.span
        notes.hole(f"when `{member.id}` runs", reason.value, span, reason.why)
    except Nameless as name:
        near = f"; did you mean `{name.near}`?" if name.near else ""
        message = f"a condition asks for {name.kind} `{name.name}`, but there is none{near}"
        fix = renamed(name.span, name.name, name.near)
        notes.add("FLO176", message, name.span, help="name an output, a step or a parameter of this pipeline", fix=fix)
    else:
        return Taken(test=found, holds=test.holds)
    return None


def _all(way: Sequence[Taken]) -> plan.Value:
    parts = [one.test if one.holds else made("not", one.test) for one in way]
    whole = parts[0]
    for part in parts[1:]:
        whole = made("and", whole, part)
    return whole


def guard(
    member: Member,
    own: Tests | None,
    bindings: tuple[Binding, ...],
    offered: Offer,
    keys: Mapping[str, plan.FromOutput],
    reader: Reader,
    notes: Notes,
) -> Guard | None:
    """The guard of a step: of its branch, or of its own condition."""
    condition = member.of.condition if isinstance(member.of, Draft) else None
    if own is not None and condition is not None:
        why = "it stands in a branch and has a condition of its own"
        notes.hole(f"when `{member.id}` runs", condition.function, condition.span, why)
    if own is not None:
        return Guard(test=own.whole, span=own.span)
    return None if condition is None else _called(member, condition, bindings, offered, keys, reader, notes)


def _called(
    member: Member,
    condition: Condition,
    bindings: tuple[Binding, ...],
    offered: Offer,
    keys: Mapping[str, plan.FromOutput],
    reader: Reader,
    notes: Notes,
) -> Guard:
    """A condition as a function that is called with what its parameters' names mean."""
    whole = _of_all(condition, bindings, reader) if condition.word in {"condition", "Condition"} else None
    if whole is not None:
        return Guard(test=condition.function, span=condition.span, bindings=(whole,))
    found = wiring.guard(condition, bindings, reader, lambda name: _source(member, name, offered, keys))
    if any(binding.joined == "position" for binding in found.bindings):
        notes.original("FLO513", condition.span, step=member.id)
    return found


def _of_all(condition: Condition, bindings: Sequence[Binding], reader: Reader) -> Binding | None:
    """The one argument of a condition that takes all the step's values in a dictionary, by what it asks of it."""
    formals = [p for p in condition.function.parameters if p.kind in {"positional", "normal"}]
    by_name = {binding.parameter: binding for binding in bindings}
    if len(formals) != 1 or formals[0].name in by_name:
        return None
    asked: dict[str, plan.Value] = {}
    for effect in reader.apply(condition.function, at_run=True).effects:
        for name in _asked(effect.value, formals[0].name):
            binding = by_name.get(name)
            if binding is not None and not isinstance(binding.source, Missing | plan.FromDefault):
                asked[name] = binding.source
    if not asked:
        return None
    pairs = [operand for name, source in asked.items() for operand in (plan.FromLiteral(value=name), source)]
    return Binding(
        parameter=formals[0].name,
        source=made("dict", *pairs),
        type=UnknownType("it takes all values of its step in one dictionary", causes.NO_PARAMETER),
        span=formals[0].span,
    )


def _asked(value: Value, of: str) -> Iterator[str]:
    """The keys that a parameter is asked for."""
    pending, seen = [value], 0
    while pending and seen < _MANY:
        one = pending.pop()
        seen += 1
        if isinstance(one, Symbol):
            owner = one.operands[0] if one.op == "index" else None
            if isinstance(owner, Symbol) and owner.op == "parameter" and expressions.text(owner.operands[0]) == of:
                yield expressions.text(one.operands[1])
            pending += one.operands
        elif isinstance(one, Record):
            pending += [one.function, *(argument.value for argument in one.arguments)]


def _source(member: Member, name: str, offered: Offer, keys: Mapping[str, plan.FromOutput]) -> plan.Value | None:
    """What a name means to a condition beside the step's own parameters: an output, a parameter, an entry of one."""
    output = offered.output(name, member.id)
    if output is not None:
        return output[0]
    if name in offered.parameters:
        return plan.FromParameter(name=name)
    return keys.get(name)


def original(members: Sequence[Member], read: frozenset[str], notes: Notes) -> None:
    """Note what the original would do otherwise with conditions of steps; `read` are those whose outputs are read."""
    for member in members:
        condition = member.of.condition if isinstance(member.of, Draft) else None
        if condition is not None and member.id in read:
            code = "FLO514" if condition.word == "condition=" else "FLO512"
            notes.original(code, condition.span, step=member.id)


def unread(conditions: Conditions, notes: Notes) -> None:
    """Note that the original would not find what a condition asks the run for as if it were a dictionary."""
    for span in conditions.subscripts[:1]:
        notes.original("FLO516", span)
