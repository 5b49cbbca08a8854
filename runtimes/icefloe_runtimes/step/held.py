"""Holding a single step to a lock."""

from argparse import Namespace
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.frozen import Frozen
from icefloe_schema.plan import Plan


def frozen(plan: Plan, options: Namespace, code: Path) -> Frozen | None:
    """Compare plan and project with the lock that a call names; give what then watches over imports.

    `locked.Drifted` where they differ; `None` where no lock is named.
    """
    if options.lock is None:
        if options.expect is not None:
            raise UsageError("--expect is the digest of a lock: name it with --lock FILE")
        return None
    lock = locked.read(Path(options.lock), options.expect)
    project = None if options.only_loaded else locked.of_folder(code)
    return Frozen(code, locked.modules(locked.hold(plan, lock, project)))
