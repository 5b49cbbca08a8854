"""Imports that go in a circle: a name is asked for before the module that has it has come to bind it."""

from icefloe.evaluate.machine import Machine
from icefloe.findings import Finding, Note, Severity
from icefloe.source import Span
from icefloe.values import Unknown


def too_early(machine: Machine, module: str, name: str, span: Span) -> Unknown | None:
    """What a name is that a module will only bind after what it is importing just now; None if it is no such name.

    That is reported too: Python itself raises an ImportError there.
    """
    loading = machine.provenance.loading
    symbols = machine.table.symbols(module) if module in loading else None
    if symbols is None or not symbols.kinds(name):
        return None
    way = " → ".join(f"`{one}`" for one in (*loading[loading.index(module) :], module))
    why = f"the imports go in a circle, {way}, and `{module}` has no `{name}` yet"
    parsed = machine.modules[module].parsed
    related = tuple(
        Note(message=f"`{module}` binds `{name}` only here", span=parsed.span(one.parts[0]))
        for one in symbols.bindings[name][:1]
    )
    help = "move what both modules need into a third one, or import in the function that needs it"
    finding = Finding(
        code="FLO150",
        message=f"`{name}` cannot be imported here: {why}",
        span=span,
        severity=Severity.WARNING,
        label="an ImportError when it runs",
        related=related,
        help=help,
    )
    if not (machine.path or machine.trying) and finding not in machine.findings:
        machine.findings.append(finding)
    return Unknown(why=why, span=span, help=help)
