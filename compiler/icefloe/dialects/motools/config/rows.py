"""What an object or a dictionary of configuration was given, name by name."""

from collections.abc import Iterable, Sequence
from dataclasses import field

from icefloe.dialects.motools.config.classes import Shapes, lineage
from icefloe.dialects.motools.config.fields import default_of
from icefloe.dialects.motools.config.files import Loaded, of_path
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Class, Function, Instance, Known, Record, Reference, Symbol, Table, Value
from icefloe_schema.records import dataclass

_COPIES = frozenset({"copy.copy", "copy.deepcopy"})
_REPLACES = frozenset({"dataclasses.replace", "copy.replace", "attrs.evolve", "attr.evolve"})
_FROM_FILE = frozenset({"from_yaml", "from_file", "from_yaml_file"})
_FROM_TABLE = frozenset({"from_dict", "model_validate", "parse_obj"})
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One name with what it is given. `span` is the name, where it is written, else the value."""

    name: str
    value: Value
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What was given, and how: an object was made (its class refuses names that it does not know), a dictionary was
    written where an object belongs, or it was read as data (`from_dict`, a file). `of` is the class."""

    rows: tuple[Row, ...]
    how: str
    span: Span
    of: Value | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Takes configurations apart; `effects` are those of the program, `loaded` the files that it names, by call."""

    shapes: Shapes
    effects: Sequence[Effect] = ()
    loaded: dict[int, Loaded] = field(default_factory=dict[int, Loaded])

    def rows(self, value: Value, depth: int = 0) -> Rows | None:
        """What an object, a dictionary, or a call that makes one was given; None if that is not known."""
        if depth > _DEEPEST:
            return None
        found: Rows | None
        match value:
            case Instance():
                return self._instance(value)
            case Table():
                return self.table(value, "dictionary", value.span)
            case Record():
                found = self._call(value, depth + 1)
                return None if found is None else self._changed(found, value)
            case Symbol(op="attribute", operands=(owner, name)):
                inner = self.rows(owner, depth + 1)
                row = next((one for one in inner.rows if one.name == text(name)), None) if inner else None
                found = None if row is None else self.rows(row.value, depth + 1)
                return None if found is None else self._changed(found, value)
            case _:
                return None

    @staticmethod
    def table(value: Table, how: str, span: Span, of: Value | None = None) -> Rows | None:
        """The entries of a dictionary; None if one of its keys is not known."""
        rows: list[Row] = []
        for key, item in value.entries:
            name = text(key) if not isinstance(key, Known) else str(key.value)
            if name is None:
                return None
            rows.append(Row(name=name, value=item, span=key.span))
        return Rows(rows=tuple(rows), how=how, span=span, of=of)

    def _instance(self, value: Instance) -> Rows:
        """What an object was made with: neither its defaults nor what its `__post_init__` makes of them."""
        parts = {one.name: one for owner in reversed(lineage(value.of)) for one in owner.fields}
        after = [m for owner in lineage(value.of) for n, m in owner.methods if n == "__post_init__"][:1]
        sets = [e for e in self.effects if e.kind == "set" and e.name and _token(e.target) == value.token]
        made = dict(sets[0].target.attributes) if after and sets and isinstance(sets[0].target, Instance) else {}
        late = {e.name: e.value for e in sets if not _is_own(e.value.span, after) and not _is_own(e.span, after)}
        rows: list[Row] = []
        for name, now in ({**dict(value.attributes), **late}).items():
            item = made.get(name) if _is_own(now.span, after) else now
            part = parts.get(name)
            default = None if part is None else default_of(self.shapes.reader, part.default)
            if item is None or (part is None and name in late):
                continue
            if default is None or item.span not in (default.span, _call_span(default, value)):
                rows.append(Row(name=name, value=item, span=item.span))
        return Rows(rows=tuple(rows), how="object", span=value.span, of=value.of)

    def _call(self, record: Record, depth: int) -> Rows | None:
        name = record.path.rpartition(".")[2]
        first = record.argument("data", 0) or record.argument("d", 0) or record.argument("obj", 0)
        if record.path in _COPIES:
            return self.rows(first.value, depth) if first is not None else None
        if record.path in _REPLACES:
            return self._replaced(record, depth)
        if name in _FROM_TABLE:
            inner = self.rows(first.value, depth) if first is not None else None
            if inner is None:
                return None
            return Rows(rows=inner.rows, how="data", span=record.span, of=record.receiver)
        if name in _FROM_FILE:
            return self._file(record)
        return self._made(record)

    def _file(self, record: Record) -> Rows | None:
        """What stands in the file that a call names."""
        named = record.argument("path", 0)
        if record.token not in self.loaded:
            found = None if named is None else of_path(self.shapes.reader, named.value, record.span)
            if found is None:
                return None
            self.loaded[record.token] = found
        table = self.loaded[record.token].table
        return None if table is None else self.table(table, "data", table.span, record.receiver)

    def _replaced(self, record: Record, depth: int) -> Rows | None:
        """A copy with some names changed."""
        if not record.arguments or any(one.star for one in record.arguments):
            return None
        inner = self.rows(record.arguments[0].value, depth)
        if inner is None:
            return None
        changed = {one.name: one for one in record.arguments[1:] if one.name is not None}
        rows = [one for one in inner.rows if one.name not in changed]
        rows += [Row(name=name, value=one.value, span=one.span) for name, one in changed.items()]
        return Rows(rows=tuple(rows), how=inner.how, span=inner.span, of=inner.of)

    def _made(self, record: Record) -> Rows | None:
        """A call of a class from outside of the project; nothing says of most that they are one but their name."""
        of = record.function
        if not isinstance(of, Reference) or not of.path.rpartition(".")[2][:1].isupper():
            return None
        shape = self.shapes.of(of)
        names = [] if shape is None else [one.name for one in shape.parts]
        rows: list[Row] = []
        for position, argument in enumerate(record.arguments):
            if argument.star:
                return None
            if argument.name is None and position >= len(names):
                return None
            name = names[position] if argument.name is None else argument.name
            rows.append(Row(name=name, value=argument.value, span=argument.span))
        return Rows(rows=tuple(rows), how="object", span=record.span, of=of)

    def _changed(self, found: Rows, value: Value) -> Rows:
        """With what was set on the object after it was made (`config.a.b = 5`), the last of each name."""
        changes = {e.name: e for e in self.effects if e.kind == "set" and e.name and _same(e.target, value)}
        if not changes:
            return found
        rows = [one for one in found.rows if one.name not in changes]
        rows += [Row(name=name, value=e.value, span=e.span) for name, e in changes.items()]
        return Rows(rows=tuple(rows), how=found.how, span=found.span, of=found.of)


def is_of(value: Value | None, names: Iterable[str]) -> bool:
    """Whether a class is one of these, or derived from one, by address (`module:Class`)."""
    wanted = set(names)
    if isinstance(value, Class):
        return any(f"{one.module}:{one.qualname}" in wanted for one in lineage(value))
    return isinstance(value, Reference) and value.path.rpartition(".")[2] in {one.rpartition(":")[2] for one in wanted}


def _same(left: Value, right: Value) -> bool:
    """Whether two values are one object: a call by its identity, an attribute of one by the way to it."""
    if isinstance(left, Record) and isinstance(right, Record):
        return left.token == right.token
    if isinstance(left, Symbol) and isinstance(right, Symbol) and left.op == right.op == "attribute":
        names = text(left.operands[1]), text(right.operands[1])
        return names[0] == names[1] and _same(left.operands[0], right.operands[0])
    return False


def _call_span(default: Value, owner: Instance) -> Span | None:
    """Where what a factory without code of its own made stands: at the call that made the object."""
    return owner.span if not isinstance(default, Known) else None


def _token(value: Value) -> int | None:
    return value.token if isinstance(value, Instance) else None


def _is_own(span: Span, after: Sequence[Value]) -> bool:
    """Whether a place is in a class's `__post_init__`."""
    return any(isinstance(one, Function) and _inside(span, one.span) for one in after)


def _inside(inner: Span, outer: Span) -> bool:
    if inner.path != outer.path:
        return False
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
