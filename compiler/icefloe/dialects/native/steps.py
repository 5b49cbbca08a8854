"""One call of a step as a step of the graph."""

from collections.abc import Sequence

from icefloe.builder.options import Notes
from icefloe.dialect import Reader
from icefloe.dialects.native.calls import Call
from icefloe.dialects.native.sources import NoSource, Sources
from icefloe.graph import Binding, Guard, Missing, Parameter, PythonRun, Source, Step
from icefloe.source import Span
from icefloe.trace import If, While, With
from icefloe.types import UnknownType
from icefloe.values import Argument, Known, Record
from icefloe.values import Parameter as Formal
from icefloe_schema import plan

_PLAIN = frozenset({"positional", "normal", "keyword"})


def step(call: Call, sources: Sources, parameters: Sequence[Parameter], reader: Reader, notes: Notes) -> Step:
    """The step that a call is."""
    one = call.draft
    return Step(
        id=call.id,
        name=one.name,
        span=one.function.name_span,
        added=call.record.span,
        run=PythonRun(function=one.function),
        body=one.summary,
        bindings=bindings(call, sources, parameters, reader, notes),
        outputs=one.ports,
        guard=_guard(call, sources, notes),
        policy=one.policy,
        on_failure=one.on_failure,
        group=one.group or _group(call),
        labels=one.labels,
        description=one.function.docstring or "",
    )


def bindings(
    call: Call, sources: Sources, parameters: Sequence[Parameter], reader: Reader, notes: Notes
) -> tuple[Binding, ...]:
    """Where each parameter of the called function gets its value from."""
    formals = [p for p in call.draft.function.parameters if p.kind in _PLAIN]
    given = _given(call, formals, notes)
    return tuple(
        _binding(call, formal, given.get(formal.name), sources, parameters, reader, notes) for formal in formals
    )


def _given(call: Call, formals: Sequence[Formal], notes: Notes) -> dict[str, Argument]:
    found: dict[str, Argument] = {}
    positional = [f.name for f in formals if f.kind != "keyword"]
    for argument in call.record.arguments:
        if argument.star:
            notes.hole(f"what `{call.id}` gets", argument.value, argument.span, "it is unpacked from something unknown")
        elif argument.name is not None:
            if any(f.name == argument.name for f in formals):
                found[argument.name] = argument
            else:
                _misfit(call, f"has no parameter `{argument.name}`", argument.span, notes)
        elif positional:
            found[positional.pop(0)] = argument
        else:
            _misfit(call, "takes fewer arguments", argument.span, notes)
    return found


def _misfit(call: Call, what: str, span: Span, notes: Notes) -> None:
    notes.add("FLO207", f"step `{call.draft.name}` {what}", span, help="call it as its signature says")


def _binding(
    call: Call,
    formal: Formal,
    argument: Argument | None,
    sources: Sources,
    parameters: Sequence[Parameter],
    reader: Reader,
    notes: Notes,
) -> Binding:
    source: Source
    span: Span | None = None
    if argument is None:
        source = plan.FromDefault() if formal.default is not None else Missing(asset=formal.name, declared=False)
    else:
        source, span = _source(call, formal, argument, sources, notes), argument.span
    unannotated = UnknownType(f"`{formal.name}` has no annotation")
    return Binding(
        parameter=formal.name,
        source=source,
        type=reader.types.parameter(formal) if formal.annotation is not None else unannotated,
        span=formal.span,
        source_span=_place(source, parameters) or span,
        asset_span=span,
        joined="default" if isinstance(source, plan.FromDefault) else "call",
    )


def _place(source: Source, parameters: Sequence[Parameter]) -> Span | None:
    if isinstance(source, plan.FromParameter):
        return next((p.span for p in parameters if p.name == source.name), None)
    return None


def _source(call: Call, formal: Formal, argument: Argument, sources: Sources, notes: Notes) -> Source:
    try:
        return sources.of(argument.value)
    except NoSource as reason:
        what = f"the argument `{formal.name}` of `{call.id}`"
        notes.hole(what, reason.value, argument.span, f"{reason.why}; put it in a step")
        return Missing(asset=formal.name, declared=False)


def _guard(call: Call, sources: Sources, notes: Notes) -> Guard | None:
    """The tests under which the call stands, as one expression."""
    tests: list[plan.Value] = []
    for part in call.path:
        if isinstance(part, While):
            notes.hole(f"how often `{call.id}` runs", part.test, part.span, "`while` loops are not compiled yet")
        if not isinstance(part, If):
            continue
        try:
            test = sources.of(part.test)
        except NoSource as reason:
            span = reason.value.span
            notes.hole(f"when `{call.id}` runs", reason.value, span, f"{reason.why}; put the test in a step")
            continue
        tests.append(test if part.taken else plan.FromExpression(op="not", operands=(test,)))
    if not tests:
        return None
    whole = tests[0]
    for test in tests[1:]:
        whole = plan.FromExpression(op="and", operands=(whole, test))
    first = next(part for part in call.path if isinstance(part, If))
    return Guard(test=whole, span=first.test.span)


def _group(call: Call) -> str:
    """The name of the nearest `with group("…")` around the call."""
    for part in reversed(call.path):
        if isinstance(part, With) and isinstance(part.value, Record) and part.value.path == "icefloe.group":
            given = part.value.argument("name", 0)
            if given is not None and isinstance(given.value, Known):
                return str(given.value.value)
    return ""
