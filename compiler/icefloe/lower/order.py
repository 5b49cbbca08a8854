"""The order in which the steps of a graph can run."""

from heapq import heapify, heappop, heappush

from icefloe.graph import Graph, Step


def ordered(graph: Graph) -> tuple[Step, ...] | None:
    """The steps in an order in which they can run: the first registered of those that are ready. None for a cycle."""
    index = {step.id: position for position, step in enumerate(graph.steps)}
    waits = {step.id: {need for need in graph.needs(step) if need in index} for step in graph.steps}
    feeds: dict[str, list[str]] = {step.id: [] for step in graph.steps}
    for consumer, needs in waits.items():
        for need in needs:
            feeds[need].append(consumer)
    ready = [index[name] for name, needs in waits.items() if not needs]
    heapify(ready)
    found: list[Step] = []
    while ready:
        step = graph.steps[heappop(ready)]
        found.append(step)
        for consumer in feeds[step.id]:
            waits[consumer].discard(step.id)
            if not waits[consumer]:
                heappush(ready, index[consumer])
    return tuple(found) if len(found) == len(graph.steps) else None
