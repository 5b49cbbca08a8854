"""Everything in one pipeline that can give a value: outputs of its steps by asset name, and parameters."""

from collections.abc import Iterable, Mapping, Sequence

from icefloe.graph import Parameter, Port
from icefloe_schema import plan
from icefloe_schema.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One test under which a step runs, and whether it has to hold."""

    test: plan.Value
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """One output of a step, and the tests under which that step runs."""

    step: str
    name: str
    port: Port
    tests: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the steps give by asset name, in the order of registration, and the pipeline's parameters.

    `steps` are the givers by the name of their step: `names` may stand for several steps that are told apart.
    `open` says that what nobody gives comes from outside, as in a pipeline that is part of another.
    """

    outputs: Mapping[str, Sequence[Giver]]
    parameters: Mapping[str, Parameter]
    outside: frozenset[str] = frozenset()
    open: bool = False

    def output(self, asset: str, consumer: str) -> tuple[plan.Value, Giver] | None:
        """The output of that name as a source, with the giver that stands for it; None if nobody else gives it."""
        first = next((giver for giver in self.outputs.get(asset, ()) if giver.step != consumer), None)
        if first is None:
            return None
        if not first.tests:
            return plan.FromOutput(step=first.step, name=first.name), first
        return _chosen([giver for giver in self.outputs[asset] if giver.step != consumer]), first


def offer(
    givers: Iterable[Giver], parameters: Sequence[Parameter], *, outside: Iterable[str] = (), open: bool = False
) -> Offer:
    """What some steps and the pipeline's parameters give."""
    outputs: dict[str, list[Giver]] = {}
    for giver in givers:
        outputs.setdefault(giver.name, []).append(giver)
    by_name = {parameter.name: parameter for parameter in parameters}
    return Offer(outputs=outputs, parameters=by_name, outside=frozenset(outside), open=open)


def _chosen(givers: Sequence[Giver]) -> plan.Value:
    """One output; of several whose steps exclude each other by a test the one whose step runs; else the first."""
    first = givers[0]
    for taken in first.tests if len(givers) > 1 else ():
        yes = [giver for giver in givers if Taken(test=taken.test, holds=True) in giver.tests]
        no = [giver for giver in givers if Taken(test=taken.test, holds=False) in giver.tests]
        if yes and no and len(yes) + len(no) == len(givers):
            return plan.FromExpression(op="choice", operands=(taken.test, _chosen(yes), _chosen(no)))
    return plan.FromOutput(step=first.step, name=first.name)
