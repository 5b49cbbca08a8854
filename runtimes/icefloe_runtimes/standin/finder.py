"""The import hook that gives stand-ins."""

# ruff: noqa: ARG002 - the signatures are given, and a star import must see the file that it is made for

import builtins
import dis
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, FrameType, ModuleType
from typing import TYPE_CHECKING, cast

from icefloe_runtimes.standin.frame import caller
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.standin.packages import ABSENT, NATIVE, PACKAGES, Late

if TYPE_CHECKING:
    # At run time it brings `tempfile` and `random`, which does something after each fork.
    from importlib.abc import Loader


class StandinModule(ModuleType):
    """A module that has every name; those that the body of a step uses work, the others are inert."""

    def __getattr__(self, name: str) -> object:
        package = self.__name__.partition(".")[0]
        words = PACKAGES[package] if package in PACKAGES else ABSENT[package]
        if name == "__all__":
            return _used(caller(), words)
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        more: Mapping[str, object] = self.__dict__.get("icefloe_more", {})
        if name in more:
            return more[name]
        for word in (f"{self.__name__}:{name}", name):
            if word in words:
                found = words[word]
                return found.found() if isinstance(found, Late) else found
        return Inert(f"{self.__name__}.{name}", word=True)

    def __call__(self, *arguments: object, **options: object) -> object:
        """Be the word that is called like the module: `flowyml.core.step` is both."""
        word = self.__getattr__(self.__name__.rpartition(".")[2])
        return word(*arguments, **options) if callable(word) else Inert(f"{self.__name__}()")


class Finder:
    """Finds the packages it is given, and everything below them, before the installed ones are looked for.

    `more` are words that stand before those of the stand-in.
    """

    def __init__(self, packages: tuple[str, ...], more: Mapping[str, object] | None = None) -> None:
        self.packages = packages
        self.more = more or {}
        self._nothing = StandinModule("")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say that the module is found here if its package is stood in for."""
        package = fullname.partition(".")[0]
        # A package that is there has no modules that it does not have.
        if package not in self.packages or not isinstance(sys.modules.get(package, self._nothing), StandinModule):
            return None
        return ModuleSpec(fullname, cast("Loader", self), origin="stand-in", is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the module."""
        module = StandinModule(spec.name, "A stand-in.")
        module.__dict__["icefloe_more"] = self.more
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""


def install(*, framework: str = "standin") -> None:
    """Put the stand-ins in front; `framework="installed"` leaves every package but the native words alone.

    Those for packages that may be there stand behind everything else.
    """
    packages = NATIVE if framework == "installed" else tuple(PACKAGES)
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder(packages))
    sys.meta_path.append(Finder(tuple(ABSENT)))


def _used(frame: FrameType, words: Mapping[str, object]) -> list[str]:
    """The names that the file with `from … import *` uses and has from nowhere else."""
    taken = frame.f_globals.keys() | vars(builtins).keys()
    names = {name for name in _globals(frame.f_code) if name not in taken}
    return sorted(names | {name for name in words if name.isidentifier() and name not in frame.f_globals})


def _globals(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)
