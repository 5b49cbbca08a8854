"""The options of `@pipeline`, as the header of a plan."""

from icefloe.builder import options
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.vocabulary import Vocabulary
from icefloe.constants import NotLiteralError, literal_of
from icefloe.values import Argument, Function, Known, Record
from icefloe_schema import plan

OPTIONS = (
    "name", "description", "version", "schedule", "tags", "project", "stack", "cache", "concurrency",
)  # fmt: skip
_SCHEDULE = ("cron", "interval", "timezone")


def header(title: str, entry: str, function: Function, layer: Layer, vocabulary: Vocabulary, notes: Notes) -> plan.Plan:
    """The header fields that the options say; what is not understood is reported."""
    options.unknown_keywords(layer, OPTIONS, notes)
    for argument in layer.arguments:
        if argument.name is None and not isinstance(argument.value, Function):
            notes.add("FLO105", "`pipeline` takes its options by name", argument.span, help='write `name="…"`')
    return plan.Plan(
        name=title,
        dialect="native",
        entry=entry,
        description=_text(layer, "description", notes) or function.docstring or "",
        version=_text(layer, "version", notes),
        project=_text(layer, "project", notes),
        stack=_text(layer, "stack", notes),
        schedule=_schedule(layer.argument("schedule"), vocabulary, notes),
        tags=options.json_object(layer.argument("tags"), "tags", notes),
        cache=_flag(layer.argument("cache"), notes),
        concurrency=_concurrency(layer.argument("concurrency"), notes),
    )


def name(function: Function, layer: Layer, notes: Notes) -> str:
    """The pipeline's name: as given, else the function's."""
    return _text(layer, "name", notes) or function.name


def _none(argument: Argument) -> bool:
    return isinstance(argument.value, Known) and argument.value.value is None


def _text(layer: Layer, option: str, notes: Notes) -> str:
    given = layer.argument(option)
    if given is None or _none(given):
        return ""
    found = options.text(given)
    if not found:
        notes.hole(f"the pipeline's {option}", given.value, given.span, "it is no text that the source shows")
    return found


def _flag(given: Argument | None, notes: Notes) -> bool:
    if given is None or _none(given):
        return False
    if isinstance(given.value, Known) and isinstance(given.value.value, bool):
        return given.value.value
    notes.add("FLO106", "`cache` is not True or False", given.span, help="write True or False")
    return False


def _concurrency(given: Argument | None, notes: Notes) -> int | None:
    if given is None or _none(given):
        return None
    found = options.number(given)
    if isinstance(found, int) and found > 0:
        return found
    notes.add("FLO106", "`concurrency` is no positive whole number", given.span, help="write how many steps at a time")
    return None


def _schedule(given: Argument | None, vocabulary: Vocabulary, notes: Notes) -> plan.Schedule | None:
    if given is None or _none(given):
        return None
    record = vocabulary.record(given.value, "schedule")
    if record is not None:
        return _said(record, notes)
    text = options.text(given)
    if not text:
        notes.hole("when the pipeline runs", given.value, given.span, "the schedule is no text that the source shows")
        return None
    return plan.Schedule(cron=text)


def _said(record: Record, notes: Notes) -> plan.Schedule:
    """`schedule(cron, interval=…, timezone=…)`."""
    layer = Layer(word="schedule", path=record.path, arguments=record.arguments, span=record.span)
    options.unknown_keywords(layer, _SCHEDULE, notes)
    interval = layer.argument("interval")
    seconds = None
    if interval is not None and not _none(interval):
        try:
            seconds = literal_of(interval.value)
        except NotLiteralError as error:
            notes.hole("how often the pipeline runs", error.value, interval.span, error.why)
    return plan.Schedule(
        cron=options.text(layer.argument("cron", 0)),
        interval=seconds,
        timezone=options.text(layer.argument("timezone")),
    )
