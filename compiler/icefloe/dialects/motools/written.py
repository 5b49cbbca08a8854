"""One element of a workflow's list of steps as it is written, in any of the shapes that motools has had."""

from icefloe.dialects.motools import shipped
from icefloe.dialects.motools.code import Code
from icefloe.dialects.motools.shipped import ShippedStep
from icefloe.dialects.motools.vocabulary import STEP_BASES, STEPS, argument, derives, last, member, own, place, word
from icefloe.source import Span
from icefloe.values import Class, Function, Instance, Known, Record, Reference, Value
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A step as it is written: the values that say what it is called, what it runs, takes, makes and is configured by.

    `outputs` is None where a step of this shape says nothing of them; `code` is the function, or the class or object
    whose `execute` it is. `shipped` is the step of motools itself that it is; `is_of_the_page` says that it has the
    shape that only motools' page shows.
    """

    name: Value | None
    code: Value | None
    code_span: Span
    inputs: Value | None
    outputs: Value | None
    config: Value | None
    span: Span
    shipped: ShippedStep | None = None
    is_of_the_page: bool = False


def written(code: Code, value: Value) -> Written | None:
    """Read one element of `steps`; None, and a hole, if it is no step."""
    match value:
        case Record() if word(value) in STEPS:
            return _called(code, value)
        case Record() if last(value.path) == "as_step":
            return _wrapped(code, value)
        case Record() if shipped.step(value.path) is not None and last(value.path) in shipped.CLASSES:
            return _shipped(value.path, value.span)
        case Reference() if last(value.path) in shipped.CLASSES and own(value.path):
            return _shipped(value.path, value.span)
        case Class() | Instance() if _is_step(value):
            return _classed(value)
        case Function():
            because = f"`{value.name}` is a function, and says nothing of what it takes and makes"
            code.hole("a step", None, value.span, because, help="put it into a `StepDefinition` with its atoms")
        case _:
            code.hole("a step", value, value.span, _reason(value))
    return None


def _wrapped(code: Code, record: Record) -> Written | None:
    """A step that a class makes of itself: `TrainStep.as_step()`."""
    if record.receiver is not None:
        return written(code, record.receiver)
    path = record.path.removesuffix(".as_step")
    return written(code, Reference(path=path, span=record.span))


def _reason(value: Value) -> str:
    match value:
        case Reference(path=path) | Record(path=path):
            return f"`{path}` is not part of the project"
        case Class(name=name) | Instance(of=Class(name=name)):
            return f"`{name}` has no `execute`"
        case Known():
            return "it is no step"
        case _:
            return ""


def _called(code: Code, record: Record) -> Written:
    """A step that is made by a call of one of motools' words."""
    code.refuse(record)
    code.complete(record)
    key = "fn" if argument(record, "fn") is not None else "function"
    return Written(
        name=argument(record, "name"),
        code=argument(record, key),
        code_span=place(record, key),
        inputs=argument(record, "input_atom_types"),
        outputs=argument(record, "output_atom_types"),
        config=argument(record, "config_class"),
        span=record.span,
        is_of_the_page=key == "function",
    )


def _is_step(value: Class | Instance) -> bool:
    """Whether a class, or an object of one, does the work of a step: by its base, or by what it has."""
    of = value.of if isinstance(value, Instance) else value
    has = isinstance(member(value, "execute"), Function)
    return has and (derives(of, STEP_BASES) or member(value, "name") is not None)


def _classed(value: Class | Instance) -> Written:
    """A step that is a class or an object, whose attributes say what it takes and makes."""
    of = value.of if isinstance(value, Instance) else value
    span = value.span if isinstance(value, Instance) else value.name_span
    return Written(
        name=member(value, "name"),
        code=value,
        code_span=of.name_span,
        inputs=member(value, "input_atom_types"),
        outputs=member(value, "output_atom_types"),
        config=member(value, "config_class"),
        span=span,
    )


def _shipped(path: str, span: Span) -> Written | None:
    """A step that motools ships as a class."""
    found = shipped.step(path)
    return None if found is None else of_shipped(found, span)


def of_shipped(step: ShippedStep, span: Span) -> Written:
    """A step that motools ships, as if it were written at this place."""
    return Written(
        name=Known(value=step.name, span=span),
        code=Reference(path=step.runs, span=span),
        code_span=span,
        inputs=None,
        outputs=None,
        config=Reference(path=step.config, span=span),
        span=span,
        shipped=step,
    )
