"""What functions and modules do, with the functions of the project that they call."""

from collections.abc import Iterator

import libcst as cst

from icefloe.deeds import NOTHING, Deeds, Doings, Helper, Read
from icefloe.evaluate import doing_tests, doing_values
from icefloe.evaluate.doing import Doing, Handle
from icefloe.evaluate.doing_names import Names
from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Definition
from icefloe.evaluate.unbound import unbound
from icefloe.source import Span
from icefloe.syntax.bindings import dotted
from icefloe.values import Function
from icefloe_schema.records import dataclass

_MOST_HELPERS = 40

_HANDLE: dict[type[cst.CSTNode], Handle] = {
    cst.Name: doing_values.chained,
    cst.Attribute: doing_values.chained,
    cst.Subscript: doing_values.chained,
    cst.Call: doing_values.call,
    cst.SimpleString: doing_values.plain,
    cst.ConcatenatedString: doing_values.plain,
    cst.FormattedString: doing_values.plain,
    cst.Assign: doing_values.assign,
    cst.AnnAssign: doing_values.assign,
    cst.AugAssign: doing_values.assign,
    cst.NamedExpr: doing_values.assign,
    cst.Del: doing_values.delete,
    cst.With: doing_values.manage,
    cst.For: doing_tests.loop,
    cst.CompFor: doing_tests.loop,
    cst.ListComp: doing_tests.comprehension,
    cst.SetComp: doing_tests.comprehension,
    cst.DictComp: doing_tests.comprehension,
    cst.GeneratorExp: doing_tests.comprehension,
    cst.DictElement: doing_tests.entry,
    cst.Comparison: doing_tests.compared,
    cst.If: doing_tests.test,
    cst.While: doing_tests.test,
    cst.IfExp: doing_tests.test,
    cst.Match: doing_tests.test,
    cst.ExceptHandler: doing_tests.handler,
    cst.FunctionDef: doing_tests.function,
    cst.Lambda: doing_tests.function,
    cst.Global: doing_tests.declared,
    cst.Expr: doing_tests.statement,
    cst.Import: doing_tests.nothing,
    cst.ImportFrom: doing_tests.nothing,
    cst.Annotation: doing_tests.nothing,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What one piece of code does itself, and the functions that it calls."""

    deeds: Deeds
    undefined: tuple[Read, ...]
    called: tuple[tuple[Function, Span], ...]


class DoingsOf:
    """What the functions and modules of one project do; each is read once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._own: dict[cst.CSTNode, _Own] = {}

    def undefined(self, definition: Definition) -> tuple[Read, ...]:
        """The names that a function reads and that nothing can bind."""
        return self._of(definition).undefined

    def function(self, definition: Definition, name: str) -> Doings:
        """What a function does, by itself and through functions of the project."""
        own = self._of(definition)
        return Doings(own=own.deeds, helpers=self._helpers(own, name, definition.node))

    def module(self, name: str) -> Doings:
        """What the statements of a module do whenever it is imported, but for those of functions not called."""
        scope = self._machine.modules.get(name)
        if scope is None:
            return NOTHING
        doing = Doing(Names(self._machine, scope), _HANDLE)
        for statement in _at_import(scope.parsed.tree):
            doing.walk(statement)
        own = _Own(deeds=doing.deeds(0), undefined=(), called=tuple(doing.helpers.values()))
        return Doings(own=own.deeds, helpers=self._helpers(own, "", scope.parsed.tree))

    def _helpers(self, own: _Own, name: str, node: cst.CSTNode) -> tuple[Helper, ...]:
        found: dict[cst.CSTNode, Helper] = {}
        pending = [(name, one) for one in own.called]
        while pending and len(found) < _MOST_HELPERS:
            caller, (function, span) = pending.pop(0)
            definition = self._machine.definitions.get(function.token)
            if definition is None or definition.node is node or definition.node in found:
                continue
            if isinstance(definition.node, cst.ClassDef):
                continue
            inner = self._of(definition)
            found[definition.node] = Helper(
                name=function.name,
                caller=caller,
                span=span,
                place=function.span,
                deeds=inner.deeds,
                undefined=inner.undefined,
            )
            pending += [(function.name, one) for one in inner.called]
        return tuple(found.values())

    def _of(self, definition: Definition) -> _Own:
        """What one function does itself; one that is made in several places has several meanings."""
        node, scope = definition.node, definition.scope
        if node in self._own:
            return self._own[node]
        assert isinstance(node, cst.FunctionDef | cst.Lambda)
        names = Names(self._machine, scope)
        names.enter(node, outermost=True)
        doing = Doing(names, _HANDLE)
        _defaults(doing, node.params)
        doing.walk(node.body)
        span = doing.span(node)
        called = tuple(doing.helpers.values())
        missing = unbound(definition, node, self._machine.table.readings)
        own = _Own(
            deeds=doing.deeds(span.end_line - span.line + 1),
            undefined=tuple(Read(name=one.name, span=one.span) for one in missing),
            called=called,
        )
        if scope.parent is None:
            self._own[node] = own
        return own


def _defaults(doing: Doing, parameters: cst.Parameters) -> None:
    """The constants that parameters have as their defaults."""
    for one in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        if one.default is not None:
            doing.constant(one.default, "default", one.name.value)


def _at_import(node: cst.Module) -> Iterator[cst.CSTNode]:
    """The statements that run when a module is imported: not those of `if __name__ == "__main__":`."""
    for statement in node.body:
        if isinstance(statement, cst.FunctionDef | cst.ClassDef):
            continue
        if isinstance(statement, cst.If) and "__name__" in _names(statement.test):
            continue
        yield statement


def _names(node: cst.BaseExpression) -> Iterator[str]:
    if isinstance(node, cst.Comparison):
        yield from (dotted(part) for part in (node.left, *(one.comparator for one in node.comparisons)))
