"""Looking names up and binding them, by Python's rules."""

import builtins
from collections.abc import Iterable

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.fixes import close_matches
from icefloe.source import Span
from icefloe.values import Known, Reference, Unknown, Value

# The same whatever Python this runs on, with `site` or without it: what is not the same everywhere is named here.
_VARYING = frozenset({"exit", "quit", "help", "copyright", "credits", "license", "PythonFinalizationError"})
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) | _VARYING | {"__import__"}
_CONSTANTS: dict[str, bool | None] = {"True": True, "False": False, "None": None}


def lookup(machine: Machine, scope: Scope, name: str, span: Span) -> Value | None:
    """The value of a name, or None if nothing binds it."""
    if name in _CONSTANTS:
        return Known(value=_CONSTANTS[name], span=span)
    found = _in_scopes(scope, name)
    if found is not None:
        return machine.current(found)
    root = scope.root()
    if name == "__name__":
        return Known(value="__main__" if root.module == machine.entry else root.module, span=span)
    if name == "__file__":
        return Known(value=root.parsed.source.path, span=span)
    if name in BUILTINS:
        return Reference(path=f"builtins.{name}", span=span)
    if root.stars:
        # A star import of a package that is not here: every name that nothing else binds comes from it; of several
        # such packages from the last that is known to have it.
        paths = [f"{module}.{name}" for module in reversed(root.stars)]
        return Reference(path=next((path for path in paths if path in machine.returns), paths[0]), span=span)
    return None


def _in_scopes(scope: Scope, name: str) -> Value | None:
    current: Scope | None = scope
    first = True
    while current is not None:
        if current.outer.get(name) == "global":
            return scope.root().names.get(name)
        # A class body's names are not seen from the functions inside it.
        if (first or current.kind != "class") and name in current.names:
            return current.names[name]
        first = False
        current = current.parent
    return None


def bind(scope: Scope, name: str, value: Value) -> None:
    """Bind a name where Python would: here, or where `global` and `nonlocal` say."""
    where = scope.outer.get(name)
    if where == "global":
        scope.root().own()[name] = value
        return
    if where == "nonlocal":
        around = scope.parent
        while around is not None and around.parent is not None:
            if around.kind == "function" and name in around.names:
                around.own()[name] = value
                return
            around = around.parent
    scope.own()[name] = value


def here(scope: Scope, name: str) -> Value | None:
    """What `bind` would replace, if that is the scope's own."""
    return scope.names.get(name)


def rebind(scope: Scope, name: str, is_global: bool, value: Value) -> None:
    """Bind a name as an inner scope does that declares it `global` or `nonlocal`."""
    outer = {name: "global" if is_global else "nonlocal"}
    bind(Scope(kind="function", module=scope.module, parsed=scope.parsed, parent=scope, outer=outer), name, value)


def unbind(scope: Scope, name: str) -> None:
    """`del` of a name."""
    where = scope.outer.get(name)
    around: Scope | None = scope.root() if where == "global" else scope
    if where == "nonlocal":
        around = scope.parent
        while around is not None and not (around.kind == "function" and name in around.names):
            around = around.parent
    if around is not None:
        around.own().pop(name, None)


def missing(scope: Scope, name: str, span: Span) -> Unknown:
    """The value of a name that nothing binds."""
    around: Scope | None = scope
    names: dict[str, None] = {}
    while around is not None:
        names.update(dict.fromkeys(around.names))
        around = around.parent
    return Unknown(
        why=f"the name `{name}` is not defined",
        span=span,
        help=suggestion(name, names, f"define or import `{name}` before this line"),
    )


def suggestion(name: str, names: Iterable[str], otherwise: str) -> str:
    """What to do about a name that there is none of, where these are the names that there are."""
    near = close_matches(name, sorted(names), 1, 0.7)
    return f"did you mean `{near[0]}`?" if near else otherwise


def true(span: Span) -> Known:
    """The constant True."""
    return Known(value=True, span=span)
