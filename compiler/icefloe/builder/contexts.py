"""The context of a pipeline: values that become parameters of the plan."""

from collections.abc import Iterator, Sequence

from icefloe.builder.notes import Notes
from icefloe.builder.pipelines import is_of
from icefloe.dialect import Reader
from icefloe.graph import Parameter
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Argument, Known, Record, Table, Unknown, Value


def parameters(pipeline: Record, effects: Sequence[Effect], reader: Reader, notes: Notes) -> tuple[Parameter, ...]:
    """The context's values as parameters."""
    given = pipeline.argument("context")
    if given is None or (isinstance(given.value, Known) and given.value.value is None):
        return ()
    found: dict[str, Parameter] = {}
    for key, value, span in _context(given, effects, notes):
        if isinstance(value, Unknown):
            notes.hole(f"the context value `{key}`", value, span)
        found[key] = Parameter(name=key, type=reader.types.of(value), span=span, default=value)
    return tuple(found.values())


def _context(given: Argument, effects: Sequence[Effect], notes: Notes) -> Iterator[tuple[str, Value, Span]]:
    context = given.value
    if isinstance(context, Table):
        for key, value in context.entries:
            if isinstance(key, Known) and isinstance(key.value, str):
                yield key.value, value, value.span
        return
    if not isinstance(context, Record):
        notes.hole("the pipeline's context", context, given.span)
        return
    yield from _values(context, notes)
    for effect in effects:
        call = effect.value
        is_call = effect.kind == "call" and isinstance(call, Record) and is_of(effect.target, context)
        if is_call and isinstance(call, Record) and call.path.endswith(".update"):
            yield from _values(call, notes)


def _values(record: Record, notes: Notes) -> Iterator[tuple[str, Value, Span]]:
    for argument in record.arguments:
        if argument.name is not None:
            yield argument.name, argument.value, argument.span
        elif isinstance(argument.value, Table):
            for key, value in argument.value.entries:
                if isinstance(key, Known) and isinstance(key.value, str):
                    yield key.value, value, value.span
        else:
            notes.hole("the context's values", argument.value, argument.span)
