"""The values of parts of a plan, field by field: policies, headers, what a step runs."""

from collections.abc import Callable, Iterator, Mapping

from icefloe.diff.level import Found, Level, flat
from icefloe_schema import words
from icefloe_schema.difference import How, Kind, Severity
from icefloe_schema.jsonvalue import Json

#: How severe it is that the field at a path changed.
Weight = Callable[[str], tuple[Kind, Severity]]


def field_changes(
    level: Level,
    old: Mapping[str, Json],
    new: Mapping[str, Json],
    weight: Weight,
    *,
    noun: str = "",
    prefix: str = "",
    place: str = "",
) -> Iterator[Found]:
    """A change for each value that differs between two documents, by dotted path."""
    before, after = flat(old), flat(new)
    for path in sorted(before.keys() | after.keys()):
        if path in before and path in after and _is_same(before[path], after[path]):
            continue
        kind, severity = weight(path)
        first, second = (words.literal(one[path]) if path in one else "" for one in (before, after))
        how: How = "changed" if first and second else "added" if second else "removed"
        label = f"{noun} {words.code(path)}".lstrip()
        yield level.change(
            kind,
            how,
            severity,
            f"{label}: {arrow(first, second)}",
            at=f"{prefix}.{path}" if prefix else path,
            old=first,
            new=second,
            place=level.place(place) if place else None,
        )


def arrow(old: str, new: str) -> str:
    """Two values, the old one first."""
    first, second = words.both(old, new)
    return f"{first} → {second}"


def always(kind: Kind, severity: Severity) -> Weight:
    """The same for every field."""
    return lambda _: (kind, severity)


def _is_same(old: Json, new: Json) -> bool:
    return words.canonical_text(old) == words.canonical_text(new)
