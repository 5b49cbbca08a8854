"""Where a graph stands: the step that runs it, and the graph around that."""

from collections.abc import Iterator

from icefloe.connections.given import Given
from icefloe.graph import Binding, Graph, Parameter, Step
from icefloe.nested import inner


class Scope:
    """One graph at one place: `step` of the graph of `outer` runs it, as its work or when it has failed."""

    def __init__(self, graph: Graph, outer: "Scope | None" = None, step: Step | None = None) -> None:
        self.graph = graph
        self.outer = outer
        self.step = step
        #: What sources here are known to give; None where nothing is joined. Filled as it is asked for.
        self.known: dict[object, Given | None] = {}
        self._steps: dict[str, Step] = {one.id: one for one in reversed(graph.steps)}
        self._parameters: dict[str, Parameter] = {one.name: one for one in reversed(graph.parameters)}
        self._inside: dict[int, Scope] = {}

    @property
    def path(self) -> tuple[str, ...]:
        """The ids of the steps around this graph, outermost first."""
        if self.outer is None or self.step is None:
            return ()
        return (*self.outer.path, self.step.id)

    def find(self, id: str) -> Step | None:
        """The step of that id in this graph."""
        return self._steps.get(id)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name of this graph."""
        return self._parameters.get(name)

    def binding(self, name: str) -> Binding | None:
        """What the step that runs this graph hands to the graph's parameter of that name."""
        if self.step is None:
            return None
        failure = self.step.on_failure
        handled = failure is not None and failure.handler is self.graph
        bindings = failure.bindings if failure is not None and handled else self.step.bindings
        return next((one for one in bindings if one.parameter == name), None)

    def inside(self, step: Step, body: Graph) -> "Scope":
        """The scope of a graph that a step of this one runs."""
        if id(body) not in self._inside:
            self._inside[id(body)] = Scope(body, self, step)
        return self._inside[id(body)]


def steps(graph: Graph) -> Iterator[tuple[Step, Scope]]:
    """The steps of a graph with those of the graphs that each of them runs after it, and where they stand."""
    whole = Scope(graph)
    waiting = [(step, whole) for step in reversed(graph.steps)]
    while waiting:
        step, scope = waiting.pop()
        yield step, scope
        bodies = [scope.inside(step, body) for body in inner(step)]
        waiting += [(one, body) for body in reversed(bodies) for one in reversed(body.graph.steps)]
