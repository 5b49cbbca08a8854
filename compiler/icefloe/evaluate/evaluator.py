"""The door: a module's trace, a function's body with given arguments, a function's summary."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from icefloe.evaluate import call, module, summary
from icefloe.evaluate.budget import BODY_FUEL, Budget, Exhausted
from icefloe.evaluate.expression import expression
from icefloe.evaluate.machine import Machine, Returns
from icefloe.evaluate.mentions import Mentions
from icefloe.evaluate.statement import block
from icefloe.findings import Finding, Severity
from icefloe.syntax import deep
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Summary, Trace
from icefloe.values import Argument, Class, Function, Known, Symbol, Value


class Evaluator:
    """Evaluates modules of one project.

    `returns` says what calls of a dialect's words give (`icefloe.dialect.Word`). `apply`, `summary` and `classes`
    speak of the module that was traced last.
    """

    def __init__(self, table: ModuleTable, returns: Mapping[str, Returns]) -> None:
        self._table = table
        self._returns = returns
        self._machine = self._new()
        self._mentions = Mentions(self._machine)
        self._summaries: dict[int, Summary] = {}

    def _new(self) -> Machine:
        return Machine(self._table, self._returns, expression, block, call.call, module.load)

    def trace(self, name: str) -> Trace:
        """Evaluate a module of the project as the program that is run (its `__name__` is `__main__`)."""
        machine = self._new()
        self._machine = machine
        self._mentions = Mentions(machine)
        self._summaries = {}
        machine.entry = name

        def run() -> None:
            module.load(machine, name)

        deep(self._guarded, run)
        scope = machine.modules.get(name)
        path = scope.parsed.source.path if scope is not None else (self._table.path_of(name) or "")
        return self._traced(name, path, dict(scope.names) if scope is not None else {})

    def _guarded(self, run: Callable[[], None]) -> None:
        machine = self._machine
        try:
            run()
        except Exhausted as end:
            machine.findings.append(
                Finding(
                    code="FLO911",
                    message="evaluation stopped here: the file does too much work at import time to follow it",
                    span=end.span,
                    severity=Severity.ERROR,
                    help="move the work into a step",
                )
            )

    def _traced(self, name: str, path: str, scope: Mapping[str, Value]) -> Trace:
        machine = self._machine
        return Trace(
            module=name,
            path=path,
            scope={key: machine.frozen(value) for key, value in scope.items()},
            effects=tuple(machine.effects),
            functions=tuple(machine.functions),
            called=frozenset(machine.called),
            findings=tuple(machine.findings),
        )

    def apply(self, function: Function, arguments: Sequence[Argument] | None = None) -> Trace:
        """Evaluate a function's body; parameters without an argument are symbols of their names.

        The trace holds only what this body does; its `return` effects are the values that it can return.
        """
        machine = self._machine
        kept = (machine.effects, machine.path, machine.functions, machine.findings, machine.budget, machine.exits)
        before, live = machine.snapshot(), len(machine.live)
        machine.effects, machine.path, machine.functions, machine.findings, machine.exits = [], [], [], [], []
        machine.budget = Budget(BODY_FUEL)
        names: dict[str, Value] = {}

        def run() -> None:
            scope, _, _ = call.enter(machine, function, _bound(function, arguments or ()))
            names.update(scope.names)
            for one in scope.returned:
                machine.path[:] = one.path
                machine.emit("return", one.value, one.value, one.span)

        deep(self._guarded, run)
        made = self._traced(function.module, function.span.path, names)
        machine.effects, machine.path, machine.functions, machine.findings, machine.budget, machine.exits = kept
        del machine.live[live:]
        machine.stack.clear()
        machine.restore(before)
        return made

    def summary(self, function: Function) -> Summary:
        """Signature, returns, raises, calls, globals, environment reads and undefined names of a function."""
        if function.token not in self._summaries:
            definition = self._machine.definitions[function.token]
            applied = self.apply(function)
            self._summaries[function.token] = deep(summary.of, function, definition, applied)
        return self._summaries[function.token]

    def mentions(self, function: Function) -> frozenset[str]:
        """The top-level packages from outside the project that a function's code can come to."""
        return deep(self._mentions.of, function)

    def classes(self, path: str) -> Class | None:
        """The project's class of that dotted path (`module.Name`), or None."""
        return next(self._classes(path), None)

    def _classes(self, path: str) -> Iterator[Class]:
        for name, scope in self._machine.modules.items():
            if not path.startswith(f"{name}."):
                continue
            for value in scope.names.values():
                if isinstance(value, Class) and f"{value.module}.{value.qualname}" == path:
                    yield value

    def loaded(self) -> tuple[str, ...]:
        """The names of the project's modules that the last trace evaluated."""
        return tuple(self._machine.modules)


def _bound(function: Function, arguments: Sequence[Argument]) -> dict[str, Value]:
    bound: dict[str, Value] = {}
    free = iter([p.name for p in function.parameters if p.kind in {"positional", "normal"}])
    for argument in arguments:
        name = argument.name if argument.name is not None else next(free, None)
        if name is not None:
            bound[name] = argument.value
    for parameter in function.parameters:
        if parameter.name not in bound:
            operand = Known(value=parameter.name, span=parameter.span)
            bound[parameter.name] = Symbol(op="parameter", operands=(operand,), span=parameter.span)
    return bound
