"""Execution groups: which steps run in one place, and what that place must have.

Steps of one group stand together as long as everything can still be put in order: if a step outside comes between
them, the group is split there. What is split keeps its name with a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from icefloe.graph import Graph, Step
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject

_RANKS = ("nvidia-a100", "nvidia-tesla-a100", "nvidia-tesla-v100", "nvidia-v100", "nvidia-t4")
_AFFINITY = ("required", "preferred", "tolerations")


def groups(graph: Graph, order: Sequence[Step]) -> tuple[plan.Group, ...]:
    """The groups of a graph whose steps are given in an order in which they can run."""
    needs = {step.id: graph.needs(step) for step in order}
    together = split([(step.id, step.group) for step in order], needs)
    by_id = {step.id: step for step in order}
    taken = {step.group for step in order}
    found: list[plan.Group] = []
    for group, parts in together.items():
        for index, part in enumerate(parts):
            name = group if len(parts) == 1 else _free(f"{group}_{index}", taken)
            resources = merged(by_id[id].policy.resources for id in part)
            found.append(plan.Group(name=name, steps=tuple(part), resources=resources))
    return tuple(found)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def split(members: Sequence[tuple[str, str]], needs: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    """The parts of each group, from steps (id and group) in an order in which they can run.

    A step joins the last part of its group if no path leads from that part over other steps to it, or back.
    """
    after: dict[str, list[str]] = {id: [] for id, _ in members}
    for id, _ in members:
        for other in needs[id]:
            if other in after:
                after[other].append(id)
    part_of: dict[str, list[str]] = {}
    found: dict[str, list[list[str]]] = {}
    for id, group in members:
        if not group:
            continue
        parts = found.setdefault(group, [])
        if not parts or _between(parts[-1], id, after, part_of) or _between([id], parts[-1][0], after, part_of):
            parts.append([])
        parts[-1].append(id)
        part_of[id] = parts[-1]
    return found


def _between(
    start: Sequence[str], end: str, after: Mapping[str, Sequence[str]], part_of: Mapping[str, Sequence[str]]
) -> bool:
    """Whether a path leads from some steps over others to a step, where each part counts as one place."""
    goal = set(part_of.get(end, [end]))
    inside = set(start)
    pending = [step for one in start for step in after[one] if step not in inside and step not in goal]
    seen: set[str] = set()
    while pending:
        one = pending.pop()
        if one in seen:
            continue
        place = part_of.get(one, [one])
        seen.update(place)
        for step in place:
            for later in after[step]:
                if later in goal:
                    return True
                if later not in seen and later not in inside:
                    pending.append(later)
    return False


def merged(needs: Iterable[plan.Resources | None]) -> plan.Resources | None:
    """What several steps need that run in one place: of each amount the most, of GPUs the best type."""
    found = [one for one in needs if one is not None]
    return reduce(_both, found) if found else None


def _both(one: plan.Resources, other: plan.Resources) -> plan.Resources:
    return plan.Resources(
        cpu=_more(one.cpu, other.cpu),
        memory=_more(one.memory, other.memory),
        storage=_more(one.storage, other.storage),
        gpu=_better(one.gpu, other.gpu),
        gpu_count=max(one.gpu_count, other.gpu_count),
        gpu_memory=_more(one.gpu_memory, other.gpu_memory),
        affinity=_together(one.affinity, other.affinity),
    )


def _more(one: str, other: str) -> str:
    from icefloe import quantities

    return one if quantities.amount(one) >= quantities.amount(other) else other


def _better(one: str, other: str) -> str:
    """The better of two types of GPU; of two that are not known the first."""
    if not one or not other:
        return one or other
    return other if _rank(other) < _rank(one) else one


def _rank(kind: str) -> int:
    return next((rank for rank, known in enumerate(_RANKS) if known in kind.lower()), len(_RANKS))


def _together(one: JsonObject, other: JsonObject) -> JsonObject:
    """The labels of both, the later ones winning, and the tolerations of both."""
    found: dict[str, Json] = {}
    for name in _AFFINITY:
        left, right = one.get(name), other.get(name)
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            found[name] = {**left, **right}
        elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
            found[name] = [*left, *(item for item in right if item not in left)]
        elif left is not None or right is not None:
            found[name] = left if left is not None else right
    return found
