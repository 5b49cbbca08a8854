"""What a handler gives that has mended the body in which a step has failed."""

import time
from dataclasses import replace

from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.inner import Inner
from icefloe_runtimes.step.inside import HANDLER, RESULTS, body_of
from icefloe_runtimes.step.manifest import Manifest
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.usage import used
from icefloe_runtimes.step.values import Skipped, Values
from icefloe_schema.plan import Body, FromOutput, Output, Result, Step, StubRun


def collect(step: Step, values: Values) -> Manifest:
    """Publish the results of a step's handler in the place of those of the body that the step is in."""
    started = time.monotonic()
    handler = body_of(step, HANDLER)
    if handler is None:
        raise UsageError(f"step {step.id!r} has no handler")
    inner = Inner(values, step, HANDLER, handler)
    outputs: dict[str, object] = {}
    absent: dict[str, str] = {}
    for result in handler.results:
        try:
            outputs[result.name] = inner.handed_on(result.name)
        except Skipped as skipped:
            absent[result.name] = str(skipped)
    declared = tuple(_output(result, handler) for result in handler.results)
    standing = Step(id=RESULTS, run=StubRun(), outputs=declared)
    record = Manifest(step=RESULTS, absent=absent, usage=used(started))
    return publish(standing, record, outputs, values, context=inner.left())


def _output(result: Result, handler: Body) -> Output:
    """A result as the output that it is of a step of the handler: of its kind, and stored as that is."""
    value = result.value
    if isinstance(value, FromOutput) and value.item is None:
        for step in handler.steps:
            for output in step.outputs:
                if (step.id, output.name) == (value.step, value.name):
                    return replace(output, name=result.name)
    return Output(name=result.name)
