"""The values of the steps in a body: their own, and those of the step around them."""

from pathlib import Path

from icefloe_runtimes.standin.atoms import Atom
from icefloe_runtimes.step import manifest, storage
from icefloe_runtimes.step.errors import UsageError
from icefloe_runtimes.step.grown import body_in
from icefloe_runtimes.step.inside import HANDLER, ITEMS, KEPT, RESULTS, Inside, body_of, entered_as, home, part_home
from icefloe_runtimes.step.literal import looked_up
from icefloe_runtimes.step.loading import quiet
from icefloe_runtimes.step.names import folder, meant
from icefloe_runtimes.step.values import Context, Skipped, Values
from icefloe_schema import literals
from icefloe_schema.plan import (
    Body,
    DynamicRun,
    FromAtom,
    FromDefault,
    FromOutput,
    LoopRun,
    MapRun,
    Parameter,
    Plan,
    Step,
)


class Inner(Values):
    """Gives the values that the steps in one part of an outer step ask for."""

    def __init__(self, outer: Values, step: Step, part: str, body: Body) -> None:
        super().__init__(part_home(outer.artifacts, step.id, part), {}, outer.modules, outer.user, body.steps)
        self.keeping, self.readings = outer.keeping, outer.readings
        self.where = f"{outer.at(step.id)}.inside/{folder(part)}/"
        self.outer = outer
        self.step = entered_as(step, part)
        self.part = part
        self.body = body
        self._own = {one.id for one in body.steps}

    def parameter(self, name: str) -> object:
        """Give a parameter of the body: in a later round of a loop what the round before gives, else as it is bound."""
        known = next((one for one in self.body.parameters if one.name == name), None)
        if known is None:
            return self.outer.parameter(name)
        run = self.step.run
        if isinstance(run, LoopRun) and name in run.carry and self.part != "0":
            try:
                return self.round(int(self.part) - 1).handed_on(name)
            except Skipped:
                return self.round(int(self.part) - 1).parameter(name)
        return self.given(known)

    def given(self, parameter: Parameter) -> object:
        """Give what the outer step's binding gives for a parameter, else its default."""
        binding = next((one for one in self.step.bindings if one.parameter == parameter.name), None)
        if binding and not isinstance(binding.value, FromDefault):
            try:
                return self.outer.bound(binding)
            except Skipped:
                if parameter.required:
                    raise
        if parameter.required:
            raise UsageError(f"nothing gives the parameter {parameter.name!r} of the body of step {self.step.id!r}")
        return looked_up(literals.decode(parameter.default), self.modules)

    def round(self, number: int) -> "Inner":
        """Give the values of another round of the same loop."""
        return Inner(self.outer, self.step, str(number), self.body)

    def handed_on(self, name: str) -> object:
        """Give a result of the body by its name, or what its handler gives in its place; `Skipped` if it has none."""
        if self.is_mended():
            instead = manifest.read(self.artifacts, RESULTS)
            if name not in instead.outputs:
                raise Skipped(instead.absent.get(name, f"the handler of the step that failed does not give {name!r}"))
            return Values.output(self, FromOutput(step=RESULTS, name=name))
        result = next((one for one in self.body.results if one.name == name), None)
        if result is None:
            raise Skipped(f"the body of step {self.step.id!r} does not give {name!r}")
        return self.value(result.value)

    def is_mended(self) -> bool:
        """Say whether a handler has mended the body: what that gives stands for its results."""
        return (self.artifacts / folder(RESULTS) / manifest.MANIFEST).is_file()

    def is_by_code(self, parameter: str, value: object) -> bool:
        """Say whether a value is what the program itself gives for a parameter."""
        own = any(one.name == parameter for one in self.body.parameters)
        return False if own else self.outer.is_by_code(parameter, value)

    def is_given(self, name: str) -> bool:
        """Say whether anything has given a parameter: a carried one has nothing before the first round."""
        known = next((one for one in self.body.parameters if one.name == name), None)
        if known is None:
            return self.outer.is_given(name)
        if known.origin != "carried" or any(one.parameter == name for one in self.step.bindings):
            return True
        if self.part == "0":
            return False
        before = self.round(int(self.part) - 1)
        try:
            before.handed_on(name)
        except Skipped:
            return before.is_given(name)
        return True

    def around(self) -> Context:
        """Give the context of the run, in which a body's parameters have no part, as the rounds before have left it."""
        found = self.outer.context(self.step)
        if isinstance(self.step.run, LoopRun):
            for number in range(int(self.part)):
                found.update(self.round(number).left())
        return found

    def left(self) -> Context:
        """Give what the steps of the body have put into the context."""
        found = Context()
        for step in self.steps:
            found.update(self.shared(step.id))
        return found

    def atom(self, source: FromAtom) -> Atom:
        """Give an atom that comes from outside the plan."""
        return self.outer.atom(source)

    def item(self, name: str) -> object:
        """Give the element of the map or the number of the round."""
        run = self.step.run
        is_kept = isinstance(run, DynamicRun) and name.startswith(KEPT)
        if is_kept or (isinstance(run, MapRun) and name == run.item):
            elements, key = home(self.outer.artifacts, self.step.id), name if is_kept else self.part
            entry = manifest.read(elements, ITEMS).outputs[key]
            self.readings.output(f"{self.outer.at(self.step.id)}.inside/{ITEMS}", key, entry.sha256)
            with quiet():
                return storage.load(elements / folder(ITEMS), entry)
        if isinstance(run, LoopRun) and name == run.index and name:
            return int(self.part)
        return self.outer.item(name)

    def owner(self, step: str) -> Values:
        """The values of the body that a step is in: this one, or one around it."""
        return self if step in self._own else self.outer.owner(step)

    def ran(self, step: str) -> bool:
        """Say whether a step of the body, or one around it, ran; one whose turn never came did not."""
        if step not in self._own:
            return self.outer.ran(step)
        return (self.artifacts / folder(step) / manifest.MANIFEST).is_file() and super().ran(step)

    def output(self, source: FromOutput) -> object:
        """Give an output of a step of the body, or of one around it."""
        if source.step not in self._own:
            return self.outer.output(source)
        if not (self.artifacts / folder(source.step) / manifest.MANIFEST).is_file():
            # The body had ended before its turn came.
            raise Skipped(f"step {source.step!r} was not run")
        return super().output(source)


def entered(plan: Plan, inside: Inside, values: Values) -> tuple[tuple[Step, ...], Values]:
    """Give the steps of a body that stands inside others, and the values that they ask for."""
    steps = plan.steps
    for name, part in inside:
        step = found(steps, name)
        body = body_in(values.artifacts, step, part)
        if body is None:
            raise UsageError(f"step {name!r} has no part {part!r}")
        steps, values = body.steps, Inner(values, step, part, body)
    return steps, values


def found(steps: tuple[Step, ...], name: str) -> Step:
    """Give the step of this name."""
    by_id = {step.id: step for step in steps}
    if name not in by_id:
        raise UsageError(f"the plan has no step {name!r}{meant(name, by_id)}")
    return by_id[name]


def rounds(inside: Inside, plan: Plan) -> dict[str, str]:
    """Give the numbers of the rounds that a step is in, by the names of their indexes, as runnable's environment has
    them."""
    numbers: dict[str, str] = {}
    steps = plan.steps
    for name, part in inside:
        step = found(steps, name)
        if isinstance(step.run, LoopRun) and step.run.index and part != HANDLER:
            numbers[step.run.index] = part
        body = body_of(step, part)
        steps = body.steps if body else ()
    return numbers


def place(artifacts: Path, inside: Inside) -> Path:
    """The folder in which the steps of a body leave their outputs."""
    for name, part in inside:
        artifacts = part_home(artifacts, name, part)
    return artifacts
