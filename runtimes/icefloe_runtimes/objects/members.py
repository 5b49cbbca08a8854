"""The steps of one pipeline before they are wired, each under an id of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import cast

from icefloe_runtimes.objects.definition import Definition
from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.nested import Inner
from icefloe_schema.plan import Value
from icefloe_schema.records import dataclass

_DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test under which a step runs, and whether it has to hold."""

    value: Value
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One step: a function, or a pipeline in the pipeline.

    `declares` says whether the user has named its outputs. `given` are values of parameters that were given with it;
    `conditions` are the branches that it stands in, of which one has to be taken.
    """

    id: str
    name: str
    of: Definition | Inner
    outputs: tuple[str, ...]
    declares: bool
    given: Mapping[str, object] = field(default_factory=dict[str, object])
    conditions: tuple[tuple[tuple[object, bool], ...], ...] = ()
    tests: tuple[Test, ...] = ()

    @property
    def subject(self) -> object:
        """What makes it the same step wherever it is added."""
        return self.of.function if isinstance(self.of, Definition) else self.of


def member(of: Definition | Inner, name: str = "", given: Mapping[str, object] | None = None) -> Member:
    """Give a step before it is known which others have its name."""
    called = name or of.name
    declared = tuple(of.outputs)
    return Member(
        id=called,
        name=called,
        of=of,
        outputs=declared or ((called,) if isinstance(of, Definition) else ()),
        declares=bool(declared),
        given={**(of.given if isinstance(of, Definition) else {}), **(given or {})},
    )


def named(members: Sequence[Member], pipeline: str) -> tuple[Member, ...]:
    """Tell steps of one name apart by what their factory or loop gave them; `BuildError` where nothing does."""
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(members):
        groups.setdefault(one.name, []).append(index)
    found = list(members)
    for name, places in groups.items():
        if len(places) < 2:
            continue
        alike = [members[index] for index in places]
        labels = _labels(alike) if len({id(one.subject) for one in alike}) == len(alike) else ()
        if not labels:
            raise BuildError(f"pipeline {pipeline!r} has two steps {name!r}: give one of them another name")
        for index, label in zip(places, labels, strict=True):
            one = members[index]
            id_ = f"{name}[{label}]"
            found[index] = replace(one, id=id_, outputs=one.outputs if one.declares else (id_,))
    return tuple(found)


def _labels(alike: Sequence[Member]) -> Sequence[str]:
    rows = [_texts(one) for one in alike]
    columns = list(zip(*rows, strict=False)) if len({len(row) for row in rows}) == 1 else []
    varying = [column for column in columns if len(set(column)) > 1]
    for column in (*varying, tuple(",".join(texts) for texts in zip(*varying, strict=True))):
        if column and all(column) and len(set(column)) == len(alike):
            return column
    outputs = [one.outputs[0] if one.declares else "" for one in alike]
    modules = [str(getattr(one.subject, "__module__", "")) for one in alike]
    column = tuple(outputs if len({_address(one) for one in alike}) == 1 else modules)
    return column if all(column) and len(set(column)) == len(column) else ()


def _address(one: Member) -> str:
    return f"{one.of.address.ref.module}:{one.of.address.ref.qualname}" if isinstance(one.of, Definition) else ""


def _texts(one: Member) -> list[str]:
    """Texts of everything that a step has from its factory, its loop or its call, in a stable order."""
    if not isinstance(one.of, Definition):
        return []
    closure: object = getattr(one.of.function, "__closure__", None)
    cells = cast("tuple[object, ...]", closure) if isinstance(closure, tuple) else ()
    captured = [getattr(cell, "cell_contents", None) for cell in cells]
    defaults = [formal.default for formal in one.of.formals if formal.has_default]
    return [text for value in (*captured, *defaults, *one.given.values()) for text in _shown(value)]


def _shown(value: object, depth: int = 0) -> list[str]:
    whole: object = value
    if isinstance(value, str | int | float | bool):
        return [str(value)]
    if isinstance(value, dict) and depth < _DEEPEST:
        return [text for item in cast("dict[object, object]", value).values() for text in _shown(item, depth + 1)]
    named: object = getattr(whole, "__name__", "")
    return [named if isinstance(named, str) else ""]
