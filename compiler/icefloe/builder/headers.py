"""What a pipeline's constructor says: its name and the other fields of the plan's header."""

from collections.abc import Mapping, Sequence

from icefloe.builder import hooks, options, runs, schedules, stacks
from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Severity
from icefloe.fixes import Fix, Surround, renamed
from icefloe.graph import Parameter, Step
from icefloe.originals import parts
from icefloe.values import Argument, Instance, Known, Record, Symbol, Table, Unknown
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject

_OWN = (
    "name", "context", "executor", "enable_cache", "enable_checkpointing", "enable_experiment_tracking", "auto_track",
    "cache_dir", "stack", "env", "project", "project_name", "version", "auto_discover",
)  # fmt: skip
# Its argument `auto_track` and `env` came with 1.9, and moved the positions of those after them.
_BEFORE = tuple(name for name in _OWN if name not in ("auto_track", "env", "auto_discover"))
_NATIVE = (
    "name", "context", "version", "description", "project", "project_name", "stack", "schedule", "enable_cache",
    "enable_checkpointing", "tags", "concurrency",
)  # fmt: skip
# What the original swallows without a word, and a plan has a place for.
_KEPT = ("description", "tags", "versions_dir")
_MADE_FROM_STEPS = ("Pipeline.from_steps", "create_from_template")


def given(pipeline: Record, site: Site, notes: Notes) -> dict[str, Argument]:
    """The arguments of a constructor by name, and the attributes that were set afterwards."""
    positional = _positions(pipeline, site, notes)
    plain = [a for a in pipeline.arguments if a.name is None and not a.star]
    found = dict(zip(positional, plain, strict=False))
    for argument in pipeline.arguments:
        if argument.star == "**":
            notes.hole("the options of the pipeline", argument.value, argument.span)
        elif argument.name is not None:
            found[argument.name] = argument
    for name in ("context", "version", "stack", "enable_cache", "name"):
        later = site.attribute(pipeline, name)
        if later is not None:
            found[name] = later
    for call in (pipeline, *site.calls(pipeline, "run")):
        if "stack" not in found and call.token in site.stacks:
            found["stack"] = site.stacks[call.token]
    return found


def _positions(pipeline: Record, site: Site, notes: Notes) -> Sequence[str]:
    """The names of the constructor's positional arguments."""
    word = site.vocabulary.word(pipeline.path)
    if word in _MADE_FROM_STEPS:
        return ()
    if word == "VersionedPipeline":
        return ("name", "version", "versions_dir", "context")
    if word != "Pipeline" or site.dialect == "native":
        return ("name",)
    plain = [a for a in pipeline.arguments if a.name is None and not a.star]
    if len(plain) > 1 and not options.is_none(plain[1].value):
        if options.text(plain[1]):
            return ("name", "version")
        named = Surround(span=plain[1].span, before="context=", after="")
        notes.original("FLO530", named.span, fix=Fix(message="give it by its name", changes=(named,), safe=True))
    return _OWN if parts(notes.version) >= parts("1.9") else _BEFORE


def check_options(arguments: Mapping[str, Argument], pipeline: Record, site: Site, notes: Notes) -> None:
    """Report arguments that a pipeline does not have: a misspelt one is an error, as it has no effect."""
    if site.vocabulary.word(pipeline.path) == "create_from_template":
        return
    allowed = _NATIVE if site.dialect == "native" else _OWN
    for name, argument in arguments.items():
        if name in allowed or (name in _KEPT and site.dialect != "native"):
            continue
        near = options.near(name, allowed)
        wrong = bool(near) or site.dialect == "native"
        notes.add(
            "FLO105",
            f"`Pipeline` has no argument `{name}`{near}",
            argument.span,
            help="take it out: an argument that is not known is ignored without a word"
            if site.dialect != "native"
            else f"it takes {', '.join(allowed)}",
            severity=Severity.ERROR if wrong else Severity.WARNING,
            fix=renamed(argument.span, name, options.nearest(name, allowed)),
        )


def title(arguments: Mapping[str, Argument], pipeline: Record, notes: Notes) -> str:
    """The pipeline's name."""
    argument = arguments.get("name")
    found = options.text(argument)
    if not found:
        span = argument.span if argument is not None else pipeline.span
        value = argument.value if argument is not None else Known(value=None, span=span)
        if argument is None:
            help = 'call it `Pipeline("name")`: runs, plans and exports go by this name'
            notes.hole("the pipeline's name", value, span, "none is given", help=help)
        else:
            notes.hole("the pipeline's name", value, span, "it is not a string that the source shows")
    return found or "pipeline"


def header(
    pipeline: Record,
    arguments: Mapping[str, Argument],
    name: str,
    parameters: Sequence[Parameter],
    steps: Sequence[Step],
    site: Site,
    notes: Notes,
) -> plan.Plan:
    """The header fields of the plan."""
    variable = site.variable(pipeline)
    files = (site.reader.read(path) or b"" for path in ("flowyml.yaml", "flowyml.yml"))
    registered = "".join(data.decode(errors="replace") for data in files)
    stack, hints = stacks.stack(arguments.get("stack"), name, registered, notes)
    resume = _flag(arguments, "enable_checkpointing", True, name, notes)
    if "enable_checkpointing" in arguments and resume:
        notes.original("FLO546", arguments["enable_checkpointing"].span)
    runs.remarks(pipeline, arguments.get("context"), steps, site, notes)
    return plan.Plan(
        name=name,
        dialect=site.dialect,
        dialect_version=notes.version,
        entry=f"{site.trace.module}:{variable}" if variable else "",
        description=options.text(arguments.get("description")),
        tags=tags_of(arguments.get("tags"), notes),
        version=_version(arguments.get("version"), name, notes),
        project=_project(pipeline, arguments, name, site, notes),
        stack=stack,
        schedule=schedules.schedule(pipeline, site, notes) or schedules.of_value(arguments.get("schedule"), notes),
        concurrency=concurrency_of(arguments.get("concurrency") or _workers(arguments.get("executor")), notes),
        cache=site.vocabulary.cache and _flag(arguments, "enable_cache", True, name, notes),
        resume=resume,
        hooks=hooks.hooks(site, notes),
        parameter_sets=runs.sets(pipeline, parameters, site, notes),
        hints={**hints, **_hints(arguments)},
    )


def _flag(arguments: Mapping[str, Argument], name: str, default: bool, pipeline: str, notes: Notes) -> bool:
    argument = arguments.get(name)
    if argument is None or options.is_none(argument.value):
        return default
    if options.unknown(argument, f"`{name}` of pipeline `{pipeline}`", notes):
        return default
    if isinstance(argument.value, Known) and isinstance(argument.value.value, bool | int):
        return bool(argument.value.value)
    notes.add("FLO106", f"`{name}` is neither True nor False", argument.span, help="write True or False")
    return default


def tags_of(argument: Argument | None, notes: Notes) -> JsonObject:
    """Tags: a dictionary, or a list of words."""
    if argument is None or isinstance(argument.value, Table):
        return options.json_object(argument, "tags", notes)
    listed = options.names(argument, "tags", notes)
    return {name: True for name, _ in listed or ()}


def _version(argument: Argument | None, pipeline: str, notes: Notes) -> str:
    if argument is None or options.is_none(argument.value):
        return ""
    if options.unknown(argument, f"the version of pipeline `{pipeline}`", notes):
        return ""
    if not options.text(argument):
        is_number = isinstance(argument.value, Known) and isinstance(argument.value.value, int | float)
        quoted = Fix(message="make a text of it", changes=(Surround(span=argument.span, before='"', after='"'),))
        help_text, fix = 'write `version="1.0.0"`', quoted if is_number else None
        notes.add("FLO106", "`version` is not a text", argument.span, help=help_text, fix=fix)
    return options.text(argument)


def _project(pipeline: Record, arguments: Mapping[str, Argument], name: str, site: Site, notes: Notes) -> str:
    """The project: of `Project("x").create_pipeline(…)`, or an argument."""
    if site.vocabulary.word(pipeline.path) == "Project.create_pipeline" and isinstance(pipeline.receiver, Record):
        return options.text(pipeline.receiver.argument("name", 0))
    argument = arguments.get("project_name") or arguments.get("project")
    if argument is None or options.is_none(argument.value):
        return ""
    if options.unknown(argument, f"the project of pipeline `{name}`", notes, "Project"):
        return ""
    if isinstance(argument.value, Record):
        return options.text(argument.value.argument("name", 0))
    return options.text(argument)


def _workers(executor: Argument | None) -> Argument | None:
    """The number of workers that an executor is made with."""
    return (
        executor.value.argument("max_workers") if executor is not None and isinstance(executor.value, Record) else None
    )


def concurrency_of(argument: Argument | None, notes: Notes) -> int | None:
    """How many steps run at once."""
    if argument is None or options.is_none(argument.value):
        return None
    if options.unknown(argument, "how many steps run at once", notes):
        return None
    number = options.number(argument)
    if not isinstance(number, int) or number < 1:
        notes.add("FLO106", "this is no number of steps that run at once", argument.span, help="write 1 or more")
        return None
    return number


def _hints(arguments: Mapping[str, Argument]) -> JsonObject:
    """What only the original's own runtime looks at, kept as it is."""
    found: dict[str, Json] = {}
    for name in ("auto_track", "cache_dir", "enable_experiment_tracking", "env", "versions_dir"):
        argument = arguments.get(name)
        if argument is None or isinstance(argument.value, Unknown | Symbol | Instance):
            continue
        try:
            found[name] = literal_of(argument.value)
        except NotLiteralError:
            continue
    executor = arguments.get("executor")
    if executor is not None and isinstance(executor.value, Record):
        found["executor"] = executor.value.path
    return found
