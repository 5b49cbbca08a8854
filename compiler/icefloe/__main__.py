"""The command, as `icefloe` and as `python -m icefloe`.

Python puts the working directory first on the import path of `python -m`, so that a `json.py` in a hostile checkout
would be run in place of the real one. It is dropped here, before anything is imported that is not loaded already.
"""

import os
import sys


def _drop_working_directory() -> None:
    """Drop the working directory from the import path, unless this very package is installed there."""
    try:
        here = os.path.realpath(os.curdir)
    except FileNotFoundError:  # it was removed under the shell's feet, so that nothing can be imported from it
        return
    home = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120 - pathlib is not loaded yet
    beside = os.path.dirname(home)  # noqa: PTH120
    homes = {home, *(os.path.join(beside, name) for name in ("compiler", "runtimes", "schemas"))}  # noqa: PTH118
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != here or here in homes]


_drop_working_directory()


def _leave(status: int) -> None:
    """Leave at once: taking tens of thousands of objects apart first would be a tenth of a short call's time."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # the caller may have closed it
            stream.flush()
    os._exit(status)


def main() -> None:
    """Run the command line; without its packages (`pip install --no-deps`) only `icefloe_runtimes.step` works."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller has closed it; what is said is said to nobody
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    try:
        from icefloe.cli.answers import recall

        status = recall(sys.argv[1:])
        if status is not None:
            _leave(status)
        from icefloe.cli import quick, quickrun

        status = quick.attempt(sys.argv[1:])
        if status is None:
            status = quickrun.attempt(sys.argv[1:])
        if status is not None:
            _leave(status)
        from icefloe.cli.app import run
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("icefloe"):
            raise
        sys.stderr.write(
            f"error: the command needs the package {error.name!r}, which is not installed: `pip install icefloe` brings"
            " it (`--no-deps` is enough for `python -m icefloe_runtimes.step` alone)\n"
        )
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
