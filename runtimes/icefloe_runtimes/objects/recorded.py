"""What a pipeline object remembers of how it was built, whichever words it was built with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import cast

from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.standin.recording import If, Pipeline, values_of
from icefloe_schema.records import dataclass

_NATIVE = "icefloe.sdk."
_NESTING = ("name", "inputs", "outputs", "input_mapping", "output_mapping")
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A function that was added as a step, with what was said beside it."""

    function: object
    options: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A pipeline that was added as a step."""

    pipeline: "Recorded"
    options: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A choice between steps by a condition."""

    condition: object
    then: object = None
    otherwise: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A pipeline as it was built: its name, its context, its parts in order, and the options of its constructor."""

    name: str
    context: Mapping[str, object]
    parts: tuple[Added | Nested | Branch, ...]
    options: Mapping[str, object]
    native: bool


def is_pipeline(value: object) -> bool:
    """Say whether a value is a pipeline that remembers how it was built."""
    return isinstance(value, Pipeline) or _is_native(value, "Pipeline")


def recorded(pipeline: object, depth: int = 0) -> Recorded:
    """Give what a pipeline remembers; `BuildError` for anything else, and for one that is nested in itself."""
    if depth > _DEEPEST:
        raise BuildError("a pipeline is nested in itself: take it out, or nest another pipeline")
    if isinstance(pipeline, Pipeline):
        return Recorded(
            name=pipeline.name,
            context=values_of(pipeline.context),
            parts=tuple(_part(one, depth) for one in pipeline.icefloe_parts),
            options=pipeline.icefloe_options,
            native=False,
        )
    if _is_native(pipeline, "Pipeline"):
        held = vars(pipeline)
        parts = cast("Sequence[object]", held["parts"])
        return Recorded(
            name=str(held["name"]),
            context=dict(cast("Mapping[str, object]", held["context"])),
            parts=tuple(_part(one, depth) for one in parts),
            options=held,
            native=True,
        )
    raise BuildError(f"this is no pipeline that was built with `Pipeline(…)`, but {_kind(pipeline)}")


def _part(one: object, depth: int) -> Added | Nested | Branch:
    options: dict[str, object] = {}
    if isinstance(one, tuple):
        one, *rest = cast("tuple[object, ...]", one)
        is_said = len(rest) == 1 and isinstance(rest[0], dict)
        options = cast("dict[str, object]", rest[0]) if is_said else dict(zip(_NESTING, rest, strict=False))
    if is_pipeline(one):
        known = {name: value for name, value in options.items() if value is not None}
        return Nested(pipeline=recorded(one, depth + 1), options=known)
    branch = flow(one)
    if branch is not None:
        return branch
    if isinstance(one, Inert) or not callable(one):
        raise BuildError(f"{_kind(one)} was added as a step: add a function that is marked with `@step`")
    return Added(function=one, options=options)


def flow(one: object) -> Branch | None:
    """Give a branch; None for anything else."""
    if isinstance(one, If):
        return Branch(condition=one.condition, then=one.then_step, otherwise=one.else_step)
    if _is_native(one, "If"):
        held = vars(one)
        return Branch(condition=held["condition"], then=held["then_step"], otherwise=held["else_step"])
    return None


def each(value: object) -> Iterator[object]:
    """Give the steps of one side of a branch: none, one, or a list of them."""
    if isinstance(value, list | tuple):
        yield from cast("Sequence[object]", value)
    elif value is not None:
        yield value


def _is_native(value: object, name: str) -> bool:
    """Whether a value is made by a native word; this package must not import them."""
    return any(kind.__name__ == name and kind.__module__.startswith(_NATIVE) for kind in type(value).__mro__)


def _kind(value: object) -> str:
    if isinstance(value, Inert):
        return "something that only the original knows"
    return "None" if value is None else f"an object of the class {type(value).__qualname__}"
