"""The grid of a sweep: every combination of its values, put into the sections that it is run with."""

from collections.abc import Iterator
from itertools import product

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.motools.config.data import Point, Sections, Sweep
from icefloe.dialects.motools.config.fit import settled
from icefloe.dialects.motools.config.rows import Given
from icefloe.dialects.motools.config.say import finding, listed, near
from icefloe.findings import Finding
from icefloe.graph import Hole
from icefloe.reach import text, why
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Value

_MOST = 10_000


def swept(found: Sections, grid: Value | None, span: Span) -> Sweep:
    """The configurations of a sweep over those sections, one for each point of its grid, in the original's order.

    A key of the grid is the name of a section, which is replaced as a whole, or a way into one (`train.rate`).
    """
    if grid is None or (isinstance(grid, Known) and grid.value is None):
        return _product(found, (), span)
    if not isinstance(grid, Table):
        return Sweep(holes=(Hole(what="the grid of the sweep", why=why(grid), span=grid.span),))
    axes: list[tuple[str, Span, Items]] = []
    holes: list[Hole] = []
    told: list[Finding] = []
    for key, values in grid.entries:
        name = text(key)
        if name is None or not isinstance(values, Items):
            blame = key if name is None else values
            holes.append(Hole(what="the grid of the sweep", why=why(blame), span=blame.span))
            continue
        wrong = list(_wrong(found, name, key.span))
        told += wrong
        if not values.items:
            message = f"`{name}` has no values in the grid, so that the sweep runs nothing"
            told.append(finding("FLO356", message, values.span, help="give it values, or take it out"))
        if not wrong:
            axes.append((name, key.span, values))
    if holes:
        return Sweep(findings=tuple(told), holes=tuple(holes))
    made = _product(found, tuple(axes), span)
    return Sweep(points=made.points, findings=(*told, *made.findings), holes=made.holes)


def _wrong(found: Sections, name: str, span: Span) -> Iterator[Finding]:
    """A way that leads nowhere."""
    section, _, rest = name.partition(".")
    known = list(found.shapes)
    if section not in known:
        guess = near(section, known)
        help = f"did you mean `{guess}`?" if guess else f"there is {listed(known)}"
        yield finding("FLO356", f"the grid names `{section}`, and there is no such section", span, help=help)
        return
    shape = found.shapes[section]
    field = rest.partition(".")[0]
    if rest and shape is not None and shape.part(field) is None and shape.unknown != "kept":
        names = [one.name for one in shape.parts]
        guess = near(field, names)
        yield finding(
            "FLO356",
            f"the grid names `{name}`, and `{field}` is no field of `{shape.name}`",
            span,
            help=f"did you mean `{guess}`?" if guess else f"it has {listed(names)}",
            note=(f"`{shape.name}`", shape.span),
        )


def _product(found: Sections, axes: tuple[tuple[str, Span, Items], ...], span: Span) -> Sweep:
    """Every combination: the last name of the grid changes first."""
    count = 1
    for _, _, values in axes:
        count *= len(values.items)
    if count > _MOST:
        because = f"it has {count:,} points"
        return Sweep(holes=(Hole(what="the grid of the sweep", why=because, span=span),))
    points: list[Point] = []
    told: list[Finding] = []
    for values in product(*(axis.items for _, _, axis in axes)):
        chosen = tuple((name, place, value) for (name, place, _), value in zip(axes, values, strict=True))
        point, more = _point(found, chosen, span)
        points.append(point)
        told += more
    return Sweep(points=tuple(points), findings=tuple(dict.fromkeys(told)))


def _point(found: Sections, chosen: tuple[tuple[str, Span, Value], ...], span: Span) -> tuple[Point, list[Finding]]:
    """One configuration: the sections that are given, with these values in their places."""
    sections: dict[str, Value] = dict(found.values)
    told: list[Finding] = []
    for name, place, value in chosen:
        section, _, rest = name.partition(".")
        made = _put(sections.get(section), rest.split(".") if rest else [], value, place)
        if made is None:
            message = f"the grid names `{name}`, and there is nothing there to put it into"
            told.append(finding("FLO356", message, place, help="correct the way, or give the section"))
            continue
        sections[section] = made
    for section in dict.fromkeys(name.partition(".")[0] for name, _, _ in chosen):
        shape, value = found.shapes.get(section), sections.get(section)
        if shape is None or value is None or found.inside is None:
            continue
        rows = Given.table(value, "data", span) if isinstance(value, Table) else None
        if rows is not None:
            fitted, more = found.inside.fit(shape, rows, f"section `{section}`", span)
            sections[section] = fitted
            told += more
    entries = tuple((Known(value=name, span=span), value) for name, value in sections.items())
    values = tuple((name, value) for name, _, value in chosen)
    return Point(config=Table(entries=entries, token=0, span=span), values=values), told


def _put(value: Value | None, way: list[str], new: Value, span: Span) -> Value | None:
    """A section with one value of it changed; None if the way does not lead anywhere."""
    if not way:
        return _data(new)
    if not isinstance(value, Table):
        return None if value is not None and len(way) > 1 else _single(way, new, span) if value is None else None
    head, *rest = way
    old = next((item for key, item in value.entries if text(key) == head), None)
    if rest and old is None:
        return None
    made = _put(old, rest, new, span) if rest else _data(new)
    if made is None:
        return None
    entries = tuple((key, made if text(key) == head else item) for key, item in value.entries)
    if old is None:
        entries = (*entries, (Known(value=head, span=span), made))
    return Table(entries=entries, token=value.token, span=value.span)


def _single(way: list[str], new: Value, span: Span) -> Value:
    return Table(entries=((Known(value=way[0], span=span), _data(new)),), token=0, span=span)


def _data(value: Value) -> Value:
    return settled(value)
