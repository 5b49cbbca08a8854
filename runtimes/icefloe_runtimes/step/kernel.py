"""The process in which the cells of a notebook run.

It is a kernel of IPython's that meets the project as a step's process does: with its folders, the stand-ins and the
lock, and that ends with the process which has started it.
"""

import importlib
import json
import os
import pickle
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from icefloe_runtimes.step.frozen import Frozen
from icefloe_runtimes.step.loading import Modules
from icefloe_schema.records import dataclass

#: What the cells find the values under that cannot be written down, what takes over theirs, and files for both.
GIVEN, CELLS = "_given_by_icefloe", "_cells_of_icefloe"
VALUES, FAILED, MADE = "given.pickle", "failed.json", "made.pickle"
#: What starts it, before the path of its specification and the options of a kernel.
COMMAND = (sys.executable, "-c", f"import sys; from {__name__} import main; main(sys.argv[1:])")
_KILL, _PDEATHSIG = 9, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the cells have bound: the values that are wanted, pickled, and what kept others from it.

    `modules` and `sought` are what they have loaded of the project, and looked for there in vain.
    """

    values: Mapping[str, bytes]
    failed: Mapping[str, str]
    bound: tuple[str, ...]
    modules: Mapping[str, str]
    sought: tuple[str, ...]


class Cells:
    """What the cells of a notebook leave: told of by the kernel itself, in files beside its specification."""

    def __init__(self, folder: Path, modules: Modules) -> None:
        self._folder = folder
        self._modules = modules

    def hand_over(self, scope: Mapping[str, object], names: list[str]) -> None:
        """Write down the values of these names; called in a cell after all others."""
        self._modules.settle()
        values: dict[str, bytes] = {}
        failed: dict[str, str] = {}
        for name in names:
            if name in scope:
                try:
                    values[name] = pickle.dumps(scope[name], protocol=5)
                except Exception as error:  # noqa: BLE001 - a value may refuse to be stored in any way
                    failed[name] = str(error)
        noted = self._modules.noted
        made = Made(
            values=values,
            failed=failed,
            bound=tuple(name for name in scope if not name.startswith("_")),
            modules=noted.modules(),
            sought=noted.sought(),
        )
        (self._folder / MADE).write_bytes(pickle.dumps(made))

    def note(self, result: Any) -> None:
        """Leave what is known of an exception: the runner decides by its classes whether to try again."""
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        if error is None:
            return
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if "ipykernel_" in frame.filename]
        line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
        (self._folder / FAILED).write_text(json.dumps({"kinds": kinds, "message": str(error), "line": line}), "utf-8")


def main(arguments: list[str]) -> None:
    """Start the kernel, and stay until it is told to end."""
    specification, *rest = arguments
    _end_with_parent()
    # What this process was found by is not handed on to what the cells start.
    os.environ.pop("PYTHONPATH", None)
    folder = Path(specification).parent
    said: dict[str, Any] = json.loads(Path(specification).read_text("utf-8"))
    root, frozen = Path(said["root"]), said["frozen"]
    modules = Modules(root, tuple(said["folders"]), None if frozen is None else Frozen(root, frozen))
    modules.enter(said["framework"])
    app: Any = importlib.import_module("ipykernel.kernelapp").IPKernelApp.instance()
    app.initialize(rest)
    values = folder / VALUES
    if values.exists():
        app.shell.user_ns[GIVEN] = pickle.loads(values.read_bytes())  # noqa: S301 - this run's own
    cells = Cells(folder, modules)
    app.shell.user_ns[CELLS] = cells
    app.shell.events.register("post_run_cell", cells.note)
    app.start()


def _end_with_parent() -> None:
    """Have the system end this process with the one that started it; where it cannot, IPython itself looks for that."""
    if sys.platform != "linux":
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, _KILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
