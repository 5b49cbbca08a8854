"""What the body of a step reads from outside its arguments: atoms that it is not given, environment variables."""

from collections.abc import Iterator

from icefloe.dialects.motools.code import AtomType, Code, near_to, nearest
from icefloe.dialects.motools.made import Body
from icefloe.dialects.motools.work import Work
from icefloe.fixes import renamed
from icefloe.reach import text
from icefloe.trace import Effect, If
from icefloe.values import Function, Instance, Items, Record, Symbol, Table, Value

_PARTS = 20_000


def undeclared(code: Code, name: str, done: Work, made: Body, inputs: tuple[AtomType, ...]) -> None:
    """Report atoms that a body takes by name without a test, and that the step does not declare."""
    function = done.function
    if not isinstance(function, Function):
        return
    places = [one for one in function.parameters if one.kind in ("positional", "normal")]
    position = 1 if done.owner is None else 2
    if len(places) <= position:
        return
    known = [one.name for one in inputs]
    seen: set[str] = set()
    sure = (effect for effect in made.effects if not any(isinstance(step, If) for step in effect.path))
    for value in _parts(sure, certain=True):
        asked = _asked(value, places[position].name)
        if asked is not None and asked not in known and asked not in seen:
            seen.add(asked)
            near = near_to(asked, known)
            code.found(
                "FLO276",
                f"`{function.name}` takes the atom `{asked}`, but step `{name}` does not declare it{near}",
                value.span,
                label="a KeyError in a run",
                other=("the step", inputs[0].span if inputs else function.name_span),
                help=f'declare it: `input_atom_types={{"{asked}": …}}`',
                fix=renamed(value.span, asked, nearest(asked, known)),
            )


def _asked(value: Value, parameter: str) -> str | None:
    """The name of the atom that an expression takes from the parameter of that name."""
    match value:
        case Symbol(op="index", operands=(Symbol(op="parameter", operands=(of, *_)), key)) if text(of) == parameter:
            return text(key)
        case _:
            return None


def environment(made: Body) -> tuple[str, ...]:
    """The environment variables that a body cannot do without: it reads them, and names no value in their place."""
    found: set[str] = set()
    for value in _parts(effect for effect in made.effects):
        if isinstance(value, Symbol) and value.op == "environment" and len(value.operands) == 1:
            name = text(value.operands[0])
            if name:
                found.add(name)
    return tuple(sorted(found))


def _parts(effects: Iterator[Effect], *, certain: bool = False) -> Iterator[Value]:
    """All parts of all values of a log, each once; with `certain`, those that are worked out whatever comes."""
    pending: list[Value] = []
    for effect in effects:
        pending += [effect.value, effect.target]
    seen: set[int] = set()
    while pending and len(seen) < _PARTS:
        value = pending.pop(0)
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        match value:
            case Symbol(op="and" | "or" | "choice", operands=operands) if certain:
                pending += operands[:1]
            case Symbol(operands=operands):
                pending += operands
            case Record():
                pending += [value.function, *(argument.value for argument in value.arguments)]
            case Items(items=items):
                pending += items
            case Table(entries=entries):
                pending += [part for entry in entries for part in entry]
            case Instance(attributes=attributes):
                pending += [item for _, item in attributes]
            case _:
                pass
