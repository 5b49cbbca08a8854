"""The decision: a function of what is known, which looks at no clock, no file and no process."""

from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from icefloe_schema.records import dataclass

Needs: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an earlier run has left of a step: how it ended there, empty if it has not, and what stands against it."""

    ended: str = ""
    against: tuple[str, ...] = ()

    @property
    def is_result(self) -> bool:
        """Whether there is something to take."""
        return self.ended in ("succeeded", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What becomes of a step: it is run, taken from the earlier run, or left out; and why.

    `is_asked` tells that it was asked for by name, `because` is the step for whose sake it is run.
    """

    action: Literal["run", "take", "skip"]
    why: str = ""
    is_asked: bool = False
    because: str = ""


def going_on(needs: Needs, facts: Mapping[str, Fact], again: Collection[str]) -> dict[str, Decided]:
    """Decide which results of an earlier run stand: those to which nothing is opposed, made of nothing but such.

    `needs` are the steps in an order in which they can run, each with those that it needs; `again` are steps that are
    to be run in any case.
    """
    decided: dict[str, Decided] = {}
    for name, needed in needs.items():
        fact = facts.get(name, Fact())
        anew = [one for one in needed if one in decided and decided[one].action == "run"]
        if name in again:
            decided[name] = Decided(action="run", why="it was asked for", is_asked=True)
        elif not fact.is_result:
            decided[name] = Decided(action="run", why=f"it {_ended(fact.ended)} in that run")
        elif fact.against:
            decided[name] = Decided(action="run", why=", ".join(fact.against))
        elif anew:
            why = f"step {anew[0]!r} is run, which it needs"
            decided[name] = Decided(action="run", why=why, because=anew[0])
        else:
            decided[name] = Decided(action="take")
    return decided


def lacking(needed: Collection[str], behind: Needs, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Say what stands against taking these steps from a run, all that they were made of included; `behind` names that.

    Empty words are those of a step that has no result there.
    """
    found: dict[str, None] = {}
    for name in needed:
        if not facts.get(name, Fact()).is_result:
            found[""] = None
    for name in needed:
        for one in (*behind[name], name):
            found.update(dict.fromkeys(facts.get(one, Fact()).against))
    return tuple(found)


def descendants(names: Collection[str], needs: Needs) -> set[str]:
    """These steps and all that need them."""
    found = set(names)
    for name, needed in needs.items():
        if found.intersection(needed):
            found.add(name)
    return found


def _ended(status: str) -> str:
    return {
        "": "did not end",
        "failed": "failed",
        "upstream failed": "did not run",
        "interrupted": "was interrupted",
    }.get(status, status)
