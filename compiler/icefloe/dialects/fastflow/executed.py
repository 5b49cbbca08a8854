"""What a file executes: an executor, and the routes that start it."""

from dataclasses import field

from icefloe.dialects.fastflow.making import Made
from icefloe.dialects.fastflow.routes import Route
from icefloe.graph import Hole, Parameter, Step
from icefloe.source import Span
from icefloe.values import Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """One executor.

    `name` is its graph id (empty if it is not known), `named` where that is written, `entry` the variable or function
    that holds it. Its steps are joined to one another, and not yet dressed with the drawing. `whole` is false where
    the list of steps is not known; `routes` are those that run it, `runs` the calls, `nodes` what is given to its steps
    as `node=`, by their ids.
    """

    name: str
    named: Span
    span: Span
    token: int
    entry: str
    made: tuple[Made, ...]
    parameters: tuple[Parameter, ...] = ()
    sets: tuple[plan.ParameterSet, ...] = ()
    hints: JsonObject = field(default_factory=dict[str, Json])
    holes: tuple[Hole, ...] = ()
    routes: tuple[Route, ...] = ()
    runs: tuple[Span, ...] = ()
    whole: bool = True

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps."""
        return tuple(one.step for one in self.made)

    @property
    def nodes(self) -> tuple[tuple[str, Value], ...]:
        """What its steps are given as `node=`."""
        found = ((one.step.id, one.written.value("node")) for one in self.made)
        return tuple((name, value) for name, value in found if value is not None)
