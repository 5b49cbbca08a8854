"""The result of a step as a record holds it, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

from icefloe_runtimes.local.results import Digests
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_schema.jsonvalue import Json, JsonObject

_PLAIN = StepResult(name="", status="succeeded")
_NAMES = tuple(asdict(_PLAIN))
_DEFAULTS = tuple((name, getattr(_PLAIN, name)) for name in _NAMES if name not in ("name", "status"))


def of_step(result: StepResult) -> JsonObject:
    """What of a result is not as it is in most."""
    found: dict[str, Json] = {"name": result.name, "status": result.status}
    for name, plain in _DEFAULTS:
        value = getattr(result, name)
        if value != plain:
            found[name] = of_error(value) if isinstance(value, StepError) else value
    return found


def of_error(error: StepError) -> JsonObject:
    """An error as plain data."""
    return {"type": error.type, "message": error.message, "place": error.place, "kinds": list(error.kinds)}


def step_of(data: Mapping[str, Json]) -> StepResult:
    """The result that a record holds; what this version does not know of it is left out."""
    fields = cast("dict[str, object]", {name: data[name] for name in _NAMES if name in data})
    error = data.get("error")
    if isinstance(error, Mapping):
        kinds = cast("list[str]", error.get("kinds", []))
        told = {key: str(error.get(key, "")) for key in ("type", "message", "place")}
        fields["error"] = StepError(**told, kinds=tuple(kinds))
    return StepResult(**fields)  # type: ignore[arg-type]


def texts(data: Json) -> dict[str, str]:
    """A mapping of texts; nothing where it is none."""
    return {str(name): str(value) for name, value in data.items()} if isinstance(data, Mapping) else {}


def digests_of(data: Json) -> Digests:
    """The digests of a run; one that was made before there were any has none."""
    if not isinstance(data, Mapping):
        return Digests()
    return Digests(plan=str(data.get("plan", "")), lock=str(data.get("lock", "")), modules=texts(data.get("modules")))
