"""What a dotted path outside of the project names."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.source import Span
from icefloe.values import Known, Module, Symbol, Unknown, Value

if TYPE_CHECKING:  # what reads packages is loaded when the first of them is asked for
    from icefloe.installed.definitions import Definitions
    from icefloe.installed.modules import Located, Modules

_VERSION = r"(?:python|pypy)3\.(\d+)"
_LOWEST = (3, 11)
_NOWHERE = Span(path="", line=1, column=1, end_line=1, end_column=2)
#: Modules whose names infer knows by themselves: what leads there has arrived.
_KNOWN = frozenset({"builtins", "typing", "typing_extensions"})


class Installed:
    """The packages below some folders (`site-packages`), and the standard library as typeshed tells it.

    `folders` come in the order in which Python would look through them. Nothing is read before it is asked for, and
    nothing is ever run. Links are followed: environments are often made of them.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._read: tuple[Modules, Definitions] | None = None
        self._public: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._found: dict[str, Value | None] = {}

    def canonical(self, path: str) -> str:
        """The one path of what a dotted path names: the shortest public one, or `path` itself where it is not found."""
        if path.partition(".")[0] in _KNOWN:
            return path
        if path not in self._addresses:
            try:
                self._addresses[path] = self._canonical(path)
            except RecursionError:
                # Written to go on for ever: no limit on one of its parts sees all of it.
                self._addresses[path] = path
        return self._addresses[path]

    def find(self, path: str) -> Value | None:
        """What stands under a dotted path, re-exports followed, or None."""
        if path not in self._found:
            try:
                self._found[path] = self._find(path)
            except RecursionError:
                self._found[path] = Unknown(why=f"what {path} leads to is too deep to follow", span=_NOWHERE)
        return self._found[path]

    def _canonical(self, path: str) -> str:
        located = self._locate(path)
        if located is None or located.bound is None or located.rest:
            return path
        return self._address(located)

    def _find(self, path: str) -> Value | None:
        from icefloe.installed.expressions import reference
        from icefloe.installed.modules import Located

        located = self._locate(path)
        if located is None:
            doubt = self._modules.doubt(path)
            return Unknown(why=doubt, span=_NOWHERE) if doubt else None
        span = Span(path=located.module.place.shown, line=1, column=1, end_line=1, end_column=2)
        if located.bound is None:
            return Module(name=located.module.name, span=span)
        if located.module.place.standard and located.module.name in _KNOWN and not path.startswith(located.module.name):
            return reference(located.path, span)
        if located.rest:
            whole = self._definitions.value(
                Located(module=located.module, qualname=located.qualname, bound=located.bound, around=located.around),
                located.path,
            )
            return None if whole is None else _attributes(whole, located.rest, span)
        return self._definitions.value(located, self._address(located))

    def _address(self, located: "Located") -> str:
        """The shortest public path of a definition: a package above it may give it under its own name."""
        path = located.path
        if path not in self._public:
            self._public[path] = path
            self._public[path] = next(self._shorter(located), path)
        return self._public[path]

    def _shorter(self, located: "Located") -> Iterator[str]:
        from icefloe.installed.scope import Assigned

        if isinstance(located.bound, Assigned):
            return
        parts = located.module.name.split(".")
        above = [".".join(parts[:count]) for count in range(1, len(parts))]
        if parts[0].startswith("_"):
            above = [parts[0].lstrip("_"), *above]
        for package in above:
            path = f"{package}.{located.qualname}"
            found = self._locate(path)
            if found is not None and found.path == located.path:
                yield path

    def _locate(self, path: str) -> "Located | None":
        return self._modules.locate(path)

    @property
    def _modules(self) -> "Modules":
        return self._parts()[0]

    @property
    def _definitions(self) -> "Definitions":
        return self._parts()[1]

    def _parts(self) -> "tuple[Modules, Definitions]":
        if self._read is None:
            from icefloe.installed.conditions import Conditions
            from icefloe.installed.definitions import Definitions
            from icefloe.installed.expressions import Expressions
            from icefloe.installed.modules import Modules
            from icefloe.installed.packages import Packages

            modules = Modules(Packages(self._folders, _typeshed()), Conditions(_version(self._folders)))
            self._read = (modules, Definitions(modules, Expressions(modules)))
        return self._read


def _attributes(value: Value, names: tuple[str, ...], span: Span) -> Value:
    for name in names:
        value = Symbol(op="attribute", operands=(value, Known(value=name, span=span)), span=span)
    return value


def _typeshed() -> Path | None:
    """The folder of the stubs that come with typeshed-client, which need not be imported for it."""
    from importlib.util import find_spec

    spec = find_spec("typeshed_client")
    places = spec.submodule_search_locations if spec is not None else None
    return next((Path(place) / "typeshed" for place in places or ()), None)


def _version(folders: tuple[Path, ...]) -> tuple[int, int]:
    """The version of Python that the packages are installed for, as their folders tell it."""
    names = (part.lower() for folder in folders for part in reversed(folder.parts))
    return next(((3, int(match[1])) for name in names if (match := re.fullmatch(_VERSION, name))), _LOWEST)
