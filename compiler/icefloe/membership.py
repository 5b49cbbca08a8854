"""Members of enumerations as keys: what they are equal to, told from their class alone."""

from collections.abc import Iterator

from icefloe.values import Class, Known, Record, Reference, Symbol

#: The bases whose members are texts or numbers themselves, and equal to those.
PLAIN = frozenset({"builtins.str", "builtins.int", "builtins.float", "enum.IntEnum", "enum.StrEnum", "enum.IntFlag"})
_OWN = frozenset({"__eq__", "__hash__", "_missing_", "__new__", "_generate_next_value_"})


def key(value: Symbol) -> tuple[object, ...] | None:
    """A key that is equal for equal members; None for what is none, or where equality is the class's own affair.

    A member of `class Color(str, Enum)` is equal to its text; one of a plain `Enum` only to itself, by all its names.
    """
    if value.op != "attribute" or len(value.operands) != 2:
        return None
    owner, name = value.operands
    if not isinstance(owner, Class) or not isinstance(name, Known):
        return None
    bases = set(_bases(owner, set()))
    given = dict(owner.methods).get(str(name.value))
    if given is None or not any(path.startswith("enum.") for path in bases) or _has_own_rules(owner):
        return None
    if isinstance(given, Known):
        return ("scalar", given.value) if bases & PLAIN else ("member", owner.token, given.value)
    counts = isinstance(given, Record) and given.path == "enum.auto" and not bases & PLAIN
    # No two members that are counted are equal, and none is equal to one that is not, unless the count says so.
    alone = all(isinstance(one, Record) and one.path == "enum.auto" for _, one in _members(owner))
    return ("member", owner.token, "auto", name.value) if counts and alone else None


def _members(owner: Class) -> Iterator[tuple[str, object]]:
    """What the class binds that is a member: neither a method nor a private name."""
    for name, given in owner.methods:
        if not name.startswith("_") and isinstance(given, Known | Record):
            yield name, given


def _has_own_rules(owner: Class) -> bool:
    """Whether a class, or one that it is made from, says itself what its members are equal to."""
    names = {name for name, _ in owner.methods}
    return bool(names & _OWN) or any(_has_own_rules(base) for base in owner.bases if isinstance(base, Class))


def _bases(owner: Class, seen: set[int]) -> Iterator[str]:
    """The paths of all bases from outside the project."""
    seen.add(owner.token)
    for base in owner.bases:
        if isinstance(base, Reference):
            yield base.path
        elif isinstance(base, Class) and base.token not in seen:
            yield from _bases(base, seen)


def text(value: Symbol) -> str | None:
    """The text that a member of a `class Color(str, Enum)` is; None for all else."""
    found = key(value)
    return found[1] if found is not None and found[0] == "scalar" and isinstance(found[1], str) else None
