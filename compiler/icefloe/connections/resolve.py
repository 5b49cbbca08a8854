"""From a source to what it gives: through the walls of nested pipelines, maps, branches and loops."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from icefloe.connections.connection import End, Take
from icefloe.connections.expressions import typed
from icefloe.connections.given import Given, changed, element, is_single, joined, listed
from icefloe.connections.held import held
from icefloe.connections.literals import literal_type
from icefloe.connections.scope import Scope
from icefloe.graph import DynamicRun, Graph, LoopRun, MapRun, ParallelRun, PlanRun, Port, Run, Step, SwitchRun
from icefloe.infer import Types
from icefloe.types import LiteralType, Named, Type, UnknownType, causes
from icefloe.values import Function
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_BOOL = Named("builtins.bool")
_INT = Named("builtins.int")


class Resolver:
    """Finds what sources give, and keeps it in their scope, as many consumers ask for the same.

    `latest` tells what is known by now of an output of a step, where that is more than what stands in the graph.
    """

    def __init__(self, types: Types, latest: Callable[[Step, Port], Port] | None = None) -> None:
        self.types = types
        self._latest = latest

    def of(self, source: object, scope: Scope) -> Given | None:
        """What a source gives in a graph; None where nothing is joined (a default, something from outside)."""
        if not isinstance(source, plan.FromOutput | plan.FromParameter | plan.FromItem) or _is_odd(source):
            return self._plain(source, scope)
        if source not in scope.known:
            # A loop hands to itself what it gave: that says no more than what went in first.
            scope.known[source] = None
            scope.known[source] = self._joined(source, scope)
        return scope.known[source]

    def _plain(self, source: object, scope: Scope) -> Given | None:
        match source:
            case plan.FromOutput():
                return self._output(source, scope)
            case plan.FromLiteral(value=value):
                type = literal_type(value)
                return Given(words="the constant", type=type, ends=(End(words="the constant", type=type),))
            case plan.FromRan(step=id):
                return Given(words=f"whether step `{id}` ran", type=_BOOL)
            case plan.FromExpression(op="choice", operands=(_, then, otherwise)):
                found = [one for one in (self.of(then, scope), self.of(otherwise, scope)) if one is not None]
                return joined(found) if len(found) == 2 else None
            case plan.FromExpression():
                return self._expression(source, scope)
            case _:
                return None

    def _joined(self, source: plan.FromOutput | plan.FromParameter | plan.FromItem, scope: Scope) -> Given | None:
        match source:
            case plan.FromOutput():
                return self._output(source, scope)
            case plan.FromParameter(name=name):
                return self._parameter(name, scope)
            case plan.FromItem(name=name):
                return self._item(name, scope)

    # --- outputs -----------------------------------------------------------------------------------------------

    def _output(self, source: plan.FromOutput, scope: Scope) -> Given:
        """What an output of a step gives, or the part of it that is taken."""
        producer = scope.find(source.step)
        port = next((one for one in producer.outputs if one.name == source.name), None) if producer else None
        if producer is not None and port is not None and self._latest is not None:
            port = self._latest(producer, port)
        if producer is None or port is None:
            words = f"step `{source.step}`"
            missing = UnknownType(f"{words} has no output `{source.name}`", causes.RUN_TIME)
            return Given(asset=source.name, words=words, type=missing)
        found = replace(self._through(producer, port, scope) or _port(producer, port), asset=source.name)
        return found if source.item is None else self._part(found, source.item)

    def _part(self, whole: Given, at: Json) -> Given:
        """One element of a value, or the entry of a key."""
        if not isinstance(at, int | str) or isinstance(at, bool):
            return replace(whole, type=UnknownType("only a part of it is taken", causes.RUN_TIME))
        take = Take(how="item" if isinstance(at, int) else "key", at=at)
        entry = _entry(whole, at)
        if entry is not None:
            return changed(whole, take, lambda _: entry)
        return changed(whole, take, lambda one: self._at(one, at))

    def _at(self, type: Type, at: int | str) -> Type:
        """The type of one element."""
        if isinstance(type, UnknownType):
            return type
        found = self.types.part(type, LiteralType(f"builtins.{at.__class__.__name__}", at))
        if not isinstance(found, UnknownType):
            return found
        why = f"the part {at!r} of a `{self.types.spell(type)}` is not known"
        return UnknownType(why, found.cause or causes.RUN_TIME)

    def _through(self, producer: Step, port: Port, scope: Scope) -> Given | None:
        """An output of a step that runs other graphs, as what stands behind it there."""
        found = [one for body in _bodies(producer.run) if (one := self._result(port.name, body, producer, scope))]
        if not found or any(isinstance(one.type, UnknownType) for one in found):
            # What the dialect knows of the whole may be more.
            return None if not isinstance(port.type, UnknownType) or not found else joined(found)
        one = joined(found)
        if isinstance(producer.run, MapRun):
            return self._reduced(producer.run, producer, one)
        return one

    def _result(self, name: str, body: Graph, producer: Step, scope: Scope) -> Given | None:
        """A result of a graph inside this one, as seen from outside."""
        result = next((one for one in body.results if one.name == name), None)
        if result is None:
            return None
        found = self.of(result.source, scope.inside(producer, body))
        if found is None:
            return None
        ends = tuple(_inside(end, producer) for end in found.ends)
        words = " or ".join(dict.fromkeys(end.words for end in ends)) or f"step `{producer.id}`"
        return replace(found, ends=ends, words=words)

    def _reduced(self, run: MapRun, producer: Step, one: Given) -> Given:
        """What all rounds of a map give: a list, or what its reducer makes of that."""
        whole = changed(one, Take(how="list"), listed)
        if run.reducer is None:
            return whole
        words = f"the reducer of step `{producer.id}`"
        if isinstance(run.reducer, Function) and run.reducer.returns is not None:
            type = self.types.annotation(run.reducer.returns)
            end = End(words=words, type=type, place=run.reducer.returns_span)
            return Given(words=words, type=type, ends=(end,))
        return Given(words=words, type=UnknownType("what a reducer gives is not followed", causes.NO_RETURN))

    # --- parameters and elements ---------------------------------------------------------------------------------

    def _parameter(self, name: str, scope: Scope) -> Given | None:
        """What a parameter of a graph gives: what the step hands in that runs the graph, if it is not the outermost."""
        parameter = scope.parameter(name)
        binding = scope.binding(name)
        run = scope.step.run if scope.step is not None else None
        own = parameter is not None and (parameter.annotated or isinstance(run, DynamicRun))
        handed = self.of(binding.source, scope.outer) if binding is not None and scope.outer is not None else None
        if binding is not None and not own and not isinstance(binding.source, plan.FromDefault):
            if handed is None:
                return None
            if any(adapt.how == "unwrap" for adapt in binding.adapt):
                handed = held(handed, self.types)
            return self._carried(name, handed, scope)
        if parameter is None or parameter.origin == "external":
            return None
        words = f"the pipeline's parameter `{name}`"
        inferred = parameter.default is not None and not parameter.annotated
        end = End(words=words, type=parameter.type, place=parameter.span, inferred=inferred, parameter=parameter)
        return Given(asset=name, words=words, type=parameter.type, ends=(end,))

    def _carried(self, name: str, first: Given, scope: Scope) -> Given:
        """What a round of a loop gets: in the first one what was handed in, then what the round before gave."""
        run = scope.step.run if scope.step is not None else None
        if not isinstance(run, LoopRun) or name not in run.carry:
            return first
        result = next((one for one in run.body.results if one.name == name), None)
        again = self.of(result.source, scope) if result is not None else None
        return first if again is None else joined([first, again])

    def _item(self, name: str, scope: Scope) -> Given | None:
        """The element of the map, or the number of the round, that a graph is run for."""
        around = scope
        while around.step is not None and around.outer is not None:
            run = around.step.run
            if isinstance(run, MapRun) and run.item == name:
                whole = self.of(run.over, around.outer)
                return None if whole is None else self._element(whole)
            if isinstance(run, LoopRun) and run.index == name:
                return Given(asset=name, words=f"the number of the round of `{around.step.id}`", type=_INT)
            around = around.outer
        return None

    def _element(self, whole: Given) -> Given:
        """The elements of a value, one after the other."""
        whole = held(whole, self.types)
        if is_single(whole.type):
            return replace(whole, broken=f"`{self.types.spell(whole.type)}` has no elements to go through")
        words = f"{whole.words}, element by element,"
        return changed(whole, Take(how="element"), lambda one: element(one, self.types), words)

    # --- expressions -----------------------------------------------------------------------------------------------

    def _expression(self, source: plan.FromExpression, scope: Scope) -> Given:
        """What is computed of other values. Of a part of one value it is still known who gives it."""
        match source:
            case plan.FromExpression(op="index", operands=(whole, plan.FromLiteral(value=int() | str() as at))):
                given = self.of(whole, scope)
                if given is not None and not isinstance(at, bool):
                    part = self._part(given, at)
                    if not isinstance(part.type, UnknownType):
                        return part
            case plan.FromExpression(op="attribute", operands=(whole, plan.FromLiteral(value=str() as name))):
                given = self.of(whole, scope)
                if given is not None:
                    found = typed(source, self.types, lambda one: self._type(one, scope))
                    return changed(given, Take(how="attribute", at=name), lambda _: found)
            case _:
                pass
        type = typed(source, self.types, lambda one: self._type(one, scope))
        return Given(words="the expression", type=type)

    def _type(self, source: plan.Value, scope: Scope) -> Type:
        """The type of an operand."""
        found = self.of(source, scope)
        return found.type if found is not None else UnknownType("it is given to a run", causes.RUN_TIME)


def _is_odd(source: plan.FromOutput | plan.FromParameter | plan.FromItem) -> bool:
    """Whether a source cannot be remembered, as it takes a part by something that is no key."""
    return isinstance(source, plan.FromOutput) and isinstance(source.item, dict | list)


def _port(producer: Step, port: Port) -> Given:
    """An output of a step, as the dialect has read it."""
    words = f"step `{producer.id}`"
    end = End(
        words=words,
        type=port.type,
        place=port.type_span,
        inferred=port.inferred,
        step=producer,
        port=port,
        taken=_split(port),
    )
    return Given(words=words, type=port.type, ends=(end,))


def _entry(whole: Given, at: int | str) -> Type | None:
    """An entry of the one dictionary that a step returns, where its code shows it."""
    end = whole.ends[0] if len(whole.ends) == 1 else None
    entries = end.port.keys if end is not None and end.port is not None and not end.taken else None
    return next((type for name, type in entries or () if name == at), None)


def _split(port: Port) -> tuple[Take, ...]:
    """How an output is taken from what the step's function returns."""
    if port.key:
        return (Take(how="key", at=port.key),)
    return (Take(how="item", at=port.position),) if port.position is not None else ()


def _inside(end: End, producer: Step) -> End:
    """An end inside a step that runs other graphs, as it is told of from outside."""
    inner = end.step
    if inner is None or inner.id == producer.id or end.words != f"step `{inner.id}`":
        return end
    return replace(end, words=f"step `{inner.id}` in `{producer.id}`")


def _bodies(run: Run) -> Sequence[Graph]:
    """The graphs whose results are a step's outputs."""
    match run:
        case PlanRun() | MapRun() | LoopRun():
            return (run.body,)
        case ParallelRun():
            return tuple(body for _, body in run.branches)
        case SwitchRun():
            bodies = tuple(body for _, body in run.cases)
            return bodies if run.default is None else (*bodies, run.default)
        case _:
            return ()
