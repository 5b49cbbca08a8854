"""What a bundle needs of the Python that runs it."""

import importlib.util
import re
import sys
from collections.abc import Iterator

from icefloe_runtimes.edges import deep
from icefloe_schema.lock import EnvContent, Lock
from icefloe_schema.plan import Plan

_CLAUSE = re.compile(r"(>=|<=|>|<|==|!=|~=)\s*([0-9]+(?:\.[0-9]+)*)(\.\*)?")


def imported(plan: Plan) -> tuple[str, ...]:
    """Name the packages from outside that the steps of a plan import."""
    return tuple(sorted({name for step in deep(plan.steps) for name in step.imports}))


def absent(plan: Plan) -> Iterator[str]:
    """Say which of them are not there; a step may do without one, so that it is no reason to refuse."""
    missing = [name for name in imported(plan) if not _is_there(name)]
    if missing:
        yield f"not installed for {sys.executable}: {', '.join(missing)}, which steps import"


def unwanted(lock: Lock, version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[str]:
    """Say that this Python is none for which the project was written, as far as its word on that is understood."""
    contents = (leaf.content for leaf in lock.leaves)
    wanted = next((content.requires_python for content in contents if isinstance(content, EnvContent)), "")
    clauses = [_CLAUSE.fullmatch(one.strip()) for one in wanted.split(",")]
    if any(one is not None and not _holds(one[1], one[2], bool(one[3]), version) for one in clauses):
        yield f"the project is for Python {wanted}, and this is {'.'.join(map(str, version))}"


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return name in sys.modules


def _holds(operator: str, text: str, is_open: bool, version: tuple[int, ...]) -> bool:
    wanted = tuple(map(int, text.split(".")))
    if operator == "~=":
        return version >= wanted and version[: len(wanted) - 1] == wanted[:-1]
    if is_open:
        is_within = version[: len(wanted)] == wanted
        return is_within if operator == "==" else not is_within
    # `3.11` is `3.11.0`.
    wanted += (0,) * (len(version) - len(wanted))
    return {
        ">=": version >= wanted,
        "<=": version <= wanted,
        ">": version > wanted,
        "<": version < wanted,
        "==": version == wanted,
        "!=": version != wanted,
    }[operator]
