"""Modules: evaluated once each, in order."""

import libcst as cst

from icefloe.evaluate.machine import Machine
from icefloe.evaluate.state import Scope
from icefloe.findings import Finding
from icefloe.syntax.parser import Parsed


def load(machine: Machine, name: str) -> Scope | None:
    """The scope of a module of the project; what is bound so far if it is being evaluated (a cyclic import)."""
    if name in machine.modules:
        return machine.modules[name]
    parsed = machine.table.load(name)
    if parsed is None:
        return None
    if isinstance(parsed, Finding):
        if parsed not in machine.findings:
            machine.findings.append(parsed)
        return None
    parent, _, _ = name.rpartition(".")
    if parent:
        load(machine, parent)
    if name in machine.modules:
        # Its package has imported it.
        return machine.modules[name]
    scope = start(machine, name, parsed)
    depth, path = len(machine.path), list(machine.path)
    machine.path.clear()
    machine.provenance.loading.append(name)
    machine.execute(scope, body(parsed.tree))
    machine.provenance.loading.pop()
    machine.path[:] = path[:depth]
    return scope


def start(machine: Machine, name: str, parsed: Parsed) -> Scope:
    """An empty scope for a module, known to the machine from now on."""
    scope = Scope(kind="module", module=name, parsed=parsed)
    machine.modules[name] = scope
    machine.live.append(scope)
    return scope


def body(tree: cst.Module) -> list[cst.CSTNode]:
    """The statements of a module."""
    return list(tree.body)
