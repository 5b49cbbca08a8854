"""A map task: its function as the body that is run for each element of a list."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder import options
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.graph import Binding, Graph, MapRun, Parameter, Port, Result, Step
from icefloe.types import Named, UnknownType
from icefloe.values import Argument, Known
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """What a map task says of its elements; `delay`, `minimum_success` and `timeout` are encoded numbers."""

    concurrency: int | None = None
    retries: int = 0
    delay: Json = None
    minimum_success: Json = None
    timeout: Json = None


# What the pages give as defaults.
_CONCURRENCY = 4


def map_options(layer: Layer, notes: Notes) -> MapOptions:
    """The options of `@map_task(…)`."""
    whole = layer.argument("fail_fast")
    stops = whole is not None and isinstance(whole.value, Known) and whole.value.value is True
    return MapOptions(
        concurrency=_count(layer.argument("concurrency"), 1, notes, _CONCURRENCY),
        retries=_count(layer.argument("retries"), 0, notes, 0),
        delay=options.encoded(layer.argument("retry_delay")),
        minimum_success=None if stops else _share(layer.argument("min_success_ratio"), notes),
        timeout=options.encoded(layer.argument("timeout_per_item")),
    )


def _count(argument: Argument | None, least: int, notes: Notes, default: int) -> int:
    if argument is None:
        return default
    found = options.number(argument)
    if isinstance(found, int) and found >= least:
        return found
    message = f"`{argument.name}` is not a whole number that the source shows, and at least {least}"
    notes.add("FLO106", message, argument.span, help="write the number down")
    return default


def _share(argument: Argument | None, notes: Notes) -> Json:
    if argument is None:
        return None
    found = options.number(argument)
    if found is not None and 0 <= found <= 1:
        return None if found == 1 else literals.encode(found)
    notes.add("FLO106", f"`{argument.name}` is not a number from 0 to 1", argument.span, help="write the share down")
    return None


def mapped(step: Step, of: MapOptions, dialect: str, item: str = "") -> Step:
    """A step that is run once for each element of what its parameter `item` (the first one) is bound to.

    `step` is the ordinary step: all parameters bound, and outputs as one element gives them.
    """
    taken = next((b for b in step.bindings if b.parameter == item), step.bindings[0] if step.bindings else None)
    if taken is None:
        return step
    handed: list[Binding] = []
    inside: list[Binding] = []
    for binding in step.bindings:
        source = binding.source
        if binding is taken:
            inside.append(replace(binding, source=plan.FromItem(name=taken.parameter), adapt=()))
        elif isinstance(source, plan.FromDefault | plan.FromLiteral):
            inside.append(binding)
        else:
            handed.append(binding)
            inside.append(replace(binding, source=plan.FromParameter(name=binding.parameter), adapt=()))
    return replace(
        step,
        run=MapRun(
            over=taken.source,
            item=taken.parameter,
            body=_body(step, inside, handed, of, dialect),
            concurrency=of.concurrency,
            retries=0 if of.delay is not None else of.retries,
            minimum_success=of.minimum_success,
        ),
        body=None,
        bindings=tuple(handed),
        outputs=tuple(listed(port) for port in step.outputs),
    )


def _body(step: Step, inside: Sequence[Binding], handed: Sequence[Binding], of: MapOptions, dialect: str) -> Graph:
    retry = None
    if of.delay is not None and of.retries:
        retry = plan.Retry(attempts=of.retries + 1, delay=of.delay, factor=2)
    one = replace(
        step,
        bindings=tuple(inside),
        policy=plan.Policy(retry=retry, timeout=of.timeout),
        guard=None,
        on_failure=None,
        after=(),
        group="",
        labels={},
    )
    return Graph(
        name=step.id,
        dialect=dialect,
        span=step.span,
        steps=(one,),
        parameters=tuple(Parameter(name=b.parameter, type=b.type, span=b.span) for b in handed),
        results=tuple(
            Result(name=port.name, source=plan.FromOutput(step=step.id, name=port.name), span=port.span)
            for port in step.outputs
        ),
    )


def listed(port: Port) -> Port:
    """The output of a map: a list of what its body gives."""
    inner = port.type
    whole = inner if isinstance(inner, UnknownType) else Named(path="builtins.list", arguments=(inner,))
    return replace(port, type=whole, position=None, key="")
