"""What a run is given when it starts: the parameter files, read; the environment; the defaults that can be set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import PurePosixPath

from icefloe import documents, parameterfile
from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.runnable.wiring.nearfiles import near
from icefloe.dialects.runnable.wiring.outside import Outside, variable
from icefloe.dialects.runnable.wiring.wires import Wires
from icefloe.dialects.runnable.written import Execution, Notebook, ParameterFile, Python, Task
from icefloe.findings import Note
from icefloe.fixes import Fix, renamed
from icefloe.graph import Hole, Parameter
from icefloe.values import Function, Known, Symbol, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json

_USUAL = ("parameters.yaml", "parameters.yml", "params.yaml", "params.yml")


def outside(
    execution: Execution, wires: Wires, tasks: Sequence[Task], beside: str
) -> tuple[Outside, tuple[plan.InputFile, ...], tuple[Hole, ...]]:
    """What comes from outside, the files that were read for it, and those that cannot be."""
    found = Outside(open=execution.open, defaults=_defaults(wires.reader, tasks))
    if not execution.parameters:
        found.hints = cache(partial(near, wires.reader, beside))
    files: dict[str, plan.InputFile] = {}
    holes: list[Hole] = []
    for one in execution.parameters:
        there = None if one.path is None else _open(wires.reader, one.path, one.span.path)
        if there is None:
            # The name or the file comes into being in a run: what the file would give, a run must give.
            found.unread = True
            _unread(wires, one)
            continue
        path, data = there
        if path in files:
            continue
        entries = parameterfile.entries(data, path)
        if isinstance(entries, documents.Refusal):
            what, help = f"the parameter file `{path}`", "write one `name: value` a line, at the left margin"
            holes.append(Hole(what=what, why=entries.why, span=entries.span, help=help))
            continue
        import hashlib  # few pipelines are given files

        files[path] = plan.InputFile(path=path, sha256=hashlib.sha256(data).hexdigest())
        for entry in entries:
            found.parameters.setdefault(entry.name, _parameter(wires.reader, entry.name, entry, "file"))
    for name, value in execution.environment:
        given = _decoded(value)
        found.parameters.setdefault(
            name.value,
            Parameter(
                name=name.value,
                type=wires.reader.types.of(given),
                span=name.span,
                default=None if isinstance(given, Unknown | Symbol) else given,
                origin="environment",
                variable=variable(name.value),
            ),
        )
    return found, tuple(files.values()), tuple(holes)


def hinted(wires: Wires, found: Outside) -> None:
    """Say which names a run must be given by a file that the pipeline does not name."""
    for name, one in found.hinted.items():
        wires.warn(
            "FLO204",
            f"`{name}` stands in `{one.path}`, which the pipeline does not name: a run must be given that file",
            found.parameters[name].span,
            "nothing in the pipeline gives this",
            f'write `parameters_file="{one.path}"`, or set RUNNABLE_PARAMETERS_FILE in every run',
            Note(message=f"`{name}` is here", span=one.entry.span),
        )


def _decoded(value: Value) -> Value:
    """What runnable makes of a variable's text: what it says in JSON, or else the text."""
    if not isinstance(value, Known) or not isinstance(value.value, str):
        return value
    found = documents.parse("json", value.value, value.span, places=False)
    return value if isinstance(found, documents.Refusal) else found


def _parameter(reader: Reader, name: str, entry: parameterfile.Entry, origin: str) -> Parameter:
    return Parameter(
        name=name,
        type=reader.types.of(entry.value),
        span=entry.span,
        default=entry.value,
        origin=origin,
        variable=variable(name),
    )


def _open(reader: Reader, written: str, beside: str) -> tuple[str, bytes] | None:
    """A file by its path from the project's root, or else from the folder of the file that names it."""
    for path in _places(written, beside):
        data = reader.read(path)
        if data is not None:
            return path, data
    return None


def _places(written: str, beside: str) -> tuple[str, ...]:
    if PurePosixPath(written).is_absolute() or ".." in PurePosixPath(written).parts:
        return ()
    folders = (PurePosixPath(), PurePosixPath(beside).parent)
    return tuple(dict.fromkeys((folder / written).as_posix() for folder in folders))


def _unread(wires: Wires, file: ParameterFile) -> None:
    """Say that a parameter file is not there when the pipeline is compiled."""
    what = "the name of the parameter file is only known in a run"
    help = "write the path of a file in the project, from the project's root or from this file's folder"
    fix: Fix | None = None
    if file.path is not None:
        what = f"there is no `{file.path}`"
        folder = PurePosixPath(file.path).parent
        near = next((name for name in _USUAL if _open(wires.reader, (folder / name).as_posix(), file.span.path)), None)
        if near is not None:
            meant = (folder / near).as_posix()
            help, fix = f"did you mean `{meant}`?", renamed(file.span, file.path, meant)
    wires.warn(
        "FLO121",
        f"{what}: every parameter that it would give must be given to each run",
        file.span,
        "not read",
        help,
        fix=fix,
    )


def _defaults(reader: Reader, tasks: Iterable[Task]) -> Mapping[str, Value]:
    """The constant defaults of functions' parameters and of notebooks, where all that have the name agree."""
    found: dict[str, tuple[Value, Json]] = {}
    torn: set[str] = set()
    for task in tasks:
        for name, default in _own_defaults(reader, task):
            try:
                literal = literal_of(default)
            except NotLiteralError:
                torn.add(name)
                continue
            first = found.setdefault(name, (default, literal))
            if type(first[1]) is not type(literal) or first[1] != literal:
                torn.add(name)
    return {name: default for name, (default, _) in found.items() if name not in torn}


def _own_defaults(reader: Reader, task: Task) -> Iterator[tuple[str, Value]]:
    """The defaults that one task has."""
    match task.work:
        case Python(function=Function(parameters=parameters)):
            for one in parameters:
                if one.default is not None and one.kind not in ("args", "kwargs"):
                    yield one.name, one.default
        case Notebook(path=path):
            names = reader.notebook(path.value) if path.value else None
            for name, value, _ in () if names is None else names.parameters:
                yield name, value
        case _:
            return
