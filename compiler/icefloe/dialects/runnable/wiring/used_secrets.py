"""Secrets that a task takes away from those after it.

With secrets from the environment runnable takes each out of the environment again when the task has ended that used
it: a second task does not find it. A shell command gets a copy and takes nothing away.
"""

from collections.abc import Iterator

from icefloe.dialects.runnable.wiring.returned import chains
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Chain, Conditional, Loop, Map, Shell, Task, Text
from icefloe.findings import Note
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A task that uses a secret; `branch` are the branches of Conditionals that it is in, `again` if it runs often."""

    task: Task
    secret: Text
    branch: tuple[tuple[str, int], ...]
    again: bool

    @property
    def takes(self) -> bool:
        return not isinstance(self.task.work, Shell)


def check(wires: Wires, chain: Chain, manager: str) -> None:
    """Say which tasks do not find a secret any more."""
    if manager != "env-secrets":
        return
    gone: dict[str, list[_Use]] = {}
    for use in _uses(chain, (), again=False):
        earlier = next((one for one in gone.get(use.secret.value, ()) if not _apart(one, use)), None)
        note: Note | None = None
        if earlier is not None:
            who = f"task `{use.task.name}` does not find"
            note = Note(message=f"`{earlier.task.name}` takes it out of the environment", span=earlier.secret.span)
        elif use.again and use.takes:
            who = f"task `{use.task.name}` runs several times, and from the second time on does not find"
        else:
            who = ""
        if who:
            wires.warn(
                "FLO223",
                f"{who} the secret `{use.secret.value}`: runnable has taken it out of the environment again",
                use.secret.span,
                "the run fails here, with secrets from the environment",
                "take secrets from a file (`secrets: {type: dotenv}` in the configuration), or use each in one task",
                note,
            )
        if use.takes:
            gone.setdefault(use.secret.value, []).append(use)


def _uses(chain: Chain, branch: tuple[tuple[str, int], ...], *, again: bool) -> Iterator[_Use]:
    for task in chain.tasks:
        for secret in task.secrets:
            yield _Use(task=task, secret=secret, branch=branch, again=again)
        often = again or isinstance(task.work, Map | Loop)
        for at, inner in enumerate(chains(task)):
            inside = (*branch, (task.name, at)) if isinstance(task.work, Conditional) else branch
            yield from _uses(inner, inside, again=often)


def _apart(one: _Use, two: _Use) -> bool:
    """Whether two uses are in different branches of one Conditional."""
    taken = dict(two.branch)
    return any(name in taken and taken[name] != at for name, at in one.branch)
