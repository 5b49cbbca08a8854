"""What the checks of a field let through: asked of one value, and said as a JSON Schema."""

import re

from icefloe.dialects.motools.config.shape import Check, Plain
from icefloe_schema.jsonvalue import Json, JsonObject

_MODELS = ("gpt-", "claude-", "custom-")
_TARGET = r"^[a-zA-Z_][a-zA-Z0-9_.]*:[a-zA-Z_][a-zA-Z0-9_]*$"
_FALSE: tuple[Json, ...] = (None, False, 0, "", [], {})


def refusal(check: Check, value: Plain) -> str | None:
    """What a value must be that a check does not let through, to complete "it must be"; None if it does."""
    if (check.unless == "none" and value is None) or (check.unless == "false" and not value):
        return None
    match check.kind:
        case "one of":
            return None if value in check.values else " or ".join(spelled(one) for one in check.values)
        case "target":
            fits = isinstance(value, str) and re.match(_TARGET, value) is not None
            return None if fits else "`module.path:function`, with a colon before the function"
        case "model":
            fits = isinstance(value, str) and (value.startswith(_MODELS) or "/" in value)
            return None if fits else "the name of a model: it begins with `gpt-`, `claude-` or `custom-`, or has a `/`"
        case "filled":
            return None if isinstance(value, str) and value.strip() else "a text that is not empty"
        case "between":
            return _outside(check, value)


def _outside(check: Check, value: Plain) -> str | None:
    """The bound that a number is beyond; what is no number is not for a check to judge."""
    if not isinstance(value, int | float):
        return None
    if check.least is not None and (value < check.least or (check.above and value == check.least)):
        return f"{'more than' if check.above else 'at least'} {spelled(check.least)}"
    if check.most is not None and (value > check.most or (check.below and value == check.most)):
        return f"{'less than' if check.below else 'at most'} {spelled(check.most)}"
    return None


def spelled(value: Plain) -> str:
    """A constant as a message has it."""
    if isinstance(value, float) and value.is_integer():
        return f"{int(value)}"
    return f"`{value}`" if isinstance(value, str) else str(value)


def schema(check: Check) -> JsonObject:
    """What a check lets through, as a JSON Schema."""
    said = _said(check)
    if not said or not check.unless:
        return said
    return {"anyOf": [{"enum": [None] if check.unless == "none" else list(_FALSE)}, said]}


def _said(check: Check) -> JsonObject:
    match check.kind:
        case "one of":
            return {"enum": [number(one) for one in check.values]}
        case "target":
            return {"type": "string", "pattern": _TARGET}
        case "model":
            return {"type": "string", "pattern": f"^({'|'.join(_MODELS)})|/"}
        case "filled":
            return {"type": "string", "pattern": r"\S"}
        case "between":
            found: dict[str, Json] = {}
            if check.least is not None:
                found["exclusiveMinimum" if check.above else "minimum"] = number(check.least)
            if check.most is not None:
                found["exclusiveMaximum" if check.below else "maximum"] = number(check.most)
            return found


def number(value: Plain) -> Json:
    """A constant as a plan has it: whole numbers stand for themselves."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else {"$float": repr(value)}
    return value
