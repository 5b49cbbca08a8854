"""The options of `@pipeline`, as the header of a plan."""

from icefloe.builder import headers, options, schedules
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.values import Argument, Function, Known
from icefloe_schema import plan

_OPTIONS = (
    "name", "description", "version", "schedule", "tags", "project", "stack", "cache", "concurrency",
)  # fmt: skip


def header(title: str, entry: str, function: Function, layer: Layer, notes: Notes) -> plan.Plan:
    """The header fields that the options say; what is not understood is reported."""
    options.unknown_keywords(layer, _OPTIONS, notes)
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
        schedule=schedules.of_value(layer.argument("schedule"), notes),
        tags=headers.tags_of(layer.argument("tags"), notes),
        cache=_flag(layer.argument("cache"), notes),
        concurrency=headers.concurrency_of(layer.argument("concurrency"), notes),
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
