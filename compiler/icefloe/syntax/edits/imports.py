"""Imports: one more, or the name by which there is one already."""

from collections.abc import Iterator, Sequence

import libcst as cst

from icefloe.fixes import AddImport, Rename, RenameWord
from icefloe.syntax.edits.commas import added
from icefloe.syntax.edits.names import rename
from icefloe.syntax.edits.page import Cut, Page, names_in
from icefloe.syntax.fields import descendants


def add_import(page: Page, change: AddImport) -> tuple[Cut, ...]:
    """Import a module, or a name from it, unless that is done."""
    if change.name:
        return spelled(page, change.module, change.name)[1]
    if page.parsed is None or change.module in dict(_modules(page.parsed.tree)):
        return ()
    return _line(page, page.parsed.tree, f"import {change.module}")


def is_imported(page: Page, change: AddImport) -> bool:
    """Whether the file has the import already, under the very name."""
    if change.name:
        return spelled(page, change.module, change.name) == (change.name, ())
    return page.parsed is not None and dict(_modules(page.parsed.tree)).get(change.module) == change.module


def rename_word(page: Page, change: RenameWord) -> tuple[Cut, ...]:
    """Rename what is imported, with all its uses; or the attribute at the span, where its module is imported."""
    tree = None if page.parsed is None else page.parsed.tree
    if tree is None or _is_taken(tree, change.new):
        return ()
    for one in _statements(tree):
        names = one.names if isinstance(one, cst.ImportFrom) and not isinstance(one.names, cst.ImportStar) else ()
        alias = next((alias for alias in names if alias.evaluated_name == change.old), None)
        if alias is not None:
            used = () if alias.asname is not None else names_in(tree)
            own = [alias.name, *(one for one in used if one.value == change.old and one is not alias.name)]
            return tuple(Cut(*page.range(node), change.new) for node in own)
    return rename(page, Rename(span=change.span, old=change.old, new=change.new))


def spelled(page: Page, module: str, name: str) -> tuple[str, tuple[Cut, ...]]:
    """How a name of a module is written in this file, and what must be added for it; "" where that cannot be."""
    if page.parsed is None:
        return "", ()
    tree = page.parsed.tree
    froms = [one for one in _statements(tree) if isinstance(one, cst.ImportFrom) and _module(one) == module]
    for one in froms:
        for alias in () if isinstance(one.names, cst.ImportStar) else one.names:
            if alias.evaluated_name == name:
                return alias.evaluated_alias or name, ()
    bound = dict(_modules(tree)).get(module)
    if bound is not None:
        return f"{bound}.{name}", ()
    if _is_taken(tree, name):
        return "", ()
    for one in froms:
        if not isinstance(one.names, cst.ImportStar):
            return name, _in_from(page, one, one.names, name)
    return name, _line(page, tree, f"from {module} import {name}")


def _in_from(page: Page, statement: cst.ImportFrom, names: Sequence[cst.ImportAlias], name: str) -> tuple[Cut, ...]:
    places = [page.range(alias) for alias in names]
    end = page.range(statement)[1]
    closing = end - 1 if statement.rpar is not None else end
    return added(page, places, places[0][0], closing, name)


def _line(page: Page, tree: cst.Module, text: str) -> tuple[Cut, ...]:
    """A line of its own: behind the imports at the head of the file, or behind its docstring."""
    behind: cst.CSTNode | None = None
    for number, line in enumerate(tree.body):
        if not isinstance(line, cst.SimpleStatementLine):
            break
        first = line.body[0]
        docstring = number == 0 and isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString)
        if not docstring and not isinstance(first, cst.Import | cst.ImportFrom):
            break
        behind = line
    if behind is not None:
        end = page.line_end(page.range(behind)[1])
        return (Cut(end, end, f"\n{text}"),)
    start = page.line_start(page.range(tree.body[0])[0]) if tree.body else len(page.text)
    first_statement = tree.body[0] if tree.body else None
    if isinstance(first_statement, cst.FunctionDef | cst.ClassDef) and first_statement.decorators:
        start = page.line_start(page.range(first_statement.decorators[0])[0])
    blank = "\n\n\n" if isinstance(first_statement, cst.FunctionDef | cst.ClassDef) else "\n\n"
    return (Cut(start, start, text + (blank if tree.body else "\n")),)


def _statements(tree: cst.Module) -> Iterator[cst.CSTNode]:
    for line in tree.body:
        if isinstance(line, cst.SimpleStatementLine):
            yield from line.body


def _modules(tree: cst.Module) -> Iterator[tuple[str, str]]:
    """The modules that are imported whole at the top of the file, and what they are bound to."""
    for one in _statements(tree):
        if isinstance(one, cst.Import):
            for alias in one.names:
                yield alias.evaluated_name, alias.evaluated_alias or alias.evaluated_name


def _module(statement: cst.ImportFrom) -> str:
    dots = "." * len(statement.relative)
    return dots + ("" if statement.module is None else _dotted(statement.module))


def _dotted(name: cst.Attribute | cst.Name) -> str:
    parts: list[str] = []
    node: cst.BaseExpression = name
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    return ".".join([node.value if isinstance(node, cst.Name) else "", *reversed(parts)])


def _is_taken(tree: cst.Module, name: str) -> bool:
    """Whether the file already says the name, whatever it means by it."""
    return any(isinstance(node, cst.Name) and node.value == name for node in descendants(tree))
