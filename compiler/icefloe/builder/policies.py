"""Retries, time limits, fallbacks, circuit breakers, caching and resources of a step."""

from icefloe.builder import options
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.options import Notes
from icefloe.graph import OnFailure
from icefloe.values import Argument, Function, Known, Record
from icefloe_schema import literals, plan


def policy(found: Decorated, layer: Layer, notes: Notes) -> plan.Policy:
    """The policy that the layers of a step say; `layer` is the one that makes it a step."""
    return plan.Policy(
        retry=_retry(found, layer, notes),
        timeout=options.encoded(layer.argument("timeout")),
        circuit_breaker=_breaker(found),
        cache=_cache(layer, notes),
        resources=options.resources(layer.argument("resources"), notes),
    )


def _cache(layer: Layer, notes: Notes) -> bool | None:
    given = layer.argument("cache")
    if given is None:
        return None
    value = given.value.value if isinstance(given.value, Known) else given.value
    if value is False:
        return False
    if value in {True, "code_hash", "input_hash"}:
        return True
    if isinstance(value, str):
        notes.add("FLO401", f'`cache="{value}"` is no caching strategy', given.span, help='use "code_hash" or False')
    return None


def _retry(found: Decorated, layer: Layer, notes: Notes) -> plan.Retry | None:
    given = layer.argument("retry")
    if given is not None:
        times = options.number(given)
        if isinstance(times, int):
            # `retry=3` tries again three times, and waits 1, 2, 4 seconds.
            return plan.Retry(attempts=times + 1, delay=1, factor=2) if times > 0 else None
        if isinstance(given.value, Record):
            return _retry_of(given.value.arguments)
        notes.add("FLO402", "`retry` is not a whole number", given.span, help="write how often to try again")
    outer = found.layer("retry")
    return _retry_of(outer.arguments) if outer is not None else None


def _retry_of(arguments: tuple[Argument, ...]) -> plan.Retry:
    """`retry(max_attempts=3, backoff=2.0, on=…, not_on=…)`."""
    given = {a.name: a for a in arguments if a.name is not None}
    positional = [a for a in arguments if a.name is None]
    attempts = options.number(given.get("max_attempts") or (positional[0] if positional else None))
    backoff = given.get("backoff") or (positional[1] if len(positional) > 1 else None)
    return plan.Retry(
        attempts=int(attempts) if attempts is not None else 3,
        delay=1,
        factor=options.encoded(backoff),
        on=options.exceptions(given.get("on")),
        unless=options.exceptions(given.get("not_on")),
    )


def on_failure(found: Decorated, notes: Notes) -> OnFailure | None:
    """`@on_failure(fallback)`: the value of a function takes the place of the step's."""
    layer = found.layer("on_failure")
    if layer is None:
        return None
    given = layer.argument("fallback", 0)
    if given is not None and isinstance(given.value, Function):
        return OnFailure(action="fallback", span=layer.span, function=given.value)
    notes.hole(
        f"what replaces a failed `{found.function.name}`",
        given.value if given is not None else Known(value=None, span=layer.span),
        layer.span,
        "the fallback is not a function of this project",
    )
    return None


def _breaker(found: Decorated) -> plan.CircuitBreaker | None:
    layer = found.layer("CircuitBreaker")
    if layer is None:
        return None
    threshold = options.number(layer.argument("failure_threshold", 0))
    reset = options.number(layer.argument("recovery_timeout", 1))
    return plan.CircuitBreaker(
        threshold=int(threshold) if threshold is not None else 5,
        reset_seconds=None if reset is None else literals.encode(reset),
    )
