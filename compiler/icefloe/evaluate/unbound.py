"""Names that a function reads and that nothing can bind: whoever calls it gets a NameError."""

from collections.abc import Iterator

import libcst as cst

from icefloe.evaluate.machine import Definition, Scope
from icefloe.evaluate.scopes import BUILTINS
from icefloe.syntax.bindings import bound_by, dotted, inside_scope, local_names
from icefloe.syntax.fields import children
from icefloe.syntax.text import identifier
from icefloe.syntax.usage import enclosing, uses
from icefloe.trace import Name

# Whoever calls one of these can bind any name.
_BINDERS = frozenset({"globals", "exec"})


def unbound(definition: Definition, node: cst.FunctionDef | cst.Lambda) -> tuple[Name, ...]:
    """Names that the function reads and that neither it, nor what surrounds it, nor Python can bind, by name.

    A name that is only bound under a condition, later in the file, or by `global` in another function is bound; so
    are all names where a star import of an absent package, `globals()` or `exec` stands.
    """
    root = definition.scope.root()
    if root.stars:
        return ()
    known = set(BUILTINS) | {"True", "False", "None"}
    scope: Scope | None = definition.scope
    while scope is not None:
        known |= scope.names.keys()
        scope = scope.parent
    found: dict[str, Name] = {}
    for use in uses(node):
        if use.name in known or use.decorator or use.imports or use.local or _is_special(use.name):
            continue
        found.setdefault(use.name, Name(name=use.name, span=root.parsed.span(use.node)))
    if not found:
        return ()
    bound = _bound_in_file(root.parsed.tree)
    if bound is None:
        return ()
    bound |= _bound_around(root.parsed.tree, node)
    return tuple(found[name] for name in sorted(found.keys() - bound))


def _is_special(name: str) -> bool:
    """Whether it is one of the names that Python gives to each module and class."""
    return name.startswith("__") and name.endswith("__")


def _bound_in_file(tree: cst.Module) -> set[str] | None:
    """The names that a statement at module level, or `global` in a function, can bind; None if that can be any."""
    found = set[str]()
    for node in _all(tree, inner=True):
        if isinstance(node, cst.Global):
            found.update(identifier(item.name.value) for item in node.names)
        elif isinstance(node, cst.Call) and dotted(node.func) in _BINDERS:
            return None
    for node in _all(tree, inner=False):
        if not isinstance(node, cst.CompFor):
            found.update(name for name, _ in bound_by(node))
    return found


def _bound_around(tree: cst.Module, node: cst.CSTNode) -> set[str]:
    """The names of the functions around one."""
    return {name for around in enclosing(tree, node) for name in local_names(around).names}


def _all(tree: cst.Module, *, inner: bool) -> Iterator[cst.CSTNode]:
    """The nodes of a module; `inner` also those in the bodies of its functions and classes."""
    pending: list[cst.CSTNode] = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(children(node) if inner or node is tree else inside_scope(node))
