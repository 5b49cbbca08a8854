"""Changes by step, the most severe first."""

from collections.abc import Iterable, Sequence

from icefloe.diff.level import Found
from icefloe_schema.difference import SEVERITIES, Change, Changed, Counts, PipelineDifference, Place


def ordered(changes: Iterable[Change]) -> list[Change]:
    """The most severe changes first, else as they come."""
    return sorted(changes, key=lambda one: SEVERITIES.index(one.severity))


def ranked(groups: Iterable[Changed]) -> int:
    """How severe the most severe of some changes is; 0 is the most severe of all."""
    return min((_rank(group) for group in groups), default=len(SEVERITIES))


def _rank(group: Changed) -> int:
    return min(SEVERITIES.index(change.severity) for change in group.changes)


def grouped(found: Sequence[Found]) -> tuple[Changed, ...]:
    """The changes by step: the pipeline's own first, then the steps with the most severe changes."""
    by_steps: dict[tuple[str, ...], list[Found]] = {}
    for one in found:
        by_steps.setdefault(one.steps, []).append(one)
    made: list[Changed] = []
    for steps, own in by_steps.items():
        place: Place | None = next((one.place for one in own if one.place is not None), None)
        was = own[0].was if own[0].was != steps else ()
        made.append(Changed(steps=steps, was=was, place=place, changes=tuple(ordered(one.change for one in own))))
    return tuple(sorted(made, key=lambda group: (bool(group.steps), _rank(group))))


def counted(pipelines: Sequence[PipelineDifference], project: Sequence[Change]) -> Counts:
    """How many changes there are of each severity."""
    changes = [change for one in pipelines for group in one.groups for change in group.changes]
    changes += project
    counts = {severity: sum(one.severity == severity for one in changes) for severity in SEVERITIES}
    return Counts(**counts)
