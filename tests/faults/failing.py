"""Calls of the system that fail: the n-th one of a kind, once or from then on, or the process dies there."""

import errno
import io
import os
import signal
import stat
from collections.abc import Callable
from dataclasses import dataclass

#: What writes, makes, moves or settles something; `open` is the built-in one for writing, as `Path.open` calls it.
OPERATIONS = ("write", "fsync", "fdatasync", "rename", "replace", "mkdir", "symlink", "truncate", "ftruncate", "open")
KILL = -1


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The `number`th call of an operation fails with an error; all later ones too, where it is `lasting`.

    A `number` of 0 lets nothing fail, and counts. An error of `KILL` is the death of the process.
    """

    operation: str
    number: int
    error: int
    lasting: bool = False

    def __str__(self) -> str:
        name = "killed" if self.error == KILL else errno.errorcode[self.error]
        return f"{self.operation} {self.number}{' and later' if self.lasting else ''}: {name}"


class Failing:
    """Lets calls fail in this process, from now on."""

    def __init__(self, fault: Fault) -> None:
        self.count = 0
        self._fault = fault
        name = fault.operation
        if name == "open":
            real = io.open
            io.open = self._opening(real)  # type: ignore[assignment]
            os.open = self._failing(os.open, lambda _path, flags=0, *_: bool(flags & (os.O_WRONLY | os.O_RDWR)))  # type: ignore[assignment]
        else:
            # What is written to a pipe never fails for want of a disk.
            counts = (lambda descriptor, *_: stat.S_ISREG(os.fstat(descriptor).st_mode)) if name == "write" else _always
            setattr(os, name, self._failing(getattr(os, name), counts))

    def _opening(self, real: Callable[..., object]) -> Callable[..., object]:
        return self._failing(real, lambda _file, mode="r", *_: any(sign in mode for sign in "wax+"))

    def _failing(self, real: Callable[..., object], counts: Callable[..., bool]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            if counts(*arguments):
                self._look()
            return real(*arguments, **named)

        return call

    def _look(self) -> None:
        self.count += 1
        fault = self._fault
        if fault.number and (self.count == fault.number or (fault.lasting and self.count > fault.number)):
            if fault.error == KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(fault.error, os.strerror(fault.error))


def _always(*_: object) -> bool:
    return True
