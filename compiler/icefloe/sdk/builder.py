"""The words of the builder style."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from icefloe.sdk.comparing import Comparison, compared
from icefloe.sdk.mark import WORDS
from icefloe.sdk.pipelines import If, Schedule
from icefloe.sdk.snapshots import Snapshot
from icefloe.sdk.values import Context
from icefloe.sdk.verbs import Inert, is_worker
from icefloe.sdk.written import Source, calling_file

if TYPE_CHECKING:
    from pathlib import Path

    from icefloe.sdk.running import Builder
    from icefloe_runtimes.local import RunResult


class Dag:
    """The graph of a pipeline, as the builder words speak of it."""

    def __init__(self, pipeline: "Builder") -> None:
        self._pipeline = pipeline

    def visualize(self) -> str:
        """Give the order of the steps, each with those it waits for."""
        if is_worker():
            return ""
        from icefloe.sdk import running

        return running.order(self._pipeline)


class Pipeline:
    """A pipeline that is built from steps, one by one."""

    def __init__(
        self,
        name: str,
        *,
        context: Context | None = None,
        version: str | None = None,
        description: str | None = None,
        project: str | None = None,
        project_name: str | None = None,
        stack: str | None = None,
        schedule: str | Schedule | None = None,
        enable_cache: bool = True,
        enable_checkpointing: bool = True,
        tags: Mapping[str, str] | None = None,
        concurrency: int | None = None,
    ) -> None:
        self.name = name
        self.context = Context({}) if context is None else context
        self.version = version
        self.description = description
        self.project = project if project is not None else project_name
        self.stack = stack
        self.schedule = schedule
        self.enable_cache = enable_cache
        self.enable_checkpointing = enable_checkpointing
        self.tags = dict(tags or {})
        self.concurrency = concurrency
        self.parts: list[object] = []
        self._file = calling_file()

    @classmethod
    def from_steps(
        cls,
        *steps: Callable[..., object],
        name: str,
        context: Context | None = None,
        version: str | None = None,
        enable_cache: bool = True,
    ) -> "Pipeline":
        """Make a pipeline of these steps."""
        return cls(name, context=context, version=version, enable_cache=enable_cache).add_steps(steps)

    @property
    def dag(self) -> Dag:
        """The graph of this pipeline."""
        return Dag(self)

    def add_step(self, function: Callable[..., object], /) -> "Pipeline":
        """Add a step; the pipeline is given back, so that calls can be chained."""
        self.parts.append(function)
        return self

    def add_steps(self, functions: Iterable[Callable[..., object]], /) -> "Pipeline":
        """Add several steps."""
        self.parts.extend(functions)
        return self

    def add_sub_pipeline(
        self,
        pipeline: "Pipeline",
        /,
        *,
        name: str | None = None,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
        input_mapping: Mapping[str, str] | None = None,
        output_mapping: Mapping[str, str] | None = None,
    ) -> "Pipeline":
        """Nest a pipeline as one step of this one."""
        options = (name, inputs, outputs, input_mapping, output_mapping)
        self.parts.append((pipeline, *options))
        return self

    def add_control_flow(self, flow: If, /) -> "Pipeline":
        """Add a branch."""
        self.parts.append(flow)
        return self

    def build(self) -> "Pipeline":
        """Refuse a pipeline that cannot be run, and one whose source has errors, as `icefloe check` finds them."""
        if not is_worker():
            from icefloe.sdk import running

            running.check(self)
        return self

    def run(
        self,
        *,
        inputs: Mapping[str, object] | None = None,
        context: Mapping[str, object] | None = None,
        stack: str | None = None,
        debug: bool = False,
        workspace: "str | Path | None" = None,
        jobs: int | None = None,
    ) -> "RunResult":
        """Run the pipeline here, each step in a process of its own, and give what came of it.

        `inputs` and `context` are values for its parameters. A step that fails does not raise: the result says it.
        `debug` shows what a failed step printed. Runs are kept in `.icefloe` of the project, else in the `workspace`.
        """
        if is_worker():
            return cast("RunResult", Inert())
        from icefloe.sdk import running

        given = {**(context or {}), **(inputs or {})}
        return running.run(self, given, stack=stack, debug=debug, workspace=workspace, jobs=jobs)

    def rerun(self, run_id: str, *, from_step: str | None = None, workspace: "str | Path | None" = None) -> "RunResult":
        """Run the pipeline again: what an earlier run has finished, and nothing has changed for, is taken from it.

        With `from_step` that step and all after it run in any case.
        """
        if is_worker():
            return cast("RunResult", Inert())
        from icefloe.sdk import running

        return running.run(self, {}, workspace=workspace, resume=run_id, from_step=from_step or "")

    def compare_with(self, version: str) -> Comparison:
        """Hold the pipeline, as its source is now, against a version that `icefloe freeze --save` has kept."""
        if is_worker():
            return cast("Comparison", Inert())
        return compared(self.source, version)

    @property
    def source(self) -> Source:
        """Where it was made, else where it is asked about: what makes pipelines may stand in a file of its own."""
        return Source((self._file, calling_file()), self.name, self.version or "")


def freeze_pipeline(pipeline: Pipeline | Callable[..., object], /) -> Snapshot:
    """Freeze a pipeline, as its source is now: `snapshot_hash` and `verify()` are there to be asked of what it gives.

    It may be built from steps or be a function that is marked as a pipeline.
    """
    if is_worker():
        return cast("Snapshot", Inert())
    return Snapshot(pipeline.source if isinstance(pipeline, Pipeline) else _written(pipeline))


def _written(function: Callable[..., object]) -> Source:
    """Where a pipeline function is written."""
    words: tuple[tuple[str, dict[str, object]], ...] = getattr(function, WORDS, ())
    options = next((options for word, options in words if word == "pipeline"), None)
    code = getattr(function, "__code__", None)
    if options is None or code is None:
        raise TypeError(f"{function!r} is no pipeline: build one with `Pipeline`, or mark a function with `@pipeline`")
    name = options.get("name") or getattr(function, "__name__", "")
    return Source((os.path.abspath(code.co_filename),), str(name), str(options.get("version") or ""))  # noqa: PTH100
