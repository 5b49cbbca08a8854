"""What happens when a step has failed: `on_failure`, `fallback` and `CircuitBreaker`, as arguments and decorators."""

from dataclasses import replace

from icefloe.builder import options
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.notes import Notes
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Severity
from icefloe.fixes import removed, renamed
from icefloe.graph import OnFailure
from icefloe.values import Argument, Function, Record, Reference
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject

_ENDS = {
    "fail": "fail", "raise": "fail", "stop": "fail", "continue": "continue", "skip": "continue", "ignore": "continue",
    "success": "success",
}  # fmt: skip
# Those that only tell somebody: the step fails all the same.
_ALERTS = ("log", "email", "slack", "webhook", "alert", "notify")
_ALERT = ("action", "recipients", "include_logs", "include_traceback")
_LEFT_OUT = frozenset({"recovery_timeout", "expected_exceptions", "expected_exception", "name"})
_BREAKERS = ("CircuitBreaker", "CircuitBreakerConfig")
_HANDLERS = ("FallbackHandler", "FallbackConfig")


def on_failure(found: Decorated, layer: Layer, notes: Notes) -> OnFailure | None:
    """What takes the place of a failure: a function's value, or a word for how the run goes on."""
    given = _given(found, layer, notes)
    if given is None:
        return None
    value = given.value
    narrowed: Argument | None = layer.argument("fallback_on")
    if isinstance(value, Record) and value.path.rsplit(".", 1)[-1] in _HANDLERS:
        narrowed = narrowed or value.argument("fallback_on", 1)
        inner = value.argument("fallback_func", 0)
        given = inner or given
        value = given.value
    on = options.exceptions(narrowed, notes)
    if isinstance(value, Function):
        return OnFailure(action="fallback", span=given.span, function=value, on=on)
    if options.text(given):
        return _word(options.text(given), given, notes)
    why = "the fallback is not a function of this project"
    if isinstance(value, Reference):
        why = f"`{value.path}` is not a function of this project"
    notes.hole(f"what replaces a failed `{found.function.name}`", value, given.span, why)
    return None


def _given(found: Decorated, layer: Layer, notes: Notes) -> Argument | None:
    """The argument that says it: of the step, or of its decorator."""
    for name in ("fallback", "on_failure"):
        given = layer.argument(name)
        if given is None or options.is_none(given.value):
            continue
        notes.original("FLO508", given.span, step=found.function.name, detail=f"`{name}`")
        if not isinstance(given.value, Record) or given.value.path.rsplit(".", 1)[-1] in _HANDLERS:
            return given
        return _of(Layer(word="", path="", arguments=given.value.arguments, span=given.span), given)
    outer = found.layer("on_failure")
    if outer is None:
        return None
    if outer.path.startswith("icefloe."):
        options.unknown_keywords(outer, ("fallback",), notes)
    notes.original("FLO507", outer.span, step=found.function.name, detail="`@on_failure`")
    return _of(outer, Argument(name=None, value=Reference(path="nothing", span=outer.span), span=outer.span))


def _of(layer: Layer, otherwise: Argument) -> Argument:
    return layer.argument("fallback", 0) or layer.argument("action") or layer.argument("function") or otherwise


def _word(text: str, given: Argument, notes: Notes) -> OnFailure | None:
    action = _ENDS.get(text)
    match action:
        case "continue":
            return OnFailure(action="continue", span=given.span)
        case "success":
            return OnFailure(action="success", span=given.span)
        case None if text not in _ALERTS:
            words = (*_ENDS, *_ALERTS)
            notes.add(
                "FLO405",
                f'`"{text}"` is nothing that can be done after a failure{options.near(text, words)}',
                given.span,
                help=f"write a function, or one of {', '.join(words)}",
                fix=renamed(given.span, text, options.nearest(text, words)),
            )
        case _:
            pass
    return None


def alert(found: Decorated, layer: Layer, notes: Notes) -> JsonObject:
    """Who is told of a failure, as `on_failure(action="slack", recipients=[…])` says it."""
    given = layer.argument("on_failure")
    if given is not None and isinstance(given.value, Record):
        made = Layer(word="on_failure", path="", arguments=given.value.arguments, span=given.span)
    else:
        outer = found.layer("on_failure")
        if outer is None:
            return {}
        made = outer
    if options.text(made.argument("action", 0)) not in _ALERTS:
        return {}
    options.unknown_keywords(made, _ALERT, notes)
    told: dict[str, Json] = {}
    for index, name in enumerate(_ALERT):
        argument = made.argument(name, index)
        if argument is None:
            continue
        try:
            told[name] = literal_of(argument.value)
        except NotLiteralError as error:
            notes.hole(f"who is told that step `{found.function.name}` failed", error.value, argument.span, error.why)
    return {"on_failure": told}


def breaker(found: Decorated, layer: Layer, notes: Notes) -> plan.CircuitBreaker | None:
    """The circuit breaker of a step: its argument's, else its decorator's."""
    name = found.function.name
    given = layer.argument("circuit_breaker")
    if given is not None and options.unknown(given, f"the circuit breaker of step `{name}`", notes, *_BREAKERS):
        return None
    if given is not None and isinstance(given.value, Record):
        notes.original("FLO508", given.span, step=name, detail="`circuit_breaker`")
        made = Layer(word="", path=given.value.path, arguments=given.value.arguments, span=given.span)
    elif given is not None and not options.is_none(given.value):
        notes.add("FLO405", "this is no circuit breaker", given.span, help="write `CircuitBreaker(…)`")
        return None
    else:
        outer = found.layer("CircuitBreaker")
        if outer is None:
            return None
        notes.original("FLO507", outer.span, step=name, detail="`@CircuitBreaker`")
        made = outer
    if made.path.startswith("icefloe."):
        options.unknown_keywords(replace(made, word="CircuitBreaker"), ("failure_threshold", "reset_timeout"), notes)
    threshold = made.argument("failure_threshold", 0)
    count = 5 if threshold is None else options.number(threshold)
    if threshold is not None and options.unknown(threshold, f"the circuit breaker of step `{name}`", notes):
        return None
    if not isinstance(count, int) or count < 1:
        span = made.span if threshold is None else threshold.span
        notes.add("FLO405", "`failure_threshold` is not a whole number of at least 1", span, help="write one")
        return None
    for option in made.arguments:
        if option.name in _LEFT_OUT:
            notes.add(
                "FLO405",
                f"`{option.name}` of a circuit breaker has no place in a plan: it is left out",
                option.span,
                severity=Severity.WARNING,
                help="`failure_threshold` and `timeout` are carried",
                fix=removed(option.span, f"`{option.name}`"),
            )
    reset = made.argument("timeout", 1) or made.argument("reset_timeout")
    return plan.CircuitBreaker(threshold=count, reset_seconds=options.encoded(reset))
