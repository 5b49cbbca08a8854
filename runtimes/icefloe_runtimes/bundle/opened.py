"""A bundle that was opened: its plan, its lock, and where its files are while it runs."""

import sys
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.bundle.entries import PLAN, PROJECT, RUNTIME
from icefloe_schema import codec
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A bundle and the room that it was unpacked to; all that stands in it is as its lock says."""

    plan: Plan
    lock: Lock
    room: Path
    path: Path

    @property
    def project(self) -> Path:
        """Where the files of the project are."""
        return self.room / PROJECT

    @property
    def name(self) -> str:
        """What the bundle is called."""
        return self.path.name

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the project, by path from its root."""
        return _below(self.project)

    @property
    def files(self) -> tuple[str, ...]:
        """Those that are not modules: what the plan was compiled with, and what was included."""
        others = {*locked.modules(self.lock), locked.dependencies(self.lock)}
        return tuple(path for path in self.paths if path not in others)

    @property
    def command(self) -> tuple[str, ...]:
        """What runs a step: this Python, as isolated as it is itself, with the runtime of the bundle."""
        flags = [
            *(["-I"] if sys.flags.isolated else []),
            *(["-E"] if sys.flags.ignore_environment else []),
            *(["-s"] if sys.flags.no_user_site else []),
            *(["-S"] if sys.flags.no_site else []),
            *(["-B"] if sys.flags.dont_write_bytecode else []),
        ]
        return (sys.executable, *flags, "-P", "-u", str(self.room / RUNTIME))


def opened(room: Path, path: Path) -> Opened:
    """Read plan and lock; `locked.Drifted` if anything that was unpacked is not as in the lock, or not in it."""
    lock = locked.read(room / locked.LOCK)
    plan = codec.loads((room / PLAN).read_bytes())
    project = room / PROJECT
    locked.hold(plan, lock, locked.of_folder(project))
    known = {*locked.held_paths(lock), locked.dependencies(lock)}
    for found in _below(project):
        if found not in known:
            raise locked.altered(f"{found} is in the bundle and not in its lock")
    return Opened(plan=plan, lock=lock, room=room, path=path)


def _below(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()))
