"""Steps as they are defined, before it is known which pipeline they are in and where their values come from."""

from dataclasses import field, replace

from icefloe.builder import failures, kinds, mapping, options, policies, reasons
from icefloe.builder.layers import STEPS, Decorated, Layer
from icefloe.builder.mapping import MapOptions
from icefloe.builder.notes import Notes
from icefloe.builder.ports import ports
from icefloe.connections import wrapped
from icefloe.dialect import Reader
from icefloe.graph import OnFailure, Port
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import UnknownType, causes
from icefloe.values import Argument, Function, Known, Symbol
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What decides whether a step runs: a function, from a decorator or from the argument `condition`.

    `word` is how it is written: `when`, `unless`, `condition`, `Condition`, or `condition=`.
    """

    function: Function
    negate: bool
    span: Span
    word: str = "when"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One step as defined. `inputs` are the declared input assets with their spans.

    `map` is set for a map task: the function is then that of one element, and so are the ports. `dynamic` says that the
    function builds a pipeline. `given` are values that parameters have from a `functools.partial`. `hidden` says why
    its types are not those that it says.
    """

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
    map: MapOptions | None = None
    dynamic: bool = False
    given: tuple[Argument, ...] = ()
    hints: JsonObject = field(default_factory=dict[str, Json])
    hidden: str = ""

    @property
    def declares_outputs(self) -> bool:
        """Whether the user said what it produces."""
        return any(port.declared for port in self.ports)


_CONDITIONS = ("when", "unless", "condition", "Condition")
# Decorators that watch a step and leave what it does alone.
_WATCHING = ("profile_step", "debug_step", "trace_step", "inspect_step", "trace_llm", "observe", "memoize")
_KNOWN = (*STEPS, *_CONDITIONS, *_WATCHING, "retry", "on_failure", "CircuitBreaker")


def draft(found: Decorated, reader: Reader, notes: Notes) -> Draft | None:
    """A decorated function as a step, or None if it is not one."""
    layer = found.layer(*STEPS)
    if layer is None:
        return None
    hidden = ""
    for other in found.layers:
        if other.word not in _KNOWN:
            hidden = f"what `@{other.path.removesuffix('()')}` makes of it is not known"
            notes.hole(
                f"what `@{other.path.removesuffix('()')}` makes of step `{found.function.name}`",
                Known(value=None, span=other.span),
                other.span,
                "the decorator is not part of this dialect, and its code is not in the project",
            )
    options.unknown_keywords(layer, options.allowed(layer), notes)
    summary = reader.summary(found.function)
    name = _name(layer, found.function, notes)
    given = [wrapped(one, summary, reader.types) for one in ports(name, layer, summary, reader, notes)]
    if hidden:
        given = [replace(one, type=UnknownType(hidden, causes.OPAQUE), held=None) for one in given]
    policy = policies.policy(found, layer, notes)
    return Draft(
        name=name,
        token=found.token,
        function=found.function,
        summary=summary,
        layer=layer,
        inputs=options.names(layer.argument("inputs", 0), "inputs", notes) or (),
        ports=tuple(replace(port, kind=kinds.kind(port.type)) for port in given),
        policy=replace(policy, registry=kinds.registry(given, summary)),
        on_failure=failures.on_failure(found, layer, notes),
        condition=_condition(found, layer, notes),
        group=options.text(layer.argument("execution_group")),
        labels=options.json_object(layer.argument("tags"), "tags", notes),
        hidden=hidden,
        map=mapping.map_options(layer, notes) if layer.word == "map_task" else None,
        dynamic=layer.word == "dynamic",
        given=found.given,
        hints={**policies.settings(layer, name, notes), **_watching(found)},
    )


def _watching(found: Decorated) -> JsonObject:
    """The decorators that only the original's own runtime knows."""
    words: list[Json] = [layer.word for layer in found.layers if layer.word in _WATCHING]
    return {"decorators": words} if words else {}


def _name(layer: Layer, function: Function, notes: Notes) -> str:
    given = layer.argument("name")
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return function.name
    found = options.text(given)
    if not found:
        why = reasons.depends(given.value) if isinstance(given.value, Symbol) else "it is not a string"
        notes.hole(f"the name of step `{function.name}`", given.value, given.span, why)
    return found or function.name


def _condition(found: Decorated, step: Layer, notes: Notes) -> Condition | None:
    """The condition of a step; a second one is a hole, as a plan has one guard for each step."""
    conditions = [one for one in found.layers if one.word in _CONDITIONS]
    given = [(one.word, one.argument("condition", 0) or one.argument("condition_func"), one.span) for one in conditions]
    for keyword in ("condition", "skip_if"):
        own = step.argument(keyword)
        if own is not None and not options.is_none(own.value):
            given.append((f"{keyword}=", own, own.span))
            if keyword == "skip_if":
                notes.original("FLO508", own.span, step=found.function.name, detail="`skip_if`")
    for _, _, span in given[1:]:
        nothing = Known(value=None, span=span)
        notes.hole(f"when step `{found.function.name}` runs", nothing, span, "it has two conditions")
    for word, argument, span in given[:1]:
        if argument is not None and isinstance(argument.value, Function):
            negate = word in ("unless", "skip_if=")
            return Condition(function=argument.value, negate=negate, span=argument.span, word=word)
        value = argument.value if argument is not None else Known(value=None, span=span)
        why = "its condition is not a function of this project"
        notes.hole(f"when step `{found.function.name}` runs", value, span, why)
    return None


def told_apart(one: Draft, id: str) -> Draft:
    """The same step under an id of its own; an output that was only called like the step is called like the id."""
    return replace(one, ports=tuple(p if p.declared else replace(p, name=id) for p in one.ports))
