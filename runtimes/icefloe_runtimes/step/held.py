"""Holding a single step to a lock."""

from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.step.errors import UsageError
from icefloe_schema.lock import Lock
from icefloe_schema.plan import Plan


def held(plan: Plan, file: str | None, expected: str | None, code: Path | None) -> Lock | None:
    """Compare a plan with the lock that a call names, and the project with it if its folder is given.

    `locked.Drifted` where they differ; `None` where no lock is named.
    """
    if file is None:
        if expected is not None:
            raise UsageError("--expect is the digest of a lock: name it with --lock FILE")
        return None
    return locked.hold(plan, locked.read(Path(file), expected), None if code is None else locked.of_folder(code))
