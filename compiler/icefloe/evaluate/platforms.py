"""What is said of the machine and of Python's version: Linux, and the versions that `requires-python` allows."""

import re

from icefloe.evaluate.machine import Machine
from icefloe.source import Span
from icefloe.values import Items, Known, Record, Reference, Symbol, Value

CONSTANTS: dict[str, str] = {"sys.platform": "linux", "os.name": "posix", "os.sep": "/", "os.pathsep": ":"}
_SYSTEM: dict[str, str] = {"platform.system": "Linux"}
_LOWEST = r"(?:>=|~=|==|>)\s*(\d+)(?:\.(\d+))?"
_HIGHEST = r"<(=?)\s*(\d+)(?:\.(\d+))?"


def constant(path: str, span: Span) -> Known | None:
    """The value of a name that is the same on every machine that runs a plan."""
    return Known(value=CONSTANTS[path], span=span) if path in CONSTANTS else None


def called(path: str, span: Span) -> Known | None:
    """The value of a call that gives the same on every machine that runs a plan."""
    return Known(value=_SYSTEM[path], span=span) if path in _SYSTEM else None


def allowed(requires: str) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """The lowest version of Python that a project allows, and the lowest that it does not allow any more."""
    if not requires:
        return (3, 11), None
    lowest = max(((int(m[1]), int(m[2] or 0)) for m in re.finditer(_LOWEST, requires)), default=(3, 11))
    ends = [(int(m[2]), int(m[3] or 0) + (m[1] == "=")) for m in re.finditer(_HIGHEST, requires)]
    return max(lowest, (3, 11)), min(ends, default=None)


def compared(machine: Machine, op: str, left: Value, right: Value, span: Span) -> Known | None:
    """A comparison with `sys.version_info`, where all versions that the project allows agree on it."""
    if _is_version(right) and not _is_version(left):
        turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
        return compared(machine, turned[op], right, left, span) if op in turned else None
    wanted = _numbers(machine, right) if _is_version(left) else None
    if wanted is None or op not in {"<", "<=", ">", ">="}:
        return None
    lowest, end = machine.python
    if op in {">=", ">"}:
        decided = True if lowest >= wanted and (op == ">=" or lowest > wanted) else None
        if end is not None and end <= wanted:
            decided = False
    else:
        decided = False if lowest >= wanted and (op == "<" or lowest > wanted) else None
        if end is not None and end <= wanted:
            decided = True
    return None if decided is None else Known(value=decided, span=span)


def _is_version(value: Value) -> bool:
    """Whether a value is `sys.version_info`, or its beginning."""
    if isinstance(value, Symbol) and value.op == "index" and len(value.operands) == 2:
        owner, key = value.operands
        is_slice = isinstance(key, Record) and key.path == "builtins.slice"
        return is_slice and isinstance(owner, Reference) and owner.path == "sys.version_info"
    return isinstance(value, Reference) and value.path == "sys.version_info"


def _numbers(machine: Machine, value: Value) -> tuple[int, ...] | None:
    now = machine.current(value)
    items = now.items if isinstance(now, Items) and now.kind == "tuple" else ()
    numbers = tuple(i.value for i in items if isinstance(i, Known) and type(i.value) is int)
    return numbers if numbers and len(numbers) == len(items) else None
