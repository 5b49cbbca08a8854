"""A decorated function as layers: the decorators that are words, and the function below them."""

from dataclasses import replace

from icefloe.builder.vocabulary import Vocabulary
from icefloe.source import Span
from icefloe.values import Argument, Class, Function, Known, Record, Symbol, Unknown, Value
from icefloe_schema.records import dataclass

STEPS = ("step", "map_task", "dynamic")
_FUNCTION = ("func", "_func", "function", "fn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One decorator: its word, and the arguments that it was given (none for a bare one)."""

    word: str
    path: str
    arguments: tuple[Argument, ...]
    span: Span

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """The argument given by that name or at that position, or None."""
        for argument in self.arguments:
            if argument.name == name and not argument.star:
                return argument
        plain = [a for a in self.arguments if a.name is None and not a.star]
        return plain[position] if position is not None and position < len(plain) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decorated:
    """A function with the layers around it, the outermost first; `token` is its identity as a step.

    `given` are the arguments that a `functools.partial` below the layers gave it.
    """

    function: Function
    layers: tuple[Layer, ...]
    token: int
    span: Span
    given: tuple[Argument, ...] = ()

    def layer(self, *words: str) -> Layer | None:
        """The outermost layer of one of these words, or None."""
        return next((layer for layer in self.layers if layer.word in words), None)


def decorated(value: Value, vocabulary: Vocabulary) -> Decorated | Unknown | None:
    """The layers of a value; None if there is no function below them."""
    layers: list[Layer] = []
    given: tuple[Argument, ...] = ()
    token = value.token if isinstance(value, Record | Function) else 0
    span = value.span
    while isinstance(value, Record):
        inner, maker = _wrapped(value), value.function
        if inner is None or _is_step(maker, vocabulary):
            return None
        if value.path == "functools.partial":
            given = (*value.arguments[1:], *given)
        elif isinstance(maker, Record) and value.path.endswith("()"):
            layers.append(_layer(vocabulary, maker.path, maker.arguments, maker.span))
        else:
            rest = tuple(argument for argument in value.arguments if argument is not inner)
            layers.append(_layer(vocabulary, value.path, rest, value.span))
        value = inner.value
    if isinstance(value, Symbol):
        value = _class_method(value) or value
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Function):
        return None
    return Decorated(function=value, layers=tuple(layers), token=token, span=span, given=given)


def _class_method(value: Symbol) -> Function | None:
    """The function of a class method that is reached through its class, without the parameter for the class."""
    owner, name = value.operands[:2] if value.op == "attribute" else (None, None)
    if not isinstance(owner, Class) or not isinstance(name, Known) or not isinstance(name.value, str):
        return None
    member = next((found for key, found in owner.methods if key == name.value), None)
    if not isinstance(member, Record) or member.path != "builtins.classmethod" or len(member.arguments) != 1:
        return None
    function = member.arguments[0].value
    if not isinstance(function, Function) or function.qualname != f"{owner.qualname}.{name.value}":
        return None
    return replace(function, parameters=function.parameters[1:])


def _is_step(maker: Value, vocabulary: Vocabulary) -> bool:
    """Whether a callee is a step: what it gives when it is called is a value, and no step."""
    if not isinstance(maker, Record) or vocabulary.word(maker.path).removesuffix("()") not in (*STEPS, "Step"):
        return False
    return isinstance(decorated(maker, vocabulary), Decorated)


def _wrapped(value: Record) -> Argument | None:
    """The argument that a decorator wraps: the first one, or the one that is called like it."""
    found = value.argument("", 0)
    return found or next((a for a in value.arguments if a.name in _FUNCTION and not a.star), None)


def _layer(vocabulary: Vocabulary, path: str, arguments: tuple[Argument, ...], span: Span) -> Layer:
    word = vocabulary.word(path)
    return Layer(word="step" if word == "Step" else word, path=path, arguments=arguments, span=span)
