"""What is to be done in one process, and how it ended."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import NamedTuple

from icefloe_runtimes.local.stepresult import StepError
from icefloe_runtimes.step.call import Call
from icefloe_runtimes.step.manifest import MadeFrom, Manifest, Usage
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """A command that needs no Python around it: its words, the variables that are its values, and what these are.

    Where nobody will ask what it has left, it `leaves_nothing`: that it has ended well stands in the journal alone.
    """

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    made_from: MadeFrom = field(default_factory=MadeFrom)
    leaves_nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One process: its calls in their order, where its output goes, and what it may see.

    Several calls are steps of one group. `folder` is where the steps leave their outputs, `log` the path of what they
    print. `environment` is added to that of the run, `secrets` are masked in the log.
    """

    calls: tuple[Call, ...]
    folder: Path
    log: str
    timeout: float | None = None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: tuple[str, ...] = ()


class Done(NamedTuple):
    """What a call that has ended well has used, and the record that it has left, as far as it tells; `sha256` is the
    digest of that record's file."""

    cpu_seconds: float
    peak_memory_bytes: int
    record: bytes = b""
    sha256: str = ""


class Left(NamedTuple):
    """The record that a step has left, and the SHA-256 of its file; "" where it has left no file."""

    record: Manifest
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How it ended: `done` calls have ended well, and the error, if there is one, is that of the next.

    `usage` is that of the last call that was begun, as the system has counted it. `left` is what that one has left,
    where it is known. If it `is_silent`, nothing was printed, and there is no log.
    """

    done: int
    error: StepError | None = None
    usage: Usage = field(default_factory=Usage)
    left: Left | None = None
    is_silent: bool = False
