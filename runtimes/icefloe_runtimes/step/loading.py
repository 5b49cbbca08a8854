"""Loading the modules of a project in a worker."""

import importlib
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.abc import InspectLoader
from pathlib import Path
from types import CodeType, ModuleType

from icefloe_runtimes.standin.finder import install
from icefloe_runtimes.step.errors import StepFailed
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
        self.root = root
        self.noted = Noted(root, self._folders, frozen.modules if frozen else {})

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
        with quiet():
            module = importlib.import_module(name)
        self._check_place(name, module)
        return module

    def settle(self) -> None:
        """Refuse the step if it has imported, or tried to import, what was not frozen."""
        if self._frozen is not None:
            self._frozen.settle()

    def code(self, name: str) -> CodeType:
        """Give the compiled source of a module."""
        spec = self.load(name).__spec__
        loader = spec.loader if spec else None
        code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
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
        parts = Path(*name.split("."))
        for folder in self._folders:
            for file in (Path(folder, parts).with_suffix(".py"), Path(folder, parts, "__init__.py")):
                if file.is_file():
                    found = getattr(module, "__file__", None)
                    if found is None or not Path(found).samefile(file):
                        raise StepFailed(f"module {name!r} of the project is hidden by {found or 'a built-in module'}")
                    return


@contextmanager
def quiet() -> Generator[None, None, None]:
    """Send what is printed nowhere, also by native code; loggers that are made meanwhile still write to stderr."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
    for stream in streams:
        stream.flush()
    saved = [(number, os.dup(number)) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number, _ in saved:
            os.dup2(nowhere, number)
        yield
    finally:
        for stream in streams:
            stream.flush()
        for number, copy in saved:
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)
