"""Steps as they are defined, before it is known which pipeline they are in and where their values come from."""

from dataclasses import dataclass, replace

from icefloe.builder import options, policies
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.options import Notes
from icefloe.dialect import Reader
from icefloe.graph import OnFailure, Port
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import Type
from icefloe.values import Function, Known
from icefloe_schema import plan
from icefloe_schema.jsonvalue import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A `when` or `unless` on a step: the function that decides."""

    function: Function
    negate: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One step as defined. `inputs` are the declared input assets with their spans."""

    name: str
    token: int
    function: Function
    summary: Summary
    layer: Layer
    inputs: tuple[tuple[str, Span], ...]
    ports: tuple[Port, ...]
    policy: plan.Policy
    on_failure: OnFailure | None
    condition: Condition | None
    group: str
    labels: JsonObject

    @property
    def declares_outputs(self) -> bool:
        """Whether the user said what it produces."""
        return any(port.declared for port in self.ports)


_WORDS = ("step", "map_task", "dynamic")
_KNOWN = (*_WORDS, "retry", "on_failure", "CircuitBreaker", "when", "unless", "condition")


def draft(found: Decorated, reader: Reader, notes: Notes) -> Draft | None:
    """A decorated function as a step, or None (with a hole) if it is not one that can be read."""
    layer = found.layer(*_WORDS)
    if layer is None:
        return None
    for other in found.layers:
        if other.word not in _KNOWN:
            notes.hole(
                f"what `@{other.path.removesuffix('()')}` makes of step `{found.function.name}`",
                Known(value=None, span=other.span),
                other.span,
                "the decorator is not part of this dialect, and its code is not in the project",
            )
    if layer.word != "step":
        notes.hole(
            f"step `{found.function.name}`",
            Known(value=None, span=layer.span),
            layer.span,
            f"`@{layer.word}` is not compiled yet",
        )
        return None
    options.unknown_keywords(layer, options.STEP_OPTIONS, notes)
    summary = reader.summary(found.function)
    name = _name(layer, found.function, notes)
    return Draft(
        name=name,
        token=found.token,
        function=found.function,
        summary=summary,
        layer=layer,
        inputs=options.names(layer.argument("inputs", 0), "inputs", notes) or (),
        ports=ports(name, layer, summary, reader, notes),
        policy=policies.policy(found, layer, notes),
        on_failure=policies.on_failure(found, notes),
        condition=_condition(found, notes),
        group=options.text(layer.argument("execution_group")),
        labels=options.json_object(layer.argument("tags"), "tags", notes),
    )


def _name(layer: Layer, function: Function, notes: Notes) -> str:
    given = layer.argument("name")
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return function.name
    found = options.text(given)
    if not found:
        notes.hole(f"the name of step `{function.name}`", given.value, given.span, "it is not a string")
    return found or function.name


def ports(name: str, layer: Layer, summary: Summary, reader: Reader, notes: Notes) -> tuple[Port, ...]:
    """The outputs: as declared, or the whole returned value under the step's name."""
    declared = options.names(layer.argument("outputs", 1), "outputs", notes)
    returned = reader.types.returned(summary)

    def port(asset: str, span: Span, type: Type, position: int | None, is_declared: bool) -> Port:
        return Port(
            name=asset,
            type=type,
            span=span,
            type_span=returned.span,
            inferred=returned.inferred,
            position=position,
            declared=is_declared,
        )

    if not declared:
        return (port(name, summary.function.name_span, returned.type, None, False),)
    if len(declared) == 1:
        return (port(declared[0][0], declared[0][1], returned.type, None, True),)
    count = len(declared)
    return tuple(
        port(asset, span, reader.types.element(returned.type, index, count), index, True)
        for index, (asset, span) in enumerate(declared)
    )


def _condition(found: Decorated, notes: Notes) -> Condition | None:
    layer = found.layer("when", "unless")
    if layer is None:
        return None
    given = layer.argument("condition", 0)
    if given is None or not isinstance(given.value, Function):
        notes.hole(
            f"when step `{found.function.name}` runs",
            given.value if given is not None else Known(value=None, span=layer.span),
            layer.span,
            "its condition is not a function of this project",
        )
        return None
    return Condition(function=given.value, negate=layer.word == "unless", span=given.span)


def told_apart(one: Draft, id: str) -> Draft:
    """The same step under an id of its own; an output that was only called like the step is called like the id."""
    return replace(one, ports=tuple(p if p.declared else replace(p, name=id) for p in one.ports))
