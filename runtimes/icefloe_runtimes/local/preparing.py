"""What stands before a run: what is asked for is looked at, and what becomes of each step is chosen."""

import os
from collections.abc import Callable
from pathlib import Path

from icefloe_runtimes import locked
from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.cache.named import is_path
from icefloe_runtimes.local.policies.refusing import left_aside
from icefloe_runtimes.local.refusals import refusals
from icefloe_runtimes.local.request import Request
from icefloe_runtimes.local.results import Digests
from icefloe_runtimes.local.resume import Choice, Given, Wanted, choose, hinted_stages
from icefloe_runtimes.local.secrets import find_secrets
from icefloe_runtimes.local.setting import Setting
from icefloe_runtimes.local.weights import excess
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.keeping import check_formats, check_routes
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.parameters import check, check_atoms, spelled, unread
from icefloe_runtimes.step.parameters import user as hinted
from icefloe_schema import canonical, codec
from icefloe_schema.jsonvalue import JsonObject
from icefloe_schema.lock import Lock


def prepared(request: Request, new_folder: Callable[[Path], Path]) -> tuple[Setting, Choice]:
    """Give the setting of a run and what becomes of its steps; `new_folder` gives the run's folder in a workspace, and
    is called when nothing stands against the run any more.

    Raises `UsageError` and `locked.Drifted` as `run` does.
    """
    plan, root = request.plan, request.root
    held = None if request.lock is None else locked.hold(plan, request.lock, locked.of_folder(request.code or root))
    place = (request.workspace or root / ".icefloe").resolve()
    secrets, missing = find_secrets(plan, os.environ, place)
    texts = _accepted(request, missing)
    check_formats(request.formats)
    check_routes(request.routes)
    document = codec.to_json(plan)
    digests = _digests(document, request.lock, held)
    given = Given(parameters=texts, root=root, lock=digests.lock, closures=request.closures)
    wanted = request.wanted if request.wanted != Wanted() else Wanted(stages=hinted_stages(plan))
    choice = choose(plan, wanted, place, given)
    jobs = max(1, request.jobs or os.cpu_count() or 1)
    refresh = _refreshed(request, wanted, choice)
    setting = Setting(
        plan=plan,
        document=document,
        root=root.resolve(),
        folder=new_folder(place),
        workspace=place,
        jobs=jobs,
        plan_path=str(request.plan_path or ""),
        parameters=texts,
        framework=request.framework,
        user=request.user or hinted(plan),
        labels=dict(request.labels),
        code=(request.code or root).resolve(),
        digests=digests,
        lock=held,
        closures=request.closures,
        cache=request.cache,
        refresh=refresh,
        debug=request.debug,
        resumed_from=choice.resumed_from,
        takes=choice.takes,
        opens=choice.opens,
        notes=(*choice.notes, *excess(plan, jobs), *left_aside(plan, request.environments), *unread(plan, os.environ)),
        command=request.command,
        formats=request.formats,
        routes=request.routes,
        secrets=secrets,
        environment=request.environment,
        environments=request.environments,
    )
    return setting, choice


def _refreshed(request: Request, wanted: Wanted, choice: Choice) -> tuple[str, ...]:
    """The steps that are run although their results are cached: those to refresh, and those that are asked for."""
    names = {step.id for step in deep(request.plan.steps)}
    for name in request.refresh:
        if name not in names and not is_path(request.plan.steps, name):
            raise UsageError(f"the plan has no step {name!r} to refresh{meant(name, names)}")
    if not (wanted.from_step or wanted.only):
        return request.refresh
    return (*request.refresh, *(name for name, decided in choice.steps.items() if decided.is_asked))


def _accepted(request: Request, missing: tuple[str, ...]) -> dict[str, str]:
    """The parameters as `-p` takes them; everything that stands against the run is said before it."""
    problems = [*refusals(request.plan, request.framework, request.code or request.root), *missing]
    if problems:
        raise UsageError("\n".join(problems))
    check(request.plan, request.parameters, os.environ)
    check_atoms(request.plan, request.parameters, request.root)
    return {name: spelled(value) for name, value in request.parameters.items()}


def _digests(document: JsonObject, lock: Lock | None, held: Lock | None) -> Digests:
    frozen = dict[str, str]() if held is None else locked.modules(held)
    return Digests(
        plan=f"sha256:{canonical.digest(document)}",
        lock="" if lock is None else f"sha256:{lock.root}",
        modules={path: f"sha256:{sha256}" for path, sha256 in frozen.items()},
    )
