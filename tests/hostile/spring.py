"""Set every trap off, each in a process of its own, and say which did harm: the proof that they are traps.

Run as a program: `python spring.py FOLDER`, which writes the traps below FOLDER and prints the names of those sprung.
The words are stand-ins; nothing of Icefloe runs here.
"""

import gc
import os
import resource
import runpy
import signal
import socket  # noqa: F401 - so that a trap needs no import to use it
import sys
import time
import types
from pathlib import Path

from trap_table import TRAPS, write


AT_ONCE = 8


class Anything:
    """Takes every call and every attribute."""

    def __init__(self, *args: object, **kwargs: object) -> None: ...

    def __call__(self, *args: object, **kwargs: object) -> "Anything":
        return self

    def __getattr__(self, name: str) -> "Anything":
        return self


def step(function: object = None, **_options: object) -> object:
    return function if callable(function) else lambda decorated: decorated


def words(name: str, **own: object) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(own)
    return module


def spring(name: str, folder: Path) -> None:
    """Be the process that sets one trap off."""
    signal.alarm(30)
    time.sleep = lambda _seconds: None
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    sys.path.insert(0, str(folder))
    for package in ("flowyml", "runnable"):
        sys.modules[package] = words(package, Pipeline=Anything, context=Anything, step=step, PythonTask=Anything)
    try:
        exec(TRAPS[name].sprung_by, {"sys": sys, "runpy": runpy})
    except BaseException:
        pass
    gc.collect()
    sys.exit(0)


def main() -> None:
    home = Path(sys.argv[1]).resolve()
    folders = {name: write(trap, home / name) for name, trap in TRAPS.items() if trap.sprung_by}
    children: list[int] = []
    for name, folder in folders.items():
        if len(children) == AT_ONCE:
            os.waitpid(children.pop(0), 0)
        child = os.fork()
        if child == 0:
            spring(name, folder)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    print("\n".join(name for name, folder in folders.items() if (folder / f"SPRUNG-{name}").exists()))


if __name__ == "__main__":
    main()
