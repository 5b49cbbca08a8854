"""One step of a motools workflow: its function, the atoms that it takes and makes, its configuration."""

from dataclasses import dataclass

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialects.motools.words import ATOM, STEPS, Code, atom, word
from icefloe.findings import Severity
from icefloe.graph import Binding, Port, PythonRun
from icefloe.reach import place, text, why, within
from icefloe.source import Span
from icefloe.trace import Summary
from icefloe.types import UnknownType
from icefloe.values import Argument, Class, Function, Instance, Known, Record, Reference, Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A step before it is joined to the others. An input is its name, its atom type and the places of both."""

    name: str
    span: Span
    added: Span
    run: PythonRun
    body: Summary
    inputs: tuple[tuple[str, str, Span, Span], ...]
    ports: tuple[Port, ...]


def draft(code: Code, value: Value, sections: JsonObject, configured: bool) -> Draft | None:
    """Read one element of `steps`; None, and a hole, if what it runs is not known.

    `sections` is the configuration that a run of the workflow in the same file gives, by step.
    """
    if not isinstance(value, Record) or word(value) not in STEPS:
        reason = "steps written as classes are not read yet" if isinstance(value, Instance) else why(value)
        code.hole("a step", reason, value.span)
        return None
    code.refuse(value)
    name = code.text(value, "name", "the name of a step")
    function = _function(code, value)
    if name is None or function is None:
        return None
    section = sections.get(name)
    config = section if configured else _defaults(code, value, name)
    written = code.value(value, "name")
    return Draft(
        name=name,
        span=value.span if written is None else written.span,
        added=value.span,
        run=PythonRun(function=function, convention="atoms", config=_bound(config, value.span)),
        body=code.reader.summary(function),
        inputs=code.atoms(value, "input_atom_types"),
        ports=_ports(code, value, function),
    )


def _bound(config: Json, span: Span) -> Binding | None:
    """The configuration as it is written."""
    if config is None:
        return None
    kind = UnknownType("a configuration is a mapping")
    return Binding(parameter="config", source=plan.FromLiteral(value=config), type=kind, span=span)


def _function(code: Code, record: Record) -> Function | None:
    """The function that a step runs."""
    names = STEPS[word(record)]
    key = "function" if "function" in names else "fn"
    function = code.value(record, key)
    if isinstance(function, Function):
        return function
    if isinstance(function, Record) and function.path == "functools.partial":
        code.hole("the function of a step", "`functools.partial` is not read yet", function.span)
    else:
        outside = f"`{function.path}` is not part of the project" if isinstance(function, Reference) else why(function)
        code.hole("the function of a step", outside, place(record, key, names.index(key)))
    return None


def _ports(code: Code, record: Record, function: Function) -> tuple[Port, ...]:
    """The atoms that a step makes: as it declares them, checked against its body, or as its body makes them."""
    declared = code.atoms(record, "output_atom_types")
    made = _made(code, function)
    for name, type_name, _, span in declared:
        body = next((port for port in made if port.name == name), None)
        if body is not None and body.type != atom(type_name):
            other = code.reader.types.spell(body.type).removeprefix("motools.atom.")
            code.found(
                "FLO142",
                f"output `{name}` is declared as `{type_name}`, but its `AtomConstructor` says `{other}`",
                span,
                help="motools does not compare the two: correct the one that is wrong",
            )
    if not declared:
        return made
    return tuple(
        Port(name=name, type=atom(type_name), span=left, type_span=right, kind="atom")
        for name, type_name, left, right in declared
    )


def _made(code: Code, function: Function) -> tuple[Port, ...]:
    """The atoms that a body makes, each name once."""
    defaults = [
        Argument(name=parameter.name, value=parameter.default, span=parameter.span)
        for parameter in function.parameters
        if parameter.default is not None and parameter.kind in ("normal", "keyword")
    ]
    found: dict[str, Port] = {}
    for effect in code.reader.apply(function, defaults).effects:
        for record in within(effect.value):
            if word(record) == ATOM:
                port = _port(code, record)
                if port is not None:
                    found.setdefault(port.name, port)
    return tuple(found.values())


def _port(code: Code, record: Record) -> Port | None:
    """One `AtomConstructor` as an output."""
    name, type_name = code.value(record, "name"), code.value(record, "type")
    left, right = text(name), text(type_name)
    if name is None or type_name is None or left is None or right is None:
        code.hole("an atom that a step makes", why(name if left is None else type_name), record.span)
        return None
    code.known(right, type_name.span)
    return Port(name=left, type=atom(right), span=name.span, type_span=type_name.span, inferred=True, kind="atom")


def _defaults(code: Code, record: Record, name: str) -> Json:
    """The configuration of a step as far as its class says it: its fields' defaults."""
    of = code.value(record, "config_class")
    if not isinstance(of, Class):
        return None
    required = [field.name for field in of.fields if field.default is None]
    if required:
        code.found(
            "FLO144",
            f"the configuration of step `{name}` must be given to a run: {', '.join(f'`{one}`' for one in required)}",
            of.name_span,
            Severity.NOTE,
            help="give them a default, or call `run_workflow` with the configuration in this file",
        )
        return None
    return _fields(code, tuple((field.name, field.default) for field in of.fields), name)


def section(code: Code, value: Value, name: str) -> Json:
    """The configuration of one step, from the object that a run of the workflow gives."""
    if isinstance(value, Instance):
        return _fields(code, value.attributes, name)
    if isinstance(value, Table):
        return _fields(code, tuple((text(key) or "", item) for key, item in value.entries), name)
    if isinstance(value, Known) and value.value is None:
        return None
    code.hole(f"the configuration of step `{name}`", why(value), value.span)
    return None


def _fields(code: Code, fields: tuple[tuple[str, Value | None], ...], name: str) -> Json:
    """The fields of a configuration, encoded."""
    found: dict[str, Json] = {}
    for key, value in fields:
        try:
            found[key] = None if value is None else literal_of(value)
        except NotLiteralError as error:
            code.hole(f"`{key}` in the configuration of step `{name}`", error.why, error.value.span)
    return found
