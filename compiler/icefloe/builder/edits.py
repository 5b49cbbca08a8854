"""What is said of a step after it was defined: arguments of `add_step`, attributes that are set on it."""

from collections.abc import Sequence
from dataclasses import replace

from icefloe.builder import options
from icefloe.builder.layers import STEPS, Decorated, Layer
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.findings import Severity
from icefloe.fixes import renamed
from icefloe.trace import Effect
from icefloe.values import Argument, Known, Record, Value

# Attributes of a step that say what it runs.
_FUNCTION = frozenset({"func", "_func"})


def edited(found: Decorated, extra: Sequence[Argument], *, plain: bool = False) -> Decorated:
    """A step with some of its arguments replaced; with `plain` a function without a decorator becomes a step."""
    layers = list(found.layers)
    at = next((i for i, layer in enumerate(layers) if layer.word in STEPS), None)
    if at is None and plain:
        layers.append(Layer(word="step", path="step", arguments=(), span=found.span))
        at = len(layers) - 1
    if at is None or not extra:
        return replace(found, layers=tuple(layers))
    names = {argument.name for argument in extra}
    kept = tuple(argument for argument in layers[at].arguments if argument.name not in names)
    layers[at] = replace(layers[at], arguments=(*kept, *extra))
    return replace(found, layers=tuple(layers))


def changes(value: Value, site: Site, notes: Notes) -> tuple[Argument, ...]:
    """The attributes that are set on a step, as arguments of it; the others are reported."""
    found: dict[str, Argument] = {}
    for effect in site.changes(value) if isinstance(value, Record) else ():
        if effect.path and effect.name in (*options.STEP_OPTIONS, *_FUNCTION):
            notes.hole(f"the attribute `{effect.name}` of a step", effect.value, effect.span, "it is not always set")
        elif effect.name in options.STEP_OPTIONS:
            found[effect.name] = Argument(name=effect.name, value=effect.value, span=effect.span)
        else:
            _meaningless(effect, notes)
    return tuple(found.values())


def _meaningless(effect: Effect, notes: Notes) -> None:
    if effect.name in _FUNCTION:
        why = "the function of a step is replaced"
        notes.hole("what the step runs", Known(value=None, span=effect.span), effect.span, why)
        return
    message = f"setting `{effect.name}` of a step changes nothing in the plan"
    near = options.near(effect.name, options.STEP_OPTIONS)
    help_text = f"a step has {', '.join(options.STEP_OPTIONS)}"
    fix = renamed(effect.span, effect.name, options.nearest(effect.name, options.STEP_OPTIONS))
    notes.add("FLO178", f"{message}{near}", effect.span, severity=Severity.NOTE, help=help_text, fix=fix)
