"""Where every parameter of every step gets its value from.

The order (`docs/semantics.md`): declared input, context, implicit output of that name, default. Implicit joins hold
whatever the order of registration.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from icefloe.builder.drafts import Condition
from icefloe.builder.offers import Giver, Offer
from icefloe.dialect import Reader
from icefloe.fixes import close_matches
from icefloe.graph import Binding, Guard, Missing, Order, Parameter, Source
from icefloe.source import Span
from icefloe.types import Type, Union, UnknownType, causes
from icefloe.values import Function, Known, Value
from icefloe.values import Parameter as Formal
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_PLAIN = frozenset({"positional", "normal", "keyword"})
_NEAR = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A parameter that takes a value. `default` is what it takes of itself, None if it has to be given one; `value` is
    that default where it is a constant."""

    name: str
    type: Type
    span: Span
    default: plan.Value | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value that a parameter was given outright."""

    source: Source
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Something that is wired: a step's id, its parameters, the inputs that it declares, and what it was given.

    `mapped` says which parameter takes which input, where that is declared too; `lenient` inputs that nobody gives come
    from outside; `rest` is what `**kwargs` takes, under the names of the inputs that no parameter takes.
    """

    id: str
    slots: tuple[Slot, ...]
    inputs: tuple[tuple[str, Span], ...] = ()
    given: Mapping[str, Given]
    mapped: Mapping[str, str]
    lenient: bool = False
    rest: Type | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """A step's bindings, orderings that come from declared inputs without a parameter, and new plan parameters."""

    bindings: tuple[Binding, ...]
    after: tuple[Order, ...]
    external: tuple[Parameter, ...]
    unbound: tuple[tuple[str, Span], ...]


def slots(function: Function, reader: Reader, hidden: str = "") -> tuple[Slot, ...]:
    """The parameters of a function that take values by name; `hidden` says why it may take others than it says."""
    return tuple(
        Slot(
            name=formal.name,
            type=UnknownType(hidden, causes.OPAQUE) if hidden else _type(formal, reader),
            span=formal.span,
            default=plan.FromDefault() if formal.default is not None else None,
            value=formal.default if isinstance(formal.default, Known) else None,
        )
        for formal in function.parameters
        if formal.kind in _PLAIN
    )


def rest(function: Function, reader: Reader) -> Type | None:
    """What the `**kwargs` of a function takes; None if it has none."""
    return next((_type(formal, reader) for formal in function.parameters if formal.kind == "kwargs"), None)


def _type(formal: Formal, reader: Reader) -> Type:
    if formal.annotation is None:
        return UnknownType(f"`{formal.name}` has no annotation", causes.NO_PARAMETER)
    return reader.types.parameter(formal)


def wire(taker: Taker, offered: Offer) -> Wired:
    """The bindings of one step."""
    declared, unbound = _declared(taker)
    slots = taker.slots
    if taker.rest is not None:
        more = {asset.rsplit("/", 1)[-1]: (asset, span, "declaration") for asset, span in unbound}
        slots = (*slots, *(Slot(name=name, type=taker.rest, span=one[1]) for name, one in more.items()))
        declared, unbound = {**declared, **more}, ()
    bindings = tuple(_bind(taker, slot, declared.get(slot.name), offered) for slot in slots)
    values = {slot.name: slot.value for slot in slots}
    external = tuple(
        Parameter(
            name=source.name,
            type=binding.type,
            span=binding.asset_span or binding.span,
            default=values[binding.parameter] if binding.asset_span is None else None,
            origin="external",
        )
        for binding in bindings
        if isinstance(source := binding.source, plan.FromParameter) and source.name not in offered.parameters
    )
    after = tuple(
        Order(step=found[1].step, why=f"it declares the input `{asset}`, which none of its parameters takes", span=span)
        for asset, span in unbound
        if (found := offered.output(asset, taker.id)) is not None
    )
    return Wired(bindings=bindings, after=after, external=external, unbound=unbound)


def _declared(taker: Taker) -> tuple[dict[str, tuple[str, Span, str]], tuple[tuple[str, Span], ...]]:
    """Which parameter takes which declared input: as mapped, by name, by the name's last part, else by position."""
    taken: dict[str, tuple[str, Span, str]] = {}
    rest: list[tuple[int, str, Span]] = []
    names = [slot.name for slot in taker.slots if slot.name not in taker.given]
    for index, (asset, span) in enumerate(taker.inputs):
        mapped = taker.mapped.get(asset)
        spellings = (asset, asset.rsplit("/", 1)[-1], asset.replace("/", "_")) if mapped is None else (mapped,)
        found = next((one for one in spellings if one in names and one not in taken), None)
        if found is not None:
            taken[found] = (asset, span, "declaration")
        elif mapped is None:
            rest.append((index, asset, span))
    unbound: list[tuple[str, Span]] = []
    for index, asset, span in rest:
        slot = taker.slots[index] if index < len(taker.slots) else None
        if slot is not None and slot.name not in taken and slot.name in names:
            taken[slot.name] = (asset, span, "position")
        else:
            unbound.append((asset, span))
    return taken, tuple(unbound)


def _bind(taker: Taker, slot: Slot, declared: tuple[str, Span, str] | None, offered: Offer) -> Binding:
    given = taker.given.get(slot.name)
    if given is not None:
        return Binding(
            parameter=slot.name,
            source=given.source,
            type=slot.type,
            span=slot.span,
            source_span=given.span,
            joined="declaration",
        )
    if declared is not None:
        asset, span, how = declared
        source, place = _of_input(taker, asset, offered)
        return Binding(
            parameter=slot.name,
            source=source,
            type=slot.type,
            span=slot.span,
            source_span=place,
            asset_span=span,
            joined="position" if how == "position" else "declaration",
            adapt=_adapt(slot.type, source, asset, taker.id, offered),
        )
    source, place = _of_name(taker, slot, offered)
    return Binding(
        parameter=slot.name,
        source=source,
        type=slot.type,
        span=slot.span,
        source_span=place,
        joined="default" if source is slot.default else "name",
        adapt=_adapt(slot.type, source, slot.name, taker.id, offered),
    )


def _of_input(taker: Taker, asset: str, offered: Offer) -> tuple[Source, Span | None]:
    """Where a declared input comes from: an output, else the context, else from outside where that may be."""
    found = offered.output(asset, taker.id)
    if found is not None:
        return found[0], found[1].port.span
    parameter = offered.parameters.get(asset)
    if parameter is not None:
        return plan.FromParameter(name=asset), parameter.span
    own = next((giver for giver in offered.outputs.get(asset, ()) if giver.step == taker.id), None)
    if own is not None:
        return plan.FromOutput(step=own.step, name=own.name), own.port.span
    if asset in offered.outside or ((offered.open or taker.lenient) and not near(asset, offered)):
        return plan.FromParameter(name=asset), None
    return Missing(asset=asset, declared=True), None


def near(asset: str, offered: Offer) -> str:
    """The asset that was certainly meant by a name that nobody gives, or nothing."""
    return next(iter(close_matches(asset, offered.outputs, n=1, cutoff=_NEAR)), "")


def _of_name(taker: Taker, slot: Slot, offered: Offer) -> tuple[Source, Span | None]:
    """Where a parameter without a declared input gets its value from."""
    parameter = offered.parameters.get(slot.name)
    if parameter is not None:
        return plan.FromParameter(name=slot.name), parameter.span
    found = offered.output(slot.name, taker.id)
    if found is not None:
        return found[0], found[1].port.span
    if slot.name in offered.outside:
        return plan.FromParameter(name=slot.name), None
    return (slot.default, None) if slot.default is not None else (plan.FromParameter(name=slot.name), None)


_WRAPPERS = ("Dataset", "Model", "Metrics", "Parameters", "FeatureSet", "Artifact")


def _adapt(type: Type, source: Source, asset: str, id: str, offered: Offer) -> tuple[plan.Adapt, ...]:
    """A consumer that does not ask for the wrapper of a wrapped value gets what it holds."""
    given = offered.outputs.get(asset, ())
    if not isinstance(source, plan.FromOutput | plan.FromExpression) or not given:
        return ()
    asked = any(_wrapper(one) for one in (type.members if isinstance(type, Union) else (type,)))
    if not asked and all(_wrapper(giver.port.type) for giver in _others(given, id)):
        return (plan.Adapt(how="unwrap"),)
    return ()


def _others(givers: Sequence[Giver], id: str) -> Sequence[Giver]:
    return [giver for giver in givers if giver.step != id] or givers


def _wrapper(type: Type) -> str:
    path = getattr(type, "path", "")
    package, _, name = str(path).rpartition(".")
    return name if name in _WRAPPERS and package.split(".")[0] in {"flowyml", "icefloe"} else ""


def guard(
    condition: Condition,
    bindings: Sequence[Binding],
    reader: Reader,
    named: Callable[[str], plan.Value | None] | None = None,
) -> Guard:
    """The guard of a step: each parameter of its condition takes what the step's parameter of that name takes, or what
    `named` finds under it; where no name is one of the step's, what stands at its place."""
    by_name = {binding.parameter: binding for binding in bindings}
    formals = [p for p in condition.function.parameters if p.kind in _PLAIN]
    strangers = all(formal.name not in by_name for formal in formals)
    given: list[Binding] = []
    for index, formal in enumerate(formals):
        found = by_name.get(formal.name)
        source = named(formal.name) if found is None and named is not None else None
        joined: Literal["name", "position"] = "name"
        if found is None and source is None and strangers and index < len(bindings) and formal.default is None:
            found, joined = bindings[index], "position"
        if found is None and source is None and formal.default is not None:
            continue
        given.append(
            Binding(
                parameter=formal.name,
                source=found.source if found is not None else source or Missing(asset=formal.name, declared=False),
                type=_type(formal, reader),
                span=found.span if found is not None and formal.annotation is None else formal.span,
                source_span=found.source_span if found is not None else None,
                joined=joined,
                adapt=found.adapt if found is not None else (),
            )
        )
    from icefloe.builder.meanings import meaning

    return Guard(
        test=condition.function,
        span=condition.span,
        bindings=tuple(given),
        negate=condition.negate,
        meaning=meaning(condition.function, {one.parameter: one.source for one in given}, reader),
    )
