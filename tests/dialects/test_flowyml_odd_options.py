"""Every argument of FlowyML's words with values that nobody would write: an answer each time, never a crash."""

from collections.abc import Callable

import pytest

from icefloe.dialects import flowyml
from icefloe.lower import lower
from icefloe.survey import FileSurvey
from icefloe_schema import plan

Read = Callable[..., FileSurvey]

ODD = (
    "None", "True", "-1", "10**400", "1e400", "float('nan')", "''", "'\\ud800'", "'a' * 5000", "b'x'", "1j", "()", "[]",
    "{}", "{1: 2}", "{'a': {'b': undefined}}", "[None]", "[[], {}]", "lambda: 1", "lambda *a, **k: a", "print", "int",
    "undefined", "undefined.x(1)[2]", "...", "Odd", "Odd()", "step", "Pipeline", "p", "p.run", "load", "os",
    "os.environ['A']", "*[1]", "[x for x in undefined]",
)  # fmt: skip

STEP = (
    "inputs", "outputs", "name", "cache", "retry", "timeout", "resources", "execution_group", "tags", "pipeline",
    "condition", "register", "skip_if", "circuit_breaker", "fallback", "fallback_on", "on_failure", "stack", "settings",
)  # fmt: skip
PIPELINE = (
    "name", "context", "executor", "enable_cache", "enable_checkpointing", "auto_track", "cache_dir", "stack", "env",
    "project", "project_name", "version", "auto_discover", "description", "tags",
)  # fmt: skip
CALLS = (
    "p.run({0})", "p.run(context={0})", "p.run(inputs={0}, debug={0})", "p.schedule({0})", "p.schedule('cron', {0})",
    "p.schedule('daily', {0}, timezone={0})", "p.schedule('interval', {0})", "p.schedule({0}, {0})",
    "PipelineScheduler().schedule_daily({0}, p.run, hour={0}, minute={0})", "on_pipeline_start({0})",
    "PipelineScheduler().schedule_interval('x', {0}, hours={0})", "p.compare_with({0})", "p.rerun({0}, from_step={0})",
    "freeze_pipeline({0})", "approval(name={0})", "p.version = {0}", "p.context = {0}", "p.stack = {0}",
    "get_global_hooks().register_step_end_hook({0})", "Pipeline('y', {0})", "VersionedPipeline({0}, {0})",
    "Project({0}).create_pipeline({0})", "Pipeline('y', stack=LocalStack({0}))", "context({0})", "context(a={0})",
    "p.save_version({0})", "p.rollback({0})", "p.rerun()", "p.schedule()", "p.compare_with()", "Pipeline()",
)  # fmt: skip
DECORATORS = (
    "retry({0})", "retry(max_attempts={0}, backoff={0}, on={0}, not_on={0})", "on_failure({0})", "on_failure()",
    "on_failure(action={0}, recipients={0})", "CircuitBreaker({0}, {0})", "retry(3, ExponentialBackoff({0}, {0}, {0}))",
    "retry(3, LinearBackoff({0}))", "on_failure(FallbackHandler({0}, {0}))",
)  # fmt: skip
RESOURCES = (
    "{{'cpu': {0}}}", "{{'memory': {0}}}", "{{'gpu': {0}}}", "{{'gpu': {0}, 'gpu_count': {0}}}",
    "{{'gpu': {{'type': {0}}}}}",
    "{{'node_affinity': {0}}}", "ResourceRequirements({0}, {0}, {0}, {0}, {0})", "GPUConfig({0})", "{{{0}: 1}}",
)  # fmt: skip

PRELUDE = """
import os
from flowyml import *
from flowyml import (
    CircuitBreaker, ExponentialBackoff, FallbackHandler, LinearBackoff, LocalStack, Pipeline, PipelineScheduler,
    Project, VersionedPipeline, approval, context, freeze_pipeline, get_global_hooks, on_failure, on_pipeline_start,
    retry, step,
)
from flowyml.core.resources import GPUConfig, ResourceRequirements
class Odd: ...
@step(outputs=["data"])
def load(rate=1): return [1]
p = Pipeline("x").add_step(load)
"""


def answered(read: Read, lines: list[str]) -> None:
    found = read(flowyml.DIALECT, PRELUDE + "\n".join(lines))
    assert found.pipelines
    assert all(finding.message and finding.span.path == "main.py" for finding in found.findings)
    for one in found.pipelines:
        made = lower(one.graph, code=plan.Code(), spell=one.types.spell, imports=lambda function: ())
        assert isinstance(made, plan.Plan) or made


def starred(value: str) -> bool:
    return value.startswith("*")


@pytest.mark.parametrize("name", STEP)
def test_arguments_of_steps(read: Read, name: str) -> None:
    values = [value for value in ODD if not starred(value)]
    answered(read, [f"@step({name}={value})\ndef s{n}(data): ...\np.add_step(s{n})" for n, value in enumerate(values)])


@pytest.mark.parametrize("name", PIPELINE)
def test_arguments_of_pipelines(read: Read, name: str) -> None:
    title = "" if name == "name" else f"'x{name}', "
    values = [value for value in ODD if not starred(value)]
    answered(read, [f"Pipeline({title}{name}={value}).add_step(load)" for value in values])


@pytest.mark.parametrize("call", CALLS)
def test_calls(read: Read, call: str) -> None:
    values = [value for value in ODD if not (starred(value) and "={0}" in call.replace(" ", ""))]
    answered(read, [call.format(value) for value in values if not ("= " in call and starred(value))])


@pytest.mark.parametrize("decorator", DECORATORS)
def test_decorators(read: Read, decorator: str) -> None:
    values = [value for value in ODD if not (starred(value) and "=" in decorator)]
    answered(
        read,
        [f"@step\n@{decorator.format(value)}\ndef s{n}(data): ...\np.add_step(s{n})" for n, value in enumerate(values)],
    )


@pytest.mark.parametrize("resources", RESOURCES)
def test_resources(read: Read, resources: str) -> None:
    values = [value for value in ODD if not starred(value)]
    answered(
        read,
        [
            f"@step(resources={resources.format(value)})\ndef s{n}(data): ...\np.add_step(s{n})"
            for n, value in enumerate(values)
        ],
    )
