"""What a run of a runnable pipeline gets from outside: parameter files, the environment, defaults that it can set."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from icefloe.dialects.runnable.wiring.given import Given
from icefloe.dialects.runnable.wiring.nearfiles import Near
from icefloe.graph import Parameter
from icefloe.source import Span
from icefloe.types import Type, UnknownType, causes
from icefloe.values import Parameter as Argument
from icefloe.values import Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

PREFIX = "RUNNABLE_PRM_"
UNTYPED = UnknownType("what a run is given from outside is not typed", causes.RUN_TIME)


@dataclass(slots=True, kw_only=True)
class Outside:
    """The parameters of the plan, and how more of them come to be.

    `parameters` begins with those of files and of the environment that the program sets itself. `defaults` are those
    on which all functions agree that can take the name from outside: the environment can set them. With `unread`, a
    parameter file is known to a run alone; with `open`, a run may be given any file. `optional` are the names that a
    run need not give. `hints` are the names of files that a run may be given without being named here, `hinted` those
    that were needed.
    """

    parameters: dict[str, Parameter] = field(default_factory=dict[str, Parameter])
    defaults: Mapping[str, Value] = field(default_factory=dict[str, Value])
    unread: bool = False
    open: bool = False
    optional: set[str] = field(default_factory=set[str])
    hints: Callable[[], Mapping[str, Near]] = dict[str, Near]
    hinted: dict[str, Near] = field(default_factory=dict[str, Near])

    def asked(self, name: str, type_: Type, parameter: Argument) -> Given | None:
        """What a function's parameter gets from outside; a parameter of the plan comes to be if a run can give it."""
        default = self.defaults.get(name) if parameter.default is not None else None
        if name not in self.parameters and default is not None:
            made = Parameter(name=name, type=type_, span=parameter.span, default=default, origin="environment")
            self.parameters[name] = replace(made, variable=variable(name))
            self.optional.add(name)
        found = self.parameters.get(name)
        if found is None:
            return None if parameter.default is not None else self.needed(name, parameter.span, type_)
        # A default of one function is none for another that has none.
        lacking = name in self.optional and parameter.default is None
        return self.needed(name, parameter.span, type_) if lacking else self._given(found)

    def needed(self, name: str, span: Span, type_: Type = UNTYPED) -> Given | None:
        """What has to come from outside: a parameter that every run must give, if a run can be given any."""
        known = self.parameters.get(name)
        if known is None or name in self.optional:
            hint = None if self.unread or self.open else self.hints().get(name)
            if hint is None and not (self.unread or self.open):
                return None
            if hint is not None:
                self.hinted[name] = hint
            origin = "external" if self.open and not self.unread else "file"
            kept = type_ if known is None or type_ is not UNTYPED else known.type
            self.parameters[name] = Parameter(name=name, type=kept, span=span, origin=origin, variable=variable(name))
            self.optional.discard(name)
        return self._given(self.parameters[name])

    def certain(self) -> dict[str, Given]:
        """The parameters that every run has: not those that stand for a default."""
        return {name: self._given(one) for name, one in self.parameters.items() if name not in self.optional}

    @staticmethod
    def _given(parameter: Parameter) -> Given:
        words = {"file": "the parameter file gives", "environment": "the environment gives"}
        giver = f"{words.get(parameter.origin, 'each run gives')} `{parameter.name}`"
        source = plan.FromParameter(name=parameter.name)
        return Given(source=source, type=parameter.type, span=parameter.span, giver=giver)


def variable(name: str) -> str:
    """The environment variable that sets a parameter."""
    return f"{PREFIX}{name}"
