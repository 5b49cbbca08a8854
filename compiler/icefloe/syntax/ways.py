"""What a search through the project keeps: what was found, the way to it, and where it is shown."""

from typing import TypeAlias

import libcst as cst

from icefloe.source import Span
from icefloe.syntax.bindings import Imported
from icefloe.syntax.symbols import Binding
from icefloe.syntax.text import identifier
from icefloe.syntax.usage import Scoped, Use
from icefloe_schema.records import dataclass

Via: TypeAlias = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Found:
    """What was reached under one key: its normal forms so far, where it stands, the way to it."""

    forms: tuple[str, ...]
    span: Span
    via: Via
    changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The import by which something is reached, and the use that asks for it."""

    module: str
    imported: Imported
    use: Use
    via: Via


def place(binding: Binding, name: str) -> cst.CSTNode:
    """Where a definition is shown: its name, if it has one."""
    node = binding.parts[0]
    if isinstance(node, cst.FunctionDef | cst.ClassDef) and identifier(node.name.value) == name:
        return node.name
    return node


def steps(nodes: tuple[Scoped, ...]) -> list[str]:
    """The parts of a qualified name."""
    found: list[str] = []
    for node in nodes:
        found.append("<lambda>" if isinstance(node, cst.Lambda) else identifier(node.name.value))
        if node is not nodes[-1] and not isinstance(node, cst.ClassDef):
            found.append("<locals>")
    return found


def is_decided(binding: Binding) -> bool:
    """Whether something of the project decides if a binding holds: not only whether an import fails."""
    return any(header.parts and not header.branch.startswith("Try") for header in binding.headers)


def literal_module(call: cst.Call | None) -> str:
    """The absolute name that a call like `import_module("name")` asks for, or an empty string."""
    if call is None or len(call.args) != 1 or call.args[0].star:
        return ""
    value = call.args[0].value
    name = value.evaluated_value if isinstance(value, cst.SimpleString) else ""
    return name if isinstance(name, str) and all(part.isidentifier() for part in name.split(".")) else ""
