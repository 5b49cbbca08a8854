"""Loads the modules of a folder with stand-ins and prints, as JSON, the plans that their pipeline objects make."""

import contextlib
import importlib
import io
import json
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.plans import plan_of
from icefloe_runtimes.standin.finder import install
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.standin.recording import Pipeline
from icefloe_schema import codec


class Light(MetaPathFinder, Loader):
    """Stands in for packages that take seconds to import and that only bodies of steps use."""

    packages = ("numpy", "pandas", "sklearn", "requests", "joblib", "yaml", "torch", "matplotlib", "scipy")

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        known = fullname.partition(".")[0] in self.packages
        return ModuleSpec(fullname, self, is_package=True) if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = ModuleType(spec.name)
        module.__dict__["__getattr__"] = lambda name: Inert(f"{spec.name}.{name}")
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


def main(folder: Path, names: list[str]) -> dict[str, object]:
    install()
    sys.path.insert(0, str(folder))
    sys.meta_path.insert(0, Light())
    found: dict[str, object] = {}
    for name in names:
        with contextlib.redirect_stdout(io.StringIO()):
            module = importlib.import_module(name)
        for variable, value in vars(module).items():
            if isinstance(value, Pipeline):
                try:
                    found[f"{name}:{variable}"] = json.loads(codec.dumps(plan_of(value, root=folder)))
                except BuildError as error:
                    found[f"{name}:{variable}"] = str(error)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))
