"""Where a verb that takes `PLAN|FILE[:NAME]|NAME@VERSION` gets its plan from."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.cli.talk import Refusal, has_errors, refuse_findings, say_findings
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from icefloe.api import Made
    from icefloe.source import Span
    from icefloe_schema.plan import Plan

SUFFIXES = (".json", ".yaml", ".yml")
_PLAN = re.compile(rb"""["']?\bplan["']?\s*:""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One plan, read from `path` or freshly compiled, to stand there.

    `root` is its project; `spans` say where its steps stand in the source, as far as that is known. A plan that has
    errors (`wrong`, said already) is only there to be looked at. A saved version comes with its `lock`: the sources
    that it was made from may have gone on, and then it must not be run with them. `closures` gives the digests of the
    code that a plan reaches which was freshly compiled.
    """

    plan: "Plan"
    path: Path
    root: Path
    spans: "Mapping[str, Span]"
    wrong: bool = False
    lock: Path | None = None
    closures: "Callable[[], Mapping[str, str]] | None" = None


def one_plan(
    target: str, defines: "Mapping[str, str]", configuration: str | None = None, *, draw: bool = False
) -> Chosen:
    """Read the plan, or compile the one pipeline that is meant; with `draw` it is only looked at."""
    if target.endswith(SUFFIXES) and not is_source(target):
        if defines or configuration:
            raise Refusal(f"{target} is compiled already: {'-D' if defines else '--config'} is for sources")
        return _read(target)
    if "@" in target and (version := _version(target)):
        if defines or configuration:
            raise Refusal(f"{target} is compiled already: {'-D' if defines else '--config'} is for sources")
        return version
    from icefloe import api

    compiled = api.compile_(target, draw=draw, defines=defines, configuration=configuration)
    wrong = has_errors(compiled.checked)
    if wrong and not (draw and compiled.plans):
        refuse_findings(compiled.checked)
    if len(compiled.plans) != 1:
        raise Refusal(several(target, compiled.plans))
    made = compiled.plans[0]
    path = compiled.root / f"{made.stem}.plan.json"
    if wrong:
        say_findings(compiled.checked)
    return Chosen(
        plan=made.plan,
        path=path,
        root=compiled.root,
        spans=dict(made.spans),
        wrong=wrong,
        closures=lambda: api.code_of(compiled, made),
    )


def several(target: str, plans: "Sequence[Made]") -> str:
    """Say that a file holds several pipelines, and which of them has the others in it, if one has."""
    from icefloe_runtimes.edges import deep
    from icefloe_schema.plan import PlanRun

    names = ", ".join(f"{target}:{made.label}" for made in plans)
    within = {
        made.label: {one.run.body.name for one in deep(made.plan.steps) if isinstance(one.run, PlanRun)}
        for made in plans
    }
    outer = [
        one.label for one in plans if {other.plan.name for other in plans if other is not one} <= within[one.label]
    ]
    hint = f"\nhint: {target}:{outer[0]} has the others in it" if len(outer) == 1 else ""
    return f"{target} holds several pipelines: name one of {names}{hint}"


def _version(target: str) -> Chosen | None:
    """Read a saved version of this project; None where the target means none."""
    from icefloe.api.versions import saved, split_version

    pair = split_version(target)
    if pair is None:
        return None
    found = saved(Path.cwd(), *pair)
    return Chosen(plan=found.plan, path=found.path, root=found.root, spans={}, lock=found.lock_path)


def is_source(target: str) -> bool:
    """Tell a YAML file in which a pipeline is written from a plan; a plan says so on a line of its own."""
    from icefloe.project import absolute, is_document, is_marked, read_document

    if not is_document(target):
        return False
    from icefloe.dialects import DIALECTS

    try:
        data = read_document(absolute(target))
    except OSError:
        return False
    return is_marked(data, [one.marks for one in DIALECTS if one.marks]) and not re.search(
        rb"""^["']?plan["']?\s*:""", data, re.MULTILINE
    )


def _read(target: str) -> Chosen:
    from icefloe.cli.planfile import plan_of
    from icefloe.project import absolute, find_root, read_document

    path = absolute(target)
    data = read_document(path)
    try:
        plan = plan_of(data, target)
    except Refusal as refused:
        if _PLAN.search(data):
            raise
        hint = f"if it holds values for parameters, `icefloe run FILE --config {target}` takes them"
        raise Refusal(
            f"{refused.message}\nhint: {target} does not look like a plan, which has the key `plan`; {hint}"
        ) from None
    return Chosen(plan=plan, path=path, root=find_root(path.parent) or path.parent, spans={})
