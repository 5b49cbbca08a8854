"""Modules outside of the project, and where in them a dotted path leads."""

import ast
from collections.abc import Iterator

from icefloe.installed.conditions import Conditions, dotted
from icefloe.installed.packages import Packages, Place
from icefloe.installed.scope import Assigned, Bound, Defined, Imported, Names, Reader
from icefloe.installed.texts import Texts
from icefloe_schema.records import dataclass

_LONGEST = 60
_NOTHING = Names(bound={}, stars=(), exports=None)
_WELL_KNOWN = ("builtins.", "typing.", "typing_extensions.")
_ALIASES = frozenset({"TypeAlias", "Final"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Module:
    """A module that was found. `cause` says why its names are not known; empty where they are."""

    name: str
    place: Place
    names: Names
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a dotted path leads: a module, or a name in it.

    `around` are the bodies of the classes that it stands in, `rest` the attributes that are taken of a variable.
    """

    module: Module
    qualname: str = ""
    bound: Bound | None = None
    around: tuple[Names, ...] = ()
    rest: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The dotted path of the definition."""
        parts = (self.module.name, self.qualname) if self.qualname else (self.module.name,)
        return ".".join((*parts, *self.rest))


class Modules:
    """Reads modules when they are asked for, each once, and follows names from one to the next."""

    def __init__(self, packages: Packages, conditions: Conditions) -> None:
        self._packages = packages
        self._conditions = conditions
        self._texts = Texts()
        self._read: dict[str, Module | None] = {}
        self._bodies: dict[ast.ClassDef, Names] = {}
        self._located: dict[str, Located | None] = {}
        self._taken: dict[tuple[str, str], Bound | None] = {}
        self._stars = 0

    def module(self, name: str) -> Module | None:
        """The module of a dotted name, or None where there is no such file."""
        if name not in self._read:
            place = self._packages.place(name)
            self._read[name] = None if place is None else self._load(place)
        return self._read[name]

    def body(self, module: Module, node: ast.ClassDef) -> Names:
        """The names that the body of a class binds."""
        if node not in self._bodies:
            reader = Reader(module.name, module.place.is_package, self._conditions)
            self._bodies[node] = reader.names(node.body)
        return self._bodies[node]

    def locate(self, path: str) -> Located | None:
        """Where a dotted path leads, imports and plain aliases followed, or None."""
        if path not in self._located:
            self._located[path] = None  # what leads back to itself leads nowhere
            self._located[path] = self._locate(path, 0)
        return self._located[path]

    def doubt(self, path: str, hops: int = 0) -> str:
        """Why a path that leads nowhere may lead somewhere all the same; empty where there is no such thing."""
        parts = path.split(".")
        for count in range(min(len(parts), _LONGEST) - 1, 0, -1):
            found = self.module(".".join(parts[:count]))
            if found is None:
                continue
            if found.cause:
                return found.cause
            if "__getattr__" in found.names.bound:
                return f"{found.name} makes {parts[count]} when it is asked for it"
            bound = self.lookup(found, parts[count])
            if bound is None or not bound.certain:
                return "" if bound is None else f"{path} is defined in several ways"
            if not isinstance(bound, Imported) or bound.path == path or hops > _LONGEST:
                return ""
            return self.doubt(bound.path, hops + 1)
        return ""

    def name(self, module: Module, around: tuple[Names, ...], qualname: str, name: str) -> tuple[str, Bound | None]:
        """The dotted path of a plain name as it is used in a body, and what binds it there.

        `around` are the bodies of the classes that the body stands in, `qualname` says which those are.
        """
        for depth in range(len(around), 0, -1):
            bound = around[depth - 1].bound.get(name)
            if isinstance(bound, Imported):
                return bound.path, bound
            if isinstance(bound, Defined | Assigned):
                return ".".join((module.name, *qualname.split(".")[:depth], name)), bound
        bound = self.lookup(module, name)
        if isinstance(bound, Imported):
            return bound.path, bound
        return (f"builtins.{name}", None) if bound is None else (f"{module.name}.{name}", bound)

    def lookup(self, module: Module, name: str) -> Bound | None:
        """What a module binds a name to, by itself or by a star."""
        own = module.names.bound.get(name)
        if own is not None or not module.names.stars:
            return own
        key = (module.name, name)
        if key not in self._taken:
            if self._stars > _LONGEST:
                return None
            self._taken[key] = None
            self._stars += 1
            self._taken[key] = next(self._starred(module, name), None)
            self._stars -= 1
        return self._taken[key]

    def _starred(self, module: Module, name: str) -> Iterator[Bound]:
        for source in reversed(module.names.stars):
            found = self.module(source)
            if found is None or found is module or not self._gives(found, name):
                continue
            if self.lookup(found, name) is not None or self.module(f"{source}.{name}") is not None:
                yield Imported(path=f"{source}.{name}", module=source)

    def _gives(self, module: Module, name: str) -> bool:
        """Whether a star takes a name from a module."""
        listed = self._listed(module, 0)
        return not name.startswith("_") if listed is None else name in listed

    def _listed(self, module: Module, depth: int) -> frozenset[str] | None:
        if module.names.exports is None or depth > _LONGEST:
            return None
        found: set[str] = set()
        for one in module.names.exports:
            if isinstance(one, str):
                found.add(one)
                continue
            other = self.module(one.path)
            inner = None if other is None or other is module else self._listed(other, depth + 1)
            if inner is None:
                return None
            found |= inner
        return frozenset(found)

    def _load(self, place: Place) -> Module:
        if place.file is None:
            return Module(name=place.module, place=place, names=_NOTHING)
        tree = self._texts.tree(place.file, place.shown)
        if isinstance(tree, str):
            return Module(name=place.module, place=place, names=_NOTHING, cause=tree)
        names = Reader(place.module, place.is_package, self._conditions).names(tree.body)
        return Module(name=place.module, place=place, names=names)

    def _locate(self, path: str, hops: int) -> Located | None:
        parts = path.split(".")
        top = self.module(parts[0]) if len(parts) <= _LONGEST else None
        found = None if top is None else self._attribute(top, parts[1:], hops)
        if found is None and len(parts) > 2:
            # `from a.b import c` goes to the module a.b, whatever `a` itself calls `b`.
            below = self.module(".".join(parts[:-1]))
            found = None if below is None else self._attribute(below, parts[-1:], hops)
        return found

    def _attribute(self, module: Module, parts: list[str], hops: int) -> Located | None:
        if hops > _LONGEST:
            return None
        for index, name in enumerate(parts):
            bound = self.lookup(module, name)
            if isinstance(bound, Imported) and bound.path != f"{module.name}.{name}":
                return self._follow(bound, parts[index + 1 :], hops + 1)
            if bound is None or isinstance(bound, Imported):
                inner = self.module(f"{module.name}.{name}") if module.place.is_package else None
                if inner is None:
                    return None
                module = inner
                continue
            return self._inside(Located(module=module, qualname=name, bound=bound), parts[index + 1 :], hops)
        return Located(module=module)

    def _follow(self, bound: Imported, rest: list[str], hops: int) -> Located | None:
        if not bound.certain:
            return None
        if not bound.module:
            return self._locate(".".join((bound.path, *rest)), hops)
        source = self.module(bound.module)
        if source is None:
            return None
        return self._attribute(source, [bound.path.removeprefix(f"{bound.module}."), *rest], hops)

    def _inside(self, at: Located, rest: list[str], hops: int) -> Located | None:
        bound = at.bound
        if bound is None or not bound.certain:
            return None
        if isinstance(bound, Assigned):
            target = self._alias(at, bound)
            if target and not target.startswith(_WELL_KNOWN):
                return self._locate(".".join((target, *rest)), hops + 1) if hops < _LONGEST else None
            return Located(module=at.module, qualname=at.qualname, bound=bound, around=at.around, rest=tuple(rest))
        if not rest:
            return at
        if not isinstance(bound, Defined):
            return None
        names = self.body(at.module, bound.node)
        inner = names.bound.get(rest[0])
        if isinstance(inner, Imported):
            return self._follow(inner, rest[1:], hops + 1)
        if inner is None:
            return None
        deeper = Located(module=at.module, qualname=f"{at.qualname}.{rest[0]}", bound=inner, around=(*at.around, names))
        return self._inside(deeper, rest[1:], hops)

    def _alias(self, at: Located, bound: Assigned) -> str:
        """The path of what a variable is another name for, or nothing."""
        if bound.annotation is not None and dotted(bound.annotation).rpartition(".")[2] not in _ALIASES:
            return ""
        name = dotted(bound.value) if bound.value is not None and not bound.parameters else ""
        if not name:
            return ""
        first, _, rest = name.partition(".")
        path, found = self.name(at.module, at.around, at.qualname, first)
        if found is bound:
            return ""
        return f"{path}.{rest}" if rest else path
