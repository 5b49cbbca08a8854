"""Pipelines as they are put together: constructor, context, and the calls that add steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icefloe.builder import options
from icefloe.builder.options import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.dialect import Reader
from icefloe.graph import Parameter
from icefloe.source import Span
from icefloe.trace import Each, Effect, If, Path, Trace, While
from icefloe.values import Argument, Items, Known, Record, Symbol, Table, Unknown, Value
from icefloe_schema import plan

PIPELINE_OPTIONS = (
    "name", "context", "executor", "enable_cache", "enable_checkpointing", "enable_experiment_tracking", "auto_track",
    "cache_dir", "stack", "env", "project", "project_name", "version", "auto_discover",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A step that was added: its value, and the call that did it."""

    value: Value
    span: Span


def made(effects: Sequence[Effect], vocabulary: Vocabulary, path: str) -> tuple[Record, ...]:
    """The pipelines that a file makes, in order."""
    found: dict[int, Record] = {}
    for effect in effects:
        record = vocabulary.record(effect.value, "Pipeline", "Pipeline.from_steps")
        if effect.kind == "call" and record is not None and record.span.path == path:
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
        if effect.kind != "call" or not isinstance(call, Record) or not _is(effect.target, pipeline):
            continue
        word = vocabulary.word(call.path).rsplit(".", 1)[-1]
        if word in {"add_step", "add_steps"}:
            # A condition that only holds for what comes after an early exit says nothing about this call alone.
            _conditions(effect.path, effect.span, notes)
            yield from _added(call, word, notes)
        elif word in {"add_sub_pipeline", "add_control_flow"}:
            notes.hole(f"what `.{word}()` adds", Known(value=None, span=call.span), call.span, "it is not compiled yet")


def _is(target: Value, pipeline: Record) -> bool:
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


def name(pipeline: Record, vocabulary: Vocabulary, notes: Notes) -> str:
    """The pipeline's name."""
    from_steps = vocabulary.word(pipeline.path) == "Pipeline.from_steps"
    given = pipeline.argument("name", None if from_steps else 0)
    found = options.text(given)
    if not found:
        span = given.span if given is not None else pipeline.span
        value = given.value if given is not None else Known(value=None, span=span)
        notes.hole("the pipeline's name", value, span, "it is not a string that the source shows")
    return found or "pipeline"


def check_options(pipeline: Record, notes: Notes) -> None:
    """Report arguments that a pipeline does not have."""
    for argument in pipeline.arguments:
        if argument.name is not None and argument.name not in PIPELINE_OPTIONS:
            near = options.near(argument.name, PIPELINE_OPTIONS)
            notes.add(
                "FLO105",
                f"`Pipeline` has no argument `{argument.name}`{near}",
                argument.span,
                help="an argument that is not known would be ignored without a word",
            )


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
        is_call = effect.kind == "call" and isinstance(call, Record) and _is(effect.target, context)
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


def header(pipeline: Record, title: str, dialect: str, trace: Trace, vocabulary: Vocabulary) -> plan.Plan:
    """The header fields of the plan."""
    cache = pipeline.argument("enable_cache")
    resume = pipeline.argument("enable_checkpointing")
    return plan.Plan(
        name=title,
        dialect=dialect,
        entry=f"{trace.module}:{_variable(pipeline, trace)}" if _variable(pipeline, trace) else "",
        version=options.text(pipeline.argument("version")),
        project=options.text(pipeline.argument("project_name") or pipeline.argument("project")),
        stack=options.text(pipeline.argument("stack")),
        cache=vocabulary.cache and not (cache is not None and _false(cache.value)),
        resume=not (resume is not None and _false(resume.value)),
    )


def _false(value: Value) -> bool:
    return isinstance(value, Known) and value.value is False


def _variable(pipeline: Record, trace: Trace) -> str:
    for key, value in trace.scope.items():
        if _is(value, pipeline):
            return key
    return ""
