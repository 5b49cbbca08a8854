"""The packages that a plan's steps import, and that this Python does not have."""

import importlib.util
import sys
from collections.abc import Iterator

from icefloe_runtimes.edges import deep
from icefloe_schema.plan import Plan


def imported(plan: Plan) -> tuple[str, ...]:
    """Name the packages from outside that the steps of a plan import."""
    return tuple(sorted({name for step in deep(plan.steps) for name in step.imports}))


def absent(plan: Plan) -> Iterator[str]:
    """Say which of them are not there; a step may do without one, so that it is no reason to refuse."""
    missing = [name for name in imported(plan) if not _is_there(name)]
    if missing:
        yield f"not installed for {sys.executable}: {', '.join(missing)}, which steps import"


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return name in sys.modules
