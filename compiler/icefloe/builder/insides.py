"""The body of a function that builds a pipeline: its loops and tests over parameters, as a plan can say them."""

from dataclasses import replace

from icefloe.builder.expressions import Unreadable, expression, literal, text
from icefloe.builder.layers import STEPS, Decorated
from icefloe.builder.returns import written
from icefloe.builder.wiring import Given
from icefloe.dialect import Reader
from icefloe.source import Span
from icefloe.trace import Each, If, Path, While
from icefloe.values import Argument, Function, Items, Known, Symbol, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

_NAMES = ("name", "inputs", "outputs")
_DEPTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """The body of one function. `parameters` are the function's own."""

    reader: Reader
    parameters: frozenset[str]

    def source(self, value: Value, path: Path) -> plan.Value:
        """A value as an expression over the function's parameters and the elements of the loops around it."""
        loops = {step.item: self.item(step) for step in path if isinstance(step, Each)}

        def special(part: Value) -> plan.Value | None:
            if part in loops:
                return plan.FromItem(name=loops[part])
            name = text(part.operands[0]) if isinstance(part, Symbol) and part.op == "parameter" else ""
            return plan.FromParameter(name=name) if name in self.parameters else None

        return expression(value, special)

    def item(self, each: Each) -> str:
        """What the variable of a loop is called."""
        found = written(each.item.span, self.reader)
        return found if found.isidentifier() else "item"

    def tests(self, path: Path) -> list[tuple[plan.Value, bool, Span]]:
        """The tests under which something in the body happens, and whether each has to hold."""
        found: list[tuple[plan.Value, bool, Span]] = []
        for index, step in enumerate(path):
            if isinstance(step, While):
                raise Unreadable("how often a `while` loop goes round decides it", step.test)
            if isinstance(step, If):
                found.append((self.source(step.test, path[:index]), step.taken, step.test.span))
        return found

    def patterned(self, found: Decorated, path: Path) -> Decorated:
        """A step whose names are patterns where a loop's element is part of them: `model_{rate}`."""
        layers = tuple(
            replace(layer, arguments=tuple(self._argument(argument, path) for argument in layer.arguments))
            if layer.word in STEPS
            else layer
            for layer in found.layers
        )
        return replace(found, layers=layers)

    def _argument(self, argument: Argument, path: Path) -> Argument:
        if argument.name not in _NAMES:
            return argument
        value = argument.value
        if isinstance(value, Items):
            items = tuple(self._pattern(item, path) for item in value.items)
            return replace(argument, value=replace(value, items=items))
        return replace(argument, value=self._pattern(value, path))

    def _pattern(self, value: Value, path: Path) -> Value:
        if not isinstance(value, Symbol):
            return value
        pieces = value.operands if value.op == "format" else (value,)
        found = "".join(self._piece(piece, path) for piece in pieces)
        return Known(value=found, span=value.span)

    def _piece(self, piece: Value, path: Path) -> str:
        if isinstance(piece, Known):
            return str(piece.value)
        source = self.source(piece, path)
        if isinstance(source, plan.FromItem | plan.FromParameter):
            return f"{{{source.name}}}"
        raise Unreadable("a name is put together from more than a loop's element", piece)

    def defaults(self, function: Function, path: Path) -> tuple[tuple[str, Given], ...]:
        """The defaults of a function that a loop's element, or a parameter of the function around it, decides.

        What it captures must be constant: a plan cannot say otherwise.
        """
        for name, value in function.captured:
            if _varies(value):
                raise Unreadable(f"`{function.name}` takes `{name}` from around it", value)
        return tuple(
            (formal.name, Given(source=self.source(formal.default, path), span=formal.span))
            for formal in function.parameters
            if formal.default is not None and _varies(formal.default)
        )


def constant(value: Value) -> bool:
    """Whether a plan can hold a value."""
    try:
        literal(value)
    except Unreadable:
        return False
    return True


def _varies(value: Value, depth: int = 0) -> bool:
    """Whether a value depends on something that only a run can tell."""
    if isinstance(value, Symbol | Unknown):
        return not (isinstance(value, Symbol) and value.op == "/")
    if isinstance(value, Items) and depth < _DEPTH:
        return any(_varies(item, depth + 1) for item in value.items)
    return False


def each_of(path: Path) -> tuple[Each, ...]:
    """The loops of a path, the outermost first."""
    return tuple(step for step in path if isinstance(step, Each))
