"""What a pipeline function does that is no step: nothing of it is dropped without a word."""

from collections.abc import Iterable, Sequence

from icefloe import reach
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.sources import constant, shown
from icefloe.findings import Severity
from icefloe.trace import Each, Effect, If, While
from icefloe.values import Record, Symbol, Value

# Calls that only tell somebody what happens: a run of the plan does without them.
_TELLING = ("builtins.print", "logging.", "loguru.", "warnings.", "rich.", "time.", "pprint.", "click.echo", "tqdm.")
_WORDS = frozenset(
    {"step", "pipeline", "map_task", "dynamic", "retry", "on_failure", "CircuitBreaker", "when", "unless", "group",
     "schedule", "context"}
)  # fmt: skip


def leftovers(effects: Sequence[Effect], calls: Iterable[Call], vocabulary: Vocabulary, notes: Notes) -> None:
    """Report calls whose result goes nowhere, changes of what steps give, and `raise` statements."""
    steps = {call.record.token for call in calls}
    used = _used(effects, steps)
    for effect in effects:
        if effect.kind == "set":
            _changed(effect, steps, notes)
        elif effect.kind == "call" and isinstance(effect.value, Record) and effect.value.token not in used | steps:
            _dropped(effect.value, vocabulary, notes)
        elif effect.kind not in {"call", "return"}:
            _unsaid(effect, notes)


def _used(effects: Sequence[Effect], steps: set[int]) -> set[int]:
    """The calls whose results go somewhere: into a step, a condition, a loop, a result, or another call."""
    found: set[int] = set()
    for effect in effects:
        for part in effect.path:
            found |= _tokens([part.test] if isinstance(part, If | While) else [])
            found |= _tokens([part.iterable] if isinstance(part, Each) else [])
        if effect.kind == "call" and isinstance(effect.value, Record):
            inner = [argument.value for argument in effect.value.arguments]
            found |= _tokens(inner if effect.value.token in steps else [*inner, effect.value.function])
        elif effect.kind != "call":
            found |= _tokens([effect.value])
    return found


def _tokens(values: Iterable[Value]) -> set[int]:
    return {record.token for value in values for record in reach.within(value)}


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
        )
        return
    if constant(record):
        return
    why = "it is called while the pipeline is put together, and no run would call it; put it in a step"
    notes.hole(f"what `{name}()` does", record, record.span, why)


def _changed(effect: Effect, steps: set[int], notes: Notes) -> None:
    """What a step gives is changed in the pipeline function itself."""
    target = effect.target
    if not isinstance(target, Record | Symbol):
        return
    if not any(record.token in steps for record in reach.within(target)):
        return
    what = f"`.{effect.name}`" if effect.name else "an item"
    why = "it changes what a step gave while the pipeline is put together; put it in a step"
    notes.hole(f"what setting {what} does", target, effect.span, why)


def _unsaid(effect: Effect, notes: Notes) -> None:
    """Python that says something to the run which a plan cannot say."""
    if str(effect.kind) == "raise":
        why = "a plan cannot raise; put the check into a step that raises"
        notes.hole("what is done with a failed check", effect.value, effect.span, why)
    elif str(effect.kind) == "handler":
        why = "a plan has no `except`; write `@on_failure(fallback)` on the step, or `@retry(...)`"
        notes.hole("what is done when a step fails", effect.value, effect.span, why)
