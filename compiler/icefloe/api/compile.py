"""`compile`: pipelines become plans."""

from __future__ import annotations  # the classes of the survey, which brings the parser along, are named only

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.checked import Checked, shown_from
from icefloe.api.environment import given_configuration
from icefloe.api.gathering import gathered
from icefloe.choice import unsuppressed
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding, Severity
from icefloe.lower import lower, places, sketch
from icefloe.project import SOURCES, ProjectError, absolute, find_root, is_loose, loose_root
from icefloe.source import Span
from icefloe.syntax.importing import import_libcst
from icefloe.values import Function, Reference
from icefloe_schema import plan
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.survey import FileSurvey, Pipeline, Survey

PACKAGES = frozenset(package for dialect in DIALECTS for package in dialect.packages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One plan that was made. `stem` is what its files are called, by path from the project's root."""

    label: str
    stem: str
    plan: plan.Plan
    places: JsonObject
    spans: tuple[tuple[str, Span], ...]
    pipeline: Pipeline = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What came of a compilation: plans, or the findings that stand in their way; `survey` is what it read."""

    root: Path
    checked: Checked
    plans: tuple[Made, ...]
    survey: Survey = field(repr=False, compare=False)


def compile_(
    target: str,
    *,
    draw: bool = False,
    defines: Mapping[str, str] | None = None,
    configuration: str | None = None,
) -> Compiled:
    """Compile `FILE` or `FILE:NAME`; a file without a pipeline, or without that one, is an error of the call.

    With `draw` the plan is one to look at: its steps may be where no run finds them (in a notebook), and what errors
    keep from being known is left out of it.
    `defines` gives values to parameters that are folded into the plan; a name that is none is an error of the call.
    `configuration` is the path of a file that configures the steps in place of what the source gives.
    """
    path, name = _split(target)
    found = absolute(path)
    if found.is_dir() or found.suffix not in SOURCES:
        raise ProjectError(f"{path} is neither a Python nor a YAML file")
    import_libcst()
    from icefloe.survey import Survey

    root = find_root(found.parent) or loose_root(found, found.parent)
    survey = Survey(root, DIALECTS, defines=defines, configuration=given_configuration(root, configuration))
    own = found.relative_to(root).as_posix()
    held = survey.file(own)
    elsewhere = [one for one in held.imported if name in {None, one.name}]
    if elsewhere and not (held.pipelines if name is None else _named(held.pipelines, name)):
        files = tuple(dict.fromkeys(one.path for one in elsewhere))
        meant = {(one.path, one.variable) for one in elsewhere}
        # What is imported may only lead to a pipeline: a router with the route that runs it.
        result = compiled(
            survey, files, lambda found: [one for one in found if _is_meant(one, meant)] or list(found), draw=draw
        )
    elif beyond := _beyond(survey, held, name):
        result = compiled(survey, beyond, lambda found: _named(found, name or ""), draw=draw)
    else:
        result = compiled(survey, [own], lambda pipelines: _chosen(pipelines, target, name), draw=draw)
    _check_defines(result, defines or {})
    return replace(result, checked=shown_from(result.checked, _prefix(root)))


def _beyond(survey: Survey, held: FileSurvey, name: str | None) -> tuple[str, ...]:
    """The files whose pipelines a file uses that have one of a name which it has none of itself."""
    if name is None or _named(held.pipelines, name):
        return ()
    paths = dict.fromkeys(one.path for one in held.imported)
    return tuple(path for path in paths if _named(survey.file(path).pipelines, name))


def _prefix(root: Path) -> str:
    """From the folder that findings are shown from to the project."""
    here = Path.cwd()
    return f"{root.relative_to(here).as_posix()}/" if is_loose(root) and root != here else ""


def _check_defines(result: Compiled, defines: Mapping[str, str]) -> None:
    """Refuse values for what is no parameter, or is one that a run sets."""
    parameters = [parameter for made in result.plans for parameter in made.plan.parameters]
    frozen = {parameter.name for parameter in parameters if parameter.origin == "frozen"}
    for name in defines:
        if name in frozen or not result.plans:
            continue
        if any(parameter.name == name for parameter in parameters):
            raise ProjectError(f"parameter {name!r} is not folded into the plan: run it with -p {name}=VALUE")
        near = get_close_matches(name, sorted(frozen), 1)
        there = ", ".join(sorted(frozen)) or "no such parameters here"
        hint = f"did you mean {near[0]!r}?" if near else f"there are {there}"
        raise ProjectError(f"there is no parameter {name!r} that is folded into the plan: {hint}")


def compiled(
    survey: Survey,
    paths: Sequence[str],
    choose: Callable[[Sequence[Pipeline]], Sequence[Pipeline]],
    *,
    draw: bool = False,
) -> Compiled:
    """Compile the chosen pipelines of some files of a project; with `draw` also those that could not be run."""
    surveys = [survey.file(path) for path in paths]
    held = tuple(pipeline for one in surveys for pipeline in one.pipelines)
    checked = _unsuppressed(survey, gathered(survey, surveys))
    wrong = any(finding.severity is Severity.ERROR for finding in checked.findings)
    try:
        pipelines = choose(held)
    except ProjectError:
        if not wrong:
            raise
        return Compiled(root=survey.root, checked=checked, plans=(), survey=survey)
    checked = _without_others(survey, surveys, checked, pipelines)
    if any(finding.severity is Severity.ERROR for finding in checked.findings):
        sketched = _sketched(survey, pipelines, held) if draw else ()
        return Compiled(root=survey.root, checked=checked, plans=sketched, survey=survey)
    from icefloe.syntax.parser import deep

    lowered = deep(lambda: [(pipeline, _lowered(survey, pipeline)) for pipeline in pipelines])
    refused = [finding for _, result in lowered if isinstance(result, tuple) for finding in result]
    refused += [finding for pipeline in pipelines if not draw for finding in _bound_to_notebooks(pipeline)]
    if refused:
        checked = _with(checked, refused, survey)
        sketched = _sketched(survey, pipelines, held) if draw else ()
        return Compiled(root=survey.root, checked=checked, plans=sketched, survey=survey)
    made = [(pipeline, result) for pipeline, result in lowered if isinstance(result, plan.Plan)]
    plans = tuple(_made(one, result, held) for one, result in made)
    return Compiled(root=survey.root, checked=checked, plans=plans, survey=survey)


def _without_others(
    survey: Survey, surveys: Sequence[FileSurvey], checked: Checked, chosen: Sequence[Pipeline]
) -> Checked:
    """Leave out what is said of other pipelines alone: it is no reason to refuse these."""
    meant = {finding for pipeline in chosen for finding in pipeline.findings}
    others = {finding for one in surveys for pipeline in one.pipelines for finding in pipeline.findings} - meant
    if not others:
        return checked
    kept = [finding for one in surveys for finding in one.findings if finding not in others]
    findings, sources = survey.told(kept)
    return _unsuppressed(survey, replace(checked, findings=findings, sources=sources))


def _unsuppressed(survey: Survey, checked: Checked) -> Checked:
    """Leave out what a comment suppresses: settings and baselines are about what `check` reports."""
    return replace(checked, findings=unsuppressed(checked.findings, checked.sources, survey.files))


def _bound_to_notebooks(pipeline: Pipeline) -> Iterator[Finding]:
    """Refuse the steps that a run could not import, as they are defined in a notebook."""
    for step in pipeline.graph.steps:
        function = step.body.function if step.body is not None else None
        if function is not None and function.span.path.endswith(".ipynb"):
            yield Finding(
                code="FLO134",
                message=f"step `{step.id}` is defined in a notebook, which no run can import",
                span=step.span,
                help="move the step into a module, and import it in the notebook; `check` and `graph` do without",
            )


def _lowered(survey: Survey, pipeline: Pipeline) -> plan.Plan | tuple[Finding, ...]:
    return lower(
        pipeline.graph,
        code=_code(survey, pipeline),
        spell=pipeline.types.written,
        imports=lambda function: _imports(pipeline, function),
    )


def _sketched(survey: Survey, pipelines: Sequence[Pipeline], held: Sequence[Pipeline]) -> tuple[Made, ...]:
    """Pipelines that have errors, as plans to look at."""
    return tuple(
        _made(
            one,
            sketch(one.graph, code=_code(survey, one), spell=one.types.written, imports=lambda _: ()),
            held,
        )
        for one in pipelines
    )


def _code(survey: Survey, pipeline: Pipeline) -> plan.Code:
    return plan.Code(paths=tuple(root for root in pipeline.roots if survey.files.is_folder(root)))


def _imports(pipeline: Pipeline, function: Function | Reference) -> tuple[str, ...]:
    """Name the packages from outside that a function needs; a dialect's own is stood in for, and so needed nowhere."""
    from icefloe.syntax.closure import imports_of, outside, third_party

    if isinstance(function, Reference):
        module, _, name = function.path.rpartition(".")
        found = third_party(pipeline.table, outside(module, name))
    else:
        found = imports_of(pipeline.table, function.module, function.qualname, function.ordinal)
    return tuple(name for name in found if name not in PACKAGES)


def _with(checked: Checked, refused: Sequence[Finding], survey: Survey) -> Checked:
    """Add what lowering found to what the rules found."""

    everything = [*checked.findings, *refused]
    findings, sources = survey.told(everything)
    return _unsuppressed(survey, replace(checked, findings=findings, sources={**checked.sources, **sources}))


def _made(pipeline: Pipeline, lowered: plan.Plan, siblings: Sequence[Pipeline]) -> Made:
    stem = pipeline.path.removesuffix(".py").removesuffix(".ipynb")
    own = [other for other in siblings if other.path == pipeline.path]
    if len(own) > 1:
        names = [_file_name(other.label) for other in own]
        position = [other.label for other in own].index(pipeline.label)
        name = names[position]
        stem += f".{name}" if names.index(name) == position else f".{name}.{position}"
    return Made(
        label=pipeline.label,
        stem=stem,
        plan=lowered,
        places=places(pipeline.graph),
        spans=tuple((step.id, step.span) for step in pipeline.graph.steps),
        pipeline=pipeline,
    )


def _file_name(label: str) -> str:
    return re.sub(r"[^\w.@+-]+", "_", label, flags=re.ASCII).strip(".") or "pipeline"


def _split(target: str) -> tuple[str, str | None]:
    """Take `FILE:NAME` apart; a name may hold anything."""
    for suffix in SOURCES:
        path, found, name = target.partition(f"{suffix}:")
        if found:
            return f"{path}{suffix}", name
    return target, None


def _chosen(pipelines: Sequence[Pipeline], target: str, name: str | None) -> Sequence[Pipeline]:
    if not pipelines:
        from icefloe.syntax.unreached import unreached

        raise ProjectError(f"{target} holds no pipeline [FLO922]{unreached(absolute(_split(target)[0]))}")
    if name is None:
        return pipelines
    found = _named(pipelines, name)
    if len(found) == 1:
        return found
    if found:
        raise ProjectError(f"{target} means several pipelines: {', '.join(_labels(found))}")
    near = get_close_matches(name, list(_labels(pipelines)), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_labels(pipelines))}"
    raise ProjectError(f"there is no pipeline {name!r} in {_split(target)[0]}: {hint}")


def _named(pipelines: Sequence[Pipeline], name: str) -> Sequence[Pipeline]:
    """The pipelines that a name may mean: by label, else by name, else by variable."""
    by_label = [pipeline for pipeline in pipelines if pipeline.label == name]
    by_name = [pipeline for pipeline in pipelines if pipeline.graph.name == name]
    return by_label or by_name or [pipeline for pipeline in pipelines if name in _variables(pipeline)]


def _variables(pipeline: Pipeline) -> tuple[str, ...]:
    return (*pipeline.variables, pipeline.graph.entry.rpartition(":")[2])


def _is_meant(pipeline: Pipeline, meant: set[tuple[str, str]]) -> bool:
    return any((pipeline.path, name) in meant for name in (pipeline.label, *_variables(pipeline)))


def _labels(pipelines: Sequence[Pipeline]) -> Iterator[str]:
    return (pipeline.label for pipeline in pipelines)
