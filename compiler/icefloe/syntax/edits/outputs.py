"""A step with an output less: its declaration, and what is returned for it."""

from collections.abc import Iterator

import libcst as cst

from icefloe.fixes import Remove, RemoveOutput
from icefloe.syntax.edits.calls import function_at
from icefloe.syntax.edits.commas import removed
from icefloe.syntax.edits.page import Cut, Page
from icefloe.syntax.edits.removal import remove
from icefloe.syntax.fields import children


def remove_output(page: Page, change: RemoveOutput) -> tuple[Cut, ...]:
    """Take the declaration out, and its value of every `return`; nothing where one of them is not written out."""
    function = function_at(page, change.function)
    declared = remove(page, Remove(span=change.span))
    if function is None or function.returns is not None or not declared:
        return ()
    returns = list(_returns(function.body))
    cuts = [cut for one in returns for cut in _shorter(page, one, change)]
    return (*declared, *cuts) if returns and len(cuts) == len(returns) else ()


def _shorter(page: Page, statement: cst.Return, change: RemoveOutput) -> tuple[Cut, ...]:
    value = statement.value
    if not isinstance(value, cst.Tuple) or len(value.elements) != change.count:
        return ()
    if any(isinstance(one, cst.StarredElement) for one in value.elements):
        return ()
    start, end = page.range(value)
    if change.count == 2:
        # What is left is the value itself, and no tuple.
        return (Cut(start, end, page.of(value.elements[1 - change.position].value)),)
    return removed(page, [page.range(one) for one in value.elements], change.position, end)


def _returns(body: cst.CSTNode) -> Iterator[cst.Return]:
    """The `return`s of a function, those of functions in it not counted."""
    pending = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Return):
            yield node
        elif not isinstance(node, cst.FunctionDef | cst.ClassDef | cst.BaseExpression):
            pending.extend(children(node))
