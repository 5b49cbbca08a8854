"""What the verb `run` does: the plan, its values, the run itself, and what is told of it."""

import os
import sys
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from icefloe.cli.debugging import only
from icefloe.cli.plans import SUFFIXES, Chosen, is_source, one_plan
from icefloe.cli.talk import Refusal, leave, misused, put, say, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from icefloe.cli.asked import Asked
    from icefloe.placing.stacks import Place
    from icefloe_runtimes.local.dryrun import Outlook
    from icefloe_runtimes.local.events import Event
    from icefloe_runtimes.local.results import RunResult
    from icefloe_runtimes.locked import Drifted
    from icefloe_schema.lock import Lock

REPORTS = (".html", ".md")


class Keywords(TypedDict):
    """What a run is given beside its plan and which of its steps are to be run."""

    root: Path
    plan_path: Path | None
    workspace: Path | None
    parameters: "Mapping[str, object]"
    jobs: int | None
    framework: str
    user: str
    labels: "Mapping[str, str]"
    cache: bool
    refresh: tuple[str, ...]
    closures: "Mapping[str, str]"
    lock: "Lock | None"
    formats: "Mapping[str, str]"
    routes: "Mapping[str, str]"
    environment: "Mapping[str, str]"
    environments: "Mapping[str, Mapping[str, str]]"


def run(asked: "Asked", arguments: tuple[str, ...]) -> int:
    """Do what a call of `run` asks for, and give the exit status; `arguments` are those of the command."""
    from icefloe_runtimes.locked import Drifted
    from icefloe_runtimes.step.errors import UsageError

    _check(asked)
    chosen, place, values = _chosen(asked)
    try:
        keywords = _keywords(asked, chosen, place, values)
        if asked.dry_run:
            return _dry_run(asked, chosen, place, keywords)
        result = _run(asked, chosen, keywords)
    except Drifted as error:
        _say_drifted(error, chosen, asked.target)
        leave(1)
    except UsageError as error:
        raise Refusal(str(error)) from error
    are_written = _tell(asked, chosen, result, arguments)
    return result.exit_code if are_written else result.exit_code or 1


def _check(asked: "Asked") -> None:
    """Refuse what cannot be, before anything is read."""
    chosen = {"--stages": asked.stages, "--from": asked.from_step, "--only": asked.only}
    several = [name for name, value in chosen.items() if value]
    if len(several) > 1:
        misused(f"{several[0]} and {several[1]} cannot be given together")
    if asked.sweep and asked.locked:
        misused("--sweep and --locked cannot be given together: a sweep is another plan than the lock's")
    if asked.report is not None and Path(asked.report).suffix not in REPORTS:
        misused(f"--report {asked.report}: its name must end in {' or '.join(REPORTS)}")
    for option, path in (("--report", asked.report), ("--report-json", asked.report_json)):
        hindrance = "" if path in (None, "-") else unwritable(Path(str(path)))
        if hindrance:
            misused(f"{option} {path}: {hindrance}")
    if asked.events and asked.report_json == "-":
        misused("--events and --report-json - both write to stdout: give --report-json a file")


def _chosen(asked: "Asked") -> "tuple[Chosen, Place, dict[str, object]]":
    """The plan, the place in which it is to run, and the values of its parameters; a sweep is a plan around it."""
    from icefloe.cli.given import given_values
    from icefloe.cli.sweeping import swept
    from icefloe.placing.stacks import placed

    is_plan = _is_plan(asked.target)
    chosen = one_plan(asked.target, dict(asked.defines), None if is_plan else asked.configuration)
    place = placed(chosen.plan, chosen.root, asked.stack, say, is_locked=asked.locked or chosen.lock is not None)
    if asked.sweep and chosen.lock is not None:
        raise Refusal(f"{asked.target} is held to its lock, and a sweep is another plan: run it from the source")
    # motools compiles the file with its workflow; for all others it holds values of parameters.
    configuration = asked.configuration if is_plan or chosen.plan.dialect != "motools" else None
    values = given_values(place.plan, asked.given, configuration, asked.chosen_set, place.parameters)
    if not asked.sweep:
        return replace(chosen, plan=place.plan), place, values
    plan, left = swept(place.plan, asked.sweep, values)
    return replace(chosen, plan=plan), place, left


def _keywords(asked: "Asked", chosen: Chosen, place: "Place", values: "Mapping[str, object]") -> Keywords:
    from icefloe.cli.given import pairs

    return Keywords(
        root=chosen.root,
        plan_path=chosen.path if chosen.path.is_file() else None,
        workspace=place.workspace,
        parameters=values,
        jobs=1 if asked.debug else asked.jobs,
        framework=asked.framework,
        user=asked.user,
        labels=pairs(asked.labels, "--label", "KEY=VALUE"),
        cache=asked.cache,
        refresh=asked.refresh,
        closures=_closures(asked, chosen, place),
        lock=_lock(chosen) if asked.locked or chosen.lock else None,
        formats=place.formats,
        routes=place.routes,
        environment=place.environment,
        environments=place.environments,
    )


def _closures(asked: "Asked", chosen: Chosen, place: "Place") -> "Mapping[str, str]":
    """The digests of the code that each step reaches, where the sources are at hand."""
    from icefloe_runtimes.local.sweep import addressed

    found = chosen.closures() if chosen.closures is not None else dict[str, str]()
    return addressed(place.plan.name, found) if asked.sweep else found


def _is_plan(target: str) -> bool:
    """A plan is compiled already: what a file says are values for its parameters."""
    return target.endswith(SUFFIXES) and not is_source(target)


def _dry_run(asked: "Asked", chosen: Chosen, place: "Place", keywords: Keywords) -> int:
    from icefloe.cli.sweeping import dry_lines
    from icefloe_runtimes.local.dryrun import dry_run, told
    from icefloe_runtimes.local.request import Request
    from icefloe_runtimes.local.resume import Wanted

    alone = only(asked, chosen, keywords["workspace"])
    wanted = Wanted(resume=asked.resume, from_step=asked.from_step, only=alone, stages=asked.stages)
    found = dry_run(Request(plan=chosen.plan, wanted=wanted, **keywords))
    lines = told(chosen.plan.name, found)
    if asked.sweep and any(one.action == "run" for one in found):
        keywords["closures"] = chosen.closures() if chosen.closures is not None else {}
        point = Request(plan=place.plan, **keywords)
        lines = chain(dry_lines(place.plan, chosen.plan, point), _taken_at_points(found, asked.resume))
    put("".join(f"{line}\n" for line in lines))
    return 0


def _taken_at_points(found: "tuple[Outlook, ...]", resume: str) -> "Iterator[str]":
    if resume and found:
        yield f"  what run {resume} has finished is taken over, if it is one of this sweep"


def _run(asked: "Asked", chosen: Chosen, keywords: Keywords) -> "RunResult":
    from icefloe_runtimes import local
    from icefloe_runtimes.local.signals import at_end
    from icefloe_runtimes.local.watching import watch

    # A debugger has the terminal for itself.
    watching = watch(os.environ, form="plain" if asked.debug else asked.progress)
    try:
        result = local.run(
            chosen.plan,
            listener=_listener(asked, watching),
            resume=asked.resume,
            from_step=asked.from_step,
            only=only(asked, chosen, keywords["workspace"]),
            stages=asked.stages,
            debug=asked.debug,
            **keywords,
        )
        if result.state == "interrupted":
            # Who presses once more does not take away what there is to say, nor the exit status.
            at_end()
        return result
    finally:
        # The table stays where the one at the end goes elsewhere.
        watching.close(keep=sys.stdout is None or not sys.stdout.isatty())


def _listener(asked: "Asked", watching: "Callable[[Event], None]") -> "Callable[[Event], None]":
    if not asked.events:
        return watching
    from icefloe_runtimes.local.eventjson import text

    def both(event: "Event") -> None:
        watching(event)
        # Whoever reads the events may have gone: that is no reason to end the run.
        with suppress(OSError, ValueError):
            put(f"{text(event)}\n")
            sys.stdout.flush()

    return both


def _tell(asked: "Asked", chosen: Chosen, result: "RunResult", arguments: tuple[str, ...]) -> bool:
    """Tell what came of it; false where a report could not be written."""
    from icefloe.cli.sweeping import table
    from icefloe_runtimes.local.failing import called_again, failures

    troubles: list[str] = []
    if asked.report is not None or asked.report_json is not None:
        from icefloe.cli.runreport import write

        # The files come first, as nobody may read what is printed.
        troubles += write(asked, chosen, result)
    lines = [result.summary(), *table(chosen.plan, result)]
    if asked.events or asked.report_json == "-":  # stdout is for programs
        say("\n".join(lines))
    else:
        put("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    again = called_again("icefloe", arguments) if "run" in arguments else ""
    for line in failures(result, again):
        say(line)
    for name in asked.refresh:
        # How many elements a map has is known only now.
        if result.success and "/" in name and name not in result.step_results:
            say(f"note: --refresh {name}: this run had no such step{_nearest(name, result)}")
    if result.success and not result.figures and not asked.sweep:
        say(f"hint: `icefloe show {result.run_id} STEP.OUTPUT` prints what a step has given")
    for trouble in troubles:
        say(f"error: {trouble}")
    return not troubles


def _nearest(name: str, result: "RunResult") -> str:
    """Which step was meant: one of the same name, if there is one."""
    from icefloe_runtimes.step.names import meant

    last = name.rpartition("/")[2]
    return meant(name, [one for one in result.step_results if one.rpartition("/")[2] == last and "/" in one])


def _lock(chosen: Chosen) -> "Lock":
    """Read the lock that the plan is to be held to: a saved version's own, else the project's."""
    from icefloe_runtimes.locked import LOCK, read

    path = chosen.lock or chosen.root / LOCK
    try:
        return read(path)
    except FileNotFoundError:
        say(f"{path.name} is missing")
        say("hint: run `icefloe freeze`")
        leave(1)


def _say_drifted(error: "Drifted", chosen: Chosen, target: str) -> None:
    for one in error.mismatches:
        say(f"error: {one.message}")
    if chosen.lock:
        say(f"hint: nothing was run; {target} was saved from other sources: check out those of that version")
    else:
        say(f"hint: {_form_alone(error, chosen) or error.hint}")


def _form_alone(error: "Drifted", chosen: Chosen) -> str:
    """What to do where modules were only laid out or commented otherwise, "" where more has changed."""
    from icefloe import api

    leaves = {one.leaf for one in error.mismatches}
    if not all(leaf.startswith("modules/") for leaf in leaves):
        return ""
    kinds = {change.leaf: change.kind for change in api.verify(chosen.root).changes}
    if any(kinds.get(leaf) != "formatting" for leaf in leaves):
        return ""
    return "nothing was run; only its form changed: `icefloe freeze` brings the lock up to date"
