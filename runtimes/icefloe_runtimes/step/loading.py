"""Loading the modules of a project in a worker."""

# The import machinery speaks of paths as texts.
# ruff: noqa: PTH113, PTH121

import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from icefloe_runtimes.codes import codes_of, plain_name
from icefloe_runtimes.standin.finder import install
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.foreseen import Foreseen
from icefloe_runtimes.step.frozen import Frozen
from icefloe_runtimes.step.noted import Noted
from icefloe_schema.literals import Ref


class Modules:
    """The modules of a plan's project, by name, with stand-ins for the packages that pipelines are written with.

    `frozen` lets only those through that were frozen.
    """

    def __init__(self, root: Path, paths: tuple[str, ...], frozen: Frozen | None = None) -> None:
        self._folders = [str((root / path).resolve()) for path in paths or (".",)]
        self._frozen = frozen
        self._framework = "standin"
        self._before = sys.meta_path[:], sys.path_hooks[:]
        self._loaded: dict[str, ModuleType] = {}
        self._codes: dict[tuple[str, str], tuple[CodeType, list[CodeType]]] = {}
        self.root = root
        self.noted = Noted(root, self._folders, frozen.modules if frozen else {})
        self._foreseen = Foreseen(self.noted)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders on the import path that are the project's own."""
        return tuple(self._folders)

    @property
    def framework(self) -> str:
        """What the packages that pipelines are written with are taken from, since the project was entered."""
        return self._framework

    @property
    def frozen(self) -> Frozen | None:
        """What lets only those modules through that were frozen."""
        return self._frozen

    def enter(self, framework: str) -> None:
        """Put the project's folders and the stand-ins in front of everything else."""
        self._framework = framework
        self._before = sys.meta_path[:], sys.path_hooks[:]
        sys.path[:0] = [folder for folder in self._folders if folder not in sys.path[: len(self._folders)]]
        self.noted.enter()
        install(framework=framework)
        if self._frozen is not None:
            # Behind the stand-ins, which are none of the project's, and before all others.
            sys.meta_path.insert(1, self._frozen)

    def foresee(self, names: Iterable[str]) -> None:
        """Have modules of the project found and compiled, for processes that are forked from this one."""
        if self._foreseen not in sys.meta_path:
            sys.meta_path.insert(0, self._foreseen)
        self._foreseen.look(names)

    def foresee_codes(self, name: str, qualname: str) -> None:
        """Look for the code of functions in a module that was found and compiled."""
        code = self._foreseen.code(name)
        if code is not None and (name, qualname) not in self._codes:
            self._codes[name, qualname] = code, codes_of(code, plain_name(qualname))

    @contextmanager
    def left(self) -> Generator[None, None, None]:
        """For a while, import as if the project had not been entered."""
        path, finders, hooks = sys.path[:], sys.meta_path[:], sys.path_hooks[:]
        sys.path[:] = [folder for folder in path if folder not in self._folders]
        sys.meta_path[:], sys.path_hooks[:] = self._before
        try:
            yield
        finally:
            sys.path[:], sys.meta_path[:], sys.path_hooks[:] = path, finders, hooks

    def load(self, name: str) -> ModuleType:
        """Import a module; what it prints on the way is nobody's output and goes nowhere."""
        known = self._loaded.get(name)
        if known is not None and sys.modules.get(name) is known:
            return known
        with quiet():
            __import__(name)
            module = sys.modules[name]
        self._check_place(name, module)
        self._loaded[name] = module
        return module

    def settle(self) -> None:
        """Refuse the step if it has imported, or tried to import, what was not frozen."""
        if self._frozen is not None:
            self._frozen.settle()

    def codes(self, name: str, qualname: str) -> list[CodeType]:
        """Give the code of all functions of a qualified name in a module, in the order of its source."""
        code = self._code(name)
        known = self._codes.get((name, qualname))
        if known is None or known[0] is not code:
            known = self._codes[name, qualname] = code, codes_of(code, plain_name(qualname))
        return known[1]

    def _code(self, name: str) -> CodeType:
        """The compiled source of a module."""
        spec = self.load(name).__spec__
        loader = spec.loader if spec else None
        code = loader.get_code(name) if isinstance(loader, SourceFileLoader) else _other_code(loader, name)
        if code is None:
            raise StepFailed(f"the source of module {name!r} cannot be found")
        return code

    def constant(self, ref: Ref) -> object:
        """Give what a `$ref` stands for."""
        found: object = self.load(ref.module)
        for part in ref.name.split(".") if ref.name else ():
            if not hasattr(found, part):
                raise StepFailed(f"module {ref.module!r} has no {ref.name!r} any more: compile the plan again")
            found = getattr(found, part)
        return found

    def _check_place(self, name: str, module: ModuleType) -> None:
        """Refuse a module of the standard library that hides one of the project: `platform`, `types`, …."""
        found: str | None = getattr(module, "__file__", None)
        below = name.replace(".", os.sep)
        for folder in self._folders:
            for end in (".py", f"{os.sep}__init__.py"):
                file = f"{folder}{os.sep}{below}{end}"
                if file == found:
                    return
                if os.path.isfile(file):
                    if found is None or not os.path.samefile(found, file):
                        raise StepFailed(f"module {name!r} of the project is hidden by {found or 'a built-in module'}")
                    return


class quiet:  # noqa: N801 - it is used as a function
    """Send what is printed nowhere, also by native code; loggers that are made meanwhile still write to stderr."""

    def __enter__(self) -> None:
        """Send it nowhere from here on."""
        self._streams = sys.stdout, sys.stderr
        self._flush()
        self._saved = os.dup(1), os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.close(nowhere)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Send it where it went before."""
        self._flush()
        for number, copy in zip((1, 2), self._saved, strict=True):
            os.dup2(copy, number)
            os.close(copy)

    def _flush(self) -> None:
        for stream in self._streams:
            if stream is not None:
                stream.flush()


def _other_code(loader: object, name: str) -> CodeType | None:
    """What a loader that reads no file has for a module, if it has any."""
    # It brings `tempfile` and `random`, which does something after each fork.
    from importlib.abc import InspectLoader

    return loader.get_code(name) if isinstance(loader, InspectLoader) else None
