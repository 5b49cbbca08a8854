"""What is taken out: an argument, an item, a statement; and what is put behind the last item."""

from collections.abc import Sequence
from itertools import pairwise

import libcst as cst

from icefloe.fixes import AddItem, Remove, RemoveCall
from icefloe.syntax.edits.calls import arguments
from icefloe.syntax.edits.commas import added, removed
from icefloe.syntax.edits.page import Cut, Found, Page

_Lot = cst.List | cst.Tuple | cst.Set | cst.Dict


def remove(page: Page, change: Remove) -> tuple[Cut, ...]:
    """Take out the innermost thing between commas, or the statement, that the span is all of or the value of."""
    for found in page.at(change.span):
        cuts = _of(page, found)
        if cuts:
            return cuts
    return ()


def _of(page: Page, found: Found) -> tuple[Cut, ...]:
    nodes = (found.node, *found.around)
    for node, outer in pairwise(nodes[:3]):
        if isinstance(node, cst.Arg) and isinstance(outer, cst.Call):
            places, _, closing = arguments(page, outer)
            return removed(page, places, outer.args.index(node), closing)
        if isinstance(node, cst.Element | cst.DictElement | cst.StarredElement) and isinstance(outer, _Lot):
            return _item(page, outer, node)
        if isinstance(node, cst.Expr | cst.Assign) and isinstance(outer, cst.SimpleStatementLine):
            return _statement(page, outer, nodes[nodes.index(outer) + 1])
    return ()


def remove_call(page: Page, change: RemoveCall) -> tuple[Cut, ...]:
    """Take out the call that has the argument at the span: a link of a chain, else its statement."""
    for found in page.at(change.span):
        nodes = (found.node, *found.around)
        for number, node in enumerate(nodes[:4]):
            if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or len(node.args) != 1:
                continue
            outer, line, block = nodes[number + 1 : number + 4]
            if isinstance(outer, cst.Expr) and not isinstance(node.func.value, cst.Call):
                return _statement(page, line, block) if isinstance(line, cst.SimpleStatementLine) else ()
            start, end = page.range(node.func.value)[1], page.range(node)[1]
            return () if "#" in page.text[start:end] else (Cut(start, end, ""),)
    return ()


def _item(page: Page, lot: _Lot, item: cst.CSTNode) -> tuple[Cut, ...]:
    places, _, closing = _inside(page, lot)
    which = next(number for number, one in enumerate(lot.elements) if one is item)
    if isinstance(lot, cst.Tuple) and (not lot.lpar or len(places) <= 2):
        # A tuple of one needs its comma, and one without brackets is not always one.
        return ()
    if isinstance(lot, cst.Set) and len(places) == 1:
        return ()
    return removed(page, places, which, closing)


def _statement(page: Page, line: cst.SimpleStatementLine, block: cst.CSTNode) -> tuple[Cut, ...]:
    """A statement alone on its lines; in a block that would be empty `pass` takes its place."""
    if len(line.body) != 1 or not isinstance(block, cst.Module | cst.IndentedBlock):
        return ()
    start, end = page.range(line)
    if len(block.body) == 1 and isinstance(block, cst.IndentedBlock):
        return (Cut(start, end, "pass"),)
    first, last = page.line_start(start), page.line_end(end)
    if page.text[first:start].strip() or page.text[end:last].strip(" \t;").partition("#")[0]:
        return ()
    return (Cut(first, min(last + 1, len(page.text)), ""),)


def add_item(page: Page, change: AddItem) -> tuple[Cut, ...]:
    """Put one more item behind the last one."""
    for found in page.at(change.span):
        node = found.node
        if isinstance(node, _Lot):
            places, opening, closing = _inside(page, node)
            bare = isinstance(node, cst.Tuple) and not node.lpar
            return () if bare else added(page, places, opening, closing, change.text)
    return ()


def _inside(page: Page, lot: _Lot) -> tuple[Sequence[tuple[int, int]], int, int]:
    """The places of the items, the one behind the opening bracket, and the one before the closing one."""
    start, end = page.range(lot)
    places = [page.range(one) for one in lot.elements]
    if isinstance(lot, cst.Tuple):
        # LibCST counts the brackets of a tuple as those around any expression: its place is between them.
        return places, start, page.behind(places[-1][1] if places else start)
    return places, start + 1, end - 1
