"""One module of source, evaluated, with the types of its functions."""

from dataclasses import dataclass

from icefloe.evaluate import Evaluator
from icefloe.infer import Types
from icefloe.syntax.modules import ModuleTable
from icefloe.trace import Summary, Trace
from icefloe.values import Function


@dataclass(frozen=True)
class OneFile:
    """A project of one module, `shop`."""

    text: str

    def read(self, path: str) -> bytes | None:
        """Its bytes."""
        return self.text.encode() if path == "shop.py" else None


@dataclass(frozen=True)
class Project:
    """What the module became."""

    trace: Trace
    types: Types
    evaluator: Evaluator

    def summary(self, name: str) -> Summary:
        """The summary of a function of the module."""
        function = self.trace.scope[name]
        assert isinstance(function, Function), function
        return self.evaluator.summary(function)


def project(text: str) -> Project:
    """Evaluate a module."""
    evaluator = Evaluator(ModuleTable(OneFile(text), ("",)), {})
    trace = evaluator.trace("shop")
    types = Types(
        evaluator.classes, lambda path: path.removesuffix(".py"), body=evaluator.body, value_at=evaluator.value_at
    )
    return Project(trace, types, evaluator)
