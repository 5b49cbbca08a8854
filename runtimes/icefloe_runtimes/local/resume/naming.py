"""Steps that are named on a command line."""

from icefloe_runtimes.local.resume.decision import descendants
from icefloe_runtimes.local.resume.given import Wanted
from icefloe_runtimes.local.resume.needing import needs
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.names import meant
from icefloe_schema.plan import Plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Steps that are to be run. `said` is why others are not, `remedy` what to do where those are needed.

    `is_rest` tells that the others are wanted too, as far as an earlier run has them.
    """

    steps: frozenset[str]
    said: str
    remedy: str
    is_rest: bool = False


def named(plan: Plan, wanted: Wanted) -> Named | None:
    """The steps that are named; `None` where none is. `UsageError` for a step that the plan does not have."""
    options = {"--from": wanted.from_step, "--only": wanted.only, "--stages": wanted.stages}
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} each say which steps to run: give one of them")
    ids = [step.id for step in plan.steps]
    if wanted.from_step:
        _number(wanted.from_step, ids)
        steps = frozenset(descendants((wanted.from_step,), needs(plan)))
        return Named(steps=steps, said=f"not from {wanted.from_step} on", remedy="begin with {} (--from)", is_rest=True)
    if wanted.only:
        _number(wanted.only, ids)
        steps = frozenset((wanted.only,))
        return Named(steps=steps, said=f"not {wanted.only}, the only one", remedy="run {} too (--stages)")
    if wanted.stages:
        steps = frozenset(selected(wanted.stages, ids))
        return Named(steps=steps, said=f"not among the stages {wanted.stages}", remedy="add {} to the stages")
    return None


def selected(stages: str, ids: list[str]) -> list[str]:
    """Give the steps that `a,b` or `a:b` names; either end of a range may be left out."""
    if "," not in stages and ":" in stages and stages not in ids:
        first, _, last = (part.strip() for part in stages.partition(":"))
        start, end = _number(first or ids[0], ids), _number(last or ids[-1], ids)
        if start > end:
            raise UsageError(f"--stages {stages}: step {first!r} stands after step {last!r}")
        return ids[start : end + 1]
    return [ids[_number(part.strip(), ids)] for part in stages.split(",")]


def _number(name: str, ids: list[str]) -> int:
    if name not in ids:
        raise UsageError(f"the plan has no step {name!r}{meant(name, ids)}")
    return ids.index(name)
