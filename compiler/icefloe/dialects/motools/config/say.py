"""What is wrong with a value of a configuration, in words."""

from collections.abc import Iterable

from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches
from icefloe.source import Span
from icefloe.values import Instance, Items, Known, Table, Value


def finding(
    code: str,
    message: str,
    span: Span,
    severity: Severity = Severity.ERROR,
    *,
    help: str = "",
    label: str = "",
    note: tuple[str, Span | None] | None = None,
    fix: Fix | None = None,
) -> Finding:
    """A finding; the note is left out where it has no place."""
    notes = () if note is None or note[1] is None else (Note(message=note[0], span=note[1]),)
    return Finding(
        code=code, message=message, span=span, severity=severity, help=help, label=label, related=notes, fix=fix
    )


def near(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or nothing."""
    return next(iter(close_matches(name, sorted(names), 1)), "")


def listed(names: Iterable[str]) -> str:
    """Names in a message."""
    return ", ".join(f"`{one}`" for one in names)


def shown(value: Value) -> str:
    """A value in a message."""
    match value:
        case Known(value=None):
            return "None"
        case Known(value=str(text)):
            return f"the text `{text[:40]}{'…' if len(text) > 40 else ''}`"
        case Known(value=bool(truth)):
            return "true" if truth else "false"
        case Known(value=plain):
            return f"`{plain!r}`"
        case Items(kind=kind):
            return f"a {kind}"
        case Table():
            return "a mapping"
        case Instance(of=of):
            return f"a `{of.name}`"
        case _:
            return "something else"


def worst(findings: Iterable[Finding]) -> int:
    """How bad findings are together: 0 for none but notes, 1 for warnings, 2 for errors."""
    weights = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
    return max((weights[one.severity] for one in findings), default=0)
