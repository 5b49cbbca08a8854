"""How a step is run, as its decorators and options say it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from icefloe_runtimes.objects.address import Addresses, literal
from icefloe_runtimes.objects.definition import Definition, Layer, named
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.standin.recording import Said
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.plan import CircuitBreaker, OnFailure, Policy, Resources, Retry

_ENDS = {
    "fail": "fail",
    "raise": "fail",
    "stop": "fail",
    "continue": "continue",
    "skip": "continue",
    "ignore": "continue",
    "success": "success",
}
_AMOUNTS = {"cpu": "cpu", "memory": "memory", "storage": "storage", "disk_size": "storage", "gpu_memory": "gpu_memory"}
_OF_GPU = {"type": "gpu_type", "count": "gpu_count", "memory": "gpu_memory"}
_RETRIES = ("retry", "RetryConfig")


def policy(one: Definition, addresses: Addresses, *, native: bool) -> Policy:
    """Give the policy of a step."""
    options = one.layer.options
    breaker = said(options.get("circuit_breaker")) or one.said("CircuitBreaker")
    return Policy(
        retry=_retry(one, native=native),
        timeout=_timeout(options.get("timeout")),
        on_failure=_on_failure(one, addresses),
        circuit_breaker=None if breaker is None else _breaker(breaker),
        cache=_cache(options, native=native),
        resources=_resources(options.get("resources")),
        environment=str(options["stack"]) if isinstance(options.get("stack"), str) else "",
    )


def of_options(options: Mapping[str, object], *, native: bool) -> Policy:
    """Give the policy of a step that is no function."""
    again = options.get("retry")
    return Policy(
        retry=None if again is None else _of_argument(again, native=native),
        timeout=_timeout(options.get("timeout")),
        cache=_cache(options, native=native),
        resources=_resources(options.get("resources")),
    )


def said(value: object) -> Layer | None:
    """Give what a word was told that is used as a value, with either kind of words; None for other values."""
    if isinstance(value, Said):
        return named(value.icefloe_word, value.icefloe_arguments, value.icefloe_options)
    held = getattr(value, "__dict__", {})
    if type(value).__module__.startswith("icefloe.sdk.") and "_word" in held:
        return Layer(word=str(held["_word"]), options=cast("Mapping[str, object]", held["_options"]))
    return None


def _retry(one: Definition, *, native: bool) -> Retry | None:
    given = one.layer.options.get("retry")
    if given is not None:
        return _of_argument(given, native=native)
    layer = one.said("retry")
    return None if layer is None else _of_layer(layer, native=native)


def _of_argument(given: object, *, native: bool) -> Retry | None:
    if isinstance(given, int) and given >= 0:
        # `retry=3` tries again three times, and waits 1, 2, 4 seconds.
        return Retry(attempts=given + 1, delay=1, factor=2) if given else None
    layer = said(given)
    if layer is None or layer.word not in _RETRIES:
        raise BuildError(f"`retry` is no number of times, but {given!r}")
    return _of_layer(layer, native=native)


def _of_layer(layer: Layer, *, native: bool) -> Retry:
    options = layer.options
    attempts = options.get("max_attempts", 3)
    if not isinstance(attempts, int) or attempts < 1:
        raise BuildError(f"`max_attempts` is no number of at least 1, but {attempts!r}")
    waits = _waits(options.get("backoff"), bare=layer.word == "RetryConfig", native=native)
    if native:
        own = {"delay": options.get("delay"), "maximum_delay": options.get("max_delay")}
        waits |= {name: literals.encode(value) for name, value in own.items() if value is not None}
        waits["jitter"] = bool(options.get("jitter"))
    return Retry(
        attempts=attempts,
        delay=waits.get("delay"),
        factor=waits.get("factor"),
        maximum_delay=waits.get("maximum_delay"),
        jitter=waits.get("jitter") is True,
        on=_exceptions(options.get("on", options.get("retry_on"))),
        unless=_exceptions(options.get("not_on", options.get("not_retry_on"))),
    )


def _waits(backoff: object, *, bare: bool, native: bool) -> dict[str, Json]:
    """The waits between tries, by the names of the plan's fields."""
    exponential: dict[str, Json] = {"delay": 1, "factor": 2, "maximum_delay": 60, "jitter": True}
    if backoff is None:
        return {"delay": 1} if native else {} if bare else exponential
    if isinstance(backoff, int | float):
        return {"delay": 1, "factor": literals.encode(backoff)}
    layer = said(backoff)
    if layer is not None and layer.word == "FixedBackoff":
        return {"delay": literals.encode(layer.options.get("delay", 1))}
    if layer is not None and layer.word == "ExponentialBackoff":
        names = {"initial": "delay", "max_delay": "maximum_delay", "max": "maximum_delay", "multiplier": "factor"}
        own = {names[key]: literals.encode(value) for key, value in layer.options.items() if key in names}
        return {**exponential, **own, "jitter": bool(layer.options.get("jitter", True))}
    if backoff in ("exponential", "fixed", "constant"):
        return {"delay": 1, **({"factor": 2} if backoff == "exponential" else {})}
    raise BuildError(f"this is no backoff: {backoff!r}")


def _exceptions(value: object) -> tuple[str, ...]:
    given = cast("Sequence[object]", value) if isinstance(value, list | tuple) else [] if value is None else [value]
    names: list[str] = []
    for one in given:
        if not isinstance(one, type):
            raise BuildError(f"a retry names exceptions by their classes, and {one!r} is none")
        names.append(one.__qualname__ if one.__module__ == "builtins" else f"{one.__module__}.{one.__qualname__}")
    return tuple(name for name in names if name != "Exception") if names != ["Exception"] else ()


def _timeout(value: object) -> Json:
    if value is None:
        return None
    seconds = value.total_seconds() if isinstance(value, dt.timedelta) else value
    if not isinstance(seconds, int | float) or seconds <= 0:
        raise BuildError(f"`timeout` is no number of seconds above 0, but {value!r}")
    return literals.encode(int(seconds) if seconds == int(seconds) and not isinstance(value, float) else seconds)


def _cache(options: Mapping[str, object], *, native: bool) -> bool | None:
    if "cache" not in options:
        return None
    value = options["cache"]
    if value is None:
        return None if native else False
    return value if isinstance(value, bool) else True


def _on_failure(one: Definition, addresses: Addresses) -> OnFailure | None:
    options = one.layer.options
    given = next((options[name] for name in ("fallback", "on_failure") if options.get(name) is not None), None)
    if given is None:
        layer = one.said("on_failure")
        if layer is None:
            return None
        given = next(
            (layer.options[name] for name in ("fallback", "action", "function") if name in layer.options), None
        )
    on = _exceptions(options.get("fallback_on"))
    inner = said(given)
    if inner is not None:
        names = ("fallback", "fallback_func", "action", "function")
        given = next((inner.options[name] for name in names if name in inner.options), None)
        on = on or _exceptions(inner.options.get("fallback_on"))
    if isinstance(given, str):
        action = _ENDS.get(given)
        # Other words tell somebody of a failure, and the step fails all the same.
        if action == "continue":
            return OnFailure(action="continue", on=on)
        return OnFailure(action="success", on=on) if action == "success" else None
    if not callable(given):
        raise BuildError(f"what takes the place of a failed {one.name!r} is no function, but {given!r}")
    fallback: Callable[..., object] = given
    return OnFailure(action="fallback", function=addresses.of(fallback).ref, on=on)


def _breaker(layer: Layer) -> CircuitBreaker:
    threshold = layer.options.get("failure_threshold", 5)
    if not isinstance(threshold, int) or threshold < 1:
        raise BuildError(f"`failure_threshold` is no number of at least 1, but {threshold!r}")
    reset = layer.options.get("timeout", layer.options.get("reset_timeout"))
    return CircuitBreaker(threshold=threshold, reset_seconds=None if reset is None else literals.encode(reset))


def _resources(value: object) -> Resources | None:
    given = _fields(value)
    if not given:
        return None
    given |= {_OF_GPU.get(name, name): one for name, one in _fields(given.get("gpu")).items()}
    amounts = {field: str(given[name]) for name, field in _AMOUNTS.items() if name in given}
    is_plain = isinstance(given.get("gpu"), str | int | float)
    gpu: object = given["gpu"] if is_plain else given.get("gpu_type", "")
    count: object = given.get("gpu_count", 0)
    if isinstance(gpu, int | float) or str(gpu).isdecimal():
        gpu, count = given.get("gpu_type", ""), count or int(str(gpu))
    number = int(count) if isinstance(count, int | float) else int(bool(gpu))
    return Resources(
        cpu=amounts.get("cpu", ""),
        memory=amounts.get("memory", ""),
        storage=amounts.get("storage", ""),
        gpu_memory=amounts.get("gpu_memory", ""),
        gpu=str(gpu),
        gpu_count=number or int(bool(gpu)),
    )


def _fields(value: object) -> dict[str, object]:
    """The entries of a dictionary, or what a word for amounts was told, by name."""
    layer = said(value)
    entries = layer.options if layer is not None else value
    if not isinstance(entries, Mapping):
        return {}
    return {str(name): one for name, one in cast("Mapping[object, object]", entries).items() if one is not None}


def labels(value: object) -> JsonObject:
    """Give the tags of a step or a pipeline: of a dictionary, or of a list of words."""
    if isinstance(value, Mapping):
        return {str(key): literal(one) for key, one in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return {str(one): True for one in cast("Sequence[object]", value)}
    return {}
