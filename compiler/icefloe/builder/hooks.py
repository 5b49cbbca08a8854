"""Functions that are called when pipelines and steps begin and end."""

from icefloe.builder.notes import Notes
from icefloe.builder.site import Site
from icefloe.values import Argument, Function, Record, Value
from icefloe_schema.jsonvalue import Json, JsonObject

_WORDS = (
    "on_pipeline_start", "on_pipeline_end", "on_step_start", "on_step_end", "on_metrics_collected",
    "on_params_collected",
)  # fmt: skip


def hooks(site: Site, notes: Notes) -> JsonObject:
    """The hooks of a file, by the event that calls them, each as `module:qualname`."""
    found: dict[str, list[Json]] = {}
    for event, given in _registered(site):
        function = _below(given.value)
        if isinstance(function, Function):
            address = f"{function.module}:{function.qualname}"
            if address not in found.setdefault(event, []):
                found[event].append(address)
        else:
            why = "it is not a function of this project"
            notes.hole(f"the hook `{event}`", given.value, given.span, why)
    return {event: found[event] for event in sorted(found)}


def _below(value: Value) -> Value:
    """The function below the decorators of hooks, which leave it as it is."""
    while isinstance(value, Record) and value.arguments and value.path.rsplit(".", 1)[-1] in _WORDS:
        value = value.arguments[0].value
    return value


def _registered(site: Site) -> list[tuple[str, Argument]]:
    found: list[tuple[str, Argument]] = []
    for word, calls in site.made.items():
        event = word.rsplit(".", 1)[-1].replace("register_", "on_").removesuffix("_hook")
        if word in _WORDS or (word.endswith("_hook") and event in _WORDS):
            found += [(event, call.arguments[0]) for call in calls if call.arguments]
    return found
