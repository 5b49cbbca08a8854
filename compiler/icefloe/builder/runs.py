"""Calls that run a pipeline or look at its runs: parameter sets, and what the original makes of the calls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from icefloe.builder import contexts, options
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site, is_of
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Severity
from icefloe.fixes import removed, renamed
from icefloe.graph import Parameter, Step
from icefloe.source import Span
from icefloe.values import Argument, Record, Value
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json

_MAKERS = ("Pipeline", "VersionedPipeline")
_OPTIONS = (
    "inputs", "debug", "stack", "env", "dry_run", "orchestrator", "resources", "docker_config", "context",
    "auto_start_ui", "run_id", "retry_policy",
)  # fmt: skip


def sets(pipeline: Record, parameters: Sequence[Parameter], site: Site, notes: Notes) -> tuple[plan.ParameterSet, ...]:
    """The values that `run(context=…)` and `run(inputs=…)` give, one set for each different call."""
    names = tuple(parameter.name for parameter in parameters)
    if site.vocabulary.versioned:
        _lacking(list(site.calls(pipeline, "run")), parameters, site, notes)
    found: list[Mapping[str, Json]] = []
    for call in site.calls(pipeline, "run", "schedule"):
        values: dict[str, Json] = {}
        for word in ("context", "inputs"):
            argument = call.argument(word)
            if argument is not None:
                values.update(_values(argument, word, names, site, notes))
        if values and values not in found:
            found.append(literals.table((name, values[name]) for name in sorted(values)))
    title = [f"run-{index}" if len(found) > 1 else "run" for index in range(1, len(found) + 1)]
    return tuple(plan.ParameterSet(name=name, values=values) for name, values in zip(title, found, strict=True))


def _lacking(calls: Sequence[Record], parameters: Sequence[Parameter], site: Site, notes: Notes) -> None:
    """Report runs that do not give what the pipeline needs, as far as all that is given can be read."""
    kept: set[str] = set()
    for call in calls:
        given: set[str] = set()
        for argument in call.arguments:
            if argument.name is None or argument.star:
                return
            if argument.name not in ("context", "inputs"):
                continue
            found = contexts.names(argument.value, site)
            if found is None:
                return
            given |= found.keys()
            # A value that one run puts into the context is there for the runs after it.
            kept |= found.keys() if argument.name == "context" else set()
        known = given | kept
        lacking = [one.name for one in parameters if one.origin == "external" and one.name not in known]
        if lacking and not notes.holes:
            names = ", ".join(f"`{name}`" for name in lacking)
            notes.add(
                "FLO164",
                f"this run does not give {names}, which nothing in the pipeline gives",
                call.span,
                severity=Severity.WARNING,
                help=f'give it in the context: `run(context={{"{lacking[0]}": …}})`',
            )


def _values(
    argument: Argument, word: str, names: tuple[str, ...], site: Site, notes: Notes
) -> Iterator[tuple[str, Json]]:
    """The constant values of one dictionary; names that are no parameters are reported."""
    for name, (value, span) in (contexts.names(argument.value, site) or {}).items():
        if name not in names:
            _unknown(name, word, names, span, notes)
            continue
        try:
            yield name, literal_of(value)
        except NotLiteralError as error:
            notes.add(
                "FLO163",
                f"the value of `{name}` in `run({word}=…)` is only known in a run: {error.why}",
                span,
                severity=Severity.NOTE,
                help=f"run with `-p {name}=…`",
            )


def _unknown(name: str, word: str, names: tuple[str, ...], span: Span, notes: Notes) -> None:
    notes.add(
        "FLO161",
        f"`run({word}=…)` gives `{name}`, which no step of the pipeline takes{options.near(name, names)}",
        span,
        severity=Severity.WARNING,
        help=f"its parameters are {', '.join(names)}" if names else "it has no parameters",
        fix=renamed(span, name, options.nearest(name, names)),
    )


def remarks(pipeline: Record, context: Argument | None, steps: Sequence[Step], site: Site, notes: Notes) -> None:
    """What the original would make of the calls on a pipeline."""
    _runs(pipeline, context, steps, site, notes)
    for call in site.calls(pipeline, "rerun"):
        argument = call.argument("from_step", 1)
        if argument is not None and not options.is_none(argument.value):
            notes.original("FLO545", argument.span, fix=removed(argument.span, f"`{argument.name}`", safe=True))
        notes.original("FLO570", call.span, detail="`rerun`")
    _compared(pipeline, site, notes)
    for call in site.calls(pipeline, "rollback"):
        notes.original("FLO549", call.span)
    for call in site.words("freeze_pipeline"):
        argument = call.argument("pipeline", 0)
        if argument is not None and is_of(argument.value, pipeline):
            notes.original("FLO548", call.span)
            notes.original("FLO570", call.span, detail="`freeze_pipeline`")
    for call in site.words("approval"):
        if call.argument("name", 0) is not None and not isinstance(call.arguments[0].value, Record):
            notes.original("FLO551", call.span)


def _runs(pipeline: Record, context: Argument | None, steps: Sequence[Step], site: Site, notes: Notes) -> None:
    calls = list(site.calls(pipeline, "run"))
    declared = _declared(steps)
    for index, call in enumerate(calls):
        for argument in call.arguments:
            if argument.name is not None and argument.name not in _OPTIONS and site.dialect != "native":
                _option(argument, notes)
        debug = call.argument("debug", 1)
        if debug is not None and getattr(debug.value, "value", None) is True:
            notes.original("FLO540", debug.span, fix=removed(debug.span, "`debug`", safe=True))
        changed = call.argument("context", 8)
        if changed is not None and (index + 1 < len(calls) or _shared(pipeline, context, site)):
            notes.original("FLO542", changed.span)
        inputs = call.argument("inputs", 0)
        for name, (_, span) in _entries(inputs, site):
            if name in declared:
                notes.original("FLO543", span, detail=f"`{name}`")
    if site.exits and calls and not any(call.token in site.used for call in calls):
        notes.original("FLO544", calls[0].span)


def _compared(pipeline: Record, site: Site, notes: Notes) -> None:
    """Comparisons with versions that no pipeline of that name in the file has saved."""
    name = options.text(pipeline.argument("name", 0))
    alike = [one for one in site.words(*_MAKERS) if options.text(one.argument("name", 0)) == name]
    saved = {version for one in alike for version in _saved(one, site)}
    for call in site.calls(pipeline, "compare_with"):
        if options.text(call.argument("version", 0)) not in saved:
            notes.original("FLO547", call.span)


def _saved(pipeline: Record, site: Site) -> Iterator[str]:
    """The versions that a pipeline had when `save_version()` was called."""
    version = options.text(pipeline.argument("version", 1))
    for effect in site.on.get(pipeline.token, ()):
        if effect.kind == "set" and effect.name == "version":
            version = options.text(Argument(name=None, value=effect.value, span=effect.span))
        elif effect.kind == "call" and isinstance(effect.value, Record) and effect.value.path.endswith(".save_version"):
            yield version


def _entries(argument: Argument | None, site: Site) -> Iterable[tuple[str, tuple[Value, Span]]]:
    found = contexts.names(argument.value, site) if argument is not None else None
    return found.items() if found is not None else ()


def _option(argument: Argument, notes: Notes) -> None:
    if argument.name == "executor":
        notes.original("FLO541", argument.span, fix=removed(argument.span, "`executor`", safe=True))
        return
    name = argument.name or ""
    near = options.near(name, _OPTIONS)
    if near:
        fix = renamed(argument.span, name, options.nearest(name, _OPTIONS))
        notes.add(
            "FLO105", f"`run` has no argument `{name}`{near}", argument.span, help="correct its spelling", fix=fix
        )


def _declared(steps: Sequence[Step]) -> set[str]:
    """The declared inputs that no step gives."""
    return {
        source.name
        for step in steps
        for binding in step.bindings
        if isinstance(source := binding.source, plan.FromParameter) and binding.asset_span is not None
    }


def _shared(pipeline: Record, context: Argument | None, site: Site) -> bool:
    """Whether another pipeline has the same context."""
    if context is None or not isinstance(context.value, Record):
        return False
    for record in site.words("Pipeline", "VersionedPipeline"):
        other = record.argument("context", 1)
        if record.token != pipeline.token and other is not None and is_of(other.value, context.value):
            return True
    return False
