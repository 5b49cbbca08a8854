"""Running pipelines from Python: what was built is made a plan, and the local runtime runs it.

The pipeline is taken as Python has built it; only `build` also looks at its source, as `icefloe check` does.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from icefloe.sdk.written import RefusedError, Source

if TYPE_CHECKING:
    from pathlib import Path

    from icefloe.sdk.stacked import Stacked
    from icefloe_runtimes.local import RunResult, StepResult
    from icefloe_schema.plan import Plan


class Builder(Protocol):
    """A pipeline that was built from steps."""

    @property
    def name(self) -> object:
        """What it is called."""
        ...

    @property
    def source(self) -> Source:
        """Where it was made."""
        ...


def plan_of(pipeline: Builder, given: Mapping[str, object] | None = None) -> "tuple[Plan, Path]":
    """Give the plan of a pipeline, and the folder of its project; `given` are values that a run gives."""
    from icefloe_runtimes.objects.errors import BuildError
    from icefloe_runtimes.objects.plans import plan_of as planned

    root = _root(pipeline.source.files)
    try:
        plan = planned(pipeline, root=root, inputs=given)
    except BuildError as error:
        raise RefusedError(f"pipeline {pipeline.name!r} cannot be run: {error}") from None
    if not plan.steps:
        raise RefusedError(f"pipeline {pipeline.name!r} has no steps: add them with `add_step`")
    return plan, root


def check(pipeline: Builder) -> None:
    """Refuse a pipeline that cannot be run, and one whose source has errors, where the compiler can read it."""
    plan_of(pipeline)
    try:
        found = pipeline.source.found()
    except (RefusedError, ImportError):
        return  # it is not written where the compiler could find it: what Python has built was looked at
    pipeline.source.only(found)


def order(pipeline: Builder) -> str:
    """Give the order of the steps, each with those it waits for."""
    from icefloe_runtimes.diagram.listing import order as listed

    return listed(plan_of(pipeline)[0])


def run(
    pipeline: Builder,
    given: Mapping[str, object],
    *,
    stack: object = None,
    debug: bool = False,
    workspace: "str | Path | None" = None,
    jobs: int | None = None,
    resume: str = "",
    from_step: str = "",
) -> "RunResult":
    """Run a pipeline to its end, and tell of it on stderr; a failed step does not raise, but is in the result."""
    from pathlib import Path

    from icefloe.sdk.stacked import stacked
    from icefloe_runtimes import local

    kept = None if workspace is None else Path(workspace)
    if resume:
        place = kept or _root(pipeline.source.files) / ".icefloe"
        given = {**_of_earlier(_asked(lambda: local.load_run(resume, workspace=place))), **given}
    plan, root = plan_of(pipeline, given)
    call = _Call(stacked(plan, root, stack, _say), root, given, kept, jobs)
    result = call.run(resume, from_step)
    _say(result.summary())
    _tell_failures(result, whole=debug)
    failed = _first_failed(result)
    if debug and failed and sys.stdin is not None and sys.stdin.isatty():
        result = call.run(result.run_id, "", failed)
    if result.state == "interrupted":
        raise KeyboardInterrupt
    return result


class _Call:
    """What one call of `run` asks of the runtime."""

    def __init__(
        self, taken: "Stacked", root: "Path", given: Mapping[str, object], workspace: "Path | None", jobs: int | None
    ) -> None:
        self.taken = taken
        self.root = root
        self.given = given
        self.workspace = workspace or taken.workspace
        self.jobs = jobs

    def run(self, resume: str, from_step: str, debug: str = "") -> "RunResult":
        """Run it; a step to `debug` runs in the foreground, where it stops at the line that fails."""
        from icefloe_runtimes import local
        from icefloe_runtimes.local.watching import watch

        taken = self.taken
        watching = watch(os.environ)
        try:
            return _asked(
                lambda: local.run(
                    taken.plan,
                    root=self.root,
                    parameters={**taken.values, **self.given},
                    workspace=self.workspace,
                    jobs=self.jobs,
                    resume=resume,
                    from_step=from_step,
                    debug=debug,
                    listener=watching,
                    environment=taken.environment,
                    environments=taken.environments,
                    formats=taken.formats,
                    routes=taken.routes,
                )
            )
        finally:
            watching.close(keep=True)


def load_run(run: "str | Path" = "last", *, workspace: "str | Path | None" = None) -> "RunResult":
    """Give the result of an earlier run: by its id, by the beginning of it, by its folder, or the `last` one.

    It is looked for in the project that the working directory is in, else in the `workspace`.
    """
    from pathlib import Path

    from icefloe_runtimes import local

    here = _root((str(Path.cwd() / "here"),))
    place = here / ".icefloe" if workspace is None else Path(workspace)
    return _asked(lambda: local.load_run(run, workspace=place))


def _asked(question: "Callable[[], RunResult]") -> "RunResult":
    """The answer of the runtime; that the question was wrong is said as an error of these words."""
    from icefloe_runtimes.step.errors import UsageError

    try:
        return question()
    except UsageError as error:
        raise RefusedError(str(error)) from error


def _of_earlier(run: "RunResult") -> dict[str, object]:
    """The values that an earlier run was given."""
    from icefloe_runtimes.step.parameters import values
    from icefloe_schema import codec

    plan = codec.loads((run.folder / "plan.json").read_text("utf-8"))
    found = values(plan, run.parameters, {})
    return {name: found[name] for name in run.parameters if name in found}


def _first_failed(result: "RunResult") -> str:
    """The first step that failed by itself, by its path."""
    return next((one.name for one in _failed(result)), "")


def _failed(result: "RunResult") -> "Iterator[StepResult]":
    """The steps that failed by themselves, and whose failure counts: a map may do without some of its elements."""
    steps = result.step_results
    inner = {one.inside for one in steps.values() if one.status == "failed"}
    for name, one in steps.items():
        outer = steps.get(one.inside)
        counts = not one.forgiven and (outer is None or outer.status == "failed")
        if one.status == "failed" and counts and name not in inner:
            yield one


def _tell_failures(result: "RunResult", *, whole: bool) -> None:
    """Say where each failed step failed and where its log is; with `whole` what is in it."""
    for one in _failed(result):
        place = f" at {one.error.place}" if one.error and one.error.place else ""
        _say(f"step {one.name!r} failed{place}; its log: {one.log_path}")
        if whole and os.path.isfile(one.log_path):  # noqa: PTH113 - pathlib costs 10 ms
            with open(one.log_path, encoding="utf-8", errors="replace") as log:  # noqa: PTH123
                _say(log.read().rstrip())


def _say(text: str) -> None:
    if sys.stderr is not None and text:
        sys.stderr.write(f"{text}\n")


def _root(files: tuple[str, ...]) -> "Path":
    """The project of a file that there is: the nearest folder upwards with a file that marks one, else its own."""
    from pathlib import Path

    from icefloe_runtimes.step.frozen import MARKS

    # A cell of a notebook, or what is typed at a prompt, is in no file: the working directory tells then.
    file = next((Path(one) for one in files if os.path.isfile(one)), Path.cwd() / "here")  # noqa: PTH113 - it is a text
    folders = file.parents
    return next((folder for folder in folders if any((folder / mark).is_file() for mark in MARKS)), folders[0])
