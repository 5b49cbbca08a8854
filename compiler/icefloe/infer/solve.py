"""What type variables stand for: a pattern laid on the type that is given for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeAlias

from icefloe.infer.members import has_variables, member_of, names_in
from icefloe.types import (
    AnyType,
    CallableType,
    Hierarchy,
    LiteralType,
    Member,
    Named,
    OverloadType,
    TupleType,
    Type,
    TypeVar,
    Union,
    UnknownType,
    ancestry,
    assignable,
    causes,
    substitute,
    union,
    widened,
)
from icefloe.types.walk import arguments
from icefloe_schema.records import dataclass

UNSOLVED = UnknownType("the type variables of a call are not solved", causes.UNSOLVED)

Called: TypeAlias = Callable[["CallableType | OverloadType", Sequence[Type]], Type]
"""What a callable gives for arguments by position."""
_DEEPEST = 12


@dataclass(slots=True)
class Solution:
    """Variables and all that was found for each; `called` tells what callables among the arguments give."""

    hierarchy: Hierarchy
    called: Called
    found: dict[str, list[Type]] = field(default_factory=dict[str, list[Type]])
    depth: int = 0
    seen: set[tuple[Type, Type]] = field(default_factory=set[tuple[Type, Type]])

    def solved(self) -> Mapping[str, Type]:
        """What each variable stands for: the union of what was found, not known where a part of it is not known."""
        return {name: _one(types) for name, types in self.found.items()}

    def lay(self, pattern: Type, given: Type) -> None:
        """Find what the variables of a pattern stand for, where `given` is given for it."""
        if self.depth > _DEEPEST or (pattern, given) in self.seen or not has_variables(pattern):
            return
        self.seen.add((pattern, given))
        self.depth += 1
        self._lay(pattern, given)
        self.depth -= 1

    def _lay(self, pattern: Type, given: Type) -> None:
        if isinstance(pattern, TypeVar):
            self.found.setdefault(pattern.name, []).append(given)
        elif isinstance(given, AnyType | UnknownType):
            for name in names_in(pattern):
                self.found.setdefault(name, []).append(given)
        elif isinstance(pattern, Union):
            self._alternatives(pattern, given)
        elif isinstance(given, Union):
            for one in given.members:
                self.lay(pattern, one)
        elif isinstance(pattern, CallableType):
            self._callable(pattern, given)
        elif isinstance(pattern, TupleType):
            self._tuple(pattern, given)
        elif isinstance(pattern, Named):
            self._class(pattern, given)

    def _alternatives(self, pattern: Union, given: Type) -> None:
        """Members without variables take what fits them, the others what is left."""
        fixed = [m for m in pattern.members if not has_variables(m)]
        open_ = [m for m in pattern.members if m not in fixed]
        bare = [m for m in open_ if isinstance(m, TypeVar)]
        for one in given.members if isinstance(given, Union) else (given,):
            if any(assignable(one, m, self.hierarchy).answer == "yes" for m in fixed):
                continue
            shaped = [m for m in open_ if m not in bare and self._alike(m, one)]
            for member in shaped or bare:
                self.lay(member, one)

    def _alike(self, pattern: Type, given: Type) -> bool:
        solved = {name: AnyType() for name in names_in(pattern)}
        return assignable(given, substitute(pattern, solved), self.hierarchy).answer == "yes"

    def _callable(self, pattern: CallableType, given: Type) -> None:
        given = self._as_callable(given)
        if not isinstance(given, CallableType | OverloadType):
            return
        if pattern.parameters is None or pattern.spec is not None:
            results = {one.returns for one in (given.items if isinstance(given, OverloadType) else (given,))}
            certain = len(results) == 1 and not any(has_variables(one) for one in results)
            self.lay(pattern.returns, results.pop() if certain else UNSOLVED)
            return
        known = self.solved()
        if isinstance(given, CallableType):
            for mine, theirs in zip(pattern.parameters, given.parameters or (), strict=False):
                if isinstance(mine, TypeVar) and mine.name not in known and not has_variables(theirs):
                    self.lay(mine, theirs)
        takes = [substitute(p, known) for p in pattern.parameters]
        self.lay(pattern.returns, self.called(given, [UNSOLVED if has_variables(t) else t for t in takes]))

    def _as_callable(self, given: Type) -> Type:
        """A class or an object that can be called, as what a call of it is."""
        if isinstance(given, Named) and given.path == "builtins.type" and len(given.arguments) == 1:
            inner = given.arguments[0]
            return constructor(inner, self.hierarchy) or UNSOLVED if isinstance(inner, Named) else UNSOLVED
        if isinstance(given, Named):
            member = member_of(given, "__call__", self.hierarchy)
            return member.type if member is not None else given
        return given

    def _tuple(self, pattern: TupleType, given: Type) -> None:
        held = ancestry(given, self.hierarchy).tuple()
        if held is None:
            return
        if pattern.rest is None and not pattern.tail and held.rest is None and len(pattern.items) == len(held.items):
            for mine, theirs in zip(pattern.items, held.items, strict=True):
                self.lay(mine, theirs)
        elif not pattern.items and not pattern.tail and pattern.rest is not None:
            self.lay(pattern.rest, union(*held.items, *(() if held.rest is None else (held.rest,)), *held.tail))
        else:
            every = union(*held.items, *(() if held.rest is None else (held.rest,)), *held.tail)
            for one in (*pattern.items, *pattern.tail):
                self.lay(one, every)

    def _class(self, pattern: Named, given: Type) -> None:
        if isinstance(given, LiteralType):
            given = widened(given)
        if pattern.path == "builtins.type":
            if isinstance(given, Named) and given.path == "builtins.type" and given.arguments:
                self.lay(pattern.arguments[0], given.arguments[0])
            return
        if isinstance(given, Named) and given.path == "builtins.type" and given.arguments:
            of = given.arguments[0]
            if pattern.path == "collections.abc.Iterable" and ancestry(of, self.hierarchy).named("enum.Enum"):
                self.lay(pattern.arguments[0], of)
                return
        above = ancestry(given, self.hierarchy)
        same = above.named(pattern.path)
        if same is not None:
            for index, mine in enumerate(pattern.arguments):
                self.lay(mine, same.arguments[index] if index < len(same.arguments) else AnyType())
            return
        declaration = self.hierarchy(pattern.path)
        if declaration is None or not declaration.protocol:
            return
        for member in _asked(pattern, self.hierarchy):
            has = member_of(given, member.name, self.hierarchy) if has_variables(member.type) else None
            if has is not None:
                self._member(member, has)

    def _member(self, wanted: Member, has: Member) -> None:
        """A member of a protocol, and the member of that name of what is given."""
        asked, given = _first(wanted.type), has.type
        if isinstance(asked, CallableType) and isinstance(given, CallableType | OverloadType):
            known = self.solved()
            count = len(asked.parameters or ()) if asked.required is None else asked.required
            takes = [substitute(p, known) for p in (asked.parameters or ())[:count]]
            opened = [UNSOLVED if has_variables(t) else t for t in takes]
            self.lay(asked.returns, self.called(given, opened))
        elif not wanted.method:
            self.lay(wanted.type, given)


def _asked(protocol: Named, hierarchy: Hierarchy) -> Iterator[Member]:
    """What a protocol asks for, with its type arguments put in."""
    for one in ancestry(protocol, hierarchy).types:
        declaration = hierarchy(one.path) if isinstance(one, Named) else None
        if declaration is not None and declaration.protocol and isinstance(one, Named):
            solved = arguments(declaration, one)
            yield from (replace(m, type=substitute(m.type, solved)) for m in declaration.members)


def _first(type: Type) -> Type:
    return type.items[0] if isinstance(type, OverloadType) else type


def constructor(of: Named, hierarchy: Hierarchy) -> CallableType | OverloadType | None:
    """How a class is called: its own way, or that of its nearest base, giving objects of the class itself."""
    above = ancestry(of, hierarchy)
    for base in above.types:
        declaration = hierarchy(base.path) if isinstance(base, Named) else None
        own = None if declaration is None else declaration.constructor()
        if declaration is None or own is None or not isinstance(base, Named):
            continue
        if base == above.types[0]:
            return own
        made = substitute(own, arguments(declaration, base)) if base.arguments else own
        if isinstance(made, CallableType):
            return _giving(made, of)
        if isinstance(made, OverloadType):
            return OverloadType(tuple(_giving(one, of) for one in made.items))
    return None


def _giving(made: CallableType, of: Named) -> CallableType:
    return replace(made, returns=of)


def _one(types: Sequence[Type]) -> Type:
    doubt = next((t for t in types if isinstance(t, UnknownType)), None)
    return doubt or tidy(union(*(widened(t) if isinstance(t, LiteralType) and t.fresh else t for t in types)))


def tidy(type: Type) -> Type:
    """A union without the literals whose class is in it too; `Any` takes everything."""
    if not isinstance(type, Union):
        return type
    classes = {m.path for m in type.members if isinstance(m, Named)}
    kept = [m for m in type.members if not (isinstance(m, LiteralType) and m.path in classes)]
    if "builtins.bool" not in classes and _both(kept):
        kept = [Named("builtins.bool"), *(m for m in kept if not _is_bool(m))]
    return union(*kept)


def _is_bool(type: Type) -> bool:
    return isinstance(type, LiteralType) and type.path == "builtins.bool"


def _both(types: Sequence[Type]) -> bool:
    return len({t.value for t in types if isinstance(t, LiteralType) and _is_bool(t)}) > 1
