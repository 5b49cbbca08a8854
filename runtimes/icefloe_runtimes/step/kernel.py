"""The process in which the cells of a notebook run: `python -m icefloe_runtimes.step.kernel SPEC -f CONNECTION`.

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

from icefloe_runtimes.standin.finder import install
from icefloe_runtimes.step.frozen import Frozen
from icefloe_schema.records import dataclass

#: What the cells find the values under that cannot be written down, and files beside the specification.
GIVEN = "_given_by_icefloe"
VALUES, FAILED, MADE = "given.pickle", "failed.json", "made.pickle"
_KILL, _PDEATHSIG = 9, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the cells have bound: the values that are wanted, pickled, and what kept others from it."""

    values: Mapping[str, bytes]
    failed: Mapping[str, str]
    bound: tuple[str, ...]


def main(arguments: list[str]) -> None:
    """Start the kernel, and stay until it is told to end."""
    specification, *rest = arguments
    _end_with_parent()
    said: dict[str, Any] = json.loads(Path(specification).read_text("utf-8"))
    # The project's own folders are found before all others, and nothing of this is handed on to what the cells start.
    os.environ.pop("PYTHONPATH", None)
    sys.path[:0] = said["folders"]
    install(framework=said["framework"])
    if said["frozen"] is not None:
        sys.meta_path.insert(1, Frozen(Path(said["code"]), said["frozen"]))
    app: Any = importlib.import_module("ipykernel.kernelapp").IPKernelApp.instance()
    app.initialize(rest)
    folder = Path(specification).parent
    values = folder / VALUES
    if values.exists():
        app.shell.user_ns[GIVEN] = pickle.loads(values.read_bytes())  # noqa: S301 - this run's own
    app.shell.events.register("post_run_cell", lambda result: _note(result, folder / FAILED))
    app.start()


def hand_over(scope: Mapping[str, object], names: list[str], path: str) -> None:
    """Write down the values of these names; called in a cell after all others."""
    values: dict[str, bytes] = {}
    failed: dict[str, str] = {}
    for name in names:
        if name in scope:
            try:
                values[name] = pickle.dumps(scope[name], protocol=5)
            except Exception as error:  # noqa: BLE001 - a value may refuse to be stored in any way
                failed[name] = str(error)
    bound = tuple(name for name in scope if not name.startswith("_"))
    Path(path).write_bytes(pickle.dumps(Made(values=values, failed=failed, bound=bound)))


def _note(result: Any, path: Path) -> None:
    """Leave what is known of an exception: the runner decides by its classes whether to try again."""
    error: BaseException | None = result.error_before_exec or result.error_in_exec
    if error is None:
        return
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind is not object]
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if "ipykernel_" in frame.filename]
    line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
    path.write_text(json.dumps({"kinds": kinds, "message": str(error), "line": line}), "utf-8")


def _end_with_parent() -> None:
    """Have the system end this process with the one that started it; where it cannot, IPython itself looks for that."""
    if sys.platform != "linux":
        return
    import ctypes

    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, _KILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
