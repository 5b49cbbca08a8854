"""What a file executes: an executor, and the routes that start it."""

from dataclasses import dataclass

from icefloe.graph import Hole, Parameter, Step
from icefloe.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route of the web application that streams a run: its path, and where that is written."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """One executor.

    `name` is its graph id (empty if it is not known), `named` where that is written, `entry` the variable or function
    that holds it. Its `steps` are joined to one another, and not yet dressed with the drawing. `whole` is false where
    the list of steps is not known; `routes` are those that run it.
    """

    name: str
    named: Span
    span: Span
    token: int
    entry: str
    steps: tuple[Step, ...]
    parameters: tuple[Parameter, ...] = ()
    holes: tuple[Hole, ...] = ()
    routes: tuple[Route, ...] = ()
    whole: bool = True
