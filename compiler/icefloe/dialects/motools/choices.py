"""Lists of steps that depend on a configuration: which of two they are, where the configuration is known."""

from collections.abc import Callable

from icefloe.reach import text
from icefloe.values import Instance, Items, Known, Record, Symbol, Table, Value

Section = Callable[[Value, str], Value | None]
_DEPTH = 40


def chosen(value: Value | None, section: Section) -> Value | None:
    """A value with its choices made that a configuration decides; `section` gives one section of one.

    A workflow may be built with a step that it has only if its configuration has a section for it.
    """
    for _ in range(_DEPTH):
        if not isinstance(value, Symbol) or value.op != "choice" or len(value.operands) != 3:
            return value
        test, then, otherwise = value.operands
        found = _truth(test, section, 0)
        if found is None:
            return value
        value = then if found else otherwise
    return value


def _truth(value: Value, section: Section, depth: int) -> bool | None:
    """Whether a test holds; None where it is not known."""
    if depth > _DEPTH:
        return None
    match _settled(value, section):
        case Known(value=known):
            return bool(known)
        case Items(items=content) | Table(entries=content):
            return bool(content)
        case Instance():
            return True
        case Symbol(op="not", operands=(inner,)):
            found = _truth(inner, section, depth + 1)
            return None if found is None else not found
        case Symbol(op="and" | "or" as op, operands=operands):
            return _joined(op, [_truth(one, section, depth + 1) for one in operands])
        case Symbol(op="is" | "is not" | "==" | "!=" as op, operands=(left, Known(value=None))):
            found = _is_none(left, section)
            return None if found is None else found == (op in ("is", "=="))
        case Record() as record:
            # The object that a configuration's class makes.
            return True if record.path.rpartition(".")[2] in ("from_yaml", "from_dict") else None
        case _:
            return None


def _joined(op: str, found: list[bool | None]) -> bool | None:
    """What `and` or `or` of some tests is."""
    decides = op == "or"
    if decides in found:
        return decides
    return None if None in found else not decides


def _is_none(value: Value, section: Section) -> bool | None:
    found = _settled(value, section)
    if isinstance(found, Known):
        return found.value is None
    return False if isinstance(found, Instance | Items | Table) else None


def _settled(value: Value, section: Section) -> Value:
    """A section that a test speaks of (`config.prepare_task`), as it is given."""
    match value:
        case Symbol(op="attribute", operands=(owner, key)):
            name = text(key)
            found = section(owner, name) if name is not None else None
            return value if found is None else found
        case _:
            return value
