"""The door: a module's trace, a function's body with given arguments, a function's summary."""

from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager

import libcst as cst

from icefloe.body import Body
from icefloe.deeds import Doings
from icefloe.evaluate import call, entry, imports, inlining, module, platforms, summary
from icefloe.evaluate.budget import BODY_FUEL, Budget, Exhausted
from icefloe.evaluate.doings import DoingsOf
from icefloe.evaluate.expression import expression
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.mentions import Mentions
from icefloe.evaluate.spoken import Returns, Spoken
from icefloe.evaluate.state import Definition
from icefloe.evaluate.statement import block
from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import deep
from icefloe.trace import Name, Summary, Trace
from icefloe.values import Argument, Class, Function, Known, Record, Symbol, Unknown, Value


class Evaluator:
    """Evaluates modules of one project.

    `returns` says what calls of a dialect's words give, `holds` which give a mapping of their arguments
    (`icefloe.dialect.Word`), `python` which versions the project allows (`requires-python`), `defines` what is given
    for their values. `apply`, `summary` and `classes` speak of the module that was traced last.
    """

    def __init__(
        self,
        table: ModuleTable,
        returns: Spoken | Mapping[str, Returns],
        holds: Collection[str] = (),
        python: str = "",
        defines: Mapping[str, str] | None = None,
    ) -> None:
        self._table = table
        self._words = returns if isinstance(returns, Spoken) else Spoken.of(returns, holds)
        self._python = platforms.allowed(python)
        self._defines = defines or {}
        self._machine = self._new()
        self._mentions = Mentions(self._machine)
        self._summaries: dict[int, Summary] = {}
        self._bodies: dict[int, Body | None] = {}
        self._uses: dict[int, Trace] = {}
        self._doings = DoingsOf(self._machine)

    def _new(self) -> Machine:
        made = Machine(self._table, self._words, expression, block, call.call, module.load)
        made.python = self._python
        made.defines = self._defines
        return made

    def trace(self, name: str) -> Trace:
        """Evaluate a module of the project as the program that is run (its `__name__` is `__main__`)."""
        machine = self._new()
        self._machine = machine
        self._mentions = Mentions(machine)
        self._summaries, self._bodies, self._uses, self._doings = {}, {}, {}, DoingsOf(machine)
        machine.entry = machine.provenance.entry = name

        def run() -> None:
            module.load(machine, name)
            while machine.deferred:
                module.load(machine, machine.deferred.pop(0))

        deep(self._guarded, run, apart=False)
        scope = machine.modules.get(name)
        path = scope.parsed.source.path if scope is not None else (self._table.path_of(name) or "")
        return self._traced(name, path, dict(scope.names) if scope is not None else {})

    def _guarded(self, run: Callable[[], None], *, apart: bool = True) -> None:
        machine = self._machine
        try:
            run()
        except Exhausted as end:
            # What a file does when it is loaded decides what it holds; a body by itself only what is said of it.
            when = "this body does" if apart else "the file does, when it is loaded,"
            machine.findings.append(
                Finding(
                    code="FLO911",
                    message=f"evaluation stopped here: {when} too much work to follow it",
                    span=end.span,
                    severity=Severity.WARNING if apart else Severity.ERROR,
                    help="move the work into a step",
                )
            )

    def _traced(self, name: str, path: str, scope: Mapping[str, Value]) -> Trace:
        machine = self._machine
        from icefloe.evaluate import outdated

        outdated.tell(machine)
        return Trace(
            module=name,
            path=path,
            scope={key: machine.frozen(value) for key, value in scope.items()},
            effects=tuple(machine.effects),
            functions=tuple(machine.functions),
            called=frozenset(machine.called),
            awaited=frozenset(machine.awaited),
            findings=tuple(machine.findings),
            folded=tuple(machine.folded),
            held={token: machine.frozen(content) for token, content in machine.contents.items()},
            foreign=dict(machine.provenance.foreign),
        )

    def apply(
        self,
        function: Function,
        arguments: Sequence[Argument] | None = None,
        *,
        at_run: bool = False,
        carries: bool = False,
    ) -> Trace:
        """Evaluate a function's body; parameters without an argument are symbols of their names.

        The trace holds only what this body does; its `return` effects are the values that it can return. `at_run`
        says that it is a body that a run executes, `carries` that loops are read as such (`icefloe.dialect.Reader`).
        """
        names: dict[str, Value] = {}

        def run() -> None:
            scope, _, _ = inlining.enter(self._machine, function, _bound(function, arguments or ()))
            names.update(scope.names)
            for one in scope.returned:
                self._machine.path[:] = one.path
                self._machine.emit("return", one.value, one.value, one.span)

        with self._apart(at_run=at_run, carries=carries):
            deep(self._guarded, run)
            return self._traced(function.module, function.span.path, names)

    def use(self, of: Class | Function, methods: Sequence[str] = ()) -> Trace:
        """Do with a function or class what something outside may do: call it, or call these methods of an object."""
        if isinstance(of, Function):
            if of.token not in self._uses:  # several readings of one file ask the same
                self._uses[of.token] = self.apply(of, entry.arguments(self._machine, of))
            return self._uses[of.token]
        with self._apart(at_run=False):
            deep(self._guarded, lambda: entry.use(self._machine, of, methods))
            return self._traced(of.module, of.span.path, {})

    @contextmanager
    def _apart(self, *, at_run: bool = False, carries: bool = False) -> Generator[None, None, None]:
        """Evaluate something from the state that there is, with a log of its own, and go back to that state."""
        machine = self._machine
        kept = (machine.effects, machine.path, machine.functions, machine.findings, machine.budget, machine.exits)
        reads, was, called = machine.folded, (machine.at_run, machine.carries), set(machine.called)
        awaited = set(machine.awaited)
        frames, machine.provenance.frames = machine.provenance.frames, []
        before, live, stack = machine.snapshot(), len(machine.live), machine.stack
        machine.effects, machine.path, machine.functions, machine.findings, machine.exits = [], [], [], [], []
        machine.folded, machine.stack, (machine.at_run, machine.carries) = {}, [], (at_run, carries)
        machine.budget = Budget(BODY_FUEL)
        yield
        machine.effects, machine.path, machine.functions, machine.findings, machine.budget, machine.exits = kept
        machine.folded, machine.called, (machine.at_run, machine.carries) = reads, called, was
        machine.awaited = awaited
        machine.provenance.frames, machine.stack = frames, stack
        del machine.live[live:]
        machine.restore(before)

    def named(self, path: str, span: Span) -> Value:
        """What a dotted path (`package.module.name`) names, as an import at `span` finds it."""
        found: list[Value] = []
        deep(self._guarded, lambda: found.append(imports.named(self._machine, path, span)))
        return found[0] if found else Unknown(why="its module does too much work when it is loaded", span=span)

    def findings(self) -> tuple[Finding, ...]:
        """What has been found since the module was traced, or since the evaluator was made."""
        return tuple(self._machine.findings)

    def summary(self, function: Function) -> Summary:
        """Signature, returns, raises, calls, globals, environment reads and undefined names of a function."""
        if function.token not in self._summaries:
            definition = self._machine.definitions[function.token]
            applied = self.apply(function, at_run=True)
            self._summaries[function.token] = deep(self._summary, function, definition, applied)
        return self._summaries[function.token]

    def _summary(self, function: Function, definition: Definition, applied: Trace) -> Summary:
        does = self._doings.function(definition, function.name)
        undefined = tuple(Name(name=one.name, span=one.span) for one in self._doings.undefined(definition))
        return summary.of(function, definition, applied, does, undefined)

    def doings(self) -> Doings:
        """What the module that was traced does whenever it is imported."""
        return deep(self._doings.module, self._machine.entry)

    def body(self, function: Function) -> Body | None:
        """The code of a function, without syntax; None where it nests deeper than anybody writes."""
        node = self._machine.definitions[function.token].node if function.token in self._machine.definitions else None
        if not isinstance(node, cst.FunctionDef | cst.Lambda):
            return None
        if function.token not in self._bodies:
            found: list[Body | None] = []
            with self._apart(at_run=True):
                from icefloe.evaluate import bodies

                deep(self._guarded, lambda: found.append(bodies.of(self._machine, function)))
            self._bodies[function.token] = found[0] if found else None
        return self._bodies[function.token]

    def mentions(self, function: Function) -> frozenset[str]:
        """The top-level packages from outside the project that a function's code can come to."""
        return deep(self._mentions.of, function)

    def classes(self, path: str) -> Class | None:
        """The project's class of that dotted path (`module.Name`), or None."""
        return next(self._classes(path), None)

    def value_at(self, module: str, name: str) -> Value | None:
        """What a name of a module of the project stands for once the module is loaded, or None."""
        scope = self._machine.modules.get(module)
        return None if scope is None else scope.names.get(name)

    def _classes(self, path: str) -> Iterator[Class]:
        for name, scope in self._machine.modules.items():
            if not path.startswith(f"{name}."):
                continue
            for value in scope.names.values():
                yield from _classes_at(value, path)

    def variables(self, token: int) -> tuple[str, ...]:
        """The names that an object was bound to: the traced module's own first, then those of functions."""
        scope = self._machine.modules.get(self._machine.entry)
        names: Mapping[str, Value] = {} if scope is None else scope.names
        own = [name for name, value in names.items() if getattr(value, "token", None) == token]
        return tuple(dict.fromkeys((*own, *self._machine.provenance.names.get(token, ()))))

    def arguments(self, token: int) -> tuple[str, ...]:
        """What the function was called with that made an object, as texts, empty where it is not known."""
        return self._machine.provenance.arguments(token)

    def imported(self) -> Iterator[tuple[str, str, str]]:
        """The traced module's names for objects that other modules have made, with path and name there."""
        machine = self._machine
        scope = machine.modules.get(machine.entry)
        for name, value in scope.names.items() if scope is not None else ():
            home = machine.modules.get(machine.provenance.foreign.get(getattr(value, "token", 0), ""))
            for other, there in home.names.items() if home is not None else ():
                if isinstance(value, Record) and isinstance(there, Record) and there.token == value.token:
                    yield name, home.parsed.source.path, other  # type: ignore[union-attr]

    def inputs(self) -> tuple[tuple[str, str], ...]:
        """The files that were read since the module was traced, by path, with the SHA-256 of their bytes."""
        return tuple(sorted(self._machine.inputs.items()))

    def loaded(self) -> tuple[str, ...]:
        """The names of the project's modules that the last trace evaluated."""
        return tuple(self._machine.modules)


def _classes_at(value: Value, path: str) -> Iterator[Class]:
    """A class of that dotted path, which may stand in the body of another."""
    if not isinstance(value, Class):
        return
    own = f"{value.module}.{value.qualname}"
    if own == path:
        yield value
    elif path.startswith(f"{own}."):
        for _, inner in value.methods:
            if isinstance(inner, Class) and inner.qualname.startswith(f"{value.qualname}."):
                yield from _classes_at(inner, path)


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
