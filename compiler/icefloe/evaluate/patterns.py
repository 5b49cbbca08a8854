"""Patterns of `match`: whether one fits a value, and what it binds."""

from collections.abc import Iterable, Sequence

import libcst as cst

from icefloe.evaluate import attribute, definitions, early, operators
from icefloe.evaluate.construct import has_fields
from icefloe.evaluate.machine import Machine, truth
from icefloe.evaluate.operators import constant, entry, settled
from icefloe.evaluate.state import Scope
from icefloe.source import Span
from icefloe.syntax.bindings import bound_by
from icefloe.syntax.text import identifier
from icefloe.values import Class, Function, Instance, Items, Known, Reference, Symbol, Table, Unknown, Value

_KINDS = {"builtins.list": "list", "builtins.tuple": "tuple", "builtins.set": "set"}
_SCALARS: dict[str, type] = {f"builtins.{kind.__name__}": kind for kind in (bool, bytes, complex, float, int, str)}


def fits(
    machine: Machine, scope: Scope, subject: Value, pattern: cst.MatchPattern, captured: dict[str, Value]
) -> Value:
    """Whether a pattern fits; `captured` gets the names that it binds if it does."""
    return _Fit(machine, scope, captured).one(machine.current(subject), pattern)


class _Fit:
    """One pattern, with all that is inside it."""

    def __init__(self, machine: Machine, scope: Scope, captured: dict[str, Value]) -> None:
        self.machine = machine
        self.scope = scope
        self.captured = captured

    def one(self, subject: Value, pattern: cst.MatchPattern) -> Value:
        """Whether one pattern fits one value."""
        span = self.scope.parsed.span(pattern)
        match pattern:
            case cst.MatchValue():
                return operators.compare("==", subject, self.machine.evaluate(self.scope, pattern.value), span)
            case cst.MatchSingleton():
                return operators.compare("is", subject, self.machine.evaluate(self.scope, pattern.value), span)
            case cst.MatchAs():
                inner = self.one(subject, pattern.pattern) if pattern.pattern is not None else _known(True, span)
                self.bind(pattern.name, subject)
                return inner
            case cst.MatchOr():
                return self.any(subject, pattern, span)
            case cst.MatchList() | cst.MatchTuple():
                return self.sequence(subject, list(pattern.patterns), span)
            case cst.MatchMapping():
                return self.mapping(subject, pattern, span)
            case cst.MatchClass():
                return self.object(subject, pattern, span)
            case _:
                return self.unread(subject, pattern, span)

    def bind(self, name: cst.Name | None, value: Value) -> None:
        """The name of a capture, if it has one."""
        if name is not None:
            self.captured[identifier(name.value)] = value

    def unread(self, subject: Value, pattern: cst.CSTNode, span: Span) -> Value:
        """Whether it fits is not known, nor what it binds."""
        pending: list[cst.CSTNode] = [pattern]
        while pending:
            node = pending.pop()
            for name, _ in bound_by(node):
                self.captured[name] = Unknown(why="what the pattern takes apart is only known when it runs", span=span)
            pending.extend(node.children)
        return Symbol(op="match", operands=(subject,), span=span)

    def all(self, pairs: Iterable[tuple[Value, cst.MatchPattern]], span: Span) -> Value:
        """Whether several patterns fit their values."""
        open_tests: list[Value] = []
        for value, pattern in pairs:
            test = self.one(self.machine.current(value), pattern)
            if truth(test) is False:
                return test
            if truth(test) is None:
                open_tests.append(test)
        return early.all_of(open_tests, span) if open_tests else _known(True, span)

    def any(self, subject: Value, pattern: cst.MatchOr, span: Span) -> Value:
        """Whether one of several patterns fits: the first that does binds its names."""
        result: Value = _known(False, span)
        for element in pattern.patterns:
            inner = _Fit(self.machine, self.scope, {})
            test = inner.one(subject, element.pattern)
            if truth(test) is False:
                continue
            if truth(result) is None:
                unknown = Unknown(why="several patterns may bind it", span=span)
                inner.captured = dict.fromkeys(inner.captured, unknown)
            self.captured.update(inner.captured)
            result = test if truth(result) is False else Symbol(op="or", operands=(result, test), span=span)
            if truth(test):
                why = "which pattern fits is only known when it runs"
                return test if result is test or not inner.captured else Unknown(why=why, span=span)
        return result

    def is_neither(self, subject: Value) -> bool:
        """Whether a value is surely neither a sequence nor a mapping."""
        if isinstance(subject, Instance):
            return _is_plain(self.machine, subject.of)
        return isinstance(subject, Known | Function | Class)

    def sequence(self, subject: Value, patterns: list[cst.MatchSequenceElement | cst.MatchStar], span: Span) -> Value:
        """`[a, b, *rest]`."""
        is_set = isinstance(subject, Items) and subject.kind == "set"
        if is_set or isinstance(subject, Table) or self.is_neither(subject):
            return _known(False, span)
        if not isinstance(subject, Items) or subject.token in self.machine.lazy:
            for pattern in patterns:
                self.unread(subject, pattern, span)
            return Symbol(op="match", operands=(subject,), span=span)
        items, count = subject.items, len(patterns)
        star = next((at for at, one in enumerate(patterns) if isinstance(one, cst.MatchStar)), None)
        if len(items) < count - (star is not None) or (star is None and len(items) > count):
            return _known(False, span)
        if star is not None:
            rest = items[star : len(items) - (count - 1 - star)]
            items = (*items[:star], *items[star + len(rest) :])
            one = patterns[star]
            made = Items(kind="list", items=rest, token=self.machine.token(), span=span)
            self.bind(one.name if isinstance(one, cst.MatchStar) else None, made)
        plain = [one.value for one in patterns if isinstance(one, cst.MatchSequenceElement)]
        return self.all(zip(items, plain, strict=True), span)

    def mapping(self, subject: Value, pattern: cst.MatchMapping, span: Span) -> Value:
        """`{"a": x, **rest}`."""
        if isinstance(subject, Items) or self.is_neither(subject):
            return _known(False, span)
        if not isinstance(subject, Table) or not settled(subject.entries):
            return self.unread(subject, pattern, span)
        pairs: list[tuple[Value, cst.MatchPattern]] = []
        keys: list[Value] = []
        for element in pattern.elements:
            key = self.machine.evaluate(self.scope, element.key)
            found = entry(subject, key)
            if found is None:
                return _known(False, span)
            keys.append(key)
            pairs.append((found, element.pattern))
        taken = [constant(key) for key in keys]
        if None in taken:
            return self.unread(subject, pattern, span)
        rest = tuple(one for one in subject.entries if constant(one[0]) not in taken)
        self.bind(pattern.rest, Table(entries=rest, token=self.machine.token(), span=span))
        return self.all(pairs, span)

    def object(self, subject: Value, pattern: cst.MatchClass, span: Span) -> Value:
        """`Point(x=0, y=y)`, `int(n)`."""
        kind = self.machine.evaluate(self.scope, pattern.cls)
        is_one = _is_instance(self.machine, subject, kind)
        if is_one is False:
            return _known(False, span)
        inner = [one.value for one in pattern.patterns]
        if is_one and isinstance(kind, Reference) and not pattern.kwds and len(inner) <= 1:
            return self.all([(subject, one) for one in inner], span)
        names = _places(self.machine, kind) if isinstance(kind, Class) else ()
        if not is_one or not isinstance(subject, Instance) or len(inner) > len(names):
            return self.unread(subject, pattern, span)
        pairs = [*zip(names, inner, strict=False), *((identifier(one.key.value), one.pattern) for one in pattern.kwds)]
        return self.all([(attribute.get(self.machine, subject, name, span), one) for name, one in pairs], span)


def _known(value: bool, span: Span) -> Known:
    return Known(value=value, span=span)


def _is_instance(machine: Machine, subject: Value, kind: Value) -> bool | None:
    """Whether a value is an object of a class, or None where that is not known."""
    if isinstance(kind, Class) and isinstance(subject, Instance):
        if any(owner.token == kind.token for owner in definitions.bases(machine, subject.of)):
            return True
        return False if _is_plain(machine, subject.of) else None
    if isinstance(kind, Class) and isinstance(subject, Known | Items | Table | Function):
        return False
    if not isinstance(kind, Reference) or not (kind.path in _SCALARS or kind.path in {*_KINDS, "builtins.dict"}):
        return None
    if isinstance(subject, Known):
        return kind.path in _SCALARS and isinstance(subject.value, _SCALARS[kind.path])
    if isinstance(subject, Items):
        return None if subject.token in machine.lazy else _KINDS.get(kind.path) == subject.kind
    if isinstance(subject, Table):
        return kind.path == "builtins.dict"
    return False if isinstance(subject, Function) else None


def _is_plain(machine: Machine, of: Class) -> bool:
    """Whether a class has no base that is not seen into."""
    bases = [base for owner in definitions.bases(machine, of) for base in owner.bases]
    return all(isinstance(base, Class) or getattr(base, "path", "") == "builtins.object" for base in bases)


def _places(machine: Machine, of: Class) -> Sequence[str]:
    """The attributes that positional patterns of a class look at."""
    given = definitions.member(machine, of, "__match_args__")
    if isinstance(given, Items):
        return [str(name.value) for name in given.items if isinstance(name, Known)]
    if not has_fields(machine, of):
        return ()
    owners = reversed(definitions.bases(machine, of))
    return list(dict.fromkeys(field.name for owner in owners for field in owner.fields))
