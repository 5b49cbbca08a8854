"""Mutants of Python source: one token or one small piece of a function changed, so that Python reads another tree.

Made from tokens and `ast` alone: nothing of icefloe's is asked.
"""

import ast
import io
import random
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from itertools import pairwise
from types import CodeType, MappingProxyType
from typing import Final, TypeAlias

from equal_edits import Place, replaced

Change: TypeAlias = tuple[Place, Place, str]
Find: TypeAlias = Callable[["Unit"], Iterator[Sequence[Change]]]
# A token, and others for it, two blanks between them.
_TABLE: Final = """
+  -  *                 -  +                  *  /  **  +          /  //  *         //  /        **  *
%  *                    @  *                  <<  >>               >>  <<           &  |         |  &  ^       ^  &
==  !=  is  >=          !=  ==  is not        <  <=  >             >  >=  <         <=  <        >=  >  ==
+=  -=  =               -=  +=                *=  /=               /=  *=           |=  &=       &=  |=
=  +=  ==               :=  ==                ~  -  +              .  ,             ->  ,        ,  :
and  or                 or  and               is  ==  is not       in  not in  ==   not  -       :  ,
True  False  1          False  True  0        None  False  ...     ...  None        if  while    while  if
break  continue  pass   continue  break  pass   return  yield        elif  if         pass  return  ...
yield  yield from       global  nonlocal      nonlocal  global     raise  return    assert  return
del  return             except  except*       finally  else        [  {             ]  }
{  [                    }  ]
"""
_OTHER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {words[0]: tuple(words[1:]) for cell in re.split(r"\n| {3,}", _TABLE) if len(words := cell.strip().split("  ")) > 1}
)
_SINGLE: Final = frozenset({tokenize.NAME, tokenize.NUMBER, tokenize.OP, tokenize.STRING})


@dataclass(frozen=True)
class Unit:
    """One function, class or statement as a text of its own, with its tokens and tree."""

    text: str
    tokens: tuple[tokenize.TokenInfo, ...]
    tree: ast.Module

    def place(self, line: int | None, column: int | None) -> Place:
        """A place that `ast` gives in bytes, in characters."""
        assert line is not None
        return line, len(self.text.split("\n")[line - 1].encode()[:column].decode())

    def start(self, node: ast.AST) -> Place:
        """Where a node begins."""
        return self.place(getattr(node, "lineno", None), getattr(node, "col_offset", None))

    def end(self, node: ast.AST) -> Place:
        """Where a node ends."""
        return self.place(getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None))

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        return ast.get_source_segment(self.text, node) or ""


def unit(text: str) -> Unit | None:
    """A text by itself, or None where Python cannot read it so."""
    try:
        tree = ast.parse(text)
        compile(text, "x.py", "exec", dont_inherit=True)
        read = tuple(tokenize.generate_tokens(io.StringIO(text).readline))
    except (SyntaxError, ValueError):
        return None
    return Unit(text, read, tree)


# --- tokens --------------------------------------------------------------------------------------------------------


def _tokens_replaced(of: Unit) -> Iterator[Sequence[Change]]:
    for token in of.tokens:
        for other in _OTHER.get(token.string, ()) if token.type in _SINGLE else ():
            yield [(token.start, token.end, f" {other} " if other.isalpha() else other)]


def _tokens_deleted(of: Unit) -> Iterator[Sequence[Change]]:
    for token in of.tokens:
        if token.type in _SINGLE:
            yield [(token.start, token.end, " ")]


def _tokens_swapped(of: Unit) -> Iterator[Sequence[Change]]:
    for one, other in pairwise(of.tokens):
        if one.type in _SINGLE and other.type in _SINGLE and one.string != other.string:
            yield [(one.start, one.end, f" {other.string} "), (other.start, other.end, f" {one.string} ")]


def _names_changed(of: Unit) -> Iterator[Sequence[Change]]:
    names = sorted({t.string for t in of.tokens if t.type == tokenize.NAME and t.string not in _OTHER})
    for token in of.tokens:
        if token.type == tokenize.NAME:
            other = names[(names.index(token.string) + 1) % len(names)] if token.string in names else ""
            for new in {other, f"{token.string}_"} - {token.string, ""}:
                yield [(token.start, token.end, new)]


def _numbers_changed(of: Unit) -> Iterator[Sequence[Change]]:
    for token in of.tokens:
        if token.type == tokenize.NUMBER:
            for new in (f"1{token.string}", f"{token.string}j", f"-{token.string}", f"{token.string}.0", "True"):
                yield [(token.start, token.end, new)]


def _strings_changed(of: Unit) -> Iterator[Sequence[Change]]:
    """A character more, less or another, and other prefixes; f-strings are strings with what stands in them."""
    for token in of.tokens:
        if token.type not in {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)}:
            continue
        text, (line, column) = token.string, token.start
        for prefix in ("b", "f", "r", "") if token.type == tokenize.STRING else ():
            yield [(token.start, token.end, prefix + text.lstrip("bBfFrRuU"))]
        for at in range(1, len(text)) if "\n" not in text else ():
            yield [((line, column + at), (line, column + at + 1), "")]
            yield [((line, column + at), (line, column + at), "x")]
            yield [((line, column + at), (line, column + at), " ")]
            yield [((line, column + at), (line, column + at + 1), text[at].swapcase())]


def _brackets_gone(of: Unit) -> Iterator[Sequence[Change]]:
    opened: list[tokenize.TokenInfo] = []
    for token in of.tokens:
        if token.type == tokenize.OP and token.string in {"(", "[", "{"}:
            opened.append(token)
        elif token.type == tokenize.OP and token.string in {")", "]", "}"}:
            start = opened.pop()
            yield [(start.start, start.end, " "), (token.start, token.end, " ")]
            yield [(start.start, start.end, "[("), (token.start, token.end, ")]")]
            yield [(token.start, token.end, f",{token.string}")]


def _stars(of: Unit) -> Iterator[Sequence[Change]]:
    for before, token in pairwise(of.tokens):
        if before.string in {"(", ",", "[", "{"} and token.type == tokenize.NAME:
            yield [(token.start, token.start, "*")]
            yield [(token.start, token.start, "**")]


# --- trees ---------------------------------------------------------------------------------------------------------


def _neighbours_swapped(of: Unit) -> Iterator[Sequence[Change]]:
    """Arguments, elements, operands, parameters' defaults, decorators, names and statements in another order."""
    for node in ast.walk(of.tree):
        for value in (value for _, value in ast.iter_fields(node) if isinstance(value, list)):
            placed = [item for item in value if getattr(item, "lineno", None) is not None]
            for one, other in pairwise(placed):
                texts = of.of(one), of.of(other)
                if all(texts):
                    yield [(of.start(one), of.end(one), texts[1]), (of.start(other), of.end(other), texts[0])]


def _operands_swapped(of: Unit) -> Iterator[Sequence[Change]]:
    for node in ast.walk(of.tree):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        match node:
            case ast.BinOp(left=left, right=right):
                pairs = [(left, right)]
            case ast.Compare(left=left, comparators=[right, *_]):
                pairs = [(left, right)]
            case ast.IfExp(body=left, orelse=right, test=test):
                pairs = [(left, right), (left, test)]
            case ast.Assign(targets=[left, *_], value=right):
                pairs = [(left, right)]
        for one, other in pairs:
            yield [(of.start(one), of.end(one), of.of(other)), (of.start(other), of.end(other), of.of(one))]


def _nodes_replaced(of: Unit) -> Iterator[Sequence[Change]]:
    """An expression replaced by a part of it or by `None`; a statement by `pass`."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.stmt):
            yield [(of.start(node), of.end(node), "pass")]
        elif isinstance(node, ast.expr) and node.end_lineno == node.lineno:
            yield [(of.start(node), of.end(node), "None")]
            yield [(of.start(node), of.end(node), f"not ({of.of(node)})")]
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield [(of.start(node), of.end(node), of.of(child))]


def _headers_changed(of: Unit) -> Iterator[Sequence[Change]]:
    """Decorators, annotations, defaults, bases and clauses taken out."""
    for node in ast.walk(of.tree):
        gone: list[ast.AST | None] = []
        match node:
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                gone = [returns, *node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
            case ast.ClassDef(bases=bases, keywords=keywords):
                gone = [*node.decorator_list, *bases, *keywords]
            case ast.arg(annotation=annotation):
                gone = [annotation]
            case ast.AnnAssign(annotation=annotation, value=value):
                gone = [annotation, value]
        for part in gone:
            if part is not None:
                yield from _with_sign(of, part)


def _with_sign(of: Unit, node: ast.AST) -> Iterator[Sequence[Change]]:
    """A part and the sign before it (`@ = : ->`), or the comma after it, taken out."""
    start, end = of.start(node), of.end(node)
    before = next((t for t in reversed(of.tokens) if t.end <= start and t.type == tokenize.OP), None)
    after = next((t for t in of.tokens if t.start >= end and t.type == tokenize.OP), None)
    if before is not None and before.start[0] == start[0]:
        yield [(before.start, end, "")]
    if after is not None and after.string == ",":
        yield [(start, after.end, "")]


def _lines_moved(of: Unit) -> Iterator[Sequence[Change]]:
    """The last line of a block moved out of it, the line after a block moved in, lines taken out or put twice."""
    lines = of.text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield [((number, 0), (number, len(line)), "")]
            yield [((number, 0), (number, 0), f"{line}\n")]
            yield [((number, 0), (number, 0), "    ")]
            if line.startswith("    "):
                yield [((number, 0), (number, 4), "")]


KINDS: Final[Mapping[str, Find]] = MappingProxyType(
    {
        "token replaced": _tokens_replaced,
        "token deleted": _tokens_deleted,
        "tokens swapped": _tokens_swapped,
        "name changed": _names_changed,
        "number changed": _numbers_changed,
        "string changed": _strings_changed,
        "brackets changed": _brackets_gone,
        "star put in": _stars,
        "neighbours swapped": _neighbours_swapped,
        "operands swapped": _operands_swapped,
        "node replaced": _nodes_replaced,
        "header changed": _headers_changed,
        "line moved": _lines_moved,
    }
)


def mutants(of: Unit, chosen: random.Random, each: int) -> Iterator[tuple[str, str]]:
    """Some mutants of every kind: texts that Python compiles, and reads as another tree."""
    before = ast.dump(of.tree)
    for kind, find in KINDS.items():
        found = list(find(of))
        chosen.shuffle(found)
        left = each
        for changes in found[: each * 6]:
            if not left:
                break
            text = replaced(of.text, changes)
            if _tree(text) not in {before, None}:
                left -= 1
                yield kind, text


def _tree(text: str) -> str | None:
    try:
        tree = ast.parse(text)
        compile(tree, "x.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return ast.dump(tree)


# --- what survives -------------------------------------------------------------------------------------------------


def why_same(one: str, other: str) -> str | None:
    """Why a mutant cannot behave otherwise, or None where it can."""
    if _compiled(one, None) == _compiled(other, None):
        return "the same instructions and constants"
    documents: list[list[str]] = [[], []]
    if _compiled(one, documents[0]) == _compiled(other, documents[1]) and documents[0] == documents[1]:
        return "the layout of a docstring"
    return None


def _compiled(text: str, documents: list[str] | None) -> tuple[object, ...]:
    """What a text compiles to. Strings alone are put into `documents` without their layout, if that is asked for."""
    tree = _Plain(documents).visit(ast.parse(text))
    return _code(compile(ast.fix_missing_locations(tree), "x.py", "exec", dont_inherit=True))


class _Plain(ast.NodeTransformer):
    """F-strings without replacements as plain strings, as their values are the same; strings alone cleaned."""

    def __init__(self, documents: list[str] | None) -> None:
        self.documents = documents

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A string alone: a docstring only if it is no f-string."""
        if isinstance(node.value, ast.JoinedStr):
            return node
        if self.documents is not None and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines = cleandoc(node.value.value).split("\n")
            self.documents.append("\n".join(line.rstrip() for line in lines).strip("\n"))
            return ast.Expr(ast.Constant("a docstring"))
        return self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """An f-string."""
        if all(isinstance(value, ast.Constant) for value in node.values):
            text = "".join(str(value.value) for value in node.values if isinstance(value, ast.Constant))
            return ast.copy_location(ast.Constant(text), node)
        return self.generic_visit(node)


def _code(code: CodeType) -> tuple[object, ...]:
    constants = tuple(_code(c) if isinstance(c, CodeType) else (type(c).__name__, repr(c)) for c in code.co_consts)
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_name
    return code.co_code, constants, names, counts, code.co_exceptiontable
