"""The grid of a sweep: every combination of its values, put into the sections that it is run with."""

from collections.abc import Iterator
from itertools import product

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.motools.config.data import Point, Sections, Sweep
from icefloe.dialects.motools.config.fit import Fitted
from icefloe.dialects.motools.config.inside import Inside
from icefloe.dialects.motools.config.rows import Row
from icefloe.dialects.motools.config.say import finding, listed, near
from icefloe.dialects.motools.config.shape import Anything, shape_of
from icefloe.findings import Finding
from icefloe.fixes import renamed
from icefloe.graph import Hole
from icefloe.reach import text, why
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Value

_MOST = 10_000


def swept(found: Sections, grid: Value | None, span: Span) -> Sweep:
    """The configurations of a sweep over those sections, one for each point of its grid, in the original's order.

    A key of the grid is the name of a section, which is replaced as a whole, or a way into one (`train.rate`).
    """
    if not isinstance(grid, Table) or found.inside is None:
        return Sweep(holes=(_hole(grid, span),))
    inside = found.inside
    told: list[Finding] = []
    axes: list[list[tuple[str, Span, Value]]] = []
    count = 1
    for key, values in grid.entries:
        name = text(key)
        if name is None or not isinstance(values, Items):
            return Sweep(findings=tuple(told), holes=(_hole(key if name is None else values, span),))
        wrong = list(_wrong(found, name, values, key.span))
        fitted = [_fit(inside, found, name, value) for value in values.items]
        told += (*wrong, *(one for _, more in fitted for one in more if not wrong))
        unknown = next((value for value, _ in fitted if not _is_known(value)), None)
        if unknown is not None:
            return Sweep(findings=tuple(told), holes=(_hole(unknown, span),))
        axes.append([(name, key.span, value) for value, _ in fitted] if not wrong else [])
        count *= len(values.items)
    if count > _MOST:
        return Sweep(holes=(Hole(what="the grid of the sweep", why=f"it has {count:,} points", span=grid.span),))
    points = tuple(_point(found, chosen, span) for chosen in product(*axes))
    return Sweep(points=points, findings=tuple(dict.fromkeys(told)))


def _hole(value: Value | None, span: Span) -> Hole:
    return Hole(what="the grid of the sweep", why=why(value), span=span if value is None else value.span)


def _is_known(value: Value) -> bool:
    try:
        literal_of(value)
    except NotLiteralError:
        return False
    return True


def _wrong(found: Sections, name: str, values: Items, span: Span) -> Iterator[Finding]:
    """A way that leads nowhere, or no values at all."""
    if not values.items:
        said = f"the grid has no values for `{name}`, so that the sweep runs nothing"
        yield finding("FLO356", said, values.span, help="give it values, or take it out")
    section, _, rest = name.partition(".")
    if not found.forms:
        return
    if section not in found.forms:
        guess = near(section, found.forms)
        help = f"did you mean `{guess}`?" if guess else f"there is {listed(found.forms)}"
        fix = renamed(span, name, f"{guess}{name.removeprefix(section)}") if guess else None
        said = f"the grid names `{name}`, and there is no section `{section}`"
        yield finding("FLO356", said, span, help=help, fix=fix)
        return
    field, _, deeper = rest.partition(".")
    shape = shape_of(found.forms[section])
    if field and shape is not None and shape.part(field) is None and shape.unknown != "kept":
        names = [one.name for one in shape.parts]
        guess = near(field, names)
        help = f"did you mean `{guess}`?" if guess else f"it has {listed(names)}" if names else "it has no fields"
        said = f"the grid names `{name}`, and `{field}` is no field of `{shape.name}`"
        fix = renamed(span, name, f"{section}.{guess}{name.removeprefix(f'{section}.{field}')}") if guess else None
        yield finding("FLO356", said, span, help=help, note=(f"`{shape.name}`", shape.span), fix=fix)
    elif deeper and _put(found.complete.get(section), rest.split("."), Known(value=None, span=span), span) is None:
        said = f"the grid names `{name}`, but the section gives nothing that this could be put into"
        yield finding("FLO356", said, span, help=f"give `{field}` in the section")


def _fit(inside: Inside, found: Sections, name: str, value: Value) -> Fitted:
    """One value of the grid, fitted to what it replaces, as far as that has a form."""
    section, _, rest = name.partition(".")
    form = found.forms.get(section, Anything())
    if not rest:
        return inside.fitting.fit(form, value, f"section `{section}`")
    shape = shape_of(form)
    part = None if shape is None else shape.part(rest)
    if part is None:
        return inside.fitting.fit(Anything(), value, f"`{rest}` of section `{section}`")
    return inside.part(part, Row(name=rest, value=value, span=value.span), f"section `{section}`", is_made=True)


def _point(found: Sections, chosen: tuple[tuple[str, Span, Value], ...], span: Span) -> Point:
    """One configuration: the sections that are given or left to their classes, with these values in their places."""
    usual = {one.name: one.default for one in found.parameters if one.default is not None}
    sections: dict[str, Value] = {**usual, **found.values}
    for name, place, value in chosen:
        section, _, rest = name.partition(".")
        way = rest.split(".") if rest else []
        made = _put(_ready(sections.get(section), found.complete.get(section), way), way, value, place)
        if made is not None:
            sections[section] = made
    entries = tuple((Known(value=name, span=span), value) for name, value in sections.items())
    values = tuple((name, value) for name, _, value in chosen)
    return Point(config=Table(entries=entries, token=0, span=span), values=values)


def _ready(value: Value | None, complete: Table | None, way: list[str]) -> Value | None:
    """A section that has something to put a value deep into: the default of the field, if it gives nothing."""
    entries = value.entries if isinstance(value, Table) else ()
    if len(way) < 2 or complete is None or any(text(key) == way[0] for key, _ in entries):
        return value
    usual = tuple(entry for entry in complete.entries if text(entry[0]) == way[0])
    return Table(entries=(*entries, *usual), token=0, span=complete.span)


def _put(value: Value | None, way: list[str], new: Value, span: Span) -> Value | None:
    """A section with one value of it changed; None if the way leads nowhere."""
    if not way:
        return new
    entries = value.entries if isinstance(value, Table) else ()
    if value is not None and not isinstance(value, Table):
        return None
    head, *rest = way
    old = next((item for key, item in entries if text(key) == head), None)
    made = None if rest and old is None else _put(old, rest, new, span)
    if made is None:
        return None
    kept = tuple((key, made if text(key) == head else item) for key, item in entries)
    more = () if old is not None else ((Known(value=head, span=span), made),)
    return Table(entries=(*kept, *more), token=0, span=span)
