"""The graphs inside a graph."""

from collections.abc import Iterator

from icefloe.graph import DynamicRun, Graph, LoopRun, MapRun, ParallelRun, PlanRun, Run, Step, SwitchRun


def bodies(run: Run) -> Iterator[Graph]:
    """The graphs that one step runs, in source order."""
    match run:
        case PlanRun() | MapRun() | LoopRun():
            yield run.body
        case ParallelRun():
            for _, body in run.branches:
                yield body
        case SwitchRun():
            for _, body in run.cases:
                yield body
            if run.default is not None:
                yield run.default
        case DynamicRun() if run.template is not None:
            yield run.template
        case _:
            return


def inner(step: Step) -> Iterator[Graph]:
    """All graphs that hang on a step: what it runs, and what runs when it has failed."""
    yield from bodies(step.run)
    if step.on_failure is not None and step.on_failure.handler is not None:
        yield step.on_failure.handler


def graphs(graph: Graph) -> Iterator[Graph]:
    """A graph and all graphs inside it, outermost first."""
    waiting = [graph]
    while waiting:
        current = waiting.pop(0)
        yield current
        waiting += [body for step in current.steps for body in inner(step)]
