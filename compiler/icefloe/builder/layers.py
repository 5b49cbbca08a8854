"""A decorated function as layers: the decorators that are words, and the function below them."""

from dataclasses import dataclass

from icefloe.builder.vocabulary import Vocabulary
from icefloe.source import Span
from icefloe.values import Argument, Function, Record, Unknown, Value


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
    """A function with the layers around it, the outermost first; `token` is its identity as a step."""

    function: Function
    layers: tuple[Layer, ...]
    token: int
    span: Span

    def layer(self, *words: str) -> Layer | None:
        """The outermost layer of one of these words, or None."""
        return next((layer for layer in self.layers if layer.word in words), None)


def decorated(value: Value, vocabulary: Vocabulary) -> Decorated | Unknown | None:
    """The layers of a value; None if there is no function below them."""
    layers: list[Layer] = []
    token = value.token if isinstance(value, Record | Function) else 0
    span = value.span
    while isinstance(value, Record):
        maker = value.function
        if isinstance(maker, Record) and value.path.endswith("()"):
            layers.append(_layer(vocabulary, maker.path, maker.arguments, maker.span))
        else:
            layers.append(_layer(vocabulary, value.path, (), value.span))
        inner = value.argument("", 0)
        if inner is None:
            return None
        value = inner.value
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Function):
        return None
    return Decorated(function=value, layers=tuple(layers), token=token, span=span)


def _layer(vocabulary: Vocabulary, path: str, arguments: tuple[Argument, ...], span: Span) -> Layer:
    return Layer(word=vocabulary.word(path), path=path, arguments=arguments, span=span)
