"""An expression of a plan as Python spells it."""

from collections.abc import Sequence

#: These stand inside another expression without parentheses.
TIGHT = frozenset({"index", "attribute", "len", "list", "tuple", "set"})
_INFIX = frozenset(
    "+ - * / // % ** @ << >> & | ^ == != < <= > >= in is and or".split()  # noqa: SIM905 - as a row it is readable
) | {"not in", "is not"}
_AROUND = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}
_QUOTES = "'\""


def spelled(op: str, parts: Sequence[str], inner: Sequence[str]) -> str:
    """Give an operation in Python's words, or nothing where it has no such spelling.

    `parts` are its operands as they are spelled by themselves, `inner` the same as they stand beside an operator.
    """
    if op in _AROUND:
        start, end = _AROUND[op]
        return f"{start}{', '.join(parts)}{end}"
    match op, len(parts):
        case "not", 1:
            return f"not {inner[0]}"
        case (("-x" | "+x" | "~x"), 1):
            return f"{op.removesuffix('x')}{inner[0]}"
        case "index", 2:
            return f"{inner[0]}[{parts[1]}]"
        case "attribute", 2:
            return f"{inner[0]}.{parts[1].strip(_QUOTES)}"
        case "len", 1:
            return f"len({parts[0]})"
        case "choice", 3:
            return f"{inner[1]} if {inner[0]} else {inner[2]}"
        case _:
            return f" {op} ".join(inner) if op in _INFIX and len(parts) > 1 else ""
