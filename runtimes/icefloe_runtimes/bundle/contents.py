"""What stands in a bundle, and which plans it cannot carry."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath, PureWindowsPath

from icefloe_runtimes import locked
from icefloe_runtimes.bundle.entries import PLAN, PROJECT, RUNTIME
from icefloe_runtimes.bundle.packages import imported
from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.refusals import refusals as refused_by_runtime
from icefloe_schema import codec
from icefloe_schema import lock as document
from icefloe_schema.leaves import normalised
from icefloe_schema.lock import Lock
from icefloe_schema.plan import NotebookRun, Plan, ShellRun

#: What of the runtimes a run needs; the other folders are targets, which a bundle does not render.
_FOLDERS = ("bundle", "local", "objects", "standin", "step")
_MODULES = ("__init__.py", "codes.py", "edges.py", "locked.py", "meant.py", "visible.py")
#: What of the schema only the compiler needs.
_LEFT_OUT = frozenset(("difference.py", "generate.py", "schema_of.py", "validate.py", "yamlform.py"))


class CannotBundle(Exception):  # noqa: N818 - it says what is so, as a verdict does
    """A plan, or a file that it needs, cannot be in a bundle."""


def contents(plan: Plan, lock: Lock, project: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Give the entries of the bundle of a plan; `project` are all files of the project that its lock names.

    Raises `CannotBundle` for what no bundle can carry, and `locked.Drifted` where plan or files are not the lock's.
    """
    refused = refusals(plan)
    if refused:
        raise CannotBundle("\n".join(refused))
    locked.hold(plan, lock, project.get)
    # The lock file of the dependencies is there to install them by.
    own = locked.held_paths(lock) | ({locked.dependencies(lock)} & project.keys())
    entries = {f"{PROJECT}/{_named(path)}": project[path] for path in own}
    entries[PLAN] = codec.dumps(plan).encode()
    entries[locked.LOCK] = document.dumps(lock).encode()
    return {**entries, **_runtime()}


def refusals(plan: Plan) -> tuple[str, ...]:
    """Name everything for which a bundle cannot carry the plan; empty if it can: it runs as `icefloe run` does."""
    return refused_by_runtime(plan, "installed")


def notes(plan: Plan) -> Iterator[str]:
    """What a plan needs beside its bundle: the packages that its steps import, and what its commands call."""
    if names := imported(plan):
        yield f"the steps import {', '.join(names)}: the Python that runs the bundle must have them"
    yield from (one for one in refused_by_runtime(plan) if one not in refusals(plan))
    notebooks = [step.id for step in deep(plan.steps) if isinstance(step.run, NotebookRun)]
    if notebooks:
        steps = ", ".join(repr(name) for name in notebooks)
        yield f"{steps} are notebooks: the Python that runs the bundle must have nbclient and ipykernel"
    shells = [step.id for step in deep(plan.steps) if isinstance(step.run, ShellRun)]
    if shells:
        steps = ", ".join(repr(name) for name in shells)
        yield f"what the commands of {steps} call is not in the bundle, unless --include puts it there"


def _named(path: str) -> str:
    """The path, if it means a file below the project on every system."""
    windows = PureWindowsPath(path)
    if not locked.is_inside(path) or windows.drive or windows.root or "\\" in path or PurePosixPath(path).is_absolute():
        raise CannotBundle(f"{path!r} cannot be the path of a file in a bundle")
    return path


def _runtime() -> Mapping[str, bytes]:
    """The modules that a run needs of this very installation, as text whose newlines are everywhere the same."""
    runtimes, schema = files("icefloe_runtimes"), files("icefloe_schema")
    own = Path(__file__).parent
    found = {f"icefloe_schema/{one.name}": one for one in schema.iterdir() if one.name not in _LEFT_OUT}
    found |= {f"icefloe_runtimes/{one}": runtimes / one for one in _MODULES}
    for folder in _FOLDERS:
        found |= dict(_below(runtimes / folder, f"icefloe_runtimes/{folder}"))
    made = {f"{RUNTIME}/{name}": normalised(one.read_bytes()) for name, one in found.items() if name.endswith(".py")}
    made[f"{RUNTIME}/__main__.py"] = normalised((own / "worker.py").read_bytes())
    return {**made, "__main__.py": normalised((own / "bootstrap.py").read_bytes())}


def _below(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        path = f"{name}/{one.name}"
        if one.is_dir():
            yield from _below(one, path)
        else:
            yield path, one
