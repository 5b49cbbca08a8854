"""What only Linux can do: dying with a parent, and being the parent of orphans."""

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_MUCH = 4096
# For this, Python need not ask the C library for memory.
_LITTLE = 448


class Linux:
    """The calls that Python has no words for."""

    def __init__(self) -> None:
        # Without the number of an error, which would be one more thing that each child looks at.
        library = ctypes.CDLL(None)
        self._prctl = library.prctl
        #: What the GNU C library gives memory by; others may do it in ways that nobody here knows of.
        self.malloc: Callable[[int], int] | None = None
        if hasattr(library, "gnu_get_libc_version"):
            self.malloc = library.malloc
            library.malloc.restype = ctypes.c_void_p
        self._threads = Path("/proc/self/task")
        try:
            self._children = os.open(f"/proc/self/task/{os.getpid()}/children", os.O_RDONLY)
        except FileNotFoundError:
            self._children = -1

    def adopt(self) -> None:
        """Become the parent of every process that is left behind by one below this one."""
        self._control(_PR_SET_CHILD_SUBREAPER, 1)

    def die_with(self, parent: int, number: int) -> None:
        """Get this signal when the parent dies; at once, if it has died already."""
        self._control(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    def count(self) -> int:
        """How many children there are, also by adoption: of many, not all; -1 where that is not told cheaply."""
        return os.pread(self._children, _LITTLE, 0).count(b" ") if self._children >= 0 else -1

    def children(self) -> frozenset[int]:
        """The processes whose parent this one is, also by adoption."""
        if self._children < 0:
            return frozenset(one for one in _processes() if _parent(one) == os.getpid())
        found = b""
        while more := os.pread(self._children, _MUCH, len(found)):
            found += more
        return frozenset(map(int, found.split()))

    def threads(self) -> int:
        """How many threads this process has, whoever has started them."""
        return sum(1 for _ in self._threads.iterdir())

    def _control(self, option: int, value: int) -> None:
        if self._prctl(option, value, 0, 0, 0) != 0:
            raise OSError(f"prctl {option} is refused")


def variable(process: int, name: str) -> str | None:
    """The value of a variable with which a process was started; `None` if it was not, or if that cannot be seen."""
    try:
        variables = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return None
    prefix = f"{name}=".encode()
    return next(
        (one.removeprefix(prefix).decode("ascii", "replace") for one in variables if one.startswith(prefix)), None
    )


def _processes() -> list[int]:
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]


def _parent(process: int) -> int:
    try:
        # The name of a program stands in brackets and may hold anything.
        return int(Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return 0
