"""What a function does, whatever it is called and decorated with: how one that was renamed is told."""

import libcst as cst

from icefloe.syntax.digest import digest
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.parser import Parsed, deep

_NAMELESS = cst.Name("_")


def shape(table: ModuleTable, module: str, qualname: str, ordinal: int = 0) -> str:
    """The digest of a function's parameters and body, without its name and decorators; "" where it is not there."""
    return deep(_shape, table, module, qualname, ordinal)


def _shape(table: ModuleTable, module: str, qualname: str, ordinal: int) -> str:
    parsed = table.load(module)
    node = parsed.functions.get((qualname, ordinal)) if isinstance(parsed, Parsed) else None
    if isinstance(node, cst.FunctionDef):
        node = node.with_changes(name=_NAMELESS, decorators=())
    return "" if node is None else digest(node)
