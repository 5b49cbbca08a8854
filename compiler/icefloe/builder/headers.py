"""What a pipeline's constructor says: its name and the other fields of the plan's header."""

from icefloe.builder import options
from icefloe.builder.notes import Notes
from icefloe.builder.pipelines import is_of
from icefloe.builder.vocabulary import Vocabulary
from icefloe.trace import Trace
from icefloe.values import Known, Record, Value
from icefloe_schema import plan

PIPELINE_OPTIONS = (
    "name", "context", "executor", "enable_cache", "enable_checkpointing", "enable_experiment_tracking", "auto_track",
    "cache_dir", "stack", "env", "project", "project_name", "version", "auto_discover",
)  # fmt: skip


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


def header(pipeline: Record, title: str, dialect: str, trace: Trace, vocabulary: Vocabulary, notes: Notes) -> plan.Plan:
    """The header fields of the plan."""
    cache = pipeline.argument("enable_cache")
    resume = pipeline.argument("enable_checkpointing")
    return plan.Plan(
        name=title,
        dialect=dialect,
        dialect_version=notes.version,
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
        if is_of(value, pipeline):
            return key
    return ""
