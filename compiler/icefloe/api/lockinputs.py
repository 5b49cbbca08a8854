"""What the lock of a project is made of: plans, closures of their functions, and the files they read."""

from collections.abc import Iterator, Mapping

from icefloe.api.compile import Compiled, Made
from icefloe.api.dependencies import dependencies
from icefloe.lock import Inputs, Versions
from icefloe.lock.inputs import functions, notebooks
from icefloe.lock.targets import targets
from icefloe.project import is_document
from icefloe.source import Span
from icefloe.survey import Survey
from icefloe.syntax.closure import closure, outside
from icefloe.syntax.digest import NORMALISER, digest
from icefloe.syntax.parser import Parsed
from icefloe.trace import Closure
from icefloe_schema.leaves import escape, plan_name
from icefloe_schema.version import VERSION


def inputs_of(survey: Survey, result: Compiled) -> Inputs:
    """Everything that a lock is made from."""
    plans = {_name(made): made for made in result.plans}
    own = {name: closures_of(made) for name, made in plans.items()}
    closures = {(name, address): found for name, those in own.items() for address, found in those.items()}
    # No step imports a document, and all that it says of steps is in the plans.
    modules = {made.pipeline.path for made in result.plans if not is_document(made.pipeline.path)}
    for name, made in plans.items():
        found = {module for address in own[name] for module in closures[name, address].modules}
        found |= {module for _, module, _ in targets(made.plan)}
        modules |= {path for module in found if (path := made.pipeline.table.path_of(module)) is not None}
    files = {file.path for made in result.plans for file in made.plan.files}
    files |= {path for made in result.plans for path in notebooks(made.plan)}
    return Inputs(
        plans={name: made.plan for name, made in plans.items()},
        closures=closures,
        versions=Versions(icefloe=VERSION, normaliser=str(NORMALISER)),
        modules=_read(survey, modules),
        forms=_forms(result, modules),
        files=_read(survey, files),
        dependencies=dependencies(survey.files),
        requires_python=survey.settings.requires_python,
        spans={key: span for name, made in plans.items() for key, span in _spans(name, made)},
    )


def _name(made: Made) -> str:
    return plan_name(made.pipeline.path, made.label)


def _spans(name: str, made: Made) -> Iterator[tuple[tuple[str, str], Span]]:
    """Where a pipeline stands, and each of its steps."""
    yield (name, ""), made.pipeline.graph.span
    for step, span in made.spans:
        yield (name, escape(step)), span


def closures_of(made: Made) -> Mapping[str, Closure]:
    """The closures of all functions of a plan, by their addresses."""
    table = made.pipeline.table
    found = {
        address: outside(function.module, function.qualname)
        if table.path_of(function.module) is None
        else closure(table, function.module, function.qualname, function.ordinal)
        for address, function in functions(made.plan)
    }
    for address, module, qualname in targets(made.plan):
        parsed = table.load(module) if table.path_of(module) is not None else None
        # A text may look like the name of a function and mean something else.
        if isinstance(parsed, Parsed) and (qualname, 0) in parsed.functions:
            found[address] = closure(table, module, qualname)
    return found


def _read(survey: Survey, paths: set[str]) -> dict[str, bytes]:
    return {path: data for path in sorted(paths) if (data := survey.files.read(path)) is not None}


def _forms(result: Compiled, modules: set[str]) -> dict[str, str]:
    """The digests of the modules' normalised sources."""
    if not result.plans:
        return {}
    table = result.plans[0].pipeline.table  # any will do: what is parsed at a path is shared by all
    parsed = ((path, table.open(path)) for path in sorted(modules))
    return {path: digest(one.tree) for path, one in parsed if isinstance(one, Parsed)}
