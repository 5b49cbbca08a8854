"""A name in place of another."""

import re
from collections.abc import Sequence
from itertools import pairwise

import libcst as cst

from icefloe.fixes import Rename
from icefloe.syntax.edits.page import Cut, Found, Page
from icefloe.syntax.fields import descendants

_QUOTED = re.compile(r"[rRuU]?(\"\"\"|'''|\"|')")


def rename(page: Page, change: Rename) -> tuple[Cut, ...]:
    """Write the new name where the old one stands; nothing if it is not found where it should be."""
    start, end = page.offsets(change.span)
    if any(_is_taken(found, change.new) for found in page.at(change.span)):
        return ()
    inside = within(page.text[start:end], change.old)
    if inside is not None:
        return (Cut(start + inside, start + inside + len(change.old), change.new),)
    place = _named(page, change)
    return () if place is None else (Cut(*place, change.new),)


def _is_taken(found: Found, new: str) -> bool:
    """Whether the new name is that of a neighbour: another argument, key, item or parameter."""
    for node, outer in pairwise((found.node, *found.around)):
        beside: Sequence[cst.CSTNode] = ()
        if isinstance(outer, cst.Call) and isinstance(node, cst.Arg) and node.keyword is not None:
            beside = [one.keyword for one in outer.args if one.keyword is not None]
        elif isinstance(outer, cst.Dict) and isinstance(node, cst.DictElement):
            beside = [one.key for one in outer.elements if isinstance(one, cst.DictElement)]
        elif isinstance(outer, cst.List | cst.Tuple | cst.Set) and isinstance(node, cst.Element):
            beside = [one.value for one in outer.elements]
        if isinstance(node, cst.Arg | cst.Element | cst.DictElement):
            return any(_says(one, new) for one in beside)
    return False


def within(text: str, old: str) -> int | None:
    """Where in the text of a span the name stands: all of it, in quotes, the last part of a dotted name, or a word."""
    if text == old:
        return 0
    quote = _QUOTED.match(text)
    start, end = (quote.end(), len(text) - len(quote[1])) if quote is not None else (0, len(text))
    body = text[start:end]
    if "\\" in body:
        return None
    if body == old or re.fullmatch(rf"[\w./-]+[.:]{re.escape(old)}", body):
        return end - len(old)
    return None


def _named(page: Page, change: Rename) -> tuple[int, int] | None:
    """The place of the old name beside or in the node at the span: a keyword, a key, a parameter, an imported name."""
    for found in page.at(change.span):
        for node in (found.node, *found.around[:1]):
            name = _name(node)
            if name is not None and _says(name, change.old):
                start, end = page.range(name)
                inside = within(page.text[start:end], change.old)
                return None if inside is None else (start + inside, start + inside + len(change.old))
        texts = [one for one in descendants(found.node) if isinstance(one, cst.SimpleString) and _says(one, change.old)]
        if len(texts) == 1:
            # What is meant is one of several texts of a call, of which the span is all.
            start, end = page.range(texts[0])
            inside = within(page.text[start:end], change.old)
            return None if inside is None else (start + inside, start + inside + len(change.old))
    return None


def _name(node: cst.CSTNode) -> cst.CSTNode | None:
    match node:
        case cst.Arg(keyword=cst.Name() as name):
            return name
        case cst.DictElement(key=key):
            return key
        case cst.Param(name=name) | cst.ImportAlias(name=name) | cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            return name
        case cst.Attribute(attr=name):
            return name
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
            return key
        case cst.AnnAssign(target=cst.Name() as name):
            return name
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(attr=name))]):
            return name
        case cst.Call(func=cst.Name() as name) | cst.Call(func=cst.Attribute(attr=name)):
            return name
        case _:
            return None


def _says(node: cst.CSTNode, old: str) -> bool:
    match node:
        case cst.Name(value=value):
            return value == old
        case cst.SimpleString():
            return node.raw_value == old
        case cst.Attribute(attr=cst.Name(value=value)):
            return value == old
        case _:
            return False
