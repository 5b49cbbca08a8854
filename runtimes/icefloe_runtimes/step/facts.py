"""What kind of artifact an output is, and the few facts that are kept of it."""

from collections.abc import Callable, Iterable, Mapping, Sized
from math import isfinite
from typing import cast

from icefloe_runtimes.step.narrow import entries, items
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.plan import Output

# Kinds by the names of the types that stand for them, as annotations and wrappers spell them.
_KINDS = ("dataset", "model", "metrics")
_MOST = 40
_LONGEST = 120


def kind_of(output: Output | None, wrapper: JsonObject) -> str:
    """Give the kind of an output: what wraps its value, else what it is declared to be; empty if it is just a value."""
    held = wrapper.get("kind")
    if isinstance(held, str):
        return held.lower()
    if output is None:
        return ""
    if output.kind in (*_KINDS, "metric"):
        return output.kind
    last = output.type.partition("[")[0].rpartition(".")[2].lower()
    return last if last in _KINDS else ""


def facts(kind: str, value: object) -> JsonObject:
    """Give what is known of a value of some kind: rows and columns, class and parameters, figures.

    What a value does not tell, or tells with an error, is left out.
    """
    teller = {"dataset": _dataset, "model": _model, "metrics": _metrics, "metric": _metrics}.get(kind)
    try:
        return teller(value) if teller else {}
    except Exception:  # noqa: BLE001 - the properties of a foreign object may raise anything
        return {}


def _dataset(value: object) -> JsonObject:
    shape: object = getattr(value, "shape", None)
    sizes = [size for size in items(shape) or () if isinstance(size, int)]
    found: dict[str, Json] = {}
    if sizes:
        found["rows"] = sizes[0]
    else:
        found.update(_rows(value))
    columns: object = getattr(value, "columns", None)
    rows = items(value)
    first = entries(rows[0]) if rows else None
    told = cast("Iterable[object]", first or () if columns is None else columns)
    named = [str(name) for name in told]
    if named:
        found["columns"] = cast("list[Json]", named[:_MOST])
    if len(sizes) > 1 or named:
        found["width"] = sizes[1] if len(sizes) > 1 else len(named)
    return found


def _rows(value: object) -> JsonObject:
    """The number of rows of what has a length; texts and mappings have none that says this."""
    whole: object = value
    return {} if isinstance(whole, str | bytes | Mapping) or not isinstance(value, Sized) else {"rows": len(value)}


def _model(value: object) -> JsonObject:
    kind = type(value)
    found: dict[str, Json] = {"class": f"{kind.__module__}.{kind.__qualname__}"}
    told: object = getattr(value, "get_params", None)
    if callable(told):
        given = entries(cast("Callable[[], object]", told)()) or {}
        found["parameters"] = {str(name): one for name, item in given.items() if (one := _small(item)) is not None}
    return found


def _metrics(value: object) -> JsonObject:
    named = entries(value)
    if named is None:
        one = _small(value)
        return {} if one is None else {"value": one}
    return {str(name): one for name, item in list(named.items())[:_MOST] if (one := _small(item)) is not None}


def _small(value: object) -> Json:
    """A number, a truth or a short text as JSON; None for all others."""
    if isinstance(value, bool) or (isinstance(value, str) and len(value) <= _LONGEST):
        return literals.encode(value) if type(value) in (bool, str) else None
    if isinstance(value, int):
        return int(value) if abs(value) < 1 << 53 else str(int(value))
    if isinstance(value, float):
        return float(value) if isfinite(value) else str(float(value))
    return None
