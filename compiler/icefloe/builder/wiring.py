"""Where every parameter of every step gets its value from.

The order (`docs/semantics.md`): declared input, context, implicit output of that name, default. Implicit joins hold
whatever the order of registration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from icefloe.builder.drafts import Condition, Draft
from icefloe.dialect import Reader
from icefloe.graph import Binding, Guard, Missing, Order, Parameter, Port
from icefloe.source import Span
from icefloe.types import Type, UnknownType
from icefloe.values import Function
from icefloe.values import Parameter as Formal
from icefloe_schema import plan

_PLAIN = frozenset({"positional", "normal", "keyword"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Everything that can give a value: outputs by asset name (with their step), and the context's parameters."""

    outputs: Mapping[str, tuple[str, Port]]
    parameters: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """A step's bindings, orderings that come from declared inputs without a parameter, and new plan parameters."""

    bindings: tuple[Binding, ...]
    after: tuple[Order, ...]
    external: tuple[Parameter, ...]
    unbound: tuple[tuple[str, Span], ...]


def offer(drafts: Sequence[tuple[str, Draft]], parameters: Sequence[Parameter]) -> Offer:
    """What the steps (by id) and the context give; of two producers of one asset the first counts."""
    outputs: dict[str, tuple[str, Port]] = {}
    for id, draft in drafts:
        for port in draft.ports:
            outputs.setdefault(port.name, (id, port))
    return Offer(outputs=outputs, parameters={p.name: p for p in parameters})


def wire(id: str, draft: Draft, offered: Offer, reader: Reader) -> Wired:
    """The bindings of one step."""
    formals = [p for p in draft.function.parameters if p.kind in _PLAIN]
    declared, unbound = _declared(draft, formals)
    bindings: list[Binding] = []
    external: list[Parameter] = []
    for formal in formals:
        binding = _bind(id, formal, declared.get(formal.name), offered, reader)
        bindings.append(binding)
        source = binding.source
        if isinstance(source, plan.FromParameter) and source.name not in offered.parameters:
            external.append(
                Parameter(name=source.name, type=binding.type, span=formal.span, default=None, origin="external")
            )
    after = tuple(
        Order(
            step=offered.outputs[asset][0],
            why=f"it declares the input `{asset}`, which none of its parameters takes",
            span=span,
        )
        for asset, span in unbound
        if asset in offered.outputs and offered.outputs[asset][0] != id
    )
    return Wired(bindings=tuple(bindings), after=after, external=tuple(external), unbound=unbound)


def _declared(
    draft: Draft, formals: Sequence[Formal]
) -> tuple[dict[str, tuple[str, Span, str]], tuple[tuple[str, Span], ...]]:
    """Which parameter takes which declared input: by name, by the name's last part, else by position."""
    taken: dict[str, tuple[str, Span, str]] = {}
    rest: list[tuple[int, str, Span]] = []
    names = {formal.name for formal in formals}
    for index, (asset, span) in enumerate(draft.inputs):
        for spelling in (asset, asset.rsplit("/", 1)[-1], asset.replace("/", "_")):
            if spelling in names and spelling not in taken:
                taken[spelling] = (asset, span, "name")
                break
        else:
            rest.append((index, asset, span))
    unbound: list[tuple[str, Span]] = []
    for index, asset, span in rest:
        formal = formals[index] if index < len(formals) else None
        if formal is not None and formal.name not in taken:
            taken[formal.name] = (asset, span, "position")
        else:
            unbound.append((asset, span))
    return taken, tuple(unbound)


def _bind(id: str, formal: Formal, declared: tuple[str, Span, str] | None, offered: Offer, reader: Reader) -> Binding:
    type = _type(formal, reader)
    if declared is not None:
        asset, span, how = declared
        source, place = _find(id, asset, offered)
        return Binding(
            parameter=formal.name,
            source=source if source is not None else Missing(asset=asset, declared=True),
            type=type,
            span=formal.span,
            source_span=place,
            asset_span=span,
            joined="position" if how == "position" else "declaration",
            adapt=_adapt(type, source, asset, offered),
        )
    source, place = _find(id, formal.name, offered, context_first=True)
    if source is None:
        source = plan.FromDefault() if formal.default is not None else plan.FromParameter(name=formal.name)
    return Binding(
        parameter=formal.name,
        source=source,
        type=type,
        span=formal.span,
        source_span=place,
        joined="default" if isinstance(source, plan.FromDefault) else "name",
        adapt=_adapt(type, source, formal.name, offered),
    )


def _find(id: str, asset: str, offered: Offer, *, context_first: bool = False) -> tuple[plan.Value | None, Span | None]:
    """The output or context value of that name; for a declared input the output comes first."""
    output = offered.outputs.get(asset)
    if output is not None and output[0] == id and not context_first:
        return plan.FromOutput(step=id, name=asset), output[1].span
    if output is not None and output[0] == id:
        output = None
    parameter = offered.parameters.get(asset)
    if parameter is not None and (context_first or output is None):
        return plan.FromParameter(name=asset), parameter.span
    if output is not None:
        return plan.FromOutput(step=output[0], name=asset), output[1].span
    return None, None


def _type(formal: Formal, reader: Reader) -> Type:
    if formal.annotation is None:
        return UnknownType(f"`{formal.name}` has no annotation")
    return reader.types.parameter(formal)


_WRAPPERS = ("Dataset", "Model", "Metrics", "Parameters", "FeatureSet", "Artifact")


def _adapt(type: Type, source: plan.Value | None, asset: str, offered: Offer) -> tuple[plan.Adapt, ...]:
    """A consumer that does not ask for the wrapper of a wrapped value gets what it holds."""
    if not isinstance(source, plan.FromOutput) or asset not in offered.outputs:
        return ()
    given = _wrapper(offered.outputs[asset][1].type)
    if given and _wrapper(type) == "":
        return (plan.Adapt(how="unwrap"),)
    return ()


def _wrapper(type: Type) -> str:
    path = getattr(type, "path", "")
    package, _, name = str(path).rpartition(".")
    return name if name in _WRAPPERS and package.split(".")[0] in {"flowyml", "icefloe"} else ""


def guard(condition: Condition, bindings: tuple[Binding, ...]) -> Guard:
    """The guard of a step: the condition's parameters bound like the step's own, by name or else by position."""
    by_name = {binding.parameter: binding for binding in bindings}
    formals = [p for p in condition.function.parameters if p.kind in _PLAIN]
    given: list[Binding] = []
    for index, formal in enumerate(formals):
        found = by_name.get(formal.name)
        if found is None and not any(p.name in by_name for p in formals) and index < len(bindings):
            found = bindings[index]
        if found is not None:
            given.append(_as(found, formal.name))
        elif formal.default is None:
            given.append(
                Binding(
                    parameter=formal.name,
                    source=Missing(asset=formal.name, declared=False),
                    type=UnknownType("a guard's parameters are not typed"),
                    span=formal.span,
                )
            )
    return Guard(test=condition.function, span=condition.span, bindings=tuple(given), negate=condition.negate)


def _as(binding: Binding, parameter: str) -> Binding:
    return Binding(
        parameter=parameter,
        source=binding.source,
        type=UnknownType("a guard's parameters are not typed"),
        span=binding.span,
        source_span=binding.source_span,
        joined=binding.joined,
        adapt=binding.adapt,
    )


def captures(function: Function) -> tuple[str, ...]:
    """What tells two steps of one name apart: texts of captured values and defaults."""
    found: list[str] = []
    for _, value in (*function.captured, *((p.name, p.default) for p in function.parameters)):
        shown = getattr(value, "value", None)
        found.append(str(shown) if isinstance(shown, str | int | float | bool) else "")
    return tuple(found)
