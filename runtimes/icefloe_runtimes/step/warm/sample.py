"""A step that does next to nothing, done in the warm parent before it forks.

What Python makes when something is used for the first time (compiled patterns, constructors, imports inside functions)
is then there for all children, and none of them has to make it again.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from icefloe_runtimes.step.call import Call, Setup
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.names import folder as name_of_folder
from icefloe_runtimes.step.order import written
from icefloe_runtimes.step.warm.child import ATTEMPT, Place
from icefloe_runtimes.step.warm.linux import Linux
from icefloe_runtimes.step.warm.notes import Notes
from icefloe_runtimes.step.work import Bench
from icefloe_schema.plan import (
    Binding,
    FromOutput,
    FromParameter,
    FunctionRef,
    Output,
    Parameter,
    Plan,
    PythonRun,
    Step,
)

_NAME = "icefloe_sample"
# Python makes code quicker that has been called so often, and no longer writes to it then: a child copies less.
_OFTEN = 12


def warm_up(linux: Linux, notes: Notes) -> None:
    """Do two small steps in a folder of their own, as children do theirs, and leave everything as it was."""
    path, finders, hooks, folder = sys.path[:], sys.meta_path[:], sys.path_hooks[:], Path.cwd()
    attempt = os.environ.get(ATTEMPT)
    place = _folder()
    if place is None:
        return
    try:
        _work(place, linux, notes)
    finally:
        os.chdir(folder)
        _remove(place)
        sys.path[:], sys.meta_path[:], sys.path_hooks[:] = path, finders, hooks
        sys.modules.pop(_NAME, None)
        if attempt is None:
            os.environ.pop(ATTEMPT, None)
        else:
            os.environ[ATTEMPT] = attempt
        for one in [one for one in sys.path_importer_cache if one not in path]:
            sys.path_importer_cache.pop(one, None)


def _folder() -> Path | None:
    """Make a folder among the temporary ones. `tempfile` would bring `random`, which does something after each fork."""
    for place in (*map(os.environ.get, ("TMPDIR", "TEMP", "TMP")), "/tmp", "/var/tmp"):  # noqa: S108 - nobody else's
        made = Path(place or os.devnull, f"icefloe-{os.urandom(8).hex()}").absolute()
        with suppress(OSError):
            made.mkdir(0o700)
            return made
    return None


def _remove(place: Path) -> None:
    """Take the folder away. `shutil` would bring what packs files, which each child would have too."""
    with suppress(OSError):
        for at, folders, files in os.walk(place, topdown=False):
            for name in files:
                Path(at, name).unlink()
            for name in folders:
                Path(at, name).rmdir()
        place.rmdir()


def _work(folder: Path, linux: Linux, notes: Notes) -> None:
    (folder / f"{_NAME}.py").write_text("def same(value):\n    return value\n", "utf-8")
    plan = _plan()
    bench = Bench(
        Setup(
            plan=plan,
            root=folder,
            code=folder,
            artifacts=folder / "run",
            parameters={"value": 1},
            keeping=Keeping(store=folder / "objects", durable=False),
        )
    )
    place = Place(bench, linux, notes)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    bench.enter()
    try:
        for _ in range(_OFTEN):
            bench.foresee((_NAME,))
            for step in plan.steps:
                linux.die_with(os.getppid(), 0)
                place.obey(0, _order(step), nowhere)
            # Each time is the first one, as it is for a child.
            sys.modules.pop(_NAME, None)
            for step in plan.steps:
                _remove(folder / "run" / name_of_folder(step.id))
    finally:
        os.close(nowhere)


def _plan() -> Plan:
    run = PythonRun(function=FunctionRef(module=_NAME, qualname="same"))
    first = Binding(parameter="value", value=FromParameter(name="value"))
    second = Binding(parameter="value", value=FromOutput(step="first", name="first"))
    return Plan(
        name="sample",
        dialect="native",
        parameters=(Parameter(name="value", type="int", default=1),),
        steps=(
            Step(id="first", run=run, bindings=(first,), outputs=(Output(name="first"),)),
            Step(id="Second", run=run, bindings=(second,), outputs=(Output(name="second"),)),
        ),
    )


def _order(step: Step) -> int:
    """A pipe with the order to do a step."""
    order, told = os.pipe()
    os.write(told, written((Call(step=step.id),), {}, _NAME))
    os.close(told)
    return order
