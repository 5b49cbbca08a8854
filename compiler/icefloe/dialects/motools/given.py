"""The atoms that a workflow is given: what could be added to them, and whether a run gives what is asked for."""

from icefloe.dialect import Reader
from icefloe.dialects.motools.code import AtomType, Code, near_to
from icefloe.dialects.motools.vocabulary import ATOM_TYPES
from icefloe.findings import Severity
from icefloe.fixes import Edit, Fix
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Known, Table, Value


def addition(reader: Reader, table: Value | None, asked: AtomType) -> Fix | None:
    """The edit that asks the workflow's run for one more atom, where the table is written as `{…}`."""
    if not isinstance(table, Table):
        return None
    span = table.span
    file = reader.text(span.path)
    lines = () if file is None else file.lines
    if len(lines) < span.line or not lines[span.line - 1][span.column - 1 :].startswith("{"):
        return None
    place = Span(path=span.path, line=span.line, column=span.column + 1, end_line=span.line, end_column=span.column + 1)
    entry = f'"{asked.name}": "{asked.type}"' + (", " if table.entries else "")
    return Fix(message=f"ask for `{asked.name}`", edits=(Edit(span=place, text=entry),))


def check(code: Code, value: Value | None, given: tuple[AtomType, ...], span: Span) -> None:
    """Hold the atoms that a run gives against those that the workflow asks for."""
    if value is None or (isinstance(value, Known) and value.value is None):
        _none(code, given, span)
        return
    if not isinstance(value, Table):
        return
    asked = {one.name: one for one in given}
    names = {text(key): (key, item) for key, item in value.entries}
    for asking, one in asked.items():
        if asking not in names and None not in names:
            near = near_to(asking, [found for found in names if found is not None])
            code.found(
                "FLO146",
                f"this run does not give `{asking}`, which the workflow asks for{near}",
                value.span,
                label=f"without `{asking}`",
                other=(f"a `{one.type}` is asked for", one.span),
                help=f'give the id of an atom: `input_atoms={{"{asking}": "{one.type}-USER-HASH"}}`',
            )
    for name, (key, item) in names.items():
        if name is None:
            continue
        if name not in asked:
            near = near_to(name, list(asked))
            message = f"this run gives `{name}`, which the workflow does not ask for{near}"
            help_text = "add it to the workflow's `input_atom_types`, or leave it out"
            code.found("FLO146", message, key.span, severity=Severity.WARNING, help=help_text)
        else:
            _kind(code, name, asked[name], item)


def _none(code: Code, given: tuple[AtomType, ...], span: Span) -> None:
    for one in given:
        message = f"this run gives no atoms, but the workflow asks for `{one.name}`"
        help_text = f'give the id of an atom: `input_atoms={{"{one.name}": "{one.type}-USER-HASH"}}`'
        code.found("FLO146", message, span, other=(f"a `{one.type}` is asked for", one.span), help=help_text)


def _kind(code: Code, name: str, asked: AtomType, value: Value) -> None:
    """The id of an atom begins with its type: `dataset-alice-1a2b3c4d`."""
    id = text(value)
    if id is None:
        return
    kind, dash, _ = id.partition("-")
    if kind == asked.type and dash:
        return
    if kind in ATOM_TYPES and dash:
        message = f"`{name}` is asked for as `{asked.type}`, but this run gives a `{kind}`"
    else:
        message = f"`{id}` is no id of an atom: it begins with the type, as in `{asked.type}-USER-HASH`"
    help_text = f"give the id of a `{asked.type}`, or ask for another type"
    code.found("FLO146", message, value.span, other=(f"a `{asked.type}` is asked for", asked.type_span), help=help_text)
