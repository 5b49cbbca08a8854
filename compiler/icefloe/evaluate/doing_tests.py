"""What is done by loops, tests, handlers and functions inside."""

from collections.abc import Iterator, Sequence

import libcst as cst

from icefloe.deeds import Decision, Handler, Read
from icefloe.evaluate.doing import Doing, text_of
from icefloe.evaluate.doing_names import Meaning
from icefloe.evaluate.doing_values import store
from icefloe.syntax.fields import children, descendants
from icefloe.syntax.text import identifier


def loop(doing: Doing, node: cst.CSTNode) -> None:
    """A loop, or a clause of a comprehension."""
    assert isinstance(node, cst.For | cst.CompFor)
    doing.walk(node.iter)
    if isinstance(node, cst.For):
        store(doing, node.target)
        doing.walk(node.body)
        if node.orelse is not None:
            doing.walk(node.orelse)
        return
    for name in _bound(node.target):
        doing.names.own[name] = Meaning(root=name, of="local")
    for test in node.ifs:
        doing.walk(test)
    if node.inner_for_in is not None:
        doing.walk(node.inner_for_in)


def _bound(target: cst.CSTNode) -> Iterator[str]:
    yield from (identifier(one.value) for one in descendants(target) if isinstance(one, cst.Name))


def comprehension(doing: Doing, node: cst.CSTNode) -> None:
    """A comprehension: its clauses come first, as they bind what its element uses."""
    assert isinstance(node, cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp)
    kept = dict(doing.names.own)
    doing.walk(node.for_in)
    for part in (node.key, node.value) if isinstance(node, cst.DictComp) else (node.elt,):
        doing.walk(part)
    doing.names.own = kept


def entry(doing: Doing, node: cst.CSTNode) -> None:
    """An entry of a dictionary."""
    assert isinstance(node, cst.DictElement)
    if not doing.constant(node.value, "entry", text_of(node.key)):
        doing.walk(node.value)
    if not isinstance(node.key, cst.SimpleString):
        doing.walk(node.key)


def compared(doing: Doing, node: cst.CSTNode) -> None:
    """A comparison."""
    assert isinstance(node, cst.Comparison)
    for part in (node.left, *(one.comparator for one in node.comparisons)):
        if not doing.constant(part, "compared", ""):
            doing.walk(part)


def test(doing: Doing, node: cst.CSTNode) -> None:
    """`if`, `while`, `match` and the conditional expression: a test, and what hangs on it."""
    assert isinstance(node, cst.If | cst.While | cst.IfExp | cst.Match)
    test = node.subject if isinstance(node, cst.Match) else node.test
    before = len(doing.asked)
    doing.walk(test)
    asked = list(dict.fromkeys(doing.asked[before:]))
    del doing.asked[before:]
    where = [test, *node.cases] if isinstance(node, cst.Match) else [test]
    if asked:
        texts = [t for part in where for t in _texts(part) if t not in {name for _, name in asked}]
        refuses = isinstance(node, cst.If) and node.orelse is None and _refuses(node.body)
        for path, name in asked:
            doing.decisions.append(
                Decision(path=path, name=name, against=tuple(texts), refuses=refuses, span=doing.span(test))
            )
    for child in children(node):
        if child is not test:
            doing.walk(child)


def _texts(node: cst.CSTNode) -> Iterator[str]:
    """The texts that a test compares with: not the arguments of calls, not keys."""
    if isinstance(node, cst.SimpleString):
        yield text_of(node)
    elif isinstance(node, cst.MatchCase):
        yield from _texts(node.pattern)
    elif not isinstance(node, cst.Call | cst.Subscript):
        for child in children(node):
            yield from _texts(child)


def _refuses(suite: cst.BaseSuite) -> bool:
    lines = list(_lines(suite))
    return bool(lines) and isinstance(lines[-1], cst.Raise)


def _lines(suite: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    for line in suite.body:
        if isinstance(line, cst.SimpleStatementLine):
            yield from line.body
        else:
            yield line


def handler(doing: Doing, node: cst.CSTNode) -> None:
    """An `except`."""
    assert isinstance(node, cst.ExceptHandler)
    kinds: Sequence[cst.CSTNode] = [] if node.type is None else [node.type]
    if isinstance(node.type, cst.Tuple):
        kinds = [element.value for element in node.type.elements]
    takes = {doing.chain(kind).path for kind in kinds}
    if not kinds or takes & {"builtins.Exception", "builtins.BaseException"}:
        lines = list(_lines(node.body))
        doing.handlers.append(
            Handler(
                bare=not kinds,
                silent=all(_is_nothing(line) for line in lines),
                raises=any(isinstance(one, cst.Raise) for one in descendants(node.body)),
                span=doing.span(node.type if node.type is not None else node),
            )
        )
    doing.walk(node.body)


def _is_nothing(line: cst.CSTNode) -> bool:
    if isinstance(line, cst.Return):
        return line.value is None or (isinstance(line.value, cst.Name) and line.value.value == "None")
    texts = (cst.Ellipsis, cst.SimpleString, cst.ConcatenatedString)
    return isinstance(line, cst.Pass | cst.Continue) or (isinstance(line, cst.Expr) and isinstance(line.value, texts))


def function(doing: Doing, node: cst.CSTNode) -> None:
    """A function inside: it is taken to be called."""
    assert isinstance(node, cst.FunctionDef | cst.Lambda)
    kept = dict(doing.names.own)
    if isinstance(node, cst.FunctionDef):
        for decorator in node.decorators:
            doing.walk(decorator.decorator)
    doing.names.enter(node)
    doing.depth += 1
    doing.walk(node.body)
    doing.depth -= 1
    doing.names.own = kept


def statement(doing: Doing, node: cst.CSTNode) -> None:
    """An expression as a statement: a text alone is a docstring."""
    assert isinstance(node, cst.Expr)
    if not isinstance(node.value, cst.SimpleString | cst.ConcatenatedString):
        doing.walk(node.value)


def declared(doing: Doing, node: cst.CSTNode) -> None:
    """`global`."""
    assert isinstance(node, cst.Global)
    doing.globals += [Read(name=identifier(one.name.value), span=doing.span(one.name)) for one in node.names]


def nothing(doing: Doing, node: cst.CSTNode) -> None:
    """What says nothing of what is done: imports, annotations."""
