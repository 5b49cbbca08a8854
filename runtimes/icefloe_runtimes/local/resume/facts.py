"""What is known of the steps of a plan from an earlier run."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from icefloe_runtimes.edges import before
from icefloe_runtimes.local.resume.decision import Decided, Fact, lacking
from icefloe_runtimes.local.resume.earlier import Earlier
from icefloe_runtimes.local.resume.given import Given
from icefloe_runtimes.local.resume.leaf import same, same_shell
from icefloe_runtimes.local.resume.needing import needs
from icefloe_runtimes.local.resume.sound import damage
from icefloe_runtimes.local.resume.values import changed, touched
from icefloe_schema import canonical, codec
from icefloe_schema.leaves import escape
from icefloe_schema.plan import Plan, Step

_UNHELD = "it was not held to this lock"


class Facts:
    """The steps of a plan beside those of the plan that an earlier run has run."""

    def __init__(self, plan: Plan, given: Given, earlier: Earlier) -> None:
        """Compare them; `UsageError` where the plan of that run cannot be read."""
        self.earlier = earlier
        self.plan = plan
        self._given = given
        self._is_same = earlier.plan == f"sha256:{canonical.digest(codec.to_json(plan))}"
        self.plan_then = plan if self._is_same else earlier.plan_then()
        self._steps_then = {step.id: step for step in self.plan_then.steps}
        self._changed = changed(plan, given, earlier, self.plan_then)
        self._held = (_UNHELD,) if given.lock and given.lock != earlier.lock else ()

    def all(self, *, with_code: bool) -> dict[str, Fact]:
        """What is known of every step, by its id; `with_code` also whether its code is the same."""
        return {step.id: self._fact(step, with_code=with_code) for step in self.plan.steps}

    def lacking(self, names: Collection[str]) -> tuple[str, ...]:
        """Say what stands against taking these steps, whatever their code is now; empty words: they have no result."""
        steps = [step for step in self.plan.steps if step.id in names]
        found = lacking(names, {step.id: before(step, self.plan.steps) for step in steps}, self._plain)
        return found or tuple(f"step {name!r}: {why}" for name in names if (why := self.damage(name)))

    def damage(self, name: str) -> str:
        """Say what is not as a step has left it, empty if all is."""
        return damage(self.earlier, ((), name))

    def has_other_code(self, step: Step) -> bool:
        """Whether the code of a step is known to be another one now."""
        return any(self._code(step))

    @cached_property
    def _needs(self) -> dict[str, tuple[str, ...]]:
        return needs(self.plan)

    @cached_property
    def _plain(self) -> dict[str, Fact]:
        return self.all(with_code=False)

    def is_open(self, step: Step, decided: Mapping[str, Decided]) -> bool:
        """Whether what is inside a step that is run again was given what it would be given now."""
        own = decided[step.id]
        if own.action != "run" or own.is_asked or self.around(step):
            return False
        is_same = same_shell(self._steps_then.get(step.id), step)
        return is_same and all(decided[need].action == "take" for need in self._needs[step.id])

    def around(self, step: Step) -> tuple[str, ...]:
        """What stands against results inside a step, but for how the step itself is defined."""
        return (*self._held, *touched(step, self.plan, self.plan_then, self._changed), *self._code(step))

    def _fact(self, step: Step, *, with_code: bool) -> Fact:
        left = self.earlier.finished.get(((), step.id))
        # A step that is left out has no result, though it was skipped.
        has_result = left is not None and (left.manifest or left.result.status != "skipped")
        ended = left.result.status if left is not None and has_result else ""
        against = (*self._held, *touched(step, self.plan, self.plan_then, self._changed), *self._defined(step))
        return Fact(ended=ended, against=(*against, *self._code(step)) if with_code else against)

    def _defined(self, step: Step) -> Iterator[str]:
        if not self._is_same and not same(self._steps_then.get(step.id), step):
            yield f"step {step.id!r} is another one now"

    def _code(self, step: Step) -> Iterator[str]:
        """Whether the code that a step reaches is the same, as far as that is known of both runs."""
        then, now = self.earlier.closures, self._given.closures
        if then and now and _of(step, then) != _of(step, now):
            yield f"the code of step {step.id!r} has changed"


def _of(step: Step, closures: Mapping[str, str]) -> dict[str, str]:
    """The closures of a step: its own, and those of what is below it."""
    own = {step.id, escape(step.id)}
    return {name: digest for name, digest in closures.items() if name in own or name.split("/")[0] in own}
