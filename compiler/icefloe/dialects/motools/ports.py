"""The outputs of a step: as it declares them, held against what its body makes, or as its body makes them."""

from collections.abc import Iterator

from icefloe.dialects.motools.code import AtomType, Code, near_to, nearest
from icefloe.dialects.motools.made import Body, MadeAtom
from icefloe.dialects.motools.vocabulary import atom
from icefloe.dialects.motools.work import Work
from icefloe.dialects.motools.written import Written
from icefloe.findings import Severity
from icefloe.fixes import renamed
from icefloe.graph import Port
from icefloe.reach import why
from icefloe.trace import Summary
from icefloe.values import Function, Reference


def ports(code: Code, step: Written, name: str, done: Work, made: Body, summary: Summary | None) -> tuple[Port, ...]:
    """The outputs of a step; those that its body makes and does not declare come last."""
    shipped = step.shipped
    if shipped is not None and step.outputs is None:
        return tuple(
            Port(name=one, type=atom(kind), span=step.span, type_span=step.span, kind="atom")
            for one, kind in shipped.outputs
        )
    if step.outputs is None:
        return tuple(_inferred(code, name, step, done, made))
    declared = code.atoms(step.outputs, f"the outputs of step `{name}`")
    found = [
        Port(name=one.name, type=atom(one.type), span=one.span, type_span=one.type_span, kind="atom")
        for one in declared
    ]
    if not isinstance(done.function, Function) or done.function.is_generator:
        return tuple(found)
    _compare(code, name, declared, made)
    if summary is None or not summary.placeholder:
        _never_made(code, name, declared, made, done.function)
    return (*found, *_undeclared(code, name, declared, made))


def _inferred(code: Code, name: str, step: Written, done: Work, made: Body) -> Iterator[Port]:
    """The outputs of a step that declares none: what its body makes."""
    if isinstance(done.function, Reference):
        because = f"`{done.function.path}` is not part of the project"
        help_text = "declare them: `output_atom_types={…}`"
        code.hole(f"what step `{name}` makes", None, step.code_span, because, help=help_text)
        return
    returned = made.returned()
    if not returned and not made.complete:
        unknown = next(way for way in made.ways if way.tokens is None)
        because = "what it returns is only known in a run"
        code.hole(f"what step `{name}` makes", None, unknown.span, because, help="return a list of `AtomConstructor`")
    seen: set[str] = set()
    for one in returned:
        port = _port(code, name, one)
        if port is not None and port.name not in seen:
            seen.add(port.name)
            yield port


def _port(code: Code, name: str, made: MadeAtom) -> Port | None:
    """One `AtomConstructor` as an output."""
    what = f"an atom that a step makes (`{name}`)"
    if made.name is None:
        code.hole(what, made.name_value, made.span, why(made.name_value))
        return None
    if made.type is None:
        code.hole(f"{what}: the type of `{made.name}`", made.type_value, made.span, why(made.type_value))
        return None
    code.known(made.type, made.type_value.span)
    return Port(
        name=made.name,
        type=atom(made.type),
        span=made.name_value.span,
        type_span=made.type_value.span,
        inferred=True,
        kind="atom",
    )


def _compare(code: Code, name: str, declared: tuple[AtomType, ...], made: Body) -> None:
    """Report outputs that are declared with another type than they are made with."""
    types = {one.name: one for one in declared}
    for one in made.atoms.values():
        if one.type is None:
            continue
        code.known(one.type, one.type_value.span)
        said = types.get(one.name or "")
        if said is not None and said.type != one.type:
            message = (
                f"output `{said.name}` of step `{name}` is declared as `{said.type}`, but its `AtomConstructor` says "
                f"`{one.type}`"
            )
            code.found(
                "FLO142",
                message,
                said.type_span,
                label=f"declared as `{said.type}`",
                other=(f"made as `{one.type}`", one.type_value.span),
                help="motools does not compare the two: correct the one that is wrong",
            )


def _never_made(code: Code, name: str, declared: tuple[AtomType, ...], made: Body, function: Function) -> None:
    """Report outputs that a step declares and its body does not return, or not on every way."""
    if not made.complete or any(one.name is None for one in made.atoms.values()):
        return
    names = dict.fromkeys(one.name for one in made.returned())
    for said in declared:
        if said.name not in names:
            near = near_to(said.name, [one for one in names if one is not None])
            message = f"step `{name}` declares the output `{said.name}`, but `{function.name}` does not return it{near}"
            code.found(
                "FLO144",
                message,
                said.span,
                label="never returned",
                other=(f"`{function.name}`", function.name_span),
                help="return an `AtomConstructor` of that name, or do not declare it",
                fix=renamed(said.span, said.name, nearest(said.name, [one for one in names if one is not None])),
            )
            continue
        for way in made.ways:
            given = {made.atoms[token].name for token in way.tokens or () if token in made.atoms}
            if said.name not in given:
                code.found(
                    "FLO144",
                    f"step `{name}` declares the output `{said.name}`, but does not return it here",
                    way.span,
                    severity=Severity.WARNING,
                    label=f"without `{said.name}`",
                    other=("declared", said.span),
                    help="a run that ends here fails: return all declared outputs on every way",
                )


def _undeclared(code: Code, name: str, declared: tuple[AtomType, ...], made: Body) -> Iterator[Port]:
    """The outputs that a body makes beside the declared ones."""
    seen = {one.name for one in declared}
    for one in made.returned():
        if one.name is None or one.type is None or one.name in seen:
            continue
        seen.add(one.name)
        near = near_to(one.name, [said.name for said in declared])
        code.found(
            "FLO270",
            f"step `{name}` makes `{one.name}`, which it does not declare: no other step may take it{near}",
            one.name_value.span,
            severity=Severity.NOTE,
            label="not declared",
            help=f'declare it: `output_atom_types={{…, "{one.name}": "{one.type}"}}`',
        )
        yield Port(
            name=one.name,
            type=atom(one.type),
            span=one.name_value.span,
            type_span=one.type_value.span,
            inferred=True,
            kind="atom",
            declared=False,
        )
