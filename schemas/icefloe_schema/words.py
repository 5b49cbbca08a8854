"""The parts of a plan in words: short, on one line, as Python would write them."""

import json
from collections.abc import Sequence

from icefloe_schema import literals, operations, plan
from icefloe_schema.jsonvalue import Json

#: How much of a value a line shows.
LONGEST = 72
_DEPTH = 12


def code(text: str) -> str:
    """Text as code in a message; a backtick would end it."""
    return f"`{text.replace('`', chr(0x2019))}`" if text else "nothing"


def literal(value: Json) -> str:
    """An encoded value."""
    try:
        return repr(literals.decode(value))
    except (ValueError, TypeError, RecursionError):
        return json.dumps(value, sort_keys=True)


def function(ref: plan.FunctionRef) -> str:
    """The address of a function."""
    number = f" (number {ref.ordinal + 1})" if ref.ordinal else ""
    return f"{ref.module}:{ref.qualname}{number}"


def value(of: plan.Value, depth: int = 0) -> str:
    """Where a value comes from."""
    match of:
        case plan.FromOutput(step=step, name=name, item=item):
            return f"{step}.{name}{'' if item is None else f'[{literal(item)}]'}"
        case plan.FromParameter(name=name):
            return f"parameter {name}"
        case plan.FromLiteral(value=given):
            return literal(given)
        case plan.FromItem(name=name):
            return f"item {name}"
        case plan.FromDefault():
            return "the function's default"
        case plan.FromContext():
            return "the context"
        case plan.FromAtom(name=name, type=type):
            return f"atom {name} ({type})"
        case plan.FromRan(step=step):
            return f"{step} ran"
        case plan.FromExpression(op=op, operands=operands):
            return _expression(op, operands, depth + 1) if depth < _DEPTH else "…"


def _expression(op: str, operands: Sequence[plan.Value], depth: int) -> str:
    parts = [value(one, depth) for one in operands]
    found = operations.spelled(op, parts, parts)
    if not found:
        return f"{op}({', '.join(parts)})"
    return found if op in operations.TIGHT else f"({found})"


def guard(of: plan.Guard) -> str:
    """The condition under which a step runs."""
    if isinstance(of, plan.ExpressionGuard):
        return value(of.test)
    given = ", ".join(f"{one.parameter}={value(one.value)}" for one in of.bindings)
    return f"{'not ' if of.negate else ''}{function(of.function)}({given})"


def runs(of: plan.Run) -> str:
    """What a step runs, in a few words."""
    match of:
        case plan.PythonRun(function=ref):
            return function(ref)
        case plan.DynamicRun(function=ref):
            return f"dynamic {function(ref)}"
        case plan.ShellRun(command=command):
            return f"shell {command}"
        case plan.NotebookRun(path=path):
            return f"notebook {path}"
        case plan.StubRun():
            return "nothing"
        case plan.MapRun(item=item):
            return f"a map over {value(of.over)} as {item}"
        case plan.LoopRun():
            return "a loop"
        case plan.SwitchRun():
            return f"a switch on {value(of.on)}"
        case plan.ParallelRun():
            return "parallel branches"
        case plan.PlanRun(body=body):
            return f"a nested plan {body.name}".rstrip()


def both(old: str, new: str) -> tuple[str, str]:
    """Two values as code, shortened so that what differs is still seen."""
    if len(old) <= LONGEST and len(new) <= LONGEST:
        return code(_line(old)), code(_line(new))
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - LONGEST // 3) if same > LONGEST // 2 else 0
    return _window(old, start), _window(new, start)


def short(text: str) -> str:
    """One value as code, cut where it is long."""
    return _window(text, 0)


def _window(text: str, start: int) -> str:
    if not text:
        return code(text)
    head = "…" if start else ""
    rest = text[start:]
    return code(_line(head + rest if len(rest) <= LONGEST else f"{head}{rest[: LONGEST - 1]}…"))


def _line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")


def canonical_text(of: Json) -> str:
    """A value as text that is another one for every other value, `1` and `True` among them."""
    return json.dumps(of, sort_keys=True)
