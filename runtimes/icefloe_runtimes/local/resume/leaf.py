"""What of a step decides its result: neither how it is shown nor how long it may take."""

from collections.abc import Iterator
from dataclasses import replace

from icefloe_runtimes.edges import deep
from icefloe_schema.canonical import canonical
from icefloe_schema.codec import to_json
from icefloe_schema.leaves import bare
from icefloe_schema.plan import (
    Body,
    DynamicRun,
    LoopRun,
    MapRun,
    ParallelRun,
    PlanRun,
    Policy,
    Run,
    Step,
    SwitchRun,
)


def same(then: Step | None, now: Step) -> bool:
    """Whether two steps, with all that is in them, give the same on the same inputs and the same code."""
    if then is None:
        return False
    return then == now or list(_all(then)) == list(_all(now))


def same_shell(then: Step | None, now: Step) -> bool:
    """The same, whatever the steps in them are."""
    return then is not None and (then == now or _shell(then) == _shell(now))


def _all(step: Step) -> Iterator[bytes]:
    return (_shell(one) for one in deep((step,)))


def _shell(step: Step) -> bytes:
    policy = Policy(on_failure=step.policy.on_failure, secrets=step.policy.secrets)
    plain = replace(step, title="", description="", labels={}, group="", policy=policy, run=_hollow(step.run))
    return canonical(to_json(bare(plain)))


def _hollow(run: Run) -> Run:
    """What a step runs, without the steps in it."""
    if isinstance(run, PlanRun | MapRun | LoopRun):
        return replace(run, body=_empty(run.body))
    if isinstance(run, ParallelRun):
        return replace(run, branches=tuple(replace(one, body=_empty(one.body)) for one in run.branches))
    if isinstance(run, SwitchRun):
        cases = tuple(replace(one, body=_empty(one.body)) for one in run.cases)
        return replace(run, cases=cases, default=None if run.default is None else _empty(run.default))
    if isinstance(run, DynamicRun) and run.template is not None:
        return replace(run, template=_empty(run.template))
    return run


def _empty(body: Body) -> Body:
    return replace(body, steps=(), groups=())
