"""Edits of Python source that keep its meaning, made from tokens and `ast` alone: nothing of icefloe's is asked.

Each takes the text of a file and gives another text, whose tree `same_tree` finds to be the same.
"""

import ast
import io
import random
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import cleandoc
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

Edit: TypeAlias = Callable[[str, random.Random], str]
Place: TypeAlias = tuple[int, int]
_FSTRING: Final = {"FSTRING_START": 1, "FSTRING_END": -1, "TSTRING_START": 1, "TSTRING_END": -1}
_LAYOUT: Final = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT})


def same_tree(one: str, other: str) -> bool:
    """Whether Python reads two texts as the same tree, but for the indentation of docstrings and kinds of strings."""
    return tree(one) == tree(other)


def tree(text: str) -> str:
    """The tree of a text as Python reads it, with docstrings cleaned as `inspect.getdoc` does it."""
    return ast.dump(_Cleaned().visit(ast.parse(text)))


class _Cleaned(ast.NodeTransformer):
    """Docstrings without what a formatter changes, and no mark of `u''`."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A string alone."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines = cleandoc(node.value.value).split("\n")
            return ast.Expr(ast.Constant("\n".join(line.strip() for line in lines).strip()))
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Any literal."""
        return ast.Constant(node.value)


# --- tokens --------------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[tokenize.TokenInfo]:
    """All tokens of a text, those inside f-strings left out."""
    found: list[tokenize.TokenInfo] = []
    inside = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        inside += _FSTRING.get(tokenize.tok_name[token.type], 0)
        if inside == 0:
            found.append(token)
    return found


def replaced(text: str, changes: Sequence[tuple[Place, Place, str]]) -> str:
    """A text with pieces replaced, each given by its start and end (line from 1, column in characters)."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    pieces: list[str] = []
    at = 0
    for (line, column), (end_line, end_column), new in sorted(changes, key=lambda change: (change[0], change[1])):
        start, end = starts[line - 1] + column, starts[end_line - 1] + end_column
        if start < at:
            continue
        pieces += [text[at:start], new]
        at = end
    return "".join((*pieces, text[at:]))


# --- layout --------------------------------------------------------------------------------------------------------


def crlf(text: str, _: random.Random) -> str:
    """Windows newlines."""
    return text.replace("\n", "\r\n")


def no_comments(text: str, _: random.Random) -> str:
    """Every comment taken out."""
    gone = [(t.start, t.end, "") for t in tokens(text) if t.type == tokenize.COMMENT and t.start != (1, 0)]
    return replaced(text, gone)


def more_comments(text: str, chosen: random.Random) -> str:
    """Comments at the ends of lines, and on lines of their own between statements."""
    changes: list[tuple[Place, Place, str]] = []
    for before, token in _pairs(text):
        if token.type == tokenize.NEWLINE and before.type != tokenize.COMMENT and token.string:
            changes.append((token.start, token.start, f"  # {chosen.choice(_WORDS)}"))
            if chosen.random() < 0.3:
                changes.append((token.end, token.end, f"    # {chosen.choice(_WORDS)}\n"))
    return replaced(text, changes)


_WORDS: Final = ("type: ignore", "fmt: skip", "'", '"""', "noqa: E501", "x = 1", "{", "\N{GREEK SMALL LETTER LAMDA}")


def blank_lines(text: str, chosen: random.Random) -> str:
    """Empty lines after statements."""
    ends = [t.end for t in tokens(text) if t.type == tokenize.NEWLINE and t.string]
    return replaced(text, [(end, end, chosen.choice(("\n", "\n \t\n"))) for end in ends if chosen.random() < 0.5])


def tabs(text: str, _: random.Random) -> str:
    """Indentation by tabs; lines inside brackets and strings stay."""
    changes: list[tuple[Place, Place, str]] = []
    depth, fresh = 0, True
    for token in tokens(text):
        depth += {tokenize.INDENT: 1, tokenize.DEDENT: -1}.get(token.type, 0)
        if fresh and token.type not in _LAYOUT:
            changes.append(((token.start[0], 0), token.start, "\t" * depth))
            fresh = False
        fresh = fresh or token.type == tokenize.NEWLINE
    return replaced(text, changes)


def semicolons(text: str, chosen: random.Random) -> str:
    """Neighbouring small statements put on one line."""
    simple = (ast.Assign, ast.AugAssign, ast.Return, ast.Delete, ast.Raise, ast.Assert, ast.Pass, ast.Expr)
    changes: list[tuple[Place, Place, str]] = []
    read = _Text(text)
    for node in ast.walk(read.tree):
        body = getattr(node, "body", None)
        for one, other in pairwise(body) if isinstance(body, list) else ():
            if isinstance(one, simple) and isinstance(other, simple) and chosen.random() < 0.4:
                start, end = read.end(one), read.start(other)
                if read.is_free(start, end):
                    changes.append((start, end, "; "))
    return replaced(text, changes)


# --- brackets ------------------------------------------------------------------------------------------------------


def parentheses(text: str, chosen: random.Random) -> str:
    """Redundant parentheses around expressions."""
    changes: list[tuple[Place, Place, str]] = []
    read = _Text(text)
    for node in _expressions(read.tree):
        if chosen.random() < 0.25:
            start, end = read.start(node), read.end(node)
            changes += [(start, start, "("), (end, end, ")")]
    return replaced(text, changes)


_WRAPPED: Final = (
    *(ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp, ast.Call, ast.Dict, ast.List, ast.Set, ast.Lambda),
    *(ast.Attribute, ast.Subscript, ast.Name, ast.Await, ast.Constant),
)


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that may be put in parentheses: not those of patterns and f-strings, nor docstrings."""
    for child in ast.iter_child_nodes(node):
        annotated = isinstance(node, ast.AnnAssign) and child is node.target
        if annotated or isinstance(child, ast.JoinedStr | ast.pattern):
            continue
        loaded = isinstance(getattr(child, "ctx", ast.Load()), ast.Load)
        if isinstance(child, _WRAPPED) and loaded and not isinstance(node, ast.Expr):
            yield child
        yield from _expressions(child)


def commas(text: str, chosen: random.Random) -> str:
    """Trailing commas in calls and displays: put where there are none, taken out where there are."""
    every = tokens(text)
    known = {t.end: index for index, t in enumerate(every) if t.type == tokenize.OP}
    changes: list[tuple[Place, Place, str]] = []
    read = _Text(text)
    for node in ast.walk(read.tree):
        if not _can_trail(node) or chosen.random() < 0.3:
            continue
        index = known.get(read.end(node))
        if index is None or every[index].string not in {")", "]", "}"}:
            continue
        before = next(t for t in reversed(every[:index]) if t.type not in _LAYOUT)
        if before.string == ",":
            changes.append((before.start, before.end, ""))
        elif before.string not in {"(", "[", "{"}:
            changes.append((before.end, before.end, ","))
    return replaced(text, changes)


def _can_trail(node: ast.AST) -> bool:
    match node:
        case ast.Call(args=[ast.GeneratorExp()], keywords=[]):
            return False
        case ast.Call(args=args, keywords=keywords):
            return bool(args or keywords)
        case ast.List(elts=elements) | ast.Set(elts=elements):
            return bool(elements)
        case ast.Dict(values=values):
            return bool(values)
        case _:
            return False


# --- strings -------------------------------------------------------------------------------------------------------


def quotes(text: str, chosen: random.Random) -> str:
    """Strings written with other quotes, prefixes and escapes; docstrings keep their lines."""
    documents = _documents(text)
    changes = [
        (t.start, t.end, _spelled(ast.literal_eval(t.string), chosen))
        for t in tokens(text)
        if t.type == tokenize.STRING and not _is_kept(t.string) and t.start not in documents
    ]
    return replaced(text, changes)


def joined(text: str, _: random.Random) -> str:
    """Strings that stand side by side made one."""
    changes: list[tuple[Place, Place, str]] = []
    run: list[tokenize.TokenInfo] = []
    for token in tokens(text):
        plain = token.type == tokenize.STRING and not _is_kept(token.string)
        if plain and (not run or _is_bytes(run[0].string) == _is_bytes(token.string)):
            run.append(token)
        elif not (run and token.type in {tokenize.NL, tokenize.COMMENT}):
            if len(run) > 1 and token.type != tokenize.STRING:
                value = ast.literal_eval(" ".join(t.string for t in run))
                changes.append((run[0].start, run[-1].end, repr(value)))
            run = []
    return replaced(text, changes)


def split(text: str, chosen: random.Random) -> str:
    """Strings cut into two that stand side by side."""
    changes: list[tuple[Place, Place, str]] = []
    documents = _documents(text)
    for token in tokens(text):
        if token.type == tokenize.STRING and not _is_kept(token.string) and token.start not in documents:
            value = ast.literal_eval(token.string)
            at = chosen.randint(0, len(value))
            changes.append((token.start, token.end, f"{value[:at]!r} {value[at:]!r}"))
    return replaced(text, changes)


def numbers(text: str, chosen: random.Random) -> str:
    """Numbers written otherwise."""
    changes: list[tuple[Place, Place, str]] = []
    for token in tokens(text):
        if token.type == tokenize.NUMBER and isinstance(value := ast.literal_eval(token.string), int):
            new = chosen.choice((f"0x{value:X}", f"0b{value:b}", f"0o{value:o}", f"{value:_}"))
            changes.append((token.start, token.end, f" {new} "))
        elif token.type == tokenize.NUMBER and isinstance(value, float) and value < 1e300:
            changes.append((token.start, token.end, chosen.choice((f"{value:.17e}".upper(), repr(value)))))
    return replaced(text, changes)


def _spelled(value: str | bytes, chosen: random.Random) -> str:
    if isinstance(value, bytes):
        return chosen.choice((f" b{repr(value)[1:]}", ' B"' + "".join(f"\\x{byte:02x}" for byte in value) + '"'))
    plain = value.isprintable() and not set(value) & {"\\", '"', "'"}
    choices = [
        " " + repr(value),
        ' u"""' + repr(value + '"')[1:-2].replace('"', '\\"').replace("\\\\'", "\\'") + '"""' if plain else repr(value),
        ' "' + "".join(f"\\U{ord(c):08x}" if chosen.random() < 0.2 else _escaped(c) for c in value) + '"',
        f" r'{value}'" if plain else repr(value),
    ]
    return chosen.choice(choices)


def _escaped(character: str) -> str:
    if character.isalnum() or character == " ":
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\U{ord(character):08x}"


def _documents(text: str) -> frozenset[Place]:
    """Where strings stand as statements."""
    read = _Text(text)
    nodes = (n for n in ast.walk(read.tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
    return frozenset(read.start(node) for node in nodes)


def _is_kept(literal: str) -> bool:
    """Whether a string stays as it is: f-strings, and named characters, whose values depend on Python's version."""
    return "\\N{" in literal or bool(set(literal.partition("'")[0].partition('"')[0].lower()) & {"f", "t"})


def _is_bytes(literal: str) -> bool:
    return "b" in literal.partition("'")[0].partition('"')[0].lower()


# --- places --------------------------------------------------------------------------------------------------------


class _Text:
    """A text, and where the nodes of its tree stand in it: `ast` counts bytes, tokens count characters."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.tree = ast.parse(text)

    def start(self, node: ast.expr | ast.stmt) -> Place:
        """Where a node begins."""
        return self._place(node.lineno, node.col_offset)

    def end(self, node: ast.AST) -> Place:
        """Where a node ends."""
        assert isinstance(node, ast.expr | ast.stmt)
        return self._place(node.end_lineno or 0, node.end_col_offset or 0)

    def _place(self, line: int, column: int) -> Place:
        return line, len(self.lines[line - 1].encode()[:column].decode())

    def is_free(self, start: Place, end: Place) -> bool:
        """Whether nothing but blanks stands between two places."""
        lines = self.lines[start[0] - 1 : end[0]]
        if len(lines) == 1:
            return not lines[0][start[1] : end[1]].strip()
        return not "".join((lines[0][start[1] :], *lines[1:-1], lines[-1][: end[1]])).strip()


def _pairs(text: str) -> Iterator[tuple[tokenize.TokenInfo, tokenize.TokenInfo]]:
    every = tokens(text)
    return pairwise(every)


EDITS: Final[Mapping[str, Edit]] = MappingProxyType(
    {
        "CRLF newlines": crlf,
        "comments taken out": no_comments,
        "comments put in": more_comments,
        "empty lines": blank_lines,
        "tabs": tabs,
        "statements on one line": semicolons,
        "redundant parentheses": parentheses,
        "trailing commas": commas,
        "quotes and escapes": quotes,
        "strings joined": joined,
        "strings split": split,
        "numbers written otherwise": numbers,
    }
)
