"""One of the two sides that are compared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TypeAlias

from icefloe.trace import Closure
from icefloe.types import Verdict
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.lock import Lock
from icefloe_schema.plan import FunctionRef, Plan
from icefloe_schema.records import dataclass

#: Whether a value of the first type, as a plan spells it, may stand where the second one is asked for.
Fits: TypeAlias = Callable[[str, str], Verdict]
#: The digest of what a function does, whatever its name and decorators; "" where its source is not there.
Shape: TypeAlias = Callable[[FunctionRef], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """One pipeline of a side.

    `key` is its name in the lock of its project, `name` what it is called, `prefix` is what the paths of its project
    begin with, `places` is what `NAME.places.json` holds. `closures` are what its functions reach, by address; they
    are there where the source is, as are `fits` and `shape`. `partial` says that there are errors in its file, so
    that the plan is only what is known of it.
    """

    key: str
    name: str
    plan: Plan
    prefix: str = ""
    places: JsonObject | None = field(default=None, repr=False)
    closures: Mapping[str, Closure] = field(default_factory=dict[str, Closure], repr=False)
    fits: Fits | None = field(default=None, repr=False, compare=False)
    shape: Shape | None = field(default=None, repr=False, compare=False)
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: what the user called it, its pipelines, and the locks of its projects.

    `locks` goes by what the paths of each project begin with ("" or `a/b/`); it is empty where only plans are there.
    `frozen` is a side of which only the lock is there, `partial` one of which not all pipelines are known.
    """

    name: str
    pipelines: tuple[Pipeline, ...] = ()
    locks: Mapping[str, Lock] = field(default_factory=dict[str, Lock], repr=False)
    frozen: bool = False
    partial: bool = False


def _names(lock: Lock) -> Iterator[str]:
    """The names of the plans in a lock."""
    for leaf in lock.leaves:
        if leaf.kind == "plan":
            yield leaf.path.removeprefix("plan/").rpartition("/")[0]


def side_of_plan(name: str, plan: Plan, lock: Lock | None = None, places: JsonObject | None = None) -> Side:
    """The side of a single plan, and of the lock that was made with it, if there is one."""
    key = plan.name if lock is None else next(_names(lock), plan.name)
    only = Pipeline(key=key, name=plan.name, plan=plan, places=places)
    return Side(name=name, pipelines=(only,), locks={} if lock is None else {"": lock})
