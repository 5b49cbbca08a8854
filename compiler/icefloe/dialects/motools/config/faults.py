"""What is wrong with the names of sections, and with classes of configuration as such."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from icefloe.dialects.motools.config.classes import Shapes, is_undecorated, kind_of, lineage
from icefloe.dialects.motools.config.data import Stage
from icefloe.dialects.motools.config.inside import Inside
from icefloe.dialects.motools.config.rows import Given, Rows, is_of
from icefloe.dialects.motools.config.say import finding, listed, near, worst
from icefloe.dialects.motools.config.shape import Form, Part, Shape, shape_of
from icefloe.dialects.motools.config.whole import Whole
from icefloe.findings import Finding, Severity
from icefloe.fixes import AddDecorator, AddImport, Edit, Fix, removed, renamed
from icefloe.source import Span
from icefloe.values import Class, Items, Known, Reference, Table, Unknown, Value

_FREE = frozenset({"typing.Any", "builtins.object", "types.NoneType", "builtins.dict"})


def moved(findings: Iterable[Finding], old: Span, new: Span) -> Iterator[Finding]:
    """Findings about an empty section, told at its name: there is nothing in it to point at."""
    for one in findings:
        yield replace(one, span=new) if one.span == old else one


def section_missing(shape: Shape, part: Part, at: Span) -> Finding:
    """A section that the class of the workflow must be given."""
    return finding(
        "FLO342",
        f"the configuration has no section `{part.name}`, for which `{shape.name}` has no default",
        at,
        help=f"give it one; `{part.name}: {{}}` if it has nothing to say",
        note=("the field", part.span),
    )


def of_names(shapes: Shapes, shape: Shape | None, steps: Sequence[Stage], given: Whole) -> Iterator[Finding]:
    """The names of steps, of the fields of the workflow's class, and of the sections that are given: all the same."""
    names = [one.name for one in steps]
    if not names:
        # Which steps there are is not known.
        return
    if shape is not None:
        for one in steps:
            yield from _step(shapes, shape, one, names)
        for part in shape.parts:
            if part.name not in names and _is_section(part.form) and part.span is not None:
                yield _field(shape, part, names)
    yield from () if given.rows is None else _rows(shape, names, given.rows)


def of_made(shape: Shape | None, rows: Rows | None) -> Iterator[Finding]:
    """A configuration of another class than the one that the workflow names."""
    # A class inside a function has no address to be known by.
    if shape is None or rows is None or not shape.target or not isinstance(rows.of, Class):
        return
    if is_of(rows.of, [shape.target]):
        return
    yield finding(
        "FLO354",
        f"the configuration is a `{rows.of.name}`, and the workflow names `{shape.name}` as its class",
        rows.span,
        Severity.WARNING,
        help="name the same class in both places",
        note=("the class of the workflow", shape.span),
    )


def _step(shapes: Shapes, shape: Shape, one: Stage, names: list[str]) -> Iterator[Finding]:
    part = shape.part(one.name)
    own = shapes.of(one.of)
    if part is None:
        if one.of is None or isinstance(one.of, Known) or (isinstance(one.of, Reference) and one.of.path in _FREE):
            return
        if own is not None and not own.parts:
            return
        guess = near(one.name, [p.name for p in shape.parts if p.name not in names])
        yield finding(
            "FLO343",
            f"`{shape.name}` has no field `{one.name}`, so that motools gives step `{one.name}` no configuration",
            one.span,
            Severity.WARNING,
            help=f"did you mean `{guess}`?" if guess else f"add a field `{one.name}` to it",
            note=(f"`{shape.name}`", shape.span),
        )
        return
    asked = shape_of(part.form)
    if own is None or asked is None or not own.target or not asked.target or own.target == asked.target:
        return
    if is_of(one.of, [asked.target]) or is_of(asked.value, [own.target]):
        return
    yield finding(
        "FLO354",
        f"step `{one.name}` names `{own.name}` as its class, but the field of `{shape.name}` makes a `{asked.name}`",
        one.span,
        Severity.WARNING,
        help="make both the same: only the field counts",
        note=("the field", part.span),
    )


def _field(shape: Shape, part: Part, names: list[str]) -> Finding:
    guess = near(part.name, names)
    return finding(
        "FLO343",
        f"the workflow has no step `{part.name}`, so that this field of `{shape.name}` is used by nothing",
        part.span or Span(path="", line=1, column=1, end_line=1, end_column=1),
        Severity.WARNING if part.required or guess else Severity.NOTE,
        help=f"did you mean `{guess}`?" if guess else "a field is called like the step whose section it is",
    )


def _rows(shape: Shape | None, names: list[str], rows: Rows) -> Iterator[Finding]:
    """Sections that belong to nothing; and a dictionary where motools looks for attributes."""
    fields = names if shape is None else [one.name for one in shape.parts]
    for row in rows.rows if shape is not None or rows.how != "object" else ():
        if row.name in fields or (row.name in names and shape is not None and rows.how != "object"):
            continue
        guess = near(row.name, fields)
        refused = rows.how == "object" and shape is not None
        what = "no step" if shape is None else f"no field of `{shape.name}`"
        yield finding(
            "FLO341",
            f"`{row.name}` is {what}" + ("" if refused else "; motools ignores it without a word"),
            row.span,
            Severity.ERROR if refused else Severity.WARNING,
            help=f"did you mean `{guess}`?" if guess else f"there is {listed(fields)}" if fields else "take it out",
            fix=renamed(row.span, row.name, guess) or removed(row.span, f"`{row.name}`", safe=not refused),
        )
    if rows.how == "dictionary" and rows.rows:
        yield finding(
            "FLO351",
            "the configuration is a dictionary, in which motools finds no section: it looks for attributes",
            rows.span,
            Severity.NOTE,
            help="motools would give every step None; Icefloe takes the sections. Make it by `from_dict` of its class",
        )
    if rows.how != "object":
        return
    made = {part.name for part in (() if shape is None else shape.parts) if _is_object(part.form)}
    plain = [row for row in rows.rows if isinstance(row.value, Table) and row.name in names and row.name in made]
    if plain:
        yield finding(
            "FLO351",
            f"motools hands dictionaries on as they are: {listed(row.name for row in plain)} would be no objects",
            plain[0].span,
            Severity.NOTE,
            help="Icefloe makes objects of them. For motools, make them yourself, or the whole by `from_dict`",
        )


def of_classes(shapes: Shapes, workflow: Value | None, steps: Sequence[Stage], *, made: bool) -> Iterator[Finding]:
    """Classes that are no dataclasses although they are meant to be, and defaults that do not fit their fields.

    `made` tells that objects of them are made in this program: with that, some fail for certain.
    """
    seen: set[int] = set()
    waiting = [one for one in (workflow, *(step.of for step in steps)) if isinstance(one, Class)]
    while waiting:
        one = waiting.pop(0)
        shape = shapes.of(one)
        if one.token in seen or shape is None:
            continue
        seen.add(one.token)
        nested = [shape_of(part.form) for part in shape.parts]
        waiting += [inner.value for inner in nested if inner is not None and isinstance(inner.value, Class)]
        yield from _class(shapes, one, shape, Severity.ERROR if made else Severity.WARNING)


def _class(shapes: Shapes, one: Class, shape: Shape, weight: Severity) -> Iterator[Finding]:
    """What is wrong with one class."""
    for owner in lineage(one):
        if is_undecorated(owner):
            yield finding(
                "FLO358",
                f"`{owner.name}` is not decorated with `@dataclass`: what it declares are no fields",
                owner.name_span,
                weight,
                help="write `@dataclass` above it",
                fix=Fix(message="decorate it with `@dataclass`", changes=(_dataclass(owner),)),
            )
    if not shape.target and kind_of(one):
        yield finding(
            "FLO357",
            f"`{one.name}` is defined inside a function, where no run finds it: its sections stay mappings",
            one.name_span,
            Severity.WARNING,
            help="define it at the top of its module",
        )
    inside = Inside(shapes.reader, Given(shapes), one.span.path)
    own = {field.name: field.default for field in one.fields}
    for part in shape.parts:
        if kind_of(one) == "data" and isinstance(own.get(part.attribute), Items | Table) and _is_changeable(own, part):
            yield finding(
                "FLO359",
                f"the default of `{part.name}` can be changed: Python refuses the class `{shape.name}`",
                part.span or one.name_span,
                help="write `field(default_factory=…)`",
                fix=_factory(own[part.attribute]),
            )
        elif part.default is not None and not isinstance(part.default, Unknown) and part.attribute in own:
            _, found = inside.fitting.fit(part.form, part.default, f"the default of `{part.name}`")
            if worst(found) == 2 and not (isinstance(part.default, Known) and part.default.value is None):
                yield replace(found[0], code="FLO359", severity=Severity.WARNING, help="correct it, or the annotation")


def _dataclass(owner: Class) -> AddDecorator:
    return AddDecorator(span=owner.name_span, module="dataclasses", name="dataclass")


def _factory(value: Value | None) -> Fix | None:
    """A factory in place of an empty list or dictionary: every object gets one of its own, as it was meant."""
    is_empty = (isinstance(value, Items) and not value.items) or (isinstance(value, Table) and not value.entries)
    if value is None or not is_empty:
        return None
    kind = value.kind if isinstance(value, Items) else "dict"
    return Fix(
        message=f"write `field(default_factory={kind})`",
        edits=(Edit(span=value.span, text=f"field(default_factory={kind})"),),
        changes=(AddImport(span=value.span, module="dataclasses", name="field"),),
        safe=True,
    )


def _is_changeable(own: Mapping[str, Value | None], part: Part) -> bool:
    """Whether a default is a list, a dictionary or a set, which a dataclass refuses."""
    value = own[part.attribute]
    return isinstance(value, Table) or (isinstance(value, Items) and value.kind != "tuple")


def _is_object(form: Form) -> bool:
    """Whether a field holds an object: a typed dictionary is one dictionary among others."""
    shape = shape_of(form)
    return shape is not None and bool(shape.target)


def _is_section(form: Form) -> bool:
    """Whether a field is one for a section, rather than for the program's own use."""
    return shape_of(form) is not None
