"""Enumerations: their members, the values of members, and finding a member by value or name."""

from icefloe.evaluate import definitions
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.operators import constant
from icefloe.membership import PLAIN
from icefloe.source import Span
from icefloe.values import Class, Function, Known, Record, Reference, Symbol, Unknown, Value

_TEXTS = frozenset({"enum.StrEnum"})


def is_enumeration(machine: Machine, value: Class) -> bool:
    """Whether a class is an enumeration."""
    return any(path.startswith("enum.") for path in _base_paths(machine, value))


def _base_paths(machine: Machine, value: Class) -> list[str]:
    owners = definitions.bases(machine, value)
    return [base.path for owner in owners for base in owner.bases if isinstance(base, Reference)]


def member(value: Class, name: str, span: Span) -> Symbol:
    """A member, as the attribute of its class that it is."""
    return Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)


def members(machine: Machine, value: Class) -> tuple[tuple[str, Value], ...]:
    """The names of the members with the values that they were given, in order."""
    found: list[tuple[str, Value]] = []
    for name, given in value.methods:
        plain = isinstance(given, Function | Class) or name.startswith("_") or _is_wrapped(given)
        if not plain:
            found.append((name, _value(machine, value, name, given, found)))
    return tuple(found)


def _is_wrapped(value: Value) -> bool:
    return isinstance(value, Record) and value.path.startswith(("builtins.", "enum.nonmember", "functools."))


def _value(machine: Machine, owner: Class, name: str, given: Value, before: list[tuple[str, Value]]) -> Value:
    """The value of a member; `auto()` counts, or is the name in small letters."""
    if not (isinstance(given, Record) and given.path == "enum.auto"):
        return machine.current(given)
    paths = _base_paths(machine, owner)
    if _TEXTS & set(paths):
        return Known(value=name.lower(), span=given.span)
    flags = {"enum.Flag", "enum.IntFlag"} & set(paths)
    numbers = [v.value for _, v in before if isinstance(v, Known) and type(v.value) is int]
    if len(numbers) < len(before):
        return Unknown(why="what `auto()` gives is only known when it runs", span=given.span)
    last = max(numbers, default=0)
    return Known(value=(1 << last.bit_length() if flags else last + 1), span=given.span)


def attribute(machine: Machine, value: Value, name: str, span: Span) -> Value | None:
    """The value of `Color.RED.value` and `Color.RED.name`."""
    of = of_member(machine, value)
    if of is None:
        return None
    owner, own = of
    if name == "name":
        return Known(value=own, span=span)
    if name == "value":
        return dict(members(machine, owner)).get(own)
    return None


def of_member(machine: Machine, value: Value) -> tuple[Class, str] | None:
    """The enumeration and the name, if a value is a member."""
    if not (isinstance(value, Symbol) and value.op == "attribute" and isinstance(value.operands[0], Class)):
        return None
    owner, name = value.operands[0], value.operands[1]
    if not isinstance(name, Known) or not isinstance(name.value, str) or not is_enumeration(machine, owner):
        return None
    return (owner, name.value) if any(key == name.value for key, _ in members(machine, owner)) else None


def by_value(machine: Machine, owner: Class, wanted: Value, span: Span) -> Value:
    """`Color("red")`."""
    own = of_member(machine, wanted)
    if own is not None and own[0].token == owner.token:
        return wanted
    key = constant(wanted)
    found = members(machine, owner)
    if key is None or any(constant(value) is None for _, value in found):
        return Unknown(why=f"which member of `{owner.name}` it is is only known when it runs", span=span)
    for name, value in found:
        if constant(value) == key:
            return member(owner, name, span)
    return Unknown(why=f"`{owner.name}` has no such member", span=span)


def by_name(machine: Machine, owner: Class, wanted: Value, span: Span) -> Value | None:
    """`Color["RED"]`; None where that is not known."""
    if not isinstance(wanted, Known) or not isinstance(wanted.value, str):
        return None
    if any(name == wanted.value for name, _ in members(machine, owner)):
        return member(owner, wanted.value, span)
    return Unknown(why=f"`{owner.name}` has no member `{wanted.value}`", span=span)


def elements(machine: Machine, owner: Class) -> tuple[Value, ...]:
    """The members in order, each once: a second name for a value is no member of its own."""
    found: list[Value] = []
    seen: set[tuple[object, ...]] = set()
    for name, value in members(machine, owner):
        key = constant(value)
        if key is None or key not in seen:
            found.append(member(owner, name, value.span))
        if key is not None:
            seen.add(key)
    return tuple(found)


def text_of(machine: Machine, value: Value) -> Value | None:
    """What `str` makes of a member whose class says that it is a text."""
    of = of_member(machine, value)
    if of is None or not _TEXTS & set(_base_paths(machine, of[0])):
        return None
    return dict(members(machine, of[0])).get(of[1])


def plain(machine: Machine, value: Value) -> Value:
    """A member that is a text or number itself (`class Color(str, Enum)`) as that; everything else as it is."""
    of = of_member(machine, value)
    if of is None:
        return value
    if PLAIN & set(_base_paths(machine, of[0])):
        return dict(members(machine, of[0])).get(of[1], value)
    return value


def same(machine: Machine, left: Value, right: Value) -> bool | None:
    """Whether two values are equal of which one is a member, or None if that is not known."""
    a, b = of_member(machine, left), of_member(machine, right)
    if a is not None and b is not None and a[0].token == b[0].token:
        values = dict(members(machine, a[0]))
        first, second = constant(values[a[1]]), constant(values[b[1]])
        return True if a[1] == b[1] else None if first is None or second is None else first == second
    if a is None and b is None:
        return None
    first, second = constant(plain(machine, left)), constant(plain(machine, right))
    if first is not None and second is not None:
        return first == second
    # A member of a plain enumeration equals nothing but itself.
    other = right if a is not None else left
    return False if isinstance(other, Known) and (first is None) != (second is None) else None
