"""The source closure of a function: everything in the project's source that can change what it does."""

import libcst as cst

from icefloe.source import Span
from icefloe.syntax.digest import digest, digest_text
from icefloe.syntax.foreign import imported_modules
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed, deep
from icefloe.syntax.reach import Reach
from icefloe.syntax.standard import STANDARD_LIBRARY
from icefloe.trace import Closure, Reached


def closure(table: ModuleTable, module: str, qualname: str, ordinal: int = 0) -> Closure:
    """What a function reaches statically, in the order of module and name.

    Reached are helpers, constants, defaults, decorators, classes with their methods and bases, the enclosing
    function of a nested one, through modules of the project, with the statements at module level that change them.
    An import from outside is reached as `module` and `name`, `*` for the module as such.
    """
    key = (module, qualname, ordinal)
    if key not in table.kept.closures:
        table.kept.closures[key] = deep(_closure, table, module, qualname, ordinal)
    return table.kept.closures[key]


def _closure(table: ModuleTable, module: str, qualname: str, ordinal: int) -> Closure:
    parsed = table.load(module)
    if not isinstance(parsed, Parsed):
        raise LookupError(f"there is no readable module {module}")  # noqa: TRY004  # it is the name that is wrong
    node = parsed.functions.get((qualname, ordinal))
    if node is None:
        raise LookupError(f"{module} has no function {qualname} (number {ordinal})")
    reach = Reach(table)
    reach.root(module, qualname, node)
    return Closure(
        semantic=digest(node),
        span=parsed.span(node.name if isinstance(node, cst.FunctionDef) else node),
        reached=reach.reached(),
        opaque=tuple(sorted(reach.opaque)),
        modules=imported_modules(table, reach.modules),
    )


def outside(module: str, qualname: str) -> Closure:
    """The closure of a function that is not in the project: its name is all that is known of it."""
    path = f"{module}.{qualname}"
    nowhere = Span(path="", line=1, column=1, end_line=1, end_column=1)
    found = Reached(module=module, name=qualname, digest=digest_text(path), span=nowhere, via=(qualname,))
    return Closure(semantic=digest_text(path), span=nowhere, reached=(found,), opaque=(path,), modules=())


def imports_of(table: ModuleTable, module: str, qualname: str, ordinal: int = 0) -> tuple[str, ...]:
    """The top-level packages from outside that a function reaches, sorted, without the standard library's."""
    return third_party(table, closure(table, module, qualname, ordinal))


def third_party(table: ModuleTable, found: Closure) -> tuple[str, ...]:
    """The top-level packages from outside in a closure, sorted, without the standard library's."""
    outside = (reached.module for reached in found.reached if table.path_of(reached.module) is None)
    return tuple(sorted({name.partition(".")[0] for name in outside} - STANDARD_LIBRARY - {""}))
