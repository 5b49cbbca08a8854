"""Names that a function reads and that nothing can bind: whoever calls it gets a NameError."""

from collections.abc import Container

import libcst as cst

from icefloe.evaluate.scopes import BUILTINS
from icefloe.evaluate.state import Definition, Scope
from icefloe.syntax.bindings import local_names
from icefloe.syntax.readings import Readings
from icefloe.trace import Name

_CONSTANTS = frozenset({"True", "False", "None"})


def unbound(definition: Definition, node: cst.FunctionDef | cst.Lambda, readings: Readings) -> tuple[Name, ...]:
    """Names that the function reads and that neither it, nor what surrounds it, nor Python can bind, by name.

    A name that is only bound under a condition, later in the file, or by `global` in another function is bound; so
    are all names where a star import of an absent package, `globals()` or `exec` stands.
    """
    root = definition.scope.root()
    if root.stars:
        return ()
    known: list[Container[str]] = [BUILTINS, _CONSTANTS]
    scope: Scope | None = definition.scope
    while scope is not None:
        known.append(scope.names)
        scope = scope.parent
    found: dict[str, Name] = {}
    for use in readings.used(node):
        if use.decorator or use.imports or use.local or _is_special(use.name):
            continue
        if not any(use.name in names for names in known):
            found.setdefault(use.name, Name(name=use.name, span=root.parsed.span(use.node)))
    tree = root.parsed.tree
    bound = readings.bound(tree) if found else None
    if bound is None:
        return ()
    around = {name for outer in readings.around(tree, node) for name in local_names(outer).names}
    return tuple(found[name] for name in sorted(found.keys() - bound - around))


def _is_special(name: str) -> bool:
    """Whether it is one of the names that Python gives to each module and class."""
    return name.startswith("__") and name.endswith("__")
