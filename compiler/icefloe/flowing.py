"""Types that flow: what is bound to the unannotated parameters of a step tells what the step gives on."""

from collections.abc import Mapping
from dataclasses import replace

from icefloe.connections import Resolver, Scope, held, steps, wrapped
from icefloe.graph import (
    DynamicRun,
    Graph,
    LoopRun,
    MapRun,
    ParallelRun,
    PlanRun,
    Port,
    PythonRun,
    Run,
    Step,
    SwitchRun,
)
from icefloe.infer import Returned, Types
from icefloe.trace import Summary
from icefloe.types import (
    NONE,
    AnyType,
    LiteralType,
    Named,
    NeverType,
    TupleType,
    Type,
    Union,
    UnknownType,
    causes,
    is_known,
    union,
    widened,
)
from icefloe.values import Function, Known
from icefloe_schema import plan

_ROUNDS = 4
_PLAIN = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.bool", NONE.path})
#: Kinds of storage that give back what was put in.
_AS_THEY_ARE = frozenset({"", "pickled", "object", "metric"})
_AGAIN = UnknownType("the rounds of a loop give it ever more types", causes.RUN_TIME)


def flown(graph: Graph, types: Types) -> Graph:
    """A graph in which the outputs of unannotated steps have the types that follow from what they are given."""
    if not any(_is_open(step) for step, _ in steps(graph)):
        return graph
    before: dict[int, tuple[Port, ...]] = {}
    loops = any(isinstance(step.run, LoopRun) for step, _ in steps(graph))
    for count in range(_ROUNDS if loops else 1):
        flow = _Flow(types, before, graph)
        flow.run()
        if flow.found == before:
            break
        if count == _ROUNDS - 2:
            flow.give_up(before)
        before = flow.found
    return _with(graph, before)


def _is_open(step: Step) -> bool:
    """Whether a step is a function of the project without a return annotation."""
    run = step.run
    if not isinstance(run, PythonRun) or not isinstance(run.function, Function) or step.body is None:
        return False
    return run.convention == "call" and run.function.returns is None and not step.body.placeholder


class _Flow:
    """One round: every step after those that it takes something from.

    `before` are the outputs that the round before has found; where a loop hands something to itself, it gives those.
    """

    def __init__(self, types: Types, before: Mapping[int, tuple[Port, ...]], graph: Graph) -> None:
        self.types = types
        self.before = before
        self.graph = graph
        self.found: dict[int, tuple[Port, ...]] = {}
        self.resolver = Resolver(types, self._latest)
        self._places: dict[int, tuple[Step, Scope]] = {}
        self._busy: set[int] = set()

    def run(self) -> None:
        """Go through all steps."""
        self._places = {id(step): (step, scope) for step, scope in steps(self.graph)}
        for step, _ in self._places.values():
            self._step(step)

    def give_up(self, before: Mapping[int, tuple[Port, ...]]) -> None:
        """What still changes from round to round is not known."""
        for key, ports in self.found.items():
            old = before.get(key, ())
            same = [at < len(old) and old[at] == port for at, port in enumerate(ports)]
            self.found[key] = tuple(
                port if kept else replace(port, type=_AGAIN) for kept, port in zip(same, ports, strict=True)
            )

    def given(self, step: Step, scope: Scope) -> dict[str, Type]:
        """The types that arrive at the parameters of a step that say nothing themselves."""
        function = step.run.function if isinstance(step.run, PythonRun) else None
        parameters = function.parameters if isinstance(function, Function) else ()
        places = {one.name: one for one in parameters if one.kind in ("positional", "normal", "keyword")}
        found: dict[str, Type] = {}
        for binding in step.bindings:
            one = places.get(binding.parameter)
            if one is None or one.annotation is not None:
                continue
            if isinstance(binding.source, plan.FromDefault):
                if isinstance(one.default, Known) and one.default.value is None:
                    found[one.name] = NONE
                continue
            given = self.resolver.of(binding.source, scope)
            unwraps = [one.how for one in binding.adapt] == ["unwrap"]
            if given is not None and unwraps:
                given = held(given, self.types)
            if given is None:
                found[one.name] = UnknownType(f"what is given for {one.name} is not known", causes.RUN_TIME)
            elif given.broken or (binding.adapt and not unwraps):
                found[one.name] = UnknownType(f"what arrives at {one.name} is converted", causes.CAST)
            else:
                stored = any(end.port is not None and end.port.kind not in _AS_THEY_ARE for end in given.ends)
                found[one.name] = _read_again(given.type) if stored else given.type
        return found

    def _latest(self, step: Step, port: Port) -> Port:
        """What is known of an output by now; a step that comes later in the graph is looked at first."""
        key = id(step)
        if key in self._places and key not in self.found and key not in self._busy:
            self._step(step)
        known = self.found.get(key) or self.before.get(key)
        if known is None and key in self._busy and not self.before and _is_open(step):
            return replace(port, type=NeverType())
        return next((one for one in known or () if one.name == port.name), port)

    def _step(self, step: Step) -> None:
        key = id(step)
        if key in self.found or key in self._busy or not _is_open(step) or step.body is None:
            return
        self._busy.add(key)
        given = self.given(step, self._places[key][1])
        self._busy.discard(key)
        self.found[key] = self._outputs(step, step.body, given)

    def _outputs(self, step: Step, body: Summary, given: Mapping[str, Type]) -> tuple[Port, ...]:
        """The outputs of a step for these types; what the dialect has found out itself stays."""
        plainly = self.types.returned(body)
        now = self.types.returned(body, given)
        count = sum(port.position is not None for port in step.outputs)
        made: list[Port] = []
        for port in step.outputs:
            old, new = (_part(one, port, count, self.types) for one in (plainly, now))
            same = port.inferred and new is not None and (port.type == old or (port.key and not is_known(port.type)))
            keys = now.keys if port.position is None and not port.key and port.kind in _AS_THEY_ARE else None
            known = replace(port, type=new, keys=keys) if same and new is not None else port
            made.append(wrapped(known, body, self.types, {**self.types.parameters(body.function), **given}))
        return tuple(made)


def _part(returned: Returned, port: Port, count: int, types: Types) -> Type | None:
    """The type of one output of what a function returns."""
    if port.key:
        return dict(returned.keys or ()).get(port.key)
    if port.position is None:
        return returned.type
    return types.element(returned.type, port.position, count)


def _read_again(type: Type) -> Type:
    """What comes back of a value that was stored as JSON."""
    match type:
        case LiteralType(path=path) if path in _PLAIN:
            return widened(type)
        case Named(path=path) if path in _PLAIN:
            return type
        case Named("builtins.list", (inside,)):
            return Named("builtins.list", (_read_again(inside),))
        case Named("builtins.dict", (Named("builtins.str") | LiteralType("builtins.str"), value)):
            return Named("builtins.dict", (Named("builtins.str"), _read_again(value)))
        case TupleType(items, rest, tail):
            every = (*items, *tail) if rest is None else (*items, rest, *tail)
            return Named("builtins.list", (union(*(_read_again(one) for one in every)),))
        case Union(members):
            return union(*(_read_again(one) for one in members))
        case AnyType() | UnknownType() | NeverType():
            return type
        case _:
            return UnknownType("what storage as JSON leaves of it is not known", causes.CAST)


def _with(graph: Graph, found: Mapping[int, tuple[Port, ...]]) -> Graph:
    """The graph, and all graphs inside it, with these outputs."""
    made = tuple(_step_with(step, found) for step in graph.steps)
    if all(new is old for new, old in zip(made, graph.steps, strict=True)):
        return graph
    return replace(graph, steps=made)


def _step_with(step: Step, found: Mapping[int, tuple[Port, ...]]) -> Step:
    outputs = found.get(id(step), step.outputs)
    run = _run_with(step.run, found)
    failure = step.on_failure
    if failure is not None and failure.handler is not None:
        handler = _with(failure.handler, found)
        failure = failure if handler is failure.handler else replace(failure, handler=handler)
    if outputs == step.outputs and run is step.run and failure is step.on_failure:
        return step
    return replace(step, outputs=outputs, run=run, on_failure=failure)


def _run_with(run: Run, found: Mapping[int, tuple[Port, ...]]) -> Run:
    match run:
        case PlanRun() | MapRun() | LoopRun():
            body = _with(run.body, found)
            return run if body is run.body else replace(run, body=body)
        case ParallelRun():
            branches = tuple((name, _with(body, found)) for name, body in run.branches)
            return run if _same(branches, run.branches) else replace(run, branches=branches)
        case SwitchRun():
            cases = tuple((value, _with(body, found)) for value, body in run.cases)
            default = None if run.default is None else _with(run.default, found)
            same = _same(cases, run.cases) and default is run.default
            return run if same else replace(run, cases=cases, default=default)
        case DynamicRun() if run.template is not None:
            template = _with(run.template, found)
            return run if template is run.template else replace(run, template=template)
        case _:
            return run


def _same(new: tuple[tuple[object, Graph], ...], old: tuple[tuple[object, Graph], ...]) -> bool:
    return all(one[1] is other[1] for one, other in zip(new, old, strict=True))
