"""Pieces of source as text, without comments."""

import re
from collections.abc import Iterator

import libcst as cst

from icefloe.syntax.text import identifier

_BLANK = cst.Module(body=())
_MARKS = re.compile(r"[#\n]")


class _Bare(cst.CSTTransformer):
    """Takes comments out; the newlines stay, as they stand in brackets."""

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> "cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]":
        if isinstance(original_node, cst.Comment):
            return cst.RemoveFromParent()
        return super().on_leave(original_node, updated_node)


def said(node: cst.CSTNode) -> str:
    """The text of an expression, or of what a statement is made of, in which a comment can have no say."""
    text = _BLANK.code_for_node(node)
    return text if _MARKS.search(text) is None else bare(node)


def bare(node: cst.CSTNode) -> str:
    """The text of a node without any comment."""
    found = node.visit(_Bare())
    return _BLANK.code_for_node(found) if isinstance(found, cst.CSTNode) else ""


def annotation(node: cst.Annotation) -> str:
    """The text of an annotation, in brackets where it has several lines."""
    text = said(node.annotation)
    return f"({text})" if "\n" in text else text


def names(target: cst.CSTNode) -> Iterator[str]:
    """The names that an assignment to this binds."""
    match target:
        case cst.Name(value=value):
            yield identifier(value)
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            for element in elements:
                yield from names(element.value)
        case _:
            return


def parameters(node: cst.Parameters) -> Iterator[tuple[str, cst.Param]]:
    """The parameters with what stands before each (`*`, `**`), the bare separators not counted."""
    for one in (*node.posonly_params, *node.params):
        yield "", one
    if isinstance(node.star_arg, cst.Param):
        yield "*", node.star_arg
    for one in node.kwonly_params:
        yield "", one
    if node.star_kwarg is not None:
        yield "**", node.star_kwarg


def signature(node: cst.Parameters) -> str:
    """The parameters of a function as text, what a default is left open."""
    pieces: list[str] = []

    def add(star: str, one: cst.Param) -> None:
        hint = "" if one.annotation is None else f": {annotation(one.annotation)}"
        pieces.append(f"{star}{one.name.value}{hint}{'' if one.default is None else ' = ...'}")

    for one in node.posonly_params:
        add("", one)
    if node.posonly_params:
        pieces.append("/")
    for one in node.params:
        add("", one)
    if isinstance(node.star_arg, cst.Param):
        add("*", node.star_arg)
    elif node.kwonly_params:
        pieces.append("*")
    for one in node.kwonly_params:
        add("", one)
    if node.star_kwarg is not None:
        add("**", node.star_kwarg)
    return ", ".join(pieces)
