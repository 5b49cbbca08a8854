"""The workflows of a program as objects: calls, objects of the user's own classes, and those that motools ships."""

from icefloe.dialects.motools import shipped
from icefloe.dialects.motools.shipped import ShippedWorkflow
from icefloe.dialects.motools.vocabulary import WORKFLOW, argument, derives, last, member, word
from icefloe.reach import given
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Class, Instance, Known, Record, Reference, Value
from icefloe_schema.records import dataclass

_BASES = frozenset({WORKFLOW})
_SUPER = "builtins.super.__init__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One workflow: its parts as values, and where it is made. Equal keys are one object of the program.

    `record` is the call that made it, if one did; `argument` the value that a run is given for it.
    """

    key: tuple[str, int | str]
    name: Value | None
    atoms: Value | None
    steps: Value | None
    config: Value | None
    span: Span
    token: int = 0
    record: Record | None = None
    shipped: ShippedWorkflow | None = None


def flow(value: Value | None, effects: tuple[Effect, ...], *, with_task: bool = True) -> Flow | None:
    """The workflow that a value is, or None; `with_task` tells the versions of a shipped one apart."""
    match value:
        case Record() if word(value) == WORKFLOW:
            return _called(value, ("record", value.token), value)
        case Instance() if derives(value.of, _BASES):
            return _object(value, effects)
        case Class() if derives(value, _BASES):
            return _attributes(value, ("class", value.token), value.name_span, value.token)
        case Record() | Reference():
            found = shipped.workflow(value.path, with_task)
            if found is None:
                return None
            key = ("shipped", f"{last(value.path)} {found.source}")
            return Flow(
                key=key,
                name=Known(value=found.name, span=value.span),
                atoms=None,
                steps=None,
                config=Reference(path=found.config, span=value.span),
                span=value.span,
                shipped=found,
            )
        case _:
            return None


def _called(record: Record, key: tuple[str, int | str], made: Record) -> Flow:
    """A workflow that a call of `Workflow` makes."""
    return Flow(
        key=key,
        name=argument(record, "name"),
        atoms=argument(record, "input_atom_types"),
        steps=argument(record, "steps"),
        config=argument(record, "config_class"),
        span=made.span,
        token=made.token,
        record=record,
    )


def _object(value: Instance, effects: tuple[Effect, ...]) -> Flow:
    """An object of a class that is made from `Workflow`: by its attributes, or by what it gives its base."""
    if member(value, "steps") is None:
        for effect in effects:
            base = effect.value
            if isinstance(base, Record) and base.path == _SUPER and _inside(base.span, value.of.span):
                return Flow(
                    key=("object", value.token),
                    name=given(base, "name", 0),
                    atoms=given(base, "input_atom_types", 1),
                    steps=given(base, "steps", 2),
                    config=given(base, "config_class", 3),
                    span=value.span,
                    token=value.token,
                )
    if not value.attributes:
        return _attributes(value.of, ("class", value.of.token), value.of.name_span, value.of.token)
    return _attributes(value, ("object", value.token), value.span, value.token)


def _inside(inner: Span, outer: Span) -> bool:
    return inner.path == outer.path and outer.line <= inner.line and inner.end_line <= outer.end_line


def _attributes(value: Class | Instance, key: tuple[str, int | str], span: Span, token: int) -> Flow:
    """A workflow whose parts are attributes of an object or of its class."""
    return Flow(
        key=key,
        name=member(value, "name"),
        atoms=member(value, "input_atom_types"),
        steps=member(value, "steps"),
        config=member(value, "config_class"),
        span=span,
        token=token,
    )


def is_whole(value: Value) -> bool:
    """Whether a value is a class of the user's own that is a workflow by itself, with steps."""
    return isinstance(value, Class) and derives(value, _BASES) and member(value, "steps") is not None
