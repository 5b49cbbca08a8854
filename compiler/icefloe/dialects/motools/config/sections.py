"""The sections of a workflow's configuration, step by step: what each must be, and what it is."""

from collections.abc import Iterator, Sequence
from dataclasses import field

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.motools.config import faults
from icefloe.dialects.motools.config.classes import Shapes, target
from icefloe.dialects.motools.config.data import Sections, Stage
from icefloe.dialects.motools.config.fit import settled, unsettled
from icefloe.dialects.motools.config.inside import Inside
from icefloe.dialects.motools.config.rows import Given, Row, is_of
from icefloe.dialects.motools.config.say import finding, worst
from icefloe.dialects.motools.config.schema import schema
from icefloe.dialects.motools.config.shape import (
    NOTHING,
    Anything,
    Either,
    Entries,
    Form,
    Nested,
    Part,
    Shape,
    shape_of,
)
from icefloe.dialects.motools.config.uses import unread
from icefloe.dialects.motools.config.whole import Whole, whole
from icefloe.findings import Finding, Severity
from icefloe.graph import Binding, Parameter
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.types import NONE, Type, UnknownType, causes, union
from icefloe.values import Class, Known, Record, Reference, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_FREE = frozenset({"typing.Any", "builtins.object", "types.NoneType", "builtins.type"})


@dataclass(slots=True)
class Made:
    """What is being made of a configuration, step by step."""

    parameters: list[Parameter] = field(default_factory=list[Parameter])
    bindings: dict[str, Binding] = field(default_factory=dict[str, Binding])
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    complete: dict[str, Table] = field(default_factory=dict[str, Table])
    forms: dict[str, Form] = field(default_factory=dict[str, Form])
    findings: list[Finding] = field(default_factory=list[Finding])


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads the configuration of one workflow; `shape` is that of its class, `all` what was given."""

    reader: Reader
    shapes: Shapes
    inside: Inside
    shape: Shape | None
    all: Whole
    made: Made

    def stage(self, one: Stage) -> None:
        """The section of one step."""
        part = None if self.shape is None else self.shape.part(one.name)
        form = self._form(one, part)
        row = None if self.all.rows is None else next((r for r in self.all.rows.rows if r.name == one.name), None)
        if form is None:
            if row is None:
                return
            form = Anything()
        form = form if row is None else self._made_of(form, row)
        default, told = self._value(one, part, form, row)
        self.made.findings += (*told, *self._other_class(one, part, form, row))
        self.made.findings += unread(self.reader, one.function, shape_of(form), one.name)
        kind = self._type(one, part, form)
        self.made.parameters.append(
            Parameter(
                name=one.name,
                type=kind,
                span=one.span if row is None else row.span,
                default=default,
                origin=self.all.origin if row is not None else "declared",
                schema=schema(form, self._default),
            )
        )
        to = _target(form)
        self.made.bindings[one.name] = Binding(
            parameter="config",
            source=plan.FromParameter(name=one.name),
            type=kind,
            span=one.span,
            source_span=None if row is None else row.span,
            joined="declaration",
            adapt=(plan.Adapt(how="cast", type=to),) if to else (),
        )
        self.made.forms[one.name] = form
        self._complete(one.name, form, default)

    def _made_of(self, form: Form, row: Row) -> Form:
        """The form of a section that is an object of another class than its field has: a step gets that object."""
        rows = self.inside.given.rows(row.value)
        own = self.shapes.of(rows.of) if rows is not None and rows.how == "object" else None
        asked = shape_of(form)
        return (
            form if own is None or not own.target or asked is None or own.target == asked.target else Nested(shape=own)
        )

    def _other_class(self, one: Stage, part: Part | None, form: Form, row: Row | None) -> Iterator[Finding]:
        """An object of a class that is not even derived from that of its field."""
        asked = None if part is None else shape_of(part.form)
        made = shape_of(form)
        if row is None or asked is None or made is None or not asked.target or made == asked:
            return
        # A class from outside has as many addresses as there are ways to import it.
        outside = not (isinstance(made.value, Class) and isinstance(asked.value, Class))
        if is_of(made.value, [asked.target]) or (outside and made.name == asked.name):
            return
        yield finding(
            "FLO354",
            f"section `{one.name}` is a `{made.name}`, where a `{asked.name}` belongs",
            row.span,
            Severity.WARNING,
            help=f"make a `{asked.name}`, or correct the annotation",
            note=("the class that is asked for", asked.span),
        )

    def others(self, steps: Sequence[Stage]) -> None:
        """Sections of fields that are called like no step: nothing uses them, but they are checked all the same."""
        names = {one.name for one in steps}
        parts = () if self.shape is None else self.shape.parts
        for part in (one for one in parts if one.name not in names):
            row = None if self.all.rows is None else next((r for r in self.all.rows.rows if r.name == part.name), None)
            if row is not None:
                self.made.findings += self.inside.fitting.fit(part.form, settled(row.value), f"`{part.name}`")[1]

    def _form(self, one: Stage, part: Part | None) -> Form | None:
        """The form of a step's section: as the class of the workflow has it, else as the step says."""
        own = self._own(one)
        if part is not None and not (isinstance(part.form, Anything) and not part.form.target and own is not None):
            return part.form
        return own

    def _own(self, one: Stage) -> Form | None:
        """The form of the class that a step itself names; None if it names none."""
        if one.of is None or (isinstance(one.of, Known) and one.of.value is None):
            return None
        if isinstance(one.of, Reference) and one.of.path in _FREE:
            return None
        form = self.shapes.form(one.of)
        if isinstance(one.of, Class) and isinstance(form, Anything):
            return Anything(target=target(one.of))
        return form

    def _value(
        self, one: Stage, part: Part | None, form: Form, row: Row | None
    ) -> tuple[Value | None, tuple[Finding, ...]]:
        """The section that is given; else the empty one, if the class asks for nothing."""
        where = f"section `{one.name}`"
        if row is not None:
            value, found = self.inside.fitting.fit(form, settled(row.value), where)
            if isinstance(row.value, Table) and not row.value.entries and found:
                found = tuple(faults.moved(found, row.value.span, row.span))
            if not _is_plain(value):
                open_ = () if any(f.code == "FLO353" for f in found) else (unsettled(where, row.value),)
                return None, (*found, *open_)
            self.made.values[one.name] = value
            return value, found
        if self.all.is_open:
            # The defaults of its class are not what the run would take: it is asked for the section.
            return None, ()
        if part is not None and not part.required:
            usual = None if part.default is None else self.inside.fitting.fit(form, part.default, where)[0]
            return (usual if usual is not None and _is_plain(usual) else None), ()
        missing: tuple[Finding, ...] = ()
        # A dictionary makes no object, which could not be made without it.
        is_made = self.all.rows is not None and self.all.rows.how != "dictionary"
        if is_made and part is not None and self.shape is not None:
            missing = (faults.section_missing(self.shape, part, self.all.at),)
        return (Table(entries=(), token=0, span=one.span) if _is_free(form) else None), missing

    def _type(self, one: Stage, part: Part | None, form: Form) -> Type:
        """The type of a section, for the plan: its class."""
        value = _value_of(form)
        if value is None:
            known = _target(form)
            value = Reference(path=known.replace(":", "."), span=one.span) if known else None
        if value is None:
            return UnknownType("nothing says what the section is", causes.RUN_TIME)
        kind = self.reader.types.annotation(value)
        return union(kind, NONE) if part is not None and isinstance(form, Either) and NOTHING in form.members else kind

    def _default(self, part: Part) -> tuple[Json, ...]:
        """The default of a field as a schema has it."""
        if part.default is None:
            return ()
        value, found = self.inside.fitting.fit(part.form, part.default, part.name)
        try:
            return () if worst(found) else (literal_of(value),)
        except NotLiteralError:
            return ()

    def _complete(self, name: str, form: Form, value: Value | None) -> None:
        """The section with the defaults of its class; nothing of one that only a run knows."""
        if self.all.is_open:
            return
        shape = shape_of(form)
        given = value.entries if isinstance(value, Table) else ()
        told = {key.value for key, _ in given if isinstance(key, Known)}
        rest = [
            (Known(value=one.name, span=one.default.span), self.inside.fitting.fit(one.form, one.default, one.name)[0])
            for one in (() if shape is None else shape.parts)
            if one.default is not None and one.name not in told
        ]
        if value is None or isinstance(value, Table):
            span = value.span if value is not None else self.all.at
            self.made.complete[name] = Table(entries=(*given, *rest), token=0, span=span)


def sections(
    reader: Reader,
    *,
    workflow: Value | None,
    steps: Sequence[Stage],
    given: Value | None,
    span: Span,
    effects: Sequence[Effect] = (),
) -> Sections:
    """The sections of a configuration, by the class of the workflow's configuration and by the steps' own classes.

    `given` is the configuration that a run of the workflow is given in the source; a file that the user gives
    (`Reader.configuration`) is taken in its place. `span` is where it is said that something is not given at all,
    `effects` are those of the program: what is changed after an object was made.
    """
    shapes = Shapes(reader)
    taken = Given(shapes, _before(given, effects))
    everything = whole(reader, taken, given, span)
    inside = Inside(reader, taken, span.path, everything.words)
    shape = _shape(shapes, workflow, everything)
    reading = Reading(reader, shapes, inside, shape, everything, Made())
    for one in steps:
        reading.stage(one)
    reading.others(steps)
    made = reading.made
    if shape is not None and everything.rows is not None and worst(made.findings) < 2:
        made.findings += inside.after(shape, made.values, "the configuration", everything.at)
    made.findings = [
        *everything.findings,
        *faults.of_classes(shapes, workflow, steps, made=everything.rows is not None),
        *faults.of_names(shapes, shape, steps, everything),
        *faults.of_made(shapes.of(workflow), everything.rows),
        *made.findings,
    ]
    return Sections(
        parameters=tuple(made.parameters),
        bindings=made.bindings,
        values=made.values,
        complete=made.complete,
        forms=made.forms,
        inside=inside,
        findings=tuple(dict.fromkeys(made.findings)),
        files=everything.files,
    )


def _shape(shapes: Shapes, workflow: Value | None, everything: Whole) -> Shape | None:
    """The class of the configuration: the one that it is made of, which may be derived from that of the workflow."""
    made = None if everything.rows is None else shapes.of(everything.rows.of)
    return shapes.of(workflow) if made is None else made


def _before(given: Value | None, effects: Sequence[Effect]) -> Sequence[Effect]:
    """What the program has done before it runs the workflow with that configuration."""
    for position, effect in enumerate(effects):
        record = effect.value if effect.kind == "call" else None
        if isinstance(record, Record) and any(one.value is given for one in record.arguments):
            return effects[:position]
    return effects


def _value_of(form: Form) -> Value | None:
    shape = shape_of(form)
    return None if shape is None else shape.value


def _target(form: Form) -> str:
    """The address of the class that a section is made into, if it is."""
    if isinstance(form, Anything):
        return form.target
    shape = shape_of(form)
    return "" if shape is None else shape.target


def _is_free(form: Form) -> bool:
    """Whether an empty section will do."""
    shape = shape_of(form)
    if shape is not None:
        return shape.is_free
    return isinstance(form, Entries) or (isinstance(form, Anything) and not form.target)


def _is_plain(value: Value) -> bool:
    """Whether a section can be written down."""
    try:
        literal_of(value)
    except NotLiteralError:
        return False
    return True
