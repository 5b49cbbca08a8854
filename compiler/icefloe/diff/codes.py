"""The code of functions on both sides: their digests, and what they reach."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field

from icefloe.diff.side import Shape
from icefloe.trace import Closure
from icefloe_schema import words
from icefloe_schema.difference import Place
from icefloe_schema.leaves import leaf_digest
from icefloe_schema.lock import ClosureContent
from icefloe_schema.plan import FunctionRef
from icefloe_schema.records import dataclass

#: How many definitions one line names.
_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One function: its leaf in a lock, and what it reaches.

    A leaf's digest is bound to its path; `semantic` is the digest of the normalised source itself, empty where only
    the lock is there.
    """

    path: str
    digest: str
    semantic: str = ""
    content: ClosureContent = field(default_factory=ClosureContent)

    def agrees(self, other: "Code") -> bool | None:
        """Whether the code of two functions is the same; None where two locks alone cannot tell."""
        if self.semantic and other.semantic:
            return self.semantic == other.semantic
        if self.path == other.path:
            return self.digest == other.digest
        for one, two in ((self, other), (other, self)):
            if one.semantic:
                return leaf_digest(two.path, one.semantic.encode("ascii")) == two.digest
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The functions of one pipeline on both sides, by address; empty where a side does not know its code.

    `closures` tells ways and places on the new side, `shapes` what functions do on both sides, whatever their names and
    decorators: both where the source is there.
    """

    old: Mapping[str, Code] = field(default_factory=dict[str, Code])
    new: Mapping[str, Code] = field(default_factory=dict[str, Code])
    closures: Mapping[str, Closure] = field(default_factory=dict[str, Closure], repr=False)
    shapes: tuple[Shape | None, Shape | None] = (None, None)

    def does_same(self, old: FunctionRef, new: FunctionRef) -> bool:
        """Whether two functions are the same but for their names and decorators, as far as that is known."""
        first, second = self.shapes
        return first is not None and second is not None and first(old) == second(new) != ""

    def is_same(self, old: str, new: str) -> bool:
        """Whether both functions are known, and their own code is the same."""
        before, after = self.old.get(old), self.new.get(new)
        return before is not None and after is not None and before.agrees(after) is True

    def differences(self, old: str, new: str) -> Iterator["CodeChange"]:
        """What differs between the function at an old address and the one at a new address."""
        before, after = self.old.get(old), self.new.get(new)
        if before is None or after is None:
            return
        closure = self.closures.get(new)
        if before.agrees(after) is False:
            yield CodeChange(old=before.digest[:12], new=after.digest[:12], place=_place(closure))
        if before.content != after.content:
            yield _reached(before.content, after.content, closure)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """That a function changed, or (`reached`) what it reaches."""

    reached: str = ""
    names: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    place: Place | None = None


def _reached(old: ClosureContent, new: ClosureContent, closure: Closure | None) -> CodeChange:
    before, after = _digests(old), _digests(new)
    changed = sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    opaque, resolved = sorted({*new.opaque} - {*old.opaque}), sorted({*old.opaque} - {*new.opaque})
    where = {f"{one.module}:{one.name}": one for one in (closure.reached if closure is not None else ())}
    parts = [f"{words.code(name)} changed{_way(where[name].via) if name in where else ''}" for name in changed]
    parts += [f"{words.code(name)} is new{_way(where[name].via) if name in where else ''}" for name in added]
    parts += [f"{words.code(name)} is no longer reached" for name in removed]
    parts += [f"{words.code(name)} cannot be resolved" for name in opaque]
    parts += [f"{words.code(name)} is resolved, or gone" for name in resolved]
    more = len(parts) - _NAMED
    text = "; ".join(parts[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
    first = next((where[name] for name in (*changed, *added) if name in where), None)
    place = None if first is None or not first.span.path else Place(path=first.span.path, line=first.span.line)
    return CodeChange(
        reached=text or "the order of what it reaches changed",
        names=(*changed, *added, *removed),
        old=", ".join((*changed, *removed, *resolved)),
        new=", ".join((*changed, *added, *opaque)),
        place=place,
    )


def _way(via: tuple[str, ...]) -> str:
    return f" ({' → '.join(map(words.code, via))})" if len(via) > 1 else ""


def _place(closure: Closure | None) -> Place | None:
    if closure is None or not closure.span.path:
        return None
    return Place(path=closure.span.path, line=closure.span.line, column=closure.span.column)


def _digests(content: ClosureContent) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reached in content.reached:
        found[reached.name].add(reached.sha256)
    return {name: frozenset(digests) for name, digests in found.items()}
