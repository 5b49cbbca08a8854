"""A dictionary that is written out, against the keys of a TypedDict."""

from collections.abc import Sequence

from icefloe.connections.connection import End
from icefloe.infer import Types
from icefloe.types import Key, Named, NeverType, Type, TypedDictType, Verdict
from icefloe.types.verdict import YES, no


def keys_of(whole: Type, types: Types) -> tuple[Key, ...] | None:
    """The keys of a TypedDict, None for another type."""
    if isinstance(whole, TypedDictType):
        return whole.keys
    declaration = types.declaration(whole.path) if isinstance(whole, Named) else None
    return None if declaration is None else declaration.keys


def by_entries(wanted: Type, ends: Sequence[End], types: Types) -> Verdict | None:
    """Whether the entries of the one dictionary that is given are those of a TypedDict; None where it is not known."""
    end = ends[0] if len(ends) == 1 else None
    entries = end.port.keys if end is not None and end.port is not None and not end.taken else None
    keys = keys_of(wanted, types) if entries is not None else None
    if entries is None or keys is None:
        return None
    given = dict(entries)
    missing = next((key.name for key in keys if key.required and key.name not in given), None)
    if missing is not None:
        return no(f"the key {missing!r} is missing")
    closed = isinstance(wanted, TypedDictType) and isinstance(wanted.extra, NeverType)
    extra = next((name for name in given if closed and all(key.name != name for key in keys)), None)
    if extra is not None:
        return no(f"there is no key {extra!r}")
    for key in keys:
        found = types.assignable(given[key.name], key.type) if key.name in given else YES
        if found.answer != "yes":
            return Verdict(found.answer, f"key {key.name!r}: {found.why}", found.cause)
    return YES
