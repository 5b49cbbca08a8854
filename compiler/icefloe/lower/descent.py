"""The descent through a graph: each of its parts as the plan's part, and what cannot be said."""

from collections.abc import Callable, Iterable
from dataclasses import field, replace
from typing import TypeAlias

from icefloe import graph as g
from icefloe import grouping
from icefloe.constants import NotLiteralError, literal_of
from icefloe.findings import Finding
from icefloe.lower.captures import variables
from icefloe.lower.order import ordered
from icefloe.nested import graphs
from icefloe.source import Span
from icefloe.types import Type
from icefloe.values import Function, Reference, Symbol, Value
from icefloe_schema import literals, plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

Spell = Callable[[Type], str]
Imports = Callable[[Function | Reference], tuple[str, ...]]


Address: TypeAlias = tuple[str, str, int]


def address(function: Function) -> Address:
    """What a plan calls a function by."""
    return (function.module, function.qualname, function.ordinal)


def remade(graph: g.Graph) -> frozenset[Address]:
    """The addresses that more than one function of a graph, and of all graphs in it, has."""
    tokens: dict[Address, set[int]] = {}
    for part in graphs(graph):
        for step in part.steps:
            function = step.run.function if isinstance(step.run, g.PythonRun) else None
            if isinstance(function, Function):
                tokens.setdefault(address(function), set()).add(function.token)
    return frozenset(one for one, found in tokens.items() if len(found) > 1)


@dataclass(slots=True, kw_only=True)
class Descent:
    """One descent, and what was found wrong on the way.

    `remade` are the addresses that several functions of the graph have: a loop has defined them one after the other,
    and an import leaves the last one alone.
    """

    spell: Spell
    imports: Imports
    findings: list[Finding] = field(default_factory=list[Finding])
    remade: frozenset[Address] = frozenset()

    def body(self, graph: g.Graph) -> plan.Body:
        """A graph's parameters, steps and results."""
        for hole in graph.holes:
            message = f"in pipeline `{graph.name}`, {hole.what} cannot be known: {hole.why}"
            self.refuse("FLO103", message, hole.span, hole.help or "write the value down in the source")
        steps = self.order(graph)
        groups = grouping.groups(graph, steps)
        names = {id: group.name for group in groups for id in group.steps}
        return plan.Body(
            name=graph.name,
            parameters=tuple(self.parameter(parameter) for parameter in graph.parameters),
            steps=tuple(self.step(graph, replace(step, group=names.get(step.id, ""))) for step in steps),
            results=tuple(
                plan.Result(name=result.name, value=self.value(graph, result.source, result.span))
                for result in graph.results
            ),
            groups=groups,
        )

    def order(self, graph: g.Graph) -> tuple[g.Step, ...]:
        """The steps in order; those that stand twice or in a circle are refused."""
        seen: set[str] = set()
        for step in graph.steps:
            if step.id in seen:
                message = f"pipeline `{graph.name}` has two steps `{step.id}`"
                self.refuse("FLO101", message, step.added, "give one of them another name")
            seen.add(step.id)
        steps = None if len(seen) < len(graph.steps) else ordered(graph)
        if steps is None and len(seen) == len(graph.steps):
            message = f"steps of pipeline `{graph.name}` wait for each other in a circle"
            self.refuse("FLO102", message, graph.span, "take one of the edges away")
        return graph.steps if steps is None else steps

    def step(self, graph: g.Graph, step: g.Step) -> plan.Step:
        """One step."""
        functions: list[Function | Reference] = []
        policy = step.policy
        if step.on_failure is not None:
            policy = replace(policy, on_failure=self.on_failure(graph, step.on_failure, functions))
        run = self.run(graph, step, functions)
        guard = None if step.guard is None else self.guard(graph, step.guard, functions)
        for order in step.after:
            self.known(graph, order.step, order.span)
        return plan.Step(
            id=step.id,
            run=run,
            title=step.title,
            description=step.description,
            imports=tuple(sorted({name for function in functions for name in self.imports(function)})),
            bindings=self.bindings(graph, step.bindings),
            outputs=tuple(self.output(port) for port in step.outputs),
            after=tuple(dict.fromkeys(order.step for order in step.after)),
            guard=guard,
            policy=policy,
            ends=step.ends,
            group=step.group,
            labels=step.labels,
            catalog=step.catalog,
            display=step.display,
            hints=step.hints,
        )

    def run(self, graph: g.Graph, step: g.Step, functions: list[Function | Reference]) -> plan.Run:
        """What a step runs."""
        bound = {binding.parameter for binding in step.bindings if not isinstance(binding.source, plan.FromDefault)}
        match step.run:
            case g.PythonRun(function=function):
                return plan.PythonRun(
                    function=self.function(function, functions, bound | set(step.run.bound)),
                    convention=step.run.convention,
                    config=None if step.run.config is None else self.bindings(graph, (step.run.config,))[0],
                    bound=step.run.bound,
                    stream=step.run.stream,
                )
            case g.DynamicRun(function=function, template=template):
                inner = None if template is None else self.body(template)
                return plan.DynamicRun(function=self.function(function, functions, bound), template=inner)
            case plan.ShellRun() | plan.NotebookRun() | plan.StubRun():
                return step.run
            case _:
                return self.nested(graph, step, step.run, functions)

    def nested(
        self,
        graph: g.Graph,
        step: g.Step,
        run: g.PlanRun | g.MapRun | g.ParallelRun | g.SwitchRun | g.LoopRun,
        functions: list[Function | Reference],
    ) -> plan.Run:
        """What a step runs, where that is other graphs."""
        match run:
            case g.PlanRun(body=body):
                return plan.PlanRun(body=self.body(body))
            case g.MapRun():
                reducer = run.reducer
                return plan.MapRun(
                    over=self.value(graph, run.over, step.span),
                    item=run.item,
                    body=self.body(run.body),
                    concurrency=run.concurrency,
                    retries=run.retries,
                    minimum_success=run.minimum_success,
                    reducer=self.function(reducer, functions) if isinstance(reducer, Function) else reducer,
                )
            case g.ParallelRun(branches=branches):
                return plan.ParallelRun(
                    branches=tuple(plan.Branch(name=name, body=self.body(body)) for name, body in branches)
                )
            case g.SwitchRun(on=on, cases=cases, default=default):
                return plan.SwitchRun(
                    on=self.value(graph, on, step.span),
                    cases=tuple(plan.Case(value=value, body=self.body(body)) for value, body in cases),
                    default=None if default is None else self.body(default),
                )
            case g.LoopRun(body=body):
                # `until` reads what one round gave: it speaks of the body's steps.
                return plan.LoopRun(
                    body=self.body(body),
                    until=self.value(body, run.until, step.span),
                    maximum=run.maximum,
                    carry=run.carry,
                    index=run.index,
                )

    def guard(self, graph: g.Graph, guard: g.Guard, functions: list[Function | Reference]) -> plan.Guard:
        """A condition."""
        bindings = self.bindings(graph, guard.bindings)
        if isinstance(guard.test, Function):
            reference = self.function(guard.test, functions, {binding.parameter for binding in bindings})
            return plan.FunctionGuard(function=reference, bindings=bindings, negate=guard.negate)
        test = self.value(graph, guard.test, guard.span)
        return plan.ExpressionGuard(test=plan.FromExpression(op="not", operands=(test,)) if guard.negate else test)

    def on_failure(self, graph: g.Graph, failure: g.OnFailure, functions: list[Function | Reference]) -> plan.OnFailure:
        """What happens when a step has failed."""
        return plan.OnFailure(
            action=failure.action,
            function=None if failure.function is None else self.function(failure.function, functions),
            handler=None if failure.handler is None else self.body(failure.handler),
            bindings=self.bindings(graph, failure.bindings),
            on=failure.on,
        )

    def bindings(self, graph: g.Graph, bindings: Iterable[g.Binding]) -> tuple[plan.Binding, ...]:
        """Where parameters get their values from."""
        return tuple(
            plan.Binding(
                parameter=binding.parameter,
                value=self.value(graph, binding.source, binding.asset_span or binding.span, binding.parameter),
                adapt=binding.adapt,
            )
            for binding in bindings
        )

    def value(self, graph: g.Graph, source: g.Source, span: Span, parameter: str = "") -> plan.Value:
        """Where one value comes from."""
        if isinstance(source, g.Missing):
            name = parameter or source.asset
            message = f"`{name}` takes `{source.asset}`, but nothing in pipeline `{graph.name}` gives it"
            self.refuse(
                "FLO201" if source.declared else "FLO204", message, span, f"give `{source.asset}` in the context"
            )
            return plan.FromDefault()
        for name in g.upstream(source):
            self.known(graph, name, span)
        return source

    def known(self, graph: g.Graph, step: str, span: Span) -> None:
        """Refuse a step that the graph does not have."""
        if graph.step(step) is None:
            message = f"pipeline `{graph.name}` has no step `{step}`"
            self.refuse("FLO133", message, span, f"add the step `{step}` to the pipeline")

    def output(self, port: g.Port) -> plan.Output:
        """One output."""
        return plan.Output(
            name=port.name,
            type=self.spell(port.type),
            position=port.position,
            key=port.key,
            kind=port.kind,
            format=port.format,
        )

    def parameter(self, parameter: g.Parameter) -> plan.Parameter:
        """One parameter of the pipeline."""
        value = parameter.default
        if isinstance(value, Symbol) and value.op == "environment":
            value = value.operands[1] if len(value.operands) > 1 else None
        default: Json = None
        if value is not None:
            what = f"the value of parameter `{parameter.name}`"
            default = self.literal("FLO131", what, value, parameter.span)
        return plan.Parameter(
            name=parameter.name,
            type=self.spell(parameter.type),
            required=value is None,
            default=default,
            origin=parameter.origin,
            variable=parameter.variable,
            schema=parameter.schema,
        )

    def function(
        self, function: Function | Reference, functions: list[Function | Reference], bound: Iterable[str] = ()
    ) -> plan.FunctionRef:
        """The address of a function, with what its defining code gave it; `functions` collects them."""
        functions.append(function)
        if isinstance(function, Reference):
            module, _, name = function.path.rpartition(".")
            return plan.FunctionRef(module=module, qualname=name)
        return plan.FunctionRef(
            module=function.module,
            qualname=function.qualname,
            ordinal=function.ordinal,
            captured=self.captured(function),
            # Of a function that an import makes, Python itself has the defaults.
            defaults=self.defaults(function, set(bound)) if self.is_made_again(function) else {},
        )

    def is_made_again(self, function: Function) -> bool:
        """Whether a run makes the function anew, with the defaults that the plan says."""
        return "<" in function.qualname or address(function) in self.remade

    def captured(self, function: Function) -> dict[str, Json]:
        """The enclosing functions' variables that a function uses."""
        return literals.table(
            (name, self.literal("FLO130", f"`{name}`, which `{function.name}` captures,", value, function.name_span))
            for name, value in variables(function).items()
        )

    def defaults(self, function: Function, bound: set[str]) -> dict[str, Json]:
        """The defaults of a function's parameters; one that is bound anyway need not be a literal."""
        found: list[tuple[Json, Json]] = []
        for parameter in function.parameters:
            if parameter.default is None:
                continue
            try:
                found.append((parameter.name, literal_of(parameter.default)))
            except NotLiteralError as error:
                if parameter.name not in bound:
                    what = f"the default of `{parameter.name}` in `{function.name}`"
                    self.unknown("FLO130", what, error, parameter.span)
        return literals.table(found)

    def literal(self, code: str, what: str, value: Value, span: Span) -> Json:
        """The JSON form of a value."""
        try:
            return literal_of(value)
        except NotLiteralError as error:
            self.unknown(code, what, error, span)
            return None

    def unknown(self, code: str, what: str, error: NotLiteralError, span: Span) -> None:
        """Refuse a value that is no literal."""
        message = f"{what} cannot be written into a plan: {error.why}"
        self.refuse(code, message, span, "use a literal or a name at module level, or make the value in a step")

    def refuse(self, code: str, message: str, span: Span, help_text: str) -> None:
        """Note one reason why there is no plan."""
        self.findings.append(Finding(code=code, message=message, span=span, help=help_text))
