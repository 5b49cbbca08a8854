"""The arguments of FlowyML's `step` in all their spellings: policy in the plan, findings for what is malformed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from icefloe.dialects import flowyml, native
from icefloe.findings import Finding, Severity
from icefloe.survey import FileSurvey
from icefloe_schema import plan

Read = Callable[..., FileSurvey]
Lowered = Callable[[FileSurvey], plan.Plan]

PRELUDE = """
from datetime import timedelta
import os
from flowyml import (
    CircuitBreaker, ExponentialBackoff, FallbackHandler, Pipeline, RetryConfig, on_failure, retry, step,
)
from flowyml.core.resources import GPUConfig, NodeAffinity, ResourceRequirements

class Busy(Exception): ...
def fallback(): return 1
"""


def survey(read: Read, decorators: str) -> FileSurvey:
    return read(
        flowyml.DIALECT,
        f"{PRELUDE}{decorators}\ndef work(): return 1\np = Pipeline('x', enable_cache=True).add_step(work)",
    )


Policy = Callable[[str], plan.Policy]


@pytest.fixture
def policy(read: Read, lowered: Lowered) -> Policy:
    """The policy of a step with these decorators, which are right."""

    def of(decorators: str) -> plan.Policy:
        found = survey(read, decorators)
        assert [f for f in found.findings if f.severity is Severity.ERROR] == []
        return lowered(found).steps[0].policy

    return of


def findings(read: Read, decorators: str) -> list[Finding]:
    return list(survey(read, decorators).findings)


@pytest.mark.parametrize(
    ("argument", "cache"),
    [
        ('cache="code_hash"', True),
        ('cache="input_hash"', True),
        ("cache=True", True),
        ("cache=False", False),
        ("cache=None", False),
        ("cache=lambda inputs, context: 'k'", True),
        ("cache=fallback", True),
        ("", None),
    ],
)
def test_caching(policy: Policy, argument: str, cache: bool | None) -> None:
    assert policy(f"@step({argument})").cache is cache


EXPONENTIAL = plan.Retry(attempts=3, delay=1, factor=2, maximum_delay=60, jitter=True)


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ("@step(retry=3)", plan.Retry(attempts=4, delay=1, factor=2)),
        ("@step(retry=0)", None),
        ("@step(retry=None)", None),
        ("@step(retry=retry())", EXPONENTIAL),
        ("@step(retry=retry(max_attempts=5))", replace(EXPONENTIAL, attempts=5)),
        ("@step(retry=RetryConfig(max_attempts=5))", plan.Retry(attempts=5)),
        ("@step(retry=RetryConfig(2, retry_on=[OSError]))", plan.Retry(attempts=2, on=("OSError",))),
        (
            "@step(retry=retry(4, ExponentialBackoff(initial=2, max_delay=30, multiplier=3, jitter=False)))",
            plan.Retry(attempts=4, delay=2, factor=3, maximum_delay=30),
        ),
        (
            "@step(retry=retry(4, ExponentialBackoff(initial=2, max=30)))",
            plan.Retry(attempts=4, delay=2, factor=2, maximum_delay=30, jitter=True),
        ),
        (
            "@step\n@retry(max_attempts=3, backoff=2, on=[TimeoutError, Busy], not_on=[ValueError])",
            plan.Retry(attempts=3, delay=1, factor=2, on=("TimeoutError", "main.Busy"), unless=("ValueError",)),
        ),
        ("@retry(max_attempts=2, on=[Exception])\n@step", replace(EXPONENTIAL, attempts=2)),
        ("@step(retry=1)\n@retry(max_attempts=9)", plan.Retry(attempts=2, delay=1, factor=2)),
    ],
)
def test_retries(policy: Policy, decorators: str, expected: plan.Retry | None) -> None:
    assert policy(decorators).retry == expected


@pytest.mark.parametrize(
    ("argument", "seconds"),
    [
        ("timeout=60", 60),
        ("timeout=1.5", {"$float": "1.5"}),
        ("timeout=60 * 60", 3600),
        ("timeout=timedelta(minutes=5)", 300),
        ("timeout=timedelta(1, 30)", 86430),
        ("timeout=timedelta(milliseconds=1500)", {"$float": "1.5"}),
        ("timeout=timedelta(hours=2).total_seconds()", 7200),
        ("timeout=None", None),
    ],
)
def test_timeouts(policy: Policy, argument: str, seconds: object) -> None:
    assert policy(f"@step({argument})").timeout == seconds


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ('{"cpu": "2"}', plan.Resources(cpu="2")),
        ('{"cpu": 2}', plan.Resources(cpu="2")),
        ('{"cpu": 0.5}', plan.Resources(cpu="0.5")),
        ('{"cpu": "500m", "memory": "4Gi"}', plan.Resources(cpu="0.5", memory="4Gi")),
        ('{"memory": "4GB"}', plan.Resources(memory="4G")),
        ('{"memory": "8192MB", "storage": "1.5TB"}', plan.Resources(memory="8192M", storage="1.5T")),
        ('{"memory": 8589934592}', plan.Resources(memory="8589934592")),
        ('{"memory": "64K" + "i"}', None),
        ('{"gpu": 1}', plan.Resources(gpu_count=1)),
        ('{"gpu": "2"}', plan.Resources(gpu_count=2)),
        ('{"gpu": True}', plan.Resources(gpu_count=1)),
        ('{"gpu": 0}', plan.Resources()),
        ('{"gpu": "nvidia-tesla-v100"}', plan.Resources(gpu="nvidia-tesla-v100", gpu_count=1)),
        ('{"gpu": "nvidia-tesla-v100", "gpu_count": 2}', plan.Resources(gpu="nvidia-tesla-v100", gpu_count=2)),
        ('{"gpu_type": "nvidia-t4", "gpu_count": 2}', plan.Resources(gpu="nvidia-t4", gpu_count=2)),
        (
            '{"gpu": {"type": "nvidia-a100", "count": 4, "memory": "40Gi"}}',
            plan.Resources(gpu="nvidia-a100", gpu_count=4, gpu_memory="40Gi"),
        ),
        (
            'ResourceRequirements(cpu="4", memory="16Gi", gpu=GPUConfig(gpu_type="nvidia-v100", count=2))',
            plan.Resources(cpu="4", memory="16Gi", gpu="nvidia-v100", gpu_count=2),
        ),
        (
            'ResourceRequirements("4", "16Gi", "100G", GPUConfig("generic"))',
            plan.Resources(cpu="4", memory="16Gi", storage="100G", gpu_count=1),
        ),
        (
            'ResourceRequirements(node_affinity=NodeAffinity(required={"pool": "gpu"}, tolerations=[{"key": "gpu"}]))',
            plan.Resources(affinity={"required": {"pool": "gpu"}, "tolerations": [{"key": "gpu"}]}),
        ),
        ('{"node_affinity": {"pool": "gpu"}}', plan.Resources(affinity={"required": {"pool": "gpu"}})),
        ("None", None),
    ],
)
def test_resources(read: Read, policy: Policy, argument: str, expected: plan.Resources | None) -> None:
    if "64K" in argument:
        assert [f.code for f in findings(read, f"@step(resources={argument})")] == ["FLO404"]
    else:
        assert policy(f"@step(resources={argument})").resources == expected


@pytest.mark.parametrize(
    ("decorators", "action", "function", "on"),
    [
        ("@step\n@on_failure(fallback)", "fallback", "fallback", ()),
        ("@step\n@on_failure(fallback=fallback)", "fallback", "fallback", ()),
        ("@step(on_failure=fallback)", "fallback", "fallback", ()),
        ("@step(fallback=lambda: 2, fallback_on=[TimeoutError])", "fallback", "<lambda>", ("TimeoutError",)),
        ("@step(fallback=FallbackHandler(fallback, [OSError]))", "fallback", "fallback", ("OSError",)),
        ('@step\n@on_failure("continue")', "continue", None, ()),
        ('@step(on_failure="skip")', "continue", None, ()),
        ('@step(on_failure="success")', "success", None, ()),
    ],
)
def test_failures(policy: Policy, decorators: str, action: str, function: str | None, on: tuple[str, ...]) -> None:
    found = policy(decorators).on_failure
    assert found is not None
    assert (found.action, found.function.qualname if found.function else None, found.on) == (action, function, on)


@pytest.mark.parametrize(
    "decorators",
    ['@step(on_failure="fail")', '@step\n@on_failure("raise")', "@step(on_failure=None, fallback=None)"],
)
def test_to_fail_is_what_happens_anyway(policy: Policy, decorators: str) -> None:
    assert policy(decorators).on_failure is None


@pytest.mark.parametrize(
    "decorators",
    [
        '@step(on_failure=on_failure(action="slack", recipients=["#ml"]))',
        '@step\n@on_failure(action="slack", recipients=["#ml"])',
    ],
)
def test_who_is_told_of_a_failure(policy: Policy, decorators: str) -> None:
    found = policy(decorators)
    assert found.on_failure is None
    assert found.tracking == {"on_failure": {"action": "slack", "recipients": ["#ml"]}}


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ("@step\n@CircuitBreaker(failure_threshold=5)", plan.CircuitBreaker(threshold=5)),
        ("@step\n@CircuitBreaker()", plan.CircuitBreaker(threshold=5)),
        (
            "@step(circuit_breaker=CircuitBreaker(3, timeout=60))",
            plan.CircuitBreaker(threshold=3, reset_seconds=60),
        ),
        ("@step(circuit_breaker=None)", None),
    ],
)
def test_circuit_breakers(policy: Policy, decorators: str, expected: plan.CircuitBreaker | None) -> None:
    assert policy(decorators).circuit_breaker == expected


def test_stack_and_settings_of_a_step(read: Read, lowered: Lowered) -> None:
    found = survey(read, '@step(stack="gpu", settings={"docker": {"image": "a"}}, tags={"team": "a"})')
    (one,) = lowered(found).steps
    assert one.policy.environment == "gpu"
    assert (one.hints, one.labels) == ({"docker": {"image": "a"}}, {"team": "a"})


def test_skip_if_is_unless(read: Read, lowered: Lowered) -> None:
    found = survey(read, "@step(skip_if=lambda: True)")
    guard = lowered(found).steps[0].guard
    assert isinstance(guard, plan.FunctionGuard | plan.ExpressionGuard)
    if isinstance(guard, plan.FunctionGuard):
        assert guard.negate


@pytest.mark.parametrize(
    ("decorators", "code", "text"),
    [
        ('@step(cache="code-hash")', "FLO401", "did you mean `code_hash`?"),
        ("@step(cache=3)", "FLO401", "no caching strategy"),
        ("@step(retry=-1)", "FLO402", "not a whole number"),
        ("@step(retry=2.5)", "FLO402", "not a whole number"),
        ("@step(retry='3')", "FLO402", "not a whole number"),
        ("@step\n@retry(max_attempts=0)", "FLO402", "at least 1"),
        ("@step\n@retry(max_attempts=2, backoff='linear')", "FLO402", "no backoff"),
        ("@step\n@retry(attempts=2)", "FLO105", "`retry` has no argument `attempts`"),
        ("@step(timeout=0)", "FLO403", "above 0"),
        ("@step(timeout=-5)", "FLO403", "above 0"),
        ("@step(timeout='5m')", "FLO403", "above 0"),
        ("@step(timeout=timedelta(seconds=-1))", "FLO403", "above 0"),
        ('@step(resources={"memory": "16 gigs"})', "FLO404", "`'16 gigs'` is no amount of memory"),
        ('@step(resources={"memory": 16})', "FLO404", "no amount of memory"),
        ('@step(resources={"cpu": "two"})', "FLO404", "no amount of cpu"),
        ('@step(resources={"cpu": 0})', "FLO404", "no amount of cpu"),
        ('@step(resources={"gpu": -1})', "FLO404", "no number of GPUs"),
        ('@step(resources={"gpu": "a100", "gpu_count": "some"})', "FLO404", "no number of GPUs"),
        ('@step(resources="big")', "FLO404", "no dictionary of amounts"),
        ('@step(resources={"memroy": "4Gi"})', "FLO105", "did you mean `memory`?"),
        ('@step\n@on_failure("contineu")', "FLO405", "did you mean `continue`?"),
        ("@step\n@CircuitBreaker(failure_threshold=0)", "FLO405", "at least 1"),
        ("@step(circuit_breaker=5)", "FLO405", "no circuit breaker"),
        ("@step(tiemout=5)", "FLO105", "did you mean `timeout`?"),
    ],
)
def test_malformed_arguments(read: Read, decorators: str, code: str, text: str) -> None:
    found = [f for f in findings(read, decorators) if f.severity is Severity.ERROR]
    assert [f.code for f in found] == [code]
    assert text in found[0].message
    assert found[0].help


def test_options_that_a_plan_has_no_place_for(read: Read) -> None:
    found = findings(read, "@step\n@CircuitBreaker(failure_threshold=5, timeout=60, recovery_timeout=300)")
    (left_out,) = [f for f in found if f.code == "FLO405"]
    assert left_out.severity is Severity.WARNING
    assert "`recovery_timeout`" in left_out.message


@pytest.mark.parametrize(
    ("decorators", "what"),
    [
        ("@step(retry=int(os.environ['N']))", "how often step `work` is tried again"),
        ("@step(timeout=int(os.environ['N']))", "the time limit of step `work`"),
        ("@step(cache=os.environ['C'])", "whether step `work` is cached"),
        ("@step(resources=other.needs())", "what step `work` needs"),
        ("@step(resources={'cpu': os.environ['C']})", "`cpu` of what step `work` needs"),
        ("@step\n@on_failure(other.fallback)", "what replaces a failed `work`"),
    ],
)
def test_what_only_a_run_can_tell_is_a_hole(read: Read, decorators: str, what: str) -> None:
    found = [f for f in findings(read, f"import other\n{decorators}") if f.severity is Severity.ERROR]
    assert [f.code for f in found] == ["FLO103"]
    assert what in found[0].message


@pytest.mark.parametrize(
    "argument", ["skip_if=lambda: True", "fallback=print", "stack='a'", "pipeline='p'", "register=False"]
)
def test_native_words_take_none_of_the_originals_arguments(read: Read, argument: str) -> None:
    found = read(
        native.DIALECT,
        f"from icefloe import Pipeline, step\n@step({argument})\ndef work(): ...\np = Pipeline('x').add_step(work)",
    )
    assert "FLO105" in [f.code for f in found.findings]
