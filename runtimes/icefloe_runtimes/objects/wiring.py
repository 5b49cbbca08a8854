"""Where every parameter of every step gets its value from: declared input, context, implicit output, default."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

from icefloe_runtimes.meant import meant
from icefloe_runtimes.objects.address import literal
from icefloe_runtimes.objects.definition import Definition, Formal
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.members import Member, Test
from icefloe_runtimes.objects.values import Constants, annotated
from icefloe_runtimes.standin.inert import Inert
from icefloe_schema import literals
from icefloe_schema.plan import (
    Adapt,
    Binding,
    FromDefault,
    FromExpression,
    FromOutput,
    FromParameter,
    Parameter,
    Value,
)
from icefloe_schema.records import dataclass

_WRAPPERS = ("Dataset", "Model", "Metrics", "Parameters", "FeatureSet", "Artifact")
_PACKAGES = ("icefloe", "icefloe_runtimes", "flowyml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """One output of a step, and the tests under which that step runs."""

    step: str
    name: str
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the steps of a pipeline give by name, and what its context does.

    `outside` are names that are given to it; `open` says that whatever nobody gives comes from outside.
    """

    pipeline: str
    outputs: Mapping[str, Sequence[Giver]]
    context: Mapping[str, Value]
    outside: frozenset[str] = frozenset()
    open: bool = False

    def output(self, asset: str, consumer: str) -> Value | None:
        """Give the output of a name, of any step but the one that asks."""
        others = [giver for giver in self.outputs.get(asset, ()) if giver.step != consumer]
        if not others:
            return None
        return _chosen(others) if others[0].tests else FromOutput(step=others[0].step, name=others[0].name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """The bindings of one step, the steps that it only waits for, and the parameters that it needs from outside."""

    bindings: tuple[Binding, ...]
    after: tuple[str, ...] = ()
    external: tuple[Parameter, ...] = ()
    declared: frozenset[str] = field(default_factory=frozenset[str])


def wire(one: Member, offered: Offer, constants: Constants) -> Wired:
    """Bind the parameters of a step."""
    slots = list(one.of.slots)
    inputs = one.of.inputs
    mapped: Mapping[str, str] = {} if isinstance(one.of, Definition) else one.of.mapped
    declared, unbound = _declared(slots, inputs, mapped, one.given)
    if isinstance(one.of, Definition) and any(formal.is_rest for formal in one.of.formals):
        rest = {asset.rsplit("/", 1)[-1]: asset for asset in unbound}
        slots += [Formal(name=name, annotation=None, has_default=False) for name in rest]
        declared, unbound = {**declared, **rest}, ()
    bindings: list[Binding] = []
    external: list[Parameter] = []
    for slot in slots:
        value = _value(one, slot, declared.get(slot.name), offered, constants)
        bindings.append(Binding(parameter=slot.name, value=value, adapt=_adapt(slot, value)))
        if isinstance(value, FromParameter) and value.name not in offered.context:
            external.append(_external(value.name, slot))
    found = [offered.output(asset, one.id) for asset in unbound]
    after = tuple(dict.fromkeys(step for value in found if value is not None for step, _ in reads(value)))
    return Wired(bindings=tuple(bindings), after=after, external=tuple(external), declared=frozenset(declared))


def reads(value: Value) -> tuple[tuple[str, str], ...]:
    """Give the outputs that a value reads, as pairs of step and name."""
    if isinstance(value, FromOutput):
        return ((value.step, value.name),)
    if isinstance(value, FromExpression):
        return tuple(pair for operand in value.operands for pair in reads(operand))
    return ()


def is_wrapper(annotation: object) -> bool:
    """Say whether an annotation asks for a wrapped value, alone or as one of several types."""
    members = getattr(annotation, "__args__", ()) if not isinstance(annotation, type) else ()
    if not isinstance(annotation, Inert) and any(is_wrapper(one) for one in members):
        return True
    if isinstance(annotation, Inert):
        return repr(annotation).rstrip(">").rpartition(".")[2] in _WRAPPERS
    name, module = getattr(annotation, "__name__", ""), str(getattr(annotation, "__module__", ""))
    return name in _WRAPPERS and module.partition(".")[0] in _PACKAGES


def arguments(
    formals: Sequence[Formal], bindings: Sequence[Binding], named: Callable[[str], Value | None]
) -> tuple[Binding, ...]:
    """Bind a condition: each parameter takes what the step's of that name takes, else what the name means.

    Where none of its names is one of the step's, what is left is bound by position.
    """
    by_name = {binding.parameter: binding for binding in bindings}
    strangers = all(formal.name not in by_name for formal in formals)
    given: list[Binding] = []
    for index, formal in enumerate(formals):
        found = by_name.get(formal.name)
        value = named(formal.name) if found is None else found.value
        if value is None and strangers and index < len(bindings) and not formal.has_default:
            found = bindings[index]
            value = found.value
        if value is None and formal.has_default:
            continue
        if value is None:
            raise BuildError(f"a condition asks for {formal.name!r}, which nothing gives")
        given.append(Binding(parameter=formal.name, value=value, adapt=found.adapt if found else ()))
    return tuple(given)


def _declared(
    slots: Sequence[Formal], inputs: Sequence[str], mapped: Mapping[str, str], given: Mapping[str, object]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Say which parameter takes which input: as mapped, by name, by the name's last part, else by position."""
    taken: dict[str, str] = {}
    rest: list[tuple[int, str]] = []
    names = [slot.name for slot in slots if slot.name not in given]
    for index, asset in enumerate(inputs):
        to = mapped.get(asset)
        spellings = (asset, asset.rsplit("/", 1)[-1], asset.replace("/", "_")) if to is None else (to,)
        found = next((one for one in spellings if one in names and one not in taken), None)
        if found is not None:
            taken[found] = asset
        elif to is None:
            rest.append((index, asset))
    unbound: list[str] = []
    for index, asset in rest:
        name = slots[index].name if index < len(slots) else ""
        if name in names and name not in taken:
            taken[name] = asset
        else:
            unbound.append(asset)
    return taken, tuple(unbound)


def _value(one: Member, slot: Formal, asset: str | None, offered: Offer, constants: Constants) -> Value:
    if slot.name in one.given:
        return constants.value(one.given[slot.name], f"the value of {slot.name!r} of step {one.id!r}")
    if asset is not None:
        return _of_input(one, asset, offered)
    found = offered.context.get(slot.name) or offered.output(slot.name, one.id)
    if found is not None:
        return found
    if slot.name in offered.outside or not slot.has_default:
        return FromParameter(name=slot.name)
    address = one.of.address if isinstance(one.of, Definition) else None
    # A default that the plan cannot say leaves its function without the others too.
    if address is not None and address.unsaid:
        return constants.value(slot.default, f"the default of {slot.name!r} of step {one.id!r}")
    return FromDefault()


def _of_input(one: Member, asset: str, offered: Offer) -> Value:
    found = offered.output(asset, one.id) or offered.context.get(asset)
    if found is not None:
        return found
    own = next((giver for giver in offered.outputs.get(asset, ()) if giver.step == one.id), None)
    if own is not None:
        return FromOutput(step=own.step, name=own.name)
    if asset in offered.outside or offered.open or not isinstance(one.of, Definition):
        return FromParameter(name=asset)
    there = meant(asset, offered.outputs)
    message = f"step {one.id!r} takes {asset!r}, but nothing in pipeline {offered.pipeline!r} gives it{there}"
    raise BuildError(message)


def _external(name: str, slot: Formal) -> Parameter:
    """What a run gives; one that the function has a default for need not be given."""
    known = Parameter(name=name, type=annotated(slot.annotation), required=True, origin="external")
    try:
        return replace(known, required=False, default=literal(slot.default)) if slot.has_default else known
    except literals.EncodeError:
        return known


def _adapt(slot: Formal, value: Value) -> tuple[Adapt, ...]:
    """A step that does not ask for a wrapper gets what it holds."""
    return () if not reads(value) or is_wrapper(slot.annotation) else (Adapt(how="unwrap"),)


def _chosen(givers: Sequence[Giver]) -> Value:
    """One output; of several whose steps exclude each other by a test the one whose step runs; else the first."""
    first = givers[0]
    for test in first.tests if len(givers) > 1 else ():
        yes = [giver for giver in givers if Test(value=test.value, holds=True) in giver.tests]
        no = [giver for giver in givers if Test(value=test.value, holds=False) in giver.tests]
        if yes and no and len(yes) + len(no) == len(givers):
            return FromExpression(op="choice", operands=(test.value, _chosen(yes), _chosen(no)))
    return FromOutput(step=first.step, name=first.name)
