"""Small questions about values, and answers that need no place."""

from icefloe.constants import NotLiteralError, literal_of
from icefloe.values import Function, Items, Known, Record, Symbol, Table, Unknown, Value
from icefloe_schema import plan

_STEPS = ("icefloe.step", "icefloe.step()")


class NoSource(Exception):  # noqa: N818 - it is an answer, not an error that anybody sees
    """The value cannot be said in a plan; `why` completes "… because", `help` says what to do."""

    def __init__(self, why: str, value: Value, help: str = "put it in a step") -> None:
        super().__init__(why)
        self.why = why
        self.value = value
        self.help = help


def item(whole: plan.Value, key: plan.Value) -> plan.Value:
    """What stands at an index: the value itself, where the list or tuple is put together from values."""
    if isinstance(whole, plan.FromExpression) and whole.op in {"list", "tuple"} and isinstance(key, plan.FromLiteral):
        at = key.value
        if isinstance(at, int) and not isinstance(at, bool) and -len(whole.operands) <= at < len(whole.operands):
            return whole.operands[at]
    return plan.FromExpression(op="index", operands=(whole, key))


def cut(whole: plan.Value, key: Record) -> plan.Value | None:
    """Some of the outputs of a call that has several."""
    bounds = [argument.value.value for argument in key.arguments if isinstance(argument.value, Known)]
    if not isinstance(whole, plan.FromExpression) or whole.op != "tuple" or len(bounds) != 3:
        return None
    low, high, by = [bound if isinstance(bound, int) else None for bound in bounds]
    return plan.FromExpression(op="tuple", operands=whole.operands[low:high:by])


def gathers(value: Record) -> Value | None:
    """What `asyncio.gather` of steps gives: all of them as they are, or None for another call."""
    if value.path != "asyncio.gather" or any(argument.name is not None for argument in value.arguments):
        return None
    values = tuple(argument.value for argument in value.arguments)
    if len(values) == 1 and value.arguments[0].star == "*":
        return values[0]
    if any(argument.star for argument in value.arguments):
        return None
    return Items(kind="list", items=values, token=value.token, span=value.span)


def constant(value: Value) -> bool:
    """Whether a value is made of constants alone."""
    match value:
        case Items():
            return all(constant(item) for item in value.items)
        case Table():
            return all(constant(k) and constant(v) for k, v in value.entries)
        case Symbol() | Unknown():
            return False
        case Record():
            return value.path.startswith("pathlib.")
        case _:
            return True


def shown(path: str) -> str:
    """The name of what is called, as a message says it."""
    return path.removeprefix("builtins.").replace("icefloe.step()", "…").replace("icefloe.step", "…")


def uncalled(value: Record) -> str:
    """The name of the function that a value is a step of, as a decorator makes it; an empty text for anything else."""
    made = value.arguments[0].value if value.path in _STEPS and len(value.arguments) == 1 else None
    return made.name if isinstance(made, Function) else ""


def literal(value: Value) -> plan.FromLiteral:
    """A constant as a source; raises NoSource for anything else."""
    try:
        return plan.FromLiteral(value=literal_of(value))
    except NotLiteralError as error:
        raise NoSource(error.why, error.value) from error
