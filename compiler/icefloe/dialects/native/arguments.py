"""What a call gives to which parameter of the function that it calls."""

from dataclasses import field

from icefloe.values import Argument, Function, Parameter, Record, Value
from icefloe_schema.records import dataclass

_PLAIN = frozenset({"positional", "normal", "keyword"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The arguments of a call by parameter.

    `rest` are the positional ones that `*args` takes, `others` the keywords that `**kwargs` takes; `unknown` are those
    of unknown number, `misfits` those that nothing takes.
    """

    plain: dict[str, Argument] = field(default_factory=dict[str, Argument])
    rest: tuple[Argument, ...] = ()
    others: tuple[Argument, ...] = ()
    unknown: tuple[Argument, ...] = ()
    misfits: tuple[Argument, ...] = ()

    @property
    def named(self) -> dict[str, Value]:
        """The values by parameter."""
        return {name: argument.value for name, argument in self.plain.items()}


def given(record: Record, function: Function) -> Given:
    """The arguments of a call, bound as Python binds them."""
    plain: dict[str, Argument] = {}
    rest: list[Argument] = []
    others: list[Argument] = []
    unknown: list[Argument] = []
    misfits: list[Argument] = []
    kinds = {parameter.name: parameter.kind for parameter in function.parameters}
    free = [name for name, kind in kinds.items() if kind in {"positional", "normal"}]
    for argument in record.arguments:
        if argument.star:
            unknown.append(argument)
        elif argument.name is None:
            if free:
                plain[free.pop(0)] = argument
            else:
                (rest if "args" in kinds.values() else misfits).append(argument)
        elif kinds.get(argument.name) in {"normal", "keyword"} and argument.name not in plain:
            plain[argument.name] = argument
        else:
            takes = "kwargs" in kinds.values() and kinds.get(argument.name) not in {"normal", "keyword"}
            (others if takes else misfits).append(argument)
    return Given(plain=plain, rest=tuple(rest), others=tuple(others), unknown=tuple(unknown), misfits=tuple(misfits))


def formals(function: Function) -> tuple[Parameter, ...]:
    """The parameters that take one value each."""
    return tuple(parameter for parameter in function.parameters if parameter.kind in _PLAIN)


def collecting(function: Function, kind: str) -> Parameter | None:
    """The parameter `*args` or `**kwargs`, if there is one."""
    return next((parameter for parameter in function.parameters if parameter.kind == kind), None)
