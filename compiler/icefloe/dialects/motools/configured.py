"""The configuration of a workflow over all its runs: parameters with their defaults, and sets of values."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from icefloe.constants import NotLiteralError, literal_of
from icefloe.dialect import Reader
from icefloe.dialects.motools.config import Sections, Stage, sections
from icefloe.dialects.motools.runs import Run
from icefloe.findings import Finding
from icefloe.graph import Binding, Hole, Parameter
from icefloe.reach import text
from icefloe.source import Span
from icefloe.trace import Effect
from icefloe.values import Table, Value
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json
from icefloe_schema.records import dataclass

_LONG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """The parameters of a workflow's plan, one for each section, and what its runs give them.

    `values` are the sections that all of them give alike, with the defaults of their classes.
    """

    parameters: tuple[Parameter, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict[str, Binding])
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    sets: tuple[plan.ParameterSet, ...] = ()
    findings: tuple[Finding, ...] = ()
    holes: tuple[Hole, ...] = ()
    files: tuple[plan.InputFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a configuration is read for: the class of the whole, the steps, the effects of the program."""

    reader: Reader
    workflow: Value | None
    steps: tuple[Stage, ...]
    effects: tuple[Effect, ...]
    span: Span

    def sections(self, given: Value | None, span: Span | None = None) -> Sections:
        """The sections that one configuration gives."""
        return sections(
            self.reader,
            workflow=self.workflow,
            steps=self.steps,
            given=given,
            span=span or self.span,
            effects=self.effects,
        )


def configured(asked: Asked, found: Sequence[Run]) -> Configured:
    """The configuration of a workflow that is run at these places: at none, at one, or at several."""
    if len(found) < 2:
        one = asked.sections(found[0].config, found[0].record.span) if found else asked.sections(None)
        return _single(one)
    each = [asked.sections(run.config, run.record.span) for run in found]
    if asked.reader.configuration is not None:
        # The file of the user takes the place of all of them.
        return _single(each[0])
    plain = asked.sections(None)
    common = _common(each)
    parameters = tuple(
        next((own for own in each[0].parameters if own.name == one.name), one)
        if one.name in common
        # The runs differ, or one of them is not known: which of its sets is meant must be said.
        else replace(one, default=None)
        for one in plain.parameters
    )
    return Configured(
        parameters=parameters,
        bindings=each[0].bindings,
        values={name: value for name, value in each[0].complete.items() if name in common},
        sets=_sets(found, each, common),
        findings=tuple(dict.fromkeys(finding for one in each for finding in one.findings)),
        holes=tuple(dict.fromkeys(hole for one in each for hole in one.holes)),
        files=tuple(dict.fromkeys(file for one in each for file in one.files)),
    )


def _single(one: Sections) -> Configured:
    return Configured(
        parameters=one.parameters,
        bindings=one.bindings,
        values=one.complete,
        findings=one.findings,
        holes=one.holes,
        files=one.files,
    )


def _common(each: Sequence[Sections]) -> set[str]:
    """The sections that all runs take alike, be they given or those of their class."""
    first = _encoded(each[0])
    others = [_encoded(one) for one in each[1:]]
    return {name for name, value in first.items() if all(name in one and one[name] == value for one in others)}


def _encoded(one: Sections) -> dict[str, Json]:
    """The sections that one run takes, as a plan holds them; what is not known is left out."""
    found: dict[str, Json] = {}
    for own in one.parameters:
        try:
            found |= {} if own.default is None else {own.name: literal_of(own.default)}
        except NotLiteralError:
            continue
    return found


def _sets(found: Sequence[Run], each: Sequence[Sections], common: set[str]) -> tuple[plan.ParameterSet, ...]:
    """The values of each run, under a name that tells it from the others.

    A section that it leaves to its class is among them where other runs do not.
    """
    values = [
        {name: value for name, value in _encoded(one).items() if name in one.values or name not in common}
        for one in each
    ]
    if all(one == values[0] for one in values):
        return ()
    names = _names(found, values)
    made = [plan.ParameterSet(name=name, values=one) for name, one in zip(names, values, strict=True) if one]
    seen: dict[str, plan.ParameterSet] = {}
    for one in made:
        same = seen.get(one.name)
        if same is None:
            seen[one.name] = one
        elif same.values != one.values:
            seen[f"{one.name}-{len(seen) + 1}"] = replace(one, name=f"{one.name}-{len(seen) + 1}")
    return tuple(seen.values())


def _names(found: Sequence[Run], values: Sequence[Mapping[str, Json]]) -> list[str]:
    """A name for each run: `config_name`, else the values in which the runs differ, else a number."""
    given = [run.said("config_name") for run in found]
    if all(given) and len(set(given)) == len(given):
        return given
    parts = [dict(_leaves("", dict(one))) for one in values]
    differing = [key for key in dict.fromkeys(key for one in parts for key in one) if _differs(key, parts)]
    names = [
        "-".join(f"{key.rpartition('.')[2]}={one[key]}" for key in differing if key in one)[:_LONG] for one in parts
    ]
    if all(names) and len(set(names)) == len(names):
        return names
    return [f"run-{number}" for number in range(1, len(found) + 1)]


def _differs(key: str, parts: Sequence[Mapping[str, str]]) -> bool:
    return len({one.get(key) for one in parts}) > 1


def _leaves(path: str, value: Json) -> list[tuple[str, str]]:
    """The scalar values in an encoded literal, each with its path."""
    if not isinstance(value, dict):
        return [(path, str(value))]
    tag, content = next(iter(value.items()), ("", None))
    if len(value) == 1 and tag.startswith("$") and isinstance(content, str):
        return [(path, content)]
    return [leaf for key, item in value.items() for leaf in _leaves(f"{path}.{key}" if path else key, item)]


def part(value: Value | None, name: str) -> Value | None:
    """One entry of a section."""
    if isinstance(value, Table):
        return next((item for key, item in value.entries if text(key) == name), None)
    return None
