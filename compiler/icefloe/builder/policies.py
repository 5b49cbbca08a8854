"""How a step is run: retries, time limit, circuit breaker, caching, resources."""

from icefloe.builder import failures, options, resources, retries
from icefloe.builder.layers import Decorated, Layer
from icefloe.builder.notes import Notes
from icefloe.fixes import renamed
from icefloe.values import Argument, Function, Known, Record, Reference
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json, JsonObject

MODES = ("code_hash", "input_hash")
_UNITS = {
    "days": 86400, "seconds": 1, "microseconds": 1e-6, "milliseconds": 1e-3, "minutes": 60, "hours": 3600,
    "weeks": 604800,
}  # fmt: skip


def policy(found: Decorated, layer: Layer, notes: Notes) -> plan.Policy:
    """The policy that the layers of a step say; `layer` is the one that makes it a step."""
    name = found.function.name
    return plan.Policy(
        retry=retries.retry(found, layer, notes),
        timeout=timeout(layer.argument("timeout"), name, notes),
        circuit_breaker=failures.breaker(found, layer, notes),
        cache=_cache(layer, name, notes),
        resources=resources.resources(layer.argument("resources"), name, notes),
        environment=_environment(layer, name, notes),
        tracking=failures.alert(found, layer, notes),
    )


def nested(layer: Layer, name: str, notes: Notes) -> plan.Policy:
    """The policy of a step that is no function, from arguments alone."""
    again = layer.argument("retry")
    return plan.Policy(
        retry=None if again is None else retries.of_argument(again, name, notes),
        timeout=timeout(layer.argument("timeout"), name, notes),
        cache=_cache(layer, name, notes),
        resources=resources.resources(layer.argument("resources"), name, notes),
    )


def mode(layer: Layer) -> str:
    """How the original makes a step's cache key: `code_hash`, `input_hash`, `function`, `always`, or empty for off."""
    given = layer.argument("cache")
    if given is None:
        return "code_hash"
    if isinstance(given.value, Function | Reference):
        return "function"
    value = given.value.value if isinstance(given.value, Known) else None
    if value is None or value is False:
        return ""
    return value if isinstance(value, str) and value in MODES else "always"


def _cache(layer: Layer, name: str, notes: Notes) -> bool | None:
    given = layer.argument("cache")
    if given is None or options.is_none(given.value):
        # `cache=None` is what the original takes for off.
        return None if given is None or not notes.dialect else False
    if isinstance(given.value, Function | Reference):
        notes.original("FLO504", given.span, step=name)
        return True
    if options.unknown(given, f"whether step `{name}` is cached", notes):
        return None
    value = given.value.value if isinstance(given.value, Known) else None
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in MODES:
        return True
    shown = f'"{value}"' if isinstance(value, str) else "…"
    near = options.near(value, MODES) if isinstance(value, str) else ""
    fix = renamed(given.span, value, options.nearest(value, MODES)) if isinstance(value, str) else None
    message = f"`cache={shown}` is no caching strategy{near}"
    notes.add("FLO401", message, given.span, help='use "code_hash" or False', fix=fix)
    return None


def timeout(given: Argument | None, name: str, notes: Notes) -> Json:
    """A limit in seconds, encoded: from a number, or from a `timedelta`."""
    if given is None or options.is_none(given.value):
        return None
    if options.unknown(given, f"the time limit of step `{name}`", notes, "timedelta", "total_seconds"):
        return None
    notes.original("FLO501", given.span, step=name)
    seconds = options.number(given)
    if seconds is None and isinstance(given.value, Record):
        seconds = _seconds(given.value)
    if seconds is None or not 0 < seconds < 10**10:
        notes.add(
            "FLO403",
            "`timeout` is not a number of seconds above 0",
            given.span,
            help="write a number, or `timedelta(…)`",
        )
        return None
    return literals.encode(seconds)


def _seconds(value: Record) -> int | float | None:
    """The seconds of a `timedelta(…)`, also of `timedelta(…).total_seconds()`."""
    if value.path.endswith(".total_seconds") and isinstance(value.receiver, Record):
        value = value.receiver
    if value.path not in ("datetime.timedelta", "timedelta"):
        return None
    total: int | float = 0
    positional = [a for a in value.arguments if a.name is None]
    for argument in value.arguments:
        name = argument.name or list(_UNITS)[positional.index(argument)]
        amount = options.number(argument)
        if amount is None or name not in _UNITS:
            return None
        total += amount * _UNITS[name]
    return int(total) if total == int(total) else total


def _environment(layer: Layer, name: str, notes: Notes) -> str:
    """The stack that a step names, which is resolved where it runs."""
    given = layer.argument("stack")
    if given is None or options.is_none(given.value):
        return ""
    notes.original("FLO508", given.span, step=name, detail="`stack`")
    if options.text(given):
        return options.text(given)
    if isinstance(given.value, Record):
        return options.text(given.value.argument("name", 0)) or given.value.path.rsplit(".", 1)[-1]
    if not options.unknown(given, f"the stack of step `{name}`", notes):
        notes.add("FLO106", "`stack` is no name of a stack", given.span, help='write `stack="name"`')
    return ""


def settings(layer: Layer, name: str, notes: Notes) -> JsonObject:
    """The `settings=` of a step, which are hints to the stack that runs it."""
    given = layer.argument("settings")
    if given is None:
        return {}
    notes.original("FLO508", given.span, step=name, detail="`settings`")
    return options.json_object(given, "settings", notes)
