"""The arguments of words as plan policy; what is not understood is a finding, never swallowed."""

from icefloe.builder import reasons
from icefloe.builder.layers import Layer
from icefloe.builder.notes import Notes
from icefloe.builder.reasons import depends
from icefloe.constants import NotLiteralError, literal_of, python_of
from icefloe.fixes import close_matches, listed, renamed
from icefloe.source import Span
from icefloe.values import Argument, Class, Items, Known, Record, Reference, Symbol, Table, Unknown, Value
from icefloe_schema import literals
from icefloe_schema.jsonvalue import Json, JsonObject

STEP_OPTIONS = (
    "inputs", "outputs", "name", "cache", "retry", "timeout", "resources", "execution_group", "tags", "pipeline",
    "condition", "register",
)  # fmt: skip
# What only FlowyML's own pages know: none of its versions takes them.
PAGE_OPTIONS = (
    "skip_if", "circuit_breaker", "fallback", "fallback_on", "on_failure", "stack", "settings",
)  # fmt: skip
_ORIGINAL_OPTIONS = ("pipeline", "condition", "register")
MAP_OPTIONS = ("concurrency", "retries", "retry_delay", "min_success_ratio", "fail_fast", "timeout_per_item")


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
            fix=listed(value.span),
        )
        return ((value.value, value.span),)
    if isinstance(value, Items):
        found = [(item.value, item.span) for item in value.items if isinstance(item, Known)]
        texts = [(text, span) for text, span in found if isinstance(text, str)]
        if len(texts) == len(value.items):
            return tuple(texts)
    items = value.items if isinstance(value, Items) else (value,)
    symbol = next((item for item in items if isinstance(item, Symbol)), None)
    why = reasons.depends(symbol) if symbol is not None else "it is not a list of strings that the source shows"
    notes.hole(f"the names in `{what}`", value, argument.span, why)
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
            fix=renamed(argument.span, argument.name, nearest(argument.name, allowed)),
        )


def is_none(value: Value) -> bool:
    """Whether a value is None."""
    return isinstance(value, Known) and value.value is None


def unknown(argument: Argument, what: str, notes: Notes, *words: str) -> bool:
    """Whether an argument's value is only known in a run; `what` it decides is a hole then.

    The result of a call is not known, unless it is one of these words, which the caller reads.
    """
    value = argument.value
    if not isinstance(value, Unknown | Symbol | Record | Reference):
        return False
    if isinstance(value, Record) and value.path.rsplit(".", 1)[-1] in words:
        return False
    notes.hole(what, value, argument.span, depends(value))
    return True


def allowed(layer: Layer) -> tuple[str, ...]:
    """The arguments that a word for steps takes."""
    own = (*STEP_OPTIONS, *(MAP_OPTIONS if layer.word == "map_task" else ()))
    if layer.path.startswith("icefloe."):
        return tuple(name for name in own if name not in _ORIGINAL_OPTIONS)
    return (*own, *PAGE_OPTIONS)


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


def exceptions(argument: Argument | None, notes: Notes) -> tuple[str, ...]:
    """Exception classes as names: `ValueError`, `requests.Timeout`, `TooMany` of the project."""
    if argument is None or is_none(argument.value):
        return ()
    values = argument.value.items if isinstance(argument.value, Items) else (argument.value,)
    found: list[str] = []
    for value in values:
        if isinstance(value, Reference):
            found.append(value.path.removeprefix("builtins."))
        elif isinstance(value, Class):
            found.append(f"{value.module}.{value.qualname}")
        else:
            notes.hole("which exceptions are meant", value, argument.span, "it is not a class that the source shows")
    return tuple(name for name in found if name != "Exception") if found != ["Exception"] else ()


def near(name: str, allowed: tuple[str, ...]) -> str:
    """A "did you mean" for a name, or nothing."""
    found = nearest(name, allowed)
    return f"; did you mean `{found}`?" if found else ""


def nearest(name: str, allowed: tuple[str, ...]) -> str:
    """The name that may have been meant, or nothing."""
    return next(iter(close_matches(name, allowed, n=1)), "")
