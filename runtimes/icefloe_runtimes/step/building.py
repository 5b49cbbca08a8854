"""A dynamic step: its function is called, what it builds is what is to be run, and then its results are collected."""

import re
import time
from collections.abc import Iterator, Mapping

from icefloe_runtimes.objects.errors import BuildError
from icefloe_runtimes.objects.making import Maker
from icefloe_runtimes.objects.recorded import is_pipeline, recorded
from icefloe_runtimes.standin.inert import Inert
from icefloe_runtimes.step.conventions import awaited
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.execute import arguments
from icefloe_runtimes.step.functions import function
from icefloe_runtimes.step.grown import body_in, keep
from icefloe_runtimes.step.inner import Inner
from icefloe_runtimes.step.inside import ITEMS, WHOLE, home
from icefloe_runtimes.step.manifest import Manifest, read
from icefloe_runtimes.step.names import meant
from icefloe_runtimes.step.outputs import split
from icefloe_runtimes.step.publish import publish
from icefloe_runtimes.step.signature import call
from icefloe_runtimes.step.usage import used
from icefloe_runtimes.step.values import Skipped, Values
from icefloe_schema.plan import Body, DynamicRun, FromOutput, MapRun, Output, Step, StubRun, Value

_HOLE = re.compile(r"\{(\w+)\}")


def build(step: Step, run: DynamicRun, values: Values) -> Manifest | None:
    """Call the function, and write down the body that it has built; a record if it gave its result itself."""
    started = time.monotonic()
    builder = function(run.function, values.modules)
    given = arguments(step, step.bindings, builder, values)
    made = awaited(call(builder, given))
    if isinstance(made, Inert) and not is_pipeline(made):
        raise StepFailed(f"step {step.id!r} returned something that only the original knows, and no pipeline")
    if not is_pipeline(made):
        empty = {output.name: None for output in step.outputs}
        outputs = empty if made is None else split(made, step.outputs)
        return publish(step, Manifest(step=step.id, usage=used(started)), outputs, values)
    try:
        built = Maker().within(recorded(made), given)
    except BuildError as error:
        raise StepFailed(f"what step {step.id!r} built cannot be run: {error}") from None
    keep(values.artifacts, step, built.body)
    if built.kept:
        items = Step(id=ITEMS, run=StubRun())
        publish(items, Manifest(step=ITEMS), built.kept, values, artifacts=home(values.artifacts, step.id))
    return None


def results(step: Step, values: Values) -> tuple[dict[str, object], dict[str, str]]:
    """Give each declared output, and why there is none.

    It is what a step inside makes under that name; all that fit it, if the name is a pattern; and if it is the only
    one and no step inside makes it, a dictionary of all that the body gives.
    """
    body = body_in(values.artifacts, step, WHOLE) or Body()
    results = _Results(Inner(values, step, WHOLE, body), body)
    outputs: dict[str, object] = {}
    absent: dict[str, str] = {}
    for output in step.outputs:
        try:
            outputs[output.name] = results.named(output, is_only=len(step.outputs) == 1)
        except Skipped as skipped:
            absent[output.name] = str(skipped)
    return outputs, absent


class _Results:
    """What the steps of a body have made, by the names that they have in the end."""

    def __init__(self, inner: Inner, body: Body) -> None:
        self._inner = inner
        self._given: dict[str, Value] = {result.name: result.value for result in body.results}
        self._made = {
            output.name: FromOutput(step=one.id, name=output.name) for one in body.steps for output in one.outputs
        }
        self._steps = {one.id: one for one in body.steps}

    def named(self, output: Output, *, is_only: bool) -> object:
        """Give what a declared output is; `Skipped` if nothing is."""
        name = output.name
        everything: dict[str, Value] = {**self._made, **self._given}
        if name in everything:
            return self._inner.value(everything[name])
        pattern = re.compile(".*".join(re.escape(part) for part in _HOLE.split(name)[::2]))
        fitting = [value for own, value in everything.items() if pattern.fullmatch(own)]
        if fitting and _HOLE.search(name):
            return [self._inner.value(value) for value in fitting]
        spelled = self._spelled(everything)
        if name in spelled:
            return spelled[name]
        whole = self._spelled(self._given)
        if is_only and whole:
            return whole
        raise Skipped(f"no step that step {self._inner.step.id!r} has built makes {name!r}{meant(name, spelled)}")

    def _spelled(self, values: Mapping[str, Value]) -> dict[str, object]:
        """All that is given, by its names; a pattern is one name for each element of the map that it stands for."""
        found: dict[str, object] = {}
        for name, value in values.items():
            holder = self._steps.get(value.step) if isinstance(value, FromOutput) else None
            try:
                if holder is not None and isinstance(holder.run, MapRun) and _HOLE.search(name):
                    found.update(_each(self._inner, holder, holder.run, name, {}))
                else:
                    found[name] = self._inner.value(value)
            except Skipped:
                continue
        return found


def _each(
    around: Inner, step: Step, run: MapRun, name: str, known: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """The outputs of a map, each by the name that it has for its element."""
    for part in read(home(around.artifacts, step.id), ITEMS).outputs:
        inner = Inner(around, step, part, run.body)
        items = {**known, run.item: inner.item(run.item)}
        holder = next((one for one in run.body.steps if any(output.name == name for output in one.outputs)), None)
        try:
            if holder is not None and isinstance(holder.run, MapRun):
                yield from _each(inner, holder, holder.run, name, items)
            else:
                spelled = _HOLE.sub(lambda hole: str(items.get(hole[1], hole[0])), name)  # noqa: B023 - called at once
                yield spelled, inner.handed_on(name)
        except Skipped:
            continue
