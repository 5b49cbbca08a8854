"""What a chain returns at all, told before any of it is wired."""

from collections.abc import Iterator

from icefloe.dialects.runnable.wiring.given import Later
from icefloe.dialects.runnable.written import Chain, Conditional, Loop, Map, Parallel, Task


def returned(chain: Chain) -> dict[str, Later]:
    """The names that the tasks of a chain hand back to it, by which task each is returned first."""
    found: dict[str, Later] = {}
    for task in chain.tasks:
        for name, later in handed_back(task).items():
            found.setdefault(name, later)
    return found


def handed_back(task: Task) -> dict[str, Later]:
    """The names that one task hands back to its chain."""
    found = {one.name: Later(task=task.name, span=one.span, kind=one.kind) for one in task.returns}
    match task.work:
        case Parallel(branches=branches) | Conditional(branches=branches):
            for _, chain in branches:
                found |= returned(chain)
        case Loop(branch=branch):
            found |= returned(branch)
        case Map(branch=branch):
            # A Map collects what its own tasks return, and nothing from chains inside them.
            for inner in branch.tasks:
                found |= {one.name: Later(task=inner.name, span=one.span, kind="json") for one in inner.returns}
        case _:
            pass
    return found


def chains(task: Task) -> Iterator[Chain]:
    """The chains inside a task, its handler last."""
    match task.work:
        case Parallel(branches=branches) | Conditional(branches=branches):
            yield from (chain for _, chain in branches)
        case Loop(branch=branch) | Map(branch=branch):
            yield branch
        case _:
            pass
    if task.on_failure is not None:
        yield task.on_failure


def tasks(chain: Chain) -> Iterator[Task]:
    """All tasks of a chain and of the chains inside it, each before those inside it."""
    for task in chain.tasks:
        yield task
        for inner in chains(task):
            yield from tasks(inner)


def outermost(chain: Chain) -> Iterator[Task]:
    """The tasks that see what a run is given from outside: those of the chain, of its Loops, of its handlers."""
    for task in chain.tasks:
        yield task
        if isinstance(task.work, Loop):
            yield from outermost(task.work.branch)
        if task.on_failure is not None:
            yield from outermost(task.on_failure)
