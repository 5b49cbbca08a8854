"""Files of configuration: found, read, and read again as PyYAML reads them, which is not quite the same."""

import posixpath
from collections.abc import Mapping
from dataclasses import field
from pathlib import PurePath

from icefloe.constants import NotLiteralError, python_of
from icefloe.dialect import Document, Reader
from icefloe.documents import Refusal, content, parse
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import Fix, close_matches, renamed
from icefloe.source import Span
from icefloe.values import Items, Known, Scalar, Table, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file of configuration: a table, or None if it is none. `words` are scalars that PyYAML reads as something else
    than they look like (`1e-4` is a text, `no` is false), by place: what it makes of them, and how they are written.
    """

    table: Table | None = None
    findings: tuple[Finding, ...] = ()
    files: tuple[plan.InputFile, ...] = ()
    words: Mapping[Span, tuple[Scalar, str]] = field(default_factory=dict[Span, tuple[Scalar, str]])


def of_document(document: Document) -> Loaded:
    """The file that the user gives with `--config`."""
    if not document.data:
        return _loaded(document.content, document.content, ())
    return _read(document.data, document.path)


def of_path(reader: Reader, named: Value, span: Span) -> Loaded | None:
    """A file that the source names in a call; None if that is not known, or outside of the project.

    The program looks for it from the folder that it is started in, which is taken to be the project's.
    """
    path = _path(named)
    if path is None or posixpath.isabs(path):
        return None
    path = posixpath.normpath(path)
    if path.startswith(".."):
        return None
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(span.path), path))
    for one in dict.fromkeys((path, beside)):
        data = reader.read(one)
        if data is not None:
            found = _read(data, one)
            notes = () if one == path else (_elsewhere(path, one, span),)
            return Loaded(table=found.table, findings=(*notes, *found.findings), files=found.files, words=found.words)
    folder, name = posixpath.split(path)
    near = close_matches(name, sorted(reader.names(folder)), 1)
    said = f"did you mean `{posixpath.join(folder, near[0])}`?" if near else "write it, or correct its path"
    fix = renamed(span, path, posixpath.join(folder, near[0])) if near else None
    return Loaded(findings=(_wrong(f"there is no file `{path}` in the project", span, said, fix),))


def _path(value: Value) -> str | None:
    """The path that a value is, if it is known."""
    try:
        found = python_of(value)
    except NotLiteralError:
        return None
    return str(found) if isinstance(found, str | PurePath) else None


def _read(data: bytes, path: str) -> Loaded:
    import hashlib  # a pipeline of Python alone has nothing to hash

    digest = hashlib.sha256(data).hexdigest()
    files = (plan.InputFile(path=path, sha256=digest),)
    new = content(data, path)
    if path.endswith(".json") and not isinstance(new, Unknown):
        return _loaded(new, new, files)
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    old = parse("yaml", data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n"), start, places=True)
    if isinstance(old, Refusal):
        said = f"the configuration `{path}` cannot be read: {old.why}"
        return Loaded(findings=(_wrong(said, old.span, "correct the file"),), files=files)
    if isinstance(new, Unknown):
        # PyYAML takes what is refused here: a key that stands twice, whose last value it keeps.
        twice = Finding(
            code="FLO340",
            message=f"in the configuration `{path}` {new.why}",
            span=new.span,
            severity=Severity.WARNING,
            label="the last one counts",
            help="take one of them out",
        )
        return _loaded(old, old, files, (twice,))
    return _loaded(old, new, files)


def _loaded(old: Value, new: Value, files: tuple[plan.InputFile, ...], before: tuple[Finding, ...] = ()) -> Loaded:
    if isinstance(old, Known) and old.value is None:
        said = "the file of configuration is empty"
        empty = Finding(
            code="FLO340", message=said, span=old.span, severity=Severity.WARNING, help="write a section for each step"
        )
        return Loaded(table=Table(entries=(), token=0, span=old.span), findings=(*before, empty), files=files)
    words: dict[Span, tuple[Scalar, str]] = {}
    table = _together(old, new, words)
    if not isinstance(table, Table):
        said = "the file of configuration is not a mapping from the names of steps to their sections"
        if isinstance(table, Unknown):
            said = f"the file of configuration cannot be read: {table.why}"
        return Loaded(findings=(*before, _wrong(said, table.span, "correct the file")), files=files)
    return Loaded(table=table, findings=before, files=files, words=words)


def _together(old: Value, new: Value, words: dict[Span, tuple[Scalar, str]]) -> Value:
    """What PyYAML reads, but for numbers that only it takes for texts; both are kept where they differ."""
    match old, new:
        case Known(), Known() if type(old.value) is not type(new.value):
            if isinstance(new.value, float | int) and isinstance(old.value, str):
                words[old.span] = (old.value, old.value)
                return new
            if isinstance(new.value, str):
                words[old.span] = (old.value, new.value)
            return old
        case Table(), Table() if len(old.entries) == len(new.entries):
            pairs = zip(old.entries, new.entries, strict=True)
            entries = tuple((_key(a, c), _together(b, d, words)) for (a, b), (c, d) in pairs)
            return Table(entries=entries, token=old.token, span=old.span)
        case Items(), Items() if len(old.items) == len(new.items):
            items = tuple(_together(a, b, words) for a, b in zip(old.items, new.items, strict=True))
            return Items(kind=old.kind, items=items, token=old.token, span=old.span)
        case _:
            return old


def _key(old: Value, new: Value) -> Value:
    """A key: `on` and `off` are names here, whatever PyYAML makes of them."""
    return new if isinstance(new, Known) and isinstance(new.value, str) else old


def _elsewhere(path: str, found: str, span: Span) -> Finding:
    return Finding(
        code="FLO340",
        message=f"`{path}` is looked for from the folder that the program is started in; it is read beside this file",
        span=span,
        severity=Severity.NOTE,
        related=(Note(message="this one", span=Span(path=found, line=1, column=1, end_line=1, end_column=1)),),
        help='name it by `Path(__file__).parent / "…"`, then it is found from everywhere',
    )


def _wrong(message: str, span: Span, help: str, fix: Fix | None = None) -> Finding:
    return Finding(code="FLO340", message=message, span=span, help=help, fix=fix)
