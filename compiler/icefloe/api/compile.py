"""`compile`: pipelines become plans."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from icefloe.api.check import Checked, gathered
from icefloe.dialects import DIALECTS
from icefloe.findings import Finding, Severity
from icefloe.lower import lower, places
from icefloe.project import ProjectError, absolute, find_root
from icefloe.source import Span
from icefloe.survey import Pipeline, Survey, settled
from icefloe.syntax.closure import imports_of
from icefloe.values import Function
from icefloe_schema import plan
from icefloe_schema.jsonvalue import JsonObject

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
    """What came of a compilation: plans, or the findings that stand in their way."""

    root: Path
    checked: Checked
    plans: tuple[Made, ...]


def compile_(target: str) -> Compiled:
    """Compile `FILE` or `FILE:NAME`; a file without a pipeline, or without that one, is an error of the call."""
    path, name = _split(target)
    found = absolute(path)
    if found.is_dir() or found.suffix != ".py":
        raise ProjectError(f"{path} is not a Python file")
    root = find_root(found.parent) or found.parent
    survey = Survey(root, DIALECTS)
    own = found.relative_to(root).as_posix()
    held = survey.file(own)
    elsewhere = [one for one in held.imported if name in {None, one.name}]
    if elsewhere and not (held.pipelines if name is None else _named(held.pipelines, name)):
        files = tuple(dict.fromkeys(one.path for one in elsewhere))
        meant = {(one.path, one.variable) for one in elsewhere}
        return compiled(survey, files, lambda pipelines: [one for one in pipelines if _is_meant(one, meant)])
    return compiled(survey, [own], lambda pipelines: _chosen(pipelines, target, name))


def compiled(
    survey: Survey, paths: Sequence[str], choose: Callable[[Sequence[Pipeline]], Sequence[Pipeline]]
) -> Compiled:
    """Compile the chosen pipelines of some files of a project."""
    checked = gathered(survey, [survey.file(path) for path in paths])
    if any(finding.severity is Severity.ERROR for finding in checked.findings):
        return Compiled(root=survey.root, checked=checked, plans=())
    pipelines = choose(checked.pipelines)
    lowered = [(pipeline, _lowered(survey, pipeline)) for pipeline in pipelines]
    refused = [finding for _, result in lowered if isinstance(result, tuple) for finding in result]
    if refused:
        return Compiled(root=survey.root, checked=_with(checked, refused, survey), plans=())
    made = [(pipeline, result) for pipeline, result in lowered if isinstance(result, plan.Plan)]
    return Compiled(
        root=survey.root, checked=checked, plans=tuple(_made(one, result, checked.pipelines) for one, result in made)
    )


def _lowered(survey: Survey, pipeline: Pipeline) -> plan.Plan | tuple[Finding, ...]:
    folders = tuple(root for root in pipeline.roots if root == "." or (survey.root / root).is_dir())
    return lower(
        pipeline.graph,
        code=plan.Code(paths=folders),
        spell=pipeline.types.written,
        imports=lambda function: _imports(pipeline, function),
    )


def _imports(pipeline: Pipeline, function: Function) -> tuple[str, ...]:
    """Name the packages from outside that a function needs; a dialect's own is stood in for, and so needed nowhere."""
    found = imports_of(pipeline.table, function.module, function.qualname, function.ordinal)
    return tuple(name for name in found if name not in PACKAGES)


def _with(checked: Checked, refused: Sequence[Finding], survey: Survey) -> Checked:
    """Add what lowering found to what the rules found."""
    everything = [*checked.findings, *refused]
    sources = survey.sources(everything)
    return replace(checked, findings=settled(everything, sources), sources=sources)


def _made(pipeline: Pipeline, lowered: plan.Plan, siblings: Sequence[Pipeline]) -> Made:
    stem = pipeline.path.removesuffix(".py")
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
    """Take `FILE.py:NAME` apart; a name may hold anything."""
    path, suffix, name = target.partition(".py:")
    return (f"{path}.py", name) if suffix else (target, None)


def _chosen(pipelines: Sequence[Pipeline], target: str, name: str | None) -> Sequence[Pipeline]:
    if not pipelines:
        raise ProjectError(f"{target} holds no pipeline [FLO922]")
    if name is None:
        return pipelines
    found = _named(pipelines, name)
    if len(found) == 1:
        return found
    if found:
        raise ProjectError(f"{target} means several pipelines: {', '.join(_labels(found))}")
    near = get_close_matches(name, list(_labels(pipelines)), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_labels(pipelines))}"
    raise ProjectError(f"there is no pipeline {name!r} in {target.partition('.py:')[0]}.py: {hint}")


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
