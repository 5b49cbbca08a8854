"""A step that does next to nothing, done in the warm parent before it forks.

What Python makes when something is used for the first time (compiled patterns, constructors, imports inside functions)
is then there for all children, and none of them has to make it again.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from icefloe_runtimes.step.call import Call, Setup
from icefloe_runtimes.step.keeping import Keeping
from icefloe_runtimes.step.warm.child import ATTEMPT
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


def warm_up() -> None:
    """Do two small steps in a folder of their own, and leave everything as it was."""
    path, finders, hooks, folder = sys.path[:], sys.meta_path[:], sys.path_hooks[:], Path.cwd()
    environment = dict(os.environ)
    place = _folder()
    if place is None:
        return
    try:
        _work(place)
    finally:
        os.chdir(folder)
        rmtree(place, ignore_errors=True)
        sys.path[:], sys.meta_path[:], sys.path_hooks[:] = path, finders, hooks
        os.environ.clear()
        os.environ.update(environment)
        sys.modules.pop(_NAME, None)
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


def _work(place: Path) -> None:
    (place / f"{_NAME}.py").write_text("def same(value):\n    return value\n", "utf-8")
    run = PythonRun(function=FunctionRef(module=_NAME, qualname="same"))
    first = Binding(parameter="value", value=FromParameter(name="value"))
    second = Binding(parameter="value", value=FromOutput(step="first", name="first"))
    plan = Plan(
        name="sample",
        dialect="native",
        parameters=(Parameter(name="value", type="int", default=1),),
        steps=(
            Step(id="first", run=run, bindings=(first,), outputs=(Output(name="first"),)),
            Step(id="Second", run=run, bindings=(second,), outputs=(Output(name="second"),)),
        ),
    )
    bench = Bench(
        Setup(
            plan=plan,
            root=place,
            code=place,
            artifacts=place / "run",
            parameters={"value": 1},
            keeping=Keeping(store=place / "objects", durable=False),
        )
    )
    os.environ[ATTEMPT] = "0"
    for _ in range(_OFTEN):
        for step in plan.steps:
            bench.work(Call(step=step.id))
