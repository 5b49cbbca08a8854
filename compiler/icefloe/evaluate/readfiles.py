"""Configuration files that the program reads while it builds its pipelines: they are inputs of the plan."""

import posixpath
from collections.abc import Callable

from icefloe import documents
from icefloe.evaluate import held, paths
from icefloe.evaluate.budget import TEXT
from icefloe.evaluate.machine import Machine
from icefloe.findings import Finding, Severity
from icefloe.source import Span
from icefloe.values import Argument, Items, Known, Record, Reference, Table, Unknown, Value
from icefloe_schema.records import dataclass

_OPENS = frozenset({"builtins.open", "io.open", "codecs.open", *(f"{path}.open" for path in paths.PATHS)})
_READS = frozenset(
    (
        *(f"{path}.{name}" for path in paths.PATHS for name in ("read_text", "read_bytes")),
        *(f"{path}.read" for path in _OPENS),
    )
)
_LOADERS: dict[str, documents.Kind] = {
    "yaml.safe_load": "yaml",
    "yaml.full_load": "yaml",
    "yaml.load": "yaml",
    "yaml.unsafe_load": "yaml",
    "json.load": "json",
    "json.loads": "json",
    "orjson.loads": "json",
    "tomllib.load": "toml",
    "tomllib.loads": "toml",
    "tomli.load": "toml",
    "tomli.loads": "toml",
    "toml.load": "toml",
    "toml.loads": "toml",
}
_CONFIG = "omegaconf.DictConfig"


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a file of the project, or of a constant (`path` is empty)."""

    path: str
    text: str


def _file_of(value: Value) -> str | None:
    """The path of the file that a value is open on, or None."""
    if not isinstance(value, Record) or value.path not in _OPENS:
        return None
    if value.receiver is not None:
        return paths.text_of(value.receiver)
    mode = value.argument("mode", 1)
    if mode is not None and not (isinstance(mode.value, Known) and "r" in str(mode.value.value)):
        return None
    named = value.argument("file", 0)
    return None if named is None else paths.text_of(named.value)


def text_of(machine: Machine, value: Value, span: Span) -> _Text | Unknown | None:
    """The text that a value is, or reads; None if it is none that is seen into."""
    if isinstance(value, Known):
        if isinstance(value.value, bytes):
            return _Text("", value.value.decode("utf-8-sig", errors="replace"))
        return _Text("", value.value) if isinstance(value.value, str) else None
    path = _file_of(value)
    if path is None and isinstance(value, Record) and value.path in _READS and value.receiver is not None:
        path = _file_of(value.receiver) or paths.text_of(value.receiver)
    return None if path is None or machine.at_run else _read(machine, path, span)


def _read(machine: Machine, path: str, span: Span) -> _Text | Unknown:
    """The text of a file of the project, from now on an input of what is built."""
    inside = posixpath.normpath(path)
    if inside.startswith(("/", "..")):
        return _refused(machine, f"`{path}` is not a file of the project", span, Severity.WARNING)
    data = machine.table.files.read(inside)
    if data is None:
        return _refused(machine, f"the project has no file `{inside}`", span, Severity.WARNING)
    import hashlib

    machine.inputs[inside] = hashlib.sha256(data).hexdigest()
    if len(data) > documents.LIMIT:
        return _refused(machine, f"`{inside}` is larger than {documents.LIMIT:,} bytes", span, Severity.WARNING)
    try:
        return _Text(inside, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _refused(machine, f"`{inside}` is not UTF-8 text", span, Severity.WARNING)


def _refused(machine: Machine, why: str, span: Span, severity: Severity) -> Unknown:
    finding = Finding(
        code="FLO122",
        message=f"what this reads is not known: {why}",
        span=span,
        severity=severity,
        help="paths are relative to the project's root, where every step runs",
    )
    if finding not in machine.findings:
        machine.findings.append(finding)
    return Unknown(why=why, span=span)


def parsed(machine: Machine, kind: documents.Kind, text: str, span: Span, path: str = "") -> Value:
    """The content of a text as a value."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1) if path else span
    found = documents.parse(kind, text, start if kind == "yaml" else span, places=bool(path))
    if isinstance(found, documents.Refusal):
        where = f"`{path}`, line {found.span.line}: " if path and found.span.path == path else ""
        why = f"{where}{found.why}"
        return _refused(machine, why, span, Severity.ERROR if path else Severity.WARNING)
    return held.owned(machine, found)


def _loader(kind: documents.Kind) -> Callable[[Machine, tuple[Argument, ...], Span], Value | None]:
    def handler(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
        given = arguments[0].value if arguments and not arguments[0].star else None
        if given is None:
            return None
        found = text_of(machine, given, span)
        if isinstance(found, Unknown) or found is None:
            return found
        return parsed(machine, kind, found.text, span, found.path)

    return handler


def _toml(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`toml.load` takes a path as well."""
    path = paths.text_of(arguments[0].value) if len(arguments) == 1 else None
    if path is None or machine.at_run:
        return _loader("toml")(machine, arguments, span)
    found = _read(machine, path, span)
    return found if isinstance(found, Unknown) else parsed(machine, "toml", found.text, span, found.path)


def _config(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    """`OmegaConf.load(…)`."""
    path = paths.text_of(arguments[0].value) if len(arguments) == 1 else None
    if path is None or machine.at_run:
        return None
    found = _read(machine, path, span)
    value = found if isinstance(found, Unknown) else parsed(machine, "yaml", found.text, span, found.path)
    return _as_config(machine, value)


def _created(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    value = machine.current(arguments[0].value) if len(arguments) == 1 else None
    return _as_config(machine, value) if isinstance(value, Table) else None


def _as_config(machine: Machine, value: Value) -> Value:
    """A dictionary whose entries are attributes too, and so on inside."""
    value = machine.current(value)
    if isinstance(value, Items):
        items = tuple(_as_config(machine, item) for item in value.items)
        return Items(kind=value.kind, items=items, token=machine.token(), span=value.span)
    if not isinstance(value, Table):
        return value
    entries = tuple((key, _as_config(machine, item)) for key, item in value.entries)
    function = Reference(path=_CONFIG, span=value.span)
    made = Record(path=_CONFIG, function=function, arguments=(), token=machine.token(), span=value.span)
    machine.contents[made.token] = Table(entries=entries, token=machine.token(), span=value.span)
    return made


def _container(machine: Machine, arguments: tuple[Argument, ...], span: Span) -> Value | None:
    return _plain(machine, arguments[0].value) if arguments else None


def _plain(machine: Machine, value: Value) -> Value:
    now = held.content(machine, value)
    if isinstance(now, Table):
        entries = tuple((key, _plain(machine, item)) for key, item in now.entries)
        return Table(entries=entries, token=machine.token(), span=now.span)
    if isinstance(now, Items):
        items = tuple(_plain(machine, item) for item in now.items)
        return Items(kind=now.kind, items=items, token=machine.token(), span=now.span)
    return now


def method(machine: Machine, owner: Record, name: str, span: Span) -> Value | None:
    """The value of `path.read_text()` and `file.read()`, if the text is short enough to be kept; else it is a call."""
    if machine.at_run:
        return None
    path = _file_of(owner) or (paths.text_of(owner) if name == "read_text" else None)
    if path is None:
        return None
    found = _read(machine, path, span)
    if isinstance(found, Unknown):
        return found
    return Known(value=found.text, span=span) if len(found.text) <= TEXT else None


HANDLERS = {
    **{path: _loader(kind) for path, kind in _LOADERS.items()},
    "toml.load": _toml,
    "omegaconf.OmegaConf.load": _config,
    "omegaconf.OmegaConf.create": _created,
    "omegaconf.OmegaConf.to_container": _container,
}
