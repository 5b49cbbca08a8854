"""The values that a task's function returns, matched by position to the names that its task declares."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe.dialect import Reader
from icefloe.dialects.runnable.values.shapes import shape
from icefloe.dialects.runnable.written import Python, Returned, Task
from icefloe.findings import Finding, Note, Severity
from icefloe.graph import Port
from icefloe.source import Span
from icefloe.trace import Return, Summary
from icefloe.types import (
    NONE,
    CallableType,
    LiteralType,
    Named,
    NewTypeType,
    TupleType,
    Type,
    TypedDictType,
    Union,
    UnknownType,
    causes,
    union,
)
from icefloe.values import Function, Items, Known, Record, Table, Value
from icefloe_schema.records import dataclass

_SINGLE = frozenset(
    {f"builtins.{name}" for name in ("str", "int", "float", "bool", "complex", "bytes", "list", "dict", "set")}
    | {"builtins.frozenset", "types.NoneType", "pathlib.Path", "datetime.datetime", "datetime.date", "uuid.UUID"}
    | {"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "decimal.Decimal", "collections.Counter"}
)
_CONSTANTS = frozenset({"builtins.str", "builtins.int"})
_READERS = frozenset(f"pandas.{name}" for name in ("read_csv", "read_parquet", "read_feather", "read_table"))
_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The outputs of a task, and what is wrong with the number of values that its function returns."""

    ports: tuple[Port, ...]
    findings: tuple[Finding, ...]

    @property
    def is_torn(self) -> bool:
        """Whether it is an error already that there are other values: which name has which is not known."""
        return any(one.code == "FLO316" for one in self.findings)


def outputs(task: Task, reader: Reader) -> Outputs:
    """The outputs of a task: typed by what its function returns, at their positions."""
    summary = _summary(task, reader)
    count = len(task.returns)
    ports = tuple(_port(task, returned, summary, reader, at, count) for at, returned in enumerate(task.returns))
    found = Outputs(ports=ports, findings=tuple(_counted(task, summary, reader)))
    return replace(found, ports=tuple(replace(port, declared=False) for port in ports)) if found.is_torn else found


def _summary(task: Task, reader: Reader) -> Summary | None:
    work = task.work
    return reader.summary(work.function) if isinstance(work, Python) and isinstance(work.function, Function) else None


def _port(task: Task, returned: Returned, summary: Summary | None, reader: Reader, at: int, count: int) -> Port:
    type_: Type = UnknownType(
        "what a shell command, a notebook or a function from outside returns is not typed", causes.UNTYPED
    )
    place, inferred = returned.span, True
    if summary is not None and isinstance(task.work, Python):
        whole = reader.types.returned(summary)
        place, inferred = whole.place(at, count), whole.inferred
        type_ = reader.types.element(whole.type, at, count)
        type_ = _constants(summary, at, count, type_, reader) or type_
        if summary.function.is_generator:
            type_ = UnknownType("what the last event of a stream holds is not typed", causes.UNTYPED)
    return Port(
        name=returned.name,
        type=type_,
        span=returned.span,
        type_span=place,
        inferred=inferred,
        position=at if count > 1 and isinstance(task.work, Python) else None,
        kind=returned.kind,
    )


def _constants(summary: Summary, at: int, count: int, declared: Type, reader: Reader) -> Type | None:
    """The constants that a function with an annotation returns, where it returns nothing else."""
    path = declared.path if isinstance(declared, Named) else ""
    if path not in _CONSTANTS or not summary.returns:
        return None
    values = [_at(back.value, at, count) for back in summary.returns]
    found = [reader.types.of(value) for value in values if value is not None]
    whole = union(*found)
    members = whole.members if isinstance(whole, Union) else (whole,)
    exact = len(found) == len(values) and all(isinstance(one, LiteralType) and one.path == path for one in members)
    return whole if exact and len(members) <= _MOST else None


def _at(value: Value, at: int, count: int) -> Value | None:
    """One of the values that a `return` gives."""
    if count == 1:
        return value
    if isinstance(value, Items) and value.kind == "tuple" and len(value.items) == count:
        return value.items[at]
    return None


def frame(task: Task, reader: Reader, at: int) -> Type | None:
    """A DataFrame, where all that a function returns for a name is read from a file by pandas."""
    summary = _summary(task, reader)
    values = [] if summary is None else [_at(back.value, at, len(task.returns)) for back in summary.returns]
    read = [one for one in values if isinstance(one, Record) and one.path in _READERS]
    whole = read and len(read) == len(values)
    partly = any(argument.name in ("chunksize", "iterator") for one in read for argument in one.arguments)
    return Named("pandas.DataFrame") if whole and not partly else None


def tables(summary: Summary, at: int | None, count: int) -> list[Table] | None:
    """The dictionaries that every `return` writes out for one output, or None where one is not written out."""
    found = [_at(back.value, at or 0, count) for back in summary.returns]
    written = [one for one in found if isinstance(one, Table)]
    return written if written and len(written) == len(found) else None


def _counted(task: Task, summary: Summary | None, reader: Reader) -> Iterator[Finding]:
    """What is wrong with the number of values that a function returns."""
    if summary is None or summary.placeholder or summary.function.is_generator:
        return
    if not task.returns:
        yield from _lost(task, summary, reader)
    elif not summary.returns and summary.function.returns is None:
        yield from _nothing(task, summary)
    else:
        yield from _misfits(task, summary, reader)


def _misfits(task: Task, summary: Summary, reader: Reader) -> Iterator[Finding]:
    count = len(task.returns)
    found = [(_count(back, reader), back.span) for back in summary.returns if not _is_none(back)]
    bad = [(number, span) for number, span in found if number is not None and number != count]
    function = summary.function
    declared = None if function.returns is None else _size(reader.types.annotation(function.returns), reader)
    known = any(number is not None for number, _ in found)
    if not bad and not known and declared is not None and declared != count:
        bad = [(declared, function.returns_span or function.name_span)]
    if bad:
        yield _wrong(task, bad[0][0] or 0, tuple(dict.fromkeys(span for _, span in bad)))
    elif summary.returns and all(_is_none(back) for back in summary.returns):
        yield from _nothing(task, summary)


def _is_none(back: Return) -> bool:
    return isinstance(back.value, Known) and back.value.value is None


def _count(back: Return, reader: Reader) -> int | None:
    """How many values runnable finds in what a `return` gives: those of a tuple, else one."""
    if back.arity is not None:
        return back.arity
    return _size(reader.types.of(back.value), reader)


def _size(type: Type, reader: Reader) -> int | None:
    match type:
        case TupleType(items, None):
            return len(items)
        case Union(members):
            sizes = {_size(member, reader) for member in members}
            return sizes.pop() if len(sizes) == 1 else None
        case NewTypeType(_, base):
            return _size(base, reader)
        case LiteralType() | TypedDictType() | CallableType():
            return 1
        case Named(path):
            if path in _SINGLE:
                return None if type == NONE else 1
            found = shape(path, reader.types)
            if found.form == "tuple":
                return len(found.fields)
            return 1 if found.form in ("model", "enum", "dataclass", "keys", "plain") else None
        case _:
            return None


def _wrong(task: Task, number: int, places: tuple[Span, ...]) -> Finding:
    names = ", ".join(f"`{one.name}`" for one in task.returns)
    count = len(task.returns)
    values = "1 value" if number == 1 else f"a tuple of {number}"
    declared = f"{count} name{'s' if count != 1 else ''} ({names})"
    if count == 1:
        advice = f"declare {number} names, or return a list: runnable takes every tuple apart"
    else:
        advice = f"return {count} values, or declare {number} name{'s' if number != 1 else ''}"
    return Finding(
        code="FLO316",
        message=f"task `{task.name}` declares {declared}, but its function returns {values}: the run fails after it",
        span=task.returns[0].span,
        label=f"{count} declared",
        related=tuple(Note(message=f"returns {values}", span=span) for span in places[:3]),
        help=advice,
    )


def _nothing(task: Task, summary: Summary) -> Iterator[Finding]:
    """The function returns nothing where names are declared."""
    names = ", ".join(f"`{one.name}`" for one in task.returns)
    several = len(task.returns) > 1
    ends = "the run fails after it" if several else f"{names} is None for every task that takes it"
    yield Finding(
        code="FLO316" if several else "FLO318",
        message=f"task `{task.name}` declares that it returns {names}, but its function returns nothing: {ends}",
        span=task.returns[0].span,
        severity=Severity.ERROR if several else Severity.WARNING,
        label="declared",
        related=(Note(message="has no `return` with a value", span=summary.function.name_span),),
        help="return the value, or take the name out of `returns`",
    )


def _lost(task: Task, summary: Summary, reader: Reader) -> Iterator[Finding]:
    """The function returns a value that no name is declared for."""
    given = [back for back in summary.returns if not _is_none(back)]
    if not given:
        return
    back = given[0]
    count = _count(back, reader) or 1
    values = f"{count} values" if count > 1 else "a value"
    yield Finding(
        code="FLO317",
        message=f"the function of task `{task.name}` returns {values} that `returns` gives no name: nobody gets them"
        if count > 1
        else f"the function of task `{task.name}` returns a value that `returns` gives no name: nobody gets it",
        span=task.span,
        severity=Severity.WARNING if count > 1 else Severity.NOTE,
        label="no `returns`",
        related=(Note(message=f"returns {values}", span=back.span),),
        help="name what is returned in `returns`, if a later task needs it",
    )
