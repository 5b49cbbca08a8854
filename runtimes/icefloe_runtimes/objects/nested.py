"""A pipeline as one step of another: what it takes and gives, and the two maps between the names."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from icefloe_runtimes.meant import meant
from icefloe_runtimes.objects.built import Built
from icefloe_runtimes.objects.definition import Formal, names_in
from icefloe_runtimes.objects.errors import BuildError
from icefloe_schema.plan import Body, FromOutput, Parameter, Result
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A pipeline that is nested: `mapped` says which of its parameters takes which asset of the outer one."""

    name: str
    body: Body
    slots: tuple[Formal, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    mapped: Mapping[str, str]
    options: Mapping[str, object]


def asked(options: Mapping[str, object]) -> tuple[str, ...]:
    """Give the names that a nested pipeline is given from outside."""
    inward = _names(options.get("input_mapping"))
    return (*(inward.get(asset, asset) for asset in names_in(options.get("inputs"))), *inward.values())


def inner(built: Built, options: Mapping[str, object]) -> Inner:
    """Give a pipeline that was built as one step; `BuildError` where a map names what it does not have."""
    inward, outward = _names(options.get("input_mapping")), _names(options.get("output_mapping"))
    taken = [parameter.name for parameter in built.parameters]
    for name in inward.values():
        if name not in taken:
            raise _missing("input_mapping", built.name, "takes", name, taken)
    inputs = names_in(options.get("inputs"))
    wanted = {*inward.values(), *inputs}
    pairs = _wanted(options, outward, built)
    given = options.get("name")
    return Inner(
        name=given if isinstance(given, str) and given else f"sub:{built.name}",
        body=replace(built.body, parameters=tuple(map(_own, built.parameters)), results=_results(built, pairs)),
        slots=tuple(
            Formal(name=one.name, annotation=None, has_default=not one.required, default=None)
            for one in built.parameters
            if one.origin == "external" or one.name in wanted
        ),
        inputs=(*inputs, *(asset for asset in inward if asset not in inputs)),
        outputs=tuple(pairs),
        mapped=inward,
        options=options,
    )


def _own(parameter: Parameter) -> Parameter:
    return replace(parameter, origin="declared") if parameter.origin == "external" else parameter


def _wanted(options: Mapping[str, object], outward: Mapping[str, str], built: Built) -> dict[str, str]:
    """The outputs of the step, by name, with what each is called inside."""
    inside = {outer: own for own, outer in outward.items()}
    declared = names_in(options.get("outputs"))
    pairs = {name: inside.get(name, name) for name in declared} if declared else inside
    if not declared and not outward:
        pairs = {result.name: result.name for result in built.body.results}
    what = "outputs" if declared else "output_mapping"
    for own in pairs.values():
        if own not in built.given:
            raise _missing(what, built.name, "makes", own, list(built.given))
    return pairs


def _results(built: Built, pairs: Mapping[str, str]) -> tuple[Result, ...]:
    found: list[Result] = []
    for name, own in pairs.items():
        step, output = built.given[own]
        found.append(Result(name=name, value=FromOutput(step=step, name=output)))
    return tuple(found)


def _missing(what: str, pipeline: str, verb: str, name: str, names: list[str]) -> BuildError:
    there = meant(name, names)
    return BuildError(f"`{what}` names {name!r}, but pipeline {pipeline!r} {verb} nothing of that name{there}")


def _names(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(left): str(right) for left, right in cast("Mapping[object, object]", value).items()}
