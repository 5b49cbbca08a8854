"""A step as its function and its decorators define it, before it is known which pipeline it is in."""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import cast, get_type_hints

from icefloe_runtimes.objects.address import Address, Addresses
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.standin.notes import WORDS
from icefloe_schema.records import dataclass

_STEPS = ("step", "map_task", "dynamic")
_CONDITIONS = ("when", "unless", "condition", "Condition")
# What the words call their positional arguments.
_POSITIONS: Mapping[str, tuple[str, ...]] = {
    "step": ("inputs", "outputs"),
    "dynamic": ("inputs", "outputs"),
    "retry": ("max_attempts", "backoff", "on", "not_on"),
    "RetryConfig": ("max_attempts", "backoff", "on", "not_on"),
    "ExponentialBackoff": ("initial", "max_delay", "multiplier", "jitter"),
    "FixedBackoff": ("delay",),
    "CircuitBreaker": ("failure_threshold", "timeout"),
    "CircuitBreakerConfig": ("failure_threshold", "timeout"),
    "on_failure": ("fallback",),
    "FallbackHandler": ("fallback_func", "fallback_on"),
    "FallbackConfig": ("fallback_func", "fallback_on"),
    "ResourceRequirements": ("cpu", "memory", "storage", "gpu", "node_affinity"),
    "GPUConfig": ("gpu_type", "gpu_count", "gpu_memory"),
    **dict.fromkeys(_CONDITIONS, ("test",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One word that was said of a function, with its arguments by their names."""

    word: str
    options: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formal:
    """A parameter of a step; `is_rest` says that it takes what no other one takes."""

    name: str
    annotation: object
    has_default: bool
    default: object = None
    is_rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What decides whether a step runs."""

    function: Callable[..., object]
    word: str
    negate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One step as defined; `given` are values that its parameters have from a partial function."""

    name: str
    function: Callable[..., object]
    address: Address
    formals: tuple[Formal, ...]
    layer: Layer
    layers: tuple[Layer, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    condition: Condition | None
    returns: object = None
    given: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def slots(self) -> tuple[Formal, ...]:
        """Its parameters that take one value each."""
        return tuple(formal for formal in self.formals if not formal.is_rest)

    def said(self, word: str) -> Layer | None:
        """What a decorator has said of it."""
        return next((layer for layer in self.layers if layer.word == word), None)


def definition(value: object, addresses: Addresses) -> Definition:
    """Give the definition of what was added as a step."""
    given: dict[str, object] = {}
    layers = _layers(value)
    while isinstance(value, functools.partial):
        partial = cast("functools.partial[object]", value)
        value = partial.func
        names = [formal.name for formal in _formals(value)]
        given = {**dict(zip(names, partial.args, strict=False)), **partial.keywords, **given}
        layers = (*_layers(value), *layers)
    if hasattr(value, "min_success_ratio"):
        inner: object = getattr(value, "__wrapped__", None)
        layers = (*_layers(inner), *(one for one in layers if one not in _layers(inner)))
        value = inner
    if not callable(value):
        raise BuildError(f"{value!r} was added as a step, and is no function")
    layer = next((one for one in reversed(layers) if one.word in _STEPS), Layer(word="step", options={}))
    name = layer.options.get("name")
    return Definition(
        name=name if isinstance(name, str) and name else str(getattr(value, "__name__", "step")),
        function=value,
        address=addresses.of(value),
        formals=_formals(value),
        layer=layer,
        layers=layers,
        inputs=names_in(layer.options.get("inputs")),
        outputs=names_in(layer.options.get("outputs")),
        condition=_condition(layer, layers),
        returns=hints(value).get("return"),
        given=given,
    )


def named(word: str, arguments: Sequence[object], options: Mapping[str, object]) -> Layer:
    """Give a call of a word with its arguments by their names."""
    positions = _POSITIONS.get(word, ())
    return Layer(word=word, options={**dict(zip(positions, arguments, strict=False)), **options})


def names_in(value: object) -> tuple[str, ...]:
    """Give the names of a list of them, or of a single one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in cast("Sequence[object]", value))
    return ()


def hints(function: Callable[..., object]) -> Mapping[str, object]:
    """Give the annotations of a function, looked up where that can be done."""
    try:
        return get_type_hints(function)
    except Exception:  # noqa: BLE001 - annotations are the user's code, and may name what is imported for checkers only
        return cast("Mapping[str, object]", getattr(function, "__annotations__", {}))


def plain_formals(function: Callable[..., object]) -> tuple[Formal, ...]:
    """Give the parameters of a function that take one value each."""
    return tuple(formal for formal in _formals(function) if not formal.is_rest)


def _layers(value: object) -> tuple[Layer, ...]:
    noted: object = getattr(value, WORDS, ())
    found: list[Layer] = []
    pairs = cast("tuple[tuple[str, Mapping[str, object]], ...]", noted) if isinstance(noted, tuple) else ()
    for word, said in pairs:
        positional = [said[key] for key in sorted(key for key in said if key.isdigit())]
        found.append(named(word, positional, {key: value for key, value in said.items() if not key.isdigit()}))
    return tuple(found)


def _formals(function: object) -> tuple[Formal, ...]:
    if not callable(function):
        return ()
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    known = hints(function)
    return tuple(
        Formal(
            name=one.name,
            annotation=known.get(one.name, None if one.annotation is one.empty else one.annotation),
            has_default=one.default is not one.empty,
            default=None if one.default is one.empty else one.default,
            is_rest=one.kind is one.VAR_KEYWORD,
        )
        for one in parameters
        if one.kind is not one.VAR_POSITIONAL
    )


def _condition(layer: Layer, layers: Sequence[Layer]) -> Condition | None:
    said = [(one.word, one.options.get("test", one.options.get("condition_func"))) for one in layers]
    found = [(word, test) for word, test in said if word in _CONDITIONS]
    found += [(f"{name}=", layer.options[name]) for name in ("condition", "skip_if") if layer.options.get(name)]
    if len(found) > 1:
        raise BuildError("a step has two conditions: a plan has one for each step")
    for word, test in found:
        if not callable(test):
            raise BuildError(f"the condition of a step is no function, but {test!r}")
        return Condition(function=test, word=word, negate=word in ("unless", "skip_if="))
    return None
