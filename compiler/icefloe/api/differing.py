"""The sides of a difference: compiled sources, saved versions, plans and locks."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icefloe.api.checked import Checked, errors
from icefloe.api.compile import Compiled, Made, compile_
from icefloe.api.versions import saved
from icefloe.diff import Fits, Pipeline, Shape, Side, compare, side_of_plan, typetext
from icefloe.lock import Inputs
from icefloe.lock import freeze as make
from icefloe.trace import Closure
from icefloe.types import Verdict
from icefloe_schema.leaves import plan_name
from icefloe_schema.lock import Lock
from icefloe_schema.records import dataclass

if TYPE_CHECKING:
    from icefloe.infer import Types

__all__ = [
    "Read",
    "Side",
    "compare",
    "inputs_of_plans",
    "locked",
    "pipeline_of",
    "side_of_compiled",
    "side_of_lock",
    "side_of_plan",
    "side_of_source",
    "side_of_version",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A side, and what is wrong where the source that was named has errors."""

    side: Side
    checked: Checked | None = field(default=None, repr=False)


def side_of_version(start: Path, name: str, version: str) -> Side:
    """A saved version of a pipeline, as its plan and its lock hold it."""
    found = saved(start, name, version)
    return side_of_plan(f"{name}@{version}", found.plan, found.lock)


def side_of_lock(name: str, lock: Lock) -> Side:
    """A lock, which knows the plans only by their digests."""
    return Side(name=name, locks={"": lock}, frozen=True)


def side_of_source(target: str, defines: Mapping[str, str] | None = None, configuration: str | None = None) -> Read:
    """The pipelines of `FILE` or `FILE:NAME` as they are now; without them where there are errors."""
    result = compile_(target, defines=defines, configuration=configuration)
    if errors(result.checked.findings):
        return Read(side=Side(name=target), checked=result.checked)
    return Read(side=side_of_compiled(target, result))


def side_of_compiled(name: str, result: Compiled) -> Side:
    """The pipelines that were compiled, with what their functions reach, and the lock of them alone."""
    found = tuple(pipeline_of(made, "", made.label) for made in result.plans)
    pipelines, locks = locked("", [(result, found)])
    return Side(name=name, pipelines=pipelines, locks=locks)


def pipeline_of(made: Made, prefix: str, name: str, *, partial: bool = False) -> Pipeline:
    """A compiled pipeline as one of a side."""
    return Pipeline(
        key=plan_name(made.pipeline.path, made.label),
        name=name,
        prefix=prefix,
        plan=made.plan,
        places=made.places,
        fits=_fits(made.pipeline.types),
        shape=_shape(made),
        partial=partial,
    )


def _fits(types: "Types") -> Fits:
    """Judge types by the classes of the project as well."""

    def fits(given: str, asked: str) -> Verdict:
        return typetext.judged(types.assignable, typetext.read(given), typetext.read(asked))

    return fits


def _shape(made: Made) -> Shape:
    """Tell what functions do, each read once."""
    from icefloe.syntax.shape import shape

    @cache
    def of(module: str, qualname: str, ordinal: int) -> str:
        return shape(made.pipeline.table, module, qualname, ordinal)

    return lambda ref: of(ref.module, ref.qualname, ref.ordinal)


def locked(
    prefix: str, found: Sequence[tuple[Compiled, tuple[Pipeline, ...]]]
) -> tuple[tuple[Pipeline, ...], dict[str, Lock]]:
    """The pipelines with the closures of their functions, and the lock of those that could be run."""
    whole = [(result, own) for result, own in found if own and not any(one.partial for one in own)]
    whole = [(result, pipelines) for result, pipelines in whole if all(not _in_notebook(m) for m in result.plans)]
    everything = tuple(pipeline for _, pipelines in found for pipeline in pipelines)
    if not whole:
        return everything, {}
    inputs = inputs_of_plans([result for result, _ in whole])
    closures: dict[str, dict[str, Closure]] = {}
    for (key, address), closure in inputs.closures.items():
        closures.setdefault(key, {})[address] = closure
    made = tuple(one if one.partial else replace(one, closures=closures.get(one.key, {})) for one in everything)
    return made, {prefix: make(inputs)}


def _in_notebook(made: Made) -> bool:
    return made.pipeline.path.endswith(".ipynb")


def inputs_of_plans(results: Sequence[Compiled]) -> Inputs:
    """What the lock of the plans of some files of one project is made from."""
    from icefloe.api.lockinputs import inputs_of
    from icefloe.syntax.parser import deep

    first = results[0]
    plans = tuple(made for result in results for made in result.plans)
    return deep(inputs_of, first.survey, replace(first, plans=plans))
