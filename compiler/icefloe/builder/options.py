"""The arguments of words as plan policy; what is not understood is a finding, never swallowed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from icefloe.builder.layers import Layer
from icefloe.constants import NotLiteralError, literal_of, python_of
from icefloe.findings import Finding, Severity
from icefloe.graph import Hole
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Record, Reference, Table, Unknown, Value
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json, JsonObject

STEP_OPTIONS = (
    "inputs", "outputs", "name", "cache", "retry", "timeout", "resources", "execution_group", "tags", "pipeline",
    "condition", "register",
)  # fmt: skip
MAP_OPTIONS = ("concurrency", "retries", "retry_delay", "min_success_ratio", "fail_fast", "timeout_per_item")


@dataclass(slots=True)
class Notes:
    """Findings that reading has made so far, and holes in the graph that is being read."""

    findings: list[Finding] = field(default_factory=list[Finding])
    holes: list[Hole] = field(default_factory=list[Hole])

    def hole(self, what: str, value: Value, span: Span, otherwise: str = "") -> None:
        """Something that decides the graph's shape is not known."""
        why = value.why if isinstance(value, Unknown) else otherwise or "it depends on what only a run can tell"
        self.holes.append(Hole(what=what, why=why, span=span))

    def add(self, code: str, message: str, span: Span, *, help: str = "", severity: Severity = Severity.ERROR) -> None:
        """One more finding."""
        self.findings.append(Finding(code=code, message=message, span=span, severity=severity, help=help))


def names(argument: Argument | None, what: str, notes: Notes) -> tuple[tuple[str, Span], ...] | None:
    """A list of names as given to `inputs=` and `outputs=`, each with its span; None if it cannot be known."""
    if argument is None:
        return ()
    value = argument.value
    if isinstance(value, Known) and value.value is None:
        return ()
    if isinstance(value, Known) and isinstance(value.value, str):
        notes.add(
            "FLO106",
            f"`{what}` is a string; its characters would be taken for names",
            argument.span,
            help=f'write `{what}=["{value.value}"]`',
        )
        return ((value.value, value.span),)
    if isinstance(value, Items):
        found = [(item.value, item.span) for item in value.items if isinstance(item, Known)]
        texts = [(text, span) for text, span in found if isinstance(text, str)]
        if len(texts) == len(value.items):
            return tuple(texts)
    notes.hole(f"the names in `{what}`", value, argument.span, "it is not a list of strings that the source shows")
    return None


def unknown_keywords(layer: Layer, allowed: tuple[str, ...], notes: Notes) -> None:
    """Report keyword arguments that the word does not have."""
    for argument in layer.arguments:
        if argument.name is None or argument.name in allowed:
            continue
        notes.add(
            "FLO105",
            f"`{layer.word}` has no argument `{argument.name}`{near(argument.name, allowed)}",
            argument.span,
            help=f"it takes {', '.join(allowed)}",
        )


def text(argument: Argument | None) -> str:
    """The text of an argument, or an empty one."""
    if argument is not None and isinstance(argument.value, Known) and isinstance(argument.value.value, str):
        return argument.value.value
    return ""


def number(argument: Argument | None) -> int | float | None:
    """The number of an argument, or None."""
    value = argument.value.value if argument is not None and isinstance(argument.value, Known) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def encoded(argument: Argument | None) -> Json:
    """A number in its encoded form, or None."""
    found = number(argument)
    return None if found is None else literals.encode(found)


def json_object(argument: Argument | None, what: str, notes: Notes) -> JsonObject:
    """A constant dictionary of texts in its encoded form; what is none is reported."""
    if argument is None:
        return {}
    try:
        if isinstance(argument.value, Table):
            entries = {str(python_of(key)): literal_of(item) for key, item in argument.value.entries}
            return {key: entries[key] for key in sorted(entries)}
    except NotLiteralError as error:
        why = f": {error}"
    else:
        why = ""
    notes.add("FLO106", f"`{what}` is not a dictionary that the source shows{why}", argument.span)
    return {}


def resources(argument: Argument | None, notes: Notes) -> plan.Resources | None:
    """`resources=` in every spelling: a dictionary, or `ResourceRequirements(…)` with a `GPUConfig(…)`."""
    if argument is None:
        return None
    given = dict(_resource_items(argument.value))
    gpu, count = given.get("gpu"), given.get("gpu_count")
    kind = ""
    if isinstance(gpu, str):
        kind, count = gpu, count if isinstance(count, int) else 1
    elif isinstance(gpu, int):
        count = gpu
    for name in sorted(given.keys() - {"cpu", "memory", "storage", "gpu", "gpu_count", "gpu_type", "node_affinity"}):
        notes.add("FLO105", f"`resources` has no `{name}`", argument.span, help="it takes cpu, memory, storage, gpu")
    kind = str(given.get("gpu_type") or kind)
    return plan.Resources(
        cpu=str(given.get("cpu") or ""),
        memory=str(given.get("memory") or ""),
        storage=str(given.get("storage") or ""),
        gpu=kind,
        gpu_count=count if isinstance(count, int) else 0,
    )


def _resource_items(value: Value) -> Iterator[tuple[str, object]]:
    if isinstance(value, Table):
        for key, item in value.entries:
            if isinstance(key, Known) and isinstance(item, Known):
                yield str(key.value), item.value
    elif isinstance(value, Record):
        for argument in value.arguments:
            if argument.name == "gpu" and isinstance(argument.value, Record):
                for name, inner in _resource_items(argument.value):
                    yield {"count": "gpu_count", "gpu_type": "gpu_type"}.get(name, name), inner
            elif argument.name is not None and isinstance(argument.value, Known):
                yield argument.name, argument.value.value


def exceptions(argument: Argument | None) -> tuple[str, ...]:
    """Exception classes as names: `ValueError`, `requests.Timeout`."""
    if argument is None:
        return ()
    values = argument.value.items if isinstance(argument.value, Items) else (argument.value,)
    return tuple(v.path.removeprefix("builtins.") for v in values if isinstance(v, Reference))


def near(name: str, allowed: tuple[str, ...]) -> str:
    """A "did you mean" for a name, or nothing."""
    found = get_close_matches(name, allowed, n=1)
    return f"; did you mean `{found[0]}`?" if found else ""
