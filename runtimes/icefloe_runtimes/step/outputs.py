"""From what a function returned to the outputs that its step declares."""

from pathlib import Path

from icefloe_runtimes.standin.atoms import ATOM, AtomConstructor
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.narrow import entries, items
from icefloe_schema.plan import Output


def split(returned: object, outputs: tuple[Output, ...]) -> dict[str, object]:
    """Give each output its part of the returned value: the whole, a position of a tuple, or a key of a mapping."""
    if len(outputs) == 1 and outputs[0].position is None:
        return {outputs[0].name: _real(_part(returned, outputs[0]), outputs[0].name)}
    positions = [output.position for output in outputs if output.position is not None]
    named = entries(returned) if positions else None
    if named is not None and all(output.name in named for output in outputs):
        return {output.name: _real(named[output.name], output.name) for output in outputs}
    if positions:
        _check_arity(returned, positions)
    return {output.name: _real(_part(returned, output), output.name) for output in outputs}


def atoms(returned: object, outputs: tuple[Output, ...]) -> dict[str, object]:
    """Give all atoms that a step of motools returned, by name: those that it declares must be among them."""
    listed = items(returned)
    if listed is None:
        raise StepFailed(f"the step must return a list of AtomConstructor, not {_kind(returned)}")
    strangers = [one for one in listed if not isinstance(one, AtomConstructor)]
    if strangers:
        raise StepFailed(f"the step must return a list of AtomConstructor, and in it is {_kind(strangers[0])}")
    made = {one.name: one for one in listed if isinstance(one, AtomConstructor)}
    for output in outputs:
        if output.name not in made:
            raise StepFailed(f"no AtomConstructor is named {output.name!r}{meant(output.name, made)}")
        declared, found = output.type.removeprefix(ATOM), made[output.name].type
        if declared and found and found != declared:
            raise StepFailed(f"atom {output.name!r} is declared as {declared!r}, but the step made a {found!r}")
    for name, one in made.items():
        if not Path(one.path).exists():
            raise StepFailed(f"atom {name!r} should be at {one.path}, but there is nothing")
    return dict(made)


def _check_arity(returned: object, positions: list[int]) -> None:
    listed = items(returned)
    if listed is None:
        wanted = f"a tuple of {max(positions) + 1}, not {_kind(returned)}"
        raise StepFailed(f"the step declares {len(positions)} outputs, so it must return {wanted}")
    exact = sorted(positions) == list(range(len(positions)))
    if len(listed) < max(positions) + 1 or (exact and len(listed) != len(positions)):
        raise StepFailed(f"the step declares {len(positions)} outputs, but returned {len(listed)} values")


def _part(returned: object, output: Output) -> object:
    listed = items(returned) if output.position is not None else None
    if listed is not None and output.position is not None:
        return listed[output.position]
    if not output.key:
        return returned
    named = entries(returned)
    if named is None:
        wanted = f"a mapping with the key {output.key!r}, not {_kind(returned)}"
        raise StepFailed(f"the step must return {wanted}")
    if output.key not in named:
        there = meant(output.key, (str(key) for key in named))
        raise StepFailed(f"the step returned a mapping without {output.key!r}{there}")
    return named[output.key]


def _real(value: object, name: str) -> object:
    """A value that is one: what an inert stand-in gives would be taken for a result."""
    if isinstance(value, Inert):
        how = "nothing that is known here makes it: install the package, and run with --framework installed"
        raise StepFailed(f"output {name!r} is a {repr(value).strip('<>')}; {how}")
    return value


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__
