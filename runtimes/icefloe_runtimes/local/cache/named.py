"""Whether a plan has a step that goes by a path, as a run calls it."""

from collections.abc import Iterator

from icefloe_runtimes.step.inside import DEFAULT, HANDLER, WHOLE, body_of, title
from icefloe_schema.plan import Body, DynamicRun, FromLiteral, LoopRun, MapRun, ParallelRun, PlanRun, Step, SwitchRun

#: No list is longer than a number of so many digits.
_DIGITS = 18


def is_path(steps: tuple[Step, ...], path: str) -> bool:
    """Whether a path (`train`, `compare/left/fit`, `each/3/double`) leads to a step.

    How many elements or rounds there are only a run knows, and what is in a dynamic step that has no template; they
    are taken to be there.
    """
    return any(path == step.id or (path.startswith(f"{step.id}/") and _is_inside(step, path)) for step in steps)


def _is_inside(step: Step, path: str) -> bool:
    rest = path.removeprefix(f"{step.id}/")
    if isinstance(step.run, DynamicRun) and step.run.template is None:
        return True
    for part, body in _parts(step, rest):
        called = title(step, part)
        above = f"{called}/" if called else ""
        if rest.startswith(above) and is_path(body.steps, rest.removeprefix(above)):
            return True
    return False


def _parts(step: Step, rest: str) -> Iterator[tuple[str, Body]]:
    """The parts of a step that may be meant, with what runs in them."""
    run = step.run
    names = [HANDLER]
    if isinstance(run, PlanRun | DynamicRun):
        names.append(WHOLE)
    elif isinstance(run, MapRun | LoopRun):
        number = rest.partition("/")[0]
        if number.isdecimal() and len(number) < _DIGITS and int(number) < _count(run):
            names.append(str(int(number)))
    elif isinstance(run, ParallelRun):
        names += [branch.name for branch in run.branches]
    elif isinstance(run, SwitchRun):
        names += [*(f"case-{number}" for number in range(len(run.cases))), DEFAULT]
    for name in names:
        body = body_of(step, name)
        if body is not None:
            yield name, body


def _count(run: MapRun | LoopRun) -> float:
    """How many elements or rounds there can be at the most."""
    if isinstance(run, LoopRun):
        return run.maximum
    known = run.over.value if isinstance(run.over, FromLiteral) else None
    return len(known) if isinstance(known, list | tuple) else float("inf")
