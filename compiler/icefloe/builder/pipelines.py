"""Pipelines as they are put together: the calls that make them and that add steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icefloe import reach
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, Path, Trace, While
from icefloe.values import Items, Known, Record, Symbol, Unknown, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A step that was added: its value, and the call that did it."""

    value: Value
    span: Span


def made(effects: Sequence[Effect], vocabulary: Vocabulary, traces: Sequence[Trace]) -> tuple[Record, ...]:
    """The pipelines that a file makes, itself or by calling functions of others, in order."""
    found: dict[int, Record] = {}
    for effect in effects:
        record = vocabulary.record(effect.value, "Pipeline", "Pipeline.from_steps")
        if effect.kind == "call" and record is not None and reach.own(record, traces):
            found[record.token] = record
    return tuple(found.values())


def steps(pipeline: Record, effects: Sequence[Effect], vocabulary: Vocabulary, notes: Notes) -> Iterator[Added]:
    """What was added to a pipeline, in the order of the calls."""
    if vocabulary.word(pipeline.path) == "Pipeline.from_steps":
        for argument in pipeline.arguments:
            if argument.star:
                notes.hole("the list of steps", argument.value, argument.span)
            elif argument.name is None:
                yield Added(value=argument.value, span=argument.span)
    for effect in effects:
        call = effect.value
        if effect.kind != "call" or not isinstance(call, Record) or not is_of(effect.target, pipeline):
            continue
        word = vocabulary.word(call.path).rsplit(".", 1)[-1]
        if word in {"add_step", "add_steps"}:
            # A condition that only holds for what comes after an early exit says nothing about this call alone.
            _conditions(effect.path, effect.span, notes)
            yield from _added(call, word, notes)
        elif word in {"add_sub_pipeline", "add_control_flow"}:
            notes.hole(f"what `.{word}()` adds", Known(value=None, span=call.span), call.span, "it is not compiled yet")


def is_of(target: Value, pipeline: Record) -> bool:
    """Whether a value is that very object."""
    return isinstance(target, Record) and target.token == pipeline.token


def _conditions(path: Path, span: Span, notes: Notes) -> None:
    """A step that is only added sometimes, or an unknown number of times, is a hole."""
    for step in path:
        match step:
            case If():
                notes.hole("whether this step is added", step.test, span, _depends(step.test))
            case Each():
                notes.hole("how often this step is added", step.iterable, span, _depends(step.iterable))
            case While():
                notes.hole("how often this step is added", step.test, span, _depends(step.test))
            case _:
                continue
        return


def _depends(value: Value) -> str:
    """Why a symbolic value is not known, naming the environment variable or parameter that it depends on."""
    if isinstance(value, Symbol):
        first = value.operands[0] if value.operands else None
        if value.op == "environment" and isinstance(first, Known):
            return f'it depends on `os.environ["{first.value!s}"]`'
        if value.op == "parameter" and isinstance(first, Known):
            return f"it depends on the parameter `{first.value!s}`"
        for operand in value.operands:
            if isinstance(operand, Symbol | Unknown | Record):
                return _depends(operand)
    if isinstance(value, Unknown):
        return value.why
    if isinstance(value, Record):
        # What `os.environ["X"].split()` depends on is the variable: the name of the method says nothing.
        owner = value.receiver
        return _depends(owner) if isinstance(owner, Symbol) else f"it depends on what `{value.path}` returns"
    return "it depends on what only a run can tell"


def _added(call: Record, word: str, notes: Notes) -> Iterator[Added]:
    if word == "add_step":
        argument = call.argument("step", 0)
        if argument is None or argument.star:
            notes.hole("which step is added", Known(value=None, span=call.span), call.span, "no step is given")
            return
        for extra in call.arguments:
            if extra is not argument:
                notes.add("FLO105", "`add_step` takes a step and nothing else", extra.span, help="take it out")
        yield Added(value=argument.value, span=argument.span)
        return
    for argument in call.arguments:
        if isinstance(argument.value, Items):
            for item in argument.value.items:
                yield Added(value=item, span=item.span)
        elif argument.star or argument.name is not None or not isinstance(argument.value, Record):
            notes.hole("the list of steps", argument.value, argument.span, _depends(argument.value))
        else:
            yield Added(value=argument.value, span=argument.span)
