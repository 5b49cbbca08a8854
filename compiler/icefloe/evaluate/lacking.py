"""Imports of names that a module of the project certainly does not have."""

import re
import sys
from posixpath import dirname

import libcst as cst

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.findings import Finding, Note
from icefloe.syntax import bindings

# What can bind a name that stands nowhere in the text of a module.
_DYNAMIC = re.compile(
    r"\b(globals|locals|vars|exec|eval|setattr|__getattr__|__dict__|modules|getmodule|import_module)\b|import\s*\(?\s*\*"
)


def lacking(machine: Machine, scope: Scope, node: cst.ImportFrom) -> None:
    """Report each name that `from module import name` asks for at module level, and that stands nowhere in the module.

    Python raises an ImportError there. What is tried or stands under a condition may well be meant.
    """
    tried = bool(machine.path or machine.trying)
    if tried or scope.kind != "module" or scope.parsed.source.path.endswith(".ipynb"):
        return
    for _, imported in bindings.imports(node):
        name, module = imported.name, imported.module
        if imported.level:
            module = machine.table.resolve(scope.module, imported.level, imported.module) or ""
        source = machine.modules.get(module)
        if source is None or name is None or name == "*" or name.startswith("__"):
            continue
        if name in source.names or not _is_certain(machine, scope, source, name, module, imported.level):
            continue
        span = scope.parsed.span(imported.node)
        finding = Finding(
            code="FLO802",
            message=f"`{name}` cannot be imported: the module `{module}` has no such name",
            span=span,
            label="an ImportError when this file is loaded",
            related=(Note(message="this is the module", span=source.parsed.source.whole()),),
            help=f"import a name that `{module}` has, or define `{name}` there",
        )
        if finding not in machine.findings:
            machine.findings.append(finding)


def _is_certain(machine: Machine, scope: Scope, source: Scope, name: str, module: str, level: int) -> bool:
    """Whether nothing but this file can be that module, and nothing in it can bind the name."""
    here, there = scope.parsed.source, source.parsed.source
    if not level and module.partition(".")[0] in sys.stdlib_module_names:
        return False  # Python may have loaded its own already
    if source.stars or machine.table.is_package(module) or there.path.endswith(".ipynb"):
        return False
    beside = "." not in module and dirname(here.path) == dirname(there.path)
    if not (level or beside or len(machine.table.roots) == 1):
        return False
    return not re.search(rf"\b{re.escape(name)}\b", there.text) and not _DYNAMIC.search(there.text)
