"""Plans out of nothing, made from the classes themselves, and plans with one thing changed in them."""

import dataclasses
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from icefloe_schema.plan import Body, FromOutput, FromRan, Group, Output, Parameter, ParameterSet, Plan, Result, Step
from icefloe_schema.shapes import (
    Choice,
    Either,
    Free,
    Many,
    Maybe,
    One,
    Scalar,
    Shape,
    Table,
    Tagged,
    fields_of,
)

WORDS = st.sampled_from(["a", "b", "train", "header", "1", "m`x|y", "é\n", "list[int]", "float"])
LITERALS = st.sampled_from(
    [None, True, 1, 0, False, "a", [1, 2], {"$float": "1.0"}, {"$tuple": [1]}, {"k": 1}, "x" * 90]
)
TABLES = st.dictionaries(st.sampled_from(["k", "l", "m.n"]), LITERALS, max_size=2)
DEPTH = 3
#: What the classes are told apart by where they stand in a list.
NAMED = {Step: "id", Parameter: "name", Output: "name", Result: "name", Group: "name", ParameterSet: "name"}


def value_of(shape: Shape, depth: int) -> st.SearchStrategy[Any]:
    """Values of a shape; what nests ends at some depth."""
    match shape:
        case Scalar(type=cls):
            return WORDS if cls is str else st.booleans() if cls is bool else st.integers(1, 3)
        case Choice(values=values):
            return st.sampled_from(values)
        case Maybe(of=of):
            return st.none() if depth <= 0 else st.none() | value_of(of, depth)
        case Many(of=of):
            return list_of(of, depth)
        case One(cls=cls):
            return object_of(cls, depth - 1)
        case Tagged(classes=classes):
            kept = [cls for cls in classes if depth > 0 or not nests(cls)]
            return st.sampled_from(kept).flatmap(lambda cls: object_of(cls, depth - 1))
        case Either(other=other):
            return WORDS | value_of(other, depth)
        case Free():
            return LITERALS
        case Table():
            return TABLES


def list_of(of: Shape, depth: int) -> st.SearchStrategy[Any]:
    """Tuples; of what has a name, each only once."""
    if depth <= 0 and not isinstance(of, Scalar):
        return st.just(())
    cls = of.cls if isinstance(of, One) else None
    name = NAMED.get(cls) if cls is not None else None
    unique = (lambda one: getattr(one, name)) if name else None
    # Steps are what most of a plan is.
    least = 1 if cls is Step else 0
    return st.lists(
        value_of(of, depth if cls is Step else depth - 1), min_size=least, max_size=3, unique_by=unique
    ).map(tuple)


def nests(cls: type) -> bool:
    return any(
        isinstance(field.shape, One | Many | Tagged | Maybe) and field.name != "item" for field in fields_of(cls)
    )


def object_of(cls: type, depth: int) -> st.SearchStrategy[Any]:
    """Objects of a class, of which most fields hold their default."""
    made: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields_of(cls):
        if field.pattern:
            made[field.name] = st.just("a" * 64 if field.name == "sha256" else "1.0")
        elif field.required and not field.shown:
            made[field.name] = value_of(field.shape, depth)
        elif depth > -1:
            made[field.name] = value_of(field.shape, depth)
            if field.name != "steps":
                made[field.name] = st.just(field.default) | made[field.name]
    return st.deferred(lambda: st.builds(cls, **made))


PLANS: st.SearchStrategy[Plan] = object_of(Plan, DEPTH + 2)


@st.composite
def mutants(draw: st.DrawFn) -> tuple[Plan, Plan]:
    """A plan, and the same with one thing in it drawn anew."""
    plan = draw(PLANS)
    return plan, _changed(draw, plan)


def _changed(draw: st.DrawFn, obj: Any) -> Any:
    fields = [field for field in fields_of(type(obj)) if not field.pattern and field.name != "plan"]
    if not fields:
        return obj
    field = draw(st.sampled_from(fields))
    if isinstance(obj, Plan | Body) and draw(st.integers(0, 4)):
        field = next(one for one in fields if one.name == "steps")
    if isinstance(obj, Step) and draw(st.booleans()):
        field = next(one for one in fields if one.name == "run")
    value = getattr(obj, field.name)
    inner = [one for one in value if dataclasses.is_dataclass(one)] if isinstance(value, tuple) else []
    if dataclasses.is_dataclass(value) and draw(st.integers(0, 3)):
        return replace(obj, **{field.name: _changed(draw, value)})
    if inner and draw(st.integers(0, 3)):
        index = draw(st.integers(0, len(inner) - 1))
        changed = _changed(draw, inner[index])
        made = (*value[:index], changed, *value[index + 1 :])
        cls = type(changed)
        names = [getattr(one, NAMED[cls]) for one in made] if cls in NAMED else []
        if len(set(names)) == len(names):
            return replace(obj, **{field.name: made})
        return obj
    return replace(obj, **{field.name: draw(value_of(field.shape, 2))})


@st.composite
def renamings(draw: st.DrawFn) -> tuple[Plan, Plan]:
    """A plan, and the same with another name for the steps of one name; what names them follows, or only some of it."""
    plan = draw(PLANS)
    old = draw(st.sampled_from([step.id for step in plan.steps]))
    new = draw(WORDS)
    follows = st.just(True) if draw(st.booleans()) else st.booleans()

    def renamed(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(renamed(one) for one in value)
        if not dataclasses.is_dataclass(value):
            return value
        made = {field.name: renamed(getattr(value, field.name)) for field in dataclasses.fields(value)}
        own = {Step: "id", FromOutput: "step", FromRan: "step"}.get(type(value))
        if own and made[own] == old and (own == "id" or draw(follows)):
            made[own] = new
        several = {Step: "after", Group: "steps"}.get(type(value))
        if several:
            made[several] = tuple(new if one == old and draw(follows) else one for one in made[several])
        return type(value)(**made)

    changed = renamed(plan)
    return plan, changed if _is_unique(changed) else plan


def _is_unique(value: Any) -> bool:
    """Whether no two steps of one body have one name."""
    if isinstance(value, tuple):
        return all(map(_is_unique, value))
    if not dataclasses.is_dataclass(value):
        return True
    ids = [step.id for step in value.steps] if isinstance(value, Plan | Body) else []
    return len({*ids}) == len(ids) and all(
        _is_unique(getattr(value, field.name)) for field in dataclasses.fields(value)
    )
