"""Where the configuration of a workflow comes from: what the source gives to a run, or the file that the user names."""

from collections.abc import Mapping
from dataclasses import field

from icefloe.dialect import Reader
from icefloe.dialects.motools.config.files import of_document
from icefloe.dialects.motools.config.rows import Given, Rows
from icefloe.dialects.motools.config.say import finding
from icefloe.findings import Finding, Severity
from icefloe.reach import text
from icefloe.source import Span
from icefloe.values import Known, Scalar, Table, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A configuration: its sections, or None where there are none or they are not known. `at` is where it is said that
    something is missing in it, `words` are scalars that PyYAML reads as something else than they look like. `is_open`
    is a configuration that only a run knows.
    """

    rows: Rows | None
    at: Span
    findings: tuple[Finding, ...] = ()
    files: tuple[plan.InputFile, ...] = ()
    words: Mapping[Span, tuple[Scalar, str]] = field(default_factory=dict[Span, tuple[Scalar, str]])
    origin: str = "declared"
    is_open: bool = False


def whole(reader: Reader, given: Given, value: Value | None, span: Span) -> Whole:
    """The configuration that a run takes."""
    if reader.configuration is not None:
        found = of_document(reader.configuration)
        table, told = _experiment(found.table)
        rows = None if table is None else given.table(table, "data", table.span)
        at = span if table is None else _start(table.span.path)
        return Whole(
            rows=rows, at=at, findings=(*found.findings, *told), files=found.files, words=found.words, origin="file"
        )
    if value is None or (isinstance(value, Known) and value.value is None):
        return Whole(rows=None, at=span)
    rows = given.rows(value)
    loaded = tuple(given.loaded.values())
    findings = tuple(dict.fromkeys(one for file in loaded for one in file.findings))
    if rows is None and not findings:
        findings = (_unsettled(value),)
    return Whole(
        rows=rows,
        at=_start(rows.span.path) if rows is not None and rows.how == "data" and loaded else value.span,
        findings=findings,
        files=tuple(dict.fromkeys(one for file in loaded for one in file.files)),
        words={place: word for file in loaded for place, word in file.words.items()},
        is_open=rows is None,
    )


def _experiment(table: Table | None) -> tuple[Table | None, tuple[Finding, ...]]:
    """The configuration in a file of an experiment, as `motools experiment run` takes it, and what is left of that."""
    entries = {text(key): (key, value) for key, value in (() if table is None else table.entries)}
    _, base = entries.get("base_config", (None, None))
    if not isinstance(base, Table):
        return table, ()
    grid, _ = entries.get("param_grid", (None, None))
    if grid is None:
        return base, ()
    said = "the grid of this file is not run: its `base_config` is taken, for one run"
    return base, (finding("FLO340", said, grid.span, Severity.WARNING, help="call `run_sweep` with it in the source"),)


def _start(path: str) -> Span:
    """The first character of a file."""
    return Span(path=path, line=1, column=1, end_line=1, end_column=1)


def _unsettled(value: Value) -> Finding:
    because = f": {value.why}" if isinstance(value, Unknown) else ""
    said = f"the configuration of this run is only known in a run{because}"
    return finding("FLO353", said, value.span, Severity.NOTE, help="name its file with `--config`")
