"""A step that returns more than the one output that it declares: a variable of that name, and others beside it."""

from icefloe.builder.drafts import Draft
from icefloe.builder.notes import Notes
from icefloe.dialect import Reader
from icefloe.findings import Finding, Note, Severity
from icefloe.source import Span


def remark(of: Draft, reader: Reader, notes: Notes) -> None:
    """Warn of the first `return` that gives the output by name, and more."""
    port = of.ports[0] if len(of.ports) == 1 and of.ports[0].declared else None
    if port is None or of.function.returns is not None:
        return
    for back in of.summary.returns:
        if back.arity is not None and back.arity > 1 and port.name in _names(written(back.span, reader)):
            notes.findings.append(
                Finding(
                    code="FLO302",
                    message=f"step `{of.name}` has one output (`{port.name}`), but returns {back.arity} values here",
                    span=back.span,
                    severity=Severity.WARNING,
                    label=f"`{port.name}` is all of them, as a tuple",
                    related=(Note(message="the output is declared here", span=port.span),),
                    help=f"declare {back.arity} outputs, or return `{port.name}` alone",
                )
            )
            return


def _names(text: str) -> set[str]:
    """The variables among the values of a `return`."""
    values = text.strip().removeprefix("return").strip().strip("()").split(",")
    return {value.strip() for value in values if value.strip().isidentifier()}


def written(span: Span, reader: Reader) -> str:
    """The text of a place in one line, or nothing."""
    file = reader.text(span.path)
    lines = () if file is None else file.lines
    if span.line != span.end_line or span.line > len(lines):
        return ""
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]
