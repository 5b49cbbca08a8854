"""Where the connections of a graph are found."""

from collections.abc import Iterator

from icefloe.connections.connection import Connection
from icefloe.connections.given import Given
from icefloe.connections.held import held
from icefloe.connections.resolve import Resolver
from icefloe.connections.scope import Scope, steps
from icefloe.connections.tally import Tally
from icefloe.connections.verdicts import verdict
from icefloe.graph import Binding, DynamicRun, Graph, Step
from icefloe.infer import Types
from icefloe.nested import bodies
from icefloe.types.verdict import no
from icefloe.values import Function
from icefloe_schema import plan


def connections(graph: Graph, types: Types) -> Iterator[Connection]:
    """The connections of one graph, in the order of its steps; those of graphs inside it are not among them."""
    scope, resolver = Scope(graph), Resolver(types)
    for step in graph.steps:
        yield from _of(step, scope, resolver)


def everywhere(graph: Graph, types: Types) -> Iterator[Connection]:
    """The connections of a graph and of all graphs inside it, those inside a step after its own.

    What goes through the wall of a nested graph is one connection: from the step whose function returns it to the one
    whose function takes it.
    """
    resolver = Resolver(types)
    for step, scope in steps(graph):
        yield from _of(step, scope, resolver)


def tally(graph: Graph, types: Types) -> Tally:
    """The count over a graph and all graphs inside it, with the causes of what is unknown, most frequent first."""
    return Tally.of(connection.verdict for connection in everywhere(graph, types))


def _of(step: Step, scope: Scope, resolver: Resolver) -> Iterator[Connection]:
    for binding in (*step.bindings, *_guarding(step)):
        found = None if _is_handed(step, binding) else resolver.of(binding.source, scope)
        if found is not None:
            yield _connection(scope, step, binding, found, resolver.types)


def _connection(scope: Scope, step: Step, binding: Binding, given: Given, types: Types) -> Connection:
    if any(adapt.how == "unwrap" for adapt in binding.adapt):
        given = held(given, types)
    name = binding.source.name if isinstance(binding.source, plan.FromParameter) else given.asset
    return Connection(
        graph=scope.graph,
        step=step,
        binding=binding,
        path=scope.path,
        asset=given.asset,
        alias=name if given.asset and name not in (given.asset, binding.parameter) else "",
        giver=given.words,
        given=given.type,
        ends=given.ends,
        verdict=no(given.broken) if given.broken else verdict(binding, given.type, given.ends, types),
        broken=given.broken,
    )


def _guarding(step: Step) -> Iterator[Binding]:
    """What the guard of a step takes. A lambda has no way to say what it takes, so nothing is asked of it."""
    guard = step.guard
    if guard is None or not isinstance(guard.test, Function) or guard.test.name == "<lambda>":
        return
    yield from guard.bindings


def _is_handed(step: Step, binding: Binding) -> bool:
    """Whether a value only passes through the wall of a nested graph: it is followed to who takes it there."""
    if isinstance(step.run, DynamicRun) or any(binding is one for one in _guarding(step)):
        return False
    parameters = [one for body in bodies(step.run) for one in body.parameters if one.name == binding.parameter]
    return bool(parameters) and not any(one.annotated for one in parameters)
