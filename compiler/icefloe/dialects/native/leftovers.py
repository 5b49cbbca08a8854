"""What a pipeline function does that is no step: nothing of it is dropped without a word."""

from collections.abc import Sequence

from icefloe import reach
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialects.native.pieces import shown
from icefloe.findings import Severity
from icefloe.fixes import removed
from icefloe.trace import Each, Effect, If, While, With
from icefloe.values import Known, Record, Symbol, Value

# Calls that only tell somebody what happens: a run of the plan does without them.
_TELLING = ("builtins.print", "logging.", "loguru.", "warnings.", "rich.", "time.", "pprint.", "click.echo", "tqdm.")
# Calls that only make a value: one that goes nowhere is no loss.
_MAKING = ("functools.", "itertools.", "operator.", "collections.", "typing.", "datetime.", "pathlib.", "dataclasses.")
_LOOKING = frozenset(
    {"len", "sorted", "list", "tuple", "dict", "set", "sum", "min", "max", "any", "all", "zip", "enumerate", "range",
     "isinstance", "str", "int", "float", "bool", "abs", "round", "repr", "type", "super", "reversed", "map", "filter"}
)  # fmt: skip
_WORDS = frozenset(
    {"step", "pipeline", "map_task", "dynamic", "retry", "on_failure", "CircuitBreaker", "when", "unless", "group",
     "schedule", "context"}
)  # fmt: skip


def leftovers(effects: Sequence[Effect], steps: set[int], vocabulary: Vocabulary, notes: Notes) -> None:
    """Report calls whose result goes nowhere, changes of what steps give, and `raise` statements.

    `steps` are the tokens of the calls that are steps.
    """
    used = _used(effects, steps)
    # The test of a loop is evaluated before it and in it: one place is told of once, if at all.
    places = {
        effect.value.span for effect in effects if isinstance(effect.value, Record) and effect.value.token in used
    }
    for effect in effects:
        if effect.kind == "set":
            _changed(effect, steps, notes)
        elif effect.kind == "call" and isinstance(effect.value, Record):
            is_used = effect.value.token in used or effect.value.token in steps
            if not is_used and effect.value.span not in places:
                _dropped(effect.value, vocabulary, notes)
        elif effect.kind not in {"call", "return"}:
            _unsaid(effect, notes)


def _used(effects: Sequence[Effect], steps: set[int]) -> set[int]:
    """The calls whose results go somewhere: into a step, a condition, a loop, a result, or another call."""
    held: list[Value] = []
    for effect in effects:
        for part in effect.path:
            held += [part.test] if isinstance(part, If | While) else []
            held += [] if isinstance(part, If | With) else [v for v in _ends(part) if v is not None]
            held += [part.iterable] if isinstance(part, Each) else []
        if effect.kind == "call" and isinstance(effect.value, Record):
            held += [argument.value for argument in effect.value.arguments]
            held += [] if effect.value.token in steps else [effect.value.function]
        elif effect.kind != "call":
            held.append(effect.value)
    return {record.token for record in reach.every(held)}


def _dropped(record: Record, vocabulary: Vocabulary, notes: Notes) -> None:
    if vocabulary.word(record.path).removesuffix("()") in _WORDS:
        return
    name = shown(record.path)
    if record.path.startswith(_TELLING):
        notes.add(
            "FLO152",
            f"`{name}()` is called in the pipeline function: it is no part of the plan",
            record.span,
            severity=Severity.WARNING,
            help="put it in a step if a run is to do it",
            fix=removed(record.span, f"`{name}()`"),
        )
        return
    if record.path.startswith(_MAKING) or record.path.removeprefix("builtins.") in _LOOKING:
        return
    why = "it is called while the pipeline is put together, and no run would call it"
    notes.hole(f"what `{name}()` does", record, record.span, why, help="put it in a step")


def _changed(effect: Effect, steps: set[int], notes: Notes) -> None:
    """What a step gives is changed in the pipeline function itself."""
    target = effect.target
    if not isinstance(target, Record | Symbol):
        return
    if not any(record.token in steps for record in reach.within(target)):
        return
    what = f"`.{effect.name}`" if effect.name else "an item"
    why = "it changes what a step gave while the pipeline is put together"
    notes.hole(f"what setting {what} does", target, effect.span, why, help="put it in a step")


def _unsaid(effect: Effect, notes: Notes) -> None:
    """Python that says something to the run which a plan cannot say."""
    if str(effect.kind) == "raise":
        what, why = "what is done with a failed check", "a plan cannot raise"
        notes.hole(what, _known(effect), effect.span, why, help="put the check into a step that raises")
    elif str(effect.kind) == "handler":
        what, why = "what is done when a step fails", "a plan has no `except`"
        notes.hole(what, _known(effect), effect.span, why, help="write `@on_failure(...)` or `@retry(...)` on the step")


def _known(effect: Effect) -> Known:
    """A place where the reason is not that a value is not known."""
    return Known(value=None, span=effect.span)


def _ends(part: Each | While) -> tuple[Value | None, ...]:
    """The tests that end a loop."""
    return (part.breaks, part.again) if isinstance(part, While) else (part.breaks,)
