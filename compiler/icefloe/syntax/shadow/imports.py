"""Imports, of the project's modules by the names that their shadows have."""

from collections.abc import Callable
from dataclasses import field

import libcst as cst

from icefloe.syntax.bindings import dotted
from icefloe.syntax.modules import ModuleTable
from icefloe.syntax.shadow.lines import Lines
from icefloe.syntax.text import identifier
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True)
class Imports:
    """Writes the imports of one module anew; `renamed` gives the shadow's name of a module of the project.

    A module of the project is found where Python would find it. It is written by a name that no other module can
    have, so that a `json.py` of the project takes nothing away from those who mean the standard library's.
    """

    table: ModuleTable
    module: str
    renamed: Callable[[str], str]
    wanted: dict[str, None] = field(default_factory=dict[str, None])

    def plain(self, node: cst.Import, lines: Lines) -> None:
        """`import a.b`, `import a.b as c`."""
        for alias in node.names:
            path = dotted(alias.name)
            bound = _asname(alias) or path.partition(".")[0]
            if not self._is_ours(path):
                lines.add(f"import {path}" + (f" as {bound}" if alias.asname else ""), names=(bound,))
            elif alias.asname:
                lines.add(f"import {self._want(path)} as {bound}", names=(bound,))
            else:
                package, _, top = self._want(bound).rpartition(".")
                lines.add(f"import {self._want(path)}; from {package} import {top} as {bound}", names=(bound,))

    def names(self, node: cst.ImportFrom, lines: Lines) -> None:
        """`from a import b`, `from . import c`, `from a import *`."""
        target = self.table.resolve(self.module, len(node.relative), dotted(node.module))
        if not target or target == "__future__":
            return
        if isinstance(node.names, cst.ImportStar):
            path = self._want(target) if node.relative or self._is_ours(target) else target
            lines.add(f"from {path} import *")
            return
        for alias in node.names:
            name = identifier(alias.evaluated_name)
            bound = _asname(alias) or name
            inner = f"{target}.{name}"
            if self._is_module(target, name, inner):
                # By way of its package it would be what the package's own imports make of it, perhaps in a circle.
                lines.add(f"import {self._want(inner)} as {bound}", names=(bound,))
            else:
                path = self._want(target) if node.relative or self._is_ours(target) else target
                lines.add(f"from {path} import {name} as {bound}", names=(bound,))

    def _is_module(self, package: str, name: str, path: str) -> bool:
        """Whether a name of a package is one of its modules, and nothing that the package defines itself."""
        if not self._is_ours(path):
            return False
        symbols = self.table.symbols(package) if self._is_ours(package) else None
        return symbols is None or not symbols.kinds(name)

    def _is_ours(self, path: str) -> bool:
        return self.table.path_of(path) is not None

    def _want(self, path: str) -> str:
        parts = path.split(".")
        for end in range(1, len(parts) + 1):
            self.wanted[".".join(parts[:end])] = None
        return self.renamed(path)


def _asname(alias: cst.ImportAlias) -> str:
    return dotted(alias.asname.name) if alias.asname is not None and isinstance(alias.asname.name, cst.Name) else ""
