"""What hooks are told of: the pipeline, its steps, and how they went."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from icefloe_runtimes.step import manifest
from icefloe_runtimes.step.errors import ArtifactError
from icefloe_runtimes.step.inside import RESULTS
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.narrow import fields
from icefloe_runtimes.step.values import Values
from icefloe_schema import literals
from icefloe_schema.plan import FromOutput, Plan, PythonRun, Step


class Told(SimpleNamespace):
    """Facts by name; one that nobody has is an AttributeError that says which there are."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"a hook is not told of {name!r}{meant(name, vars(self))}")


class EndedTold(Told):
    """How a step went."""

    @property
    def output(self) -> object:
        """What it gave: the value of its output, or a mapping if it has several; None where it gave nothing."""
        outputs = self.outputs
        if self.status != "succeeded" or not isinstance(outputs, Loaded):
            return None
        return outputs if len(outputs) > 1 else next(iter(outputs.values()), None)


class Loaded(Mapping[str, object]):
    """The outputs that are there, by name, each loaded when it is asked for."""

    def __init__(self, values: Values, sources: Mapping[str, FromOutput]) -> None:
        self._values = values
        self._sources = sources

    def __getitem__(self, name: str) -> object:
        if name not in self._sources:
            raise KeyError(f"no output {name!r}{meant(name, self._sources)}")
        return self._values.output(self._sources[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def pipeline_told(plan: Plan, values: Values, run_id: str) -> Told:
    """The pipeline, as its plan has it."""
    return Told(
        name=plan.name,
        version=plan.version,
        description=plan.description,
        project=plan.project,
        project_name=plan.project,
        tags=dict(plan.tags),
        stack=plan.stack,
        steps=[step_told(step) for step in plan.steps],
        context=values.context(),
        run_id=run_id,
    )


def step_told(step: Step) -> Told:
    """A step, as its plan has it: `inputs` are the names of the assets that it takes."""
    retry, seconds = step.policy.retry, step.policy.timeout
    taken = [binding.value.name for binding in step.bindings if isinstance(binding.value, FromOutput)]
    return Told(
        name=step.id,
        description=step.description,
        inputs=taken,
        outputs=[output.name for output in step.outputs],
        tags=dict(step.labels),
        function=step.run.function.qualname if isinstance(step.run, PythonRun) else "",
        retry=retry.attempts - 1 if retry else 0,
        timeout=None if seconds is None else literals.decode(seconds),
        cache=step.policy.cache,
        execution_group=step.group,
    )


def ended_told(said: Mapping[str, Any], step: Step, values: Values) -> EndedTold:
    """How a step went, as its result has it."""
    error = fields(said.get("error"))
    status = str(said["status"])
    return EndedTold(
        name=said["name"],
        step_name=said["name"],
        status=status,
        state=status,
        success=status in ("succeeded", "skipped"),
        skipped=status == "skipped",
        cached=bool(said.get("cached")),
        duration_seconds=said["duration_seconds"],
        attempts=said["attempts"],
        retries=max(0, said["attempts"] - 1),
        error=f"{error['type']}: {error['message']}" if error else None,
        artifact_uri=said.get("artifact_uri", ""),
        log_path=said.get("log_path", ""),
        outputs=Loaded(values, _left(values, step.id)),
    )


def run_told(said: Mapping[str, Any], plan: Plan, values: Values) -> Told:
    """How the run went; `outputs` are those of its results and of its steps, by name."""
    by_id = {step.id: step for step in plan.steps}
    steps = {name: ended_told(one, by_id[name], values) for name, one in said["step_results"].items() if name in by_id}
    sources: dict[str, FromOutput] = {}
    for step in plan.steps:
        sources.update(_left(values, step.id))
    for result in plan.results:
        if isinstance(result.value, FromOutput) and result.value.name in _left(values, result.value.step):
            sources[result.name] = result.value
    sources.update(_left(values, RESULTS))
    return Told(
        run_id=said["run_id"],
        pipeline_name=said["pipeline_name"],
        success=said["state"] == "succeeded",
        state=said["state"],
        duration_seconds=said["duration_seconds"],
        step_results=steps,
        outputs=Loaded(values, sources),
    )


def _left(values: Values, step: str) -> dict[str, FromOutput]:
    """The outputs that a step has left, by name."""
    try:
        left = manifest.read(values.artifacts, step)
    except ArtifactError:
        return {}
    return {name: FromOutput(step=step, name=name) for name in left.outputs}
