"""Which parameters have another value than in an earlier run, and which steps that touches."""

import json
import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe_runtimes.edges import deep, leaves
from icefloe_runtimes.local.resume.given import Given
from icefloe_runtimes.step.narrow import fields
from icefloe_runtimes.step.parameters import atom_names, values
from icefloe_runtimes.visible import visible
from icefloe_schema import literals
from icefloe_schema.plan import FromAtom, FromContext, FromParameter, Plan, Step

if TYPE_CHECKING:
    from icefloe_runtimes.local.resume.earlier import Earlier

# So much of a value is shown: of a path, the end tells most.
_HEAD, _TAIL = 20, 50
_ENVIRONMENT = "environment.json"


def changed(plan: Plan, given: Given, earlier: "Earlier", plan_then: Plan) -> dict[str, tuple[str, ...]]:
    """The names of the parameters and atoms that had another value in an earlier run, each with what is to be told.

    What the source gave then is in the plan of that run.
    """
    then = _values(plan_then, Given(parameters=earlier.parameters, root=given.root), {})
    now = _values(plan, given, os.environ)
    hidden_then, hidden = _remembered(earlier.folder), _of_environment(plan, given.parameters)
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys((*now, *then, *hidden_then)):
        if name not in hidden_then and name not in hidden:
            told = tuple(_compared(name, then, now))
        elif hidden_then.get(name, _digest(then.get(name), earlier.folder)) != _digest(now.get(name), earlier.folder):
            told = (f"{name!r} had another value (the environment gives it)",)
        else:
            told = ()
        if told:
            found[name] = told
    return found


def touched(step: Step, plan: Plan, then: Plan, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Say which changes touch a step: those of what it reads, or read then, and of what no step is seen to read."""
    own = {*_read(step, plan), *(name for one in then.steps if one.id == step.id for name in _read(one, then))}
    seen, seen_then = _all_read(plan), _all_read(then)
    for name, told in names.items():
        if name in own or name not in seen or name not in seen_then:
            yield from told


def remember(plan: Plan, given: Mapping[str, str], folder: Path) -> None:
    """Leave in a run's folder what tells later whether the environment gives the same values again.

    They may be secrets, so that only their digests are kept.
    """
    found = {name: _digest(value, folder) for name, value in _of_environment(plan, given).items()}
    if found:
        (folder / _ENVIRONMENT).write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _remembered(folder: Path) -> Mapping[str, str]:
    path = folder / _ENVIRONMENT
    found: object = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {name: str(digest) for name, digest in fields(found).items()}


def _of_environment(plan: Plan, given: Mapping[str, str]) -> dict[str, object]:
    """The values that neither the run nor the plan gives, but the environment."""
    found = values(plan, given, os.environ)
    names = [one.name for one in plan.parameters if one.variable and one.variable in os.environ]
    return {name: found[name] for name in names if name not in given}


def _digest(value: object, folder: Path) -> str:
    """A digest that is another one in every run."""
    return sha256(f"{folder.name}\0{_spelled(value)}".encode("utf-8", "surrogatepass")).hexdigest()


def _all_read(plan: Plan) -> frozenset[str]:
    return frozenset(name for step in plan.steps for name in _read(step, plan))


def _read(step: Step, plan: Plan) -> Iterator[str]:
    """The names of the parameters, and of the atoms from outside, that a step reads; the context has all of them."""
    yield from (value.name for value in leaves(step) if isinstance(value, FromParameter | FromAtom))
    if any(isinstance(value, FromContext) for one in deep((step,)) for value in leaves(one)):
        yield from (parameter.name for parameter in plan.parameters)


def _values(plan: Plan, given: Given, environment: Mapping[str, str]) -> dict[str, object]:
    """All values; the path of an atom is the same one wherever it is seen from."""
    found = values(plan, given.parameters, environment)
    paths = {name: str((given.root / str(found[name])).resolve()) for name in atom_names(plan) if name in found}
    return {**found, **paths}


def _compared(name: str, then: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    """What is different under a name; of two mappings, in which of their entries."""
    if name not in then:
        yield f"{name!r} was not given and is {_shown(now[name])}"
    elif name not in now:
        yield f"{name!r} was {_shown(then[name])} and is not given"
    elif _spelled(then[name]) != _spelled(now[name]):
        if isinstance(then[name], Mapping) and isinstance(now[name], Mapping):
            inner_then, inner_now = (_below(name, values[name]) for values in (then, now))
            for key in dict.fromkeys((*inner_then, *inner_now)):
                yield from _compared(key, inner_then, inner_now)
        else:
            yield f"{name!r} was {_shown(then[name])} and is {_shown(now[name])}"


def _below(name: str, section: object) -> Mapping[str, object]:
    return {f"{name}.{key}": value for key, value in fields(section).items()}


def _spelled(value: object) -> str:
    """The value as text, which tells `1` from `True` and does not know the order of entries."""
    try:
        return json.dumps(literals.encode(value), sort_keys=True)
    except literals.EncodeError:
        return repr(value)


def _shown(value: object) -> str:
    text = visible(repr(value))
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}…{text[-_TAIL:]}"
