"""One evaluation: what its parts ask of each other, and what each of them may do to its state."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import libcst as cst

from icefloe.evaluate.frozen import freeze
from icefloe.evaluate.identity import one_object
from icefloe.evaluate.spoken import Spoken
from icefloe.evaluate.state import Scope, Snapshot, State
from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Effect, Step
from icefloe.values import Argument, Class, Function, Instance, Items, Known, Record, Symbol, Table, Unknown, Value


class Raised(Exception):  # noqa: N818 - it is the program's exception, on its way through the evaluator
    """An expression certainly raises: the rest of its statement does not happen."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Machine(State):
    """One evaluation. The three functions that it is given close the circle between its parts without imports."""

    def __init__(
        self,
        table: ModuleTable,
        returns: Spoken,
        expression: Callable[["Machine", Scope, cst.BaseExpression], Value],
        block: Callable[["Machine", Scope, Sequence[cst.CSTNode]], str],
        call: Callable[["Machine", Value, tuple[Argument, ...], Span], Value],
        load: Callable[["Machine", str], "Scope | None"],
    ) -> None:
        super().__init__()
        self.table = table
        self.returns = returns
        self._expression = expression
        self._block = block
        self._call = call
        self._load = load

    def token(self) -> int:
        """A new identity."""
        self._tokens += 1
        return self._tokens

    def evaluate(self, scope: Scope, node: cst.BaseExpression) -> Value:
        """The value of an expression."""
        self.depth += 1
        value = self._expression(self, scope, node)
        self.depth -= 1
        return value

    def execute(self, scope: Scope, body: Sequence[cst.CSTNode]) -> str:
        """Run statements; says how they ended: `next`, `return`, `break`, `continue` or `raise`."""
        self.depth += 1
        outcome = self._block(self, scope, body)
        self.depth -= 1
        return outcome

    def call(self, function: Value, arguments: tuple[Argument, ...], span: Span) -> Value:
        """The value of a call."""
        return self._call(self, function, arguments, span)

    def load(self, module: str) -> Scope | None:
        """The scope of a module of the project, evaluated at most once; None if there is none."""
        return self._load(self, module)

    def current(self, value: Value) -> Value:
        """A mutable value as it is now."""
        if isinstance(value, Symbol):
            # One of several contents of an object that were known once: it is that object still.
            token = one_object(value) if value.op == "choice" else None
            return value if token is None else self.heap.get(token, value)
        if not isinstance(value, Items | Table | Instance):
            return value
        now = self.heap.get(value.token, value)
        if isinstance(now, Items) and now.token in self.lazy:
            lazy = self.lazy[now.token]
            changed = any(self.current(source) is not content for source, content in lazy.sources)
            if changed or any(scope.names.get(name) is not value for scope, name, value in lazy.names):
                return Unknown(why="what it goes through has changed since", span=now.span)
        return now

    def mutate(self, value: Items | Table | Instance, now: Value) -> None:
        """From here on the object that `value` is has the content of `now`."""
        self.origins.setdefault(value.token, value)
        self.heap[value.token] = now

    def emit(
        self,
        kind: Literal["call", "set", "return", "raise", "handler"],
        target: Value,
        value: Value,
        span: Span,
        name: str = "",
        key: Value | None = None,
    ) -> None:
        """Add an effect to the log, under the path that leads here."""
        self.effects.append(
            Effect(
                sequence=len(self.effects),
                kind=kind,
                target=target,
                value=value,
                path=tuple(self.path),
                span=span,
                name=name,
                key=key,
            )
        )

    def again(self, effects: Sequence[Effect], *steps: Step) -> None:
        """Put effects into the log that were taken out of it: they happen now, under some more conditions."""
        for effect in effects:
            path = (*self.path, *steps, *effect.path)
            self.effects.append(replace(effect, sequence=len(self.effects), path=path))

    def record(self, path: str, function: Value, arguments: tuple[Argument, ...], span: Span) -> Record:
        """A call that is not seen into, in the log."""
        frozen = tuple(Argument(name=a.name, value=self.frozen(a.value), span=a.span, star=a.star) for a in arguments)
        made = Record(path=path, function=function, arguments=frozen, token=self.token(), span=span)
        target = made.receiver
        self.provenance.made(made)
        self.emit("call", function if target is None else target, made, span)
        return made

    def frozen(self, value: Value) -> Value:
        """A value with every list and dictionary inside as it is now; Unknown if it would be too large to keep."""
        now, steps = freeze(value, self.current)
        self.budget.left -= steps // 10
        return now

    def limit(self, code: str, message: str, span: Span, help: str = "") -> None:
        """Report a limit that evaluation ran into, once a place."""
        finding = Finding(code=code, message=message, span=span, severity=Severity.WARNING, help=help)
        if finding not in self.findings:
            self.findings.append(finding)

    def snapshot(self) -> Snapshot:
        """The state that branches start from."""
        seen = {id(scope): scope for scope in self.live} | self.kept
        self.budget.left -= 3 + (len(self.heap) + sum(len(scope.names) for scope in seen.values())) // 20
        scopes = tuple((scope, scope.kept()) for scope in seen.values())
        return Snapshot(
            heap=dict(self.heap),
            attributes=dict(self.attributes),
            scopes=scopes,
            tokens=self._tokens,
            cached={token: dict(given) for token, given in self.cached.items()},
        )

    def restore(self, to: Snapshot) -> None:
        """Go back to a snapshot."""
        self.heap = dict(to.heap)
        self.attributes = dict(to.attributes)
        self.cached = {token: dict(given) for token, given in to.cached.items()}
        for scope, names in to.scopes:
            scope.become(names)


def known(value: Value) -> bool:
    """Whether a value's truth and content are known."""
    return not isinstance(value, Record | Symbol | Unknown)


def truth(value: Value) -> bool | None:
    """A value's truth, or None where it is not known."""
    match value:
        case Known():
            return bool(value.value)
        case Items():
            return bool(value.items)
        case Table():
            return bool(value.entries)
        case Function() | Class():
            return True
        case _:
            return None
