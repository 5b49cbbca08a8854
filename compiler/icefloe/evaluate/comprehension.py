"""Comprehensions, and generator expressions as the lists that they fill."""

import libcst as cst

from icefloe.evaluate import assign, branch, early, iteration, rounds
from icefloe.evaluate.budget import ITERATIONS
from icefloe.evaluate.iteration import distinct
from icefloe.evaluate.machine import Machine, Raised, truth
from icefloe.evaluate.operators import table
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.trace import Each
from icefloe.values import Items, Symbol, Unknown, Value

_WHICH = "which elements the `if` keeps is only known when it runs"


class _Run:
    """One comprehension while it is evaluated: what it has made, and what is in the way of knowing it."""

    def __init__(self, machine: Machine, scope: Scope, node: cst.BaseComp) -> None:
        self.machine = machine
        self.scope = scope
        self.node = node
        self.made: list[tuple[Value, Value]] = []
        self.symbolic: Value | None = None
        # The tests that are not known under which an element is kept.
        self.kept: list[Value] = []
        self.spoiled: Unknown | None = None
        # The length of the log after each element.
        self.ends: list[int] = []

    def clause(self, clause: cst.CompFor, iterable: Value) -> None:
        """Run one `for`, and all that it holds."""
        machine, span = self.machine, self.scope.parsed.span(clause.iter)
        before = machine.current(iterable)
        found = iteration.elements(machine, iterable)
        if found is not None and len(found) > ITERATIONS:
            self.spoil(f"the comprehension has more than {ITERATIONS:,} rounds", span)
            found, iterable = None, Unknown(why=f"more than {ITERATIONS:,} rounds", span=span)
        if found is None:
            self._any_round(clause, iterable, span)
            return
        for value in found:
            machine.budget.spend(span)
            assign.target(machine, self.scope, clause.target, value)
            self._round(clause, 0)
            if not iteration.is_iterator(machine, iterable) and machine.current(iterable) is not before:
                self.spoil("what it goes through is changed meanwhile", span)

    def _any_round(self, clause: cst.CompFor, iterable: Value, span: Span) -> None:
        """One round for all rounds of something whose length is not known."""
        machine = self.machine
        if isinstance(iterable, Unknown):
            self.spoil(iterable.why, iterable.span)
        item = iteration.item_of(iterable, self.scope.parsed.span(clause.target))
        made = len(self.made)
        if self.symbolic is not None:
            self.spoil("it has two loops whose lengths are not known", span)
        self.symbolic = iterable

        def body() -> str:
            del self.made[made:], self.kept[:]
            self.symbolic = iterable
            assign.target(machine, self.scope, clause.target, item)
            try:
                self._round(clause, 0)
            except Raised as end:
                return end.outcome
            return "next"

        step = Each(iterable=iterable, item=item, span=span)
        rounds.symbolic(machine, body, step, rounds.WHY, self.node)

    def _round(self, clause: cst.CompFor, at: int) -> None:
        """The `if`s from one on, then the inner `for` or the element."""
        machine, scope = self.machine, self.scope
        if at == len(clause.ifs):
            if clause.inner_for_in is not None:
                self.clause(clause.inner_for_in, machine.evaluate(scope, clause.inner_for_in.iter))
            else:
                self._element()
            return
        test = machine.evaluate(scope, clause.ifs[at].test)
        decided = truth(test)
        if decided is None:
            span = scope.parsed.span(clause.ifs[at].test)
            if self.symbolic is None or isinstance(test, Unknown):
                self.spoil(test.why if isinstance(test, Unknown) else _WHICH, span)
            self.kept.append(machine.frozen(test))
            outcome = branch.both(machine, test, lambda: self._tried(clause, at + 1), lambda: "next", span)
            if outcome != "next":
                raise Raised(outcome)
        elif decided:
            self._round(clause, at + 1)

    def _tried(self, clause: cst.CompFor, at: int) -> str:
        try:
            self._round(clause, at)
        except Raised as end:
            return end.outcome
        return "next"

    def _element(self) -> None:
        node = self.node
        if isinstance(node, cst.DictComp):
            key = self.machine.evaluate(self.scope, node.key)
            self.made.append((key, self.machine.evaluate(self.scope, node.value)))
        elif isinstance(node, cst.ListComp | cst.SetComp | cst.GeneratorExp):
            value = self.machine.evaluate(self.scope, node.elt)
            self.made.append((value, value))
        self.ends.append(len(self.machine.effects))

    def spoil(self, why: str, span: Span) -> None:
        """The result is not known; the first reason is told."""
        if self.spoiled is None:
            self.spoiled = Unknown(why=why, span=span)

    def result(self, span: Span) -> Value:
        """What it has made."""
        if self.spoiled is not None:
            return self.spoiled
        if self.symbolic is not None:
            if len(self.made) != 1:
                return Unknown(why="a comprehension over something whose length is not known is mixed", span=span)
            return self._each(self.symbolic, span)
        token = self.machine.token()
        if isinstance(self.node, cst.DictComp):
            return table(self.made, token, span)
        values = [value for _, value in self.made]
        if isinstance(self.node, cst.SetComp):
            return Items(kind="set", items=tuple(distinct(values)), token=token, span=span)
        return Items(kind="list", items=tuple(values), token=token, span=span)

    def _each(self, iterable: Value, span: Span) -> Value:
        """One element for all rounds, under the tests that keep it."""
        key, value = self.made[0]
        if isinstance(self.node, cst.SetComp):
            return Unknown(why="which elements of the set are equal is only known when it runs", span=span)
        tests: tuple[Value, ...] = ()
        if self.kept:
            tests = (early.all_of(self.kept, span),)
        if isinstance(self.node, cst.DictComp):
            pair = Items(kind="tuple", items=(key, value), token=self.machine.token(), span=span)
            each = Symbol(op="each", operands=(pair, iterable, *tests), span=span)
            return Symbol(op="dict", operands=(each,), span=span)
        return Symbol(op="each", operands=(value, iterable, *tests), span=span)


def comprehension(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """The value of a list, set or dict comprehension."""
    assert isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp)
    # The first iterable is evaluated outside, where a class body's names are seen.
    iterable = machine.evaluate(scope, node.for_in.iter)
    return _run(machine, scope, node, iterable).result(scope.parsed.span(node))


def _run(machine: Machine, scope: Scope, node: cst.BaseComp, iterable: Value) -> _Run:
    inner = Scope(kind="comprehension", module=scope.module, parsed=scope.parsed, prefix=scope.prefix, parent=scope)
    run = _Run(machine, inner, node)
    machine.live.append(inner)
    depth = len(machine.live)
    try:
        run.clause(node.for_in, iterable)
    finally:
        del machine.live[depth - 1 :]
    return run


def generator(machine: Machine, scope: Scope, node: cst.BaseExpression) -> Value:
    """A generator expression: an iterator over what it gives, with the effects that each element has."""
    assert isinstance(node, cst.GeneratorExp)
    iterable = machine.evaluate(scope, node.for_in.iter)
    sources = [] if iteration.is_iterator(machine, iterable) else [iterable]
    mark = len(machine.effects)
    run = _run(machine, scope, node, iterable)
    made = run.result(scope.parsed.span(node))
    if not isinstance(made, Items):
        return made
    ends = [mark, *run.ends]
    rest = iteration.cut(machine, ends[-1])
    effects = tuple(iteration.cut(machine, start) for start in reversed(ends[:-1]))[::-1]
    names = tuple((around, name, around.names.get(name)) for around, name in names_of(scope, node))
    return iteration.lazy(machine, "iterator", made.items, sources, made.span, (*effects, rest), names)


def names_of(scope: Scope, node: cst.CSTNode) -> list[tuple[Scope, str]]:
    """The names of others that a generator reads when it is gone through."""
    found: list[tuple[Scope, str]] = []
    pending: list[cst.CSTNode] = [node]
    while pending:
        current = pending.pop()
        around: Scope | None = scope if isinstance(current, cst.Name) else None
        while around is not None and isinstance(current, cst.Name):
            if current.value in around.names:
                found.append((around, current.value))
            around = around.parent
        pending.extend(current.children)
    return found
