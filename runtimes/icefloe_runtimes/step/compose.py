"""What a step with bodies does itself: it says what is to be run, and collects what came of it.

Its bodies' steps are run by somebody else, each in a process of its own; so are these pieces, as the values that they
look at may be anything that the project makes.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import cast

from icefloe_runtimes.edges import deep
from icefloe_runtimes.standin.maps import MapResult
from icefloe_runtimes.step import catalog
from icefloe_runtimes.step.errors import StepFailed
from icefloe_runtimes.step.execute import check_guard
from icefloe_runtimes.step.functions import function
from icefloe_runtimes.step.grown import body_in
from icefloe_runtimes.step.inner import Inner
from icefloe_runtimes.step.inside import DEFAULT, ENDED, ITEMS, NEXT, WHOLE, body_of, home
from icefloe_runtimes.step.manifest import MadeFrom, Manifest, read
from icefloe_runtimes.step.objects import discard
from icefloe_runtimes.step.publish import Files, publish
from icefloe_runtimes.step.usage import used
from icefloe_runtimes.step.values import Skipped, Values
from icefloe_schema import literals
from icefloe_schema.plan import DynamicRun, FunctionRef, LoopRun, MapRun, ParallelRun, Step, StubRun, SwitchRun


def begin(step: Step, values: Values) -> Manifest | None:
    """Decide the guard, look at every binding, and write down which parts are to be run; a record if it is skipped."""
    started = time.monotonic()
    inside = home(values.artifacts, step.id)
    if inside.exists():
        discard(str(inside))
    try:
        check_guard(step, values)
        if isinstance(step.run, DynamicRun) and step.run.template is None:
            from icefloe_runtimes.step.building import build

            record = build(step, step.run, values)
            if record is not None:
                return record
        parts = _parts(step, values)
    except Skipped as skipped:
        record = Manifest(step=step.id, status="skipped", reason=str(skipped), usage=used(started))
        return publish(step, record, {}, values)
    inside.mkdir(parents=True, exist_ok=True)
    took = {"made_from": asdict(values.readings.made_from())} if isinstance(step.run, DynamicRun) else {}
    _write(step, values, {"parts": parts, **took})
    return None


def again(step: Step, values: Values, part: str) -> Manifest | None:
    """Say whether a loop goes on after this round; if it does not, collect what it gives."""
    run = step.run
    if not isinstance(run, LoopRun):
        raise StepFailed(f"step {step.id!r} is no loop")
    number = int(part)
    inner = Inner(values, step, part, run.body)
    is_over = _until(inner, run)
    if is_over or number + 1 >= run.maximum:
        record = end(step, values, [part])
        _write(step, values, {"again": False, "until": is_over})
        return record
    _write(step, values, {"again": True, "until": False})
    return None


def end(step: Step, values: Values, parts: list[str]) -> Manifest:
    """Collect what the parts give, and publish it as what the step has made."""
    started = time.monotonic()
    if isinstance(step.run, DynamicRun):
        # What its function was given no step in it need have looked at.
        said = json.loads((home(values.artifacts, step.id) / NEXT).read_text("utf-8"))
        values.readings.earlier(MadeFrom(**said.get("made_from", {})))
    outputs, absent = _collected(step, values, parts)
    record = Manifest(step=step.id, absent=absent, usage=used(started))
    inner = list(_gone_through(step, values, parts))
    context = {key: value for one in inner for key, value in one.left().items()}
    # Few plans have a catalog, and to look for files in all that a large map has left takes its time.
    bodies = {id(one.body): one.body for one in inner}.values()
    has_files = any(one.catalog for body in bodies for one in deep(body.steps))
    files = Files(handed_on=catalog.handed_on(inner)) if has_files else None
    return publish(step, record, outputs, values, context=context, files=files)


def _gone_through(step: Step, values: Values, parts: list[str]) -> Iterator[Inner]:
    """The bodies that were run, in order: of a loop every round, as the last one has what those before it left."""
    for part in parts:
        body = body_in(values.artifacts, step, part)
        rounds = range(int(part) + 1) if isinstance(step.run, LoopRun) else ()
        for one in [str(number) for number in rounds] or [part]:
            if body:
                yield Inner(values, step, one, body)


def ended(artifacts: Path, step: Step) -> list[str]:
    """Give the parts that have succeeded, as the runner has written them down."""
    found: list[str] = json.loads((home(artifacts, step.id) / ENDED).read_text("utf-8"))
    return found


def _parts(step: Step, values: Values) -> list[str]:
    run = step.run
    if isinstance(run, MapRun):
        names = [str(number) for number in range(_store_items(step, values, run))]
    elif isinstance(run, ParallelRun):
        names = [branch.name for branch in run.branches]
    elif isinstance(run, SwitchRun):
        names = [_case(run, values)]
    elif isinstance(run, LoopRun):
        names = ["0"] if run.maximum else []
    else:
        names = [WHOLE]
    for name in names[:1] if isinstance(run, MapRun) else names:
        _look_at_bindings(step, values, name)
    return names


def _look_at_bindings(step: Step, values: Values, part: str) -> None:
    """Make every value that the body is given, so that a wrong one is found before its first step."""
    body = body_in(values.artifacts, step, part)
    if body is not None:
        inner = Inner(values, step, part, body)
        for parameter in body.parameters:
            inner.given(parameter)


def _store_items(step: Step, values: Values, run: MapRun) -> int:
    over = values.value(run.over)
    if isinstance(over, str | bytes) or not isinstance(over, Iterable):
        raise StepFailed(f"the map goes through {type(over).__name__}, which has no elements")
    elements = {str(number): item for number, item in enumerate(cast("Iterable[object]", over))}
    items = Step(id=ITEMS, run=StubRun())
    publish(items, Manifest(step=ITEMS), elements, values, artifacts=home(values.artifacts, step.id))
    return len(elements)


def _case(run: SwitchRun, values: Values) -> str:
    on = values.value(run.on)
    for number, case in enumerate(run.cases):
        if literals.decode(case.value) == on:
            return f"case-{number}"
    if run.default is None:
        known = ", ".join(repr(literals.decode(case.value)) for case in run.cases)
        raise StepFailed(f"no case of the switch is {on!r}, and it has no default; its cases are {known}")
    return DEFAULT


def _until(inner: Inner, run: LoopRun) -> bool:
    """Whether the loop is over; a condition on what was skipped is not met."""
    try:
        return bool(inner.value(run.until))
    except Skipped:
        return False


def _collected(step: Step, values: Values, parts: list[str]) -> tuple[dict[str, object], dict[str, str]]:
    """What the parts give for each output, and why there is none."""
    if isinstance(step.run, DynamicRun):
        from icefloe_runtimes.step.building import results

        return results(step, values)
    return (_listed if isinstance(step.run, MapRun) else _last)(step, values, parts)


def _last(step: Step, values: Values, parts: list[str]) -> tuple[dict[str, object], dict[str, str]]:
    """Each output from the last part that gives it; what none gives is absent."""
    outputs: dict[str, object] = {}
    absent: dict[str, str] = {}
    for output in step.outputs:
        absent[output.name] = f"no part of step {step.id!r} gives {output.name!r}"
        for part in reversed(parts or ["0"]):
            try:
                outputs[output.name] = _result(step, values, part, output.name, ran=bool(parts))
            except Skipped as skipped:
                absent[output.name] = str(skipped)
            else:
                del absent[output.name]
                break
    return outputs, absent


def _result(step: Step, values: Values, part: str, name: str, *, ran: bool) -> object:
    """One result of a part; a loop's carried value is what a further round would begin with."""
    body = body_of(step, part)
    if body is None:
        raise Skipped(f"step {step.id!r} has no part {part!r}")
    inner = Inner(values, step, part, body)
    if isinstance(step.run, LoopRun) and name in step.run.carry:
        return (inner.round(int(part) + 1) if ran else inner).parameter(name)
    if not ran:
        raise Skipped(f"step {step.id!r} ran no round")
    return inner.handed_on(name)


def _listed(step: Step, values: Values, parts: list[str]) -> tuple[dict[str, object], dict[str, str]]:
    """A list of each output in the order of the elements, or what the reducer makes of it."""
    run = cast(MapRun, step.run)
    elements = read(home(values.artifacts, step.id), ITEMS).outputs
    failed = [(int(part), RuntimeError(f"element {part} failed")) for part in elements if part not in parts]
    outputs: dict[str, object] = {}
    for output in step.outputs:
        found: list[object] = []
        for part in parts:
            try:
                found.append(Inner(values, step, part, run.body).handed_on(output.name))
            except Skipped:
                continue
        whole = MapResult(found, failed) if failed else found
        outputs[output.name] = whole if run.reducer is None else _reduced(run.reducer, found, values)
    return outputs, {}


def _reduced(reducer: FunctionRef | str, found: list[object], values: Values) -> object:
    """Call the reducer with one value for each element."""
    if isinstance(reducer, FunctionRef):
        return function(reducer, values.modules)(*found)
    # A text of the user's own pipeline, as its commands are: runnable evaluates it so, with built-in names alone.
    made: object = eval(reducer, {})  # noqa: S307
    if not callable(made):
        raise StepFailed(f"the reducer {reducer!r} is no function")
    return made(*found)


def _write(step: Step, values: Values, said: Mapping[str, object]) -> None:
    path = home(values.artifacts, step.id) / NEXT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said), "utf-8")
