"""What a class of configuration is given, fitted to its fields: names, values, checks, what the class itself says."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from icefloe.constants import NotLiteralError, python_of
from icefloe.dialect import Reader
from icefloe.dialects.motools.config import checks, shipped, targets
from icefloe.dialects.motools.config.classes import target
from icefloe.dialects.motools.config.fit import Fitted, Fitting
from icefloe.dialects.motools.config.rows import Given, Row, Rows, is_of
from icefloe.dialects.motools.config.say import finding, listed, near, shown, worst
from icefloe.dialects.motools.config.shape import Check, Part, Plain, Shape, shape_of
from icefloe.findings import Finding, Severity
from icefloe.fixes import removed, renamed
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import (
    Argument,
    Class,
    Function,
    Instance,
    Known,
    Record,
    Reference,
    Scalar,
    Symbol,
    Table,
    Unknown,
    Value,
)
from icefloe_schema.records import dataclass

_IMPORTS = ("import_function", "validate_import_path")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Inside:
    """Fits what a class is given to its fields; `beside` is the file as whose code functions are imported."""

    reader: Reader
    given: Given
    beside: str
    words: Mapping[Span, tuple[Scalar, str]] = field(default_factory=dict[Span, tuple[Scalar, str]])

    @property
    def fitting(self) -> Fitting:
        """What fits single values."""
        return Fitting(self.given, self.fit, self.words)

    def fit(self, shape: Shape, rows: Rows, where: str, at: Span) -> Fitted:
        """The fields as a table of plain data, and what is wrong with them; `at` is where one is said to be missing."""
        found: list[Finding] = [*_class(shape, rows, where)]
        own = self.given.shapes.of(rows.of) if rows.how == "object" else None
        # It is judged as what it is.
        shape = shape if own is None else own
        entries: list[tuple[Value, Value]] = []
        known: dict[str, Value] = {}
        for row in rows.rows:
            part = shape.part(row.name) or next((p for p in shape.parts if p.attribute == row.name), None)
            if part is None:
                found += _unknown(shape, row, rows, where)
                if shape.unknown == "kept":
                    entries.append((Known(value=row.name, span=row.span), row.value))
                continue
            value, told = self.part(part, row, where, is_made=rows.how == "object")
            found += told
            known[part.attribute] = value
            entries.append((Known(value=part.name, span=row.span), value))
        missing = [one for one in shape.parts if one.required and one.attribute not in known]
        found += (_missing(shape, one, where, at) for one in missing)
        found += self._calls(shape, known, where, at)
        if worst(found) < 2:
            found += self.after(shape, known, where, at)
        return Table(entries=tuple(entries), token=0, span=rows.span), tuple(_once(found, where))

    def part(self, part: Part, row: Row, where: str, *, is_made: bool = False) -> Fitted:
        """One field, with its checks; where an object is made in code (`is_made`), motools does not make them."""
        name = f"`{part.name}` of {where}"
        value, found = self.fitting.fit(part.form, row.value, name)
        if part.reads is not None or part.is_kept or (part.span is None and part.checks):
            # A function of the class takes it as it is: nothing is converted before.
            found = tuple(replace(one, severity=Severity.ERROR) if one.code == "FLO346" else one for one in found)
        if worst(found) == 2 or not isinstance(value, Known) or isinstance(value.value, bytes | complex):
            return value, found
        checked = tuple(self._checked(part, value, value.value, name))
        if is_made:
            checked = tuple(_unread(one) if one.code == "FLO347" else one for one in checked)
        return value, (*found, *checked)

    def _checked(self, part: Part, value: Known, plain: Plain, name: str) -> Iterator[Finding]:
        for one in part.checks:
            must = checks.refusal(one, plain)
            if must is not None:
                yield _refused(one, value, plain, must, name)
                return
        is_target = any(one.kind == "target" for one in part.checks) or part.attribute in shipped.CALLS
        if isinstance(plain, str) and not (is_target and ":" not in plain):
            weight = Severity.ERROR if is_target else Severity.WARNING
            yield from targets.faults(self.reader, plain, value.span, self.beside, weight, name)
        if part.reads is not None:
            argument = Argument(name=None, value=value, span=value.span)
            why = _raised(self.reader.apply(part.reads, [argument]).effects)
            if why is not None:
                said = f"{name} is refused by its class, being {shown(value)}" + (f": {why}" if why else "")
                yield finding("FLO347", said, value.span, help="correct it", note=("read here", part.reads.span))

    def _calls(self, shape: Shape, known: Mapping[str, Value], where: str, at: Span) -> Iterator[Finding]:
        """The pairs of a function and its arguments that motools' own sections have."""
        for name, keywords in shipped.CALLS.items():
            if shape.part(keywords) is None:
                continue
            address = text(known.get(name))
            function = None if address is None else targets.named(self.reader, address, self.beside)
            value = known.get(keywords)
            if not isinstance(function, Function) or not isinstance(value, Table | Known | None):
                continue
            rows = self.given.table(value, "data", value.span) if isinstance(value, Table) else None
            if rows is not None or not isinstance(value, Table):
                place = known[name].span if rows is None else at
                yield from targets.call_faults(function, rows, place, where)

    def after(self, shape: Shape, known: Mapping[str, Value], where: str, at: Span) -> Iterator[Finding]:
        """What the class's own `__post_init__` says to these values: it may refuse them, or import one of them."""
        if shape.after is None:
            return
        me = _object(shape, known, at, 0)
        effects = self.reader.apply(shape.after, [Argument(name=None, value=me, span=at)]).effects
        why = _raised(effects)
        if why is not None:
            said = f"{where} is refused by `{shape.name}.__post_init__`" + (f": {why}" if why else "")
            help = "correct these values"
            yield finding("FLO355", said, at, help=help, note=("refused here", shape.after.name_span))
            return
        for effect in effects:
            record = effect.value if effect.kind == "call" else None
            if isinstance(record, Record) and record.path.rpartition(".")[2] in _IMPORTS:
                value = record.arguments[0].value if record.arguments else None
                yield from self._imported(shape, known, value, where)

    def _imported(self, shape: Shape, known: Mapping[str, Value], value: Value | None, where: str) -> Iterator[Finding]:
        """A value that the class imports when it is made, which no check of its field has looked at."""
        if not isinstance(value, Known) or not isinstance(value.value, str):
            return
        part = next((p for p in shape.parts if (one := known.get(p.attribute)) and one.span == value.span), None)
        if part is None or any(one.kind == "target" for one in part.checks) or part.attribute in shipped.CALLS:
            return
        name = f"`{part.name}` of {where}"
        must = checks.refusal(Check(kind="target"), value.value)
        if must is not None:
            yield _refused(Check(kind="target"), value, value.value, must, name)
            return
        yield from targets.faults(self.reader, value.value, value.span, self.beside, Severity.ERROR, name)


def _once(found: list[Finding], where: str) -> Iterator[Finding]:
    """The findings, each at its worst, with one note for all the values that only a run knows."""
    unknown = [one for one in found if one.code == "FLO353"]
    errors = {(one.code, one.message) for one in found if one.severity is Severity.ERROR}
    for one in found:
        if one.severity is Severity.WARNING and (one.code, one.message) in errors:
            continue
        if one.code != "FLO353" or len(unknown) == 1:
            yield one
        elif one is unknown[0]:
            names = listed(dict.fromkeys(each.message.partition("`")[2].partition("`")[0] for each in unknown))
            yield replace(one, message=f"{names} of {where} are only known in a run")


def _unread(one: Finding) -> Finding:
    """A refusal of a function that motools calls for what it reads from a file, and not for what code makes."""
    return replace(one, severity=Severity.WARNING, message=f"{one.message}, as it is where it is read from a file")


def _object(shape: Shape, known: Mapping[str, Value], at: Span, depth: int) -> Value:
    """An object of a class, with what it is given and its defaults; those inside of it likewise."""
    filled: list[tuple[str, Value]] = []
    for part in shape.parts:
        value = known.get(part.attribute, part.default)
        inner = shape_of(part.form)
        if inner is not None and isinstance(value, Table) and depth < _DEEPEST:
            names = {one.name: one.attribute for one in inner.parts}
            rows = {names.get(str(k.value), ""): item for k, item in value.entries if isinstance(k, Known)}
            value = _object(inner, rows, at, depth + 1)
        if value is not None:
            filled.append((part.attribute, value))
    if not isinstance(shape.value, Class):
        return Unknown(why=f"`{shape.name}` is not part of the project", span=at)
    # No object of the program has a token below zero.
    return Instance(of=shape.value, attributes=tuple(filled), token=-1 - shape.value.token, span=at)


def _raised(effects: tuple[Effect, ...]) -> str | None:
    """What is raised for certain: its message, as far as it is known; None if nothing is."""
    for effect in effects:
        if effect.kind == "raise" and not effect.path:
            value = effect.value
            said = value.argument("", 0) if isinstance(value, Record) else None
            try:
                made = python_of(said.value) if said is not None else ""
            except NotLiteralError:
                made = _format(said.value) if said is not None else ""
            return made if isinstance(made, str) else ""
    return None


def _format(value: Value) -> str:
    """An f-string of which some pieces are not known."""
    if not isinstance(value, Symbol) or value.op != "format":
        return ""
    return "".join(str(one.value) if isinstance(one, Known) else "…" for one in value.operands)


def _class(shape: Shape, rows: Rows, where: str) -> Iterator[Finding]:
    """An object of another class than the one that is asked for."""
    if rows.how != "object" or not shape.target or not isinstance(rows.of, Class | Reference):
        return
    derived = is_of(rows.of, [shape.target])
    name = rows.of.name if isinstance(rows.of, Class) else rows.of.path.rpartition(".")[2]
    if derived and (isinstance(rows.of, Reference) or target(rows.of) == shape.target):
        return
    rest = f"; a plan makes a `{shape.name}` of it" if derived else f", where a `{shape.name}` belongs"
    yield finding(
        "FLO354",
        f"{where} is a `{name}`{rest}",
        rows.span,
        Severity.WARNING,
        help=f"make a `{shape.name}`, or correct the annotation",
        note=("the class that is asked for", shape.span),
    )


def _unknown(shape: Shape, row: Row, rows: Rows, where: str) -> Iterator[Finding]:
    """A name that is no field."""
    if shape.unknown == "kept":
        return
    names = [one.attribute if rows.how == "object" else one.name for one in shape.parts]
    guess = near(row.name, names)
    refused = rows.how == "object" or shape.unknown == "refused"
    rest = "" if refused else "; motools ignores it without a word"
    has = f"it has {listed(names)}" if names else "it has no fields"
    yield finding(
        "FLO345",
        f"`{row.name}` of {where} is no field of `{shape.name}`{rest}",
        row.span,
        Severity.ERROR if refused else Severity.WARNING,
        help=f"did you mean `{guess}`?" if guess else has,
        fix=renamed(row.span, row.name, guess) or removed(row.span, f"`{row.name}`", safe=not refused),
        note=(f"`{shape.name}`", shape.span),
    )


def _missing(shape: Shape, part: Part, where: str, at: Span) -> Finding:
    return finding(
        "FLO344",
        f"`{part.name}` is missing in {where}: `{shape.name}` has no default for it",
        at,
        help=f"give it ({part.written})" if part.written else "give it",
        note=("the field", part.span or shape.span),
    )


def _refused(check: Check, value: Known, plain: Plain, must: str, name: str) -> Finding:
    if check.kind == "target":
        said = f"{name} is {shown(value)}, but it must be {must}"
        dotted = isinstance(plain, str) and ":" not in plain and "." in plain
        right = ":".join(str(plain).rsplit(".", 1))
        help, fix = f"did you mean `{right}`?" if dotted else "correct it", renamed(value.span, str(plain), right)
        return finding("FLO349", said, value.span, help=help, fix=fix if dotted else None)
    guess = near(str(plain), [str(one) for one in check.values]) if check.kind == "one of" else ""
    help, fix = f"did you mean `{guess}`?" if guess else "correct it", renamed(value.span, str(plain), guess)
    return finding("FLO347", f"{name} is {shown(value)}, but it must be {must}", value.span, help=help, fix=fix)
